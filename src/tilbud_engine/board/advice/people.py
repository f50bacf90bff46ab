"""Hints about people: too many to talk to, meetings that can become one, and answers that are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.weeks import monday_of

MANY_CONTACTS = 5
"""From so many contact persons on, one of them may gather the threads (R-P5)."""

CLOSE = dt.timedelta(days=14)
"""Two meetings so close to one another may become one (R-P10)."""

_MANY_BARRIER, _ACROSS = "N-MANGE", "tvaergaaende"


def hints_of_people(seen: Seen) -> Iterator[Hint]:
    """Yield the hints about contact persons, meetings, and answers that were due."""
    yield from _late_answers(seen)
    yield from _contacts(seen)
    yield from _meetings(seen)


def _late_answers(seen: Seen) -> Iterator[Hint]:
    for card in seen.cards:
        waiting = card.waiting
        late = card.state == "waiting" and waiting is not None and waiting.by is not None and waiting.by < seen.on
        if late and waiting is not None:
            text = seen.say("late_answer", whom=waiting.whom, one=seen.quoted([seen.word(card)]))
            yield Hint("late_answer", text, seen.say("late_answer-because", day=waiting.by), (card.id,))


def _contacts(seen: Seen) -> Iterator[Hint]:
    count = len({one.name.casefold() for one in seen.plan.contacts.values()})
    if count < MANY_CONTACTS:
        return
    gather = tuple(
        key
        for key, found in seen.following.resolved.offers.items()
        if _MANY_BARRIER in found.offer.answers
        and _ACROSS in found.offer.units
        and key not in seen.by_offer
        and seen.may_offer(key)
    )
    yield Hint("contacts", seen.say("contacts", count=count), seen.say("contacts-because"), offers=gather)


def _meetings(seen: Seen) -> Iterator[Hint]:
    """Yield the meetings to come that lie close to one another, all of a row in one hint."""
    coming = sorted(
        one.day for one in seen.plan.meetings.values() if one.day is not None and one.day >= seen.on and not one.held
    )
    row: list[dt.date] = []
    for day in [*coming, None]:
        if row and (day is None or day - row[-1] > CLOSE):
            if len(row) > 1:
                weeks = tuple(sorted({monday_of(one) for one in row}))
                text = seen.say("meetings", count=len(row), weeks=seen.weeks_in_words(weeks))
                yield Hint("meetings", text, seen.say("meetings-because"), weeks=weeks)
            row = []
        if day is not None:
            row.append(day)
