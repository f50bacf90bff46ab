"""What a program calls: citizens of plain values, suggestions and explanations with stable names."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.people import DAY, HOME, Strangers, cards, citizen, codes, example, offer, whole, world
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.rules.conditions import Verdict

TOP = {
    *("schema", "on", "ruleset", "engine", "ruleset_sha256", "cards", "not_now", "questions", "legs", "alarms"),
    *("shielded", "proposed_barriers", "problems"),
}
CARD = {
    *("offer", "name", "word", "text", "pictogram", "alt", "status", "legs", "hours_per_week", "weeks", "privacy"),
    *("relations", "contact", "verdict", "answers", "reasons", "sources", "entitlement", "right", "decides", "todos"),
    *("availability", "missing", "plugin"),
}


def test_plain_values_of_python_are_facts(engine: Engine) -> None:
    facts: dict[str, Any] = {
        "age": 58,
        "municipality": HOME,
        "has_vehicle": False,
        "daily_travel_km": 31.5,
        "substance_use": {"cannabis"},
        "consent_sharing": ("gp",),
        "resource_course_start": dt.date(2024, 5, 1),
        "lab_target_group": None,
        "months_unemployed": {"value": 90, "on": dt.date(2026, 3, 1), "from": "kommunen"},
    }
    written = {**facts, "substance_use": ["cannabis"], "resource_course_start": "2024-05-01"}
    written["months_unemployed"] = {"value": 90, "on": "2026-03-01", "from": "kommunen"}
    barriers = ("D-TRANSPORT", "A-LAENGE", "H-STOF")
    one = citizen(*barriers, **facts)
    text = json.dumps({"on": "2026-09-01", "says": [{"barrier": code} for code in barriers], "facts": written})
    other = Citizen.read(json.loads(text))
    assert engine.suggest(one).to_json() == engine.suggest(other).to_json()
    assert cards(engine.suggest(one))["kulturvitaminer"].verdict == "yes"


def test_the_day_of_the_call_comes_before_that_of_the_citizen(engine: Engine) -> None:
    one = citizen("H-ANGST")
    assert engine.suggest(one).on == DAY
    assert engine.suggest(one, dt.date(2027, 1, 1)).on == dt.date(2027, 1, 1)
    with pytest.raises(InputError) as raised:
        engine.suggest(Citizen(says=(Statement(barrier="H-ANGST"),)))
    assert [fault.code for fault in raised.value.problems] == ["date-missing"]


def test_a_citizen_is_not_changed_by_being_asked_about(engine: Engine) -> None:
    one = example("soeren")
    before = one.model_dump()
    engine.suggest(one, audience="caseworker", all_offers=True)
    engine.explain(one, "mentor")
    assert one.model_dump() == before


def test_every_fault_of_a_citizen_is_told_at_once(engine: Engine) -> None:
    one = Citizen(
        on=DAY,
        says=(Statement(barrier="H-ANGSTT"),),
        facts={"agee": 3, "age": 300, "has_vehicle": "maybe"},
        declined=("agge",),
        talked_about=("Q",),
    )
    with pytest.raises(InputError) as raised:
        engine.suggest(one)
    found = {fault.code for fault in raised.value.problems}
    assert {"unknown-fact", "fact-out-of-range", "fact-not-bool", "unknown-barrier", "unknown-leg"} <= found
    assert {fault.values.get("nearest") for fault in raised.value.problems} >= {"age", "H-ANGST"}


def test_saying_nothing_gives_no_cards_and_four_silent_legs(engine: Engine) -> None:
    found = engine.suggest(Citizen(on=DAY))
    for name in ("cards", "not_now", "questions", "alarms"):
        assert getattr(found, name) == ()
    assert [leg.state for leg in found.legs] == ["not_talked_about"] * 4
    assert "barrier-without-card" not in codes(found)


@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_json_has_the_promised_names(engine: Engine, audience: Any, language: Any) -> None:
    for one in [example("soeren"), *Strangers(engine.vocabulary, 111).many(10, hidden=True)]:
        made = engine.suggest(one, audience=audience, language=language, all_offers=True).to_json()
        assert set(made) >= TOP
        assert next(iter(made)) == "schema"
        for card in (*made["cards"], *made["shielded"]):
            assert set(card) >= CARD
            assert card["verdict"] in {"yes", "unknown"}
            assert card["right"] in {"yes", "no", "unknown"}
            for reason in card["reasons"]:
                assert set(reason) == {"text", "rule", "fact", "version"}
            for source in card["sources"]:
                assert set(source) == {"title", "law", "section", "version", "note"}
        for found in made["not_now"]:
            assert set(found) >= {"offer", "verdict", "because", "turns_yes_on"}
            assert found["verdict"] in {"no", "not_offered", "not_relevant"}
        for found in made["questions"]:
            assert set(found) >= {"fact", "question", "answerer", "ask", "say_first", "settles"}
        for leg in made["legs"]:
            assert set(leg) >= {"leg", "state", "barriers", "cards"}
        for said in made["proposed_barriers"]:
            assert set(said) == {"words", "barrier", "because"}
        for fault in made["problems"]:
            assert set(fault) == {"code", "where", "message", "hint"}
        assert json.loads(json.dumps(made)) == made


def test_each_offer_stands_in_one_list(engine: Engine) -> None:
    for one in Strangers(engine.vocabulary, 112).many(60, hidden=True):
        found = engine.suggest(one, audience="caseworker", all_offers=True)
        names = [each.offer for each in (*found.cards, *found.shielded)] + [each.offer for each in found.not_now]
        asked = any(said.barrier == "N-VOLD" for said in one.says)
        assert len(names) == len(set(names))
        # What is shielded is listed where it is asked for and may be had, and nowhere else.
        assert set(engine.rulebook.offers) - {"krisecenter"} <= set(names) <= set(engine.rulebook.offers)
        assert asked or "krisecenter" not in names


def test_an_offer_she_did_not_ask_about_can_be_explained(engine: Engine) -> None:
    """R-P12: she may ask for any card."""
    one = citizen("H-ANGST", municipality=HOME, age=30, months_unemployed=3)
    told = engine.explain(one, "kulturvitaminer")
    assert (told.verdict, told.name, told.card) == (Verdict.NO, "Kulturvitaminer", None)
    assert told.not_now is not None
    assert told.not_now.turns_yes_on == dt.date(2027, 6, 1)
    assert told.lines[0].truth is False
    assert {line.fact for line in told.lines if line.fact} == {"months_unemployed"}
    unknown = engine.explain(citizen("H-ANGST", municipality=HOME), "kulturvitaminer")
    assert unknown.card is not None
    assert (unknown.verdict, unknown.card.missing) == (Verdict.UNKNOWN, ("months_unemployed",))
    everyone = engine.explain(one, "flextur")
    assert everyone.verdict is Verdict.YES
    assert everyone.card is not None
    assert everyone.card.answers == ()


def test_an_explanation_is_of_the_day_that_was_asked_about(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a"))
    for day in (DAY, dt.date(2026, 9, 2)):
        assert engine.explain(citizen("H-ANGST"), "a", day, ruleset="byen").on == day


def test_an_explanation_agrees_with_the_suggestion(engine: Engine) -> None:
    for one in Strangers(engine.vocabulary, 113).many(15):
        found = engine.suggest(one)
        for card in found.cards:
            assert engine.explain(one, card.offer).card == card
        for later in found.not_now:
            assert engine.explain(one, later.offer).not_now == later


def test_an_idea_is_explained_as_an_idea(engine: Engine) -> None:
    """R-D14."""
    for barrier in ("H-ANGST", "D-GAELD"):
        told = engine.explain(citizen(barrier, municipality="varde"), "moede_hjemmebane")
        assert told.verdict is Verdict.NOT_OFFERED
        assert told.card is None
        assert told.not_now is not None
        assert told.not_now.because == "Idé – findes ikke endnu."


def test_an_offer_that_nobody_knows_is_refused_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(InputError) as raised:
        engine.explain(citizen("H-ANGST"), "mentorr")
    [fault] = raised.value.problems
    assert (fault.code, fault.values["nearest"]) == ("unknown-offer", "mentor")
    assert "Mente du `mentor`?" in fault.hint("da")


def test_an_offer_that_answers_nothing_can_still_be_explained(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("tavs", []), offer("b"))
    if "tavs" in engine.rulebook.offers:
        assert engine.explain(citizen("H-ANGST"), "tavs", ruleset="byen").verdict is Verdict.YES
    assert [card.offer for card in engine.suggest(citizen("H-ANGST"), ruleset="byen", all_offers=True).cards] == ["b"]


def test_what_her_words_may_mean_is_shown_and_never_assumed(engine: Engine) -> None:
    """R-D10: nothing is inferred from text beyond what she confirms."""
    silent = citizen("H-ANGST", municipality=HOME, age=30)
    spoken = silent.model_copy(update={"says": (*silent.says, Statement(words="Bussen kører ikke her"))})
    found, before = engine.suggest(spoken).to_json(), engine.suggest(silent).to_json()
    [proposed] = found.pop("proposed_barriers")
    assert (proposed["words"], proposed["barrier"]) == ("Bussen kører ikke her", "D-TRANSPORT")
    before.pop("proposed_barriers")
    assert found == before


def test_the_order_of_facts_and_of_hash_seeds_does_not_matter(engine: Engine) -> None:
    one = example("birthe")
    turned = one.model_copy(update={"facts": dict(reversed(list(one.facts.items())))})
    assert whole(engine.suggest(one)) == whole(engine.suggest(turned))
