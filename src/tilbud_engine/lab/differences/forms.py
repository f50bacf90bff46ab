"""Conditions of two sides made comparable: as written, as meant, counted from one day, and of the same facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operand,
    Operator,
    Some,
    Test,
    tests_of,
)
from tilbud_engine.vocabulary import Fact, Vocabulary

Form = tuple[object, ...]
"""A condition as a plain value that can be compared and kept in a set."""


def written(condition: Condition | None) -> Form | None:
    """Return what stands in a condition, the names of parameters and definitions included, sources and labels not."""
    match condition:
        case None:
            return None
        case Test(fact=fact, operator=operator, operands=operands, counted=counted):
            return ("test", fact.key, operator, counted, *map(_named, operands))
        case Every(parts=parts):
            return ("every", *map(written, parts))
        case Some(parts=parts):
            return ("some", *map(written, parts))
        case Not(part=part):
            return ("not", written(part))
        case Named(name=name, part=part):
            return ("named", name, written(part))
        case Flagged(operand=operand, expected=expected):
            return ("flag", expected, _named(operand))
    raise TypeError(f"not bound yet: {type(condition).__name__}")


def _named(operand: Operand) -> object:
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value, operand.parameter and operand.parameter.name


def meant(condition: Condition | None) -> Form | None:
    """Return what a condition means, whatever the order, the nesting and the names: equal forms mean the same.

    Forms that differ may still mean the same; that is for a proof to tell.
    """
    match condition:
        case None:
            return None
        case Test(fact=fact, operator=operator, operands=operands, counted=counted):
            values = frozenset(one.value for one in operands if isinstance(one, Constant))
            # What is counted depends on how many there are to count.
            size = len(fact.values) if counted or operator is Operator.IS_EMPTY else 0
            return ("test", fact.key, fact.type, operator, values, counted, size)
        case Every() | Some():
            return _group(condition)
        case Not(part=Not(part=part)):
            return meant(part)
        case Not(part=part):
            return ("not", meant(part))
        case Named(part=part):
            return meant(part)
        case Flagged(operand=Constant(value=value), expected=expected):
            return (Every if value is expected else Some).__name__, frozenset()
    raise TypeError(f"not bound yet: {type(condition).__name__}")


def _group(group: Every | Some) -> Form:
    kind = type(group).__name__
    parts: set[Form | None] = set()
    for part in map(meant, group.parts):
        if part is not None and part[0] == kind and isinstance(part[1], frozenset):
            parts |= part[1]
        else:
            parts.add(part)
    settling: Form = ("Some" if kind == "Every" else "Every", frozenset())
    if settling in parts:
        return settling
    [*only] = parts
    return only[0] if len(only) == 1 and only[0] is not None else (kind, frozenset(parts))


def counted_from(condition: Condition, then: dt.date, now: dt.date) -> Condition:
    """Return the condition with every length of time that was counted from `then` counted from `now`."""
    match condition:
        case Every(parts=(Test() as first, Test() as last)) if _is_window(first, last):
            return replace(condition, parts=(_moved(first, then, now), _moved(last, then, now)))
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(counted_from(part, then, now) for part in parts))
        case Not(part=part) | Named(part=part):
            return replace(condition, part=counted_from(part, then, now))
        case _:
            return condition


def _is_window(first: Test, last: Test) -> bool:
    spans = [one.span for test in (first, last) for one in test.operands if isinstance(one, Constant)]
    return first.fact.key == last.fact.key and len(spans) == 2 and sum(one is not None for one in spans) == 1


def _moved(test: Test, then: dt.date, now: dt.date) -> Test:
    constant = test.operands[0]
    if not isinstance(constant, Constant):
        return test
    if constant.span is None:
        return replace(test, operands=(replace(constant, value=now),)) if constant.value == then else test
    moved = constant.span.before(now) if test.operator is Operator.AT_LEAST else constant.span.after(now)
    return replace(test, operands=(replace(constant, value=moved),))


def joined_vocabulary(old: Vocabulary, new: Vocabulary) -> tuple[Vocabulary, frozenset[str]]:
    """Return the words of both sides, with the values and ranges of both, and the facts that cannot be compared.

    A fact is known by its key. It cannot be compared where it is of another type or kept in another unit.
    """
    if old is new:
        return new, frozenset()
    facts, apart = dict(new.facts), set()
    for key, before in old.facts.items():
        after = new.facts.get(key)
        if after is None:
            facts[key] = before
        elif (before.type, before.decimals) != (after.type, after.decimals):
            apart.add(key)
        else:
            facts[key] = _joined(before, after)
    return replace(
        new,
        facts=facts,
        barriers={**old.barriers, **new.barriers},
        municipalities={**old.municipalities, **new.municipalities},
    ), frozenset(apart)


def _joined(before: Fact, after: Fact) -> Fact:
    if before.bounds == after.bounds and before.values.keys() == after.values.keys():
        return after
    made: dict[str, object] = {"values": {**before.values, **after.values}}
    if before.bounds != after.bounds:
        scale = 10**after.decimals
        lows, highs = zip(before.bounds, after.bounds, strict=True)
        made["range_"] = (min(lows) // scale, max(highs) // scale)
    return after.model_copy(update=made)


def with_facts(condition: Condition, facts: Mapping[str, Fact]) -> Condition:
    """Return the condition with its facts taken from `facts`, by key."""
    match condition:
        case Test(fact=fact):
            found = facts.get(fact.key, fact)
            return condition if found is fact else replace(condition, fact=found)
        case Every(parts=parts) | Some(parts=parts):
            made = tuple(with_facts(part, facts) for part in parts)
            return condition if all(map(_is, made, parts)) else replace(condition, parts=made)
        case Not(part=part) | Named(part=part):
            inner = with_facts(part, facts)
            return condition if inner is part else replace(condition, part=inner)
        case _:
            return condition


def opened(condition: Condition) -> Condition:
    """Return the condition with what its definitions say in the place of their names."""
    match condition:
        case Named(part=part):
            return opened(part)
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(map(opened, parts)))
        case Not(part=part):
            return replace(condition, part=opened(part))
        case _:
            return condition


def _is(one: object, other: object) -> bool:
    return one is other


def facts_of(condition: Condition | None) -> dict[str, Fact]:
    """Return the facts that a condition looks at, by key, in the order in which they stand."""
    return {} if condition is None else {test.fact.key: test.fact for test in tests_of(condition)}
