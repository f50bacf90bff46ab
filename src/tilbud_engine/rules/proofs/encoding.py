"""Conditions as expressions of the solver: two rails each, over what is known of each fact and its value."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    Some,
    Test,
    tests_of,
)
from tilbud_engine.rules.proofs.solver import About, Expression, Solver, Subject, keys_of
from tilbud_engine.vocabulary import Fact, FactValue, Members


@dataclass(frozen=True, slots=True)
class Rails:
    """When a condition is true and when it is false: never both, and unknown where it is neither."""

    true: Expression
    false: Expression


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a set: whether it is known, and whether it holds."""

    known: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Counts:
    """How many members of a set hold at least and at most, and how many do once all of it is known.

    The others are the members that nothing speaks of: how many of them are known to hold, known not to, and do.
    """

    least: Expression
    most: Expression
    value: Expression
    others_has: Expression
    others_has_not: Expression
    others_value: Expression


@dataclass(slots=True)
class Variable:
    """A fact in the solver: whether it is known, and its value, or the members and counts that are spoken of.

    `impossible` are the choices that nobody can have.
    """

    fact: Fact
    known: Expression
    value: Expression = None
    members: dict[str, Member] = field(default_factory=dict)
    counts: Counts | None = None
    impossible: set[str] = field(default_factory=set)


class Encoding:
    """The facts and conditions that a solver knows; `never` are conditions of impossible persons."""

    def __init__(self, solver: Solver, never: Iterable[Condition]) -> None:
        self._solver = solver
        self._z3 = solver.z3
        self._variables: dict[str, Variable] = {}
        self._encoded: dict[int, tuple[Condition, Rails, About]] = {}
        self._never = list(never)
        self._ruled: About = ()

    def variable(self, fact: Fact) -> Variable:
        """Return a fact as the solver knows it, and let the solver know what is impossible with it."""
        found = self._variables.get(fact.key)
        if found is None:
            found = self._variables[fact.key] = self._made(fact)
            concerned = [one for one in self._never if any(test.fact.key == fact.key for test in tests_of(one))]
            self._never = [one for one in self._never if one not in concerned]
            for one in concerned:
                self._rule_out(one)
        return found

    def of(self, key: str) -> Variable:
        """Return a fact that some condition has named."""
        return self._variables[key]

    def counts(self, variable: Variable) -> Counts:
        """Return how many members of a set there are."""
        if variable.counts is None:
            key, size = variable.fact.key, len(variable.fact.values)
            names = ("least", "most", "count", "others has", "others has not", "others count")
            made = variable.counts = Counts(*(self._solver.integer(f"{name} {key}") for name in names))
            order = (made.least, made.value, made.most)
            self._solver.add(made.least >= 0, *(low <= high for low, high in pairwise(order)), made.most <= size)
        return variable.counts

    def rails(self, condition: Condition) -> Rails:
        """Return when the condition is true and when it is false; the same for the same condition."""
        return self._known(condition)[1]

    def about(self, condition: Condition) -> About:
        """Return the facts and members that the condition speaks of."""
        return self._known(condition)[2]

    def with_ruled(self, about: About) -> About:
        """Add what relations between facts speak of: they too tell persons apart."""
        return tuple(dict.fromkeys((*about, *self._ruled)))

    def counted(self, about: About) -> list[Expression]:
        """Return what the counts of sets are, where a question speaks of these members and no others."""
        found: list[Expression] = []
        for key in keys_of(about):
            variable = self._variables[key]
            if variable.counts is not None:
                found += self._counted(variable, variable.counts, list(spoken_members(variable, about).values()))
        return found

    def filled(self, key: str, value: FactValue | None) -> Iterator[tuple[Expression, Expression]]:
        """Yield each variable of a fact with what it is for a person."""
        variable, constant = self._variables[key], self._solver.constant
        yield variable.known, constant(value is not None)
        if variable.fact.type == "set":
            held = value if isinstance(value, Members) else Members(frozenset(), frozenset())
            for name, member in variable.members.items():
                yield member.known, constant(held.answer(name) is not None)
                yield member.value, constant(bool(held.answer(name)))
            if variable.counts is not None:
                yield variable.counts.least, self._number(len(held.has))
                yield variable.counts.most, self._number(len(variable.fact.values) - len(held.has_not))
        elif variable.fact.type == "bool":
            yield variable.value, constant(bool(value))
        elif value is not None:
            yield variable.value, self._number(number_of(variable.fact, value))

    # --- facts ------------------------------------------------------------------------------------------------------

    def _made(self, fact: Fact) -> Variable:
        known = self._solver.flag(f"known {fact.key}")
        if fact.type == "set":
            return Variable(fact, known)
        if fact.type == "bool":
            return Variable(fact, known, self._solver.flag(f"value {fact.key}"))
        value = self._solver.integer(f"value {fact.key}")
        low, high = (0, len(fact.values) - 1) if fact.type == "choice" else fact.bounds
        self._solver.add(value >= low, value <= high)
        return Variable(fact, known, value)

    def _member(self, variable: Variable, name: str) -> Member:
        found = variable.members.get(name)
        if found is None:
            key, flag = variable.fact.key, self._solver.flag
            found = variable.members[name] = Member(flag(f"known {key} {name}"), flag(f"value {key} {name}"))
            self._solver.add(self._z3.Implies(found.known, variable.known))
        return found

    def _counted(self, variable: Variable, counts: Counts, named: Sequence[Member]) -> Iterator[Expression]:
        total, size = self._solver.sum, len(variable.fact.values)
        has, has_not, value = counts.others_has, counts.others_has_not, counts.others_value
        yield counts.least == total([has, *map(self._has, named)])
        yield counts.most == size - total([has_not, *map(self._has_not, named)])
        yield counts.value == total([value, *(one.value for one in named)])
        yield self._solver.all([has >= 0, has_not >= 0, has <= value, value <= size - len(named) - has_not])
        yield self._z3.Or(variable.known, self._solver.all([has == 0, has_not == 0]))

    def _rule_out(self, never: Condition) -> None:
        """Leave out the persons of whom it holds once everything is known of them."""
        rails = self.rails(never)
        self._ruled = tuple(dict.fromkeys((*self._ruled, *self.about(never))))
        yes = self._solver.constant(True)
        known: dict[Expression, Expression] = {}
        for variable in (self.variable(test.fact) for test in tests_of(never)):
            known |= dict.fromkeys([variable.known, *(one.known for one in variable.members.values())], yes)
            if variable.counts is not None:
                known |= dict.fromkeys((variable.counts.least, variable.counts.most), variable.counts.value)
        self._solver.add(self._z3.Not(self._z3.substitute(rails.true, *known.items())))
        if isinstance(never, Test) and never.operator is Operator.IS and never.fact.type == "choice":
            self.variable(never.fact).impossible.update(map(value_of, never.operands))

    # --- conditions -------------------------------------------------------------------------------------------------

    def _known(self, condition: Condition) -> tuple[Condition, Rails, About]:
        found = self._encoded.get(id(condition))
        if found is None:
            about = tuple(dict.fromkeys(one for test in tests_of(condition) for one in spoken_of(test)))
            # The condition is kept beside its rails, so that its identity is not given to another.
            found = self._encoded[id(condition)] = (condition, self._rails(condition), about)
        return found

    def _rails(self, condition: Condition) -> Rails:
        all_of, any_of = self._solver.all, self._solver.any
        match condition:
            case Test():
                return self.comparison(condition)
            case Every(parts=parts):
                inner = [self.rails(part) for part in parts]
                return Rails(all_of([one.true for one in inner]), any_of([one.false for one in inner]))
            case Some(parts=parts):
                inner = [self.rails(part) for part in parts]
                return Rails(any_of([one.true for one in inner]), all_of([one.false for one in inner]))
            case Not(part=part):
                rails = self.rails(part)
                return Rails(rails.false, rails.true)
            case Named(part=part):
                return self.rails(part)
            case Flagged(operand=Constant(value=value), expected=expected):
                return Rails(self._solver.constant(value is expected), self._solver.constant(value is not expected))
            case _:
                raise TypeError(f"not bound yet: {type(condition).__name__}")

    def comparison(self, test: Test) -> Rails:
        """Return when a comparison is true and when it is false."""
        variable = self.variable(test.fact)
        values = [value_of(operand) for operand in test.operands]
        if test.fact.type == "set":
            true, false = self._of_members(test, variable, values)
        else:
            true = self._of_value(test, variable, values)
            false = self._z3.Not(true)
        return Rails(self._solver.all([variable.known, true]), self._solver.all([variable.known, false]))

    def _of_value(self, test: Test, variable: Variable, values: Sequence[Any]) -> Expression:
        value = variable.value
        if test.fact.type == "bool":
            return self._solver.any([value if one else self._z3.Not(value) for one in dict.fromkeys(values)])
        numbers = [number_of(variable.fact, one) for one in values]
        if test.operator is Operator.IS:
            return self._solver.any([value == one for one in numbers])
        return ORDERS[test.operator](value, numbers[0])

    def _of_members(self, test: Test, variable: Variable, values: Sequence[Any]) -> tuple[Expression, Expression]:
        if is_counted(test):
            counts = self.counts(variable)
            passes = [count_passes(test, count) for count in range(len(variable.fact.values) + 1)]
            # Every number from those known to hold to those not known to fail must pass, or none.
            true, false = (
                self._solver.any([self._between(counts, low, high) for low, high in _stretches(passes, wanted)])
                for wanted in (True, False)
            )
            return true, false
        chosen = [self._member(variable, name) for name in dict.fromkeys(values)]
        has, has_not = list(map(self._has, chosen)), list(map(self._has_not, chosen))
        match test.operator:
            case Operator.INCLUDES_ALL:
                return self._solver.all(has), self._solver.any(has_not)
            case Operator.INCLUDES_ANY:
                return self._solver.any(has), self._solver.all(has_not)
            case _:
                return self._solver.all(has_not), self._solver.any(has)

    def _between(self, counts: Counts, low: int, high: int) -> Expression:
        return self._solver.all([counts.least >= low, counts.most <= high])

    def _has(self, member: Member) -> Expression:
        return self._solver.all([member.known, member.value])

    def _has_not(self, member: Member) -> Expression:
        return self._solver.all([member.known, self._z3.Not(member.value)])

    def _number(self, value: int) -> Expression:
        return self._z3.IntVal(value, self._solver.context)


ORDERS: Mapping[Operator, Callable[[Any, int], Any]] = {
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.BELOW: operator.lt,
}


def value_of(operand: object) -> Any:
    """Return a constant's value.

    Raises TypeError for what is not bound.
    """
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value


def number_of(fact: Fact, value: Any) -> int:
    """Return a value as the solver has it: a date as its day number, a choice as its place in the list."""
    if isinstance(value, dt.date):
        return value.toordinal()
    return list(fact.values).index(value) if fact.type == "choice" else int(value)


def is_counted(test: Test) -> bool:
    """Tell whether a comparison is of how many members there are."""
    return test.counted or test.operator is Operator.IS_EMPTY


def count_passes(test: Test, count: int) -> bool:
    """Tell whether a comparison holds of so many members."""
    values = [value_of(one) for one in test.operands]
    if test.operator is Operator.IS_EMPTY:
        return count == 0
    return count in values if test.operator is Operator.IS else bool(ORDERS[test.operator](count, values[0]))


def spoken_of(test: Test) -> Iterator[Subject]:
    """Yield what a comparison speaks of."""
    key = test.fact.key
    yield Subject(key)
    if test.fact.type == "set" and not is_counted(test):
        yield from (Subject(key, member=value_of(one)) for one in test.operands)
    elif test.fact.type in ("int", "number", "date"):
        yield from (Subject(key, number=number_of(test.fact, value_of(one))) for one in test.operands)


def spoken_members(variable: Variable, about: About) -> dict[str, Member]:
    """Return the members of a set that are spoken of."""
    names = (one.member for one in about if one.member is not None and one.key == variable.fact.key)
    return {name: variable.members[name] for name in names}


def _stretches(passes: Sequence[bool], wanted: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and the last count of each unbroken stretch that comes out as wanted."""
    for truth, group in groupby(range(len(passes)), key=lambda count: passes[count]):
        if truth is wanted:
            counts = list(group)
            yield counts[0], counts[-1]
