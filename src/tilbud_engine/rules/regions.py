"""Groups of persons, exactly: what holds of each fact in a region, as data."""

from __future__ import annotations

from dataclasses import dataclass

from tilbud_engine.rules.conditions import Test, Truth
from tilbud_engine.rules.reference import Facts, meaning
from tilbud_engine.vocabulary import Fact, Members


@dataclass(frozen=True, slots=True)
class Extent:
    """What a region asks of one fact; a value that is known must lie in it.

    `unknown` tells whether the fact may be unknown, `known` whether it may be known. `ranges` are the stretches of a
    number, in its smallest unit, or of a date, in day numbers, both ends included; `values` the choices, or the answers
    of a yes/no fact, and `others` those that are left out and yet possible. `limits` are the numbers that rules compare
    with. Of a set, `tests` are comparisons with what each may come out as.
    """

    fact: Fact
    known: bool = True
    unknown: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    values: tuple[str | bool, ...] = ()
    others: tuple[str | bool, ...] = ()
    limits: frozenset[int] = frozenset()
    tests: tuple[tuple[Test, frozenset[Truth]], ...] = ()

    @property
    def any_value(self) -> bool:
        """Whether every value will do, as long as there is one."""
        return self.known and not self.others and self.ranges in ((), (self.fact.bounds,)) and not self.tests

    def holds(self, facts: Facts) -> bool:
        """Tell whether a person is within it."""
        value = facts.get(self.fact.key)
        if value is None:
            return self.unknown and all(None in truths for _, truths in self.tests)
        if not self.known:
            return False
        if isinstance(value, Members):
            return all(meaning(test)(facts) in truths for test, truths in self.tests)
        if isinstance(value, bool | str):
            return value in self.values
        number = value if isinstance(value, int) else value.toordinal()
        return any(low <= number <= high for low, high in self.ranges)


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
