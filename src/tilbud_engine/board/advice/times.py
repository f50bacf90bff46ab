"""Clashes in time: a card, a meeting or a part of her day at the same hours of the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.plan import Times
from tilbud_engine.board.weeks import monday_of

MOST_CLASHES = 12
"""More than so many at once help nobody; the rest shows when the first are settled."""

_DAY, _WEEK = 24 * 60, dt.timedelta(weeks=1)


class _Slot(NamedTuple):
    """Minutes of one weekday, in the weeks from `first` to `last`, each or every so many of them.

    `key` is the item's id. Two that do not count are no clash: her everyday life is hers to know.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    times: Times
    word: str
    key: str
    card: str | None
    counts: bool


@dataclass(slots=True)
class _Clash:
    """Two that are at the same time, on which days and in which weeks."""

    one: _Slot
    other: _Slot
    days: list[int] = field(default_factory=list)
    weeks: set[dt.date] = field(default_factory=set)


def hints_of_times(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for each two that are at the same time, unless both are her everyday life; soonest first."""
    for found in sorted(_clashes(seen), key=lambda one: (min(one.weeks), one.days)):
        one, other, weeks = found.one, found.other, tuple(sorted(found.weeks))
        text = seen.say(
            "clash",
            one=seen.quoted([one.word]),
            other=seen.quoted([other.word]),
            days=seen.joined([seen.say(f"day-{day}") for day in found.days]),
            weeks=seen.weeks_in_words(weeks),
        )
        because = seen.say("clash-because", one=_times(one, seen), other=_times(other, seen))
        yield Hint("clash", text, because, tuple(key for key in (one.card, other.card) if key), weeks)


def _clashes(seen: Seen) -> Collection[_Clash]:
    days: dict[int, list[_Slot]] = {}
    for day, slot in _slots(seen):
        days.setdefault(day, []).append(slot)
    found: dict[tuple[str, str], _Clash] = {}
    for day in sorted(days):
        for one, other in _overlaps(days[day]):
            pair = (one.key, other.key) if one.key < other.key else (other.key, one.key)
            clash = found.get(pair)
            if (
                one.key == other.key
                or not (one.counts or other.counts)
                or (clash is None and len(found) == MOST_CLASHES)
            ):
                continue
            if weeks := _shared_weeks(one, other, seen):
                clash = found.setdefault(pair, _Clash(one, other))
                clash.days += [day] if day not in clash.days else []
                clash.weeks.update(weeks)
    return found.values()


def _slots(seen: Seen) -> Iterator[tuple[int, _Slot]]:
    plan = seen.plan
    whole = plan.weeks[0], plan.weeks[-1]
    for one in seen.laid:
        if one.card.state != "done":
            for times in one.card.times:
                yield from _days_of(times, (one.first, one.last), one.word, one.card.id, one.card.id)
    for part in plan.everyday.values():
        yield from _days_of(part.times, whole, part.text, part.id, counts=False)
    for meeting in plan.meetings.values():
        if meeting.day is not None and meeting.start is not None and not meeting.held:
            word = meeting.topic or seen.say("a-meeting")
            times = Times(day=meeting.day, start=meeting.start, end=meeting.end)
            yield from _days_of(times, whole, word, meeting.id)


def _days_of(
    times: Times,
    weeks: tuple[dt.date, dt.date],
    word: str,
    key: str,
    card: str | None = None,
    *,
    counts: bool = True,
) -> Iterator[tuple[int, _Slot]]:
    if times.start is None:
        return
    first, last = weeks if times.day is None else (monday_of(times.day),) * 2
    start = times.start.hour * 60 + times.start.minute
    end = start + 1 if times.end is None else times.end.hour * 60 + times.end.minute
    for day in times.days or (times.day.isoweekday() if times.day else 1,):
        if end > start:
            yield day, _Slot(start, end, first, last, times, word, key, card, counts)
            continue
        # Over midnight: the morning belongs to the next day, that of a Sunday to the next week.
        later = _WEEK if day == 7 else dt.timedelta(0)
        yield day, _Slot(start, _DAY, first, last, times, word, key, card, counts)
        yield day % 7 + 1, _Slot(0, end, first + later, last + later, times, word, key, card, counts)


def _overlaps(slots: Sequence[_Slot]) -> Iterator[tuple[_Slot, _Slot]]:
    open_: list[_Slot] = []
    for slot in sorted(slots, key=lambda one: (one.start, one.end, one.key)):
        open_ = [one for one in open_ if one.end > slot.start]
        for one in open_:
            yield one, slot
        open_.append(slot)


def _shared_weeks(one: _Slot, other: _Slot, seen: Seen) -> tuple[dt.date, ...]:
    """Return the weeks to come in which both are."""
    first, last = max(one.first, other.first, seen.today), min(one.last, other.last)
    if last < first:
        return ()
    return tuple(
        monday
        for monday in seen.plan.weeks
        if first <= monday <= last
        and all((monday - two.first).days // 7 % two.times.every == 0 for two in (one, other))
    )


def _times(slot: _Slot, seen: Seen) -> str:
    word, start, end = seen.quoted([slot.word]), slot.times.start, slot.times.end
    if end is None:
        return seen.say("at", word=word, start=_clock(start, seen))
    return seen.say("from-until", word=word, start=_clock(start, seen), end=_clock(end, seen))


def _clock(time: dt.time | None, seen: Seen) -> str:
    return "" if time is None else seen.say("clock", hour=time.hour, minute=f"{time.minute:02}")
