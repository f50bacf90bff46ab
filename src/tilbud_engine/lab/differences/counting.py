"""How many move: of the citizens of a population, counted and never shown one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from tilbud_engine.lab.differences.forms import facts_of, meant
from tilbud_engine.lab.differences.values import Counted, Difference, Kind, OfferDifference, Pair, Way, word
from tilbud_engine.lab.population.counting import Transitions, transitions
from tilbud_engine.lab.population.reading import Population
from tilbud_engine.lab.suppression import LEAST_SHOWN, Sum, margins, withheld
from tilbud_engine.rules.conditions import Truth

TRUTHS: tuple[Truth, ...] = (True, False, None)
_NAMES = [word(one) for one in TRUTHS]
_KINDS: tuple[Kind, ...] = ("right", "verdict")

_NEVER = (("yes", "no"), ("yes", "unknown"), ("unknown", "no"))
"""A right and an answer that nobody has together, as anybody knows: a right is one of those who can have the offer."""

_BEYOND = "beyond"
_ORDER: tuple[Truth, ...] = (False, None, True)
_UPWARDS = tuple(
    tuple((_ORDER[old], _ORDER[new]) for old, least in enumerate(steps) for new in range(least, 3))
    for steps in product(range(4), repeat=3)
    if steps[0] >= steps[1] >= steps[2] and steps not in ((3, 3, 3), (0, 0, 0))
)
"""Ways of going so that whoever goes one of them by her right goes one of them by her answer as well.

A right never says more than the answer: in such a set are at most as many by their right as by their answer, and these
sets tell all that follows from it (Strassen's theorem).
"""

_Cell = tuple[str, str | None, str | None]
"""Of an answer or a right, what it was and what it becomes, None for all; `old` and `new` are the two crossed."""


def with_population(difference: Difference, population: Population, *, least: int = LEAST_SHOWN) -> Difference:
    """Return the difference with how many of a population go each way, for each offer that changes or may.

    Counts below `least`, 0 excepted, are withheld, and enough beside them that none can be worked out: neither from the
    other ways, nor from the right beside the answer.
    """
    wanted = {one.id: _changed(one) for one in difference.offers}
    asked = {f"{key} {kind}": pair for key, pairs in wanted.items() for kind, pair in pairs.items()}
    found = transitions(population, asked)
    offers = []
    for one in difference.offers:
        ways = {kind: found[f"{one.id} {kind}"] for kind in wanted[one.id]}
        offers.append(replace(one, population=shown(ways, population.rows, least)))
    facts = dict.fromkeys(key for pair in asked.values() for rule in pair for key in facts_of(rule))
    return replace(
        difference,
        offers=tuple(offers),
        population=population.name,
        rows=population.rows,
        untold=tuple(key for key in facts if key not in population.facts),
        remarks=population.remarks,
    )


def _changed(one: OfferDifference) -> dict[str, Pair]:
    """Return what is counted of an offer; where a right stands beside the answer, also the two crossed on each side."""
    made: dict[str, Pair] = {kind: one.sides[kind] for kind in _KINDS if one.turns[kind].effect != "none"}
    if len(made) == len(_KINDS):
        (old_right, new_right), (old, new) = one.sides["right"], one.sides["verdict"]
        if (meant(old_right), meant(new_right)) != (meant(old), meant(new)):
            made |= {"old": (old_right, old), "new": (new_right, new)}
    return made


def shown(ways: Mapping[str, Transitions], rows: int, least: int = LEAST_SHOWN) -> dict[Kind, Counted]:
    """Return the counts that may be shown of the answer and of the right; how many rows there are everybody knows.

    `ways` may also hold, as `old` and `new`, how many have which right and which answer on each side: that is not
    shown, and nothing small of it may be worked out.
    """
    kinds = [kind for kind in _KINDS if kind in ways]
    counts: dict[_Cell, int] = {}
    sums: list[Sum[_Cell]] = []
    for name, found in ways.items():
        counts |= {(name, word(one), word(other)): count for (one, other), count in found.items()}
    for kind in kinds:
        counts[kind, None, None] = rows
        for one in TRUTHS:
            counts[kind, word(one), None] = sum(ways[kind][one, other] for other in TRUTHS)
            counts[kind, None, word(one)] = sum(ways[kind][other, one] for other in TRUTHS)
        sums += margins(_NAMES, _NAMES, lambda old, new, kind=kind: (kind, old, new))  # type: ignore[misc]
    crossed = [side for side in ("old", "new") if side in ways]
    for side in crossed:
        for answer in _NAMES:
            sums.append(Sum(_total("right", side, answer), tuple((side, answer, other) for other in _NAMES)))
            sums.append(Sum(_total("verdict", side, answer), tuple((side, other, answer) for other in _NAMES)))
    if crossed:
        for number, part in enumerate(_UPWARDS):
            inside = [("right", word(old), word(new)) for old, new in part]
            outside = [("verdict", old, new) for old in _NAMES for new in _NAMES if ("right", old, new) not in inside]
            beyond = rows - sum(counts[cell] for cell in (*inside, *outside))
            if beyond >= 0:
                counts[_BEYOND, str(number), None] = beyond
                sums.append(Sum(("right", None, None), (*inside, *outside, (_BEYOND, str(number), None))))
    unshown = [cell for cell in counts if cell[0] not in kinds]
    known = [(side, *never) for side in crossed for never in _NEVER if not counts[side, *never]]
    given = [*((kind, None, None) for kind in kinds), *known]
    hidden = withheld(counts, sums, least=least, given=given, unshown=[one for one in unshown if one not in given])
    told = {cell: count for cell, count in counts.items() if cell not in hidden}
    return {kind: _counted(kind, ways[kind], told) for kind in kinds}


def _total(kind: Kind, side: str, answer: str) -> _Cell:
    return (kind, answer, None) if side == "old" else (kind, None, answer)


def _counted(kind: Kind, ways: Mapping[Way, int], told: Mapping[_Cell, int]) -> Counted:
    return Counted(
        {way: told.get((kind, word(way[0]), word(way[1]))) for way in ways},
        {one: told.get(_total(kind, "old", word(one))) for one in TRUTHS},
        {one: told.get(_total(kind, "new", word(one))) for one in TRUTHS},
    )
