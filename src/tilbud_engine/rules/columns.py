"""Rules over columns: each condition as one expression that a dataframe engine runs for all citizens at once.

The expressions are Narwhals', so that one implementation runs on Polars, Spark and whatever else it knows. A citizen is
a row of small columns: a choice is its number among the fact's values, a date its day number, a set one column of yes,
no or unknown for each member. What is empty, and a fact that has no column at all, is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import add, and_, or_
from typing import Any
from urllib.parse import quote

import narwhals as nw

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
)
from tilbud_engine.vocabulary import Fact

Runs = list[tuple[int, int]]
"""Stretches of whole numbers, both ends inclusive, apart from each other and ascending."""

_INT32 = 2**31


def member_column(name: str, member: str) -> str:
    """Return the column of a set's member, or of a barrier; engines read no dot or quote in it."""
    return f"{name}/{quote(member, safe='').replace('.', '%2E')}"


def column_types(fact: Fact) -> dict[str, nw.dtypes.DType]:
    """Return the columns that hold a fact, and the type of each."""
    match fact.type:
        case "set":
            return {member_column(fact.key, member): nw.Boolean() for member in fact.values}
        case "bool":
            return {fact.key: nw.Boolean()}
        case "choice":
            return {fact.key: nw.Int8() if len(fact.values) < 2**7 else nw.Int16()}
    low, high = fact.bounds
    return {fact.key: nw.Int32() if low >= -_INT32 and high < _INT32 else nw.Int64()}


def truth(condition: Condition | None, columns: Collection[str] | None = None) -> nw.Expr:
    """Return what the condition is for each row: true, false, or null for unknown.

    `columns` are those that the frame has, all by default. No condition is unknown for everyone.
    """
    made = truths([condition], columns)[0]
    return made if isinstance(made, nw.Expr) else nw.lit(made, dtype=nw.Boolean())


def truths(conditions: Iterable[Condition | None], columns: Collection[str] | None = None) -> list[nw.Expr | Truth]:
    """Return what each condition is: an expression, or its value where that is the same for every row.

    What the conditions share, such as a definition, is one and the same expression in all of them.
    """
    asked = list(conditions)
    reader = _Reader(None if columns is None else frozenset(columns))
    return [None if one is None else reader.read(one) for one in asked]


class _Reader:
    def __init__(self, columns: frozenset[str] | None) -> None:
        self.columns = columns
        self.made: dict[int, nw.Expr | Truth] = {}

    def read(self, condition: Condition) -> nw.Expr | Truth:
        key = id(condition)
        if key not in self.made:
            self.made[key] = self.fresh(condition)
        return self.made[key]

    def fresh(self, condition: Condition) -> nw.Expr | Truth:
        match condition:
            case Test(fact=fact) if fact.type == "set":
                return self.of_members(condition)
            case Test():
                return self.of_value(condition)
            case Every(parts=parts):
                return every([self.read(part) for part in parts])
            case Some(parts=parts):
                return some([self.read(part) for part in parts])
            case Not(part=part):
                return opposite(self.read(part))
            case Named(part=part):
                return self.read(part)
            case Flagged(operand=Constant(value=value), expected=expected):
                return value is expected
            case _:
                raise TypeError(f"not bound yet: {type(condition).__name__}")

    def column(self, name: str) -> nw.Expr | None:
        return nw.col(name) if self.columns is None or name in self.columns else None

    def of_value(self, test: Test) -> nw.Expr | Truth:
        fact = test.fact
        column = self.column(fact.key)
        values = [_value_of(operand) for operand in test.operands]
        if column is None:
            return None
        if fact.type == "bool":
            return some([column if value else ~column for value in dict.fromkeys(values)])
        if fact.type == "choice":
            names = list(fact.values)
            low, high = 0, max(len(names) - 1, 0)
            values = [names.index(value) for value in values if value in fact.values]
        else:
            low, high = fact.bounds
            values = [value.toordinal() if isinstance(value, dt.date) else value for value in values]
        return _within(column, _runs(test.operator, values, low, high), low, high)

    def of_members(self, test: Test) -> nw.Expr | Truth:
        """Read a comparison of a set. Where nothing is known of any member, nothing is known of the set."""
        fact = test.fact
        values = [_value_of(operand) for operand in test.operands]
        members = {value: self.column(member_column(fact.key, value)) for value in fact.values}
        there = [one for one in members.values() if one is not None]
        if not there:
            return None
        named = [members.get(value) for value in dict.fromkeys(values)]
        match test.operator:
            case Operator.INCLUDES_ALL if named:
                return every(named)
            case Operator.INCLUDES_ANY if named:
                return some(named)
            case Operator.INCLUDES_NONE if named:
                return opposite(some(named))
            case Operator.INCLUDES_ALL | Operator.INCLUDES_NONE:
                return _where_known(there, True)
            case Operator.INCLUDES_ANY:
                return _where_known(there, False)
        size = len(members)
        wanted = [0] if test.operator is Operator.IS_EMPTY else values
        order = Operator.IS if test.operator is Operator.IS_EMPTY else test.operator
        return _counted(there, _runs(order, wanted, 0, size), size)


def every(parts: Sequence[nw.Expr | Truth]) -> nw.Expr | Truth:
    """Return what is true where every part is; false where one is false, else unknown where one is."""
    if any(part is False for part in parts):
        return False
    known = [part for part in parts if isinstance(part, nw.Expr)]
    if any(part is None for part in parts):
        return _joined(and_, [*known, nw.lit(None, dtype=nw.Boolean())]) if known else None
    return _joined(and_, known) if known else True


def some(parts: Sequence[nw.Expr | Truth]) -> nw.Expr | Truth:
    """Return what is true where one part is; unknown where none is and one is unknown, else false."""
    if any(part is True for part in parts):
        return True
    known = [part for part in parts if isinstance(part, nw.Expr)]
    if any(part is None for part in parts):
        return _joined(or_, [*known, nw.lit(None, dtype=nw.Boolean())]) if known else None
    return _joined(or_, known) if known else False


def opposite(part: nw.Expr | Truth) -> nw.Expr | Truth:
    """Return what is true where the part is false, and unknown where it is."""
    return ~part if isinstance(part, nw.Expr) else None if part is None else not part


def _value_of(operand: Operand) -> Any:
    if not isinstance(operand, Constant):
        raise TypeError("not bound yet: a parameter or a length of time")
    return operand.value


def _runs(order: Operator, values: Sequence[int], low: int, high: int) -> Runs:
    """Return which whole numbers from `low` to `high` the comparison holds for."""
    match order:
        case Operator.AT_LEAST:
            runs = [(values[0], high)]
        case Operator.ABOVE:
            runs = [(values[0] + 1, high)]
        case Operator.AT_MOST:
            runs = [(low, values[0])]
        case Operator.BELOW:
            runs = [(low, values[0] - 1)]
        case _:
            runs = [(value, value) for value in sorted(set(values))]
    joined: Runs = []
    for start, end in ((max(start, low), min(end, high)) for start, end in runs):
        if start > end:
            continue
        if joined and joined[-1][1] + 1 == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _others(runs: Runs, low: int, high: int) -> Runs:
    starts = [low, *(end + 1 for _, end in runs)]
    ends = [*(start - 1 for start, _ in runs), high]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start <= end]


def _within(column: nw.Expr, runs: Runs, low: int, high: int) -> nw.Expr:
    """Return where the column lies in one of the runs: comparisons only, since engines differ on null in lists."""
    others = _others(runs, low, high)
    if not others:
        return column >= low
    if not runs:
        return column < low
    if len(others) < len(runs):
        return ~_joined(or_, [_between(column, start, end, low, high) for start, end in others])
    return _joined(or_, [_between(column, start, end, low, high) for start, end in runs])


def _between(column: nw.Expr, start: int, end: int, low: int, high: int) -> nw.Expr:
    if start == end:
        return column == start
    if start == low:
        return column <= end
    return column >= start if end == high else (column >= start) & (column <= end)


def _counted(members: Sequence[nw.Expr], runs: Runs, size: int) -> nw.Expr:
    """Return whether the number of members lies in the runs: known where every number that it may be does, or none."""
    if not _others(runs, 0, size):
        return _where_known(members, True)
    if not runs:
        return _where_known(members, False)
    # The number of members lies between those known to hold and those not known to fail.
    least = _joined(add, [one.fill_null(value=False).cast(nw.Int32) for one in members])
    most = size - _joined(add, [(~one).fill_null(value=False).cast(nw.Int32) for one in members])
    always = _joined(or_, [(least >= start) & (most <= end) for start, end in runs])
    possible = _joined(or_, [(least <= end) & (most >= start) for start, end in runs])
    return nw.when(always | ~possible).then(always)


def _where_known(members: Sequence[nw.Expr], value: bool) -> nw.Expr:
    """Return the value where something is known of a member, else unknown."""
    return nw.when(_joined(or_, [~one.is_null() for one in members])).then(nw.lit(value))


def _joined(join: Callable[[nw.Expr, nw.Expr], nw.Expr], parts: Sequence[nw.Expr]) -> nw.Expr:
    """Return the parts joined two by two: an engine may take a plan that is wide, and refuse one that is deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return join(_joined(join, parts[:middle]), _joined(join, parts[middle:]))
