"""Which counts of persons may be shown: small ones are withheld, and enough beside them that none can be worked out.

Counts belong together by sums: the answers of a group make the group, the groups make the whole. Whoever knows every
shown count and every sum is left with at least two values for each withheld count.

0 is shown, because a rule often lets nobody in, and anybody can read that in the rule. So a reader knows that a
withheld count is at least 1, and that is reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, nsmallest
from itertools import count
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)

LEAST_SHOWN = 5
"""Counts of 1 to 4 persons are withheld."""

_FEW_TRIED, _MOST_TRIED = 300, 2_000
"""So many beginnings of a shift are looked at for one count; after that more is withheld than is needed."""
_MOST_WAYS = 12
"""So many ways of going on are looked at from each beginning, the cheapest."""
_CHEAP = 25
"""What a shift may cost before a cheaper one is looked for among those that are proposed."""
_ZERO_WEIGHT = 10_000
"""A 0 is withheld only where nothing else hides a count."""


Shift = Mapping[Key, int]
"""Counts that change together, by one more (1) or one less (-1), so that every sum still adds up."""


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """A total that is the sum of its parts, as anybody knows; a single part says that two counts are the same."""

    total: Key
    parts: tuple[Key, ...]


def margins(
    rows: Sequence[Row], columns: Sequence[Column], cell: Callable[[Row | None, Column | None], Key]
) -> list[Sum[Key]]:
    """Return the sums of a table with totals on both sides and in the corner; None stands for all rows or columns."""
    every_row, every_column = (*rows, None), (*columns, None)
    across = [Sum(cell(row, None), tuple(cell(row, column) for column in columns)) for row in every_row]
    return across + [Sum(cell(None, one), tuple(cell(row, one) for row in rows)) for one in every_column]


def withheld(
    counts: Mapping[Key, int],
    sums: Iterable[Sum[Key]],
    *,
    least: int = LEAST_SHOWN,
    given: Collection[Key] = (),
    unshown: Collection[Key] = (),
    shifts: Callable[[Key], Iterable[Shift[Key]]] = lambda _: (),
    worth: Callable[[Key], int] = lambda _: 1,
) -> frozenset[Key]:
    """Return the counts that must not be shown.

    `given` are counts that everybody knows, such as the sizes of groups: they are never withheld. `unshown` are counts
    that no table has and that a small one of must not be worked out either. The counts must add up as the sums say.
    `shifts` may propose, for a count, which counts change when one person answers otherwise: where tables hang together
    in many places, nothing finds that as fast. What it proposes is checked. `worth` says how dear it is to withhold a
    count beside what its size says: a total is worth more than a part.
    """
    web = _Web(dict(counts), tuple(sums), frozenset(given), frozenset(unshown), shifts, worth)
    small = [key for key, value in web.counts.items() if 0 < value < least and key not in web.given]
    web.hidden.update(small)
    # What is withheld to hide another count needs no care of its own: the shift that it is part of changes it too.
    for key in sorted(small, key=lambda one: web.counts[one]):
        if key not in web.safe:
            web.hide(key)
    return frozenset(web.hidden - web.unshown)


@dataclass
class _Web(Generic[Key]):
    """The counts with the sums that bind them, and what has been withheld so far.

    A count is safe when there is a shift: counts that each change by one, all of them withheld, so that every sum still
    adds up and no withheld count falls below 1. What is shown allows both the true counts and the shifted ones.
    """

    counts: dict[Key, int]
    sums: tuple[Sum[Key], ...]
    given: frozenset[Key]
    unshown: frozenset[Key]
    shifts: Callable[[Key], Iterable[Shift[Key]]]
    worth: Callable[[Key], int]
    hidden: set[Key] = field(default_factory=set)
    safe: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hidden |= self.unshown
        self.members: list[dict[Key, int]] = []
        self.places: dict[Key, list[tuple[int, int]]] = {}
        for number, one in enumerate(self.sums):
            weights: dict[Key, int] = {one.total: 1}
            for part in one.parts:
                weights[part] = weights.get(part, 0) - 1
            self.members.append({key: weight for key, weight in weights.items() if weight})
            for key, weight in self.members[-1].items():
                self.places.setdefault(key, []).append((number, weight))

    def hide(self, key: Key) -> None:
        """Withhold what it takes to leave the count open."""
        shift = self.shift(key, _FEW_TRIED)
        if shift is None or self.cost(shift) > _CHEAP:
            shift = min((one for one in (shift, self.proposed(key)) if one), key=self.cost, default=None)
        shift = shift or self.shift(key, _MOST_TRIED) or self.shift(key, _MOST_TRIED, zeros=True)
        opened = shift or set(self.around(key))
        self.hidden |= opened
        self.safe |= opened

    def proposed(self, key: Key) -> set[Key] | None:
        """Return the counts of the cheapest proposed shift that changes this one and adds up."""
        found: list[set[Key]] = []
        for moved in self.shifts(key):
            gaps: dict[int, int] = {}
            for one, sign in moved.items():
                gaps = self.opened(gaps, one, sign)
            if key in moved and not gaps and all(self.may_change(one, sign) for one, sign in moved.items()):
                found.append(set(moved))
        return min(found, key=self.cost, default=None)

    def shift(self, key: Key, most: int, *, zeros: bool = False) -> set[Key] | None:
        """Return the counts of a cheap shift that changes this one; None where none is found.

        `zeros` allows a shown 0 to become a 1. The search goes on from the most promising beginning of a shift, and
        looks at so many of them.
        """
        ties = count()
        heap: list[tuple[int, int, int, dict[Key, int], dict[int, int]]] = []
        for sign in (1, -1):
            if self.may_change(key, sign, zeros=zeros):
                heappush(heap, (0, next(ties), 0, {key: sign}, self.opened({}, key, sign)))
        for _ in range(most):
            if not heap:
                return None
            _, _, cost, moved, gaps = heappop(heap)
            if not gaps:
                return set(moved)
            number = min(gaps, key=lambda one: (len(self.members[one]), one))
            for other, sign in self.closing(number, gaps[number], moved, zeros=zeros):
                left = self.opened(gaps, other, sign)
                paid = cost + self.weight(other)
                heappush(heap, (paid + 4 * len(left), next(ties), paid, {**moved, other: sign}, left))
        return None

    def closing(self, number: int, gap: int, moved: Collection[Key], *, zeros: bool) -> list[tuple[Key, int]]:
        """Return the cheapest counts of a sum, with how each may change to make the sum less wrong."""
        found = (
            (other, -1 if (gap > 0) == (weight > 0) else 1)
            for other, weight in self.members[number].items()
            if other not in moved
        )
        possible = ((other, sign) for other, sign in found if self.may_change(other, sign, zeros=zeros))
        return nsmallest(_MOST_WAYS, possible, key=lambda one: self.weight(one[0]))

    def may_change(self, key: Key, sign: int, *, zeros: bool = False) -> bool:
        """Tell whether the count may be one more or one less in the eyes of a reader."""
        value = self.counts[key]
        if key in self.given:
            return False
        if key in self.unshown:
            return value + sign >= 0
        return value + sign >= 1 if value else zeros and sign > 0

    def opened(self, gaps: Mapping[int, int], key: Key, sign: int) -> dict[int, int]:
        """Return by how much each sum is wrong once the count has changed; those that add up are left out."""
        made = dict(gaps)
        for number, weight in self.places.get(key, ()):
            made[number] = made.get(number, 0) + weight * sign
            if not made[number]:
                del made[number]
        return made

    def cost(self, keys: Iterable[Key]) -> int:
        """Return what it costs to withhold all of these."""
        return sum(map(self.weight, keys))

    def weight(self, key: Key) -> int:
        """Return what it costs to withhold the count: more for a large one, nothing for one that is withheld."""
        if key in self.hidden:
            return 0
        return self.worth(key) * (1 + self.counts[key].bit_length()) if self.counts[key] else _ZERO_WEIGHT

    def around(self, key: Key) -> Iterator[Key]:
        """Yield every count that is bound to this one by sums, without passing through what everybody knows."""
        seen, waiting = {key}, [key]
        while waiting:
            one = waiting.pop()
            yield one
            for number, _ in self.places.get(one, ()):
                for other in self.members[number]:
                    if other not in seen and other not in self.given:
                        seen.add(other)
                        waiting.append(other)
