"""A made-up population in encoded columns, rules of the catalogue's shapes, and the same rules written by hand.

    python benchmarks/populations.py ours|by-hand|sail|csv|encode ROWS RULES FOLDER

counts yes, no and unknown of RULES rules over ROWS citizens, by streaming from the files in FOLDER, and prints the
seconds that it took and the most memory that the process held. `csv` reads and checks a CSV file first; `encode` only
keeps it encoded.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from benchmarks.generate import condition as written_condition

from tilbud_engine.lab.population.counting import counts
from tilbud_engine.lab.population.encoding import polars_types
from tilbud_engine.lab.population.engines import on_engine
from tilbud_engine.lab.population.keeping import kept_beside
from tilbud_engine.lab.population.reading import Population, read_population, write_encoded
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Condition, Every, Not, Operator, Some, Test, walk
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.vocabulary import Fact, Vocabulary

ON = dt.date(2026, 9, 1)
ROUNDS = 3
PART = 1_000_000
UNKNOWN = 0.1
COLUMNS = 20
"""So many facts: half of them yes or no, and the rest numbers, choices and sets."""


def vocabulary() -> Vocabulary:
    """Return the shipped words with only the facts that are measured."""
    shipped = Vocabulary.shipped()
    usable = [one for one in shipped.facts.values() if one.use != "need" and not one.values_from and one.type != "date"]
    kinds = {kind: [one for one in usable if one.type == kind] for kind in ("int", "choice", "bool", "set", "number")}
    chosen = [*kinds["int"][:7], *kinds["choice"][:5], *kinds["bool"][:5], *kinds["set"][:2], *kinds["number"][:1]]
    assert len(chosen) == COLUMNS
    return replace(shipped, facts={one.key: one for one in chosen})


def rules(count: int, seed: str = "population") -> list[Condition]:
    """Return conditions of one to four comparisons, some below `any` or `not`."""
    words, made = vocabulary(), []
    for number in range(count * 4):
        node = written_condition(random.Random(f"{seed} {number}"), words, local=False)
        if "'is':" in str(node):
            continue
        found, problems = parse_condition(as_node(node), words)
        assert not problems, problems
        made.append(found)
    return made[:count]


def part(rows: int, seed: int) -> pl.DataFrame:
    """Return citizens in encoded columns, a tenth of each column unknown."""
    draw = np.random.default_rng(seed)
    made = {}
    for fact in vocabulary().facts.values():
        known = draw.random(rows) >= UNKNOWN
        for name, kind in polars_types(fact).items():
            values = pl.Series(_values(fact, draw, rows), dtype=kind)
            made[name] = pl.select(pl.when(pl.Series(known)).then(values)).to_series()
    return pl.DataFrame(made)


def _values(fact: Fact, draw: np.random.Generator, rows: int) -> Any:
    match fact.type:
        case "bool" | "set":
            return draw.random(rows) < 0.4
        case "choice":
            return draw.integers(0, len(fact.values), rows)
    low, high = fact.bounds
    return draw.integers(low, min(high, 70 * 10**fact.decimals) + 1, rows)


def write(folder: Path, rows: int) -> Path:
    """Write so many citizens, in parts, and return the folder that holds them."""
    place = folder / str(rows)
    if not place.exists():
        place.mkdir(parents=True)
        for number, start in enumerate(range(0, rows, PART)):
            part(min(PART, rows - start), number).write_parquet(place / f"{number:03}.parquet")
    return place


def population(frame: pl.LazyFrame, rows: int) -> Population:
    """Return encoded columns as a population."""
    columns = frozenset(frame.collect_schema().names())
    return Population(nw.from_native(frame), columns, frozenset(vocabulary().facts), rows, "made up")


# --- the same rules as somebody writes them who knows Polars


def by_hand(condition: Condition) -> pl.Expr:
    """Return the condition as plain Polars."""
    match condition:
        case Every(parts=parts):
            return reduce(and_, map(by_hand, parts))
        case Some(parts=parts):
            return reduce(or_, map(by_hand, parts))
        case Not(part=part):
            return ~by_hand(part)
        case Test(fact=fact) if fact.type == "set":
            return _set_by_hand(condition)
        case Test():
            return _value_by_hand(condition)
    raise TypeError(condition)


_BY_HAND: Mapping[Operator, Callable[[pl.Expr, Any], pl.Expr]] = {
    Operator.AT_LEAST: lambda column, value: column >= value,
    Operator.AT_MOST: lambda column, value: column <= value,
    Operator.ABOVE: lambda column, value: column > value,
    Operator.BELOW: lambda column, value: column < value,
}


def _value_by_hand(test: Test) -> pl.Expr:
    column, values = pl.col(test.fact.key), [one.value for one in test.operands]
    if test.fact.type == "bool":
        return column if values[0] else ~column
    if test.operator is not Operator.IS:
        return _BY_HAND[test.operator](column, values[0])
    codes = [list(test.fact.values).index(one) if test.fact.type == "choice" else one for one in values]
    return reduce(or_, [column == code for code in codes])


def _set_by_hand(test: Test) -> pl.Expr:
    members = {one: pl.col(name) for one, name in zip(test.fact.values, polars_types(test.fact), strict=True)}
    values = [one.value for one in test.operands]
    # Each citizen's set is known as a whole or not at all here, so that counting is plain.
    number = reduce(lambda one, other: one + other, [one.cast(pl.Int32) for one in members.values()])
    match test.operator:
        case Operator.INCLUDES_ALL:
            return reduce(and_, [members[one] for one in values])
        case Operator.INCLUDES_ANY:
            return reduce(or_, [members[one] for one in values])
        case Operator.INCLUDES_NONE:
            return ~reduce(or_, [members[one] for one in values])
        case Operator.IS_EMPTY:
            return ~reduce(or_, members.values())
        case Operator.IS:
            return reduce(or_, [number == one for one in values])
    return _BY_HAND[test.operator](number, values[0])


def counted_by_hand(frame: pl.LazyFrame, conditions: Sequence[Condition]) -> list[tuple[int, int, int]]:
    """Return yes, no and unknown for each, as somebody writes it who knows Polars."""
    made = frame.select(by_hand(one).alias(str(i)) for i, one in enumerate(conditions))
    sums = made.select(
        pl.len().alias("rows"),
        *(pl.col(str(i)).sum().alias(f"{i} yes") for i in range(len(conditions))),
        *(pl.col(str(i)).count().alias(f"{i} known") for i in range(len(conditions))),
    )
    row = sums.collect(engine="streaming").row(0, named=True)
    found = [(row[f"{i} yes"], row[f"{i} known"]) for i in range(len(conditions))]
    return [(yes, known - yes, row["rows"] - known) for yes, known in found]


def counted(people: Population, conditions: Sequence[Condition]) -> list[tuple[int, int, int]]:
    """Return the same by the columns reader."""
    found = counts(people, {str(i): one for i, one in enumerate(conditions)})
    return [(one.yes, one.no, one.unknown) for one in found.values()]


def comparisons(conditions: Sequence[Condition]) -> int:
    """Return how many comparisons there are in all."""
    return sum(isinstance(one, Test) for condition in conditions for one in walk(condition))


def written_out(folder: Path, rows: int) -> Path:
    """Write citizens as a municipality would, with names for values and cells left empty, and return the CSV file."""
    file = folder / f"{rows}.csv"
    if not file.exists():
        frame = pl.scan_parquet(write(folder, rows) / "*.parquet")
        frame.select(**{name: _as_written(fact) for name, fact in vocabulary().facts.items()}).sink_csv(file)
    return file


def _as_written(fact: Fact) -> pl.Expr:
    if fact.type == "set":
        members = polars_types(fact)
        held = [pl.when(pl.col(name)).then(pl.lit(one)) for one, name in zip(fact.values, members, strict=True)]
        named = pl.concat_str(held, separator=";", ignore_nulls=True)
        named = pl.when(named == "").then(pl.lit("none")).otherwise(named)
        return pl.when(pl.col(next(iter(members))).is_not_null()).then(named)
    if fact.type == "choice":
        return pl.col(fact.key).replace_strict(dict(enumerate(fact.values)), return_dtype=pl.String)
    return pl.col(fact.key) / 10**fact.decimals if fact.decimals else pl.col(fact.key)


def read(folder: Path, rows: int, keep: bool) -> Population:
    """Read the CSV file as a population; with `keep` the encoded file is written anew."""
    file = written_out(folder, rows)
    kept_beside(file).unlink(missing_ok=True)
    return read_population(file, vocabulary(), ON, keep=keep)


def most_held() -> float:
    """Return the most resident memory that this process had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` tells includes the process that started this one.
        return int(next(one for one in status.read_text().splitlines() if one.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def environment() -> dict[str, str]:
    """Return the environment of a process that runs this file."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "RUST_LOG": "error"}


def main(what: str, rows: int, number: int, folder: Path) -> None:
    conditions = rules(number)
    frame = pl.scan_parquet(write(folder, rows) / "*.parquet")
    people = population(frame, rows)
    if what == "sail":
        file = folder / f"{rows}.parquet"
        if not file.exists():
            write_encoded(people, file)
        with on_engine(replace(people, encoded=file), "sail") as there:
            times = [_timed(lambda: counted(there, conditions)) for _ in range(ROUNDS)]
    elif what == "csv":
        written_out(folder, rows)
        times = [_timed(lambda: counted(read(folder, rows, keep=False), conditions))]
    elif what == "encode":
        written_out(folder, rows)
        times = [_timed(lambda: read(folder, rows, keep=True))]
    elif what == "ours":
        times = [_timed(lambda: counted(people, conditions)) for _ in range(ROUNDS)]
    else:
        times = [_timed(lambda: counted_by_hand(frame, conditions)) for _ in range(ROUNDS)]
    print(json.dumps({"seconds": min(times), "megabytes": most_held(), "comparisons": comparisons(conditions)}))


def _timed(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
