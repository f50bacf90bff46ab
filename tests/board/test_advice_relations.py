"""Hints from the ten relations between cards: a word with a reason, and both cards may still lie there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.board.advised import HOME, MONDAY, ON, Advised, kinds, of_kind, on_day, own
from tests.engine.people import NATION, offer, world


def test_two_of_the_same_function_may_be_one_too_many(at: Advised) -> None:
    # R-P5
    plan = at.plan(at.card("bostoette_85", 0, 6), at.card("stoette_82b", 4, 8))
    hint = of_kind(at.hints(plan), "same_function")
    assert hint.text.endswith("hjælper med næsten det samme. Måske er det nok med et af dem.")
    assert hint.because == "Så har du færre at tale med."
    assert set(hint.cards) == set(plan.cards)
    one_after_the_other = at.plan(at.card("stoette_82b", 0, 3), at.card("bostoette_85", 4, 8))
    assert "same_function" not in kinds(at.hints(one_after_the_other))


def test_two_that_fill_the_week_are_told_for_the_weeks_they_share(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 6), at.card("opkvalificering", 5, 8))
    hint = of_kind(at.hints(plan), "exclusive_full_time")
    assert hint.text.startswith("”Praktik” og ”Lær nyt” ligger begge i uge 41 og 42.")
    assert "exclusive_full_time" not in kinds(
        at.hints(at.plan(at.card("virksomhedspraktik", 2, 4), at.card("opkvalificering", 5, 8)))
    )


def test_two_that_fit_into_a_week_together_are_no_conflict(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 6, hours=12), at.card("opkvalificering", 2, 6, hours=25))
    assert "exclusive_full_time" not in kinds(at.hints(plan))
    more = at.plan(at.card("virksomhedspraktik", 2, 6, hours=13), at.card("opkvalificering", 2, 6, hours=25))
    assert "exclusive_full_time" in kinds(at.hints(more))
    with_times = at.card("opkvalificering", 2, 6, times=(on_day(1, "09:00", "15:00"), on_day(2, "09:00", "15:00")))
    timed = at.plan(at.card("virksomhedspraktik", 2, 6, hours=12), with_times)
    assert "exclusive_full_time" not in kinds(at.hints(timed))


def test_a_card_that_belongs_with_another_says_with_which(at: Advised) -> None:
    plan = at.plan(at.card("befordring_over_24km", 0, 4))
    hint = of_kind(at.hints(plan), "requires_active")
    assert hint.text.startswith("”Penge til kørsel” hører sammen med et andet kort.")
    assert "”Praktik”" in hint.because
    assert "virksomhedspraktik" in hint.offers


def test_a_card_that_belongs_with_another_is_at_ease_beside_it_or_when_she_is_in_it_already(at: Advised) -> None:
    card = at.card("befordring_over_24km", 0, 4)
    beside = at.plan(card, at.card("virksomhedspraktik", 4, 8))
    already = at.plan(card, facts={"current_offers": ["virksomhedspraktik"]})
    for plan in (beside, already):
        assert "requires_active" not in kinds(at.hints(plan))
    in_other_weeks = at.plan(card, at.card("virksomhedspraktik", 5, 8))
    assert "requires_active" in kinds(at.hints(in_other_weeks))


def test_advice_to_an_employer_is_at_ease_when_she_has_one(at: Advised) -> None:
    card = at.card("virksomhedsraadgivning", 0, 4)
    assert "requires_active" in kinds(at.hints(at.plan(card)))
    assert "requires_active" in kinds(at.hints(at.plan(card, facts={"has_employer": False})))
    assert "requires_active" not in kinds(at.hints(at.plan(card, facts={"has_employer": True})))
    travel = at.plan(at.card("befordring_over_24km", 0, 4), facts={"has_employer": True})
    assert "requires_active" in kinds(at.hints(travel))


def test_treatment_and_work_may_go_on_at_the_same_time(at: Advised) -> None:
    # R-P4: never treatment first and work later
    plan = at.plan(at.card("stofmisbrugsbehandling", 0, 4), at.card("virksomhedspraktik", 5, 8))
    hint = of_kind(at.hints(plan), "parallel_ok")
    assert hint.text == "”Praktik” kan godt ligge i de samme uger som ”Behandling”, hvis du vil."
    assert hint.because == "Du behøver ikke blive færdig med det ene, før du begynder på det andet."
    together = at.plan(at.card("stofmisbrugsbehandling", 0, 4), at.card("virksomhedspraktik", 2, 8))
    touching = at.plan(at.card("stofmisbrugsbehandling", 0, 4), at.card("virksomhedspraktik", 4, 8))
    work_first = at.plan(at.card("stofmisbrugsbehandling", 4, 8), at.card("virksomhedspraktik", 0, 6))
    for other in (together, touching, work_first):
        assert not kinds(at.hints(other)) & {"parallel_ok", "soft_before"}
    begun = MONDAY + dt.timedelta(weeks=6)
    assert "parallel_ok" not in kinds(at.hints(plan, on=begun))  # It waits for nothing any more.


def test_what_some_begin_with_may_be_turned_round(at: Advised) -> None:
    plan = at.plan(at.card("step_up_moede", 4, lane="meetings"), at.card("virksomhedspraktik", 2, 8), at.card("mentor"))
    hint = of_kind(at.hints(plan), "soft_before")
    assert hint.text.startswith("Du har lagt ”Praktik” og ”Mentor” før ”Dit møde”. Det må du gerne.")
    usual = at.plan(at.card("step_up_moede", 0), at.card("virksomhedspraktik", 2, 8))
    begun = at.plan(at.card("step_up_moede", 4), at.card("virksomhedspraktik", 2, 8, state="running"))
    for other in (usual, begun):
        assert "soft_before" not in kinds(at.hints(other))


def test_cards_that_may_go_on_together_need_no_order(at: Advised) -> None:
    # Kulturvitaminer stands both as soft_before and as parallel_ok to a placement.
    together = at.plan(at.card("kulturvitaminer", 3, 8), at.card("virksomhedspraktik", 2, 8))
    assert "soft_before" not in kinds(at.hints(together))


def test_what_may_come_next_is_offered_when_it_suits_her_and_the_card_ends(at: Advised) -> None:
    facts = {"age": 34, "municipality": HOME, "substance_use": ["cannabis"], "wants_treatment": True}
    card = at.card("misbrug_motiverende", 0, 3, lane="H")
    plan = at.plan(card, says=("H-STOF",), facts=facts)
    hint = of_kind(at.hints(plan), "bridge_to")
    assert hint.text == "Efter ”Bevægelse” kan du gå videre med ”Behandling”. Kun hvis du har lyst."
    assert hint.offers == ("stofmisbrugsbehandling",)
    done = at.plan(at.card("misbrug_motiverende", 0, 12, state="done"), says=("H-STOF",), facts=facts)
    assert "bridge_to" in kinds(at.hints(done))
    not_yet = at.plan(card, says=("H-STOF",), facts=facts | {"wants_treatment": False})
    far_off = at.plan(at.card("misbrug_motiverende", 0, 12), says=("H-STOF",), facts=facts)
    unsure = at.plan(card, says=("H-STOF",), facts={"age": 34, "substance_use": ["cannabis"]})
    assert at.following(unsure).cards["stofmisbrugsbehandling"].verdict == "unknown"
    for other in (not_yet, far_off, unsure):
        assert "bridge_to" not in kinds(at.hints(other))


def test_cards_that_go_well_together_are_pointed_to_in_the_pile_alone(at: Advised) -> None:
    plan = at.plan(at.card("step_up_moede", 1), says=("H-ANGST",))
    hint = of_kind(at.hints(plan), "pairs_with")
    assert "bisidder" in hint.offers
    assert hint.text.endswith("går godt sammen med ”Dit møde”. Du kan se i bunken, hvis du vil.")
    assert "pairs_with" not in kinds(at.hints(at.plan(at.card("step_up_moede", 1))))
    taken = at.plan(
        at.card("step_up_moede", 1), *(at.card(one, place="hand") for one in hint.offers), says=("H-ANGST",)
    )
    assert "pairs_with" not in kinds(at.hints(taken))


def test_the_way_there_is_offered_where_it_is_missing_and_not_with_each_card(at: Advised) -> None:
    # R-D4: transport has a hint of its own
    plan = at.plan(at.card("virksomhedspraktik", 1, 4), says=("D-TRANSPORT",), facts={"has_vehicle": True})
    pile = {card.offer for choice in at.following(plan).pile for card in choice.cards}
    assert "flextur" in pile
    assert [one.kind for one in at.hints(plan) if "flextur" in one.offers] == ["leg"]
    without = at.plan(at.card("virksomhedspraktik", 1, 4), says=("D-TRANSPORT",))
    assert [one.kind for one in at.hints(without) if "flextur" in one.offers] == ["transport"]


def test_nobody_without_a_network_is_told_to_bring_it(at: Advised) -> None:
    # R-D6
    card = at.card("step_up_moede", 1)
    alone = at.plan(card, says=("N-ENSOM", "N-MOEDER"), facts={"network_persons": 0})
    known = at.plan(card, says=("N-ENSOM", "N-MOEDER"), facts={"network_persons": 2})
    told = [
        any("netvaerk_med" in one.offers for one in at.hints(plan) if one.kind == "pairs_with")
        for plan in (alone, known)
    ]
    assert told == [False, True]


@pytest.mark.parametrize(
    ("relation", "kind", "text"),
    [
        ("overrides", "overrides", "Begynd gerne med ”a”"),
        ("replaces", "replaces", "”a” kommer i stedet for ”b”."),
        ("load", "together_much", "”a” og ”b” i de samme uger kan blive meget."),
    ],
)
def test_the_relations_that_a_municipality_may_write_of_its_own_cards(
    tmp_path: Path, relation: str, kind: str, text: str
) -> None:
    with_two = world(tmp_path, offer("a", relations=f"{{{relation}: [b]}}"), offer("b"), rulesets=(NATION,))
    at = Advised(with_two, "danmark")
    plan = at.plan(at.card("a", 0, 4), at.card("b", 2, 8))
    assert text in of_kind(at.hints(plan), kind).text
    english = of_kind(at.hints(plan, language="en"), kind)
    assert english.because
    apart = at.plan(at.card("a", 0, 1), at.card("b", 2, 8))
    assert kind not in kinds(at.hints(apart))


def test_a_shielded_card_is_in_no_hint_whatever_it_is_related_to(tmp_path: Path) -> None:
    hidden = offer("a", relations="{overrides: [b], pairs_with: [b], same_function: [b]}", privacy="shielded")
    other = offer("b", relations="{requires_active: [a], bridge_to: [a], pairs_with: [a]}")
    at = Advised(world(tmp_path, hidden, other, rulesets=(NATION,)), "danmark")
    plan = at.plan(at.card("a", 0, 4, key="2-1"), at.card("b", 0, 4, key="2-2"), says=("H-ANGST",))
    for audience in ("citizen", "caseworker", "shared"):
        for hint in at.hints(plan, audience):
            assert "2-1" not in hint.cards
            assert "a" not in hint.offers
            assert "”a”" not in hint.text + hint.because


def test_the_same_offer_laid_twice_is_no_relation_to_itself(at: Advised) -> None:
    plan = at.plan(at.card("mentor", 0, 3), at.card("mentor", 5, 8), own("2-99", "Kor", 0, 12))
    assert at.hints(plan) == ()


def test_a_relation_between_two_offers_is_told_once_however_many_cards_they_have(at: Advised) -> None:
    cards = [at.card("virksomhedspraktik", number, number + 1) for number in range(0, 10, 2)]
    plan = at.plan(*cards, at.card("opkvalificering", 3, 8))
    assert len([one for one in at.hints(plan) if one.kind == "exclusive_full_time"]) == 1
    assert at.hints(plan, on=ON)
