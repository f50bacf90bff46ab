"""What is said of cards and meetings on paper: when, where, in which weeks, and how it stands with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tilbud_engine.board.plan import BoardCard, Meeting, Times
from tilbud_engine.board.rows import Laid
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages

BETWEEN = " · "
MEETING_PICTOGRAM = "users"


@lru_cache(maxsize=4_096)
def clock(at: dt.time, say: Messages) -> str:
    """Return a time of the day: "9", "19.30"."""
    return say("clock" if at.minute else "clock-whole", hour=at.hour, minute=f"{at.minute:02d}")


@lru_cache(maxsize=4_096)
def span(times: Times, say: Messages) -> str:
    """Return from when to when, without the day; empty where no time is said."""
    if times.start is None:
        return ""
    start = clock(times.start, say)
    return f"{start}–{clock(times.end, say)}" if times.end else say("clock-alone", start=start)


@lru_cache(maxsize=4_096)
def when(times: Times, say: Messages) -> str:
    """Return when something is: "tir + tor kl. 10–11", "15. dec. kl. 14"."""
    days = short_day(times.day, say) if times.day else _days(times.days, say)
    if times.every > 1 and not times.day:
        key = {2: "every-second", 3: "every-third"}.get(times.every, "every-other")
        days = say(key, days=days, number=times.every)
    if times.start is None:
        return days
    start = clock(times.start, say)
    if times.end is None:
        return say("clock-at", days=days, start=start)
    return say("clock-span", days=days, start=start, end=clock(times.end, say))


def short_day(day: dt.date, say: Messages) -> str:
    """Return a date in a few letters: "15. dec."."""
    return say("day-month", day=day.day, month=say("months-short").split()[day.month - 1])


def weeks_of(laid: Laid, mondays: tuple[dt.date, ...], say: Messages) -> str:
    """Return in which weeks a card lies, for those who do not see where."""
    first, last = week_number(mondays[laid.first]), week_number(mondays[laid.last])
    words = [say("in-week", week=first) if first == last else say("from-to", first=first, last=last)]
    words += [say("before")] if laid.begins_before else []
    words += [say("goes-on")] if laid.goes_on else []
    return ". ".join(words)


def state_of(card: BoardCard, say: Messages, *, proposed: bool = False) -> tuple[str, str]:
    """Return how it stands with a card, in full and in the fewest words."""
    if proposed and card.proposal is not None:
        name = card.proposal.name
        full = say("proposal-named", name=name) if name else say(f"proposal-{card.proposal.by}")
        return full, say("proposal-short")
    short = say(f"state-{card.state}")
    full = short
    if card.state == "waiting" and card.waiting is not None:
        whom, by = card.waiting.whom, card.waiting.by
        full = (
            say("state-waiting-by", whom=whom, day=short_day(by, say)) if by else say("state-waiting-whom", whom=whom)
        )
    if card.state == "declined" and card.declined_by:
        full = say("state-declined-by", whom=card.declined_by)
    if card.face.duty:
        full, short = (BETWEEN.join((say("duty"), one)) for one in (full, short))
    return full, short


def joined(*words: str | None) -> str:
    """Return the words that there are, with a dot between them."""
    return BETWEEN.join(word for word in words if word)


def variants(times: str, place: str, full: str, short: str) -> list[dict[str, Any]]:
    """Return the lines under a card's word, from all there is to say down to how it stands alone.

    `cut` tells that something is left out, which the next page then says.
    """
    spot = joined(times, place)
    whole = ([spot, full], [joined(spot, full)])
    less = ([times, full], [joined(times, full)], [joined(times, short)], [short])
    made: dict[tuple[str, ...], bool] = {}
    for cut, tried in ((False, whole), (True, less)):
        for lines in tried:
            made.setdefault(tuple(line for line in lines if line), cut)
    return [{"lines": list(lines), "cut": cut} for lines, cut in made.items() if lines] or [{"lines": [], "cut": False}]


def meeting_when(meeting: Meeting, say: Messages) -> str:
    """Return when a meeting is."""
    return when(Times(day=meeting.day, start=meeting.start, end=meeting.end), say) if meeting.day else ""


def _days(days: Iterable[int], say: Messages) -> str:
    held = tuple(days)
    if held == (1, 2, 3, 4, 5, 6, 7):
        return say("days-every")
    if held == (1, 2, 3, 4, 5):
        return say("days-weekdays")
    return " + ".join(say(f"day-{day}") for day in held)
