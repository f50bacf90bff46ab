"""What lies on the table for all to see: nothing in her words, nothing sensitive, no trace of what is confidential."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.people import (
    DAY,
    EXAMPLES,
    HOME,
    Strangers,
    cards,
    citizen,
    example,
    offer,
    texts_of,
    whole,
    world,
)
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.suggestion import Card, Suggestion


def on_the_table(engine: Engine, one: Citizen, **options: Any) -> Suggestion:
    return engine.suggest(one, audience="shared", **options)


def people(engine: Engine, seed: int) -> list[Citizen]:
    return [*map(example, EXAMPLES), *Strangers(engine.vocabulary, seed).many(60, hidden=True)]


def test_what_is_only_hers_is_left_out(engine: Engine) -> None:
    for one in people(engine, 81):
        found = on_the_table(engine, one, all_offers=True, with_ideas=True)
        assert found.audience == "shared"
        for name in ("not_now", "questions", "problems", "proposed_barriers", "shielded"):
            assert getattr(found, name) == ()
        assert all(card.answers == () for card in found.cards)
        assert all(leg.barriers == () for leg in found.legs)
        text = whole(found)
        for said in one.says:
            assert not said.words or said.words not in text
            assert not said.barrier or said.barrier not in text


def test_a_confidential_card_is_an_appointment(engine: Engine) -> None:
    for one in people(engine, 82):
        full = engine.suggest(one)
        found = on_the_table(engine, one)
        assert len(found.cards) == len(full.cards)
        text = whole(found)
        for hers, all_ in zip(full.cards, found.cards, strict=True):
            if hers.privacy == "normal":
                assert all_.offer == hers.offer
                continue
            assert (all_.name, all_.word, all_.pictogram) == ("Aftale", "Aftale", "calendar-blank")
            assert hers.offer not in _beside_relations(found)
            assert f"plugins/{hers.plugin}" not in text
            assert f'"plugin": "{hers.plugin}"' not in text
            for source in hers.sources:
                shown = {other for card in found.cards for other in card.sources}
                kept = {other for card in full.cards if card.privacy == "normal" for other in card.sources}
                assert source not in shown or source in kept


def _beside_relations(found: Suggestion) -> set[str]:
    """Return every text but what any card of the catalogue says of its neighbours."""
    made = found.to_json()
    for card in made["cards"]:
        card.pop("relations")
    return set(texts_of(made))


def test_all_appointments_look_alike(engine: Engine) -> None:
    """Neither hours nor weeks, neither a right nor who decides, tell one from another."""
    looks = {}
    for one in people(engine, 83):
        for card in on_the_table(engine, one).cards:
            if card.privacy == "confidential":
                made = {name: getattr(card, name) for name in Card.__dataclass_fields__}
                assert made.pop("offer").startswith("aftale_")
                made.pop("verdict")
                looks[str(made)] = card
    assert len(looks) == 1


def test_what_is_confidential_stays_out_of_the_legs(engine: Engine) -> None:
    found = on_the_table(engine, example("soeren"))
    named = {card.offer for card in found.cards}
    for leg in found.legs:
        assert set(leg.cards) <= named
        assert not any("aftale" in one or "behandling" in one for one in leg.cards)


def test_no_sensitive_fact_is_told_or_named(engine: Engine) -> None:
    sensitive = {key for key, fact in engine.vocabulary.facts.items() if fact.sensitivity != "ordinary"}
    for one in people(engine, 84):
        for card in on_the_table(engine, one).cards:
            assert not sensitive & {reason.fact for reason in card.reasons}
            assert not sensitive & set(card.missing)


def test_a_sensitive_fact_changes_nothing_on_an_open_card(engine: Engine) -> None:
    """Nor does a right that she has for a reason of health, nor a remark about what she can do."""
    sensitive = {key for key, fact in engine.vocabulary.facts.items() if fact.sensitivity != "ordinary"}
    compared = 0
    for one in Strangers(engine.vocabulary, 85).many(60, known=0.7):
        kept = {key: value for key, value in one.facts.items() if key not in sensitive}
        less = one.model_copy(update={"facts": kept, "withdrawn": tuple(sorted(sensitive))})
        without = {card.offer: card for card in on_the_table(engine, less).cards}
        for card in on_the_table(engine, one).cards:
            other = without.get(card.offer)
            # A card that her health opens, or decides, is there or not; what stands on it tells no more.
            if other is not None and card.privacy == "normal" and other.verdict == card.verdict:
                assert card == other
                compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("barrier", "facts", "secrets"),
    [
        (
            "H-PSYK",
            {"psychiatric_contact": "discharged_6m", "lab_target_group": "6.3"},
            ["når du bliver udskrevet fra psykiatrien"],
        ),
        ("D-TRANSPORT", {"public_transport_usable": False, "age": 30}, ["Du bliver kørt fra vej til vej"]),
        ("A-TRO", {"max_hours_per_week": 3, "lab_target_group": "6.3"}, ["hvor mange timer"]),
    ],
)
def test_neither_a_right_nor_a_remark_gives_her_away(
    engine: Engine, barrier: str, facts: dict[str, Any], secrets: list[str]
) -> None:
    one = citizen(barrier, municipality=HOME, **facts)
    hers = str([(card.reasons, card.todos, card.entitlement_text) for card in engine.suggest(one).cards])
    for_all = on_the_table(engine, one)
    for secret in secrets:
        assert secret in hers
        assert secret not in whole(for_all)


def test_a_right_that_health_opens_is_perhaps_a_right_on_the_table(engine: Engine) -> None:
    one = citizen("H-PSYK", municipality=HOME, psychiatric_contact="discharged_6m", lab_target_group="6.3")
    assert cards(engine.suggest(one))["mentor"].right == "yes"
    assert cards(on_the_table(engine, one))["mentor"].right == "unknown"
    young = citizen("H-PSYK", municipality=HOME, psychiatric_contact="discharged_6m", lab_target_group="6.5")
    assert cards(on_the_table(engine, young))["mentor"].right == "yes"


def test_several_facts_in_one_sentence_are_left_out_together(tmp_path: Path) -> None:
    rule = "{any: [{age: {at_least: 60}, has_vehicle: true}, {debt_problem: true, age: {at_least: 18}}]}"
    engine = world(
        tmp_path, offer("a", eligible=rule), offer("b", eligible="{not: {any: [{debt_problem: true}, {age: 3}]}}")
    )
    for facts in ({"age": 30, "debt_problem": True}, {"age": 30, "debt_problem": False}, {"debt_problem": True}):
        found = on_the_table(engine, citizen("H-ANGST", **facts), ruleset="byen")
        assert "gæld" not in whole(found)


def test_what_follows_from_a_barrier_is_not_told_as_her_own_words(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", ["H-ANGST"], "{has_vehicle: true}"))
    engine.close()
    (tmp_path / "tilbud" / "a" / "vocabulary.yaml").write_text(
        "barriers: [{code: D-CYKEL, leg: D, kind: S, label: Cykel, says: Min cykel er min ven, "
        "implies: {has_vehicle: true}}]\n",
        encoding="utf-8",
    )
    paths = [tmp_path / "regler" / name for name in ("danmark", "byen")]
    engine = Engine.load(plugins=[tmp_path / "tilbud"], rulesets=paths, catalogue=False)
    one = citizen("D-CYKEL", "H-ANGST")
    assert "Min cykel er min ven" in whole(engine.suggest(one, ruleset="byen"))
    assert "Min cykel er min ven" not in whole(on_the_table(engine, one, ruleset="byen"))


def test_her_own_view_holds_no_words_but_those_that_were_proposed(engine: Engine) -> None:
    said = (Statement(words="Hemmelig ting", barrier="H-ANGST"), Statement(words="Endnu en hemmelig ting"))
    one = Citizen(on=DAY, says=said, facts={"municipality": HOME})
    for audience in ("citizen", "caseworker", "shared"):
        assert "emmelig ting" not in whole(engine.suggest(one, audience=audience))


def test_the_caseworker_sees_what_she_said_of_each_card(engine: Engine) -> None:
    one = example("soeren")
    hers, theirs = engine.suggest(one), engine.suggest(one, audience="caseworker")
    assert [card.answers for card in hers.cards] == [card.answers for card in theirs.cards]
    assert hers.questions == theirs.questions
    assert hers.not_now == theirs.not_now
