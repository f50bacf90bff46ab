"""What differs only later: days after the one that is compared on which two rules part in another way."""

from __future__ import annotations

import datetime as dt

from tilbud_engine.lab.differences.forms import Form, counted_from, meant
from tilbud_engine.lab.rules_at import Answer, RulesAt, answer_of

_State = tuple[str | None, Form | None, Form | None]
"""Why an offer answers the same to everyone, what its condition means, and the one of its right."""


def later_differences(old: RulesAt, new: RulesAt) -> tuple[tuple[dt.date, tuple[str, ...]], ...]:
    """Return the days to come on which offers differ otherwise than before, each with those offers.

    Two days of rules have none: they are no two versions of the same future.
    """
    if old.on != new.on:
        return ()
    found: dict[dt.date, list[str]] = {}
    for key in sorted({*old.engine.rulebook.offers, *new.engine.rulebook.offers}):
        seen = _state(old, key, old.on), _state(new, key, new.on)
        for day in sorted({*_days(old, key), *_days(new, key)}):
            here = _state(old, key, day), _state(new, key, day)
            if here[0] != here[1] and here != seen:
                found.setdefault(day, []).append(key)
            seen = here
    return tuple((day, tuple(found[day])) for day in sorted(found))


def _days(rules: RulesAt, offer: str) -> list[dt.date]:
    book = rules.engine.rulebook
    return book.changes_of(rules.ruleset, offer, rules.on, dt.date.max) if offer in book.offers else []


def _state(rules: RulesAt, key: str, day: dt.date) -> _State:
    book = rules.engine.rulebook
    offer = book.offer_on(rules.ruleset, key, day) if key in book.offers else None
    answer = Answer(key, None, reason="absent") if offer is None else answer_of(offer)
    eligible, right = (one and counted_from(one, day, rules.on) for one in (answer.eligible, answer.right))
    return answer.reason, meant(eligible), meant(right)
