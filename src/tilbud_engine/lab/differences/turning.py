"""Who moves: each of the nine ways between yes, no and unknown, proved, with regions and a replayed example."""

from __future__ import annotations

from collections.abc import Iterable

from tilbud_engine.lab.differences.forms import meant
from tilbud_engine.lab.differences.values import MOVES, STAYS, Effect, Move, Sides, Turn, Way
from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.rules.proofs import Logic, NotProved

MOST_REGIONS = 40


def turn(sides: Sides, logic: Logic) -> Turn:
    """Return how the answer changes from the old condition to the new one.

    Raises WitnessRefuted where an example is answered otherwise by an evaluator.
    """
    old, new = sides
    if meant(old) == meant(new):
        return Turn()
    try:
        if logic.equivalent(old, new):
            return Turn()
    except NotProved:
        pass  # Each way may still be proved by itself.
    moves = tuple(_made(sides, MOVES, logic, with_regions=True))
    if not moves:
        return Turn()
    effect: Effect = "changed" if any(one.proved for one in moves) else "not-proved"
    return Turn(effect, moves, tuple(_made(sides, STAYS, logic, with_regions=False)))


def _made(sides: Sides, ways: Iterable[Way], logic: Logic, *, with_regions: bool) -> Iterable[Move]:
    for way in ways:
        made = _move(sides, way, logic, with_regions=with_regions)
        if made is not None:
            yield made


def _move(sides: Sides, way: Way, logic: Logic, *, with_regions: bool) -> Move | None:
    old, new = sides
    statement = logic.every(logic.of(old, way[0]), logic.of(new, way[1]))
    try:
        if not logic.possible(statement):
            return None
    except NotProved:
        return Move(way, proved=False)
    person = regions = None
    try:
        facts = logic.example(statement)
        if facts is not None:
            person = Person(facts)
            replay(person, zip(sides, way, strict=True))
        if with_regions:
            regions = logic.regions(statement, [one for one in sides if one is not None], MOST_REGIONS)
    except NotProved:
        pass  # That there are such persons is proved; who they are may be told in part.
    return Move(way, True, regions, person)
