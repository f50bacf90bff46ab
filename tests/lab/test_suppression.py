"""Small counts are withheld, and nothing that is withheld can be worked out from what is shown."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tilbud_engine.lab.suppression import Sum, margins, withheld

z3 = pytest.importorskip("z3")


def values_left(
    counts: Mapping[object, int],
    sums: Iterable[Sum[Any]],
    hidden: frozenset[Any],
    unshown: frozenset[Any] = frozenset(),
) -> dict[object, tuple[bool, bool]]:
    """Tell for each withheld count whether a reader finds a lower and a higher value that fit all that is shown.

    The reader knows every sum, every shown count, and that a withheld count is at least 1, except where no table has
    it, and where a withheld 0 shows that zeros are withheld too.
    """
    least = 0 if any(counts[key] == 0 for key in hidden) else 1
    names = {key: z3.Int(str(number)) for number, key in enumerate(counts)}
    solver = z3.Solver()
    for key, name in names.items():
        if key in unshown:
            solver.add(name >= 0)
        elif key in hidden:
            solver.add(name >= least)
        else:
            solver.add(name == counts[key])
    for one in sums:
        solver.add(names[one.total] == sum(names[part] for part in one.parts))
    found = {}
    for key in hidden | {key for key in unshown if 0 < counts[key] < 5}:
        found[key] = tuple(
            solver.check(other) == z3.sat for other in (names[key] < counts[key], names[key] > counts[key])
        )
    return found


def check(counts, sums, given=(), unshown=()) -> frozenset[Any]:
    hidden = withheld(counts, sums, given=given, unshown=unshown)
    small = {key for key, value in counts.items() if 0 < value < 5}
    assert small - set(given) - set(unshown) <= hidden
    assert not hidden & set(given)
    left = values_left(counts, sums, hidden, frozenset(unshown))
    assert [key for key, ways in left.items() if not any(ways)] == []
    return hidden


def table(rows: list[list[int]]):
    """Return the counts and the sums of a table with totals on both sides and in the corner."""
    every = {(i, j): value for i, row in enumerate(rows) for j, value in enumerate(row)}
    sides = [*range(len(rows)), None], [*range(len(rows[0])), None]
    counts = {
        (i, j): sum(value for (a, b), value in every.items() if i in (a, None) and j in (b, None))
        for i in sides[0]
        for j in sides[1]
    }
    return counts, margins(sides[0][:-1], sides[1][:-1], lambda row, column: (row, column))


def test_a_small_count_takes_another_with_it_in_its_row_and_its_column():
    counts, sums = table([[3, 40, 10], [20, 30, 15], [9, 8, 30]])
    hidden = check(counts, sums)
    assert (0, 0) in hidden
    for one in sums:
        here = hidden & {one.total, *one.parts}
        assert len(here) != 1


def test_nothing_is_withheld_where_no_count_is_small():
    counts, sums = table([[5, 40], [20, 30]])
    assert withheld(counts, sums) == frozenset()


def test_zeros_are_shown():
    counts, sums = table([[0, 40, 20], [3, 30, 10], [0, 25, 12]])
    hidden = check(counts, sums)
    assert all(counts[key] for key in hidden)


def test_ones_that_fill_a_total_do_not_betray_themselves():
    # Five groups with one each: whoever knows that a withheld count is at least 1 would know them all from the total.
    counts, sums = table([[1, 30], [1, 20], [1, 40], [1, 50], [1, 60]])
    assert (None, 0) in check(counts, sums)


def test_two_counts_that_are_the_same_are_withheld_together():
    counts = {"a yes": 3, "a no": 90, "a unknown": 7, "b yes": 60, "b no": 33, "b unknown": 7, "all": 100}
    sums = [Sum("all", tuple(f"{one} {answer}" for answer in ("yes", "no", "unknown"))) for one in "ab"]
    sums.append(Sum("a unknown", ("b unknown",)))
    hidden = check(counts, sums, given=["all"])
    assert ("a unknown" in hidden) == ("b unknown" in hidden)


def test_a_difference_that_no_table_has_is_guarded_as_well():
    counts = {"all": 100, "yes": 60, "no": 40, "right": 57, "yes without a right": 3}
    sums = [Sum("all", ("yes", "no")), Sum("yes", ("right", "yes without a right"))]
    assert "right" in check(counts, sums, given=["all"], unshown=["yes without a right"])


@pytest.mark.parametrize("seed", range(120))
def test_no_withheld_count_can_be_worked_out_from_a_table(seed):
    dice = random.Random(seed)  # noqa: S311  (no secret)
    height, width = dice.randint(2, 6), dice.randint(2, 4)
    most = dice.choice((2, 6, 12, 60))
    rows = [[dice.choice((0, dice.randint(0, most))) for _ in range(width)] for _ in range(height)]
    counts, sums = table(rows)
    check(counts, sums)


@pytest.mark.parametrize("seed", range(60))
def test_nor_from_tables_that_share_their_totals(seed):
    dice = random.Random(1000 + seed)  # noqa: S311  (no secret)
    answers = range(dice.randint(2, 4))
    sides = [range(dice.randint(2, 5)) for _ in range(2)]
    people = [
        (dice.choice(sides[0]), dice.choice(sides[1]), dice.choices(answers, [30, 12, 3, 1][: len(answers)])[0])
        for _ in range(dice.choice((20, 60, 200)))
    ]
    counts: dict[object, int] = {("all",): len(people)}
    sums: list[Sum[Any]] = [Sum(("all",), tuple(("all", answer) for answer in answers))]
    given: list[object] = [("all",)]
    for answer in answers:
        counts["all", answer] = sum(one[2] == answer for one in people)
    for side, groups in enumerate(sides):
        for group in groups:
            size = sum(one[side] == group for one in people)
            counts[side, group] = size
            for answer in answers:
                counts[side, group, answer] = sum(one[side] == group and one[2] == answer for one in people)
            sums.append(Sum((side, group), tuple((side, group, answer) for answer in answers)))
        sums += [Sum(("all", answer), tuple((side, group, answer) for group in groups)) for answer in answers]
        sums.append(Sum(("all",), tuple((side, group) for group in groups)))
        if all(counts[side, group] >= 5 for group in groups):
            given += [(side, group) for group in groups]
    check(counts, sums, given=given)


@pytest.mark.parametrize("seed", range(60))
def test_nor_from_how_answers_moved_between_two_rules(seed):
    dice = random.Random(2000 + seed)  # noqa: S311  (no secret)
    counts, sums = table([[dice.choice((0, 0, 1, 3, 8, 90)) for _ in range(3)] for _ in range(3)])
    for key in ((0, 0), (0, None), (None, 0), (None, None)):
        counts[key] += 5
    check(counts, sums, given=[(None, None)])
