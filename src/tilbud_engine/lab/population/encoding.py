"""What stands in a column of a file as small columns, and what a column may hold.

Every expression here is lazy and works on a column as it is: text from CSV, or whatever type a Parquet file has.
"""

from __future__ import annotations

import datetime as dt
import re
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

# Several answers in one cell stand apart by any of these.
_APART = r"\s*[;,|]\s*"
_NUMBER = r"^[-+]?\d{1,15}(?:\.\d+)?$"


@dataclass(frozen=True)
class Reading:
    """How one column of a file is read.

    `given` tells where something stands; `readable` where it can be read, `inside` where it lies in the fact's range,
    and `lapsed` where it is a value that is not in force. `kind` names what is expected, `allowed` the values.
    """

    column: str
    kind: str
    given: pl.Expr
    readable: pl.Expr
    into: Mapping[str, pl.Expr]
    inside: pl.Expr = field(default_factory=lambda: pl.lit(True))
    lapsed: pl.Expr = field(default_factory=lambda: pl.lit(False))
    allowed: tuple[str, ...] = ()
    range: str = ""


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
    if kind == pl.Boolean:
        value = given = pl.col(column)
    elif kind.is_numeric():
        given = _number_given(column, kind)
        value = pl.when(given.is_in([0, 1])).then(given == 1)
    elif _is_text(kind):
        given = _text(column)
        words = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        value = given.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    else:
        return None
    name = member_column(*column.split(".", 1)) if "." in column else column
    return Reading(column, "bool", given.is_not_null(), value.is_not_null(), {name: value}, allowed=("true", "false"))


def members_reading(column: str, members: Sequence[str], kind: pl.DataType) -> Reading | None:
    """Return how several answers in one cell are read: as a list, or as text such as `a;b`; `none` for none of them."""
    if kind == pl.List(pl.String):
        # An empty list says that none holds; an empty text says nothing.
        listed = pl.col(column)
        given = pl.when(listed.list.len() == 0).then(pl.lit(NOTHING[0])).otherwise(listed.list.join(";"))
    elif _is_text(kind):
        given = _text(column)
    else:
        return None
    cell = given.str.replace_all(_APART, ";")
    if any(not member.isascii() for member in members):
        cell = cell.str.normalize("NFC")
    nothing = cell.str.to_lowercase().is_in(list(NOTHING))
    one = "|".join(map(_literal, members))
    readable = nothing | cell.str.contains(f"^(?:{one})(?:;(?:{one}))*$")
    wrapped = pl.lit(";") + cell + pl.lit(";")
    into = {
        member_column(_encoded_name(column), member): pl.when(readable).then(
            wrapped.str.contains(f";{member};", literal=True)
        )
        for member in members
    }
    return Reading(column, "set", given.is_not_null(), readable, into, allowed=(*members, NOTHING[0]))


def day_reading(fact: Fact, kind: pl.DataType) -> Reading | None:
    """Return how a column of days is read, as day numbers: ISO or the Danish way, day-month-year."""
    column = fact.key
    given: pl.Expr = pl.col(column)
    if kind == pl.Date:
        day = given
    elif kind == pl.Datetime:
        day = given.dt.date()
    elif _is_text(kind):
        given = _text(column)
        day = pl.coalesce(given.str.to_date(form, strict=False) for form in ("%Y-%m-%d", "%d-%m-%Y"))
    else:
        return None
    low, high = fact.bounds
    number = day.cast(pl.Int32) + _EPOCH
    inside = number.is_between(low, high)
    into = {column: pl.when(inside).then(number)}
    return Reading(column, "date", given.is_not_null(), day.is_not_null(), into, inside, range="1900 - 2199")


def start_reading(kind: pl.DataType) -> Reading | None:
    """Return how the column is read that tells on which day a citizen comes."""
    return day_reading(_DAYS, kind)


def _choice(fact: Fact, kind: pl.DataType, on: dt.date) -> Reading | None:
    if not _is_text(kind):
        return None
    given = _text(fact.key)
    values = list(fact.values)
    code = given.cast(pl.Enum(values), strict=False).to_physical().cast(polars_types(fact)[fact.key])
    over = [values.index(one) for one, period in fact.valid.items() if not period.holds(on)]
    lapsed = code.is_in(over)
    into = {fact.key: pl.when(~lapsed).then(code) if over else code}
    return Reading(
        fact.key, "choice", given.is_not_null(), code.is_not_null(), into, lapsed=lapsed, allowed=tuple(values)
    )


def _number(fact: Fact, kind: pl.DataType, months: int) -> Reading | None:
    column, decimals = fact.key, fact.decimals
    given: pl.Expr
    value: pl.Expr
    if kind.is_integer():
        given = pl.col(column)
        value = given.cast(pl.Int64, strict=False)
        value = value * 10**decimals if decimals else value
    elif kind.is_float() or kind.is_decimal():
        given = _number_given(column, kind)
        value = _scaled(given.cast(pl.Float64), decimals)
    elif _is_text(kind):
        given = _text(column)
        if fact.type == "int":
            value = given.str.strip_suffix(".0").cast(pl.Int64, strict=False)
        else:
            plain = given.str.replace(",", ".", literal=True)
            value = _scaled(pl.when(plain.str.contains(_NUMBER)).then(plain).cast(pl.Float64, strict=False), decimals)
    else:
        return None
    low, high = fact.bounds
    inside = value.is_between(low, high)
    grown = value
    if fact.grows and months:
        periods = months // 12 if fact.grows == "years" else months
        grown = pl.min_horizontal(value + periods, high)
    into = {column: pl.when(inside).then(grown).cast(polars_types(fact)[column])}
    limits = f"{low // 10**decimals} - {high // 10**decimals}"
    code = "int" if fact.type == "int" else "number"
    return Reading(column, code, given.is_not_null(), value.is_not_null(), into, inside, range=limits)


def _scaled(number: pl.Expr, decimals: int) -> pl.Expr:
    """Return a number in its smallest unit, nothing where it has more decimals than that."""
    exact = number * 10**decimals
    whole = exact.round()
    return pl.when((exact - whole).abs() < 1e-6).then(whole).cast(pl.Int64, strict=False)


def _number_given(column: str, kind: pl.DataType) -> pl.Expr:
    # What is not a number is how some programs write an empty cell.
    return pl.col(column).fill_nan(None) if kind.is_float() else pl.col(column)


def _text(column: str) -> pl.Expr:
    plain = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(plain != "").then(plain)


def _is_text(kind: pl.DataType) -> bool:
    return kind in (pl.String, pl.Categorical, pl.Enum, pl.Null)


def _literal(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def _encoded_name(column: str) -> str:
    return BARRIER if column == BARRIERS else column


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
