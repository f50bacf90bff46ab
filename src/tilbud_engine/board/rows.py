"""Who lies in which row of a lane, such that nothing overlaps: for the screen and the sheet alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.plan import GOOD_LIFE, MEETINGS, BoardCard, Meeting, Plan, Stretch, in_order
from tilbud_engine.board.weeks import monday_of


class Laid(NamedTuple):
    """Something in a row: the plan's weeks from `first` to `last`, counted from 0, both with.

    `begins_before` and `goes_on` tell that it reaches out of the plan. `proposed` is dashed: where somebody else would
    lay it.
    """

    item: BoardCard | Meeting
    first: int
    last: int
    begins_before: bool = False
    goes_on: bool = False
    proposed: bool = False


Row = tuple[Laid, ...]


def rows(plan: Plan, lanes: Iterable[Lane], least: int = 1) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of each lane, by first fit: the earliest week first, then what came first.

    `least` is how many weeks' room each takes at least, for the words to fit. What lies wholly outside of the weeks is
    in no row: `laying.outside` names it.
    """
    keys = [one.key for one in lanes]
    home = GOOD_LIFE if GOOD_LIFE in keys else keys[-1]
    start, end = plan.about.start, plan.about.weeks - 1
    found: dict[str, list[Laid]] = {key: [] for key in keys}

    def lay(item: BoardCard | Meeting, at: Stretch, *, proposed: bool = False) -> None:
        first, last = (at.first - start).days // 7, (at.last - start).days // 7
        if first <= end and last >= 0:
            one = Laid(item, max(first, 0), min(last, end), first < 0, last > end, proposed)
            found[at.lane if at.lane in found else home].append(one)

    for card in in_order(plan.cards.values()):
        if card.place == "plan" and card.at is not None:
            lay(card, card.at)
        if card.proposal is not None and card.proposal.place == "plan":
            at = card.proposal.at or card.at
            if at is not None:
                lay(card, at, proposed=True)
    for meeting in in_order(plan.meetings.values()):
        if meeting.day is not None:
            monday = monday_of(meeting.day)
            lay(meeting, Stretch(lane=MEETINGS, first=monday, last=monday))
    return {key: _fitted(many, least, plan.about.weeks) for key, many in found.items()}


def _fitted(many: list[Laid], least: int, weeks: int) -> tuple[Row, ...]:
    made: list[list[Laid]] = []
    ends: list[int] = []
    for one in sorted(many, key=lambda one: one.first):
        start, end = _taken(one, least, weeks)
        free = next((number for number, last in enumerate(ends) if last < start), None)
        if free is None:
            made.append([one])
            ends.append(end)
        else:
            made[free].append(one)
            ends[free] = end
    return tuple(tuple(row) for row in made)


def _taken(one: Laid, least: int, weeks: int) -> tuple[int, int]:
    """Return the weeks whose room it takes: at the end of the plan its words reach back."""
    last = min(max(one.last, one.first + least - 1), weeks - 1)
    return min(one.first, max(last - least + 1, 0)), last
