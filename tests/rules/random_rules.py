"""Random bound conditions in the whole language, and random citizens who know only some of the facts.

Everything comes from one function that chooses a number below another, so that the same code serves a seeded run
(`random.Random(seed).randrange`) and hypothesis (which then makes a failing case smaller).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    ParameterValue,
    Some,
    Test,
)
from tilbud_engine.vocabulary import Fact, FactType, FactValue, Label, Members

T = TypeVar("T")

ORDERS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW)
INCLUSIONS = (Operator.INCLUDES_ANY, Operator.INCLUDES_ALL, Operator.INCLUDES_NONE)
DAY = dt.date(2026, 9, 1)


def seeded(seed: int) -> random.Random:
    """Return a source of chance that is the same every time."""
    return random.Random(seed)  # noqa: S311 - made-up citizens need no secret


def make_fact(
    key: str,
    kind: FactType,
    values: Sequence[str] = (),
    bounds: tuple[int, int] | None = None,
    decimals: int = 0,
) -> Fact:
    """Return a fact with only what a rule needs of it."""
    return Fact(
        key=key,
        type=kind,
        label=key,
        phrase=key,
        values={value: Label() for value in values},
        range_=bounds,
        decimals=decimals,
    )


def numbered(name: str, count: int) -> tuple[str, ...]:
    """Return so many values: name0, name1, ..."""
    return tuple(f"{name}{number}" for number in range(count))


FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in (
        make_fact("age", "int", bounds=(0, 120)),
        make_fact("children", "int", bounds=(0, 5)),
        make_fact("balance", "int", bounds=(-100, 100)),
        make_fact("distance", "number", bounds=(0, 100), decimals=1),
        make_fact("licence", "bool"),
        make_fact("pregnant", "bool"),
        make_fact("housing", "choice", ("own", "rented", "street")),
        make_fact("municipality", "choice", numbered("kommune_", 98)),
        make_fact("sick_since", "date"),
        make_fact("substances", "set", ("alcohol", "cannabis", "opioids")),
        make_fact("current_offers", "set", numbered("offer_", 40)),
    )
}


class Maker:
    """Makes conditions and citizens by choosing numbers; `below(n)` returns one from 0 to n - 1."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def one(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """Choose one or more, at most so many, perhaps one twice."""
        return [self.one(choices) for _ in range(1 + self.below(most))]

    def ruleset(self, trees: int, depth: int = 4) -> list[Condition]:
        """Return conditions that share definitions, and definitions that use each other."""
        definitions: list[Named] = []
        for number in range(self.below(4)):
            part = self.condition(1 + self.below(2), definitions)
            definitions.append(Named(f"definition_{number}", part))
        return [self.condition(1 + self.below(depth), definitions) for _ in range(trees)]

    def condition(self, depth: int, definitions: Sequence[Named] = ()) -> Condition:
        """Return a condition nested at most so deep, not counting the definitions in it."""
        kind = self.below(10)
        if depth == 0 or kind < 3:
            return self.leaf(definitions)
        if kind == 9:
            return Not(self.condition(depth - 1, definitions))
        # An empty `Every` is how everyone is written; an empty `Some` is its opposite.
        count = self.one((2, 3, 1, 4, 2, 3, 4, 0))
        parts = tuple(self.condition(depth - 1, definitions) for _ in range(count))
        return Every(parts) if kind < 6 else Some(parts)

    def leaf(self, definitions: Sequence[Named]) -> Condition:
        """Return a comparison, a definition or a yes/no parameter."""
        kind = self.below(12)
        if kind == 0:
            parameter = ParameterValue("flag", bool(self.below(2)))
            return Flagged(Constant(parameter.value, parameter), bool(self.below(2)))
        if kind < 3 and definitions:
            return self.one(definitions)
        return self.test(FACTS[self.one(tuple(FACTS))])

    def test(self, fact: Fact) -> Test:
        """Return a comparison of this fact; lists of values are mostly short, sometimes nearly all."""
        match fact.type:
            case "bool":
                return _test(fact, Operator.IS, self.some((True, False), 1 + self.below(2)))
            case "choice":
                most = self.one((1, 3, 3, len(fact.values)))
                return _test(fact, Operator.IS, self.some(tuple(fact.values), most))
            case "date":
                return _test(fact, self.one(ORDERS), [self.number(fact)])
            case "set":
                return self.of_members(fact)
        if self.below(3):
            return _test(fact, self.one(ORDERS), [self.number(fact)])
        return _test(fact, Operator.IS, [self.number(fact) for _ in range(1 + self.below(5))])

    def of_members(self, fact: Fact) -> Test:
        """Return a comparison of a set: by its members, their number, or none at all."""
        kind = self.below(6)
        if kind == 0:
            return Test(fact, Operator.IS_EMPTY)
        if kind < 3:
            operator = self.one((*ORDERS, Operator.IS))
            count = 1 + self.below(3) if operator is Operator.IS else 1
            numbers = [self.below(min(len(fact.values), 6) + 1) for _ in range(count)]
            return _test(fact, operator, numbers, counted=True)
        most = self.one((1, 2, 3, len(fact.values)))
        return _test(fact, self.one(INCLUSIONS), self.some(tuple(fact.values), most))

    def number(self, fact: Fact) -> int | dt.date:
        """Return one of few numbers close together, so that comparisons are often just met or just missed."""
        if fact.type == "date":
            return DAY + dt.timedelta(days=self.below(7) - 3)
        low, high = fact.bounds
        return self.one([low, high, *(max(low, min(high, 18 + step)) for step in range(7))])

    def citizen(self) -> dict[str, FactValue]:
        """Return what is known about somebody; about a third of the facts are not."""
        return {key: self.value(fact) for key, fact in FACTS.items() if self.below(3)}

    def value(self, fact: Fact) -> FactValue:
        """Return a value of the fact; members of a set may be unknown one by one."""
        match fact.type:
            case "bool":
                return bool(self.below(2))
            case "choice":
                # Few of many, so that lists in rules are met.
                return self.one(tuple(fact.values)[:8])
            case "set":
                return self.members(tuple(fact.values))
        return self.number(fact)

    def members(self, values: Sequence[str]) -> Members:
        """Return the members of a set: all known, all unknown, or each by itself."""
        kind = self.below(4)
        if kind == 0:
            return Members(frozenset(), frozenset(values))
        if kind == 1:
            has = frozenset(self.some(values, 3))
            return Members(has, frozenset(values) - has)
        states = [self.below(3) for _ in values]
        has = frozenset(value for value, state in zip(values, states, strict=True) if state == 1)
        return Members(has, frozenset(v for v, state in zip(values, states, strict=True) if state == 2))


def _test(fact: Fact, operator: Operator, values: Sequence[int | bool | str | dt.date], counted: bool = False) -> Test:
    return Test(fact, operator, tuple(Constant(value) for value in values), counted)
