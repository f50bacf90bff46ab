"""Simulation: what a ruleset answers to a whole population, by group, and the places that this takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tilbud_engine.lab.population.encoding import START
from tilbud_engine.lab.population.reading import Population, missing_facts
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.rules_at import Answer, RulesAt
from tilbud_engine.lab.simulation.counting import ALL, IN, Four, Place, Tables, count, has_barriers
from tilbud_engine.lab.simulation.loading import Arrivals, load_of
from tilbud_engine.lab.simulation.values import (
    DIMENSIONS,
    LEG,
    Counts,
    Group,
    Load,
    OfferNumbers,
    Shown,
    Simulation,
)
from tilbud_engine.lab.simulation.withholding import Withheld, merged, withhold
from tilbud_engine.lab.suppression import LEAST_SHOWN

MONTHS = 12

Arrival = Literal["even", "once"]


def simulate(
    rules: RulesAt,
    population: Population,
    *,
    uptake: int = 100,
    arrival: Arrival = "even",
    months: int = MONTHS,
    suppress: bool = True,
    progress: Progress | None = None,
) -> Simulation:
    """Count what every offer answers to the population, by group, and the load on it month by month.

    `uptake` is the percentage of those with a yes who take the offer. Those who come are spread evenly over the
    months, or come at once in the first, unless the population tells their days. With `suppress` no count below 5 can
    be seen or worked out. Stopped by Ctrl-C it returns the tables that are whole; before the first it raises
    KeyboardInterrupt.
    """
    first = rules.on.replace(day=1)
    counted = count(rules, population, first, months, progress)
    tables, members = merged(counted) if suppress else (counted, {})
    shown = _Shown(tables, withhold(tables, months) if suppress else Withheld(), months)
    by_start = START in population.columns and START not in tables.left_out
    offers = []
    for key, answer in rules.answers.items():
        yes, unknown = (shown.arrivals(key, one, by_start, arrival, uptake / 100) for one in ("yes", "unknown"))
        load = load_of(answer.offer, first, yes, unknown) if answer.offer and answer.reason is None else None
        offers.append(_numbers(key, answer, shown, load))
    ruleset = rules.engine.rulebook.rulesets[rules.ruleset]
    conditions = [one for answer in rules.answers.values() for one in (answer.eligible, answer.right)]
    outside = sum(size for (table, group), size in tables.sizes.items() if table == START and group not in shown.months)
    return Simulation(
        ruleset=rules.ruleset,
        municipality=rules.resolved.municipality,
        draft=ruleset.draft,
        on=rules.on,
        sha256=rules.resolved.sha256,
        population=population.name,
        persons=tables.sizes[ALL],
        alarms=_shown(tables.alarms, suppress),
        barriers=has_barriers(population),
        uptake=uptake,
        arrival=START if by_start else arrival,
        start_outside=_shown(outside, suppress),
        groups={name: groups for name in DIMENSIONS if (groups := tuple(_groups(tables, name, members)))},
        offers=tuple(offers),
        suppressed=suppress,
        left_out=tables.left_out,
        remarks=(*population.remarks, *missing_facts(population, conditions)),
    )


class _Shown:
    """The counts of the tables as they may be shown."""

    def __init__(self, tables: Tables, hidden: Withheld, months: int) -> None:
        self.tables = tables
        self.hidden = hidden
        self.months = [str(number) for number in range(months)]

    def counts(self, kind: Literal["eligible", "right"], offer: str, place: Place) -> Counts:
        """Return the counts of an offer in a place, None for those that are withheld."""
        four = getattr(self.tables, kind)[offer].get(place, Four(0, 0, 0, 0))
        pairs = zip(Four._fields, four, strict=True)
        return Counts(*(None if self.hidden.hides((kind, offer, name), place) else value for name, value in pairs))

    def groups(self, kind: Literal["eligible", "right"], offer: str) -> dict[str, dict[str, Counts]]:
        """Return the counts of an offer by dimension and group."""
        made: dict[str, dict[str, Counts]] = {}
        for table, group in self.tables.sizes:
            name, _, leg = table.partition("/")
            if name in DIMENSIONS and (name != LEG or group == IN):
                made.setdefault(name, {})[leg or group] = self.counts(kind, offer, (table, group))
        return made

    def missing(self, offer: str) -> dict[str, Shown]:
        """Return by fact how many miss it, the most first; facts that nobody misses are left out."""
        found = self.tables.missing.get(offer, {})
        ordered = sorted((one for one in found if found[one]), key=lambda one: (-found[one], one))
        return {one: None if self.hidden.hides(("missing", offer, one)) else found[one] for one in ordered}

    def arrivals(self, offer: str, answer: str, by_start: bool, arrival: Arrival, share: float) -> Arrivals:
        """Return how many of those with the answer begin in each month."""
        if by_start:
            return [self.begun(offer, answer, (START, month), share) for month in self.months]
        everybody = self.begun(offer, answer, ALL, share)
        if arrival == "once" or everybody is None:
            return [everybody, *(None if everybody is None else 0.0 for _ in self.months[1:])]
        return [everybody / len(self.months)] * len(self.months)

    def begun(self, offer: str, answer: str, place: Place, share: float) -> float | None:
        """Return how many of those with the answer in a place take the offer."""
        if self.hidden.hides(("eligible", offer, answer), place):
            return None
        count: int = getattr(self.tables.eligible[offer].get(place, Four(0, 0, 0, 0)), answer)
        return count * share


def _numbers(key: str, answer: Answer, shown: _Shown, load: Load | None) -> OfferNumbers:
    assert answer.offer is not None  # noqa: S101  (whatever a ruleset has is resolved)
    has_right = key in shown.tables.right
    return OfferNumbers(
        id=key,
        name=answer.offer.offer.name,
        total=shown.counts("eligible", key, ALL),
        reason=answer.reason,
        right=shown.counts("right", key, ALL) if has_right else None,
        groups=shown.groups("eligible", key),
        right_groups=shown.groups("right", key) if has_right else {},
        missing=shown.missing(key),
        load=load,
    )


def _shown(count: int, suppress: bool) -> Shown:
    return None if suppress and 0 < count < LEAST_SHOWN else count


def _groups(tables: Tables, name: str, members: Mapping[Place, tuple[str, ...]]) -> Iterator[Group]:
    for (table, group), size in tables.sizes.items():
        if table == name:
            yield Group(group, size, members.get((table, group), ()))
        elif table.startswith(f"{name}/") and group == IN:
            yield Group(table.partition("/")[2], size)
