"""A condition as flat clauses over whole numbers, cut into steps that are small enough for durable-rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
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
    Truth,
)
from tilbud_engine.rules.durable.properties import Properties, reader, whole

MOST_CLAUSES = 60
"""The most clauses of a part, for true and false together: durable-rules stops at 65 in progress.

A part with so many clauses holds fewer comparisons still, so what it asks for keeps far below 253 properties.
"""

Literal = tuple[str, str, int]
"""A property's name, an operator of durable-rules, a number."""
Clause = frozenset[Literal]


@dataclass(frozen=True, slots=True)
class Part:
    """A condition: true if all of one `true` clause hold, false if all of one `false` clause do, else unknown.

    `needs` are the steps whose results its clauses use, each after those that it needs itself.
    """

    true: tuple[Clause, ...]
    false: tuple[Clause, ...]
    needs: tuple[Step, ...] = ()

    @property
    def flipped(self) -> Part:
        """The opposite."""
        return Part(self.false, self.true, self.needs)

    @property
    def size(self) -> int:
        """The number of clauses."""
        return len(self.true) + len(self.false)

    @property
    def constant(self) -> Truth:
        """What the part is for everyone; None when that depends on the citizen."""
        return None if self.true and self.false else bool(self.true)


@dataclass(eq=False, slots=True)
class Step:
    """A part that is decided in one go; `name` is the property that carries its result to later steps."""

    name: str
    part: Part
    uses: tuple[str, ...]
    page: Any = None
    head: str = ""


class Compiler:
    """Makes steps of conditions; conditions that say the same share one step, whoever wrote them.

    Raises TypeError for what is no bound condition and RecursionError for one nested beyond reason.
    """

    def __init__(self) -> None:
        self.properties = Properties()
        self.steps: dict[tuple[frozenset[Clause], frozenset[Clause]], Part] = {}
        self.new: list[Step] = []

    def step(self, part: Part) -> Part:
        """Return the result of a step that decides the part; a constant stays what it is."""
        if part.constant is not None:
            return part
        key = (frozenset(part.true), frozenset(part.false))
        found = self.steps.get(key)
        if found is None:
            uses = {name for clause in (*part.true, *part.false) for name, _, _ in clause}
            step = Step(self.properties.names.fresh(), part, tuple(sorted(uses)))
            self.new.append(step)
            result = _atom((step.name, "$eq", 1), (step.name, "$eq", 0))
            found = self.steps[key] = Part(result.true, result.false, (*part.needs, step))
            # What is the result of a step already gets no second one.
            self.steps[frozenset(found.true), frozenset(found.false)] = found
        return found

    def part(self, condition: Condition) -> Part:
        """Return the condition as clauses; each definition in it is a step of its own."""
        match condition:
            case Test():
                return self._test(condition)
            case Every(parts=parts):
                return self._every([self.part(part) for part in parts])
            case Some(parts=parts):
                return self._some([self.part(part) for part in parts])
            case Not(part=part):
                return self.part(part).flipped
            case Named(part=part):
                return self.step(self.part(part))
            case Flagged(operand=Constant(value=bool(value)), expected=expected):
                return _TRUE if value is expected else _TRUE.flipped
            case _:
                raise TypeError("not a bound condition")

    def _every(self, parts: list[Part]) -> Part:
        parts = [part for part in parts if part.constant is not True]
        if any(part.constant is False for part in parts):
            return _TRUE.flipped
        while _size_of_every(parts) > MOST_CLAUSES:
            # The largest parts become steps of their own; when all are as small as can be, many together do.
            largest = max(range(len(parts)), key=lambda at: parts[at].size)
            if parts[largest].size > 2:
                parts[largest] = self.step(parts[largest])
            else:
                most = MOST_CLAUSES - 1
                parts = [*parts[most:], self.step(self._every(parts[:most]))]
        return Part(
            _shortest(frozenset().union(*clauses) for clauses in product(*(part.true for part in parts))),
            _shortest(clause for part in parts for clause in part.false),
            tuple(dict.fromkeys(step for part in parts for step in part.needs)),
        )

    def _some(self, parts: list[Part]) -> Part:
        return self._every([part.flipped for part in parts]).flipped

    def _test(self, test: Test) -> Part:
        fact, operator = test.fact, test.operator
        values = [_constant(operand) for operand in test.operands]
        if not values and operator is not Operator.IS_EMPTY:
            raise TypeError("nothing to compare with")
        match fact.type, operator:
            case "bool", Operator.IS:
                yes, read = _equals(self.properties.number(fact), 1), reader(fact)
                return self._some([yes if read(value) else yes.flipped for value in values])
            case "choice", Operator.IS:
                return self._some([_equals(*self.properties.choice(fact, value)) for value in values])
            case "set", Operator.INCLUDES_ALL:
                return self._every([_equals(self.properties.member(fact, value), 1) for value in values])
            case "set", Operator.INCLUDES_ANY:
                return self._some([_equals(self.properties.member(fact, value), 1) for value in values])
            case "set", Operator.INCLUDES_NONE:
                return self._some([_equals(self.properties.member(fact, value), 1) for value in values]).flipped
            case "set", _:
                least, most = self.properties.least(fact), self.properties.most(fact)
                return self._ordered(operator, least, most, [whole(value) for value in values])
            case (("int" | "number" | "date"), _):
                name, read = self.properties.number(fact), reader(fact)
                return self._ordered(operator, name, name, [read(value) for value in values])
            case _:
                raise TypeError("not a comparison of this fact")

    def _ordered(self, operator: Operator, low: str, high: str, numbers: Sequence[int]) -> Part:
        """Compare a number between two bounds; of a number that is known both are the same property."""
        match operator:
            case Operator.IS:
                # An unbroken run at a time, so that a set with two or three members is surely one of `[2, 3]`.
                return self._some([self._between(low, high, first, last) for first, last in _runs(numbers)])
            case Operator.IS_EMPTY:
                return _at_most(low, high, 0)
            case Operator.AT_LEAST:
                return _at_least(low, high, numbers[0])
            case Operator.AT_MOST:
                return _at_most(low, high, numbers[0])
            case Operator.ABOVE:
                return _at_least(low, high, numbers[0] + 1)
            case Operator.BELOW:
                return _at_most(low, high, numbers[0] - 1)
            case _:
                raise TypeError("not a comparison of numbers")

    def _between(self, low: str, high: str, first: int, last: int) -> Part:
        if low == high and first == last:
            return _equals(low, first)
        return self._every([_at_least(low, high, first), _at_most(low, high, last)])


def _atom(holds: Literal, fails: Literal) -> Part:
    return Part((frozenset([holds]),), (frozenset([fails]),))


_TRUE = Part((frozenset(),), ())


def _equals(name: str, number: int) -> Part:
    return _atom((name, "$eq", number), (name, "$neq", number))


def _at_least(low: str, high: str, number: int) -> Part:
    return _atom((low, "$gte", number), (high, "$lt", number))


def _at_most(low: str, high: str, number: int) -> Part:
    # In the same words as `_at_least`, so that "below 18" and "not at least 18" are known to be one.
    return _atom((high, "$lt", number + 1), (low, "$gte", number + 1))


def _size_of_every(parts: Sequence[Part]) -> int:
    return prod(len(part.true) for part in parts) + sum(len(part.false) for part in parts)


def _shortest(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Leave out each clause that says all that a shorter one says, and more."""
    kept: list[Clause] = []
    for clause in sorted(set(clauses), key=lambda one: (len(one), sorted(one))):
        if not any(shorter <= clause for shorter in kept):
            kept.append(clause)
    return tuple(kept)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the unbroken runs of the numbers: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _constant(operand: Any) -> Any:
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value
