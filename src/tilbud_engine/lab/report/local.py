"""What in a condition the municipality has set itself, and what is left of the condition without it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from tilbud_engine.lab.rules_at import NOBODY, RulesAt
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    ParameterValue,
    Some,
    Test,
)
from tilbud_engine.rules.ruleset import is_national

HOME = "municipality"
"""The fact of where somebody lives: that an offer is for those who live here is no level of service."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The municipality's own layers of a ruleset, drafts included: their names and their files."""

    names: frozenset[str]
    files: frozenset[str]

    @classmethod
    def of(cls, rules: RulesAt) -> Layers:
        """Return the layers above the nation's."""
        own = [one for one in rules.engine.rulebook.layers(rules.ruleset) if not is_national(one)]
        return cls(frozenset(one.name for one in own), frozenset(_file(one.place) for one in own))

    def has_set(self, part: Test | Flagged) -> bool:
        """Tell whether a part was written by the municipality, or compares with a value that it has set."""
        if isinstance(part, Test) and part.fact.key == HOME:
            return False
        return _file(part.place) in self.files or any(one.layer in self.names for one in parameters_of(part))

    def limits(self, condition: Condition) -> tuple[Limit, ...]:
        """Return what the municipality has set in a condition, from left to right, each once."""
        return tuple(one for one in limits_of(condition) if self.has_set(one.part))

    def stated(self, condition: Condition, *, wanted: bool = True) -> tuple[Condition, ...]:
        """Return the same as conditions, limits of one fact that must hold together as one: 15 to 24 years."""
        match condition:
            case Every(parts=parts) if wanted:
                own = [one for one in parts if isinstance(one, Test) and self.has_set(one)]
                by_fact: dict[str, list[Test]] = {}
                for one in own:
                    by_fact.setdefault(one.fact.key, []).append(one)
                together = [Every(tuple(many)) if len(many) > 1 else many[0] for many in by_fact.values()]
                return (*together, *(one for part in parts if part not in own for one in self.stated(part)))
            case Every(parts=parts) | Some(parts=parts):
                return tuple(one for part in parts for one in self.stated(part, wanted=wanted))
            case Not(part=part):
                return self.stated(part, wanted=not wanted)
            case Named(part=part):
                return self.stated(part, wanted=wanted)
            case _:
                return tuple(one.condition for one in limits_of(condition, wanted=wanted) if self.has_set(one.part))

    def without(self, condition: Condition, *, wanted: bool = True) -> Condition:
        """Return the condition as it would be if all that the municipality has set were met."""
        match condition:
            case Test() | Flagged():
                return (EVERYONE if wanted else NOBODY) if self.has_set(condition) else condition
            case Every(parts=parts) | Some(parts=parts):
                return replace(condition, parts=tuple(self.without(part, wanted=wanted) for part in parts))
            case Not(part=part):
                return replace(condition, part=self.without(part, wanted=not wanted))
            case Named(part=part):
                return replace(condition, part=self.without(part, wanted=wanted))
            case _:
                return condition


@dataclass(frozen=True, slots=True)
class Limit:
    """A part of a condition that keeps somebody out: it must hold, or must not hold where `wanted` is False."""

    part: Test | Flagged
    wanted: bool = True

    @property
    def condition(self) -> Condition:
        """What must be so."""
        return self.part if self.wanted else Not(self.part)

    @property
    def form(self) -> Hashable:
        """What is asked, wherever it stands and whoever has said it."""
        part = self.part
        if isinstance(part, Test):
            values = tuple(one.value for one in part.operands if isinstance(one, Constant))
            return self.wanted, part.fact.key, part.operator, values, part.counted
        return self.wanted, part.expected, _value(part), tuple(one.name for one in parameters_of(part))


def limits_of(condition: Condition, *, wanted: bool = True) -> tuple[Limit, ...]:
    """Return what a condition asks, from left to right, each once; a rule that is off as it should be asks nothing."""
    return tuple({one.form: one for one in _limits(condition, wanted)}.values())


def where_met(limit: Limit, condition: Condition, *, wanted: bool = True) -> Condition:
    """Return the condition as it would be if the limit were met, wherever it stands."""
    match condition:
        case Test() | Flagged():
            return (EVERYONE if wanted else NOBODY) if Limit(condition, wanted).form == limit.form else condition
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(where_met(limit, part, wanted=wanted) for part in parts))
        case Not(part=part):
            return replace(condition, part=where_met(limit, part, wanted=not wanted))
        case Named(part=part):
            return replace(condition, part=where_met(limit, part, wanted=wanted))
        case _:
            return condition


def _limits(condition: Condition, wanted: bool) -> Iterator[Limit]:
    match condition:
        case Test():
            yield Limit(condition, wanted)
        case Flagged(expected=expected):
            if (_value(condition) is expected) is not wanted:
                yield Limit(condition, wanted)
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from _limits(part, wanted)
        case Not(part=part):
            yield from _limits(part, not wanted)
        case Named(part=part):
            yield from _limits(part, wanted)


def _value(part: Flagged) -> object:
    return part.operand.value if isinstance(part.operand, Constant) else None


def parameters_of(part: Test | Flagged) -> tuple[ParameterValue, ...]:
    """Return the parameters that give the values of a comparison."""
    operands = part.operands if isinstance(part, Test) else (part.operand,)
    return tuple(one.parameter for one in operands if isinstance(one, Constant) and one.parameter is not None)


def _file(place: str) -> str:
    return place.rpartition(":")[0]
