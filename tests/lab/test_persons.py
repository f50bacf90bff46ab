"""Constructed persons: said plainly, written so that a scenario reads them back, and held to the evaluators."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.case import read_knowledge
from tilbud_engine.lab.persons import Person, WitnessRefuted, replay
from tilbud_engine.reading import to_yaml
from tilbud_engine.rules.conditions import EVERYONE, Constant, Operator, Test
from tilbud_engine.rules.durable import durable_available
from tilbud_engine.scenarios import read_scenarios
from tilbud_engine.vocabulary import Members, Vocabulary

WORDS = Vocabulary.shipped().with_values({}, {"mentor": "Mentor", "fgu": "FGU"})
DRINKS = Members(frozenset({"cannabis"}), frozenset({"alcohol"}))
SOBER = Members(frozenset(), frozenset(WORDS.facts["substance_use"].values))
ADULT = Test(FACTS["age"], Operator.AT_LEAST, (Constant(18),), place="offer.yaml:7")


@pytest.mark.parametrize(
    ("facts", "danish", "english"),
    [
        ({}, "intet er oplyst", "nothing is known"),
        ({"age": 29, "municipality": "varde"}, "alder: 29 år; kommune: Varde", "age: 29 years; municipality: Varde"),
        ({"months_unemployed": 1}, "måneder uden job: 1", "months without a job: 1"),
        ({"daily_travel_km": 241}, "afstand frem og tilbage: 24,1 km", "distance there and back: 24.1 km"),
        ({"debt_problem": True}, "gæld, der trykker: ja", "debt that weighs on you: yes"),
        (
            {"substance_use": DRINKS},
            "alkohol, hash, stoffer eller piller: hash, ikke alkohol",
            "alcohol, cannabis, drugs or pills: cannabis, not alcohol",
        ),
        (
            {"substance_use": SOBER},
            "alkohol, hash, stoffer eller piller: ingen",
            "alcohol, cannabis, drugs or pills: none",
        ),
        (
            {"expected_discharge_date": dt.date(2026, 9, 1)},
            "dag for udskrivning: 1. september 2026",
            "day of discharge: 1 September 2026",
        ),
        ({"current_offers": Members(frozenset(), frozenset())}, "det, de er i gang med: ikke oplyst", None),
    ],
)
def test_a_person_is_said_plainly(facts: dict[str, object], danish: str, english: str | None) -> None:
    person = Person(facts)  # type: ignore[arg-type]
    assert person.words(WORDS, "da") == danish
    assert english is None or person.words(WORDS, "en") == english


def test_a_scenario_file_reads_back_what_was_written(tmp_path: Path) -> None:
    on = dt.date(2026, 9, 1)
    file = tmp_path / "scenarier.yaml"
    for seed in range(40):
        maker = Maker(seeded(seed).randrange)
        person = Person({key: maker.value(fact) for key, fact in WORDS.facts.items() if maker.below(2)})
        told = {"name": "x", "on": on, "citizen": {"facts": person.written(WORDS)}, "expect": {"fgu": "yes"}}
        file.write_text(to_yaml({"scenarios": [told]}), encoding="utf-8")
        (scenario,), problems = read_scenarios(file)
        knowledge, remarks = read_knowledge(scenario.citizen, WORDS, on)
        assert not problems
        late = {"benefit_type"} if remarks else set()
        assert {key: one for key, one in knowledge.values.items() if key not in late} == {
            key: one for key, one in person.facts.items() if key not in late
        }


def test_a_witness_that_stands_is_let_through() -> None:
    replay(Person({"age": 18}), [(ADULT, True), (EVERYONE, True), (None, None)])
    replay(Person({}), [(ADULT, None)])


@pytest.mark.parametrize(
    ("facts", "condition", "truth"), [({"age": 17}, ADULT, True), ({}, ADULT, False), ({}, None, True)]
)
def test_a_refuted_witness_is_a_loud_error(facts: dict[str, int], condition: Test | None, truth: bool) -> None:
    with pytest.raises(WitnessRefuted) as caught:
        replay(Person(facts), [(EVERYONE, True), (condition, truth)])
    (problem,) = caught.value.problems
    assert problem.code == "witness-refuted"
    assert "reference" in problem.line("en")
    assert not any(str(value) in problem.line("da") for value in facts.values()), "no message holds a person's value"


@pytest.mark.skipif(not durable_available(), reason="durable-rules is not installed")
def test_durable_rules_is_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from tilbud_engine.rules.durable import DurableRuntime

    monkeypatch.setattr(DurableRuntime, "decide", lambda _self, conditions, _facts: [None for _ in conditions])
    with pytest.raises(WitnessRefuted) as caught:
        replay(Person({"age": 18}), [(ADULT, True)])
    assert "durable" in caught.value.problems[0].line("en")
