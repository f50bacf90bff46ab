"""What is not now: why, from when time alone changes it, and that it is no refusal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.engine.people import (
    DAY,
    HOME,
    NATION,
    NOT_A_REFUSAL,
    TOWN,
    Strangers,
    cards,
    citizen,
    later,
    offer,
    verdicts,
    whole,
    world,
)
from tilbud_engine.engine import Engine


def test_every_no_says_why_and_that_it_is_no_refusal(engine: Engine) -> None:
    """R-D8."""
    for one in Strangers(engine.vocabulary, 51).many(80, known=0.8):
        for found in engine.suggest(one, all_offers=True).not_now:
            if found.verdict == "no":
                assert found.because.endswith(NOT_A_REFUSAL)
                assert found.because != NOT_A_REFUSAL, found.offer
                assert found.reasons
                assert all(reason.text in found.because for reason in found.reasons)
            else:
                assert found.because
                assert NOT_A_REFUSAL not in found.because
                assert found.turns_yes_on is None


def test_the_first_day_is_the_first_day(engine: Engine) -> None:
    checked = 0
    for one in Strangers(engine.vocabulary, 52).many(60, known=0.8, on=DAY):
        for found in engine.suggest(one).not_now:
            if found.turns_yes_on is None or checked > 12:
                continue
            checked += 1
            day = found.turns_yes_on
            assert DAY < day <= dt.date(2031, 9, 1)
            words = f"senest {day.day}. "
            assert words in found.because
            assert f"{day.year}, hvis intet andet ændrer sig. {NOT_A_REFUSAL}" in found.because
            # Told on the day she asks, and asked again later: the same facts, moved by time alone.
            told = {
                key: {"value": value, "on": DAY} if engine.vocabulary.facts[key].grows else value
                for key, value in one.facts.items()
            }
            same = one.model_copy(update={"facts": told})
            assert verdicts(engine.suggest(same, day)).get(found.offer) == "yes", found.offer
            assert verdicts(engine.suggest(same, day - dt.timedelta(days=1))).get(found.offer) != "yes", found.offer
    assert checked > 5


def test_a_no_that_time_does_not_change_has_no_day(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", eligible="{age: {at_most: 24}}"), offer("b", eligible="{has_vehicle: true}"))
    found = later(engine.suggest(citizen("H-ANGST", age=30, has_vehicle=False), ruleset="byen"))
    assert found["a"].turns_yes_on is found["b"].turns_yes_on is None
    assert "senest" not in found["a"].because + found["b"].because


@pytest.mark.parametrize(
    ("fields", "town", "because"),
    [
        ({"scope": "local"}, "", "Kortet er ikke lagt ind for din kommune. Spørg kommunen."),
        ({}, "offers: {a: {offered: false}}", "Kortet er ikke lagt ind for din kommune. Spørg kommunen."),
        ({"status": "idea"}, "", "Idé – findes ikke endnu."),
        ({}, "offers: {a: {status: idea}}", "Idé – findes ikke endnu."),
        ({"status": "paused"}, "", "Kortet holder pause lige nu."),
        ({"status": "closed"}, "", "Kortet er lukket."),
        ({"valid": "{from: 2026-09-02}"}, "", "Kortet begynder den 2. september 2026."),
        ({"valid": "{to: 2026-08-31}"}, "", "Kortet sluttede den 31. august 2026."),
        ({"eligible": "{versions: {2026-10-01: {age: 1}}}"}, "", "Kortet begynder den 1. oktober 2026."),
    ],
)
def test_what_is_not_offered_says_why(tmp_path: Path, fields: dict[str, str], town: str, because: str) -> None:
    """R-D14: an idea is not an offer."""
    engine = world(tmp_path, offer("a", **fields), rulesets=(NATION, TOWN + town))
    found = engine.suggest(citizen("H-ANGST", age=20), ruleset="byen")
    assert found.cards == ()
    assert found.questions == ()
    assert (found.not_now[0].verdict, found.not_now[0].because) == ("not_offered", because)


def test_where_no_rule_holds_on_the_day_nothing_is_offered(tmp_path: Path) -> None:
    town = TOWN + "definitions: {lang: {versions: {2026-10-01: {age: {at_least: 18}}}}}"
    engine = world(tmp_path, offer("a", eligible="{is: lang}"), rulesets=(NATION, town))
    found = engine.suggest(citizen("H-ANGST", age=20), ruleset="byen").not_now[0]
    assert (found.verdict, found.because) == ("not_offered", "Vi kender ingen regel for kortet på den dato.")
    assert cards(engine.suggest(citizen("H-ANGST", age=20), dt.date(2026, 10, 1), ruleset="byen"))["a"].verdict == "yes"


def test_the_ends_of_a_period_are_inside_it(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", valid="{from: 2026-09-01, to: 2026-09-30}"))
    for day, verdict in (
        (dt.date(2026, 8, 31), "not_offered"),
        (dt.date(2026, 9, 1), "yes"),
        (dt.date(2026, 9, 30), "yes"),
        (dt.date(2026, 10, 1), "not_offered"),
    ):
        assert verdicts(engine.suggest(citizen("H-ANGST"), day, ruleset="byen")) == {"a": verdict}


def test_the_day_of_the_answer_is_the_day_that_was_asked_about(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a"))
    for day in (DAY, DAY + dt.timedelta(days=1), DAY):
        assert engine.suggest(citizen("H-ANGST"), day, ruleset="byen").on == day


def test_ideas_are_shown_only_when_asked_for_and_are_marked(engine: Engine) -> None:
    """R-D14."""
    one = citizen("H-ANGST", "N-FAMILIE", municipality="varde", age=20)
    found = engine.suggest(one)
    assert all(card.status != "idea" for card in found.cards)
    assert later(found)["psykolog_unge_aaben"].because == "Idé – findes ikke endnu."
    wanted = engine.suggest(one, with_ideas=True)
    assert {name: card.status for name, card in cards(wanted).items() if name in later(found)} == {
        "psykolog_unge_aaben": "idea",
        "moede_hjemmebane": "idea",
        "virksomhedsraadgivning": "idea",
        "mestring_arbejde_privat": "idea",
    }


def test_other_cards_are_listed_only_when_asked_for(engine: Engine) -> None:
    one = citizen("A-LAENGE", municipality=HOME)
    assert "not_relevant" not in verdicts(engine.suggest(one)).values()
    found = engine.suggest(one, all_offers=True)
    shielded = {"krisecenter"}  # In no list that she or others see.
    assert set(verdicts(found)) == set(engine.rulebook.offers) - shielded
    assert later(found)["bisidder"].because == "Kortet handler om noget andet end det, du har sagt."


def test_offers_of_other_municipalities_are_in_no_list(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", municipalities="[varde]"), offer("b", ["D-GAELD"], municipalities="[varde]"))
    for ruleset in ("byen", "danmark"):
        found = engine.suggest(citizen("H-ANGST", municipality="odense"), ruleset=ruleset, all_offers=True)
        assert verdicts(found) == {}, ruleset


KRISECENTER = offer("krisecenter", ["N-VOLD", "N-FAMILIE"], "{age: {at_least: 18}}", privacy="shielded")


@pytest.mark.parametrize("age", [None, 30, 10])
@pytest.mark.parametrize("stated", [("N-FAMILIE",), ("N-VOLD",), ("N-FAMILIE", "N-VOLD"), ("H-ANGST",)])
def test_a_shielded_offer_stands_in_shielded_alone(tmp_path: Path, stated: tuple[str, ...], age: int | None) -> None:
    engine = world(tmp_path, KRISECENTER, offer("andet", ["N-FAMILIE", "H-ANGST"]))
    one = citizen(*stated, age=age)
    found = engine.suggest(one, ruleset="byen", audience="caseworker", all_offers=True)
    expected = {"krisecenter"} if age != 10 and stated != ("H-ANGST",) else set()
    assert {card.offer for card in found.shielded} == expected
    rest = found.to_json()
    rest["shielded"] = []
    assert "krisecenter" not in str({key: value for key, value in rest.items() if key != "problems"})
    for audience in ("citizen", "shared"):
        hidden = engine.suggest(one, ruleset="byen", audience=audience, all_offers=True)
        assert hidden.shielded == ()
        assert "krisecenter" not in whole(hidden)
