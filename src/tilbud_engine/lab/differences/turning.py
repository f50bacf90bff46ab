"""Who moves: each of the nine ways between yes, no and unknown, proved, with regions and a replayed example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tilbud_engine.lab.differences.forms import meant
from tilbud_engine.lab.differences.values import MOVES, STAYS, Effect, Move, Pair, Turn, Way
from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.lab.processes import worker_processes
from tilbud_engine.lab.progress import Progress
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.proofs import Logic, NotProved
from tilbud_engine.rules.reference import decide

MOST_REGIONS = 40
_AT_A_TIME = 8
"""So many pairs of conditions are asked of one solver: it grows with each, and its answers become slower."""

_Task = tuple[Sequence[Pair], Sequence[Condition], int]


def turns(
    pairs: Sequence[Pair],
    never: Sequence[Condition],
    *,
    milliseconds: int = 5000,
    processes: int = 1,
    progress: Progress | None = None,
) -> list[Turn]:
    """Return how the answer changes for each pair of an old and a new condition.

    `never` are conditions of impossible persons, `milliseconds` how long one question may take. More than one process
    is started only for many pairs. KeyboardInterrupt ends it with the first so many. Raises WitnessRefuted where an
    example is answered otherwise by an evaluator, SetupError where a process ends before its work is done.
    """
    tasks = [(pairs[start : start + _AT_A_TIME], never, milliseconds) for start in range(0, len(pairs), _AT_A_TIME)]
    found: list[Turn] = []
    try:
        for made in _worked(tasks, min(processes, len(tasks) // 2)):
            found.extend(made)
            if progress is not None:
                progress(len(found), len(pairs))
    except KeyboardInterrupt:
        return found
    return found


def _worked(tasks: Sequence[_Task], processes: int) -> Iterator[list[Turn]]:
    if processes < 2:
        yield from map(_turned, tasks)
        return
    with worker_processes(processes) as pool:
        yield from pool.map(_turned, tasks)


def _turned(task: _Task) -> list[Turn]:
    pairs, never, milliseconds = task
    logic = Logic(never, milliseconds=milliseconds)
    return [turn(one, logic) for one in pairs]


def turn(sides: Pair, logic: Logic) -> Turn:
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


def _made(sides: Pair, ways: Iterable[Way], logic: Logic, *, with_regions: bool) -> Iterator[Move]:
    for way in ways:
        made = _move(sides, way, logic, with_regions=with_regions)
        if made is not None:
            yield made


def _move(sides: Pair, way: Way, logic: Logic, *, with_regions: bool) -> Move | None:
    old, new = sides
    if way == (None, None) and all(one is None or decide(one, {}) is None for one in sides):
        return _replayed(Move(way, example=Person({})), sides)  # Nobody is simpler than one of whom nothing is known.
    statement = logic.every(logic.of(old, way[0]), logic.of(new, way[1]))
    person = None
    try:
        facts = logic.example(statement)
        if facts is None:
            return None
        person = Person(facts)
    except NotProved:
        # The simplest person takes long to find; that there is one may be proved all the same.
        try:
            if not logic.possible(statement):
                return None
        except NotProved:
            return Move(way, proved=False)
    regions = logic.regions(statement, sides, MOST_REGIONS) if with_regions else None
    return _replayed(Move(way, True, regions, person), sides)


def _replayed(move: Move, sides: Pair) -> Move:
    if move.example is not None:
        replay(move.example, zip(sides, move.way, strict=True))
    return move
