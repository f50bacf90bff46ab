"""How many places an offer needs, month by month: those who begin, and how long they stay.

Whoever begins in a month begins on its first day and stays as many weeks as the offer says. Every offer is looked at by
itself: that a person has no time for two is not reckoned with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tilbud_engine.dated import add_months
from tilbud_engine.lab.simulation.values import Load, Month
from tilbud_engine.offers import Amount
from tilbud_engine.rules.resolved import ResolvedOffer

WEEKS_A_MONTH = 365.25 / 7 / 12

Arrivals = Sequence[float | None]
"""How many begin in each month, None where that is withheld."""


def load_of(offer: ResolvedOffer, first: dt.date, yes: Arrivals, unknown: Arrivals) -> Load:
    """Return the load of an offer from the month of `first` on, when so many with a yes, and unknown, begin.

    An offer that states no weeks is taken to last through all the months.
    """
    weeks = offer.offer.weeks
    shortest, longest = (None, None) if weeks is None else (weeks.from_, weeks.to)
    least, most = _places(yes, shortest), _places(yes, longest)
    if_unknown = _places([_sum(one, more) for one, more in zip(yes, unknown, strict=True)], longest)
    months = [
        Month(add_months(first, number), yes[number], least[number], most[number], if_unknown[number])
        for number in range(len(yes))
    ]
    capacity = None if offer.capacity is None else offer.capacity.places
    return Load(capacity, _ends(weeks), _ends(offer.offer.hours_per_week), tuple(months))


def _places(arrivals: Arrivals, weeks: int | None) -> list[float | None]:
    """Return the places in use in each month on average."""
    return [
        _total([_times(arrivals[begun], _share(month - begun, weeks)) for begun in range(month + 1)])
        for month in range(len(arrivals))
    ]


def _share(months_ago: int, weeks: int | None) -> float:
    """Return for how much of a month somebody still has the place who began so many months ago."""
    return 1.0 if weeks is None else min(1.0, max(0.0, weeks / WEEKS_A_MONTH - months_ago))


def _times(arrivals: float | None, share: float) -> float | None:
    return 0.0 if not share else None if arrivals is None else arrivals * share


def _total(parts: Sequence[float | None]) -> float | None:
    total = 0.0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _sum(one: float | None, other: float | None) -> float | None:
    return _total([one, other])


def _ends(stretch: Amount | None) -> tuple[int, int] | None:
    return None if stretch is None else (stretch.from_, stretch.to)
