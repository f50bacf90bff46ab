"""When a no turns into a yes: the first such day is the one that trying every day finds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.rules.worlds import offer, rulebook
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.dated import add_months
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.turning import MONTHS_AHEAD, turns_yes_on

ON = dt.date(2026, 1, 31)


def by_trying_every_day(
    book: Rulebook, ruleset: str, citizen: Citizen, on: dt.date, months_ahead: int
) -> dt.date | None:
    knowledge, _ = read_knowledge(citizen, book.vocabulary, on)
    day = on
    while day < add_months(on, months_ahead):
        day += dt.timedelta(days=1)
        found = book.resolve(ruleset, day).offers.get("proeve")
        if found is None or found.not_offered or found.faults:
            continue
        if decide(found.eligible, knowledge.at(book.vocabulary.facts, day)) is True:
            return day
    return None


def found_and_tried(
    book: Rulebook, ruleset: str, citizen: Citizen, on: dt.date, months_ahead: int = MONTHS_AHEAD
) -> tuple[dt.date | None, dt.date | None]:
    knowledge, _ = read_knowledge(citizen, book.vocabulary, on)
    resolved = book.offer_on(ruleset, "proeve", on)
    assert resolved is not None
    found = turns_yes_on(book, ruleset, resolved, knowledge, on, months_ahead=months_ahead)
    return found, by_trying_every_day(book, ruleset, citizen, on, months_ahead)


@pytest.mark.parametrize(
    ("eligible", "facts", "expected"),
    [
        ("{age: {at_least: 25}}", {"age": 24}, "2027-01-31"),
        ("{months_unemployed: {at_least: 12}}", {"months_unemployed": 11}, "2026-02-28"),
        ("{months_unemployed: {above: 12}}", {"months_unemployed": 11}, "2026-03-31"),
        ("{age: {at_most: 24}}", {"age": 25}, None),
        ("{not: {age: {at_most: 30}}}", {"age": 30}, "2027-01-31"),
        ("{age: {at_least: 99}}", {"age": 24}, None),
        ("{age: {at_least: 25}, wishes_work: true}", {"age": 24, "wishes_work": False}, None),
        ("{age: {at_least: 25}, wishes_work: true}", {"age": 24}, None),
        (
            "{resource_course_start: {within_next: 1 month}}",
            {"resource_course_start": dt.date(2026, 4, 30)},
            "2026-03-30",
        ),
        ("{expected_discharge_date: {before: 2026-01-01}}", {"expected_discharge_date": dt.date(2026, 5, 1)}, None),
        (
            "{not: {resource_course_start: {within_last: 1 month}}}",
            {"resource_course_start": dt.date(2026, 1, 30)},
            "2026-03-01",
        ),
    ],
)
def test_the_first_day_is_the_one_time_alone_brings(
    eligible: str, facts: dict[str, object], expected: str | None
) -> None:
    found, tried = found_and_tried(rulebook(offer(eligible)), "danmark", Citizen(facts=facts), ON)
    assert found == tried
    assert (found.isoformat() if found else None) == expected


def test_a_fact_told_earlier_grows_from_the_day_it_was_true() -> None:
    citizen = Citizen.read({"facts": {"age": {"value": 23, "on": "2025-06-15"}}})
    found, tried = found_and_tried(rulebook(offer("{age: {at_least: 25}}")), "danmark", citizen, ON)
    assert found == tried == dt.date(2027, 6, 15)


def test_a_later_version_of_the_rule_counts_from_its_date() -> None:
    book = rulebook(
        offer(
            "{versions: {2020-01-01: {age: {at_least: 40}}, 2027-03-01: {age: {at_least: 26}}}}",
            valid="{from: 2020-01-01}",
        )
    )
    found, tried = found_and_tried(book, "danmark", Citizen(facts={"age": 25}), ON)
    assert found == tried == dt.date(2027, 3, 1)


def test_a_later_value_of_a_parameter_counts_from_its_date() -> None:
    book = rulebook(
        offer("{age: {at_most: $graense}}", parameters="{graense: {type: int, label: Grænse, default: 24}}"),
        "ruleset: danmark",
        "{ruleset: by, extends: danmark, municipality: '0573', parameters: {graense: {versions: {2027-01-01: 30}}}}",
    )
    found, tried = found_and_tried(book, "by", Citizen(facts={"age": 25}), ON)
    assert found == tried == dt.date(2027, 1, 1)


def test_an_offer_that_has_ended_by_then_never_turns_yes() -> None:
    book = rulebook(offer("{age: {at_least: 25}}", valid="{to: 2026-12-31}"))
    found, tried = found_and_tried(book, "danmark", Citizen(facts={"age": 24}), ON)
    assert found is tried is None


comparisons = st.one_of(
    st.builds(
        "{{age: {{{}: {}}}}}".format, st.sampled_from(["at_least", "above", "at_most", "below"]), st.integers(20, 30)
    ),
    st.builds(
        "{{months_unemployed: {{{}: {}}}}}".format,
        st.sampled_from(["at_least", "above", "at_most", "below"]),
        st.integers(0, 40),
    ),
    st.builds("{{benefit_months: [{}, {}]}}".format, st.integers(0, 40), st.integers(0, 40)),
    st.builds(
        "{{resource_course_start: {{{}: {} {}}}}}".format,
        st.sampled_from(["within_last", "within_next"]),
        st.integers(1, 14),
        st.sampled_from(["days", "weeks", "months", "years"]),
    ),
)
rules = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}"),
        inner.map(lambda part: f"{{not: {part}}}"),
    ),
    max_leaves=4,
)
citizens = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(18, 30),
        "months_unemployed": st.integers(0, 30),
        "benefit_months": st.integers(0, 30),
        "resource_course_start": st.dates(dt.date(2024, 1, 1), dt.date(2031, 12, 31)),
    },
)


# Most rules and citizens that are drawn are no no, and are drawn again.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    rules,
    rules,
    citizens,
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    st.dates(dt.date(2026, 1, 1), dt.date(2031, 1, 1)),
)
def test_any_rule_turns_yes_on_the_day_that_trying_every_day_finds(
    now: str, later: str, facts: dict[str, object], on: dt.date, change: dt.date
) -> None:
    book = rulebook(offer(f"{{versions: {{2000-01-01: {now}, {change}: {later}}}}}"))
    holding = book.resolve("danmark", on).offers["proeve"]
    assume(decide(holding.eligible, read_knowledge(Citizen(facts=facts), book.vocabulary, on)[0].values) is False)
    found, tried = found_and_tried(book, "danmark", Citizen(facts=facts), on, months_ahead=15)
    assert found == tried
