"""Made-up citizens drawn from marginals: encoded columns (rules/columns.py), the same for the same seed everywhere.

Each answer is drawn from the number of its row alone, so a person is the same however many are made and in what
chunks. The draws are SplitMix64: state = a number of the seed and the figure, step = the number of the row.
Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import or_

import narwhals as nw
import polars as pl

from tilbud_engine.lab.population.encoding import BARRIER, START, polars_types
from tilbud_engine.lab.population.marginals import WHOLE, Case, Figure, Marginals, Spread, Stretch
from tilbud_engine.rules.columns import column_types, member_column, truths
from tilbud_engine.rules.conditions import Condition, tests_of
from tilbud_engine.vocabulary import Fact, Vocabulary

ROW = "row"

_TRIES = 20
"""So often is a person who cannot be drawn anew, before what makes her impossible is left unknown."""


@dataclass
class Drawn:
    """How many citizens were drawn, how many of them anew, and for how many something was left unknown instead."""

    rows: int = 0
    again: int = 0
    left_unknown: int = 0


def draw(
    marginals: Marginals,
    vocabulary: Vocabulary,
    never: Sequence[Condition],
    *,
    seed: int,
    first: int,
    rows: int,
    told: Drawn | None = None,
) -> pl.DataFrame:
    """Return the citizens with the numbers from `first` on, in encoded columns.

    Whoever `never` rules out is drawn anew; after twenty times the facts that make her impossible are left unknown.
    """
    told = told or Drawn()
    left = pl.int_range(first, first + rows, dtype=pl.UInt64, eager=True).alias(ROW).to_frame()
    kept = []
    for attempt in range(_TRIES):
        frame = _with_facts(left, marginals, vocabulary.facts, f"{seed}/{attempt}")
        wrong = _impossible(frame, never)
        kept.append(frame.filter(~wrong))
        left = frame.filter(wrong).select(ROW)
        if left.is_empty():
            break
        told.again += len(left) if attempt == 0 else 0
    else:
        told.left_unknown += len(left)
        kept.append(_without_the_impossible(frame.filter(wrong), never))
    told.rows += rows
    whole = pl.concat(kept).sort(ROW)
    return whole.select(ROW, *_rest(marginals, seed), *_masked(marginals, vocabulary.facts, seed))


def _with_facts(frame: pl.DataFrame, marginals: Marginals, facts: Mapping[str, Fact], stream: str) -> pl.DataFrame:
    """Return the citizens with an answer to each fact; none is left unknown yet, for others may depend on it."""
    for key, figure in marginals.facts.items():
        fact = facts[key]
        drawn = _answers(figure, f"{stream}/{key}")
        if fact.type != "set":
            frame = frame.with_columns(drawn[""].cast(polars_types(fact)[key]).alias(key))
            continue
        frame = frame.with_columns(
            drawn.get(one, pl.lit(0)).cast(pl.Boolean).alias(member_column(key, one)) for one in fact.values
        )
    return frame


def _rest(marginals: Marginals, seed: int) -> Iterator[pl.Expr]:
    """Yield the barriers and the day of starting."""
    for code, figure in marginals.barriers.items():
        yield _answers(figure, f"{seed}/{BARRIER}/{code}")[""].cast(pl.Boolean).alias(member_column(BARRIER, code))
    if marginals.start is not None:
        value = _answers(marginals.start, f"{seed}/{START}")[""].cast(pl.Int32)
        yield _seen(marginals.start, value, f"{seed}/{START}").alias(START)


def _masked(marginals: Marginals, facts: Mapping[str, Fact], seed: int) -> Iterator[pl.Expr]:
    for key, figure in marginals.facts.items():
        for column in column_types(facts[key]):
            yield _seen(figure, pl.col(column), f"{seed}/{key}").alias(column)


def _seen(figure: Figure, value: pl.Expr, stream: str) -> pl.Expr:
    """Return the value for those of whom it is known."""
    return pl.when(_uniform(f"{stream}/unknown") >= figure.unknown).then(value) if figure.unknown else value


def _answers(figure: Figure, stream: str) -> dict[str, pl.Expr]:
    """Return an answer drawn for each member of a figure; under the empty name where it is no set."""
    found: dict[str, pl.Expr] = {}
    for member in dict.fromkeys(member for case in figure.cases for member in case.spreads):
        value = pl.lit(0, dtype=pl.Int64)
        for case in reversed(figure.cases):
            drawn = _spread(case.spreads.get(member, _NO), f"{stream}/{member}")
            value = pl.when(_lies_in(figure.given, case)).then(drawn).otherwise(value) if case.where else drawn
        found[member] = value
    return found


_NO = Spread((Stretch(0, 0),), (WHOLE,))


def _lies_in(given: str | None, case: Case) -> pl.Expr:
    value = pl.col(given or "").cast(pl.Int64)
    return reduce(or_, [(value >= one.low) & (value <= one.high) for one in case.where])


def _spread(spread: Spread, stream: str) -> pl.Expr:
    """Return a value of a spread: first its stretch, then a place in it."""
    which, where = _uniform(f"{stream}/which"), _uniform(f"{stream}/where")
    end, value = WHOLE, _within(spread.stretches[-1], where)
    for stretch, share in reversed(list(zip(spread.stretches[:-1], spread.shares[1:], strict=True))):
        end -= share
        value = pl.when(which < end).then(_within(stretch, where)).otherwise(value)
    return value


def _within(stretch: Stretch, where: pl.Expr) -> pl.Expr:
    width = stretch.high - stretch.low + 1
    if width == 1:
        return pl.lit(stretch.low, dtype=pl.Int64)
    return (where * width // WHOLE).cast(pl.Int64) + stretch.low


def _uniform(stream: str) -> pl.Expr:
    """Return a whole number below 2**32 for each row, from the row's number."""
    state = int.from_bytes(sha256(stream.encode()).digest()[:8], "big")
    mixed = (pl.col(ROW) + 1) * _u64(0x9E3779B97F4A7C15) + _u64(state)
    mixed = (mixed ^ (mixed // _u64(2**30))) * _u64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed // _u64(2**27))) * _u64(0x94D049BB133111EB)
    return (mixed ^ (mixed // _u64(2**31))) // _u64(WHOLE)


def _u64(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def _impossible(frame: pl.DataFrame, never: Sequence[Condition]) -> pl.Series:
    found = [one for one in truths(never, frozenset(frame.columns)) if isinstance(one, nw.Expr)]
    if not found:
        return pl.repeat(False, len(frame), eager=True)
    wrong = [one.fill_null(value=False).alias(str(number)) for number, one in enumerate(found)]
    return reduce(or_, nw.from_native(frame).select(*wrong).to_native().get_columns())


def _without_the_impossible(frame: pl.DataFrame, never: Sequence[Condition]) -> pl.DataFrame:
    """Return the citizens with what makes them impossible left unknown."""
    for relation in never:
        columns = [name for test in tests_of(relation) for name in column_types(test.fact) if name in frame.columns]
        wrong = _impossible(frame, [relation])
        frame = frame.with_columns(pl.when(~wrong).then(pl.col(name)).alias(name) for name in dict.fromkeys(columns))
    return frame
