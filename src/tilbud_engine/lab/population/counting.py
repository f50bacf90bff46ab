"""For how many citizens a condition is true, false and unknown, and how that differs between old rules and new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from tilbud_engine.lab.population.reading import Population
from tilbud_engine.rules.columns import every, opposite, truths
from tilbud_engine.rules.conditions import Condition, Truth

Group = tuple[Any, ...]
"""What the rows of a group have in common, in the order of `by`; None for unknown, empty where nothing is grouped."""

Transitions = Mapping[tuple[Truth, Truth], int]
"""How many citizens go from each truth to each, all nine."""


@dataclass(frozen=True, slots=True)
class Count:
    """For how many citizens a condition is true, false and unknown."""

    yes: int
    no: int
    unknown: int

    @property
    def rows(self) -> int:
        """How many citizens there are in all."""
        return self.yes + self.no + self.unknown


def counts(population: Population, conditions: Mapping[str, Condition | None]) -> dict[str, Count]:
    """Count for each condition, in one pass over the population."""
    made = truths(conditions.values(), population.columns)
    return dict(zip(conditions, tally(population.frame, made)[()], strict=True))


def grouped_counts(
    population: Population, conditions: Mapping[str, Condition | None], by: Mapping[str, nw.Expr]
) -> dict[Group, dict[str, Count]]:
    """Count for each condition and for each group of rows that have the same in the expressions `by`."""
    made = truths(conditions.values(), population.columns)
    found = tally(population.frame, made, by)
    return {group: dict(zip(conditions, counted, strict=True)) for group, counted in found.items()}


def transitions(
    population: Population, changes: Mapping[str, tuple[Condition | None, Condition | None]]
) -> dict[str, Transitions]:
    """Count for each change, from an old condition to a new one, how many citizens go from each truth to each."""
    return grouped_transitions(population, changes, {})[()]


def grouped_transitions(
    population: Population, changes: Mapping[str, tuple[Condition | None, Condition | None]], by: Mapping[str, nw.Expr]
) -> dict[Group, dict[str, Transitions]]:
    """Count the same for each group of rows that have the same in the expressions `by`."""
    made = truths([one for change in changes.values() for one in change], population.columns)
    # What each says is worked out first: what two say together is then a comparison of two columns.
    staged = _worked_out(population.frame, made, by)
    pairs = zip(staged.statements[::2], staged.statements[1::2], strict=True)
    asked = [one for old, new in pairs for one in (old, new, *_joint(old, new))]
    found = tally(staged.frame, asked, {key: nw.col(key) for key in staged.keys})
    return {
        group: {name: _nine(counted[i : i + 6]) for name, i in zip(changes, range(0, len(counted), 6), strict=True)}
        for group, counted in found.items()
    }


@dataclass(frozen=True)
class _WorkedOut:
    """A frame with only a column for each key of the groups and each statement; one that is a value needs none."""

    frame: nw.LazyFrame[Any]
    statements: list[nw.Expr | Truth]
    keys: list[str]


def _worked_out(
    frame: nw.LazyFrame[Any], statements: Sequence[nw.Expr | Truth], by: Mapping[str, nw.Expr]
) -> _WorkedOut:
    named = {f"s{i}": one for i, one in enumerate(statements) if isinstance(one, nw.Expr)}
    keys = {f"g{i}": one for i, one in enumerate(by.values())}
    # The column of ones keeps the rows where nothing else is asked.
    made = frame.select(nw.lit(1).alias("one"), **keys, **named)
    there = [nw.col(f"s{i}") if f"s{i}" in named else one for i, one in enumerate(statements)]
    return _WorkedOut(made, there, list(keys))


def tally(
    frame: nw.LazyFrame[Any], statements: Sequence[nw.Expr | Truth], by: Mapping[str, nw.Expr] | None = None
) -> dict[Group, list[Count]]:
    """Count each statement, in one pass over the frame."""
    made = _worked_out(frame, statements, by or {})
    sums = [nw.len().alias("rows")]
    for i, one in enumerate(made.statements):
        if isinstance(one, nw.Expr):
            sums += [one.count().alias(f"k{i}"), nw.when(one).then(nw.lit(value=True)).count().alias(f"y{i}")]
    summed = made.frame.group_by(*made.keys).agg(*sums) if made.keys else made.frame.select(*sums)
    return {tuple(row[key] for key in made.keys): list(_counts(row, statements)) for row in collected(summed)}


def collected(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """Run what was put together and return its rows, in no order; by streaming where the engine can."""
    if frame.implementation.is_polars():
        return frame.collect(engine="streaming").rows(named=True)
    return frame.collect("pyarrow").rows(named=True)


def _counts(row: Mapping[str, Any], statements: Sequence[nw.Expr | Truth]) -> Iterator[Count]:
    rows = row["rows"]
    for i, one in enumerate(statements):
        if isinstance(one, nw.Expr):
            yes, known = row[f"y{i}"], row[f"k{i}"]
            yield Count(yes, known - yes, rows - known)
        else:
            yield Count(rows if one is True else 0, rows if one is False else 0, rows if one is None else 0)


def _joint(old: nw.Expr | Truth, new: nw.Expr | Truth) -> list[nw.Expr | Truth]:
    """Return who is known in both: yes and yes, yes and no, no and yes, no and no."""
    return [every([one, other]) for one in (old, opposite(old)) for other in (new, opposite(new))]


def _nine(counted: Sequence[Count]) -> Transitions:
    old, new = counted[0], counted[1]
    stays, lost, gained, never = (one.yes for one in counted[2:])
    found: dict[tuple[Truth, Truth], int] = {
        (True, True): stays,
        (True, False): lost,
        (True, None): old.yes - stays - lost,
        (False, True): gained,
        (False, False): never,
        (False, None): old.no - gained - never,
        (None, True): new.yes - stays - gained,
        (None, False): new.no - lost - never,
    }
    return {**found, (None, None): old.rows - sum(found.values())}
