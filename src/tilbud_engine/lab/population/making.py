"""A made-up population written to a file, chunk by chunk, so that it may be larger than memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import polars as pl

from tilbud_engine.errors import InputError, nearest, problem
from tilbud_engine.lab.population.drawing import Drawn, draw
from tilbud_engine.lab.population.encoding import BARRIER, BARRIERS, NOTHING, START
from tilbud_engine.lab.population.marginals import Marginals
from tilbud_engine.lab.progress import Progress
from tilbud_engine.rules.columns import member_column
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.vocabulary import Fact, Vocabulary

SUFFIXES = (".parquet", ".csv")

_CHUNK = 200_000
_EPOCH = dt.date(1970, 1, 1).toordinal()


def make_population(
    marginals: Marginals,
    vocabulary: Vocabulary,
    never: Sequence[Condition],
    path: Path,
    *,
    rows: int,
    seed: int,
    progress: Progress | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Drawn:
    """Write a made-up population as Parquet or CSV, by the path's suffix, and return what was drawn.

    The same marginals, seed and number of a row give the same citizen. Once `stopped` says so, what has been drawn is a
    whole file. Raises InputError for another suffix, and OSError where the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        close = nearest(suffix, SUFFIXES)
        raise InputError([problem("population-format", path.name, nearest=close)])
    told = Drawn()

    def chunks() -> Iterator[pl.DataFrame]:
        for first in range(0, rows, _CHUNK):
            if stopped():
                return
            count = min(_CHUNK, rows - first)
            drawn = draw(marginals, vocabulary, never, seed=seed, first=first, rows=count, told=told)
            yield as_written(drawn, marginals, vocabulary)
            if progress is not None:
                progress(told.rows, rows)

    with path.open("wb") as file:
        (_write_csv if suffix == ".csv" else _write_parquet)(chunks(), file, marginals, vocabulary)
    return told


def as_written(drawn: pl.DataFrame, marginals: Marginals, vocabulary: Vocabulary) -> pl.DataFrame:
    """Return encoded columns as people read them: words, numbers, dates, and `a;b` for several answers."""
    columns = [_written(vocabulary.facts[key]) for key in marginals.facts]
    if marginals.barriers:
        columns.append(_several(BARRIER, list(marginals.barriers), BARRIERS))
    if marginals.start is not None:
        columns.append(_day(START))
    return drawn.select(columns)


def _written(fact: Fact) -> pl.Expr:
    match fact.type:
        case "set":
            return _several(fact.key, list(fact.values), fact.key)
        case "choice":
            return pl.col(fact.key).replace_strict(dict(enumerate(fact.values)), return_dtype=pl.String)
        case "date":
            return _day(fact.key)
        case "number" if fact.decimals:
            scaled: pl.Expr = (pl.col(fact.key) / 10**fact.decimals).round(fact.decimals)
            return scaled
    return pl.col(fact.key)


def _several(name: str, members: Sequence[str], column: str) -> pl.Expr:
    """Return the members that hold, apart by `;`; nothing where nothing is known."""
    named = [pl.when(pl.col(member_column(name, one))).then(pl.lit(one)) for one in members]
    joined = pl.concat_str(named, separator=";", ignore_nulls=True)
    known = pl.col(member_column(name, members[0])).is_not_null()
    return pl.when(known).then(pl.when(joined == "").then(pl.lit(NOTHING[0])).otherwise(joined)).alias(column)


def _day(column: str) -> pl.Expr:
    return (pl.col(column) - _EPOCH).cast(pl.Date)


def _write_csv(chunks: Iterator[pl.DataFrame], file: IO[bytes], marginals: Marginals, vocabulary: Vocabulary) -> None:
    _empty(marginals, vocabulary).write_csv(file)
    for chunk in chunks:
        chunk.write_csv(file, include_header=False)


def _write_parquet(
    chunks: Iterator[pl.DataFrame], file: IO[bytes], marginals: Marginals, vocabulary: Vocabulary
) -> None:
    # Part by part, so that whoever stops the work still gets a whole file; then joined, a part at a time in memory.
    with TemporaryDirectory(prefix="tilbud-") as folder:
        parts = [Path(folder) / "0.parquet"]
        _empty(marginals, vocabulary).write_parquet(parts[0])
        for number, chunk in enumerate(chunks, 1):
            parts.append(Path(folder) / f"{number}.parquet")
            chunk.write_parquet(parts[-1])
        pl.scan_parquet(parts, glob=False).sink_parquet(file, engine="streaming", maintain_order=True)


def _empty(marginals: Marginals, vocabulary: Vocabulary) -> pl.DataFrame:
    return as_written(draw(marginals, vocabulary, (), seed=0, first=0, rows=0), marginals, vocabulary)
