"""The condition tree: what a rule says, and nothing that evaluates it.

A condition is read from YAML with `$parameters` and `is: definition` still in it; `ruleset.resolve` binds them, and
what the readers see are facts, operators and constants, each constant with where it comes from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import TypeVar
from weakref import ref

from tilbud_engine.dated import Source, Span
from tilbud_engine.vocabulary import Fact

T = TypeVar("T")

Truth = bool | None
"""What is known of a statement: true, false, or None for unknown (strong Kleene)."""


class Verdict(StrEnum):
    """The answer for one offer and one citizen at one date."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_OFFERED = "not_offered"
    NOT_RELEVANT = "not_relevant"

    @classmethod
    def of(cls, truth: Truth) -> Verdict:
        """Return the verdict for a condition's value."""
        return cls.UNKNOWN if truth is None else cls.YES if truth else cls.NO


class Operator(StrEnum):
    """How a fact is compared; dates use the same four orders as numbers."""

    IS = "is"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    INCLUDES_ANY = "includes_any"
    INCLUDES_ALL = "includes_all"
    INCLUDES_NONE = "includes_none"
    IS_EMPTY = "is_empty"
    WITHIN_LAST = "within_last"
    WITHIN_NEXT = "within_next"


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value a parameter has at a date, and who set it.

    `layer` is the ruleset that set it, or None for the default of the offer that declares it.
    """

    name: str
    value: int | bool | str | dt.date
    version: dt.date | None = None
    source: Source | None = None
    layer: str | None = None
    decimals: int = 0
    label: str | None = None
    label_en: str | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value in a rule; numbers in the smallest unit of their fact.

    `parameter` tells which parameter gave it; `span` that it was reckoned back or ahead by a length of time.
    """

    value: int | bool | str | dt.date
    parameter: ParameterValue | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A `$name` that is not bound yet."""

    name: str
    place: str = field(default="", compare=False)


Operand = Constant | ParameterRef | Span


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Test:
    """One comparison of one fact; `counted` compares the number of members of a set."""

    __test__ = False

    fact: Fact
    operator: Operator
    operands: tuple[Operand, ...] = ()
    counted: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Every:
    """True when all parts are true; with no parts, true for everyone."""

    parts: tuple[Condition, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Some:
    """True when one part is true."""

    parts: tuple[Condition, ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Not:
    """True when its part is false."""

    part: Condition
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Named:
    """A definition: a condition with a name, a label for people and a source."""

    name: str
    part: Condition
    label: str | None = None
    source: Source | None = None
    version: dt.date | None = None
    place: str = field(default="", compare=False)
    label_en: str | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class DefinitionRef:
    """An `is: name` that is not bound yet."""

    name: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Flagged:
    """A yes/no parameter as a condition: true when the parameter has the expected value."""

    operand: Operand
    expected: bool
    place: str = field(default="", compare=False)


Condition = Test | Every | Some | Not | Named | DefinitionRef | Flagged

EVERYONE = Every(())


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return parts
        case Not(part=part) | Named(part=part):
            return (part,)
        case _:
            return ()


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every comparison in the condition, from left to right."""
    if isinstance(condition, Test):
        yield condition
        return
    for part in parts_of(condition):
        yield from tests_of(part)


def refs_of(condition: Condition) -> Iterator[ParameterRef | DefinitionRef]:
    """Yield every parameter and definition that the condition names and that is not bound yet."""
    for one in walk(condition):
        if isinstance(one, DefinitionRef):
            yield one
        operands = one.operands if isinstance(one, Test) else (one.operand,) if isinstance(one, Flagged) else ()
        yield from (operand for operand in operands if isinstance(operand, ParameterRef))


def walk(condition: Condition) -> Iterator[Condition]:
    """Yield the condition and everything inside it."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def kept(make: Callable[[Condition], T]) -> Callable[[Condition], T]:
    """Keep what a function makes of each condition for as long as that very condition lives."""
    found: dict[int, tuple[ref[Condition], T]] = {}

    @wraps(make)
    def get(condition: Condition) -> T:
        key = id(condition)
        if key not in found:
            made = make(condition)
            found[key] = ref(condition, lambda _: found.pop(key, None)), made
        return found[key][1]

    return get
