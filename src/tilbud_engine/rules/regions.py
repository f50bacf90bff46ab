"""Groups of persons, exactly: what holds of each fact in a region, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tilbud_engine.rules.conditions import Test, Truth
from tilbud_engine.rules.reference import Facts, meaning
from tilbud_engine.vocabulary import Fact, Members


@dataclass(frozen=True, slots=True)
class Extent:
    """What a region asks of one fact; a value that is known must lie in it.

    `known` and `unknown` tell whether the fact may be known, and whether it may be unknown. `ranges` are the stretches
    of a number, in its smallest unit, or of a date, in day numbers, both ends included; `limits` the numbers that rules
    compare with. `values` are the choices, or the answers of a yes/no fact, and `others` the possible ones left out. Of
    a set, `tests` are comparisons with what each may come out as; `least` and `most` are how many members there are at
    least and at most, as far as is known, and without stretches any number. `whole` is whether all of it is known.
    """

    fact: Fact
    known: bool = True
    unknown: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    values: tuple[str | bool, ...] = ()
    others: tuple[str | bool, ...] = ()
    limits: frozenset[int] = frozenset()
    tests: tuple[tuple[Test, frozenset[Truth]], ...] = ()
    least: tuple[tuple[int, int], ...] = ()
    most: tuple[tuple[int, int], ...] = ()
    whole: bool | None = None

    def holds(self, facts: Facts) -> bool:
        """Tell whether a person is within it."""
        value = facts.get(self.fact.key)
        if not (self.unknown if value is None else self.known):
            return False
        if self.fact.type == "set":
            size = len(self.fact.values)
            least, most = (len(value.has), size - len(value.has_not)) if isinstance(value, Members) else (0, size)
            if self.whole is not None and self.whole != (value is not None and least == most):
                return False
            counts = (within(least, self.least) or not self.least) and (within(most, self.most) or not self.most)
            return counts and all(meaning(test)(facts) in truths for test, truths in self.tests)
        if value is None:
            return True
        if isinstance(value, bool | str):
            return value in self.values
        return within(value.toordinal() if isinstance(value, dt.date) else int(value), self.ranges)  # type: ignore[arg-type]


def within(number: int, ranges: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a number is in one of the stretches."""
    return any(low <= number <= high for low, high in ranges)


@dataclass(frozen=True, slots=True)
class Region:
    """Persons of whom all extents hold; a fact without an extent may be anything, also unknown."""

    extents: tuple[Extent, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Tell whether a person is in the region."""
        return all(extent.holds(facts) for extent in self.extents)


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions that together are all the persons there are of a kind, if `complete`; else more may be left out."""

    parts: tuple[Region, ...]
    complete: bool

    def holds(self, facts: Facts) -> bool:
        """Tell whether a person is in one of the regions."""
        return any(region.holds(facts) for region in self.parts)
