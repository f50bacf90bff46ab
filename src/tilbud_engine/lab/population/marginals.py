"""What a made-up population shall look like: shares of each answer, read from YAML, each with its source or assumed.

A figure tells how the answers to one fact are spread: `shares` of values or stretches, `share` of yes, or `members` of
a set, each member by itself. With `given` another fact that stands above, each of its values has shares of its own.
Shares are kept as whole parts of 2**32, so that the same file and seed give the same persons everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from tilbud_engine.dated import Model, Source
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.lab.population.encoding import START
from tilbud_engine.reading import Line, Map, Text, as_node, date_of, decode, flag_of, place_of, read_path, scaled_of
from tilbud_engine.vocabulary import Fact, Vocabulary

WHOLE = 2**32
"""A share of 1."""

OTHERWISE = "otherwise"

_DECIMALS = 6
_NEAR_ONE = 1_000
"""Shares that were rounded may miss 1 by a thousandth; they are scaled to make 1."""

_DATES = re.compile(r"(\S+) to (\S+)")
_NUMBERS = re.compile(r"([0-9.]+)(?: ?- ?| to )([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values from one to another, both included, all as likely; a choice and a single value are stretches of one.

    A choice is its number among the fact's values, a bool 0 or 1, a date its day number.
    """

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Stretches, each with its share in parts of 2**32; together they make 2**32."""

    stretches: tuple[Stretch, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What holds where another fact lies in one of the stretches; for everyone else where there are none.

    A set has a spread of no and yes for each of its members, anything else has one under the empty name.
    """

    where: tuple[Stretch, ...]
    spreads: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Figure:
    """How the answers to one fact are spread, and where that stands."""

    name: str
    cases: tuple[Case, ...]
    given: str | None = None
    unknown: int = 0
    source: str | None = None
    assumed: str | None = None


@dataclass(frozen=True)
class Marginals:
    """A made-up population: its title, and a figure for each fact, each barrier and the day of starting."""

    title: str
    facts: Mapping[str, Figure]
    barriers: Mapping[str, Figure]
    start: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order in which they are drawn."""
        return (*self.facts.values(), *self.barriers.values(), *([self.start] if self.start else []))

    @property
    def assumed(self) -> tuple[str, ...]:
        """The names of the figures that have no source."""
        return tuple(one.name for one in self.figures if one.source is None)


class _Figure(Model):
    given: Line | None = None
    shares: Any = None
    share: Any = None
    members: Any = None
    unknown: Any = None
    source: Source | None = None
    assumed: Any = None


class _Document(Model):
    population: Line
    about: Line | None = None
    facts: Mapping[str, _Figure] = Field(default_factory=dict)
    barriers: Mapping[str, _Figure] = Field(default_factory=dict)
    start: _Figure | None = None


def read_marginals(path: Path, vocabulary: Vocabulary) -> Marginals:
    """Read a file of marginals.

    Raises InputError with everything that is wrong in it: an unknown fact or value, shares that do not make 1, a figure
    without a source that is not marked as assumed.
    """
    node = read_path(path)
    document, problems = decode(_Document, node)
    if document is None:
        raise InputError(problems)
    reader = _Reader(vocabulary, node)
    made = reader.marginals(document)
    if reader.problems:
        raise InputError(reader.problems)
    return made


class _Reader:
    def __init__(self, vocabulary: Vocabulary, node: Map) -> None:
        self.vocabulary = vocabulary
        self.node = node
        self.problems: list[Problem] = []

    def marginals(self, document: _Document) -> Marginals:
        if not document.facts:
            self.problems.append(problem("population-without-facts", self.node.place))
        facts: dict[str, Figure] = {}
        for key, written in document.facts.items():
            fact = self.fact(key, self.node["facts"].place_of(key))
            if fact is not None:
                facts[key] = self.figure(written, fact, self.node["facts"][key], facts)
        barriers: dict[str, Figure] = {}
        for code, written in document.barriers.items():
            place = self.node["barriers"].place_of(code)
            if code not in self.vocabulary.barriers:
                close = nearest(code.upper(), self.vocabulary.barriers)
                self.problems.append(problem("unknown-barrier", place, name=code, nearest=close))
            barriers[code] = self.figure(written, _yes_no(code), self.node["barriers"][code], facts)
        start = None
        if document.start is not None:
            day = Fact(key=START, type="date", label=START, phrase=START)
            start = self.figure(document.start, day, self.node["start"], facts)
        return Marginals(document.population, facts, barriers, start)

    def fact(self, key: str, place: str) -> Fact | None:
        fact = self.vocabulary.facts.get(key)
        if fact is None:
            close, known = nearest(key, self.vocabulary.facts), ", ".join(self.vocabulary.facts)
            self.problems.append(problem("unknown-fact", place, name=key, nearest=close, known=known))
        return fact

    def figure(self, written: _Figure, fact: Fact, node: Map, above: Mapping[str, Figure]) -> Figure:
        name, place = fact.key, node.place
        ways = [key for key in ("shares", "share", "members") if key in node]
        fits = {"bool": ("share", "shares"), "set": ("members",)}.get(fact.type, ("shares",))
        cases: tuple[Case, ...] = ()
        if len(ways) != 1 or ways[0] not in fits:
            self.problems.append(problem("population-figure-shape", place, name=name, known=f"`{fits[0]}`"))
        elif written.given is not None:
            cases = self.given(written, fact, node, ways[0], above)
        else:
            cases = (Case((), self.spreads(fact, node[ways[0]], ways[0], node.place_of(ways[0]))),)
        assumed = node.get("assumed")
        if written.source is None and (assumed is None or flag_of(assumed) is False):
            self.problems.append(problem("population-figure-without-source", place, name=name))
        unknown = 0 if written.unknown is None else self.share(node["unknown"], node.place_of("unknown"), name)
        return Figure(
            name,
            cases,
            written.given,
            int(unknown * WHOLE),
            str(written.source) if written.source else None,
            None if assumed is None else str(assumed),
        )

    def given(self, written: _Figure, fact: Fact, node: Map, way: str, above: Mapping[str, Figure]) -> tuple[Case, ...]:
        name, place = str(written.given), node.place_of("given")
        other = self.vocabulary.facts.get(name)
        if name not in above or other is None or other.type == "set":
            singles = [one for one in above if self.vocabulary.facts[one].type != "set"]
            close = nearest(name, singles)
            self.problems.append(problem("population-given-not-above", place, name=name, nearest=close))
            return ()
        by = node[way]
        if not isinstance(by, Map) or not by:
            self.problems.append(problem("not-a-mapping", node.place_of(way)))
            return ()
        cases = []
        for key, value in by.items():
            at = by.place_of(key)
            where = () if key == OTHERWISE else self.stretches(other, key, at)
            cases.append(Case(where, self.spreads(fact, value, way, at)))
        cases.sort(key=lambda one: not one.where)  # What holds for everyone else comes last.
        self.gaps(above[name], cases, node.place_of(way))
        return tuple(cases)

    def gaps(self, other: Figure, cases: list[Case], place: str) -> None:
        """Tell of values that the other fact may have and nothing is said for."""
        if not cases[-1].where:
            return
        taken = sorted((one.low, one.high) for case in cases for one in case.where)
        possible = [
            stretch
            for case in other.cases
            for spread in case.spreads.values()
            for stretch, share in zip(spread.stretches, spread.shares, strict=True)
            if share
        ]
        for stretch in possible:
            at = stretch.low
            for low, high in taken:
                at = high + 1 if low <= at <= high else at
            if at <= stretch.high:
                fact = self.vocabulary.facts[other.name]
                self.problems.append(problem("population-given-gap", place, name=other.name, value=_shown(fact, at)))
                return

    def spreads(self, fact: Fact, node: Any, way: str, place: str) -> dict[str, Spread]:
        if way == "share":
            return {"": self.yes(fact.key, node, place)}
        if not isinstance(node, Map) or not node:
            self.problems.append(problem("not-a-mapping", place_of(node, place)))
            return {}
        if way == "members":
            self.known(fact, node)
            return {key: self.yes(key, value, node.place_of(key)) for key, value in node.items()}
        stretches: list[Stretch] = []
        shares: list[Fraction] = []
        earlier = len(self.problems)
        for key, value in node.items():
            for one in self.stretches(fact, key, node.place_of(key)):
                if any(one.low <= other.high and other.low <= one.high for other in stretches):
                    self.problems.append(problem("population-values-overlap", node.place_of(key), name=key))
                stretches.append(one)
                shares.append(self.share(value, node.place_of(key), key))
        if len(self.problems) > earlier:
            return {}  # What one of them is, or how much, is not known, so neither is what they make together.
        total = sum(shares)
        if abs(total - 1) * 10**_DECIMALS > _NEAR_ONE:
            said = f"{float(total):.3f}".rstrip("0").rstrip(".")
            self.problems.append(problem("population-shares-not-one", place, name=fact.key, sum=said))
            return {}
        return {"": Spread(tuple(stretches), _parts([one / total for one in shares]))}

    def yes(self, name: str, node: Any, place: str) -> Spread:
        share = self.share(node, place, name)
        return Spread((Stretch(0, 0), Stretch(1, 1)), _parts([1 - share, share]))

    def share(self, node: Any, place: str, name: str) -> Fraction:
        parts = scaled_of(as_node(node), _DECIMALS)
        if parts is None or not 0 <= parts <= 10**_DECIMALS:
            self.problems.append(problem("population-not-a-share", place, name=name))
            return Fraction(0)
        return Fraction(parts, 10**_DECIMALS)

    def known(self, fact: Fact, node: Map) -> None:
        for key in node:
            if key not in fact.values:
                close, known = nearest(key, fact.values), ", ".join(list(fact.values)[:20])
                place = node.place_of(key)
                self.problems.append(
                    problem("population-unknown-value", place, text=key, name=fact.key, nearest=close, known=known)
                )

    def stretches(self, fact: Fact, key: str, place: str) -> tuple[Stretch, ...]:
        """Read what a share is of: a value, or a stretch of numbers or dates."""
        match fact.type:
            case "bool" if key in ("true", "false"):
                return (Stretch(int(key == "true"), int(key == "true")),)
            case "choice" | "bool":
                names = ["false", "true"] if fact.type == "bool" else list(fact.values)
                if key in names:
                    return (Stretch(names.index(key), names.index(key)),)
                close, known = nearest(key, names), ", ".join(names[:20])
                self.problems.append(
                    problem("population-unknown-value", place, text=key, name=fact.key, nearest=close, known=known)
                )
                return ()
        found = (_DATES if fact.type == "date" else _NUMBERS).fullmatch(key)
        ends = (key, key) if found is None else found.groups()
        low, high = (_point(fact, one) for one in ends)
        least, most = fact.bounds
        if low is None or high is None or not least <= low <= high <= most:
            code = "population-not-dates" if fact.type == "date" else "population-not-numbers"
            limits = f"{_shown(fact, least)} - {_shown(fact, most)}"
            self.problems.append(problem(code, place, text=key, name=fact.key, range=limits))
            return ()
        return (Stretch(low, high),)


def _point(fact: Fact, text: str) -> int | None:
    if fact.type == "date":
        day = date_of(text)
        return None if day is None else day.toordinal()
    return scaled_of(Text(text, quoted=False), fact.decimals)


def _shown(fact: Fact, value: int) -> str:
    match fact.type:
        case "date":
            return dt.date.fromordinal(value).isoformat()
        case "choice":
            return list(fact.values)[value]
        case "bool":
            return "true" if value else "false"
    whole, rest = divmod(value, 10**fact.decimals)
    return f"{whole}.{rest:0{fact.decimals}}" if rest else str(whole)


def _yes_no(code: str) -> Fact:
    return Fact.model_construct(key=code, type="bool", label=code, phrase=code)


def _parts(shares: list[Fraction]) -> tuple[int, ...]:
    """Return shares that make 1 as whole parts of 2**32 that make it too."""
    ends, total = [0], Fraction(0)
    for share in shares:
        total += share
        ends.append(round(total * WHOLE))
    return tuple(end - start for start, end in pairwise(ends))
