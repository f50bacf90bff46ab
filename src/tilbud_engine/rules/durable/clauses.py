"""A condition as flat clauses over whole numbers; knows nothing of durable-rules but its limits and operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
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
from tilbud_engine.vocabulary import Fact, Members

MOST_CLAUSES = 60
"""The most clauses of a part, for true and false together: durable-rules stops at 65 in progress.

A part with so many clauses holds at most as many different comparisons, so its facts keep far below 253 properties.
"""
_NUMBER_LIMIT = 2**62
_RESERVED = (
    "o ping m id sid name all any not count pri cap dist $s $i $l $m $r $time $timerName $baseTime $forward $lt $lte "
    "$gt $gte $eq $neq $mt $imt $iall $iany $ex $nex $or $and $add $sub $mul $div"
).split()

Literal = tuple[str, str, int]
"""A property's name, an operator of durable-rules, a number."""
Clause = frozenset[Literal]


@dataclass(frozen=True, slots=True)
class Part:
    """A condition is true if all of one `true` clause hold, and false if all of one `false` clause do.

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
    """A part that is decided in one go; `name` is the property that carries its result onwards."""

    name: str
    part: Part
    uses: tuple[str, ...]
    page: Any = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A whole number about a citizen: of which fact, and how it is read; None is unknown."""

    key: str
    read: Callable[[Any], int | None]


class Names:
    """Names that durable-rules can tell apart: it compares them by their FNV-1a hash of 32 bits alone."""

    def __init__(self) -> None:
        self._count = 0
        self._taken = {fnv1a(word) for word in _RESERVED}

    def fresh(self) -> str:
        """Return a name that nothing else has."""
        while True:
            name = f"p{self._count}"
            self._count += 1
            if fnv1a(name) not in self._taken:
                self._taken.add(fnv1a(name))
                return name


def fnv1a(text: str) -> int:
    """Return the hash by which durable-rules knows a name."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


@dataclass(slots=True)
class Compiler:
    """Makes steps of conditions; conditions that say the same share one step, whoever wrote them.

    All of it raises TypeError for what is no bound condition, and RecursionError for one nested beyond reason.
    """

    properties: dict[str, Property] = field(default_factory=dict)
    steps: dict[tuple[frozenset[Clause], frozenset[Clause]], Part] = field(default_factory=dict)
    new: list[Step] = field(default_factory=list)
    _names: Names = field(default_factory=Names)
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _codes: dict[str, dict[str, int]] = field(default_factory=dict)

    def step(self, part: Part) -> Part:
        """Return the result of a step that decides the part; a constant stays what it is."""
        if part.constant is not None:
            return part
        key = (frozenset(part.true), frozenset(part.false))
        found = self.steps.get(key)
        if found is None:
            uses = {name for clause in (*part.true, *part.false) for name, _, _ in clause}
            step = Step(self._names.fresh(), part, tuple(sorted(uses)))
            self.new.append(step)
            result = _atom((step.name, "$eq", 1), (step.name, "$eq", 0))
            found = self.steps[key] = Part(result.true, result.false, (*part.needs, step))
            # What is the result of a step already gets no second one.
            self.steps[frozenset(found.true), frozenset(found.false)] = found
        return found

    def part(self, condition: Condition) -> Part:
        """Return the condition as clauses."""
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
        if fact.type in ("bool", "choice"):
            if operator is not Operator.IS:
                raise TypeError("not a comparison of this fact")
            return self._some([self._equals(fact, value) for value in values])
        if operator is Operator.INCLUDES_ALL:
            return self._every([self._member(fact, value) for value in values])
        if operator is Operator.INCLUDES_ANY:
            return self._some([self._member(fact, value) for value in values])
        if operator is Operator.INCLUDES_NONE:
            return self._some([self._member(fact, value) for value in values]).flipped
        if fact.type == "set":
            least = self._property(fact, "least", _least)
            most = self._property(fact, "most", partial(_most, len(fact.values)))
            return self._ordered(operator, least, most, [_whole(value) for value in values])
        read = _day if fact.type == "date" else _whole
        value = self._property(fact, "value", read)
        return self._ordered(operator, value, value, [read(value) for value in values])

    def _ordered(self, operator: Operator, low: str, high: str, numbers: Sequence[int]) -> Part:
        """Compare a number that lies from `low` to `high`; both are one property for a number that is known."""
        match operator:
            case Operator.IS:
                return self._some([self._between(low, high, *run) for run in _runs(numbers)])
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
                raise TypeError("not a bound comparison")

    def _between(self, low: str, high: str, first: int, last: int) -> Part:
        if low == high and first == last:
            return _atom((low, "$eq", first), (low, "$neq", first))
        return self._every([_at_least(low, high, first), _at_most(low, high, last)])

    def _equals(self, fact: Fact, value: Any) -> Part:
        if fact.type == "bool":
            name, number = self._property(fact, "value", _flag), _flag(value)
        else:
            codes = self._codes.setdefault(fact.key, {})
            name = self._property(fact, "value", partial(_code, codes))
            number = codes.setdefault(_text(value), len(codes) + 1)
        return _atom((name, "$eq", number), (name, "$neq", number))

    def _member(self, fact: Fact, value: Any) -> Part:
        name = self._property(fact, "member", partial(_answer, _text(value)), value)
        return _atom((name, "$eq", 1), (name, "$eq", 0))

    def _property(self, fact: Fact, kind: str, read: Callable[[Any], int | None], member: str = "") -> str:
        # The type belongs to the key: should two facts ever share a name, each keeps a property of one type.
        key = (fact.key, f"{fact.type} {kind}", member)
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = self._names.fresh()
            self.properties[name] = Property(fact.key, read)
        return name


def _atom(holds: Literal, fails: Literal) -> Part:
    return Part((frozenset([holds]),), (frozenset([fails]),))


_TRUE = Part((frozenset(),), ())


def _at_least(low: str, high: str, number: int) -> Part:
    return _atom((low, "$gte", number), (high, "$lt", number))


def _at_most(low: str, high: str, number: int) -> Part:
    return _atom((high, "$lte", number), (low, "$gt", number))


def _size_of_every(parts: Sequence[Part]) -> int:
    true = 1
    for part in parts:
        true *= len(part.true)
    return true + sum(len(part.false) for part in parts)


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


# How a value is read. Exact types only: True is not the number 1 here.


def _whole(value: Any) -> int:
    if type(value) is not int or not -_NUMBER_LIMIT < value < _NUMBER_LIMIT:
        raise TypeError("a whole number was expected")
    return value


def _flag(value: Any) -> int:
    if type(value) is not bool:
        raise TypeError("yes or no was expected")
    return int(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text was expected")
    return value


def _day(value: Any) -> int:
    if not isinstance(value, dt.date):
        raise TypeError("a date was expected")
    return value.toordinal()


def _code(codes: Mapping[str, int], value: Any) -> int:
    return codes.get(_text(value), 0)  # 0: none of those that a rule asks for


def _members(value: Any) -> Members:
    if not isinstance(value, Members):
        raise TypeError("the members of a set were expected")
    return value


def _answer(member: str, value: Any) -> int | None:
    answer = _members(value).answer(member)
    return None if answer is None else int(answer)


def _least(value: Any) -> int:
    return len(_members(value).has)


def _most(size: int, value: Any) -> int:
    return size - len(_members(value).has_not)
