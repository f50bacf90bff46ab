"""Time in rules: periods, spans, sources, and values that change on a date.

Anything in a document may be written `versions: {DATE: value}`; `timeline` turns such a document into one plain
document for each stretch of time in which nothing changes. Dates are inclusive at both ends.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from tilbud_engine.errors import Problem, problem
from tilbud_engine.reading import Day, Line, Map, Node, Seq, as_node, date_of, place_of

T = TypeVar("T")

MOST_DATES = 200
"""So many dates may a document change on; it is read anew for each."""

_SPAN = re.compile(r"(\d{1,4}) (day|week|month|year)s?", re.ASCII)


class Model(BaseModel):
    """A frozen value with no unknown keys: the base of every document of the engine."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


def _node(value: Any) -> Any:
    return as_node(value)


ConditionSource = Annotated[
    Any,
    BeforeValidator(_node),
    WithJsonSchema({"format": "condition"}),
    PlainSerializer(lambda node: node, return_type=Any),
]
"""A condition as it was written; not read yet."""


class Period(Model):
    """A stretch of days, both ends inclusive; an open end is None."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.from_ and self.to and self.from_ > self.to:
            raise PydanticCustomError("period-reversed", "the period ends before it begins")
        return self

    def holds(self, on: dt.date) -> bool:
        """Tell whether the day lies in the period."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


class Source(Model):
    """Where something is written: a law or another text, its section, its version and a remark."""

    title: Line | None = None
    law: Line | None = None
    section: Line | None = None
    where: Line | None = None
    version: Line | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Source:
        if not (self.title or self.law):
            raise PydanticCustomError("source-without-name", "a source needs `title` or `law`")
        return self

    def __str__(self) -> str:
        name = self.law or self.title or ""
        place = self.section or self.where
        version = f" ({self.version})" if self.version else ""
        return f"{name}{', ' if place else ''}{place or ''}{version}"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in whole days, weeks, months or years, such as `12 months`."""

    count: int
    unit: str

    def before(self, day: dt.date) -> dt.date:
        """Return the day that lies this long before `day`, clamped to the end of the month."""
        return self._shift(day, -self.count)

    def after(self, day: dt.date) -> dt.date:
        """Return the day that lies this long after `day`, clamped to the end of the month."""
        return self._shift(day, self.count)

    def _shift(self, day: dt.date, count: int) -> dt.date:
        if self.unit in ("month", "year"):
            return add_months(day, count * (12 if self.unit == "year" else 1))
        ordinal = day.toordinal() + count * (7 if self.unit == "week" else 1)
        return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @classmethod
    def parse(cls, text: str) -> Span | None:
        """Read `12 months`, `1 year`, `2 weeks` or `14 days`; None for anything else."""
        found = _SPAN.fullmatch(text)
        return cls(int(found[1]), found[2]) if found else None

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later (earlier when negative), clamped to the end of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    # Every month has 28 days; only the last three need a look at the calendar.
    last = 28 if day.day <= 28 else calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def whole_months(start: dt.date, end: dt.date) -> int:
    """Return how many whole months have passed from `start` to `end`; 0 when `end` is not later.

    A month has passed on the day that `add_months` gives, so the 31st is followed by the 30th of a short month.
    """
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """What holds from each date on: `starts` ascending, the first being the beginning of time."""

    starts: tuple[dt.date, ...]
    values: tuple[T, ...]

    def at(self, on: dt.date) -> T:
        """Return what holds on the day."""
        return self.values[bisect_right(self.starts, on) - 1]


_ABSENT = object()


def version_dates(node: Node, problems: list[Problem], inside: bool = False) -> set[dt.date]:
    """Collect the dates of every `versions` in a document, and the problems in how they are written."""
    dates: set[dt.date] = set()
    if isinstance(node, Map) and "versions" in node:
        versions = node["versions"]
        if inside:
            problems.append(problem("versions-nested", node.place))
        elif len(node) > 1 or not isinstance(versions, Map) or not versions:
            problems.append(problem("versions-shape", node.place))
        else:
            for key in versions:
                day = date_of(key)
                if day is None:
                    problems.append(problem("bad-date", versions.place_of(key), text=key))
                else:
                    dates.add(day)
            for value in versions.values():
                version_dates(value, problems, inside=True)
        return dates
    children = node.values() if isinstance(node, Map) else node if isinstance(node, Seq) else ()
    for child in children:
        dates |= version_dates(child, problems, inside)
    return dates


def at_date(node: Node, on: dt.date) -> Any:
    """Return the document as it reads on the day; a value without a version yet is left out.

    At the top, a document that has no version yet gives None.
    """
    found = _project(node, on)
    return None if found is _ABSENT else found


def _project(node: Node, on: dt.date) -> Any:
    if isinstance(node, Map):
        versions = node.get("versions")
        if "versions" in node and not (isinstance(versions, Map) and len(node) == 1):
            return _ABSENT  # Told by `version_dates`; nothing more is said of it.
        if isinstance(versions, Map):
            days = [(day, key) for key in versions if (day := date_of(key)) is not None and day <= on]
            if not days:
                return _ABSENT
            since, key = max(days)
            return _stamped(versions[key], since)
        kept = {key: value for key, child in node.items() if (value := _project(child, on)) is not _ABSENT}
        return node.with_values(kept)
    if isinstance(node, Seq):
        return node.with_values([value for child in node if (value := _project(child, on)) is not _ABSENT])
    return node


def _stamped(node: Node, since: dt.date) -> Any:
    """Return a version with its date on everything inside, so that each part can tell since when it holds."""
    if isinstance(node, Map):
        return node.with_values({key: _stamped(child, since) for key, child in node.items()}).dated(since)
    if isinstance(node, Seq):
        return node.with_values([_stamped(child, since) for child in node]).dated(since)
    return None if node is None else node.dated(since)


def timeline(node: Node, build: Callable[[Any, dt.date], T]) -> tuple[Timeline[T], list[Problem]]:
    """Build one value for each stretch of time in which the document reads the same.

    `build` gets the plain document and the first day of the stretch. With a problem in the versions themselves there
    is one stretch only.
    """
    problems: list[Problem] = []
    starts = (dt.date.min, *sorted(version_dates(node, problems) - {dt.date.min}))
    if len(starts) > MOST_DATES:
        problems.append(problem("too-many-versions", place_of(node), limit=MOST_DATES))
    if problems:
        starts = starts[:1]
    return Timeline(starts, tuple(build(at_date(node, start), start) for start in starts)), problems
