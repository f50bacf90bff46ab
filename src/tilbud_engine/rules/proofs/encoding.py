"""Conditions as expressions of the solver: two rails each, over what is known of each fact and its value."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
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
from tilbud_engine.rules.proofs.solver import Expression, Solver
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
class Variable:
    """A fact in the solver: whether it is known, and its value or its members.

    `cuts` are the numbers that rules compare with; `impossible` the choices that nobody can have.
    """

    fact: Fact
    known: Expression
    value: Expression = None
    members: Mapping[str, Member] = field(default_factory=dict)
    cuts: set[int] = field(default_factory=set)
    impossible: set[str] = field(default_factory=set)

    @property
    def flags(self) -> Iterator[Expression]:
        """Yield all that can be known of it."""
        yield self.known
        yield from (one.known for one in self.members.values())


class Encoding:
    """The facts and conditions that a solver knows; `never` are conditions of impossible persons."""

    def __init__(self, solver: Solver, never: Iterable[Condition]) -> None:
        self._solver = solver
        self._z3 = solver.z3
        self._variables: dict[str, Variable] = {}
        self._rails: dict[int, tuple[Condition, Rails]] = {}
        self._never = list(never)

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

    def rails(self, condition: Condition) -> Rails:
        """Return when the condition is true and when it is false; the same for the same condition."""
        found = self._rails.get(id(condition))
        if found is None:
            # The condition is kept beside its rails, so that its identity is not given to another.
            found = self._rails[id(condition)] = (condition, self._encoded(condition))
        return found[1]

    def filled(self, key: str, value: FactValue | None) -> Iterator[tuple[Expression, Expression]]:
        """Yield each variable of a fact with what it is for a person."""
        variable, constant = self._variables[key], self._solver.constant
        yield variable.known, constant(value is not None)
        if variable.members:
            for name, member in variable.members.items():
                answer = value.answer(name) if isinstance(value, Members) else None
                yield member.known, constant(answer is not None)
                yield member.value, constant(bool(answer))
        elif variable.fact.type == "bool":
            yield variable.value, constant(bool(value))
        elif value is not None:
            yield variable.value, self._z3.IntVal(number_of(variable.fact, value), self._solver.context)

    # --- facts ------------------------------------------------------------------------------------------------------

    def _made(self, fact: Fact) -> Variable:
        flag, key = self._solver.flag, fact.key
        known = flag(f"known {key}")
        if fact.type == "set":
            members = {name: Member(flag(f"known {key} {name}"), flag(f"value {key} {name}")) for name in fact.values}
            self._solver.add(*(self._z3.Implies(one.known, known) for one in members.values()))
            return Variable(fact, known, members=members)
        if fact.type == "bool":
            return Variable(fact, known, flag(f"value {key}"))
        value = self._z3.Int(f"value {key}", self._solver.context)
        low, high = (0, len(fact.values) - 1) if fact.type == "choice" else fact.bounds
        self._solver.add(value >= low, value <= high)
        return Variable(fact, known, value)

    def _rule_out(self, never: Condition) -> None:
        """Leave out the persons of whom it holds once everything is known of them."""
        rails = self.rails(never)
        yes = self._solver.constant(True)
        flags = {flag for test in tests_of(never) for flag in self.variable(test.fact).flags}
        self._solver.add(self._z3.Not(self._z3.substitute(rails.true, *((flag, yes) for flag in flags))))
        if isinstance(never, Test) and never.operator is Operator.IS and never.fact.type == "choice":
            self.variable(never.fact).impossible.update(map(value_of, never.operands))

    # --- conditions -------------------------------------------------------------------------------------------------

    def _encoded(self, condition: Condition) -> Rails:
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
        variable.cuts.update(numbers)
        if test.operator is Operator.IS:
            return self._solver.any([value == one for one in numbers])
        return ORDERS[test.operator](value, numbers[0])

    def _of_members(self, test: Test, variable: Variable, values: Sequence[Any]) -> tuple[Expression, Expression]:
        counted = test.counted or test.operator is Operator.IS_EMPTY
        chosen = variable.members.values() if counted else [variable.members[one] for one in dict.fromkeys(values)]
        has = [self._solver.all([one.known, one.value]) for one in chosen]
        has_not = [self._solver.all([one.known, self._z3.Not(one.value)]) for one in chosen]
        match test.operator:
            case Operator.INCLUDES_ALL:
                return self._solver.all(has), self._solver.any(has_not)
            case Operator.INCLUDES_ANY:
                return self._solver.any(has), self._solver.all(has_not)
            case Operator.INCLUDES_NONE:
                return self._solver.all(has_not), self._solver.any(has)
        # Every number from those known to hold to those not known to fail must pass, or none.
        passes = [_count_passes(test.operator, values, count) for count in range(len(test.fact.values) + 1)]
        true, false = (
            self._solver.any([self._between(has, has_not, low, high) for low, high in _stretches(passes, wanted)])
            for wanted in (True, False)
        )
        return true, false

    def _between(self, has: Sequence[Expression], has_not: Sequence[Expression], low: int, high: int) -> Expression:
        parts = [self._z3.AtLeast(*has, low)] if low else []
        missing = len(has) - high
        return self._solver.all([*parts, self._z3.AtLeast(*has_not, missing)] if missing else parts)


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


def _count_passes(order: Operator, values: Sequence[int], count: int) -> bool:
    if order is Operator.IS_EMPTY:
        return count == 0
    return count in values if order is Operator.IS else bool(ORDERS[order](count, values[0]))


def _stretches(passes: Sequence[bool], wanted: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and the last count of each unbroken stretch that comes out as wanted."""
    for truth, group in groupby(range(len(passes)), key=lambda count: passes[count]):
        if truth is wanted:
            counts = list(group)
            yield counts[0], counts[-1]
