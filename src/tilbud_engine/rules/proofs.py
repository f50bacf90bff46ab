"""What is proved of rules, for every person there can be: the conditions as logic, asked of a solver (z3).

A condition becomes two statements, one for when it is true and one for when it is false (two rails, as durable-rules
has them); where neither holds it is unknown. Of each fact there is a value and whether it is known, of each member of a
set likewise. Impossible persons are left out: those of whom every completion of what is unknown is ruled out by the
vocabulary. What the solver cannot settle in its time is NotProved, never safe.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType
from typing import Any

from tilbud_engine.errors import InputError, problem
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
    Truth,
    tests_of,
)
from tilbud_engine.rules.reference import Facts
from tilbud_engine.vocabulary import Fact, FactValue, Members

Expression = Any
"""An expression of the solver: true or false of each person."""


class NotProved(Exception):
    """The solver gave up in its time: nothing is proved, and nothing may be read as safe."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that holds of some persons and not of others; `keys` are the facts that it speaks of."""

    expression: Expression
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rails:
    true: Expression
    false: Expression


@dataclass(frozen=True, slots=True)
class _Member:
    known: Expression
    value: Expression


@dataclass(slots=True)
class _Variable:
    """A fact in the solver: whether it is known and its value, or its members; `cuts` are what rules compare with."""

    fact: Fact
    known: Expression
    value: Expression
    members: dict[str, _Member]
    cuts: set[int]


class Logic:
    """Conditions as statements, and what can be proved of them; for one thread.

    `never` are conditions of impossible persons. Facts are taken in as conditions name them. Every method that asks the
    solver raises NotProved when it takes longer than `milliseconds`. Raises InputError where z3 is not installed.
    """

    def __init__(self, never: Iterable[Condition] = (), *, milliseconds: int = 5000) -> None:
        self._z3 = _library()
        self._context = self._z3.Context()
        self._milliseconds = milliseconds
        self._until = 0.0
        self._solver = self._z3.Solver(ctx=self._context)
        self._solver.set("random_seed", 1)
        self._variables: dict[str, _Variable] = {}
        self._rails: dict[int, tuple[Condition, _Rails, tuple[str, ...]]] = {}
        self._never = list(never)

    # --- statements -------------------------------------------------------------------------------------------------

    def true(self, condition: Condition | None) -> Statement:
        """Return that the condition is true; None stands for one that is unknown for everyone."""
        return self.of(condition, True)

    def false(self, condition: Condition | None) -> Statement:
        """Return that the condition is false."""
        return self.of(condition, False)

    def unknown(self, condition: Condition | None) -> Statement:
        """Return that the condition is neither true nor false."""
        return self.of(condition, None)

    def of(self, condition: Condition | None, truth: Truth) -> Statement:
        """Return that the condition is true, false or unknown."""
        if condition is None:
            return Statement(self._constant(truth is None))
        rails, keys = self._encoded(condition)
        if truth is None:
            return Statement(self._none([rails.true, rails.false]), keys)
        return Statement(rails.true if truth else rails.false, keys)

    def every(self, *statements: Statement) -> Statement:
        """Return that all of them hold; of none at all, what holds of everyone."""
        return Statement(self._all([one.expression for one in statements]), _keys(statements))

    def some(self, *statements: Statement) -> Statement:
        """Return that at least one of them holds."""
        return Statement(self._any([one.expression for one in statements]), _keys(statements))

    def opposite(self, statement: Statement) -> Statement:
        """Return that it does not hold: of an unknown condition that it is not true, say."""
        return Statement(self._z3.Not(statement.expression), statement.keys)

    def known(self, facts: Iterable[Fact]) -> Statement:
        """Return that each fact is known, and of a set every member."""
        variables = [self._variable(fact) for fact in facts]
        flags = [flag for one in variables for flag in (one.known, *(member.known for member in one.members.values()))]
        return Statement(self._all(flags), tuple(dict.fromkeys(one.fact.key for one in variables)))

    # --- questions --------------------------------------------------------------------------------------------------

    def possible(self, statement: Statement) -> bool:
        """Tell whether it holds of some possible person."""
        with self._asked(statement):
            return self._check()

    def equivalent(self, one: Condition | None, other: Condition | None) -> bool:
        """Tell whether both are the same for every possible person, unknown included."""
        return not self.possible(self.differ(one, other))

    def differ(self, one: Condition | None, other: Condition | None) -> Statement:
        """Return that the two conditions are not the same."""
        first, second = self.every(self.true(one)), self.every(self.true(other))
        third, fourth = self.every(self.false(one)), self.every(self.false(other))
        differ = self._any([first.expression != second.expression, third.expression != fourth.expression])
        return Statement(differ, _keys((first, second, third, fourth)))

    def holds(self, statement: Statement, facts: Facts) -> bool:
        """Tell whether it holds of a person, without the solver: the statement with her facts filled in."""
        pairs = [pair for key in statement.keys for pair in self._filled(self._variables[key], facts.get(key))]
        filled = self._z3.simplify(self._z3.substitute(statement.expression, *pairs))
        return bool(self._z3.is_true(filled))

    def example(self, statement: Statement) -> Facts | None:
        """Return the simplest possible person of whom it holds, None when there is none; the same one every time.

        She has the fewest known facts, of these the fewest known members of sets, and then values near the usual.
        """
        with self._asked(statement):
            if not self._check():
                return None
            variables = [self._variables[key] for key in statement.keys]
            self._fewest([one.known for one in variables])
            variables = [one for one in variables if self._is_true(one.known)]
            members = [member for one in variables for member in one.members.values()]
            self._fewest([one.known for one in members])
            for member in members:
                if self._is_true(member.known):
                    self._settle(self._z3.Not(member.value))
            return {one.fact.key: self._value(one) for one in variables}

    # --- the solver -------------------------------------------------------------------------------------------------

    @contextmanager
    def _asked(self, statement: Statement) -> Iterator[None]:
        self._until = time.monotonic() + self._milliseconds / 1000
        self._solver.push()
        try:
            self._solver.add(statement.expression)
            yield
        finally:
            self._solver.pop()

    def _check(self, *assumed: Expression) -> bool:
        left = int((self._until - time.monotonic()) * 1000)
        if left <= 0:
            raise NotProved
        self._solver.set("timeout", left)
        self._solver.push()
        try:
            self._solver.add(*assumed)
            answer = self._solver.check()
            if answer == self._z3.sat:
                self._model = self._solver.model()
                return True
            if answer == self._z3.unsat:
                return False
            raise NotProved
        finally:
            self._solver.pop()

    def _is_true(self, expression: Expression) -> bool:
        return bool(self._z3.is_true(self._model.eval(expression, model_completion=True)))

    def _settle(self, wish: Expression) -> bool:
        """Let the wish hold if it can, else its opposite; the model is then one of those that are left."""
        can = self._is_true(wish) or self._check(wish)
        self._solver.add(wish if can else self._z3.Not(wish))
        return can

    def _fewest(self, flags: Sequence[Expression]) -> None:
        """Let as few of the flags hold as can be; of several ways that with the first ones."""
        if not flags:
            return
        while count := sum(map(self._is_true, flags)):
            if not self._check(self._z3.AtMost(*flags, count - 1)):
                self._solver.add(self._z3.AtMost(*flags, count))
                break
        for flag in reversed(flags):
            self._settle(self._z3.Not(flag))

    def _value(self, variable: _Variable) -> FactValue:
        fact, value = variable.fact, variable.value
        match fact.type:
            case "bool":
                return self._settle(value)
            case "set":
                known = {name: one for name, one in variable.members.items() if self._is_true(one.known)}
                has = frozenset(name for name, one in known.items() if self._is_true(one.value))
                return Members(has, frozenset(known) - has)
            case "choice":
                return list(fact.values)[self._nearest(value, 0, range(len(fact.values)))]
            case "date":
                usual = min(variable.cuts, default=fact.bounds[1])
                return dt.date.fromordinal(self._nearest(value, usual, _beside(variable)))
            case _:
                low, high = fact.bounds
                usual = min(max(_USUAL.get(fact.key, 0) * 10**fact.decimals, low), high)
                return self._nearest(value, usual, _beside(variable))

    def _nearest(self, value: Expression, usual: int, candidates: Iterable[int]) -> int:
        """Return the nearest to the usual that can be, the smaller of two; one is always among the candidates."""
        ways = sorted({abs(one - usual) for one in candidates} | {0})
        low, high = 0, len(ways) - 1
        while low < high:
            middle = (low + high) // 2
            near = self._all([value >= usual - ways[middle], value <= usual + ways[middle]])
            if self._is_true(near) or self._check(near):
                high = middle
            else:
                low = middle + 1
        below = self._settle(value == usual - ways[low])
        found = usual - ways[low] if below else usual + ways[low]
        self._solver.add(value == found)
        if not below and not self._is_true(value == found) and not self._check():
            raise AssertionError("no candidate is possible")
        return found

    # --- facts ------------------------------------------------------------------------------------------------------

    def _variable(self, fact: Fact) -> _Variable:
        found = self._variables.get(fact.key)
        if found is None:
            found = self._variables[fact.key] = self._made(fact)
            concerned = [one for one in self._never if any(test.fact.key == fact.key for test in tests_of(one))]
            self._never = [one for one in self._never if one not in concerned]
            for one in concerned:
                self._rule_out(one)
        return found

    def _made(self, fact: Fact) -> _Variable:
        z3, context, key = self._z3, self._context, fact.key
        known = z3.Bool(f"known {key}", context)
        if fact.type == "set":
            members = {
                name: _Member(z3.Bool(f"known {key} {name}", context), z3.Bool(f"value {key} {name}", context))
                for name in fact.values
            }
            self._solver.add(*(z3.Implies(one.known, known) for one in members.values()))
            return _Variable(fact, known, None, members, set())
        if fact.type == "bool":
            return _Variable(fact, known, z3.Bool(f"value {key}", context), {}, set())
        value = z3.Int(f"value {key}", context)
        low, high = (0, len(fact.values) - 1) if fact.type == "choice" else fact.bounds
        self._solver.add(value >= low, value <= high)
        return _Variable(fact, known, value, {}, set())

    def _rule_out(self, never: Condition) -> None:
        """Leave out the persons of whom it holds once everything is known of them."""
        rails, keys = self._encoded(never)
        variables = [self._variables[key] for key in keys]
        flags = [flag for one in variables for flag in (one.known, *(member.known for member in one.members.values()))]
        yes = self._constant(True)
        self._solver.add(self._z3.Not(self._z3.substitute(rails.true, *((flag, yes) for flag in flags))))

    def _filled(self, variable: _Variable, value: FactValue | None) -> Iterator[tuple[Expression, Expression]]:
        yield variable.known, self._constant(value is not None)
        if variable.members:
            for name, member in variable.members.items():
                answer = value.answer(name) if isinstance(value, Members) else None
                yield member.known, self._constant(answer is not None)
                yield member.value, self._constant(bool(answer))
        elif variable.fact.type == "bool":
            yield variable.value, self._constant(bool(value))
        elif value is not None:
            yield variable.value, self._z3.IntVal(_number(variable.fact, value), self._context)

    # --- conditions -------------------------------------------------------------------------------------------------

    def _encoded(self, condition: Condition) -> tuple[_Rails, tuple[str, ...]]:
        found = self._rails.get(id(condition))
        if found is None:
            keys = tuple(dict.fromkeys(test.fact.key for test in tests_of(condition)))
            # The condition is kept beside its rails, so that its identity is not given to another.
            found = self._rails[id(condition)] = (condition, self._made_rails(condition), keys)
        return found[1], found[2]

    def _made_rails(self, condition: Condition) -> _Rails:
        match condition:
            case Test():
                return self._comparison(condition)
            case Every(parts=parts):
                inner = [self._encoded(part)[0] for part in parts]
                return _Rails(self._all([one.true for one in inner]), self._any([one.false for one in inner]))
            case Some(parts=parts):
                inner = [self._encoded(part)[0] for part in parts]
                return _Rails(self._any([one.true for one in inner]), self._all([one.false for one in inner]))
            case Not(part=part):
                rails = self._encoded(part)[0]
                return _Rails(rails.false, rails.true)
            case Named(part=part):
                return self._encoded(part)[0]
            case Flagged(operand=Constant(value=value), expected=expected):
                return _Rails(self._constant(value is expected), self._constant(value is not expected))
            case _:
                raise TypeError(f"not bound yet: {type(condition).__name__}")

    def _comparison(self, test: Test) -> _Rails:
        variable = self._variable(test.fact)
        values = [_value_of(operand) for operand in test.operands]
        known = variable.known
        if test.fact.type == "set":
            true, false = self._of_members(test, variable, values)
        else:
            true = self._of_value(test, variable, values)
            false = self._z3.Not(true)
        return _Rails(self._all([known, true]), self._all([known, false]))

    def _of_value(self, test: Test, variable: _Variable, values: Sequence[Any]) -> Expression:
        value = variable.value
        if test.fact.type == "bool":
            return self._any([value if one else self._z3.Not(value) for one in dict.fromkeys(values)])
        numbers = [_number(test.fact, one) for one in values]
        variable.cuts.update(numbers)
        if test.operator is Operator.IS:
            return self._any([value == one for one in numbers])
        return _ORDERS[test.operator](value, numbers[0])

    def _of_members(self, test: Test, variable: _Variable, values: Sequence[Any]) -> tuple[Expression, Expression]:
        counted = test.counted or test.operator is Operator.IS_EMPTY
        chosen = variable.members.values() if counted else [variable.members[one] for one in dict.fromkeys(values)]
        has = [self._all([one.known, one.value]) for one in chosen]
        has_not = [self._all([one.known, self._z3.Not(one.value)]) for one in chosen]
        match test.operator:
            case Operator.INCLUDES_ALL:
                return self._all(has), self._any(has_not)
            case Operator.INCLUDES_ANY:
                return self._any(has), self._all(has_not)
            case Operator.INCLUDES_NONE:
                return self._all(has_not), self._any(has)
        # Every number from those known to hold to those not known to fail must pass, or none.
        size = len(test.fact.values)
        passes = [_count_passes(test.operator, values, count) for count in range(size + 1)]
        true, false = (
            self._any([self._between(has, has_not, low, high) for low, high in _stretches(passes, wanted)])
            for wanted in (True, False)
        )
        return true, false

    def _between(self, has: Sequence[Expression], has_not: Sequence[Expression], low: int, high: int) -> Expression:
        parts = [self._z3.AtLeast(*has, low)] if low else []
        missing = len(has) - high
        return self._all([*parts, self._z3.AtLeast(*has_not, missing)] if missing else parts)

    def _constant(self, truth: bool) -> Expression:
        return self._z3.BoolVal(truth, self._context)

    def _all(self, parts: Sequence[Expression]) -> Expression:
        return parts[0] if len(parts) == 1 else self._z3.And(*parts) if parts else self._constant(True)

    def _any(self, parts: Sequence[Expression]) -> Expression:
        return parts[0] if len(parts) == 1 else self._z3.Or(*parts) if parts else self._constant(False)

    def _none(self, parts: Sequence[Expression]) -> Expression:
        return self._z3.Not(self._any(parts))


# What is usual where it is not the least there can be.
_USUAL: Mapping[str, int] = {"age": 40}

_ORDERS: Mapping[Operator, Callable[[Expression, int], Expression]] = {
    Operator.AT_LEAST: lambda value, limit: value >= limit,
    Operator.AT_MOST: lambda value, limit: value <= limit,
    Operator.ABOVE: lambda value, limit: value > limit,
    Operator.BELOW: lambda value, limit: value < limit,
}


def _library() -> ModuleType:
    try:
        import z3
    except ImportError:
        raise InputError([problem("extra-missing", "", library="z3-solver", extra="lab")]) from None
    return z3  # type: ignore[no-any-return]


def _value_of(operand: object) -> Any:
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value


def _number(fact: Fact, value: Any) -> int:
    """Return a value as the solver has it: a date as its day number, a choice as its place in the list."""
    if isinstance(value, dt.date):
        return value.toordinal()
    return list(fact.values).index(value) if fact.type == "choice" else int(value)


def _count_passes(operator: Operator, values: Sequence[int], count: int) -> bool:
    if operator is Operator.IS_EMPTY:
        return count == 0
    return count in values if operator is Operator.IS else bool(_ORDERS[operator](count, values[0]))


def _stretches(passes: Sequence[bool], wanted: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and the last count of each unbroken stretch that comes out as wanted."""
    for truth, group in groupby(range(len(passes)), key=lambda count: passes[count]):
        if truth is wanted:
            counts = list(group)
            yield counts[0], counts[-1]


def _beside(variable: _Variable) -> Iterator[int]:
    """Yield numbers of which one is in every stretch between those that rules compare with."""
    low, high = variable.fact.bounds
    yield from (low, high)
    yield from (one for cut in variable.cuts for one in (cut - 1, cut, cut + 1) if low <= one <= high)


def _keys(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in statements for key in one.keys))
