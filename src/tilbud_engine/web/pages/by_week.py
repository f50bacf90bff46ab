"""The plan week by week, in words: for who hears it, or sees a little of it at a time.

What the picture of the board says by place, colour and edge is said here: lane, weeks, how it stands, when and where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.plan import Plan, Times, in_order
from tilbud_engine.board.sheet.wording import BETWEEN, clock
from tilbud_engine.messages import Messages
from tilbud_engine.web.board_view import WeekView
from tilbud_engine.web.boarding import PART, bare_view
from tilbud_engine.web.card_words import listed
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import Say
from tilbud_engine.web.tiles import Tile
from tilbud_engine.web.visiting import board_of, desk_of, language_of, on_each_side, say_of, seen

ONE_WEEK = dt.timedelta(weeks=1)
EVERY_DAY = 7


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something on the plan: its word, and all that is said of it."""

    word: str
    told: str


@dataclass(frozen=True, slots=True)
class WeekInWords:
    """A week, what lies in it lane by lane, and what is due in it."""

    week: WeekView
    laid: tuple[Spoken, ...]
    due: tuple[str, ...]


async def page(request: Request) -> Response:
    """Show for each week what lies in it, with how it stands; then what fills each week, and what lies in none."""
    stored = await board_of(request)
    plan, language = seen(request, stored), language_of(request, stored)
    view, say = bare_view(request, stored, plan), say_of(request, PART, stored=stored)
    words = Messages("tilbud_engine.board", "sheet", language, desk_of(request).look.folder)

    def spoken(tile: Tile, lane: str = "") -> Spoken:
        where = f"{tile.where[:1].lower()}{tile.where[1:]}"
        told = (f" {say('by-week-in', lane=lane)}, {where}",) if lane else ("", where) if where else ("",)
        return Spoken(tile.word, ", ".join((*told, *_told(tile, plan, say, words))))

    laid = [
        (spoken(tile, lane.label), first, last)
        for lane in view.lanes
        for tile, (first, last) in zip(lane.tiles, lane.spans, strict=True)
    ]
    weeks = [
        WeekInWords(
            week, tuple(one for one, first, last in laid if first <= number <= last), _due(plan, week.monday, say)
        )
        for number, week in enumerate(view.weeks)
    ]
    rest = {
        "by-week-parked": view.parked, "hand": view.hand, "offered": view.offered, "outside": view.outside,
        "earlier": view.earlier,
    }  # fmt: skip
    return await show(
        request,
        "by_week.html",
        stored=stored,
        parts=(PART,),
        weeks=weeks,
        limit=view.limit,
        each=[
            Spoken(one.text, ": " + times_in_words(one.times, say, words)) for one in in_order(plan.everyday.values())
        ],
        rest={key: [spoken(one) for one in tiles] for key, tiles in rest.items() if tiles},
    )


def _told(tile: Tile, plan: Plan, say: Say, words: Messages) -> Sequence[str]:
    """Return what stands under a card, with days and times in full."""
    card = plan.cards.get(tile.id)
    if card is None:
        return tile.lines
    asked = tile.asks and card.proposal
    contact = plan.contacts.get(card.contact or "")
    times = [times_in_words(one, say, words) for one in card.times]
    why = card.proposal.why if asked and card.proposal else None
    told = (tile.lines[0] if tile.lines else "", *times, card.where, contact.name if contact else None, why)
    return [one.replace(BETWEEN, ", ") for one in told if one]


def _due(plan: Plan, monday: dt.date, say: Say) -> tuple[str, ...]:
    """Return the agreements that are due in a week and not done."""
    due = [one for one in in_order(plan.agreements.values()) if one.by and not one.done]
    return tuple(
        say("by-week-due", who=one.who, what=one.what.rstrip("."), day=one.by)
        for one in due
        if one.by and monday <= one.by < monday + ONE_WEEK
    )


def times_in_words(times: Times, say: Say, words: Messages) -> str:
    """Return when something is, in whole words: "hver 2. uge, mandag og onsdag kl. 9 til 10.30"."""
    names = [say(f"day-{day}") for day in times.days]
    days = say("each-day") if len(names) == EVERY_DAY else listed(names, say) if names else ""
    if times.day:
        days = say("on-day", day=times.day)
    if times.every > 1 and not times.day:
        days = f"{say('every-weeks', number=times.every)}, {days}"
    start, end = (clock(one, words) if one else "" for one in (times.start, times.end))
    hours = (
        say("from-to-clock", start=start, end=end) if start and end else say("at-clock", start=start) if start else ""
    )
    return " ".join(filter(None, (days, hours)))


ROUTES = on_each_side("/uge-for-uge", page)
