"""Bound conditions back in the language they were written in, for forms that carry one day's rules elsewhere."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from tilbud_engine.rules.conditions import (
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
    walk,
)

_ORDERS = {
    Operator.AT_LEAST: "at_least",
    Operator.AT_MOST: "at_most",
    Operator.ABOVE: "above",
    Operator.BELOW: "below",
}
_DATE_ORDERS = {
    Operator.AT_LEAST: "on_or_after",
    Operator.AT_MOST: "on_or_before",
    Operator.ABOVE: "after",
    Operator.BELOW: "before",
}
_SETS = {
    Operator.INCLUDES_ANY: "includes_any",
    Operator.INCLUDES_ALL: "includes_all",
    Operator.INCLUDES_NONE: "includes_none",
}

_Made = dict[str, Any] | bool


def written(condition: Condition, known: Container[str], local: Container[str] = ()) -> dict[str, Any] | None:
    """Return a bound condition as plain values of the rule language; `{}` is everyone, None is nobody.

    Definitions in `known` keep their names, unless a ruleset in `local` set a parameter in them; every other one is
    written out. Parameters become the values they have.
    """
    made = _written(condition, known, local)
    if isinstance(made, bool):
        return {} if made else None
    return made


def parameters_in(condition: Condition) -> Iterator[ParameterValue]:
    """Yield what the parameters of a bound condition are, each as often as it is used."""
    for part in walk(condition):
        operands = part.operands if isinstance(part, Test) else (part.operand,) if isinstance(part, Flagged) else ()
        for one in operands:
            if isinstance(one, Constant) and one.parameter is not None:
                yield one.parameter


def _written(condition: Condition, known: Container[str], local: Container[str]) -> _Made:
    match condition:
        case Test():
            return _test(condition)
        case Every(parts=(Test() as first, Test() as last)) if (span := _span(first, last)) is not None:
            return span
        case Every(parts=parts):
            return _every(_written(part, known, local) for part in parts)
        case Some(parts=parts):
            return _some([_written(part, known, local) for part in parts])
        case Not(part=part):
            made = _written(part, known, local)
            return not made if isinstance(made, bool) else {"not": made}
        case Named(name=name, part=part):
            shared = name in known and not any(one.layer in local for one in parameters_in(part))
            return {"is": name} if shared else _written(part, known, local)
        case Flagged(operand=Constant(value=bool() as value), expected=expected):
            return value is expected
        case _:
            raise TypeError(f"not bound yet: {type(condition).__name__}")


def _every(parts: Iterable[_Made]) -> _Made:
    kept = list(parts)
    if any(one is False for one in kept):
        return False
    made = [one for one in kept if isinstance(one, dict)]
    if len(made) < 2:
        return made[0] if made else True
    together: dict[str, Any] = {}
    for one in made:
        for key, value in one.items():
            before = together.get(key)
            if before is None:
                together[key] = value
            elif isinstance(before, Mapping) and isinstance(value, Mapping) and not set(before) & set(value):
                together[key] = {**before, **value}
            else:
                return {"all": made}
    return {"all": made} if set(together) & {"all", "any", "not", "is"} else together


def _some(parts: list[_Made]) -> _Made:
    if any(one is True for one in parts):
        return True
    made = [one for one in parts if isinstance(one, dict)]
    if len(made) < 2:
        return made[0] if made else False
    return {"any": made}


def _span(first: Test, last: Test) -> dict[str, Any] | None:
    """Return a length of time back or ahead from the day, which binding turned into two days."""
    if first.fact.key != last.fact.key or first.fact.type != "date" or not (first.operands and last.operands):
        return None
    low, high = first.operands[0], last.operands[0]
    if not (isinstance(low, Constant) and isinstance(high, Constant)):
        return None
    if low.span is not None and high.span is None:
        return {first.fact.key: {"within_last": str(low.span)}}
    if high.span is not None and low.span is None:
        return {first.fact.key: {"within_next": str(high.span)}}
    return None


def _test(test: Test) -> dict[str, Any]:
    values = [_value(test, one) for one in test.operands if isinstance(one, Constant)]
    key, operator = test.fact.key, test.operator
    if operator is Operator.IS_EMPTY:
        return {key: {"is_empty": True}}
    if operator in _SETS:
        return {key: {_SETS[operator]: values}}
    if operator is Operator.IS:
        said = values[0] if len(values) == 1 else values
        return {key: {"count": said} if test.counted else said}
    orders = _DATE_ORDERS if test.fact.type == "date" and not test.counted else _ORDERS
    compared = {orders[operator]: values[0]}
    return {key: {"count": compared} if test.counted else compared}


def _value(test: Test, one: Constant) -> Any:
    """Return a constant as it is written: a number in the unit of its fact, not in the smallest one."""
    if test.counted or test.fact.decimals == 0 or isinstance(one.value, bool) or not isinstance(one.value, int):
        return one.value
    whole, rest = divmod(one.value, 10**test.fact.decimals)
    return whole if rest == 0 else one.value / 10**test.fact.decimals
