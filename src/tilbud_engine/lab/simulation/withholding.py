"""What of a simulation may be shown: groups that are too small are put together, and counts are withheld.

Every table of every offer is looked at together, because they share what they add up to, and two offers may share an
answer: where the same persons are unknown for both, or yes for one and no for the other, it is one count. Two counts
that are the same in every group are taken to be of the same persons.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tilbud_engine.lab.population.encoding import START
from tilbud_engine.lab.simulation.counting import ALL, OUT, Four, Place, Tables
from tilbud_engine.lab.simulation.shifting import UNSHOWN, WITHOUT_NO, WITHOUT_RIGHT, Cell, Key, Shifts
from tilbud_engine.lab.simulation.values import LEG, SMALL_GROUPS
from tilbud_engine.lab.suppression import LEAST_SHOWN, Sum, withheld

_EVERYBODY = -1
_WHOLE_IS_WORTH = 10
"""A count of the whole population is withheld only where several of its groups would not do."""


@dataclass(frozen=True)
class Withheld:
    """Which counts are not to be shown."""

    cells: frozenset[Cell] = frozenset()
    persons: Mapping[Key, int] = field(default_factory=dict)

    def hides(self, key: Key, place: Place = ALL) -> bool:
        """Tell whether a count must not be shown."""
        return (self.persons.get(key, _EVERYBODY), place) in self.cells


def merged(tables: Tables, least: int = LEAST_SHOWN) -> tuple[Tables, dict[Place, tuple[str, ...]]]:
    """Return the tables with their small groups put together, and what was put together.

    A leg that nearly nobody or nearly everybody stated something of is left out. The months of starting stay as they
    are, for their sizes are shown nowhere.
    """
    into: dict[Place, Place | None] = {}
    members: dict[Place, tuple[str, ...]] = {}
    for table in dict.fromkeys(name for name, _ in tables.sizes):
        groups = {group: tables.sizes[table, group] for group in tables.groups(table)}
        small = _small(groups, least)
        if not small or table in (ALL[0], START):
            continue
        if table.startswith(f"{LEG}/"):
            into |= {(table, group): None for group in groups}
            continue
        place = (table, SMALL_GROUPS)
        into |= {(table, group): place for group in small}
        members[place] = small
    if not into:
        return tables, {}
    eligible, right = (
        {key: _together(places, into) for key, places in made.items()} for made in (tables.eligible, tables.right)
    )
    sizes = {place: one.yes for place, one in _together(_as_fours(tables.sizes), into).items()}
    return replace(tables, sizes=sizes, eligible=eligible, right=right), members


def _small(groups: Mapping[str, int], least: int) -> tuple[str, ...]:
    """Return the groups to put together: the small ones, and as many of the next as make them large enough."""
    chosen = {group for group, size in groups.items() if 0 < size < least}
    for group in sorted(set(groups) - chosen, key=lambda one: groups[one]):
        if not chosen or sum(groups[one] for one in chosen) >= least:
            break
        chosen.add(group)
    return tuple(group for group in groups if group in chosen)


def _as_fours(sizes: Mapping[Place, int]) -> dict[Place, Four]:
    return {place: Four(size, 0, 0, 0) for place, size in sizes.items()}


def _together(places: Mapping[Place, Four], into: Mapping[Place, Place | None]) -> dict[Place, Four]:
    made: dict[Place, Four] = {}
    for place, counts in places.items():
        target = into.get(place, place)
        if target is not None:
            earlier = made.get(target, Four(0, 0, 0, 0))
            made[target] = Four(*(one + more for one, more in zip(earlier, counts, strict=True)))
    return made


def withhold(tables: Tables, months: int, least: int = LEAST_SHOWN) -> Withheld:
    """Return which counts of the tables must not be shown, groups that are too small having been put together."""
    places = list(tables.sizes)
    named: dict[object, int] = {}
    vectors: dict[int, tuple[int, ...]] = {}
    persons: dict[Key, int] = {}
    for key, vector in _vectors(tables, places):
        # Nobody is not the same persons as nobody.
        persons[key] = named.setdefault(vector if any(vector) else key, len(named))
        vectors[persons[key]] = vector
    shown = {number for key, number in persons.items() if key[0] not in UNSHOWN}
    starting = {number for key, number in persons.items() if key[0] == "eligible" and key[2] in ("yes", "unknown")}
    counts: dict[Cell, int] = {(_EVERYBODY, place): size for place, size in tables.sizes.items() if place[0] != START}
    given = list(counts)
    for number, vector in vectors.items():
        cells = zip(places, vector, strict=True)
        counts |= {(number, place): value for place, value in cells if place[0] != START or number in starting}
    unshown = {cell for cell in counts if cell[0] not in shown or _is_unshown(cell[1], months)} - set(given)
    sums = [*_across(tables, persons), *_down(tables, vectors, starting)]
    fresh = itertools.count(len(vectors))
    parts: list[Sum[Cell]] = []
    for offer, facts in tables.missing.items():
        unknown = persons["eligible", offer, "unknown"], ALL
        for fact, value in facts.items():
            if value == counts[unknown]:
                persons["missing", offer, fact] = unknown[0]
                continue
            mine, others = (next(fresh), ALL), (next(fresh), ALL)
            persons["missing", offer, fact] = mine[0]
            counts |= {mine: value, others: counts[unknown] - value}
            parts.append(Sum(unknown, (mine, others)))
            unshown.add(others)
    groups = {table: tables.groups(table) for table, _ in tables.sizes if table}
    shifts = Shifts(counts, persons, groups, START, starting, unshown, parts)
    hidden = withheld(
        counts,
        sums + parts,
        least=least,
        given=given,
        unshown=unshown,
        shifts=shifts,
        worth=lambda cell: _WHOLE_IS_WORTH if cell[1] == ALL else 1,
    )
    return Withheld(hidden, persons)


def _vectors(tables: Tables, places: Sequence[Place]) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Yield how many persons there are in each place, for each offer and answer."""
    for kind, made in (("eligible", tables.eligible), ("right", tables.right)):
        for key, here in made.items():
            fours = [here.get(place, Four(0, 0, 0, 0)) for place in places]
            for answer in Four._fields:
                yield (kind, key, answer), tuple(getattr(one, answer) for one in fours)
    for key, here in tables.right.items():
        both = [(tables.eligible[key].get(place), here.get(place)) for place in places]
        yield (WITHOUT_RIGHT, key, "yes"), tuple(one.yes - other.yes if one and other else 0 for one, other in both)
        beside = tuple(other.no - one.no if one and other else 0 for one, other in both)
        if min(beside) >= 0:  # Where a right is unknown for everyone, it is so for those with a no as well.
            yield (WITHOUT_NO, key, "no"), beside


def _across(tables: Tables, persons: Mapping[Key, int]) -> Iterator[Sum[Cell]]:
    """Yield what adds up in a place: the answers to all its persons, and a right or none to the answers beside it."""
    for place in tables.sizes:
        if place[0] == START:
            continue
        for kind, made in (("eligible", tables.eligible), ("right", tables.right)):
            for key in made:
                yield Sum((_EVERYBODY, place), tuple((persons[kind, key, one], place) for one in Four._fields))
        for key in tables.right:
            parts = (persons["right", key, "yes"], persons[WITHOUT_RIGHT, key, "yes"])
            yield Sum((persons["eligible", key, "yes"], place), tuple((one, place) for one in parts))
            if (WITHOUT_NO, key, "no") in persons:  # Whoever has a no has no right.
                parts = (persons["eligible", key, "no"], persons[WITHOUT_NO, key, "no"])
                yield Sum((persons["right", key, "no"], place), tuple((one, place) for one in parts))


def _down(tables: Tables, numbers: Iterable[int], starting: Container[int]) -> Iterator[Sum[Cell]]:
    """Yield what adds up over a table: its groups to the whole."""
    for table in dict.fromkeys(name for name, _ in tables.sizes if name):
        groups = tables.groups(table)
        for number in numbers:
            if table != START or number in starting:
                yield Sum((number, ALL), tuple((number, (table, group)) for group in groups))


def _is_unshown(place: Place, months: int) -> bool:
    """Tell whether no table has the place: those outside a leg, and those who start outside the months."""
    table, group = place
    if table == START:
        return not group.isdigit() or int(group) >= months
    return table.startswith(f"{LEG}/") and group == OUT
