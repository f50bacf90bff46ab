"""Counts and transitions over a population are those of the reference evaluator, one citizen at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import narwhals as nw

from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.lab.population.counting import Count, counts, grouped_counts, grouped_transitions, transitions
from tilbud_engine.lab.population.encoding import encoded_rows
from tilbud_engine.lab.population.reading import Population
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import EVERYONE, Condition, Not, Truth
from tilbud_engine.vocabulary import FactValue, Members

CITIZENS = 300
TRUTHS: tuple[Truth, ...] = (True, False, None)


def population(seed: int) -> tuple[Population, Maker, list[dict[str, FactValue]]]:
    maker = Maker(seeded(seed).randrange)
    nothing = Members(frozenset(), frozenset())
    citizens = [{k: v for k, v in maker.citizen().items() if v != nothing} for _ in range(CITIZENS)]
    frame = encoded_rows(FACTS.values(), citizens).lazy()
    columns = frozenset(frame.collect_schema().names())
    return Population(frame, columns, frozenset(FACTS), CITIZENS, "made"), maker, citizens


def truth_of(condition: Condition | None, facts: Mapping[str, FactValue]) -> Truth:
    return None if condition is None else reference.decide(condition, facts)


def counted(condition: Condition | None, citizens: list[dict[str, FactValue]]) -> Count:
    found = Counter(truth_of(condition, facts) for facts in citizens)
    return Count(found[True], found[False], found[None])


def test_each_condition_is_counted_as_the_reference_evaluator_decides_it() -> None:
    people, maker, citizens = population(1)
    conditions = {str(i): one for i, one in enumerate([*maker.ruleset(30), EVERYONE, Not(EVERYONE), None])}
    assert counts(people, conditions) == {name: counted(one, citizens) for name, one in conditions.items()}


def test_groups_are_counted_by_themselves_and_those_of_whom_the_group_is_unknown_too() -> None:
    people, maker, citizens = population(2)
    conditions = {str(i): one for i, one in enumerate([*maker.ruleset(10), EVERYONE, None])}
    found = grouped_counts(people, conditions, {"adult": nw.col("age") >= 18, "pregnant": nw.col("pregnant")})

    def group(facts: Mapping[str, FactValue]) -> tuple[Truth, Truth]:
        age, pregnant = facts.get("age"), facts.get("pregnant")
        return None if age is None else int(str(age)) >= 18, None if pregnant is None else bool(pregnant)

    groups = {group(facts) for facts in citizens}
    assert (None, None) in groups
    assert found == {
        one: {name: counted(c, [f for f in citizens if group(f) == one]) for name, c in conditions.items()}
        for one in groups
    }


def test_all_nine_transitions_are_counted() -> None:
    people, maker, citizens = population(3)
    rules = [*maker.ruleset(9), EVERYONE, Not(EVERYONE), None]
    changes = {f"{i} {j}": (old, new) for i, old in enumerate(rules) for j, new in enumerate(rules)}
    found = transitions(people, changes)
    tried = Counter[tuple[Truth, Truth]]()
    for name, (old, new) in changes.items():
        expected = Counter((truth_of(old, facts), truth_of(new, facts)) for facts in citizens)
        assert found[name] == {(a, b): expected[a, b] for a in TRUTHS for b in TRUTHS}
        tried.update(expected.keys())
    assert len(tried) == 9


def test_transitions_of_groups_add_up_to_those_of_all() -> None:
    people, maker, _ = population(4)
    changes = {str(i): pair for i, pair in enumerate(zip(maker.ruleset(8), maker.ruleset(8), strict=True))}
    whole = transitions(people, changes)
    parts = grouped_transitions(people, changes, {"housing": nw.col("housing")})
    assert len(parts) == 4
    for name, nine in whole.items():
        assert nine == {one: sum(part[name][one] for part in parts.values()) for one in nine}
