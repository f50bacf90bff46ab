"""All persons of whom a statement holds, as few and as wide boxes: of each fact, some of its classes.

From one person and the classes that she is in, a box is made wider for as long as nobody is in it of whom the statement
does not hold; then comes the next person who is in no box yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tilbud_engine.rules.conditions import Test
from tilbud_engine.rules.proofs.classes import Axis, Class, axes_of
from tilbud_engine.rules.proofs.encoding import Encoding, spoken_of
from tilbud_engine.rules.proofs.solver import Expression, NotProved, Solver, Statement
from tilbud_engine.rules.regions import Extent, Region, Regions
from tilbud_engine.vocabulary import Fact

_Spot = tuple[int, int]
_Box = frozenset[_Spot]
"""The classes that a box leaves out: for each the number of its axis and its own."""


def covering(solver: Solver, encoding: Encoding, statement: Statement, tests: Sequence[Test], most: int) -> Regions:
    """Return all persons of whom the statement holds; every comparison that it depends on is among the tests.

    Not complete where there are more regions than `most`, or when the time is up.
    """
    by_fact: dict[str, list[Test]] = {}
    for test in tests:
        by_fact.setdefault(encoding.variable(test.fact).fact.key, []).append(test)
    by_fact |= {key: [] for key in statement.keys if key not in by_fact}
    about = encoding.with_ruled((*statement.about, *(one for test in tests for one in spoken_of(test))))
    axes: list[Axis] = []
    boxes: list[_Box] = []
    complete = False
    try:
        for key, own in by_fact.items():
            whole = any(one.whole for one in statement.about if one.key == key)
            axes += axes_of(solver, encoding, encoding.of(key), own, whole=whole)
        with solver.asking(*encoding.counted(about)):
            search = _Search(solver, axes, statement.expression)
            while (person := search.another(boxes)) is not None and len(boxes) < most:
                boxes.append(search.widened(person))
            complete = person is None
            boxes = [search.tightened(box) for box in search.needed(boxes)]
    except NotProved:
        complete = False
    return Regions(tuple(_region(axes, box) for box in boxes), complete)


class _Search:
    """Looks for persons and widens boxes, by flags of which any choice can be assumed."""

    def __init__(self, solver: Solver, axes: Sequence[Axis], expression: Expression) -> None:
        self._solver = solver
        self._inside = solver.flag("inside")
        solver.add(self._inside == expression)
        self._flags = {
            (number, index): solver.flag(f"class {number} {index}")
            for number, axis in enumerate(axes)
            for index in range(len(axis.classes))
        }
        solver.add(*(flag == axes[number].classes[index].who for (number, index), flag in self._flags.items()))
        self._not_inside = solver.z3.Not(self._inside)
        self._opposites = {spot: solver.z3.Not(flag) for spot, flag in self._flags.items()}
        self._axes = axes
        self._sizes = [len(axis.classes) for axis in axes]
        self._outside: dict[_Box, Expression] = {}

    def another(self, boxes: Iterable[_Box]) -> _Box | None:
        """Return the classes that somebody is not in who is in no box yet; the first classes that can be, each time."""
        settled = [self._inside, *map(self._out_of, boxes)]
        if not self._solver.check(*settled):
            return None
        for number, size in enumerate(self._sizes):
            flags = (self._flags[number, index] for index in range(size))
            settled.append(next(one for one in flags if self._solver.is_true(one) or self._solver.check(*settled, one)))
        return frozenset(spot for spot, flag in self._flags.items() if not self._solver.is_true(flag))

    def widened(self, box: _Box) -> _Box:
        """Return the box with as much let in as can be: first whole facts, the last first, then class by class."""
        if not self._pure(box):
            raise ValueError("the conditions do not tell apart of whom the statement holds")
        for number in reversed(range(len(self._sizes))):
            wider = frozenset(spot for spot in box if spot[0] != number)
            if self._pure(wider):
                box = wider
        for spot in sorted(box):
            if self._pure(box - {spot}):
                box -= {spot}
        return box

    def tightened(self, box: _Box) -> _Box:
        """Return the box without the classes of a set that nobody in it is in: what is asked of a set overlaps."""
        numbers = {number for number, _ in box if self._axes[number].fact.type == "set"}
        for spot in (one for one in self._flags if one[0] in numbers and one not in box):
            if self._solver.nobody(*self._within(box), self._flags[spot]):
                box |= {spot}
        return box

    def needed(self, boxes: list[_Box]) -> list[_Box]:
        """Return the boxes without those that the others cover together."""
        kept = list(boxes)
        for box in reversed(boxes):
            others = [one for one in kept if one != box]
            if self._solver.nobody(*self._within(box), *map(self._out_of, others)):
                kept = others
        return kept

    def _pure(self, box: _Box) -> bool:
        return self._solver.nobody(self._not_inside, *self._within(box))

    def _within(self, box: _Box) -> Iterator[Expression]:
        yield from (self._opposites[spot] for spot in box)

    def _out_of(self, box: _Box) -> Expression:
        if box not in self._outside:
            flag = self._outside[box] = self._solver.flag(f"outside {len(self._outside)}")
            self._solver.add(flag == self._solver.any([self._flags[spot] for spot in sorted(box)]))
        return self._outside[box]


def _region(axes: Sequence[Axis], box: _Box) -> Region:
    made: dict[str, Extent] = {}
    for number, axis in enumerate(axes):
        left = [one for index, one in enumerate(axis.classes) if (number, index) not in box]
        if len(left) < len(axis.classes):
            made[axis.fact.key] = _extent(axis, left, made.get(axis.fact.key))
    return Region(tuple(made.values()))


def _extent(axis: Axis, left: Sequence[Class], before: Extent | None) -> Extent:
    told = before or Extent(axis.fact, known=True, unknown=True)
    ranges = _joined(stretch for one in left for stretch in one.ranges)
    if axis.test is not None:
        return replace(told, tests=(*told.tests, (axis.test, frozenset(one.truth for one in left))))
    match axis.count:
        case "least":
            return replace(told, least=ranges)
        case "most":
            return replace(told, most=ranges)
        case "whole":
            return replace(told, whole=left[0].truth)
    return Extent(
        axis.fact,
        known=any(not one.unknown for one in left),
        unknown=any(one.unknown for one in left),
        ranges=ranges,
        values=_in_order(axis.fact, left),
        others=_in_order(axis.fact, (one for one in axis.classes if one not in left)),
        limits=axis.limits,
    )


def _in_order(fact: Fact, classes: Iterable[Class]) -> tuple[str | bool, ...]:
    chosen = {value for one in classes for value in one.values}
    every = (True, False) if fact.type == "bool" else fact.values
    return tuple(one for one in every if one in chosen)


def _joined(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    made: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if made and made[-1][1] == low - 1:
            made[-1] = made[-1][0], high
        else:
            made.append((low, high))
    return tuple(made)
