"""A population read from a file: checked as a whole, encoded lazily, in memory only where it is small."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tilbud_engine.dated import whole_months
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.lab.population.checking import check_cells, column_problems, empty_row, known_columns, readings
from tilbud_engine.lab.population.tables import open_table
from tilbud_engine.rules.conditions import Condition, tests_of
from tilbud_engine.vocabulary import Vocabulary

IN_MEMORY = 512 * 2**20
"""So many bytes may an encoded population take to be held in memory; a larger one is read again for each question."""


@dataclass(frozen=True)
class Population:
    """Citizens in encoded columns (rules/columns.py), one a row, and what there was to say of the file.

    `facts` are those that the file tells something of; `columns` are all that the frame has, the barriers as
    `member_column("barrier", code)` and, where the file has it, the day on which somebody comes as `start`.
    """

    frame: nw.LazyFrame[Any]
    columns: frozenset[str]
    facts: frozenset[str]
    rows: int
    name: str
    remarks: tuple[Problem, ...] = ()


def read_population(
    path: Path,
    vocabulary: Vocabulary,
    on: dt.date,
    *,
    as_of: dt.date | None = None,
    leave_out: Collection[str] = (),
) -> Population:
    """Read the citizens in a Parquet or CSV file, one a row, in columns named by facts.

    What the file tells is of the day `as_of`, `on` by default; facts that grow have grown until `on`. The columns in
    `leave_out` are not read. Raises InputError with every problem, none of which shows what stands in a cell.
    """
    table = open_table(path, set(known_columns(vocabulary)))
    months = whole_months(as_of, on) if as_of else 0
    if problems := [*table.problems, *column_problems(table, vocabulary, leave_out)]:
        raise InputError(problems)
    columns, problems = readings(table, vocabulary, on, months, leave_out)
    checked = check_cells(table, columns)
    problems += checked.problems
    if not problems and not checked.rows:
        problems.append(problem("population-no-rows", table.name))
    if problems:
        raise InputError(problems)
    into = {name: expr for one in columns for name, expr in one.into.items()}
    frame = table.frame.filter(~empty_row(columns)).select(**into)
    if checked.rows * _width(frame) <= IN_MEMORY:
        frame = frame.collect(engine="streaming").lazy()
    facts = {one.column.split(".")[0] for one in columns}.intersection(vocabulary.facts)
    return Population(
        nw.from_native(frame), frozenset(into), frozenset(facts), checked.rows, table.path.name, checked.remarks
    )


def missing_facts(population: Population, conditions: Iterable[Condition | None]) -> list[Problem]:
    """Return a remark on each fact that the conditions need and the file tells nothing of: unknown for everyone."""
    needed = {test.fact.key for one in conditions if one is not None for test in tests_of(one)}
    return [problem("population-fact-missing", population.name, fact=key) for key in sorted(needed - population.facts)]


def _width(frame: pl.LazyFrame) -> float:
    """Return about how many bytes a row takes."""
    sizes = {pl.Boolean: 0.25, pl.Int8: 1.125, pl.Int16: 2.125, pl.Int32: 4.125}
    return sum(sizes.get(type(kind), 8.125) for kind in frame.collect_schema().dtypes())
