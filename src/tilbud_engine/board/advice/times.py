"""Clashes in time: a card, a meeting or a part of her day at the same hours of the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.plan import Times
from tilbud_engine.board.weeks import monday_of

MOST_CLASHES = 12
"""More than so many at once help nobody; the rest shows when the first are settled."""

_DAY, _WEEK = 24 * 60, dt.timedelta(weeks=1)


class _Slot(NamedTuple):
    """Minutes of one weekday, in the weeks from `first` to `last`, each or every so many of them.

    `key` tells which item it is. Two that do not count are no clash: her everyday life is hers to know.
    """

    day: int
    start: int
    end: int
    first: dt.date
    last: dt.date
    times: Times
    word: str
    key: str
    card: str | None
    counts: bool


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two that are at the same time, on which days and in which weeks."""

    one: _Slot
    other: _Slot
    days: tuple[int, ...]
    weeks: tuple[dt.date, ...]


def hints_of_times(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for each two that are at the same time, unless both are her everyday life; soonest first."""
    for found in sorted(_clashes(seen), key=lambda one: (one.weeks[0], one.days)):
        one, other = found.one, found.other
        text = seen.say(
            "clash",
            one=seen.quoted([one.word]),
            other=seen.quoted([other.word]),
            days=seen.joined([seen.say(f"day-{day}") for day in found.days]),
            weeks=seen.weeks_in_words(found.weeks),
        )
        because = seen.say("clash-because", one=_times(one, seen), other=_times(other, seen))
        yield Hint("clash", text, because, tuple(key for key in (one.card, other.card) if key), found.weeks)


def _clashes(seen: Seen) -> Iterator[_Clash]:
    by_item: dict[str, list[_Slot]] = {}
    for slot in _slots(seen):
        by_item.setdefault(slot.key, []).append(slot)
    slots = [slot for many in by_item.values() for slot in many]
    for first, second in islice(_pairs(slots, seen), MOST_CLASHES):
        both = [
            (one, other, _shared_weeks(one, other, seen))
            for one in by_item[first]
            for other in by_item[second]
            if one.day == other.day and one.start < other.end and other.start < one.end
        ]
        days = tuple(sorted({one.day for one, _, weeks in both if weeks}))
        all_weeks = tuple(sorted({monday for _, _, weeks in both for monday in weeks}))
        one, other = next((one, other) for one, other, weeks in both if weeks)
        yield _Clash(one, other, days, all_weeks)


def _pairs(slots: Iterable[_Slot], seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the keys of each two items that clash, once."""
    told: set[tuple[str, str]] = set()
    open_: list[_Slot] = []
    for slot in sorted(slots, key=lambda one: (one.day, one.start, one.end, one.key)):
        open_ = [one for one in open_ if one.day == slot.day and one.end > slot.start]
        for one in open_:
            pair = (one.key, slot.key) if one.key < slot.key else (slot.key, one.key)
            differ = one.key != slot.key and (one.counts or slot.counts) and pair not in told
            if differ and _shared_weeks(one, slot, seen):
                told.add(pair)
                yield pair
        open_.append(slot)


def _slots(seen: Seen) -> Iterator[_Slot]:
    plan, weeks = seen.plan, seen.plan.weeks
    whole, today = (weeks[0], weeks[-1]), seen.today
    for one in seen.laid:
        if one.card.times and one.card.state != "done" and one.last >= today and one.first <= whole[1]:
            for times in one.card.times:
                yield from _days_of(times, (one.first, one.last), one.word, f"card {one.card.id}", one.card.id)
    for part in plan.everyday.values():
        yield from _days_of(part.times, whole, part.text, f"everyday {part.id}", counts=False)
    for meeting in plan.meetings.values():
        if meeting.day is not None and meeting.start is not None and not meeting.held:
            word = meeting.topic or seen.say("a-meeting")
            times = Times(day=meeting.day, start=meeting.start, end=meeting.end)
            yield from _days_of(times, whole, word, f"meeting {meeting.id}")


def _days_of(
    times: Times,
    weeks: tuple[dt.date, dt.date],
    word: str,
    key: str,
    card: str | None = None,
    *,
    counts: bool = True,
) -> Iterator[_Slot]:
    if times.start is None:
        return
    first, last = weeks if times.day is None else (monday_of(times.day),) * 2
    start = times.start.hour * 60 + times.start.minute
    end = start + 1 if times.end is None else times.end.hour * 60 + times.end.minute
    for day in times.days or (times.day.isoweekday() if times.day else 1,):
        if end > start:
            yield _Slot(day, start, end, first, last, times, word, key, card, counts)
            continue
        # Over midnight: the morning belongs to the next day, that of a Sunday to the next week.
        later = _WEEK if day == 7 else dt.timedelta(0)
        yield _Slot(day, start, _DAY, first, last, times, word, key, card, counts)
        yield _Slot(day % 7 + 1, 0, end, first + later, last + later, times, word, key, card, counts)


def _shared_weeks(one: _Slot, other: _Slot, seen: Seen) -> tuple[dt.date, ...]:
    """Return the weeks to come in which both are."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    if last < first:
        return ()
    return tuple(
        monday
        for monday in seen.weeks
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
