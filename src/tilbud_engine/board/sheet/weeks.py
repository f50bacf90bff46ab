"""The large part of the sheet: months, weeks, hours a week, and the lanes with their cards in rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from tilbud_engine.board.advice import Load
from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.laying import meetings_outside, outside
from tilbud_engine.board.laying import weeks_of as laid_at
from tilbud_engine.board.plan import BoardCard, Meeting, Plan
from tilbud_engine.board.rows import Laid, Row, rows
from tilbud_engine.board.sheet.paper import Paper
from tilbud_engine.board.sheet.wording import (
    MEETING_PICTOGRAM,
    joined,
    meeting_when,
    state_of,
    variants,
    weeks_of,
    when,
)
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages

COLOURS = (
    ("#0b6b58", "#e9f5f1"),
    ("#7a4b00", "#faf3e6"),
    ("#7b2d6b", "#f8edf5"),
    ("#0b4f8a", "#eaf2f9"),
    ("#4a5d0b", "#f2f5e4"),
    ("#8a2f1c", "#fbeeea"),
    ("#3f3f8f", "#efeff9"),
)
"""Of the lanes in their order: dark enough for words on white and on its own pale one; none of them means anything."""

MEETING_COLOURS = ("#3d3d4e", "#f0f0f4")
_MONTH_WIDTH, _SHORT_MONTH_WIDTH, _NUMBER_WIDTH = 24.0, 11.0, 5.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Something in a row of a lane: its words, its weeks, and the room that it takes, in weeks from 0."""

    laid: Laid
    row: int
    first: int
    last: int
    data: dict[str, Any]


def least_weeks(paper: Paper, weeks: int) -> int:
    """Return how many weeks a card takes at least for its words to fit."""
    return min(weeks, ceil(paper.card / (paper.weeks_width / weeks)))


def lanes_data(
    plan: Plan, lanes: Sequence[Lane], paper: Paper, say: Messages
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lanes for the typesetter, and the cards for which there is no room on the front."""
    least = least_weeks(paper, plan.about.weeks)
    found = rows(plan, lanes, least)
    kept = _kept({key: len(many) for key, many in found.items()}, paper.most_rows)
    made, rest = [], []
    for number, lane in enumerate(lanes):
        many = found[lane.key]
        over = [one for row in many[kept[lane.key] :] for one in row]
        rest += [card_data(one, plan, say) for one in over]
        last = number == len(lanes) - 1
        ink, pale = MEETING_COLOURS if last else COLOURS[number % len(COLOURS)]
        made.append(
            {
                "label": lane.label,
                "ink": ink,
                "pale": pale,
                "rows": max(1, kept[lane.key]),
                "more": say("more-cards", count=len(over)) if over else "",
                "cards": list(_cards(many[: kept[lane.key]], plan, least, say)),
            }
        )
    return made, rest


def _kept(wanted: Mapping[str, int], most: int) -> dict[str, int]:
    """Return how many rows each lane shows: the fullest lane gives first; no lane is left without a row."""
    kept = dict(wanted)
    while sum(max(1, count) for count in kept.values()) > most:
        fullest = max(kept, key=lambda key: kept[key])
        if kept[fullest] <= 1:
            break
        kept[fullest] -= 1
    return kept


def _cards(shown: Iterable[Row], plan: Plan, least: int, say: Messages) -> Iterable[dict[str, Any]]:
    placed = [
        (number, one, taken)
        for number, row in enumerate(shown)
        for one, taken in zip(row, rooms(row, least, plan.about.weeks), strict=True)
    ]
    for number, one, (first, last) in sorted(placed, key=lambda each: (each[1].first, each[0])):
        wider = (first, last) != (one.first, one.last)
        yield card_data(one, plan, say, wider=wider) | {"row": number, "first": first, "span": last - first + 1}


def room(one: Laid, least: int, weeks: int) -> tuple[int, int]:
    """Return the first and last week whose room a card takes: at the end of the plan its words reach back."""
    last = min(max(one.last, one.first + least - 1), weeks - 1)
    return min(one.first, max(last - least + 1, 0)), last


def rooms(row: Row, least: int, weeks: int) -> list[tuple[int, int]]:
    """Return the first and last week whose room each card of a row takes.

    One that is too short for its words takes more, twice `least` where nothing else lies. The dots below a card tell
    its true weeks, and its words do.
    """
    made = [room(one, least, weeks) for one in row]
    for number, one in enumerate(row):
        if one.last - one.first + 1 < least:
            first, last = made[number]
            end = made[number + 1][0] - 1 if number + 1 < len(row) else weeks - 1
            made[number] = (first, max(last, min(end, first + 2 * least - 1)))
    return made


def card_data(one: Laid, plan: Plan, say: Messages, *, wider: bool = False) -> dict[str, Any]:
    """Return what the typesetter needs of a card or a meeting; one drawn `wider` than its weeks names them."""
    spoken = weeks_of(one, plan.weeks, say)
    if isinstance(one.item, Meeting):
        words = _meeting(one.item, say)
    else:
        words = _card(one.item, plan, say, proposed=one.proposed, weeks=spoken if wider else "")
    alt = ". ".join(part for part in (words.pop("alt"), spoken) if part)
    return words | {"weeks": spoken, "alt": alt, "marks": _marks(one, plan)}


def outside_data(plan: Plan, say: Messages) -> list[dict[str, Any]]:
    """Return the cards and meetings whose weeks the plan does not have: they are named, for nothing ever vanishes."""
    made = [_meeting(one, say) | {"weeks": "", "marks": []} for one in meetings_outside(plan)]
    for card in outside(plan):
        at = laid_at(card)
        weeks = say("outside-weeks", first=at.first, last=at.last + dt.timedelta(days=6)) if at else ""
        made.append(_card(card, plan, say, proposed=card.place == "offered") | {"weeks": weeks, "marks": []})
    return made


def _card(card: BoardCard, plan: Plan, say: Messages, *, proposed: bool, weeks: str = "") -> dict[str, Any]:
    times = "; ".join(when(each, say) for each in card.times)
    # A date says more than its week.
    drawn = times if any(each.day for each in card.times) else joined(weeks, times)
    full, short = state_of(card, say, proposed=proposed)
    contact = plan.contacts.get(card.contact or "")
    reached = " ".join(word for word in (contact.name, contact.telephone) if word) if contact else ""
    why = card.proposal.why if proposed and card.proposal else None
    return {
        "title": card.face.word,
        "variants": variants(drawn, card.where or "", full, short),
        "whole": [line for line in (joined(times, card.where), full, why, card.face.text, card.note, reached) if line],
        "picture": card.face.pictogram,
        "offer": card.offer or "",
        "alt": card.face.alt,
        "look": "proposed" if proposed else _look_of(card),
    }


def _look_of(card: BoardCard) -> str:
    """Return how a card is drawn: what is wished for never looks granted."""
    if card.state in ("agreed", "running"):
        return "firm"
    return "quiet" if card.state in ("paused", "done", "declined") else "open"


def _meeting(meeting: Meeting, say: Messages) -> dict[str, Any]:
    times = meeting_when(meeting, say)
    state = say("meeting-held") if meeting.held else ""
    chosen = ", ".join(one.name for one in meeting.participants if one.chosen)
    return {
        "title": meeting.topic or say("meeting"),
        "variants": variants(times, meeting.where or "", state, state),
        "whole": [
            line
            for line in (
                joined(times, meeting.where),
                state,
                say("meeting-with", names=chosen) if chosen else "",
                say("agenda", points=", ".join(meeting.agenda)) if meeting.agenda else "",
            )
            if line
        ],
        "picture": MEETING_PICTOGRAM,
        "offer": "",
        "alt": say("meeting-alt"),
        "look": "quiet" if meeting.held else "firm",
    }


def _marks(one: Laid, plan: Plan) -> list[int]:
    """Return the weeks in which something happens, counted from the plan's first: all of its own where none is said."""
    own = range(one.first, one.last + 1)
    times = () if isinstance(one.item, Meeting) else one.item.times
    if not times:
        return list(own)
    found: set[int] = set()
    for each in times:
        if each.day is not None:
            found.add((each.day - plan.weeks[0]).days // 7)
        else:
            found.update(range(one.first, one.last + 1, each.every))
    return [week for week in own if week in found]


def head_data(
    plan: Plan, paper: Paper, load: Sequence[Load] | None, limit: int | None, say: Messages
) -> dict[str, Any]:
    """Return months, weeks and hours a week."""
    mondays = plan.weeks
    one_week = paper.weeks_width / len(mondays)
    roomy = one_week >= 15
    months = []
    for (_, month), group in groupby(mondays, key=_month_of):
        span = len(list(group))
        wide = span * one_week
        name = "months" if wide >= _MONTH_WIDTH else "months-short"
        months.append({"name": say(name).split()[month - 1] if wide >= _SHORT_MONTH_WIDTH else "", "span": span})
    numbers = [week_number(monday) for monday in mondays]
    most = max([one.high for one in load or ()] + [limit or 0, 1])
    shown = 1 if one_week >= _NUMBER_WIDTH else 2  # Two numbers side by side would read as one.
    return {
        "months": months,
        "weeks": [
            "" if place % shown else say("week", number=number) if roomy else str(number)
            for place, number in enumerate(numbers)
        ],
        "load": [_hours(one, limit, most, say, roomy=roomy) for one in load or ()],
        "limit": say("load-limit", limit=limit) if limit is not None else "",
    }


def _hours(one: Load, limit: int | None, most: int, say: Messages, *, roomy: bool) -> dict[str, Any]:
    """Return the hours of one week: how many at least, and how far that is above her own limit, never as a fault."""
    over = limit is not None and one.low > limit
    text = str(one.low) if one.high else ""  # Hours that nobody has written are not none.
    if one.low != one.high and roomy:
        text = say("load-range", low=one.low, high=one.high)
    elif limit is not None and over and roomy:
        text = say("load-over", hours=one.low, over=one.low - limit)
    return {"text": text, "over": over, "share": one.low / most}


def _month_of(monday: dt.date) -> tuple[int, int]:
    """Return year and month of a week: those of its Thursday, as ISO counts weeks."""
    thursday = monday + dt.timedelta(days=3)
    return thursday.year, thursday.month
