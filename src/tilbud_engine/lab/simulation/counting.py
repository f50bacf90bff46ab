"""Counting what each offer answers, over all persons and by group: each table in one pass over the population.

An offer is counted for those who stated a barrier that it answers; where the population tells no barriers, for all.
Whoever stated a barrier that calls for a human at once is offered nothing, as the engine does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import narwhals as nw

from tilbud_engine.dated import add_months
from tilbud_engine.lab.population.counting import Count, tally
from tilbud_engine.lab.population.encoding import BARRIER, START
from tilbud_engine.lab.population.reading import Population
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.rules_at import Answer, RulesAt
from tilbud_engine.lab.simulation.values import AGE, LEG, MUNICIPALITY, TARGET_GROUP, UNKNOWN_GROUP
from tilbud_engine.rules.chairs import chair_in_use
from tilbud_engine.rules.columns import every, member_column, opposite, some, truths
from tilbud_engine.rules.conditions import Condition, Named, Not, Test, Truth, parts_of, walk

AGES = (18, 25, 30, 40, 50, 60, 67)
"""The first year of each age band but the lowest."""

IN, OUT = "in", "out"
"""The groups of a leg: those who stated something of it, and the others."""
BEFORE = "before"
"""The group of those whose day of starting lies before the first month."""

Place = tuple[str, str]
"""A table and a group in it; the whole population is `ALL`."""
ALL: Place = ("", "")

Statement = nw.Expr | Truth

FACTS = {AGE: "age", MUNICIPALITY: "municipality", TARGET_GROUP: "lab_target_group"}
"""The fact that each dimension is of; a leg is of the barriers."""


class Four(NamedTuple):
    """How many persons an offer is yes, no and unknown for, and how many it is not relevant for."""

    yes: int
    no: int
    unknown: int
    not_relevant: int


@dataclass
class Tables:
    """Counts by place, each table filled in one pass; nothing is withheld yet.

    `sizes` are the persons of each group, `eligible` and `right` the answers by offer, `missing` by offer and fact.
    """

    sizes: dict[Place, int] = field(default_factory=dict)
    alarms: int = 0
    eligible: dict[str, dict[Place, Four]] = field(default_factory=dict)
    right: dict[str, dict[Place, Four]] = field(default_factory=dict)
    missing: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def groups(self, table: str) -> list[str]:
        """Return the groups of a table that has persons."""
        return [group for name, group in self.sizes if name == table]


def count(rules: RulesAt, population: Population, first: dt.date, months: int, progress: Progress | None) -> Tables:
    """Count the answers of every offer over the population and by each group; `first` is the first month's first day.

    Stopped by Ctrl-C it keeps the tables that are whole and names the others; before the first is, it raises
    KeyboardInterrupt.
    """
    asked = _asked(rules, population)
    splits = {"": dict[str, nw.Expr](), **dict(_splits(rules, population.columns, first, months))}
    made, whole = Tables(), list[str]()
    try:
        for table, by in splits.items():
            _fill(made, asked, table, by, _names(rules, table))
            whole.append(table)
            if progress is not None:
                progress(len(whole), len(splits))
    except KeyboardInterrupt:
        try:  # noqa: SIM105  (a call before the try would be interrupted itself)
            _let_through()
        except KeyboardInterrupt:
            pass
        if not whole:
            raise
        made.left_out = tuple(one for one in splits if one not in whole)
    return made


def _let_through() -> None:
    """Let Python run for a moment: after the engine has ended at Ctrl-C, Python raises it once more."""
    for _ in range(1_000):
        pass


def has_barriers(population: Population) -> bool:
    """Tell whether the population says what stands in anybody's way."""
    return any(name.startswith(f"{BARRIER}/") for name in population.columns)


def open_facts(condition: Condition, told: Mapping[int, Statement]) -> dict[str, Statement]:
    """Return for each fact where it is missing: the condition is unknown, and an open part of it asks for the fact.

    A part is open where it is unknown itself and so is everything around it; `told` has what each part is, by `id`.
    Where each fact stands once, that is where its answer can still decide (rules/relevance.py).
    """
    found: dict[str, list[Statement]] = {}

    def look(part: Condition, around: list[Statement]) -> None:
        here = [*around, _unknown(told[id(part)])]
        if isinstance(part, Test):
            found.setdefault(part.fact.key, []).append(every(here))
        # What a definition or a `not` holds is unknown exactly where it is itself.
        inner = around if isinstance(part, Not | Named) else here
        for one in parts_of(part):
            look(one, inner)

    look(condition, [])
    return {key: some(where) for key, where in found.items()}


@dataclass(frozen=True)
class _Asked:
    """What is counted of each offer: whom it is relevant for, its answer and its right to them, what they miss."""

    people: Population
    alarm: Statement
    relevant: Mapping[str, Statement]
    eligible: Mapping[str, Statement]
    right: Mapping[str, Statement]
    missing: Mapping[tuple[str, str], Statement]


def _asked(rules: RulesAt, people: Population) -> _Asked:
    barriers = rules.engine.rulebook.vocabulary.barriers
    conditions = [one for answer in rules.answers.values() for one in (answer.eligible, answer.right) if one]
    parts = {id(part): part for one in conditions for part in walk(one)}
    told = dict(zip(parts, truths(parts.values(), people.columns), strict=True))
    alarm = _stated((code for code, one in barriers.items() if one.alarm), people)
    kept: dict[object, Statement] = {}  # One and the same expression for all offers that answer the same.
    relevant: dict[str, Statement] = {}
    for key, answer in rules.answers.items():
        whom = _whom(answer, rules)
        if whom not in kept:
            kept[whom] = every([_is_here(whom[1], rules, people), *_who_stated(whom[0], alarm, people)])
        relevant[key] = kept[whom]

    def counted(key: str, condition: Condition | None) -> Statement:
        return every([relevant[key], None if condition is None else told[id(condition)]])

    return _Asked(
        people,
        alarm,
        relevant,
        {key: counted(key, one.eligible) for key, one in rules.answers.items()},
        {key: counted(key, one.right) for key, one in rules.answers.items() if one.offer and one.offer.right},
        {
            (key, fact): every([relevant[key], where])
            for key, one in rules.answers.items()
            for fact, where in ({} if one.eligible is None else open_facts(one.eligible, told)).items()
        },
    )


def _whom(answer: Answer, rules: RulesAt) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the barriers that an offer answers, and where people must live for it to be there at all."""
    assert answer.offer is not None  # noqa: S101  (whatever a ruleset has is resolved)
    offer = answer.offer.offer
    return frozenset(offer.answers), () if rules.resolved.municipality else offer.municipalities


def _who_stated(codes: Iterable[str], alarm: Statement, people: Population) -> list[Statement]:
    return [_stated(codes, people), opposite(alarm)] if has_barriers(people) else []


def _stated(codes: Iterable[str], people: Population) -> Statement:
    columns = [member_column(BARRIER, code) for code in sorted(codes)]
    return some([nw.col(one).fill_null(value=False) for one in columns if one in people.columns])


def _is_here(homes: Iterable[str], rules: RulesAt, people: Population) -> Statement:
    """Return where an offer of other municipalities may be there: national rules do not know who they are for."""
    values = list(rules.engine.rulebook.vocabulary.facts["municipality"].values)
    homes = [one for one in homes if one in values]
    if not homes or "municipality" not in people.columns:
        return True
    home = nw.col("municipality")
    return some([home.is_null(), *((home == values.index(one)).fill_null(value=False) for one in homes)])


def _unknown(statement: Statement) -> Statement:
    return statement.is_null() if isinstance(statement, nw.Expr) else statement is None


def _splits(
    rules: RulesAt, columns: frozenset[str], first: dt.date, months: int
) -> Iterator[tuple[str, dict[str, nw.Expr]]]:
    """Yield the tables beside the whole, each with what its rows have in common."""
    for table, fact in FACTS.items():
        if fact in columns:
            yield table, {table: _steps(nw.col(fact), AGES) if table == AGE else nw.col(fact)}
    chair = chair_in_use(rules.engine.rulebook, rules.ruleset, rules.on)
    legs = {
        leg: reduce(lambda one, other: one | other, stated)
        for leg in chair.legs
        if (stated := [nw.col(name).fill_null(value=False) for name in _columns(chair.barriers_of(leg), columns)])
    }
    if legs:
        yield LEG, legs
    if START in columns:
        days = [add_months(first, number).toordinal() for number in range(months + 1)]
        yield START, {START: _steps(nw.col(START), days)}


def _columns(codes: Iterable[str], columns: frozenset[str]) -> list[str]:
    return [name for code in sorted(codes) if (name := member_column(BARRIER, code)) in columns]


def _steps(column: nw.Expr, limits: Iterable[int]) -> nw.Expr:
    """Return how many of the limits the column has reached; nothing where it is unknown."""
    return reduce(add, [(column >= limit).cast(nw.Int32) for limit in limits])


def _names(rules: RulesAt, table: str) -> Callable[[Any], str]:
    """Return what turns a row of a table into the name of its group."""
    values = {}
    if table in (MUNICIPALITY, TARGET_GROUP):
        values = dict(enumerate(rules.engine.rulebook.vocabulary.facts[FACTS[table]].values))
    elif table == AGE:
        ends = (0, *AGES)
        values = {i: f"{low}-{high - 1}" for i, (low, high) in enumerate(zip(ends, AGES, strict=False))}
        values[len(AGES)] = f"{AGES[-1]}+"
    elif table == START:
        return lambda step: UNKNOWN_GROUP if step is None else BEFORE if step == 0 else str(step - 1)
    return lambda step: UNKNOWN_GROUP if step is None else values[step]


def _fill(made: Tables, asked: _Asked, table: str, by: Mapping[str, nw.Expr], name: Callable[[Any], str]) -> None:
    """Count one table in one pass; the whole population also by what is missing."""
    whole = not table
    keyed: dict[object, Statement] = {"alarm": asked.alarm}
    for key, one in asked.relevant.items():
        keyed[id(one)] = one
        keyed["eligible", key] = asked.eligible[key]
        if key in asked.right:
            keyed["right", key] = asked.right[key]
    if whole:
        keyed |= {("missing", *key): one for key, one in asked.missing.items()}
    found = tally(asked.people.frame, list(keyed.values()), by)
    for row, counted in sorted(found.items(), key=_order):
        counts = dict(zip(keyed, counted, strict=True))
        for place in [ALL] if whole else _places(table, by, row, name):
            made.sizes[place] = made.sizes.get(place, 0) + counts["alarm"].rows
            for key, one in asked.relevant.items():
                relevant = counts[id(one)].yes
                _add(made.eligible, key, place, _four(counts["eligible", key], relevant))
                if key in asked.right:
                    _add(made.right, key, place, _four(counts["right", key], relevant))
        if whole:
            made.alarms = counts["alarm"].yes
            for key, fact in asked.missing:
                made.missing.setdefault(key, {})[fact] = counts["missing", key, fact].yes


def _order(found: tuple[tuple[Any, ...], object]) -> tuple[tuple[bool, int], ...]:
    """Order the rows of a table as their groups stand in the vocabulary; what is unknown comes last."""
    return tuple((one is None, one or 0) for one in found[0])


def _places(table: str, by: Mapping[str, nw.Expr], row: tuple[Any, ...], name: Callable[[Any], str]) -> list[Place]:
    if table == LEG:
        return [(f"{LEG}/{leg}", IN if stated else OUT) for leg, stated in zip(by, row, strict=True)]
    return [(table, name(row[0]))]


def _four(counted: Count, relevant: int) -> Four:
    return Four(counted.yes, relevant - counted.yes - counted.unknown, counted.unknown, counted.rows - relevant)


def _add(into: dict[str, dict[Place, Four]], key: str, place: Place, more: Four) -> None:
    here = into.setdefault(key, {})
    earlier = here.get(place, Four(0, 0, 0, 0))
    here[place] = Four(*(one + other for one, other in zip(earlier, more, strict=True)))
