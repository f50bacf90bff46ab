"""Impossible persons: relations between facts in the vocabulary, read, bound and checked."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent

import pytest

from tests.rules.worlds import offer, rulebook
from tilbud_engine.errors import Problem
from tilbud_engine.reading import read_bytes
from tilbud_engine.rules import conditions as language
from tilbud_engine.rules.checking import rule_problems
from tilbud_engine.rules.conditions import Constant, Every, Operator, Test
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.vocabulary import Vocabulary

ON = dt.date(2026, 9, 1)


def with_words(text: str) -> tuple[Rulebook, list[Problem]]:
    """Return a rulebook with more words, as a plugin's `vocabulary.yaml` has them."""
    made = rulebook(offer("{}"))
    node = read_bytes(dedent(text).encode(), "vocabulary.yaml")
    words, problems = made.vocabulary.extended(node, "test")
    return Rulebook(words, made.offers, made.rulesets), problems


def never(text: str) -> tuple[Rulebook, list[Problem]]:
    made, problems = with_words(f"never:\n  - when: {text}\n    because: Det kan ikke passe.\n")
    assert not problems
    return made, [one for one in rule_problems(made) if "vocabulary.yaml" in one.where]


def test_the_shipped_relations_are_sound() -> None:
    made = rulebook(offer("{}"))
    assert made.vocabulary.never
    assert not [one for one in rule_problems(made) if one.where.startswith("vocabulary/")]
    assert all(one.because and one.because_en for one in made.vocabulary.never)


def test_the_shipped_relations_leave_people_of_every_age_and_every_value() -> None:
    made = rulebook(offer("{}"))
    for on in (dt.date(2025, 1, 1), ON, dt.date(2028, 1, 1)):
        logic = Logic(made.never(on))
        for fact in made.vocabulary.facts.values():
            if fact.values_from is None and fact.type in ("bool", "choice"):
                for value in (True, False) if fact.type == "bool" else fact.values:
                    valid = fact.valid.get(str(value))
                    test = Test(fact, Operator.IS, (Constant(value),))
                    assert logic.possible(logic.true(test)) == (valid is None or valid.holds(on)), (fact.key, value)
        age = made.vocabulary.facts["age"]
        for years in range(age.bounds[0], age.bounds[1] + 1):
            assert logic.possible(logic.true(Test(age, Operator.IS, (Constant(years),)))), years


def test_a_plugin_may_add_a_relation_of_its_own_facts() -> None:
    made, problems = with_words(
        """
        facts:
          - key: has_dog
            type: bool
            label: hund
            phrase: du har en hund
            question: Har du en hund?
        never:
          - when: {has_dog: true, housing_status: institution}
            because: På institutionen bor der ingen hunde.
        """
    )
    assert not problems
    assert len(made.vocabulary.never) == len(Vocabulary.shipped().never) + 1
    condition = made.never(ON)[len(Vocabulary.shipped().never)]
    assert isinstance(condition, Every)
    assert {test.fact.key for test in language.tests_of(condition)} == {"has_dog", "housing_status"}


def test_a_span_of_time_is_counted_from_the_day() -> None:
    made, problems = never("{expected_discharge_date: {within_last: 10 days}, psychiatric_contact: inpatient}")
    assert not problems
    on, later = (
        {one.value for test in language.tests_of(made.never(day)[-2]) for one in test.operands}  # type: ignore[union-attr]
        for day in (ON, ON + dt.timedelta(days=1))
    )
    assert on != later


def test_values_are_impossible_on_days_on_which_they_are_not_in_force() -> None:
    made = rulebook(offer("{}"))
    benefit = made.vocabulary.facts["benefit_type"]

    def over(on: dt.date) -> set[str]:
        whole = [one for one in made.never(on) if isinstance(one, Test) and one.fact.key == "benefit_type"]
        return {str(one.value) for test in whole for one in test.operands}  # type: ignore[union-attr]

    assert over(dt.date(2025, 6, 30)) == set()
    assert over(dt.date(2025, 7, 1)) == set(benefit.valid)


@pytest.mark.parametrize(
    ("condition", "code", "line"),
    [
        ("{agee: {below: 13}}", "unknown-fact", 2),
        ("{age: {below: 500}}", "fact-out-of-range", 2),
        ("{age: {below: $grænse}}", "unknown-word", 2),
        ("{age: {below: $limit}}", "relation-not-of-facts", 2),
        ("{is: voksen}", "relation-not-of-facts", 2),
        ("{}", "relation-of-everyone", 2),
    ],
)
def test_a_faulty_relation_is_told_with_its_place(condition: str, code: str, line: int) -> None:
    made, problems = never(condition)
    if code != "unknown-word":
        assert code in [one.code for one in problems]
    assert all(one.where.startswith(f"vocabulary.yaml:{line}") for one in problems)
    assert problems
    assert len(made.never(ON)) == len(rulebook(offer("{}")).never(ON)), "it is left out"


def test_a_relation_without_a_reason_is_refused() -> None:
    _, problems = with_words("never:\n  - when: {age: {below: 13}}\n")
    assert [one.code for one in problems] == ["missing-key"]
