"""Hours: how much each week holds, beside what she has said that she can manage (R-B13, R-D9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.plan import LIMIT, BoardCard, Plan, Stretch, Times
from tilbud_engine.board.weeks import monday_of

_WEEK = dt.timedelta(weeks=1)
_WEIGHLESS = ("paused", "declined", "done")
_DAY_IN_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Load:
    """Hours in one week: at least and at most, what proposals would add, and how many cards have no hours."""

    week: dt.date
    low: int
    high: int
    proposed: tuple[int, int] = (0, 0)
    unknown: int = 0


def load(plan: Plan, weeks: Sequence[dt.date] | None = None) -> tuple[Load, ...]:
    """Return the hours of each week, the plan's own without `weeks`.

    Counts what lies in weeks and is neither on pause, done nor said no to; what is only proposed is counted apart. A
    card weighs the hours that she has set, else those of its times, else those of its offer (R-B13).
    """
    mondays = plan.weeks if weeks is None else tuple(weeks)
    place = {monday: number for number, monday in enumerate(mondays)}
    sums = [[0, 0, 0, 0, 0] for _ in mondays]
    for card in plan.cards.values():
        if card.state in _WEIGHLESS:
            continue
        proposed = card.place == "offered" and card.proposal is not None
        stretch = card.proposal.at if proposed and card.proposal else card.at if card.place == "plan" else None
        if stretch is None:
            continue
        for monday, hours in _hours(card, stretch):
            row = sums[place[monday]] if monday in place else None
            if row is None:
                continue
            if hours is None:
                row[4] += not proposed
            else:
                row[2 if proposed else 0] += hours[0]
                row[3 if proposed else 1] += hours[1]
    return tuple(
        Load(monday, low, high, (more, most), unknown)
        for monday, (low, high, more, most, unknown) in zip(mondays, sums, strict=True)
    )


def limit_of(plan: Plan) -> int | None:
    """Return how many hours a week she has said that she can manage; None where she has not."""
    answer = plan.answers.get(LIMIT)
    known = answer is not None and not answer.declined and not answer.withdrawn
    return answer.value if known and answer is not None and isinstance(answer.value, int) else None


def hints_of_load(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for the weeks that hold more than she can manage, and one for those that may."""
    limit = limit_of(seen.plan)
    if limit is None:
        return
    coming = [one for one in load(seen.whole) if one.week >= seen.today]
    over = [one for one in coming if one.low > limit]
    maybe = [one for one in coming if one.low <= limit < one.high]
    because = seen.say("limit-one" if limit == 1 else "limit", limit=limit)
    if over:
        low, high = min(one.low for one in over), max(one.high for one in over)
        hours = seen.say("hours", hours=low) if low == high else seen.say("hours-range", low=low, high=high)
        yield _hint(seen, "load", over, seen.say("load", weeks=_words(seen, over), hours=hours), because)
    if maybe:
        text = seen.say("load_maybe", weeks=_words(seen, maybe), high=max(one.high for one in maybe))
        yield _hint(seen, "load_maybe", maybe, text, because)


def _words(seen: Seen, weeks: Sequence[Load]) -> str:
    return seen.weeks_in_words([one.week for one in weeks])


def _hint(seen: Seen, kind: str, weeks: Sequence[Load], text: str, because: str) -> Hint:
    mondays = tuple(one.week for one in weeks)
    held = set(mondays)
    cards = tuple(
        one.card.id
        for one in seen.laid
        if one.card.state not in _WEIGHLESS and any(one.first <= monday <= one.last for monday in held)
    )
    return Hint("load" if kind == "load" else "load_maybe", text, because, cards, mondays)


def _hours(card: BoardCard, stretch: Stretch) -> Iterator[tuple[dt.date, tuple[int, int] | None]]:
    """Yield each week of a card with its hours, at least and at most; None where nobody knows."""
    timed = None if card.hours is not None else _timed(card.times)
    plain = (card.hours, card.hours) if card.hours is not None else card.face.hours
    monday, number = stretch.first, 0
    while monday <= stretch.last:
        if timed is None:
            yield monday, plain
        else:
            minutes = sum(one for one, times in timed if _is_on(times, monday, number))
            yield monday, (minutes // 60, -(-minutes // 60))
        monday, number = monday + _WEEK, number + 1


def _is_on(times: Times, monday: dt.date, number: int) -> bool:
    return monday_of(times.day) == monday if times.day is not None else number % times.every == 0


def _timed(times: Sequence[Times]) -> list[tuple[int, Times]] | None:
    """Return the minutes a week of each of a card's times; None where one of them does not say from when to when."""
    made: list[tuple[int, Times]] = []
    for one in times:
        if one.start is None or one.end is None:
            return None
        start, end = (at.hour * 60 + at.minute for at in (one.start, one.end))
        minutes = end - start if end > start else end - start + _DAY_IN_MINUTES
        made.append((minutes * max(len(one.days), 1), one))
    return made or None
