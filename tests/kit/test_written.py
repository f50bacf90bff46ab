"""Bound conditions, written back in the language of rules, mean what they meant."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.random_rules import DAY, FACTS, Maker, seeded
from tests.rules.worlds import offer, rulebook
from tilbud_engine.kit.written import written
from tilbud_engine.reading import as_node
from tilbud_engine.rules.binding import Binder
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.reference import decide
from tilbud_engine.vocabulary import Vocabulary

WORDS = Vocabulary(FACTS, {}, {}, {}, {}, {})


def read_again(document: object) -> Condition:
    condition, problems = parse_condition(as_node(document), WORDS)
    assert problems == [], document
    return Binder(DAY, pytest.fail, pytest.fail).bind(condition, [])


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_a_condition_that_is_written_and_read_again_decides_the_same(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    for condition in maker.ruleset(trees=3):
        document = written(condition, known=())
        for _ in range(20):
            facts = maker.citizen()
            truth = decide(condition, facts)
            if document is None:
                assert truth is not True
            elif truth is not None:
                assert decide(read_again(document), facts) is truth, document


@pytest.mark.parametrize("span", ["within_last: 12 months", "within_next: 3 weeks"])
def test_a_length_of_time_stays_one(span: str) -> None:
    rules = rulebook(offer(f"{{expected_discharge_date: {{{span}}}}}"))
    found = rules.resolve("danmark", dt.date(2026, 9, 1)).offers["proeve"]
    key, value = span.split(": ")
    assert written(found.eligible, known=()) == {"expected_discharge_date": {key: value}}


def test_a_definition_that_everybody_has_keeps_its_name_and_another_is_written_out() -> None:
    nation = "ruleset: danmark\ndefinitions: {voksen: {age: {at_least: 18}}}"
    rules = rulebook(offer("{is: voksen}"), nation)
    found = rules.resolve("danmark", dt.date(2026, 9, 1)).offers["proeve"]
    assert written(found.eligible, known={"voksen"}) == {"is": "voksen"}
    assert written(found.eligible, known=()) == {"age": {"at_least": 18}}
