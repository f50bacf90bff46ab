"""The condition tree compiled for durable-rules: a second, independent way to the same verdicts.

durable-rules knows neither *unknown* nor nesting, and used as its manual says it can crash, hang or mix two persons.
So it sees only what it handles well: facts with whole numbers under names made here, and flat rules of the form
"this and this". A condition becomes two lists of such rules, one for when it is true and one for when it is false; if
a rule of neither fires, it is unknown. Each limit below was measured on durable-rules 2.0.28:

- A missing property makes every comparison false, so an unknown fact is left out (null would count as present).
- Numbers beyond 64 bits are clamped, texts are compared by an unset length, 1e16 and NaN are not read: whole numbers
  only, within 62 bits. A choice is a number, a date its day number, each member of a set a property of 0 or 1, and a
  counted set two properties, the least and the most members it can have.
- Property names are compared by a hash of 32 bits alone (`kommune_568` equals `depot_cbf`), so names are generated
  and their hashes checked.
- More than 64 rules in progress for one fact stop everything (error 303), 513 conditions below one parent hang, 257
  rules with the same conditions crash, 253 properties are refused. So all rules of one condition begin with a
  condition on its own number, there are at most 60 of them, and a larger condition is split.
- Two threads with one rule set lose answers: each thread has its own.
- An error halfway leaves a rule set locked for a minute with the citizen in it: it is thrown away.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from types import ModuleType
from typing import Any

from tilbud_engine.errors import SetupError, TilbudError, problem
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
from tilbud_engine.vocabulary import Fact, FactValue, Members

MOST_CLAUSES = 60
"""Rules for one step, both outcomes together. As many comparisons at most are in them, so a fact stays small too."""
STEPS_PER_PAGE = 25
"""More in one rule set, and each question walks past too many numbers; fewer, and each rule set costs 0.1 MB."""
MOST_KEPT = 8_000
"""Rules kept in one thread, at about 27 kB each; beyond it all are dropped before new ones are made."""

_NUMBER_LIMIT = 2**62
_PAGE_COST = 5
_RESERVED = (
    "o ping m id sid name all any not count pri cap dist $s $i $l $m $r $time $timerName $baseTime $forward $lt $lte "
    "$gt $gte $eq $neq $mt $imt $iall $iany $ex $nex $or $and $add $sub $mul $div"
).split()

Literal = tuple[str, str, int]
"""A property's name, durable-rules' operator, a number."""
Clause = frozenset[Literal]


class RuntimeFault(TilbudError):
    """durable-rules failed or contradicted itself; the verdicts of this call are not known."""


def durable_available() -> bool:
    """Tell whether durable-rules is installed and can be loaded."""
    try:
        _library()
    except SetupError:
        return False
    return True


def _library() -> ModuleType:
    try:
        import durable_rules_engine
    except ImportError as error:  # not installed, or built for Python 3.13 without its flag
        raise SetupError([problem("durable-missing")]) from error
    return durable_rules_engine  # type: ignore[no-any-return]


class DurableRuntime:
    """Decides conditions with durable-rules; safe to share between threads.

    Raises SetupError where durable-rules cannot be loaded.
    """

    name = "durable"

    def __init__(self) -> None:
        self._library = _library()
        self._threads = threading.local()

    def decide(self, conditions: Sequence[Condition], facts: Mapping[str, FactValue]) -> list[Truth]:
        """Return what each condition is for these facts.

        Raises RuntimeFault, without anything about the citizen, when durable-rules fails or is given what is no
        condition or no fact. Conditions are compiled when they are first seen, and kept.
        """
        shelf = getattr(self._threads, "shelf", None)
        if shelf is None:
            shelf = self._threads.shelf = _Shelf(self._library)
        try:
            return shelf.decide(conditions, facts)
        except Exception as error:  # noqa: BLE001 - whatever it was, no verdict came out
            # durable-rules' own texts are numbers of errors; others may quote a value.
            reason = str(error) if isinstance(error, self._library.error) else type(error).__name__
        # Raised out here, so that not even the context of the error leads to the citizen's values.
        raise RuntimeFault([problem("durable-failed", reason=reason)])

    def close(self) -> None:
        """Free all rule sets; those in use by another thread are freed when it has its answer."""
        self._threads = threading.local()


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition as clauses: it is true if all of one `true` clause hold, false if all of one `false` clause do.

    `needs` are the steps whose results it uses, each after those that it needs itself.
    """

    true: tuple[Clause, ...]
    false: tuple[Clause, ...]
    needs: tuple[_Step, ...] = ()

    @property
    def flipped(self) -> _Part:
        return _Part(self.false, self.true, self.needs)

    @property
    def size(self) -> int:
        return len(self.true) + len(self.false)

    @property
    def constant(self) -> Truth:
        return None if self.true and self.false else bool(self.true)


_TRUE = _Part((frozenset(),), ())
_FALSE = _TRUE.flipped


@dataclass(eq=False, slots=True)
class _Step:
    """What is decided in one go: the rules of a part; `name` is the property that carries its result onwards."""

    name: str
    part: _Part
    uses: tuple[str, ...]
    page: _Page | None = None
    start: str = ""

    def result(self) -> _Part:
        return _Part(
            (frozenset([(self.name, "$eq", 1)]),),
            (frozenset([(self.name, "$eq", 0)]),),
            (*self.part.needs, self),
        )


class _Page:
    """A durable rule set with some steps, each told apart by a number that its rules and its facts begin with."""

    def __init__(self, library: ModuleType, steps: Sequence[_Step]) -> None:
        rules: dict[str, Any] = {"ping": _rule([("ping", "$eq", 1)])}
        for number, step in enumerate(steps):
            for rail, clauses in (("t", step.part.true), ("f", step.part.false)):
                for clause in clauses:
                    rules[f"{rail}{len(rules)}"] = _rule([("o", "$eq", number), *sorted(clause)])
        self._library = library
        self._handle: int = library.create_ruleset("tilbud", json.dumps(rules))
        self.steps = tuple(steps)
        # Only what has answered once can be freed, the library reads memory it never set otherwise.
        if self.fired('{"id":"c","ping":1}') != "p":
            raise RuntimeError("durable-rules does not answer")
        weakref.finalize(self, _free, library, self._handle).atexit = False
        for number, step in enumerate(steps):
            step.page, step.start = self, f'{{"id":"c","o":{number}'

    def fired(self, fact: str) -> str:
        """Return the first letters of the rules that fire for the fact, which is gone afterwards."""
        library, handle = self._library, self._handle
        code, place = library.assert_fact(handle, fact)
        if code == 1:  # no rule fits; nothing was kept
            return ""
        started = library.start_action_for_state(handle, place) if code == 0 else None
        if started is None:
            raise RuntimeError("durable-rules keeps an earlier fact")
        letters, message = "", started[1]
        while message is not None:
            letters += message[2]
            message = library.complete_and_start_action(handle, place)
        library.retract_fact(handle, fact)
        return letters


def _rule(literals: Iterable[Literal]) -> dict[str, Any]:
    return {"all": [{"m": {"$and": [{operator: {name: number}} for name, operator, number in literals]}}]}


def _free(library: ModuleType, handle: int) -> None:
    library.delete_state(handle, "0")
    library.delete_ruleset(handle)


class _Shelf:
    """All that one thread has compiled."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library
        self._clear()

    def _clear(self) -> None:
        self._compiler = _Compiler()
        # The condition is kept beside its plan, so that its identity is not given to another.
        self._plans: dict[int, tuple[Condition, tuple[_Step, ...], Truth]] = {}
        self._kept = 0

    def decide(self, conditions: Sequence[Condition], facts: Mapping[str, FactValue]) -> list[Truth]:
        if any(id(condition) not in self._plans for condition in conditions):
            self._plan(conditions)
        if self._compiler.pageless:
            self._lay_out()
        known = _Known(self._compiler.properties, facts)
        decided: dict[_Step, Truth] = {}
        truths: list[Truth] = []
        for condition in conditions:
            _, steps, truth = self._plans[id(condition)]
            for step in steps:
                if step in decided:
                    truth = decided[step]
                else:
                    truth = decided[step] = self._run(step, known)
                    known[step.name] = "" if truth is None else f',"{step.name}":{truth:d}'
            truths.append(truth)
        return truths

    def _plan(self, conditions: Sequence[Condition]) -> None:
        if self._kept > MOST_KEPT or len(self._plans) > MOST_KEPT:
            self._clear()
        for condition in conditions:
            if id(condition) not in self._plans:
                part = self._compiler.step(self._compiler.part(condition))
                self._plans[id(condition)] = (condition, part.needs, part.constant)

    def _lay_out(self) -> None:
        waiting = self._compiler.pageless
        while waiting:
            page = _Page(self._library, waiting[:STEPS_PER_PAGE])
            del waiting[:STEPS_PER_PAGE]
            self._kept += _PAGE_COST + sum(step.part.size for step in page.steps)

    def _run(self, step: _Step, known: _Known) -> Truth:
        told = "".join(map(known.__getitem__, step.uses))
        if not told:
            return None
        page = step.page
        try:
            letters = page.fired(f"{step.start}{told}}}")  # type: ignore[union-attr]
            if "t" in letters and "f" in letters:
                raise RuntimeError("true and false at once")
        except BaseException:
            self._throw_away(page)
            raise
        return None if not letters else letters[0] == "t"

    def _throw_away(self, page: _Page | None) -> None:
        for step in page.steps if page else ():
            step.page = None
            self._compiler.pageless.append(step)
            self._kept -= step.part.size


class _Known(dict[str, str]):
    """The citizen as durable-rules is told of her: property to its piece of the fact, empty when it is unknown.

    Each piece is made when it is first needed, once for all steps.
    """

    def __init__(self, properties: Mapping[str, _Property], facts: Mapping[str, FactValue]) -> None:
        self._properties = properties
        self._facts = facts

    def __missing__(self, name: str) -> str:
        one = self._properties[name]
        value = self._facts.get(one.key)
        number = None if value is None else one.read(value)
        piece = self[name] = "" if number is None else f',"{name}":{number}'
        return piece


@dataclass(frozen=True, slots=True)
class _Property:
    key: str
    read: Callable[[Any], int | None]


@dataclass(slots=True)
class _Compiler:
    """Makes steps of conditions; conditions that say the same share one step, whoever wrote them."""

    properties: dict[str, _Property] = field(default_factory=dict)
    pageless: list[_Step] = field(default_factory=list)
    _names: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _codes: dict[str, dict[str, int]] = field(default_factory=dict)
    _steps: dict[tuple[frozenset[Clause], frozenset[Clause]], _Part] = field(default_factory=dict)
    _fresh: _FreshNames = field(default_factory=lambda: _FreshNames())

    def part(self, condition: Condition) -> _Part:
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
            case Flagged(operand=Constant(value=value), expected=expected):
                return _TRUE if value is expected else _FALSE
        raise TypeError("not a bound condition")

    def step(self, part: _Part) -> _Part:
        """Return the part as the result of a step of its own; a constant stays what it is."""
        if part.constant is not None:
            return part
        key = (frozenset(part.true), frozenset(part.false))
        found = self._steps.get(key)
        if found is None:
            uses = {name for clause in (*part.true, *part.false) for name, _, _ in clause}
            step = _Step(self._fresh.name(), part, tuple(sorted(uses)))
            self.pageless.append(step)
            found = self._steps[key] = step.result()
            # The result of a step is that step, never one more.
            self._steps[frozenset(found.true), frozenset(found.false)] = found
        return found

    def _every(self, parts: list[_Part]) -> _Part:
        parts = [part for part in parts if part.constant is not True]
        if any(part.constant is False for part in parts):
            return _FALSE
        while _size_of_every(parts) > MOST_CLAUSES:
            largest = max(range(len(parts)), key=lambda at: parts[at].size)
            if parts[largest].size > 2:
                parts[largest] = self.step(parts[largest])
            else:
                parts = [*parts[MOST_CLAUSES - 1 :], self.step(self._every(parts[: MOST_CLAUSES - 1]))]
        if len(parts) == 1:
            return parts[0]
        return _Part(
            _shortest(frozenset().union(*clauses) for clauses in product(*(part.true for part in parts))),
            _shortest(clause for part in parts for clause in part.false),
            tuple(dict.fromkeys(step for part in parts for step in part.needs)),
        )

    def _some(self, parts: list[_Part]) -> _Part:
        return self._every([part.flipped for part in parts]).flipped

    def _test(self, test: Test) -> _Part:
        fact, values = test.fact, [_constant(operand) for operand in test.operands]
        if fact.type in ("bool", "choice"):
            return self._some([self._equals(fact, value) for value in values])
        if fact.type != "set":
            property_ = self._property(fact, "value", _day if fact.type == "date" else _whole)
            return self._ordered(test.operator, property_, property_, values)
        match test.operator:
            case Operator.INCLUDES_ALL:
                return self._every([self._member(fact, value) for value in values])
            case Operator.INCLUDES_ANY:
                return self._some([self._member(fact, value) for value in values])
            case Operator.INCLUDES_NONE:
                return self._some([self._member(fact, value) for value in values]).flipped
        least = self._property(fact, "least", _least)
        most = self._property(fact, "most", partial(_most, len(fact.values)))
        return self._ordered(test.operator, least, most, values)

    def _ordered(self, operator: Operator, low: str, high: str, values: Sequence[Any]) -> _Part:
        """Compare something of which `low` and `high` are known; for a single number they are the same property."""
        numbers = [_number(value) for value in values]
        match operator:
            case Operator.IS:
                return self._some([self._between(low, high, *run) for run in _runs(numbers)])
            case Operator.IS_EMPTY:
                return _at_most(high, low, 0)
            case Operator.AT_LEAST:
                return _at_least(low, high, numbers[0])
            case Operator.AT_MOST:
                return _at_most(high, low, numbers[0])
            case Operator.ABOVE:
                return _at_least(low, high, numbers[0] + 1)
            case Operator.BELOW:
                return _at_most(high, low, numbers[0] - 1)
        raise TypeError("not a bound comparison")

    def _between(self, low: str, high: str, first: int, last: int) -> _Part:
        if low == high and first == last:
            return _atom((low, "$eq", first), (low, "$neq", first))
        return self._every([_at_least(low, high, first), _at_most(high, low, last)])

    def _equals(self, fact: Fact, value: Any) -> _Part:
        if fact.type == "bool":
            property_, number = self._property(fact, "value", _flag), _flag(value)
        else:
            codes = self._codes.setdefault(fact.key, {})
            property_ = self._property(fact, "value", partial(_code, codes))
            number = codes.setdefault(_text(value), len(codes) + 1)
        return _atom((property_, "$eq", number), (property_, "$neq", number))

    def _member(self, fact: Fact, value: Any) -> _Part:
        property_ = self._property(fact, "member", partial(_answer, _text(value)), value)
        return _atom((property_, "$eq", 1), (property_, "$eq", 0))

    def _property(self, fact: Fact, kind: str, read: Callable[[Any], int | None], member: str = "") -> str:
        # The type belongs to the key: should two facts ever share a name, each keeps its own property.
        key = (fact.key, f"{kind} of {fact.type}", member)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._fresh.name()
            self.properties[name] = _Property(fact.key, read)
        return name


class _FreshNames:
    """Names that durable-rules can tell apart: it compares them by their FNV-1a hash of 32 bits alone."""

    def __init__(self) -> None:
        self._count = 0
        self._taken = {fnv1a(word) for word in _RESERVED}

    def name(self) -> str:
        while True:
            name = f"p{self._count}"
            self._count += 1
            if fnv1a(name) not in self._taken:
                self._taken.add(fnv1a(name))
                return name


def fnv1a(text: str) -> int:
    """Return the hash that durable-rules knows a name by."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def _size_of_every(parts: Sequence[_Part]) -> int:
    true = 1
    for part in parts:
        true *= len(part.true)
    return true + sum(len(part.false) for part in parts)


def _shortest(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Leave out each clause that says no more than a shorter one does."""
    kept: list[Clause] = []
    for clause in sorted(set(clauses), key=lambda one: (len(one), sorted(one))):
        if not any(shorter <= clause for shorter in kept):
            kept.append(clause)
    return tuple(kept)


def _atom(holds: Literal, fails: Literal) -> _Part:
    return _Part((frozenset([holds]),), (frozenset([fails]),))


def _at_least(low: str, high: str, number: int) -> _Part:
    return _atom((low, "$gte", number), (high, "$lt", number))


def _at_most(high: str, low: str, number: int) -> _Part:
    return _atom((high, "$lte", number), (low, "$gt", number))


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
    if isinstance(operand, Constant):
        return operand.value
    raise TypeError("not bound yet: a parameter or a length of time")


def _number(value: Any) -> int:
    return _day(value) if isinstance(value, dt.date) else _whole(value)


# What a value is for durable-rules. Exact types only: True is no number here, and a text never a choice's code.


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
        raise TypeError("a choice was expected")
    return value


def _day(value: Any) -> int:
    if not isinstance(value, dt.date):
        raise TypeError("a date was expected")
    return value.toordinal()


def _code(codes: Mapping[str, int], value: Any) -> int:
    return codes.get(_text(value), 0)


def _answer(member: str, value: Any) -> int | None:
    answer = _members(value).answer(member)
    return None if answer is None else int(answer)


def _least(value: Any) -> int:
    return len(_members(value).has)


def _most(size: int, value: Any) -> int:
    return size - len(_members(value).has_not)


def _members(value: Any) -> Members:
    if not isinstance(value, Members):
        raise TypeError("the members of a set were expected")
    return value
