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
_FEW = 3
"""So many members, or all but so many, are counted by joining yes and no; numbers are summed up for more."""


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
        values = [_value_of(operand) for operand in test.operands]
        members = {one: self.column(member_column(test.fact.key, one)) for one in test.fact.values}
        there = [one for one in members.values() if one is not None]
        if not there:
            return None
        named = [members.get(value) for value in dict.fromkeys(values)]
        match test.operator:
            case Operator.INCLUDES_ALL:
                made = every(named)
            case Operator.INCLUDES_ANY:
                made = some(named)
            case Operator.INCLUDES_NONE:
                made = opposite(some(named))
            case Operator.IS_EMPTY:
                made = opposite(some(list(members.values())))
            case _:
                made = _counted(list(members.values()), _runs(test.operator, values, 0, len(members)))
        # What holds whatever the members are holds only of a set that is known.
        return _where_known(there, made) if isinstance(made, bool) else made


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


def _counted(members: Sequence[nw.Expr | None], runs: Runs) -> nw.Expr | Truth:
    """Return whether the number of members lies in one of the runs."""
    return some([every([_at_least(members, start), opposite(_at_least(members, end + 1))]) for start, end in runs])


def _at_least(members: Sequence[nw.Expr | None], least: int) -> nw.Expr | Truth:
    """Return whether so many members hold: known where those known to hold are enough, or the others too few."""
    if least <= 0 or least > len(members):
        return least <= 0
    if len(members) == 1:
        return members[0]
    if _FEW < least <= len(members) - _FEW:
        return _summed_up(members, least)
    # So many of all are some of one half and the rest of the other: a few joins of yes and no, no numbers.
    one, other = members[: len(members) // 2], members[len(members) // 2 :]
    return some([every([_at_least(one, part), _at_least(other, least - part)]) for part in range(least + 1)])


def _summed_up(members: Sequence[nw.Expr | None], least: int) -> nw.Expr:
    there = [one for one in members if one is not None]
    holding = _joined(add, [one.fill_null(value=False).cast(nw.Int32) for one in there])
    possible = len(members) - _joined(add, [(~one).fill_null(value=False).cast(nw.Int32) for one in there])
    return nw.when((holding >= least) | (possible < least)).then(holding >= least)


def _where_known(members: Sequence[nw.Expr], value: bool) -> nw.Expr:
    """Return the value where something is known of a member, else unknown."""
    return nw.when(_joined(or_, [~one.is_null() for one in members])).then(nw.lit(value))


def _joined(join: Callable[[nw.Expr, nw.Expr], nw.Expr], parts: Sequence[nw.Expr]) -> nw.Expr:
    """Return the parts joined two by two: an engine may take a plan that is wide, and refuse one that is deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return join(_joined(join, parts[:middle]), _joined(join, parts[middle:]))
