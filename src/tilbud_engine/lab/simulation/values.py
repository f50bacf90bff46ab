"""What a simulation found, as values: plain, frozen, and ready for text, charts and JSON.

A count that must not be shown is None. Nothing here tells of a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tilbud_engine.errors import Language, Problem

SCHEMA = 1

Shown = int | None
"""A count of persons, None where it is withheld."""

AGE, MUNICIPALITY, TARGET_GROUP, LEG = "age", "municipality", "target_group", "leg"
DIMENSIONS = (AGE, MUNICIPALITY, TARGET_GROUP, LEG)
"""What persons are grouped by. A person belongs to one group of each, save legs: she may have talked of several."""

UNKNOWN_GROUP = "unknown"
"""The group of those of whom it is not known where they belong."""
SMALL_GROUPS = "small"
"""The groups below the least that is shown, put together."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many persons an offer is yes, no and unknown for, and how many stated nothing that it answers."""

    yes: Shown
    no: Shown
    unknown: Shown
    not_relevant: Shown = 0

    def as_json(self) -> dict[str, Shown]:
        """Return the counts by their names; null is withheld."""
        return {"yes": self.yes, "no": self.no, "unknown": self.unknown, "not_relevant": self.not_relevant}


@dataclass(frozen=True, slots=True)
class Group:
    """Persons with something in common: `key` is an age band, a municipality, a value of the target group or a leg.

    `members` are the keys of the groups that it was put together from because each of them was small.
    """

    key: str
    persons: int
    members: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the group as a mapping."""
        made: dict[str, Any] = {"group": self.key, "persons": self.persons}
        return {**made, "members": list(self.members)} if self.members else made


@dataclass(frozen=True, slots=True)
class Month:
    """The load of an offer in one month, on average and expected; None where the persons behind it are withheld.

    `arrivals` are those who begin; `least` and `most` the places in use when all stay as short and as long as the offer
    says; `most_if_unknown` the same when everybody whose answer is unknown gets a yes as well.
    """

    month: dt.date
    arrivals: float | None
    least: float | None
    most: float | None
    most_if_unknown: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the month as `2026-09` and its numbers with one decimal."""
        return {
            "month": f"{self.month:%Y-%m}",
            "arrivals": _tenths(self.arrivals),
            "least": _tenths(self.least),
            "most": _tenths(self.most),
            "most_if_unknown": _tenths(self.most_if_unknown),
        }


@dataclass(frozen=True, slots=True)
class Load:
    """The places that an offer needs, month by month, beside those it has; None where nobody has said how many."""

    capacity: int | None
    weeks: tuple[int, int] | None
    hours_per_week: tuple[int, int] | None
    months: tuple[Month, ...]

    @property
    def surely_over(self) -> tuple[dt.date, ...]:
        """The months in which more places are needed than there are, even when all stay as short as may be."""
        return self._over("least")

    @property
    def perhaps_over(self) -> tuple[dt.date, ...]:
        """The months in which more places are needed when all stay as long as may be, those of `surely_over` too."""
        return self._over("most")

    @property
    def over_if_unknown(self) -> tuple[dt.date, ...]:
        """The same, when everybody whose answer is unknown gets a yes as well."""
        return self._over("most_if_unknown")

    def _over(self, name: str) -> tuple[dt.date, ...]:
        if self.capacity is None:
            return ()
        return tuple(one.month for one in self.months if (getattr(one, name) or 0) > self.capacity)

    def as_json(self) -> dict[str, Any]:
        """Return the load as a mapping."""
        return {
            "capacity": self.capacity,
            "weeks": _ends(self.weeks),
            "hours_per_week": _ends(self.hours_per_week),
            "months": [one.as_json() for one in self.months],
            "surely_over": [f"{one:%Y-%m}" for one in self.surely_over],
            "perhaps_over": [f"{one:%Y-%m}" for one in self.perhaps_over],
            "over_if_unknown": [f"{one:%Y-%m}" for one in self.over_if_unknown],
        }


@dataclass(frozen=True, slots=True)
class OfferNumbers:
    """What an offer answers to the persons of a population.

    `reason` is why it answers the same to everyone (as in lab/rules_at.py), else None. `right` is None where nobody has
    a right to it. `groups` and `right_groups` have the same counts by dimension and group. `missing` tells by fact for
    how many of those whose answer is unknown an open part of the condition asks for it.
    """

    id: str
    name: str
    total: Counts
    reason: str | None = None
    right: Counts | None = None
    groups: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)
    right_groups: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)
    missing: Mapping[str, Shown] = field(default_factory=dict)
    load: Load | None = None

    def counts(self) -> Iterator[Shown]:
        """Yield every count of persons there is of the offer."""
        tables = (*self.groups.values(), *self.right_groups.values())
        whole = (self.total, *([self.right] if self.right else ()), *(one for made in tables for one in made.values()))
        yield from (count for one in whole for count in (one.yes, one.no, one.unknown, one.not_relevant))
        yield from self.missing.values()

    def as_json(self) -> dict[str, Any]:
        """Return the offer's numbers as a mapping."""
        return {
            "offer": self.id,
            "name": self.name,
            "reason": self.reason,
            **self.total.as_json(),
            "right": self.right.as_json() if self.right else None,
            "missing": dict(self.missing),
            "groups": _by_group(self.groups),
            "right_groups": _by_group(self.right_groups),
            "load": self.load.as_json() if self.load else None,
        }


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a ruleset answers to a population on a day.

    `uptake` is the percentage of those with a yes who are reckoned to take the offer, `arrival` how they come: `start`
    as the population's days say, else `even` or `once`. `start_outside` are those whose day lies outside the months or
    is unknown: no load has them. `alarms` are those who stated a barrier that calls for a human: they are offered
    nothing. `left_out` are the tables that were not counted, because the work was stopped before.
    """

    ruleset: str
    municipality: str | None
    draft: bool
    on: dt.date
    sha256: str
    population: str
    persons: int
    alarms: Shown
    barriers: bool
    uptake: int
    arrival: str
    start_outside: Shown
    groups: Mapping[str, tuple[Group, ...]]
    offers: tuple[OfferNumbers, ...]
    suppressed: bool
    left_out: tuple[str, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def offer(self, key: str) -> OfferNumbers:
        """Return the numbers of an offer.

        Raises KeyError for one that is not in the ruleset.
        """
        return {one.id: one for one in self.offers}[key]

    def as_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the counts as rows of a spreadsheet, the head first; an empty cell is a withheld count."""
        yield ("offer", "name", "what", "by", "group", "yes", "no", "unknown", "not_relevant")
        for one in self.offers:
            for what, total, groups in (
                ("answer", one.total, one.groups),
                ("right", one.right, one.right_groups),
            ):
                if total is not None:
                    yield (one.id, one.name, what, "", "", *total.as_json().values())
                for name, made in groups.items():
                    for key, counts in made.items():
                        yield (one.id, one.name, what, name, key, *counts.as_json().values())
            for fact, count in one.missing.items():
                yield (one.id, one.name, "missing", "fact", fact, "", "", count, "")

    @property
    def withheld(self) -> int:
        """How many counts are not shown, each where it stands."""
        return sum(one is None for offer in self.offers for one in offer.counts())

    def as_json(self, language: Language = "da") -> dict[str, Any]:
        """Return everything as JSON values, `schema` first; null is a withheld count."""
        return {
            "schema": SCHEMA,
            "ruleset": self.ruleset,
            "municipality": self.municipality,
            "draft": self.draft,
            "on": self.on.isoformat(),
            "rules_sha256": self.sha256,
            "population": self.population,
            "persons": self.persons,
            "alarms": self.alarms,
            "barriers": self.barriers,
            "uptake": self.uptake,
            "arrival": self.arrival,
            "start_outside": self.start_outside,
            "suppressed": self.suppressed,
            "withheld": self.withheld,
            "left_out": list(self.left_out),
            "groups": {name: [one.as_json() for one in groups] for name, groups in self.groups.items()},
            "offers": [one.as_json() for one in self.offers],
            "remarks": [{"code": one.code, "message": one.message(language)} for one in self.remarks],
        }


def _by_group(groups: Mapping[str, Mapping[str, Counts]]) -> dict[str, dict[str, dict[str, Shown]]]:
    return {name: {key: counts.as_json() for key, counts in made.items()} for name, made in groups.items()}


def _tenths(number: float | None) -> float | None:
    return None if number is None else round(number, 1)


def _ends(stretch: tuple[int, int] | None) -> dict[str, int] | None:
    return None if stretch is None else {"from": stretch[0], "to": stretch[1]}
