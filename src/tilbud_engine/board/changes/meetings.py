"""The meetings: she chooses the topic and who comes; others propose, and may say when and where (R-P1, R-X1)."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeVar

from tilbud_engine.board.changes.writing import (
    Intent,
    changed,
    found,
    gone,
    is_hers,
    may_decide,
    may_write,
    new_id,
    put,
)
from tilbud_engine.board.history import By, Change
from tilbud_engine.board.naming import named
from tilbud_engine.board.plan import MOST_LINES, Meeting, Participant, Plan, Reason
from tilbud_engine.board.views import known_cards, seen_by
from tilbud_engine.errors import InputError, problem

Role = Literal["participant", "companion", "chair"]

_Line = TypeVar("_Line")


def plan_meeting(
    by: By,
    topic: str | None = None,
    *,
    day: dt.date | None = None,
    start: dt.time | None = None,
    end: dt.time | None = None,
    where: str | None = None,
) -> Intent:
    """Begin a meeting; the topic is hers alone to choose."""

    def intent(plan: Plan, version: int) -> Change:
        may_decide(by)
        if topic is not None:
            is_hers(by)
        _in_order(start, end)
        made = Meeting(id=new_id(plan, version), topic=topic, day=day, start=start, end=end, where=where)
        return Change("plan_meeting", (put(plan, "meetings", _with_names(made, plan, by)),))

    return intent


def set_topic(by: By, meeting: str, topic: str | None) -> Intent:
    """Say what a meeting is about: what she finds most pressing; hers alone."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return _changed(plan, by, meeting, "meeting_topic", topic=topic)

    return intent


def set_time(
    by: By,
    meeting: str,
    day: dt.date | None,
    *,
    start: dt.time | None = None,
    end: dt.time | None = None,
    where: str | None = None,
) -> Intent:
    """Say when and where a meeting is, by the clock on the wall."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        _in_order(start, end)
        return _changed(plan, by, meeting, "meeting_time", day=day, start=start, end=end, where=where)

    return intent


def invite(
    by: By,
    meeting: str,
    name: str,
    reason: Reason | None = None,
    *,
    because: str | None = None,
    role: Role = "participant",
) -> Intent:
    """Name somebody for a meeting: chosen where she does it, only proposed where others do.

    Whoever is no companion comes for one of the three reasons (R-X1), unless she wants them there: that is reason
    enough. Who is there by that name already is not named twice.
    """

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        now: Meeting = found(plan, "meetings", meeting, by)
        known = known_cards(plan, by.who, by.companion)
        names, about = named(known, name), named(known, because)
        made = Participant(
            name=name, role=role, reason=reason, because=because, chosen=by.who == "citizen", names=names, about=about
        )
        if by.who != "citizen":
            if _index(_as_seen(plan, meeting, by), made.name) is not None:
                raise InputError([problem("board-participant-already-there", "")])
            if (place := _index(now, made.name)) is not None:  # There, and hidden: nobody but her is told.
                made = changed(made, chosen=now.participants[place].chosen)
            if reason is None and role != "companion":
                raise InputError([problem("board-participant-without-reason", "")])
        return _changed(plan, by, meeting, "invite", participants=_with(now, made))

    return intent


def choose(by: By, meeting: str, name: str, *, chosen: bool) -> Intent:
    """Say that somebody who was named is to come, or is not; hers alone, whoever it is (R-D6)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        made = changed(_named(now, name), chosen=chosen)
        return _changed(plan, by, meeting, "choose", participants=_with(now, made))

    return intent


def dismiss(by: By, meeting: str, name: str) -> Intent:
    """Take a name off the list; hers alone."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        rest = tuple(one for one in now.participants if one != _named(now, name))
        return _changed(plan, by, meeting, "dismiss", participants=rest)

    return intent


def add_point(by: By, meeting: str, text: str) -> Intent:
    """Put a point last on the agenda."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        if text in _as_seen(plan, meeting, by).agenda:
            raise InputError([problem("board-point-already-there", "")])
        rest = tuple(one for one in now.agenda if one != text)  # It may be there, and hidden: nobody but her is told.
        return _changed(plan, by, meeting, "agenda", agenda=_not_too_many((*rest, text)))

    return intent


def move_point(by: By, meeting: str, point: str, before: str) -> Intent:
    """Move a point of the agenda to just before another; she says what comes first."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        _has_points(now, point, before)
        points = [one for one in now.agenda if one != point]
        points.insert(points.index(before) if before != point else now.agenda.index(point), point)
        return _changed(plan, by, meeting, "agenda", agenda=tuple(points))

    return intent


def strike_point(by: By, meeting: str, point: str) -> Intent:
    """Take a point off the agenda; hers alone."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        _has_points(now, point)
        return _changed(plan, by, meeting, "agenda", agenda=tuple(one for one in now.agenda if one != point))

    return intent


def hold(by: By, meeting: str) -> Intent:
    """Say that a meeting has been held; what companions were let see ends with it (R-D15)."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: Meeting = found(plan, "meetings", meeting, by)
        ended = [put(plan, "companions", changed(one, ended=True)) for one in plan.companions.values() if not one.ended]
        return Change("hold", (put(plan, "meetings", changed(now, held=True)), *ended))

    return intent


def cancel(by: By, meeting: str) -> Intent:
    """Take a meeting away; hers alone."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("cancel_meeting", (gone(plan, "meetings", meeting),))

    return intent


def _changed(plan: Plan, by: By, meeting: str, what: str, **fields: object) -> Change:
    now: Meeting = found(plan, "meetings", meeting, by)
    made = _with_names(changed(now, **fields), plan, by, now)
    return Change(what, (put(plan, "meetings", made),))


def _with_names(made: Meeting, plan: Plan, by: By, was: Meeting | None = None) -> Meeting:
    """Return a meeting that keeps of each line which cards it names, as who wrote it saw them."""
    then, old = _lines(made), _lines(was) if was else ()
    known = known_cards(plan, by.who, by.companion) if set(then) - set(old) else ()
    kept = was.names if was else {}
    names = {one: kept.get(one, ()) if one in old else named(known, one) for one in then}
    return made.model_copy(update={"names": {one: cards for one, cards in names.items() if cards}})


def _lines(meeting: Meeting) -> tuple[str, ...]:
    return tuple(one for one in (meeting.topic, meeting.where, *meeting.agenda) if one)


def _as_seen(plan: Plan, meeting: str, by: By) -> Meeting:
    return seen_by(plan, by.who, by.companion).meetings[meeting]


def _in_order(start: dt.time | None, end: dt.time | None) -> None:
    if end is not None and (start is None or end <= start):
        raise InputError([problem("board-meeting-end", "")])


def _index(meeting: Meeting, name: str) -> int | None:
    names = [one.name.casefold() for one in meeting.participants]
    return names.index(name.casefold()) if name.casefold() in names else None


def _named(meeting: Meeting, name: str) -> Participant:
    place = _index(meeting, name)
    if place is None:
        raise InputError([problem("board-item-gone", "")])
    return meeting.participants[place]


def _with(meeting: Meeting, participant: Participant) -> tuple[Participant, ...]:
    """Return the participants with one of them new, or in the place of the one by that name."""
    place = _index(meeting, participant.name)
    if place is None:
        return _not_too_many((*meeting.participants, participant))
    return (*meeting.participants[:place], participant, *meeting.participants[place + 1 :])


def _not_too_many(lines: tuple[_Line, ...]) -> tuple[_Line, ...]:
    if len(lines) > MOST_LINES:
        raise InputError([problem("board-meeting-full", "", limit=MOST_LINES)])
    return lines


def _has_points(meeting: Meeting, *points: str) -> None:
    if any(one not in meeting.agenda for one in points):
        raise InputError([problem("board-item-gone", "")])
