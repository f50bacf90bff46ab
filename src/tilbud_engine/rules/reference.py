"""The meaning of a rule: strong Kleene logic over what is known, with a trace.

Every other reader is held to this one. A comparison with an unknown fact is unknown. `Every` is false if one part is
false, else unknown if one is unknown; `Some` and `Not` accordingly (docs/semantics.md).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

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
    Truth,
    kept,
    parts_of,
)
from tilbud_engine.vocabulary import FactValue, Members

Facts = Mapping[str, FactValue]
"""What is known: fact key to value; an absent key is unknown."""

Decider = Callable[[Facts], Truth]


def decide(condition: Condition, facts: Facts) -> Truth:
    """Return what the condition is for these facts."""
    return meaning(condition)(facts)


@kept
def meaning(condition: Condition) -> Decider:
    """Return the condition as a function of the facts; the same function for the same condition."""
    match condition:
        case Test():
            return comparison(condition)
        case Every(parts=parts):
            return partial(_every, tuple(meaning(part) for part in parts))
        case Some(parts=parts):
            return partial(_some, tuple(meaning(part) for part in parts))
        case Not(part=part):
            return partial(_not, meaning(part))
        case Named(part=part):
            return meaning(part)
        case Flagged(operand=Constant(value=value), expected=expected):
            return partial(_constant, value is expected)
        case _:
            raise TypeError(f"not bound yet: {type(condition).__name__}")


def _every(parts: Sequence[Decider], facts: Facts) -> Truth:
    result: Truth = True
    for part in parts:
        truth = part(facts)
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def _some(parts: Sequence[Decider], facts: Facts) -> Truth:
    result: Truth = False
    for part in parts:
        truth = part(facts)
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def _not(part: Decider, facts: Facts) -> Truth:
    truth = part(facts)
    return None if truth is None else not truth


def _constant(truth: Truth, _: Facts) -> Truth:
    return truth


# `operator.le(constant, value)` reads: the value is at least the constant.
_ORDERS = {
    Operator.AT_LEAST: operator.le,
    Operator.AT_MOST: operator.ge,
    Operator.ABOVE: operator.lt,
    Operator.BELOW: operator.gt,
}


def comparison(test: Test) -> Decider:
    """Return one comparison as a function of the facts: unknown when its fact is."""
    values = tuple(map(_value_of, test.operands))
    if test.fact.type == "set":
        return partial(_of_members, test.fact.key, partial(_members, test.operator, len(test.fact.values), values))
    if test.operator is Operator.IS:
        return partial(_of_value, test.fact.key, frozenset(values).__contains__)
    return partial(_of_value, test.fact.key, partial(_ORDERS[test.operator], values[0]))


def _value_of(operand: Operand) -> Any:
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value


def _of_value(key: str, holds: Callable[[FactValue], bool], facts: Facts) -> Truth:
    value = facts.get(key)
    return None if value is None else holds(value)


def _of_members(key: str, holds: Callable[[Members], Truth], facts: Facts) -> Truth:
    value = facts.get(key)
    return holds(value) if isinstance(value, Members) else None


def _members(order: Operator, size: int, values: Sequence[Any], known: Members) -> Truth:
    """Decide a comparison of a set, of which each member may be unknown."""
    if order is Operator.INCLUDES_ALL:
        return _every(tuple(partial(_member, known, value) for value in values), {})
    if order is Operator.INCLUDES_ANY:
        return _some(tuple(partial(_member, known, value) for value in values), {})
    if order is Operator.INCLUDES_NONE:
        return _not(partial(_some, tuple(partial(_member, known, value) for value in values)), {})
    # The number of members lies between those known to hold and those not known to fail.
    least, most = len(known.has), size - len(known.has_not)
    holds = [_count_holds(order, values, count) for count in range(least, most + 1)]
    return True if all(holds) else None if any(holds) else False


def _member(known: Members, value: str, _: Facts) -> Truth:
    return known.answer(value)


def _count_holds(order: Operator, values: Sequence[int], count: int) -> bool:
    if order is Operator.IS_EMPTY:
        return count == 0
    return count in values if order is Operator.IS else bool(_ORDERS[order](values[0], count))


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition, what it is for these facts, and the same for each part."""

    condition: Condition
    truth: Truth
    parts: tuple[Trace, ...] = ()


def trace(condition: Condition, facts: Facts) -> Trace:
    """Return what the condition and each of its parts are for these facts."""
    parts = tuple([trace(part, facts) for part in parts_of(condition)])
    return Trace(condition, decide(condition, facts), parts)


class ReferenceRuntime:
    """The reference evaluator behind the interface that runtimes share."""

    name = "reference"

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        """Return what each condition is for these facts."""
        return [meaning(condition)(facts) for condition in conditions]

    def close(self) -> None:
        """Do nothing: nothing is held that does not go with its condition."""
