"""Clashes in time: a card, a meeting or a part of her day at the same hours of the same day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.plan import Times
from tilbud_engine.board.weeks import monday_of

MOST_CLASHES = 12
"""More than so many at once help nobody; the rest shows when the first are settled."""

_DAY, _WEEK = 24 * 60, dt.timedelta(weeks=1)


class _Slot(NamedTuple):
    """Minutes of one weekday, in the weeks from `first` to `last`, each or every so many of them."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    every: int
    word: str
    key: str
    card: str | None


def hints_of_times(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for each two that are at the same time, one of them not a part of her everyday life."""
    days: dict[int, list[_Slot]] = {}
    for day, slot in _slots(seen):
        days.setdefault(day, []).append(slot)
    told: set[frozenset[str]] = set()
    for day in sorted(days):
        for one, other in _overlaps(days[day]):
            pair = frozenset({one.key, other.key})
            everyday = one.key.startswith("everyday") and other.key.startswith("everyday")
            if len(pair) < 2 or pair in told or everyday:
                continue
            weeks = _shared_weeks(one, other, seen)
            if not weeks:
                continue
            told.add(pair)
            text = seen.say(
                "clash",
                one=seen.quoted([one.word]),
                other=seen.quoted([other.word]),
                day=seen.say(f"day-{day}"),
                weeks=seen.weeks_in_words(weeks),
            )
            because = seen.say("clash-because", one=_times(one, seen), other=_times(other, seen))
            yield Hint("clash", text, because, tuple(key for key in (one.card, other.card) if key), weeks)
            if len(told) == MOST_CLASHES:
                return


def _slots(seen: Seen) -> Iterator[tuple[int, _Slot]]:
    plan = seen.plan
    whole = plan.weeks[0], plan.weeks[-1]
    for one in seen.laid:
        if one.card.state != "done":
            for times in one.card.times:
                yield from _days_of(times, (one.first, one.last), one.word, f"card {one.card.id}", one.card.id)
    for part in plan.everyday.values():
        yield from _days_of(part.times, whole, part.text, f"everyday {part.id}")
    for meeting in plan.meetings.values():
        if meeting.day is not None and meeting.start is not None and not meeting.held:
            word = meeting.topic or seen.say("a-meeting")
            times = Times(day=meeting.day, start=meeting.start, end=meeting.end)
            yield from _days_of(times, whole, word, f"meeting {meeting.id}")


def _days_of(
    times: Times, weeks: tuple[dt.date, dt.date], word: str, key: str, card: str | None = None
) -> Iterator[tuple[int, _Slot]]:
    if times.start is None:
        return
    first, last = weeks if times.day is None else (monday_of(times.day),) * 2
    start = times.start.hour * 60 + times.start.minute
    end = start + 1 if times.end is None else times.end.hour * 60 + times.end.minute
    for day in times.days or (times.day.isoweekday() if times.day else 1,):
        if end > start:
            yield day, _Slot(start, end, first, last, times.every, word, key, card)
            continue
        # Over midnight: the morning belongs to the next day, that of a Sunday to the next week.
        later = _WEEK if day == 7 else dt.timedelta(0)
        yield day, _Slot(start, _DAY, first, last, times.every, word, key, card)
        yield day % 7 + 1, _Slot(0, end, first + later, last + later, times.every, word, key, card)


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
        if first <= monday <= last and all((monday - two.first).days // 7 % two.every == 0 for two in (one, other))
    )


def _times(slot: _Slot, seen: Seen) -> str:
    word, start = seen.quoted([slot.word]), _clock(slot.start)
    if slot.end == slot.start + 1:
        return seen.say("at", word=word, start=start)
    return seen.say("from-until", word=word, start=start, end=_clock(slot.end % _DAY))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"
