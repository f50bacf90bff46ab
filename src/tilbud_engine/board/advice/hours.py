"""Hours: how much each week holds, beside what she has said that she can manage (R-B13, R-D9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from tilbud_engine.board.advice.seen import Hint, HintKind, Seen, runs
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
    """Return the hours of each week: the plan's own, or other weeks that follow one another.

    Counts what lies in weeks and is neither on pause, done nor said no to; what is only proposed is counted apart. A
    card weighs the hours that she has set, else those of its times, else those of its offer (R-B13).
    """
    mondays = plan.weeks if weeks is None else tuple(weeks)
    laid, proposed = _Sums(mondays), _Sums(mondays)
    for card in plan.cards.values():
        if card.state in _WEIGHLESS:
            continue
        if card.place == "plan" and card.at is not None:
            laid.add(card, card.at)
        elif card.proposal is not None and card.proposal.place == "plan" and card.proposal.at is not None:
            proposed.add(card, card.proposal.at)
    return tuple(
        Load(monday, low, high, (more, most), unknown)
        for monday, (low, high, unknown), (more, most, _) in zip(mondays, laid.weeks(), proposed.weeks(), strict=True)
    )


class _Sums:
    """Hours that are added up over weeks: kept as what changes from one week to the next."""

    def __init__(self, mondays: Sequence[dt.date]) -> None:
        self.start = mondays[0] if mondays else dt.date.min
        self.count = len(mondays)
        self.changes = [[0] * (self.count + 1) for _ in range(3)]

    def add(self, card: BoardCard, at: Stretch) -> None:
        first = (at.first - self.start).days // 7
        last = (at.last - self.start).days // 7
        timed = None if card.hours is not None else _timed(card.times)
        if timed is None or all(times.day is None and times.every == 1 for _, times in timed):
            hours = hours_of(card)
            self._put(first, last, (0, 0, 1) if hours is None else (*hours, 0))
        else:
            for number in range(max(first, 0), min(last, self.count - 1) + 1):
                monday = self.start + number * _WEEK
                minutes = sum(one for one, times in timed if _is_on(times, monday, number - first))
                self._put(number, number, _whole_hours(minutes))

    def _put(self, first: int, last: int, hours: tuple[int, int, int]) -> None:
        first, after = max(first, 0), min(last + 1, self.count)
        if first < after:
            for row, amount in zip(self.changes, hours, strict=True):
                row[first] += amount
                row[after] -= amount

    def weeks(self) -> Iterator[tuple[int, int, int]]:
        yield from islice(zip(*(accumulate(row) for row in self.changes), strict=True), self.count)


def hours_of(card: BoardCard) -> tuple[int, int] | None:
    """Return the hours of a card in its fullest week, at least and at most; None where nobody knows."""
    if card.hours is not None:
        return card.hours, card.hours
    timed = _timed(card.times)
    return card.face.hours if timed is None else _whole_hours(sum(minutes for minutes, _ in timed))[:2]


def _whole_hours(minutes: int) -> tuple[int, int, int]:
    return minutes // 60, -(-minutes // 60), 0


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
        low, high = min(one.low for one in maybe), max(one.high for one in maybe)
        text = seen.say("load_maybe", weeks=_words(seen, maybe), low=low, high=high)
        yield _hint(seen, "load_maybe", maybe, text, because)


def _words(seen: Seen, weeks: Sequence[Load]) -> str:
    return seen.weeks_in_words([one.week for one in weeks])


def _hint(seen: Seen, kind: HintKind, weeks: Sequence[Load], text: str, because: str) -> Hint:
    mondays = tuple(one.week for one in weeks)
    stretches = [(run[0], run[-1]) for run in runs(mondays)]
    cards = tuple(
        one.card.id
        for one in seen.laid
        if one.card.state not in _WEIGHLESS
        and any(one.first <= last and first <= one.last for first, last in stretches)
    )
    return Hint(kind, text, because, cards, mondays)


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
