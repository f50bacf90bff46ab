"""The plan as a calendar file: cards with times, meetings, and the days that agreements are due (RFC 5545).

A confidential card is an appointment and nothing more unless she shows it, for calendars are shared and phones lie on
tables. For the same reason the topic of a meeting is not in its title. What lies in no week is not in the file.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tilbud_engine.board.plan import Agreement, BoardCard, Meeting, Plan, Stretch, Times
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import Messages

if TYPE_CHECKING:
    from icalendar import Event

CLOCK = "Europe/Copenhagen"
"""The clock on the wall where the plan is."""

_OURS = uuid.UUID("6f2d3b0e-51c4-5d1a-9a53-0f2f7a4c8e11")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NOT_ANY_MORE = ("paused", "done", "declined")


def ics(
    plan: Plan,
    code: str,
    version: int,
    now: dt.datetime,
    language: str,
    *,
    meeting: str | None = None,
    added: Path | None = None,
) -> bytes:
    """Return the whole plan as a calendar file, or one meeting of it.

    A file of a later version takes the place of an earlier one in the calendar: the same things keep their ids, and
    the ids do not tell the code of the plan. `added` are a municipality's own texts. Raises InputError where icalendar
    is missing.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise InputError([problem("extra-missing", "", library="icalendar", extra="board")]) from None
    say = Messages("tilbud_engine.board", "calendar", language, added)
    calendar = Calendar()
    calendar.add("prodid", "-//tilbud_engine//board//")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", say("name"))
    for key, event in _events(seen_by(plan, "shared", language=language, added=added), say, meeting):
        event.add("uid", str(uuid.uuid5(_OURS, f"{code}/{key}")))
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("sequence", version)
        calendar.add_component(event)
    calendar.add_missing_timezones()  # Not every calendar knows when summer time begins.
    return bytes(calendar.to_ical())


def _events(plan: Plan, say: Messages, meeting: str | None) -> Iterator[tuple[str, Event]]:
    open_meetings = [one for one in plan.meetings.values() if not one.held]
    for one in open_meetings:
        if one.day is not None and meeting in (None, one.id):
            yield f"meeting/{one.id}", _meeting(one, one.day, say)
    if meeting is not None:
        return
    for card in plan.placed("plan"):
        if card.state not in _NOT_ANY_MORE and card.at is not None:
            for number, times in enumerate(card.times):
                yield f"card/{card.id}/{number}", _card(card, times, card.at, say)
    for agreement in plan.agreements.values():
        if agreement.by is not None and not agreement.done:
            yield f"agreement/{agreement.id}", _agreement(agreement, agreement.by, say)


def _card(card: BoardCard, times: Times, at: Stretch, say: Messages) -> Event:
    first = times.day or at.first + dt.timedelta(days=times.days[0] - 1)
    event = _event(_title(card, say), "CONFIRMED" if card.state in ("agreed", "running") else "TENTATIVE")
    _add_time(event, first, times.start, times.end)
    if times.days:
        until: dt.date | dt.datetime = at.last + dt.timedelta(days=6)
        if times.start is not None:  # A rule with a clock ends by the world's clock (RFC 5545, 3.3.10).
            until = dt.datetime.combine(until, dt.time(23, 59, 59), ZoneInfo(CLOCK)).astimezone(dt.UTC)
        days = [_DAYS[day - 1] for day in times.days]
        event.add("rrule", {"freq": "weekly", "interval": times.every, "byday": days, "wkst": "MO", "until": until})
    if card.where:
        event.add("location", card.where)
    return event


def _title(card: BoardCard, say: Messages) -> str:
    """Return the word of the card; a wish never looks granted."""
    return say(card.state, card=card.face.word) if card.state in ("wished", "waiting") else card.face.word


def _meeting(meeting: Meeting, day: dt.date, say: Messages) -> Event:
    event = _event(say("meeting"), "CONFIRMED")
    _add_time(event, day, meeting.start, meeting.end)
    if meeting.where:
        event.add("location", meeting.where)
    names = [one.name for one in meeting.participants if one.chosen]
    told = [say("topic", topic=meeting.topic)] if meeting.topic else []
    told += [say("who", names=", ".join(names))] if names else []
    told += [say("agenda"), *(f"- {point}" for point in meeting.agenda)] if meeting.agenda else []
    if told:
        event.add("description", "\n".join(told))
    return event


def _agreement(agreement: Agreement, day: dt.date, say: Messages) -> Event:
    event = _event(say("agreement", who=agreement.who, what=agreement.what), "CONFIRMED")
    _add_time(event, day, None, None)
    event.add("transp", "TRANSPARENT")  # A day that something is due is no busy day.
    return event


def _event(title: str, status: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("summary", title)
    event.add("status", status)
    event.add("class", "PRIVATE")
    return event


def _add_time(event: Event, day: dt.date, start: dt.time | None, end: dt.time | None) -> None:
    """Say when: the whole day where no clock is given; an end that is not after the start is on the next day."""
    if start is None:
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        return
    clock = ZoneInfo(CLOCK)
    event.add("dtstart", dt.datetime.combine(day, start, clock))
    if end is not None:
        last = day if end > start else day + dt.timedelta(days=1)
        event.add("dtend", dt.datetime.combine(last, end, clock))
