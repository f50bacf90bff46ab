"""What stands in a column of a file as small columns, and what a column may hold.

Every expression here is lazy and works on a column as it is: text from CSV, or whatever type a Parquet file has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import polars as pl

from tilbud_engine.rules.columns import column_types, member_column
from tilbud_engine.vocabulary import Fact, FactValue, Members

BARRIERS, START = "barriers", "start"
"""The two columns that are no facts: what stands in each citizen's way, and the day on which she comes."""

BARRIER = "barrier"
"""What the encoded columns of barriers begin with: `member_column(BARRIER, code)`."""

NOTHING = ("none", "ingen")
"""How an answer is written that names no member of a set."""

_TRUE = ("true", "ja", "yes", "1", "sand")
_FALSE = ("false", "nej", "no", "0", "falsk")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS = Fact(key=START, type="date", label=START, phrase=START)

# How several answers in one cell stand apart; each then stands between two semicolons of its own.
_APART = ["; ", ", ", "| ", ";", ",", "|"]


@dataclass(frozen=True)
class Reading:
    """How one column of a file is read, in steps that are each worked out once (`worked_out`).

    `cell` is what stands in the file, nothing where it is empty; `value` what was made of that, nothing where it cannot
    be read. `inside` tells whether it lies in the fact's range, `lapsed` whether it is not in force, and `into` gives
    the encoded columns. `kind` names what is expected, and `allowed` the values.
    """

    column: str
    kind: str
    cell: pl.Expr
    value: pl.Expr
    into: Mapping[str, pl.Expr]
    inside: pl.Expr = field(default_factory=lambda: pl.lit(True))
    lapsed: pl.Expr = field(default_factory=lambda: pl.lit(False))
    allowed: tuple[str, ...] = ()
    range: str = ""

    @property
    def there(self) -> pl.Expr:
        """What stands in the file."""
        return _there(self.column)

    @property
    def given(self) -> pl.Expr:
        """Where something stands."""
        return _there(self.column).is_not_null()

    @property
    def readable(self) -> pl.Expr:
        """Where it can be read."""
        return _value(self.column).is_not_null()


def worked_out(frame: pl.LazyFrame, readings: Sequence[Reading]) -> pl.LazyFrame:
    """Return the frame with the cell and the value of each column, which the other expressions of a reading ask."""
    cells = frame.with_columns(one.cell.alias(_there_name(one.column)) for one in readings)
    return cells.with_columns(one.value.alias(_value_name(one.column)) for one in readings)


def fact_reading(fact: Fact, kind: pl.DataType, on: dt.date, months: int = 0) -> Reading | None:
    """Return how the column of a fact is read, None where its type can never be one of the fact's values.

    `months` are added to a growing fact, by whole periods.
    """
    if fact.type == "set":
        return members_reading(fact.key, list(fact.values), kind)
    if fact.type == "bool":
        return flag_reading(fact.key, kind)
    if fact.type == "choice":
        return _choice(fact, kind, on)
    if fact.type == "date":
        return day_reading(fact, kind)
    return _number(fact, kind, months)


def flag_reading(column: str, kind: pl.DataType) -> Reading | None:
    """Return how a column of yes and no is read: a fact, or one member of a set."""
    there, cell = _there(column), pl.col(column)
    if kind == pl.Boolean:
        value = there
    elif kind.is_numeric():
        cell = _number_cell(column, kind)
        value = pl.when((there == 0) | (there == 1)).then(there == 1)
    elif _is_text(kind):
        cell = _text(column)
        words = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        value = there.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    else:
        return None
    name = member_column(*column.split(".", 1)) if "." in column else column
    return Reading(column, "bool", cell, value, {name: _value(column)}, allowed=("true", "false"))


def members_reading(column: str, members: Sequence[str], kind: pl.DataType) -> Reading | None:
    """Return how several answers in one cell are read: as a list, or as text such as `a;b`; `none` for none of them."""
    if kind == pl.List(pl.String):
        # An empty list says that none holds, an empty text nothing, and a list with a gap does not tell all either.
        listed = pl.col(column)
        cell = (
            pl.when(listed.list.len() == 0)
            .then(pl.lit(NOTHING[0]))
            .otherwise(listed.list.join(";", ignore_nulls=False))
        )
    elif _is_text(kind):
        cell = _text(column)
    else:
        return None
    if any(not member.isascii() for member in members):
        cell = cell.str.normalize("NFC")
    cell = pl.lit(";") + cell.str.replace_many(_APART, [";;"] * len(_APART), leftmost=True) + pl.lit(";")
    there = _there(column)
    # All of it is names that are known where they are as long together as the cell.
    known = pl.sum_horizontal(
        there.str.count_matches(f";{one};", literal=True) * (len(one.encode()) + 2) for one in members
    )
    nothing = there.is_in([f";{word};" for one in NOTHING for word in (one, one.capitalize(), one.upper())])
    value = pl.when(nothing | (known == there.str.len_bytes())).then(pl.lit(True))
    name = BARRIER if column == BARRIERS else column
    into = {
        member_column(name, one): pl.when(_value(column)).then(there.str.contains(f";{one};", literal=True))
        for one in members
    }
    return Reading(column, "set", cell, value, into, allowed=(*members, NOTHING[0]))


def day_reading(fact: Fact, kind: pl.DataType) -> Reading | None:
    """Return how a column of days is read, as day numbers: ISO or the Danish way, day-month-year."""
    column = fact.key
    there, cell = _there(column), pl.col(column)
    if kind == pl.Date:
        day = there
    elif kind == pl.Datetime:
        day = there.dt.date()
    elif _is_text(kind):
        cell = _text(column)
        day = pl.coalesce(there.str.to_date(form, strict=False) for form in ("%Y-%m-%d", "%d-%m-%Y"))
    else:
        return None
    inside = _value(column).is_between(*fact.bounds)
    into = {column: pl.when(inside).then(_value(column))}
    value = day.cast(pl.Int32) + _EPOCH
    return Reading(column, "date", cell, value, into, inside, range="1900 - 2199")


def start_reading(kind: pl.DataType) -> Reading | None:
    """Return how the column is read that tells on which day a citizen comes."""
    return day_reading(_DAYS, kind)


def _choice(fact: Fact, kind: pl.DataType, on: dt.date) -> Reading | None:
    if not _is_text(kind):
        return None
    values = list(fact.values)
    code = _there(fact.key).cast(pl.Enum(values), strict=False).to_physical().cast(polars_types(fact)[fact.key])
    over = [values.index(one) for one, period in fact.valid.items() if not period.holds(on)]
    lapsed = _value(fact.key).is_in(over)
    into = {fact.key: pl.when(~lapsed).then(_value(fact.key)) if over else _value(fact.key)}
    return Reading(fact.key, "choice", _text(fact.key), code, into, lapsed=lapsed, allowed=tuple(values))


def _number(fact: Fact, kind: pl.DataType, months: int) -> Reading | None:
    column, decimals = fact.key, fact.decimals
    there, cell = _there(column), pl.col(column)
    if kind.is_integer():
        value = there.cast(pl.Int64, strict=False) * 10**decimals
    elif kind.is_float() or kind.is_decimal():
        cell = _number_cell(column, kind)
        value = _scaled(there.cast(pl.Float64), decimals)
    elif _is_text(kind) and fact.type == "int":
        cell = _text(column)
        value = there.str.strip_suffix(".0").cast(pl.Int64, strict=False)
    elif _is_text(kind):
        cell = _text(column).str.replace(",", ".", literal=True)
        # 1.000 is one to some and a thousand to others.
        clear = there.str.slice(-4, 1) != "."
        value = pl.when(clear).then(_scaled(there.cast(pl.Float64, strict=False), decimals))
    else:
        return None
    low, high = fact.bounds
    inside = _value(column).is_between(low, high)
    grown = _value(column)
    if fact.grows and months:
        grown = pl.min_horizontal(grown + (months // 12 if fact.grows == "years" else months), high)
    into = {column: pl.when(inside).then(grown).cast(polars_types(fact)[column])}
    limits = f"{low // 10**decimals} - {high // 10**decimals}"
    return Reading(column, "int" if fact.type == "int" else "number", cell, value, into, inside, range=limits)


def _scaled(number: pl.Expr, decimals: int) -> pl.Expr:
    """Return a number in its smallest unit, nothing where it has more decimals than that."""
    exact = number * 10**decimals
    whole = exact.round()
    return pl.when((exact - whole).abs() < 1e-6).then(whole).cast(pl.Int64, strict=False)


def _number_cell(column: str, kind: pl.DataType) -> pl.Expr:
    # What is not a number is how some programs write an empty cell.
    return pl.col(column).fill_nan(None) if kind.is_float() else pl.col(column)


def _text(column: str) -> pl.Expr:
    plain = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(plain != "").then(plain)


def _is_text(kind: pl.DataType) -> bool:
    return kind in (pl.String, pl.Categorical, pl.Enum, pl.Null)


def _value(column: str) -> pl.Expr:
    return pl.col(_value_name(column))


def _there(column: str) -> pl.Expr:
    return pl.col(_there_name(column))


def _there_name(column: str) -> str:
    return f"{column} (cell)"


def _value_name(column: str) -> str:
    return f"{column} (value)"


def polars_types(fact: Fact) -> dict[str, Any]:
    """Return the columns that hold a fact, and the type of each as Polars has it."""
    return {name: getattr(pl, type(kind).__name__) for name, kind in column_types(fact).items()}


def encoded(fact: Fact, value: FactValue | None) -> dict[str, Any]:
    """Return a value in the columns of its fact; None in all of them for unknown."""
    if isinstance(value, Members):
        return {member_column(fact.key, one): value.answer(one) for one in fact.values}
    if value is None:
        return dict.fromkeys(column_types(fact))
    if isinstance(value, dt.date):
        return {fact.key: value.toordinal()}
    return {fact.key: list(fact.values).index(str(value)) if fact.type == "choice" else value}


def encoded_rows(facts: Iterable[Fact], citizens: Iterable[Mapping[str, FactValue]]) -> nw.DataFrame[Any]:
    """Return citizens as a frame in memory, one a row, with the columns of all these facts."""
    listed = list(facts)
    columns = {name: kind for fact in listed for name, kind in polars_types(fact).items()}
    rows = [
        {name: cell for fact in listed for name, cell in encoded(fact, citizen.get(fact.key)).items()}
        for citizen in citizens
    ]
    return nw.from_native(pl.DataFrame(rows, schema=columns, orient="row"))
