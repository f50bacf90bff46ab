"""From a plan to what the board shows: lanes with cards in rows, P, the hand, the pile, weeks and hours.

Pure: everything that the template asks is worked out here, on a plan as its reader may see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import NamedTuple

from tilbud_engine.board.advice import limit_of, load
from tilbud_engine.board.following import Following
from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.laying import outside, proposed_elsewhere
from tilbud_engine.board.plan import GOOD_LIFE, Place, Plan
from tilbud_engine.board.rows import rows
from tilbud_engine.board.sheet.panels import everyday
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages
from tilbud_engine.web.tiles import Tile, card_tile, day_of, laid_tile, offer_tile, proposed_where

WEEKS_OF_ONE_CARD = 6.5
"""The words of a card take this part of the weeks, so that they can be read whatever its length."""

COLOURS = 6
"""The lanes take turns with so many colours; none of them means anything."""

AT_ONCE = 5
"""So many choices of the pile are shown at once; the rest is one tap away."""

BARS = 10
"""So high is the bar of the fullest week, in steps that the style sheet has."""


class CellView(NamedTuple):
    """A week of a lane."""

    monday: dt.date
    number: int
    is_now: bool


class WeeksView(NamedTuple):
    """The head of the weeks: the months with how many weeks each has, and the weeks."""

    months: tuple[tuple[str, int], ...]
    cells: tuple[CellView, ...]
    asks: bool = False


class ShapesView(NamedTuple):
    """The pictures that a board shows, each once."""

    keys: tuple[str, ...]
    asks: bool = False


class LaneView(NamedTuple):
    """A lane with its cards, in the order in which they are read: by week, then by row.

    `spans` are the weeks of each, first and last, counted from 0. `asks` tells that a card waits for an answer.
    """

    key: str
    label: str
    colour: str
    cells: tuple[CellView, ...]
    tiles: tuple[Tile, ...]
    spans: tuple[tuple[int, int], ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """The head of a week, and how much it holds: hours in words, and how high their bar is."""

    number: int
    monday: dt.date
    is_now: bool
    hours: str
    bar: int
    is_over: bool


class HintView(NamedTuple):
    """A hint: its words, why, and the pages of the cards that it is about, each with the card's word."""

    text: str
    because: str
    links: tuple[tuple[str, str], ...]
    asks: bool = False


class SlotView(NamedTuple):
    """Something in the 24-hour week: what, and when."""

    title: str
    text: str
    picture: str
    offer: str


class EverydayView(NamedTuple):
    """The 24-hour week: its days, and each part of the day with what is in it on each of them."""

    days: tuple[str, ...]
    parts: tuple[tuple[str, tuple[tuple[SlotView, ...], ...]], ...]
    asks: bool = False

    @property
    def pictures(self) -> set[str]:
        """Return the pictures in it."""
        return {slot.picture for _, cells in self.parts for slots in cells for slot in slots}


@dataclass(frozen=True, slots=True)
class BoardView:
    """All that the board shows of a plan, for one reader."""

    weeks: tuple[WeekView, ...]
    head: WeeksView
    lanes: tuple[LaneView, ...]
    parked: tuple[Tile, ...]
    earlier: tuple[Tile, ...]
    hand: tuple[Tile, ...]
    offered: tuple[Tile, ...]
    outside: tuple[Tile, ...]
    pile: tuple[tuple[Tile, ...], ...]
    rest_of_pile: int
    limit: int | None
    hints: tuple[HintView, ...]
    everyday: EverydayView
    has_load: bool

    @property
    def pictures(self) -> set[str]:
        """Return the keys of its pictures."""
        many = (self.parked, self.earlier, self.hand, self.offered, self.outside, *self.pile)
        laid = {one.picture for lane in self.lanes for one in lane.tiles}
        return laid.union(self.everyday.pictures, (one.picture for tiles in many for one in tiles))

    @property
    def hours_in_runs(self) -> tuple[tuple[int, int, str], ...]:
        """Return the hours of the weeks that have any: first and last week of a run with the same, and how many."""
        runs = [(hours, tuple(run)) for hours, run in groupby(self.weeks, key=lambda one: one.hours)]
        return tuple((run[0].number, run[-1].number, hours) for hours, run in runs if hours)


def view_of(
    plan: Plan,
    lanes: Sequence[Lane],
    *,
    say: Messages,
    today: dt.date,
    following: Following | None = None,
    hints: Sequence[HintView] = (),
    laid: Callable[..., Tile] = laid_tile,
) -> BoardView:
    """Return what the board shows; `say` are the words of cards and weeks, shared with the sheet.

    `laid` is `laid_tile`, or what remembers its answers.
    """
    legs = {one.offer: one.legs[0] for one in following.cards.values() if one.legs} if following else {}

    def tiles(*places: Place) -> tuple[Tile, ...]:
        return tuple(
            card_tile(card, plan, say, lane=legs.get(card.offer or "", GOOD_LIFE)) for card in plan.placed(*places)
        )

    pile = following.pile if following else ()
    weeks = _weeks(plan, today)
    head = WeeksView(_months(plan.weeks, say), tuple(CellView(one.monday, one.number, one.is_now) for one in weeks))
    return BoardView(
        weeks=weeks,
        head=head,
        lanes=_lanes(plan, lanes, say, laid=laid, cells=head.cells),
        parked=tiles("parked"),
        earlier=tiles("earlier"),
        hand=tiles("hand"),
        offered=(
            *(
                card_tile(card, plan, say)
                for card in plan.placed("offered")
                if card.proposal is None or card.proposal.place != "plan"
            ),
            *(
                card_tile(card, plan, say, proposed=True, where=proposed_where(card, say))
                for card in proposed_elsewhere(plan)
            ),
        ),
        outside=tuple(card_tile(card, plan, say) for card in outside(plan)),
        pile=tuple(tuple(offer_tile(card) for card in choice.cards) for choice in pile[:AT_ONCE]),
        rest_of_pile=max(0, len(pile) - AT_ONCE),
        limit=limit_of(plan),
        hints=tuple(hints),
        everyday=_everyday(plan, say),
        has_load=any(one.hours for one in weeks),
    )


def _lanes(
    plan: Plan,
    lanes: Sequence[Lane],
    say: Messages,
    *,
    laid: Callable[..., Tile],
    cells: tuple[CellView, ...],
) -> tuple[LaneView, ...]:
    least = ceil(plan.about.weeks / WEEKS_OF_ONE_CARD)
    found = rows(plan, lanes, least)
    made = []
    for number, lane in enumerate(lanes):
        # No two in a row begin in the same week, so cards themselves are never compared.
        placed = sorted((one.first, row, one) for row, many in enumerate(found[lane.key]) for one in many)
        tiles = tuple(laid(one, plan, say, least=least, row=row) for _, row, one in placed)
        spans = tuple((one.first, one.last) for _, _, one in placed)
        colour = "meetings" if number == len(lanes) - 1 else str(number % COLOURS + 1)
        asks = any(one.asks for one in tiles)
        made.append(LaneView(lane.key, lane.label, colour, cells, tiles, spans, asks))
    return tuple(made)


def _everyday(plan: Plan, say: Messages) -> EverydayView:
    made = everyday(plan, say)
    return EverydayView(
        tuple(made["days"]),
        tuple(
            (
                part["label"],
                tuple(
                    tuple(SlotView(one["title"], one["text"], one["picture"], one["offer"]) for one in cell)
                    for cell in part["cells"]
                ),
            )
            for part in made["parts"]
        ),
    )


def _weeks(plan: Plan, today: dt.date) -> tuple[WeekView, ...]:
    loads, limit = load(plan), limit_of(plan)
    most = max([limit or 0, *(one.high for one in loads), 1])
    return tuple(
        WeekView(
            week_number(one.week),
            one.week,
            day_of(one.week, today),
            "" if one.high == 0 else str(one.low) if one.low == one.high else f"{one.low}–{one.high}",
            ceil(one.high * BARS / most),
            limit is not None and one.low > limit,
        )
        for one in loads
    )


def _months(mondays: Sequence[dt.date], say: Messages) -> tuple[tuple[str, int], ...]:
    """Return the months over the weeks, with how many weeks each has: those whose Thursday lies in it."""
    names = say("months").split()
    thursdays = [monday + dt.timedelta(days=3) for monday in mondays]
    return tuple(
        (names[month - 1], len(list(group)))
        for (_, month), group in groupby(thursdays, key=lambda day: (day.year, day.month))
    )
