"""What is wrong with the columns of a population and with what stands in them: by column and row, never the value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tilbud_engine.errors import Problem, is_cpr_shaped, nearest, problem
from tilbud_engine.lab.population.encoding import (
    BARRIERS,
    START,
    Reading,
    fact_reading,
    flag_reading,
    members_reading,
    start_reading,
    worked_out,
)
from tilbud_engine.lab.population.tables import CPR_SHAPED, Table, first_rows, rows_of
from tilbud_engine.lab.suppression import LEAST_SHOWN
from tilbud_engine.reading import name_to_show
from tilbud_engine.vocabulary import Vocabulary

# What a column is called that tells who somebody is; none of it is needed to try rules.
_PERSONAL = frozenset(
    (
        *("name", "navn", "fornavn", "efternavn", "mellemnavn", "first_name", "last_name", "surname"),
        *("address", "adresse", "gade", "vej", "street", "email", "e_mail", "mail", "telefon", "phone", "tlf", "mobil"),
        *("foedselsdato", "fødselsdato", "birthday", "date_of_birth"),
    )
)
_CPR_NAME = re.compile(r"(?:^|[^a-z])cpr|personnummer|personnr|person_id_number", re.IGNORECASE)
_UNREADABLE = {
    "int": "population-not-int",
    "number": "population-not-number",
    "bool": "population-not-bool",
    "date": "population-not-date",
    "choice": "population-not-choice",
    "set": "population-not-set",
}
_SHOWN_VALUES = 20
_ROW = "row (number)"


def known_columns(vocabulary: Vocabulary) -> list[str]:
    """Return every name that a column may have."""
    members = [
        f"{fact.key}.{member}" for fact in vocabulary.facts.values() if fact.type == "set" for member in fact.values
    ]
    return [*vocabulary.facts, BARRIERS, START, *members]


def column_problems(table: Table, vocabulary: Vocabulary, leave_out: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with the names of the columns."""
    known = known_columns(vocabulary)
    where = table.at(1 if table.first > 1 else None)
    if not set(known).intersection(table.columns):
        yield problem("population-header-missing", where)
        return
    for column in table.columns:
        if is_cpr_shaped(column) or _CPR_NAME.search(column):
            yield problem("population-cpr-column", where, column=name_to_show(column))
        elif not column or column in leave_out or column in known:
            continue
        elif column.lower() in _PERSONAL:
            yield problem("population-personal", where, column=column)
        else:
            close = nearest(column, known)
            yield problem("population-column-unknown", where, column=name_to_show(column, close), nearest=close)
    for fact in vocabulary.facts.values():
        apart = [f"{fact.key}.{member}" for member in fact.values if f"{fact.key}.{member}" in table.columns]
        if fact.type == "set" and fact.key in table.columns and apart:
            yield problem("population-set-twice", where, column=fact.key, other=apart[0])
    for name in leave_out:
        if name not in table.columns:
            close = nearest(name, table.columns)
            yield problem("population-left-out-missing", where, column=name_to_show(name, close), nearest=close)


def readings(
    table: Table, vocabulary: Vocabulary, on: dt.date, months: int, leave_out: Collection[str]
) -> tuple[list[Reading], list[Problem]]:
    """Return how each column is read, and the columns whose type fits nothing that they may hold."""
    found: list[Reading] = []
    problems: list[Problem] = []
    for column, kind in table.columns.items():
        if column in leave_out:
            continue
        made = _reading(column, kind, vocabulary, on, months)
        if made is None:
            fact = vocabulary.facts.get(column)
            expected = fact.type if fact else "bool" if "." in column else "set" if column == BARRIERS else "date"
            problems.append(problem("population-column-type", table.at(None), column=column, expected=expected))
        else:
            found.append(made)
    return found, problems


def _reading(column: str, kind: pl.DataType, vocabulary: Vocabulary, on: dt.date, months: int) -> Reading | None:
    fact = vocabulary.facts.get(column)
    if fact is not None:
        return fact_reading(fact, kind, on, months)
    if "." in column:
        return flag_reading(column, kind)
    return members_reading(column, list(vocabulary.barriers), kind) if column == BARRIERS else start_reading(kind)


@dataclass(frozen=True)
class Checked:
    """What one pass over the cells found."""

    rows: int
    empty: int
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def check_cells(table: Table, columns: Sequence[Reading]) -> Checked:
    """Look at every cell once, streaming; the rows of what is wrong are looked up only where something is."""
    asked: list[pl.Expr] = [pl.len().alias("rows"), empty_row(columns).sum().alias("empty")]
    for i, one in enumerate(columns):
        asked += [
            (one.given & ~one.readable).sum().alias(f"{i} unreadable"),
            (one.readable & ~one.inside).sum().alias(f"{i} outside"),
            (one.readable & one.lapsed).sum().alias(f"{i} lapsed"),
        ]
    asked += [where.sum().alias(f"cpr {column}") for column, where in _cpr_shaped(table).items()]
    try:
        found = worked_out(table.frame, columns).select(asked).collect(engine="streaming").row(0, named=True)
    except (pl.exceptions.ComputeError, OSError):
        return Checked(0, 0, (problem("population-broken", table.name),), ())
    told = _Told(table, columns)
    problems: list[Problem] = []
    for column, where in _cpr_shaped(table).items():
        if count := found[f"cpr {column}"]:
            problems.append(told.of_rows("population-cpr", column, where, count))
    cpr = {one.values["column"] for one in problems}
    for i, one in enumerate(columns):
        if one.column in cpr:
            continue
        if count := found[f"{i} unreadable"]:
            problems.append(told.unreadable(one, count))
        if count := found[f"{i} outside"]:
            where = one.readable & ~one.inside
            problems.append(told.of_rows("population-outside", one.column, where, count, range=one.range))
    # A remark is shown beside the counts, so it tells no fewer persons than they do.
    remarks = [
        problem("population-lapsed", table.name, column=one.column, count=_shown(found[f"{i} lapsed"]))
        for i, one in enumerate(columns)
        if found[f"{i} lapsed"]
    ]
    if found["empty"]:
        remarks.append(problem("population-empty-rows", table.name, count=found["empty"]))
    return Checked(found["rows"] - found["empty"], found["empty"], tuple(problems), tuple(remarks))


def _shown(count: int) -> str:
    return str(count) if count >= LEAST_SHOWN else f"under {LEAST_SHOWN}"


def empty_row(columns: Sequence[Reading]) -> pl.Expr:
    """Return where nothing at all is told: such a row is no citizen."""
    return ~pl.any_horizontal(one.given for one in columns)


def _cpr_shaped(table: Table) -> Mapping[str, pl.Expr]:
    """Return where a column holds something shaped like a CPR number; in text files the lines were looked at."""
    if table.first > 1:
        return {}
    made = {}
    for column, kind in table.columns.items():
        if kind == pl.List(pl.String):
            made[column] = pl.col(column).list.join(" ; ").str.contains(CPR_SHAPED)
        elif kind in (pl.String, pl.Categorical, pl.Enum):
            made[column] = pl.col(column).cast(pl.String).str.contains(CPR_SHAPED)
        elif kind.is_numeric():
            made[column] = pl.col(column).is_between(10**9, 10**10 - 1)
    return made


class _Told:
    """Looks up the rows of what is wrong."""

    def __init__(self, table: Table, columns: Sequence[Reading]) -> None:
        self.table = table
        self.frame = worked_out(table.frame.with_row_index(_ROW, offset=table.first), columns)

    def unreadable(self, one: Reading, count: int) -> Problem:
        """Return the problem of cells that cannot be read; what stands in them is never shown."""
        where = one.given & ~one.readable
        told = {}
        if one.kind in ("choice", "set"):
            cell = self.frame.filter(where).select(one.there).head(1).collect(engine="streaming").item()
            wrong = next((part for part in cell.split(";") if part and part not in one.allowed), "")
            told["nearest"] = nearest(wrong, one.allowed)
        names = one.allowed if len(one.allowed) <= _SHOWN_VALUES else (*one.allowed[:_SHOWN_VALUES], "…")
        return self.of_rows(_UNREADABLE[one.kind], one.column, where, count, known=", ".join(names), **told)

    def of_rows(self, code: str, column: str, where: pl.Expr, count: int, **values: object) -> Problem:
        """Return a problem of the rows for which something holds."""
        rows = self.frame.select(first_rows(pl.col(_ROW), where)).collect(engine="streaming").item().to_list()
        listed = rows_of(rows, count)
        return problem(code, self.table.at(min(rows)), column=column, count=count, rows=listed, **values)
