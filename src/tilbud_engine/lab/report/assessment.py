"""Where a fixed rule of the municipality would take the place of an assessment of the single person.

Danish administrative law: where a law leaves a decision to an assessment ("skøn"), an authority may not put a rule of
its own in its place ("skøn under regel"). What is found here asks somebody to look; it is no finding of law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

from tilbud_engine.lab.differences.forms import facts_of, joined_vocabulary, with_facts
from tilbud_engine.lab.report.local import Layers, Limit, limits_of, where_met
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import EVERYONE, Condition, Test
from tilbud_engine.rules.proofs import Logic, NotProved, Statement
from tilbud_engine.rules.resolved import ResolvedOffer

T = TypeVar("T")

BY_ASSESSMENT = "skoen"


@dataclass(frozen=True, slots=True)
class FixedRule:
    """A limit that the draft sets or moves in an offer that is given by assessment.

    `before` is the limit as it was, None where it is new.
    """

    offer: ResolvedOffer
    after: Limit
    before: Limit | None = None


def fixed_rules(old: RulesAt, new: RulesAt) -> tuple[FixedRule, ...]:
    """Return the limits that the new rules of a municipality add or move in offers that are given by assessment.

    A limit is added where it keeps somebody out whom the old rules did not; what is not proved in time is told.
    """
    return tuple(_fixed_rules(old, new))


def _fixed_rules(old: RulesAt, new: RulesAt) -> Iterator[FixedRule]:
    layers, never = Layers.of(new), new.engine.rulebook.never(new.on)
    vocabulary, apart = joined_vocabulary(old.engine.vocabulary, new.engine.vocabulary)
    facts = {key: one for key, one in vocabulary.facts.items() if key not in apart}
    for answer in new.answers.values():
        offer = answer.offer
        if offer is None or answer.reason is not None or offer.offer.entitlement != BY_ASSESSMENT:
            continue
        before = old.answer(offer.id).offer
        was, own = (with_facts(one.own, facts) if one is not None else EVERYONE for one in (before, offer))
        known = limits_of(was)
        same = {one.form for one in known}
        added = [
            FixedRule(offer, limit, next((one for one in known if _alike(one, limit)), None))
            for limit in layers.limits(own)
            if limit.form not in same
        ]
        if added and apart.isdisjoint({*facts_of(was), *facts_of(own)}):
            added = list(_that_matter(added, was, own, Logic(never)))
        yield from added


def _that_matter(added: Sequence[FixedRule], old: Condition, new: Condition, logic: Logic) -> Iterator[FixedRule]:
    """Yield the limits that are others than they were, and the new ones by which somebody is out who was not before."""

    def matters(one: FixedRule) -> bool:
        if one.before is not None:
            return not logic.equivalent(one.before.part, one.after.part)
        return logic.possible(logic.every(newly_out(new), logic.opposite(logic.false(where_met(one.after, new)))))

    def newly_out(condition: Condition) -> Statement:
        return logic.every(logic.false(condition), logic.opposite(logic.false(old)))

    found = [one for one in added if _unless_proved(matters, one)]
    rest = reduce(lambda condition, one: where_met(one.after, condition), found, new)
    # Of limits that say the same twice neither keeps anybody out alone, but together they do.
    together = len(found) < len(added) and _unless_proved(lambda one: logic.possible(newly_out(one)), rest)
    yield from (one for one in added if one in found or (together and one.before is None))


def _unless_proved(ask: Callable[[T], bool], one: T) -> bool:
    """Return the answer; what is not proved in time is not safe."""
    try:
        return ask(one)
    except NotProved:
        return True


def _alike(one: Limit, other: Limit) -> bool:
    """Tell whether one is the other with another value."""
    part, twin = one.part, other.part
    if one.wanted is not other.wanted or not isinstance(part, Test) or not isinstance(twin, Test):
        return False
    return (part.fact.key, part.operator, part.counted) == (twin.fact.key, twin.operator, twin.counted)
