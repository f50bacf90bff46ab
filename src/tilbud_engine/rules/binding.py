"""Binding: parameters become constants, names become definitions, lengths of time become days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from tilbud_engine.dated import Source, Span
from tilbud_engine.errors import Problem, problem
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Named,
    Not,
    Operand,
    Operator,
    ParameterRef,
    ParameterValue,
    Some,
    Test,
    parts_of,
    refs_of,
)
from tilbud_engine.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as it holds on the day, not bound yet."""

    name: str
    condition: Condition
    problems: tuple[Problem, ...] = ()
    label: str | None = None
    source: Source | None = None
    version: dt.date | None = None
    place: str = ""
    label_en: str | None = None


MOST_PARTS = 5_000
MOST_DEPTH = 100
"""How large a condition may become once its definitions are written out; more would stall every reader."""


class Binder:
    """Binds conditions for one day in one ruleset; a definition is bound once and shared by all that use it."""

    def __init__(
        self,
        on: dt.date,
        parameter: Callable[[str], ParameterValue | Problem],
        definition: Callable[[str], Definition | Problem],
    ) -> None:
        self._on = on
        self._parameter = parameter
        self._definition = cache(definition)
        self._named: dict[str, tuple[Named, tuple[Problem, ...]]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._open: list[str] = []

    def bind(self, condition: Condition, faults: list[Problem]) -> Condition:
        """Return the condition with nothing left open; what cannot be bound is added to the faults."""
        for ref in refs_of(condition):
            if isinstance(ref, DefinitionRef):
                self._prepare(ref.name)
        return self._limited(self._bound(condition, faults), condition.place, faults)

    def _bound(self, condition: Condition, faults: list[Problem]) -> Condition:
        match condition:
            case Test():
                return self._test(condition, faults)
            case Every(parts=parts):
                return replace(condition, parts=tuple(self._bound(part, faults) for part in parts))
            case Some(parts=parts):
                return replace(condition, parts=tuple(self._bound(part, faults) for part in parts))
            case Not(part=part):
                return replace(condition, part=self._bound(part, faults))
            case DefinitionRef(name=name, place=place):
                return self._name(name, place, faults)
            case Flagged(operand=ParameterRef() as ref):
                constant = self._flag(ref, faults)
                return EVERYONE if constant is None else replace(condition, operand=constant)
            case _:
                return condition

    def _name(self, name: str, place: str, faults: list[Problem]) -> Condition:
        if name in self._open:
            faults.append(problem("definition-cycle", place, name=name))
            return EVERYONE
        if name not in self._named:
            found = self._definition(name)
            if isinstance(found, Problem):
                faults.append(problem(found.code, place, **found.values))
            return EVERYONE
        named, problems = self._named[name]
        faults.extend(problems)
        return named

    def _prepare(self, name: str) -> None:
        """Bind a definition after those it uses, one at a time, so that a long chain of them needs no deep stack."""
        waiting = [name]
        while waiting:
            top = waiting[-1]
            found = self._definition(top)
            if top in self._named or isinstance(found, Problem):
                waiting.pop()
            elif top in self._open:
                faults = list(found.problems)
                part = self._limited(self._bound(found.condition, faults), found.place, faults)
                self._named[top] = (
                    Named(top, part, found.label, found.source, found.version, found.place, found.label_en),
                    tuple(dict.fromkeys(faults)),
                )
                self._sizes[top] = self._size(part)
                self._open.remove(top)
                waiting.pop()
            else:
                self._open.append(top)
                used = (ref.name for ref in refs_of(found.condition) if isinstance(ref, DefinitionRef))
                waiting.extend(one for one in used if one not in self._open)

    def _limited(self, condition: Condition, place: str, faults: list[Problem]) -> Condition:
        parts, depth = self._size(condition)
        if parts <= MOST_PARTS and depth <= MOST_DEPTH:
            return condition
        faults.append(problem("rule-too-large", place, parts=MOST_PARTS, depth=MOST_DEPTH))
        return EVERYONE

    def _size(self, condition: Condition) -> tuple[int, int]:
        """Return how many parts a condition has and how many levels, its definitions written out."""
        if isinstance(condition, Named):
            parts, depth = self._sizes[condition.name]
            return parts + 1, depth + 1
        inner = [self._size(part) for part in parts_of(condition)]
        return 1 + sum(parts for parts, _ in inner), 1 + max((depth for _, depth in inner), default=0)

    def _test(self, test: Test, faults: list[Problem]) -> Condition:
        if test.operator in (Operator.WITHIN_LAST, Operator.WITHIN_NEXT):
            return self._within(test)
        operands = tuple(self._operand(test, operand, faults) for operand in test.operands)
        bound = tuple(operand for operand in operands if operand is not None)
        return replace(test, operands=bound) if len(bound) == len(operands) else EVERYONE

    def _within(self, test: Test) -> Condition:
        span = test.operands[0]
        if not isinstance(span, Span):
            return EVERYONE
        past = test.operator is Operator.WITHIN_LAST
        first, last = (span.before(self._on), self._on) if past else (self._on, span.after(self._on))
        return Every(
            (
                Test(test.fact, Operator.AT_LEAST, (Constant(first, span=span if past else None),), place=test.place),
                Test(test.fact, Operator.AT_MOST, (Constant(last, span=None if past else span),), place=test.place),
            ),
            test.place,
        )

    def _operand(self, test: Test, operand: Operand, faults: list[Problem]) -> Operand | None:
        if not isinstance(operand, ParameterRef):
            return operand
        found = self._parameter(operand.name)
        if isinstance(found, Problem):
            faults.append(problem(found.code, found.where or operand.place, **found.values))
            return None
        value = fitting(found, test.fact, test.counted)
        if value is None:
            faults.append(problem("parameter-does-not-fit", operand.place, name=operand.name, fact=test.fact.key))
            return None
        return Constant(value, found)

    def _flag(self, ref: ParameterRef, faults: list[Problem]) -> Constant | None:
        found = self._parameter(ref.name)
        if isinstance(found, Problem):
            faults.append(problem(found.code, found.where or ref.place, **found.values))
            return None
        if not isinstance(found.value, bool):
            faults.append(problem("parameter-not-yes-no", ref.place, name=ref.name))
            return None
        return Constant(found.value, found)


def fitting(parameter: ParameterValue, fact: Fact, counted: bool) -> int | bool | str | dt.date | None:
    """Return the parameter's value as a constant for the fact; None when it is no value of it."""
    value = parameter.value
    if counted:
        fits = isinstance(value, int) and not isinstance(value, bool) and parameter.decimals == 0
        return value if fits and 0 <= int(value) <= len(fact.values) else None  # type: ignore[arg-type]
    match fact.type:
        case "int" | "number":
            if isinstance(value, bool) or not isinstance(value, int) or parameter.decimals > fact.decimals:
                return None
            scaled = value * 10 ** (fact.decimals - parameter.decimals)
            low, high = fact.bounds
            return scaled if low <= scaled <= high else None
        case "bool":
            return value if isinstance(value, bool) else None
        case "date":
            return value if isinstance(value, dt.date) else None
        case "choice" | "set":
            return value if isinstance(value, str) and value in fact.values else None
