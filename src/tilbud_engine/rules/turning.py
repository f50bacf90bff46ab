"""When a no turns into a yes by time alone: growing facts rise, rules change, nothing else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from tilbud_engine.case import Knowledge, reaches
from tilbud_engine.dated import Span, add_months
from tilbud_engine.rules.conditions import Condition, Constant, Operator, tests_of
from tilbud_engine.rules.reference import meaning
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook

MONTHS_AHEAD = 60


def turns_yes_on(
    rulebook: Rulebook,
    ruleset: str,
    offer: ResolvedOffer,
    knowledge: Knowledge,
    on: dt.date,
    *,
    months_ahead: int = MONTHS_AHEAD,
) -> dt.date | None:
    """Return the first day, by default within five years, on which a no is a yes if nothing but time changes.

    Only days on which something can change are tried: a growing fact reaches a value of the rule, a length of time
    ends, the rules change.
    """
    until = add_months(on, months_ahead)
    changes = rulebook.changes_of(ruleset, offer.id, on, until)
    stretches = [(on, offer), *((day, rulebook.offer_on(ruleset, offer.id, day)) for day in changes)]
    for index, (start, holding) in enumerate(stretches):
        end = stretches[index + 1][0] if index + 1 < len(stretches) else add_months(until, 1)
        if holding is None or holding.not_offered or holding.faults:
            continue
        days = {day for day in _moments(holding.eligible, knowledge) if start < day < end and day <= until}
        if start > on:
            days.add(start)
        steady = meaning(holding.eligible) if days else None
        for day in sorted(days):
            current = rulebook.offer_on(ruleset, offer.id, day) if holding.moves_daily else holding
            if current is None:
                continue
            holds = steady if steady and current is holding else meaning(current.eligible)
            if holds(knowledge.at(rulebook.vocabulary.facts, day)) is True:
                return day
    return None


def _moments(condition: Condition, knowledge: Knowledge) -> Iterator[dt.date]:
    """Yield the days on which time alone may change how a comparison comes out."""
    for test in tests_of(condition):
        known = knowledge.known.get(test.fact.key)
        if known is None:
            continue
        for operand in test.operands:
            if not isinstance(operand, Constant):
                continue
            if isinstance(known.base, int) and known.since and isinstance(operand.value, int):
                yield reaches(test.fact, known.base, known.since, operand.value)
                yield reaches(test.fact, known.base, known.since, operand.value + 1)
            if operand.span and isinstance(known.value, dt.date):
                yield from _turns(operand.span, known.value, past=test.operator is Operator.AT_LEAST)


def _turns(span: Span, date: dt.date, *, past: bool) -> Iterator[dt.date]:
    """Yield the days on which a date comes to lie within a length of time before or after them, or no longer does."""
    yield date
    yield date + dt.timedelta(days=1)

    def reached(day: dt.date) -> bool:
        return span.before(day) <= date if past else span.after(day) >= date

    # A month reckoned from the 31st is clamped, so the turn is looked for on the days around it.
    middle = (span.after(date) if past else span.before(date)).toordinal()
    days = range(max(middle - 5, 1), min(middle + 4, dt.date.max.toordinal()) + 1)
    for earlier, later in pairwise(map(dt.date.fromordinal, days)):
        if reached(earlier) is not reached(later):
            yield later
