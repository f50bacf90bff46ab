"""Conditions taken apart for proofs: their places, what is left when a part is dropped, and switches as facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    ParameterValue,
    Some,
    Test,
    parts_of,
    tests_of,
    walk,
)
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.vocabulary import Fact

Steps = tuple[int, ...]
"""The way from a condition down to one of its parts."""


@dataclass(frozen=True, slots=True)
class Site:
    """A part of a condition, and the group it stands in directly; None at the top and below `not`."""

    steps: Steps
    condition: Condition
    group: Every | Some | None = None


def sites(root: Condition) -> tuple[Site, ...]:
    """Return the condition and its parts, without what is inside of definitions: those are looked at by themselves."""
    return tuple(_sites(root, (), None))


def _sites(condition: Condition, steps: Steps, group: Every | Some | None) -> Iterator[Site]:
    yield Site(steps, condition, group)
    if isinstance(condition, Named):
        return
    own = condition if isinstance(condition, Every | Some) and len(condition.parts) > 1 else None
    for step, part in enumerate(parts_of(condition)):
        yield from _sites(part, (*steps, step), own)


def without(root: Condition, gone: Collection[Steps], steps: Steps = ()) -> Condition:
    """Return the condition without the parts at these steps."""
    match root:
        case Every(parts=parts) | Some(parts=parts):
            left = tuple(
                without(part, gone, (*steps, step)) for step, part in enumerate(parts) if (*steps, step) not in gone
            )
            return replace(root, parts=left)
        case Not(part=part):
            return replace(root, part=without(part, gone, (*steps, 0)))
        case _:
            return root


def opened(condition: Condition) -> Condition:
    """Return the condition with each yes/no parameter as a fact of its own.

    What a municipality switches off is not dead: it is, only if it is so whichever way the switch stands.
    """
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(map(opened, parts)))
        case Not(part=part) | Named(part=part):
            return replace(condition, part=opened(part))
        case Flagged(operand=Constant(parameter=ParameterValue(name=name) as parameter), expected=expected):
            switch = Fact(key=f"switch_{name}", type="bool", label=parameter.label or name, phrase=name)
            return Test(switch, Operator.IS, (Constant(expected, parameter),), place=condition.place)
        case _:
            return condition


def facts_of(*conditions: Condition) -> tuple[Fact, ...]:
    """Return the facts that the conditions ask about, each once."""
    return tuple({test.fact.key: test.fact for one in conditions for test in tests_of(one)}.values())


def parameters_of(condition: Condition) -> tuple[ParameterValue, ...]:
    """Return the parameters that gave the constants of the condition, each once."""
    found: dict[str, ParameterValue] = {}
    for one in walk(condition):
        operands = one.operands if isinstance(one, Test) else (one.operand,) if isinstance(one, Flagged) else ()
        for operand in operands:
            if isinstance(operand, Constant) and operand.parameter is not None:
                found.setdefault(operand.parameter.name, operand.parameter)
    return tuple(found.values())


def conditions_of(one: ResolvedOffer) -> tuple[Condition, ...]:
    """Return every condition of an offer: who can get it, the rights and the hints."""
    return (one.eligible, *(right.when for right in one.rights), *(hint.when for hint in one.hints))


def is_everyone(condition: Condition) -> bool:
    """Tell whether it was written as `{}`."""
    return condition == EVERYONE


def either(*conditions: Condition) -> Condition:
    """Return that one of the conditions holds."""
    return conditions[0] if len(conditions) == 1 else Some(conditions)


def both(*conditions: Condition) -> Condition:
    """Return that all of the conditions hold."""
    return conditions[0] if len(conditions) == 1 else Every(conditions)
