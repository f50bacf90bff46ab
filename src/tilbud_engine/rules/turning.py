"""When a no turns into a yes by time alone: growing facts rise, rules change, nothing else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tilbud_engine.case import Knowledge, reaches
from tilbud_engine.dated import add_months
from tilbud_engine.rules.conditions import Condition, Constant, tests_of
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
                # A month reckoned back from the 31st is clamped, so the days around the turn are tried too.
                for turn in (known.value, operand.span.before(known.value), operand.span.after(known.value)):
                    yield from (turn + dt.timedelta(days=step) for step in range(-4, 5))
