"""The values of a fact in few classes that no rule tells apart: everybody is in exactly one class of each axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tilbud_engine.rules.conditions import Constant, Operator, Test, Truth
from tilbud_engine.rules.proofs.encoding import Encoding, Variable, count_passes, is_counted, number_of, value_of
from tilbud_engine.rules.proofs.solver import Expression, NotProved, Solver
from tilbud_engine.rules.reference import comparison
from tilbud_engine.vocabulary import Fact, FactValue

_MOST_STRETCHES = 500
"""So many stretches of one fact can be told apart; more would stall, and nobody could read them."""


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """Who is in the class; its values, or what the comparison of its axis comes out as."""

    who: Expression
    ranges: tuple[tuple[int, int], ...] = ()
    values: tuple[str | bool, ...] = ()
    truth: Truth = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """The classes of a fact; of a set, those of one comparison, of the least or the most members, or of all of it.

    `limits` are the numbers that rules compare with.
    """

    fact: Fact
    classes: tuple[Class, ...]
    test: Test | None = None
    count: Literal["least", "most", "whole"] | None = None
    limits: frozenset[int] = frozenset()


def axes_of(
    solver: Solver, encoding: Encoding, variable: Variable, tests: Sequence[Test], *, whole: bool
) -> Iterator[Axis]:
    """Yield the axes of one fact, given all comparisons of it; `whole` tells that it matters whether all is known.

    Raises NotProved where there are too many comparisons.
    """
    fact = variable.fact
    unknown = Class(solver.z3.Not(variable.known), unknown=True)
    match fact.type:
        case "set":
            yield Axis(fact, (Class(variable.known), unknown))
            for test in _groups(fact, [one for one in tests if not is_counted(one)]):
                rails = encoding.comparison(test)
                neither = Class(solver.neither(rails.true, rails.false))
                yield Axis(fact, (Class(rails.true, truth=True), Class(rails.false, truth=False), neither), test)
            if variable.counts is not None:
                counted = [one for one in tests if is_counted(one)]
                least, most = variable.counts.least, variable.counts.most
                yield Axis(fact, tuple(_numbers(solver, least, len(fact.values), counted)), count="least")
                yield Axis(fact, tuple(_numbers(solver, most, len(fact.values), counted)), count="most")
                if whole:
                    all_known = solver.all([variable.known, least == most])
                    classes = (Class(all_known, truth=True), Class(solver.z3.Not(all_known), truth=False))
                    yield Axis(fact, classes, count="whole")
        case "choice" | "bool":
            yield Axis(fact, (*_choices(solver, variable, tests), unknown))
        case _:
            limits = frozenset(number_of(fact, value_of(one)) for test in tests for one in test.operands)
            yield Axis(fact, (*_stretches(solver, variable, tests), unknown), limits=limits)


def _numbers(solver: Solver, number: Expression, size: int, tests: Sequence[Test]) -> Iterator[Class]:
    """Yield the stretches of numbers of members that no comparison tells apart."""
    passes = [tuple(count_passes(test, count) for test in tests) for count in range(size + 1)]
    for _, group in groupby(range(size + 1), key=passes.__getitem__):
        stretch = list(group)
        low, high = stretch[0], stretch[-1]
        yield Class(solver.all([number >= low, number <= high]), ranges=((low, high),))


def _choices(solver: Solver, variable: Variable, tests: Sequence[Test]) -> Iterator[Class]:
    fact, value = variable.fact, variable.value
    every: tuple[str | bool, ...] = (True, False) if fact.type == "bool" else tuple(fact.values)
    alike: dict[tuple[Truth, ...], list[str | bool]] = {}
    for one in every:
        if one not in variable.impossible:
            alike.setdefault(_signature(fact, tests, one), []).append(one)
    for values in alike.values():
        if fact.type == "bool":
            who = [value if one else solver.z3.Not(value) for one in values]
        else:
            who = [value == number_of(fact, one) for one in values]
        yield Class(solver.all([variable.known, solver.any(who)]), values=tuple(values))


def _stretches(solver: Solver, variable: Variable, tests: Sequence[Test]) -> Iterator[Class]:
    fact, value = variable.fact, variable.value
    low, high = fact.bounds
    starts = sorted({low, *(one for test in tests for one in _starts(test) if low < one <= high)})
    if len(starts) > _MOST_STRETCHES:
        raise NotProved
    alike: dict[tuple[Truth, ...], list[tuple[int, int]]] = {}
    for first, last in zip(starts, [*(one - 1 for one in starts[1:]), high], strict=True):
        sample = dt.date.fromordinal(first) if fact.type == "date" else first
        alike.setdefault(_signature(fact, tests, sample), []).append((first, last))
    for ranges in alike.values():
        who = [solver.all([value >= first, value <= last]) for first, last in ranges]
        yield Class(solver.all([variable.known, solver.any(who)]), ranges=tuple(ranges))


def _starts(test: Test) -> Iterator[int]:
    """Yield the numbers from which on a comparison may come out otherwise."""
    for number in (number_of(test.fact, value_of(one)) for one in test.operands):
        if test.operator in (Operator.AT_LEAST, Operator.BELOW, Operator.IS):
            yield number
        if test.operator in (Operator.AT_MOST, Operator.ABOVE, Operator.IS):
            yield number + 1


def _signature(fact: Fact, tests: Iterable[Test], value: FactValue) -> tuple[Truth, ...]:
    return tuple(comparison(test)({fact.key: value}) for test in tests)


def _groups(fact: Fact, tests: Sequence[Test]) -> Iterator[Test]:
    """Yield comparisons of the members that rules always name together: any of them, and all of them where asked."""
    named = [frozenset(value_of(one) for one in test.operands) for test in tests]
    alike: dict[frozenset[int], list[str]] = {}
    for member in fact.values:
        places = frozenset(index for index, names in enumerate(named) if member in names)
        if places:
            alike.setdefault(places, []).append(member)
    for places, members in alike.items():
        operators = {tests[index].operator is Operator.INCLUDES_ALL for index in places}
        constants = tuple(Constant(member) for member in members)
        if len(members) == 1 or False in operators:
            yield Test(fact, Operator.INCLUDES_ANY, constants)
        if len(members) > 1 and True in operators:
            yield Test(fact, Operator.INCLUDES_ALL, constants)
