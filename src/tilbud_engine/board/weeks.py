"""The weeks of a plan: each is named by its Monday, and shown by its ISO number."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

FEWEST_WEEKS, USUAL_WEEKS, MOST_WEEKS = 4, 13, 52
"""A plan is three months by default (R-B02)."""

FIRST_YEAR, LAST_YEAR = 1900, 2200

_WEEK = dt.timedelta(weeks=1)


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week that a day lies in."""
    return day - dt.timedelta(days=day.weekday())


@lru_cache
def weeks_from(start: dt.date, count: int) -> tuple[dt.date, ...]:
    """Return the Mondays of so many weeks from the one that `start` lies in."""
    first = monday_of(start)
    return tuple(first + number * _WEEK for number in range(count))


def week_number(monday: dt.date) -> int:
    """Return the ISO number of a week, 1 to 53."""
    return monday.isocalendar().week


def weeks_between(first: dt.date, last: dt.date) -> int:
    """Return how many weeks there are from one Monday to another, both with."""
    return (last - first).days // 7 + 1


def _day(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("board-year", "no year of a plan", {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def _monday(day: dt.date) -> dt.date:
    if day.weekday() != 0:
        raise PydanticCustomError("board-week-not-monday", "a week is named by its Monday")
    return _day(day)


Day = Annotated[dt.date, AfterValidator(_day)]
"""A day in a life: no year that nobody means."""


Week = Annotated[dt.date, AfterValidator(_monday)]
"""A week, named by its Monday."""
