"""How many move: of the citizens of a population, counted and never shown one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tilbud_engine.lab.differences.forms import facts_of
from tilbud_engine.lab.differences.values import Counted, Difference, Kind, OfferDifference, Way, word
from tilbud_engine.lab.population.counting import transitions
from tilbud_engine.lab.population.reading import Population
from tilbud_engine.lab.suppression import LEAST_SHOWN, margins, withheld
from tilbud_engine.rules.conditions import Truth

TRUTHS: tuple[Truth, ...] = (True, False, None)

_Cell = tuple[str | None, str | None]
"""What the answer was and becomes; None for all of them together."""


def with_population(difference: Difference, population: Population, *, least: int = LEAST_SHOWN) -> Difference:
    """Return the difference with how many of a population go each way, for each offer that changes or may.

    Counts below `least`, 0 excepted, are withheld, and enough beside them that none can be worked out.
    """
    kinds: tuple[Kind, ...] = ("right", "verdict")
    wanted: list[tuple[OfferDifference, Kind]] = [
        (one, kind)
        for one in difference.offers
        for kind in kinds
        if kind in one.turns and one.turns[kind].effect != "none"
    ]
    found = transitions(population, {f"{kind} {one.id}": one.sides[kind] for one, kind in wanted})
    counted: dict[str, dict[Kind, Counted]] = {}
    for one, kind in wanted:
        counted.setdefault(one.id, {})[kind] = _shown(found[f"{kind} {one.id}"], population.rows, least)
    offers = tuple(replace(one, population=counted.get(one.id, {})) for one in difference.offers)
    facts = dict.fromkeys(key for one, kind in wanted for rule in one.sides[kind] for key in facts_of(rule))
    return replace(
        difference,
        offers=offers,
        population=population.name,
        rows=population.rows,
        untold=tuple(key for key in facts if key not in population.facts),
        remarks=population.remarks,
    )


def _shown(ways: Mapping[Way, int], rows: int, least: int) -> Counted:
    """Return the counts that may be shown; how many rows there are everybody knows."""
    counts: dict[_Cell, int] = {(word(old), word(new)): count for (old, new), count in ways.items()}
    for one in TRUTHS:
        counts[word(one), None] = sum(ways[one, other] for other in TRUTHS)
        counts[None, word(one)] = sum(ways[other, one] for other in TRUTHS)
    counts[None, None] = rows
    names = [word(one) for one in TRUTHS]
    hidden = withheld(counts, margins(names, names, _cell), least=least, given=[(None, None)])

    def shown(cell: _Cell) -> int | None:
        return None if cell in hidden else counts[cell]

    return Counted(
        {way: shown((word(way[0]), word(way[1]))) for way in ways},
        {one: shown((word(one), None)) for one in TRUTHS},
        {one: shown((None, word(one))) for one in TRUTHS},
    )


def _cell(old: str | None, new: str | None) -> _Cell:
    return old, new
