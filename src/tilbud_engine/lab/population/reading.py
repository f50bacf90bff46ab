"""A population read from a file: checked as a whole, encoded lazily, in memory only where it is small."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tilbud_engine.dated import whole_months
from tilbud_engine.errors import InputError, Problem, mask_cpr, problem
from tilbud_engine.lab.population.checking import check_cells, column_problems, empty_row, known_columns, readings
from tilbud_engine.lab.population.encoding import BARRIER, Reading, encoded, polars_types, worked_out
from tilbud_engine.lab.population.keeping import Kept, fingerprint, is_kept, kept_beside, read_kept, stamp, write
from tilbud_engine.lab.population.tables import open_table
from tilbud_engine.reading import as_node
from tilbud_engine.rules.columns import member_column
from tilbud_engine.rules.conditions import Condition, tests_of
from tilbud_engine.vocabulary import Vocabulary

IN_MEMORY = 512 * 2**20
"""So many bytes may an encoded population take to be held in memory."""


@dataclass(frozen=True)
class Population:
    """Citizens in encoded columns (rules/columns.py), one a row, and what there was to say of the file.

    `facts` are those that the file tells something of; `columns` are all that the frame has, the barriers as
    `member_column("barrier", code)` and, where the file has it, the day on which somebody comes as `start`.
    `encoded` is the encoded file where there is one.
    """

    frame: nw.LazyFrame[Any]
    columns: frozenset[str]
    facts: frozenset[str]
    rows: int
    name: str
    remarks: tuple[Problem, ...] = ()
    encoded: Path | None = None


def read_population(
    path: Path,
    vocabulary: Vocabulary,
    on: dt.date,
    *,
    as_of: dt.date | None = None,
    leave_out: Collection[str] = (),
    keep: bool = False,
    in_memory: int = IN_MEMORY,
) -> Population:
    """Read the citizens in a Parquet or CSV file, one a row, in columns named by facts.

    What the file tells is of the day `as_of`, `on` by default; facts that grow have grown until `on`. The columns in
    `leave_out` are not read. `keep` writes the encoded population beside the file; one that is there is used for as
    long as neither the file nor what is read from it has changed. Otherwise it is held in memory where it takes at
    most `in_memory` bytes, and read from the file for each question where it is larger.

    Raises InputError with every problem, none of which shows what stands in a cell.
    """
    months = whole_months(as_of, on) if as_of else 0
    asked = fingerprint(vocabulary, on, months, leave_out)
    beside = kept_beside(path)
    found = read_kept(beside, asked, stamp(path)) or read_kept(path, asked)
    if found is not None:
        return _from_kept(found, path, vocabulary)
    if is_kept(path):
        raise InputError([problem("population-encoded-otherwise", str(path))])
    table = open_table(path, set(known_columns(vocabulary)))
    if problems := [*table.problems, *column_problems(table, vocabulary, leave_out)]:
        raise InputError(problems)
    columns, problems = readings(table, vocabulary, on, months, leave_out)
    if not columns:
        raise InputError(problems or [problem("population-header-missing", table.name)])
    checked = check_cells(table, columns)
    problems += checked.problems
    if not problems and not checked.rows:
        problems.append(problem("population-no-rows", table.name))
    if problems:
        raise InputError(problems)
    frame = worked_out(table.frame, columns).filter(~empty_row(columns)).select(**_into(columns, vocabulary))
    if keep:
        kept = Kept(beside, asked, stamp(path), checked.rows, checked.remarks)
        write(frame, kept)
        return _from_kept(kept, path, vocabulary)
    if checked.rows * _width(frame) <= in_memory:
        frame = frame.collect(engine="streaming").lazy()
    stale = [problem("population-kept-stale", str(beside))] if beside.exists() else []
    made = _population(frame, path, vocabulary, checked.rows)
    return replace(made, remarks=(*checked.remarks, *stale))


def _from_kept(kept: Kept, source: Path, vocabulary: Vocabulary) -> Population:
    made = _population(pl.scan_parquet(kept.path, glob=False), source, vocabulary, kept.rows)
    return replace(made, remarks=kept.remarks, encoded=kept.path)


def _population(frame: pl.LazyFrame, source: Path, vocabulary: Vocabulary, rows: int) -> Population:
    columns = frozenset(frame.collect_schema().names())
    facts = {name.split("/")[0] for name in columns}.intersection(vocabulary.facts)
    return Population(nw.from_native(frame), columns, frozenset(facts), rows, mask_cpr(source.name))


def _into(columns: Iterable[Reading], vocabulary: Vocabulary) -> Mapping[str, pl.Expr]:
    """Return the encoded columns, with what barriers settle where nothing else tells it."""
    made = {name: expr for one in columns for name, expr in one.into.items()}
    for code, barrier in vocabulary.barriers.items():
        if (stands := made.get(member_column(BARRIER, code))) is None:
            continue
        for key, node in barrier.implies.items():
            fact = vocabulary.facts[key]
            value = fact.read(as_node(node))
            for name, cell in ({} if isinstance(value, Problem) else encoded(fact, value)).items():
                if cell is not None:
                    settled = pl.when(stands).then(pl.lit(cell, polars_types(fact)[name]))
                    made[name] = pl.coalesce(made[name], settled) if name in made else settled
    return made


def write_encoded(population: Population, path: Path) -> None:
    """Write the encoded population to a file, by streaming."""
    population.frame.to_native().sink_parquet(path)


def missing_facts(population: Population, conditions: Iterable[Condition | None]) -> list[Problem]:
    """Return a remark on each fact that the conditions need and the file tells nothing of: unknown for everyone."""
    needed = {test.fact.key for one in conditions if one is not None for test in tests_of(one)}
    return [problem("population-fact-missing", population.name, fact=key) for key in sorted(needed - population.facts)]


def _width(frame: pl.LazyFrame) -> float:
    """Return about how many bytes a row takes."""
    sizes = {pl.Boolean: 0.25, pl.Int8: 1.125, pl.Int16: 2.125, pl.Int32: 4.125}
    return sum(sizes.get(type(kind), 8.125) for kind in frame.collect_schema().dtypes())
