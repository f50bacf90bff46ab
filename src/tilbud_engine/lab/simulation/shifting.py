"""What changes in all the tables of a simulation when one person answers otherwise.

One imagined person who gets another answer from an offer changes two counts in every table, in the groups that she
belongs to, and every sum still adds up. Where two offers share a count, the other offer's answer changes with it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice, permutations

from tilbud_engine.lab.suppression import Sum

Key = tuple[str, str, str]
"""`eligible` or `right`, offer and answer; or `missing`, offer and fact."""

Place = tuple[str, str]
"""A table and a group in it."""

Cell = tuple[int, Place]
"""How many of some persons are in a place; counts that are the same everywhere are of the same persons."""

ANSWERS = ("yes", "no", "unknown", "not_relevant")
WITHOUT_RIGHT = "without-right"
"""Those with a yes and no right: no table shows them, and a few of them must not be worked out either."""
WITHOUT_NO = "without-no"
"""Those who have no right without having a no: the same goes for them."""
UNSHOWN = (WITHOUT_RIGHT, WITHOUT_NO)

# What may be answered at once: whether she is in the target group of an offer, and whether it is a right of hers.
_BOTH = [
    ("yes", "yes"), ("yes", "unknown"), ("yes", "no"), ("unknown", "unknown"), ("unknown", "no"), ("no", "no"),
    ("not_relevant", "not_relevant"),
]  # fmt: skip

_MOST_CHANGES, _MOST_SWAPS = 40, 4
"""So many ways of answering otherwise are proposed for a count, each with so many persons to change the other way."""

Change = Mapping[int, int]
"""By how much the number of some persons changes when one of them answers otherwise."""


@dataclass(frozen=True)
class Shifts:
    """Proposes what changes together, for the counts of a simulation.

    `persons` numbers the persons behind each key, `starting` are those whose month of starting is counted too, and
    `unshown` the cells that no table has. `parts` are counts that are divided further, in the whole population only.
    """

    counts: Mapping[Cell, int]
    persons: Mapping[Key, int]
    tables: Mapping[str, Sequence[str]]
    start: str
    starting: Container[int]
    unshown: Container[Cell]
    parts: Sequence[Sum[Cell]]

    def __call__(self, cell: Cell) -> Iterator[Mapping[Cell, int]]:
        """Yield shifts that change the count."""
        number, place = cell
        offers = self._offers_of.get(number, ())
        changes = (one for offer in offers[:1] for one in self._changes(offer, number, {}, frozenset()))
        for change in islice(changes, _MOST_CHANGES):
            yield from self._swaps(change, place)
            if shift := self._places(change, place):
                yield shift

    def _swaps(self, change: Change, place: Place) -> Iterator[Mapping[Cell, int]]:
        """Yield the change beside its opposite in another group of the table: two persons answer otherwise."""
        table, group = place
        here = {(number, place): sign for number, sign in change.items() if (number, place) in self.counts}
        if not table or not all(self._may(cell, sign) for cell, sign in here.items()):
            return
        swaps = [
            there
            for other in self.tables[table]
            if other != group
            if (there := {(number, (table, other)): -sign for (number, _), sign in here.items()})
            if all(self._may(cell, sign) for cell, sign in there.items())
        ]
        for there in nsmallest(_MOST_SWAPS, swaps, key=self._size):
            yield {**here, **there}

    def _size(self, cells: Iterable[Cell]) -> int:
        return sum(self.counts[cell].bit_length() for cell in cells)

    def _changes(self, offer: str, number: int, made: Change, done: frozenset[str]) -> Iterator[Change]:
        """Yield how numbers may change, that of `number` among them, so that each offer's answers stay whole."""
        for pair in self._pairs(offer):
            own = self._difference(offer, *pair)
            if own is None or number not in own:
                continue
            both = {**made, **own}
            mine = {self.persons[key] for key in self._keys_of[offer]}
            if any(both[one] != sign for one, sign in (*made.items(), *own.items())):
                continue
            if any(one in both and one not in own for one in mine):
                continue  # The offer's other answer changes as well, and this pair leaves it out.
            concerned = [
                (other, one) for one in both for other in self._offers_of[one] if other != offer and other not in done
            ]
            if not concerned:
                yield both
            else:
                yield from self._changes(*concerned[0], both, done | {offer})

    def _pairs(self, offer: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        has_right = ("right", offer, "yes") in self.persons
        return permutations(_BOTH if has_right else [(one,) for one in ANSWERS], 2)

    def _difference(self, offer: str, before: tuple[str, ...], after: tuple[str, ...]) -> Change | None:
        """Return what changes in an offer from one answer to another; None where a count would change both ways."""
        made: dict[int, int] = {}
        for answer, sign in ((before, -1), (after, 1)):
            for key in _keys(offer, answer):
                if key not in self.persons:
                    continue  # A right that is unknown for everyone has nobody without a no.
                if key in (*_keys(offer, before),) and key in (*_keys(offer, after),):
                    continue
                number = self.persons[key]
                if made.get(number, sign) != sign:
                    return None
                made[number] = sign
        return made

    def _places(self, change: Change, place: Place) -> dict[Cell, int] | None:
        """Return the change in every table: in the place, and elsewhere in the group where it costs least."""
        made = {(number, ("", "")): sign for number, sign in change.items()}
        if not all(self._may(cell, sign) for cell, sign in made.items()):
            return None
        for table, groups in self.tables.items():
            here = {number: sign for number, sign in change.items() if table != self.start or number in self.starting}
            open_ = [
                group
                for group in groups
                if place[0] != table or place[1] == group
                if all(self._may((number, (table, group)), sign) for number, sign in here.items())
            ]
            if not open_:
                return None
            group = min(open_, key=lambda one: self._size((number, (table, one)) for number in here))
            made |= {(number, (table, group)): sign for number, sign in here.items()}
        for one in self.parts:
            if sign := made.get(one.total):
                part = next((part for part in reversed(one.parts) if self._may(part, sign)), None)
                if part is None:
                    return None
                made[part] = sign
        return made

    def _may(self, cell: Cell, sign: int) -> bool:
        value = self.counts[cell]
        return value + sign >= 0 if cell in self.unshown else value > 0 and value + sign >= 1

    @cached_property
    def _keys_of(self) -> Mapping[str, list[Key]]:
        found: dict[str, list[Key]] = {}
        for key in self.persons:
            if key[0] != "missing":
                found.setdefault(key[1], []).append(key)
        return found

    @cached_property
    def _offers_of(self) -> Mapping[int, Sequence[str]]:
        found: dict[int, list[str]] = {}
        for offer, keys in self._keys_of.items():
            for number in dict.fromkeys(self.persons[key] for key in keys):
                found.setdefault(number, []).append(offer)
        return found


def _keys(offer: str, answer: tuple[str, ...]) -> Iterable[Key]:
    yield ("eligible", offer, answer[0])
    if len(answer) > 1:
        yield ("right", offer, answer[1])
        if answer[0] == "yes" != answer[1]:
            yield (WITHOUT_RIGHT, offer, "yes")
        if answer[1] == "no" != answer[0]:
            yield (WITHOUT_NO, offer, "no")
