"""Where a fixed rule of the municipality would take the place of an assessment of the single person.

Danish administrative law: where a law leaves a decision to an assessment ("skøn"), an authority may not put a rule of
its own in its place ("skøn under regel"). What is found here asks somebody to look; it is no finding of law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.lab.report.local import Layers, Limit, limits_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Test
from tilbud_engine.rules.resolved import ResolvedOffer

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
    """Return what the new rules of a municipality add or move in offers that are given by assessment."""
    return tuple(_fixed_rules(old, new))


def _fixed_rules(old: RulesAt, new: RulesAt) -> Iterator[FixedRule]:
    layers = Layers.of(new)
    for answer in new.answers.values():
        offer = answer.offer
        if offer is None or answer.reason is not None or offer.offer.entitlement != BY_ASSESSMENT:
            continue
        before = old.answer(offer.id).offer
        known = limits_of(before.own) if before is not None else ()
        same = {one.form for one in known}
        for limit in layers.limits(offer.own):
            if limit.form not in same:
                yield FixedRule(offer, limit, next((one for one in known if _alike(one, limit)), None))


def _alike(one: Limit, other: Limit) -> bool:
    """Tell whether one is the other with another value."""
    part, twin = one.part, other.part
    if one.wanted is not other.wanted or not isinstance(part, Test) or not isinstance(twin, Test):
        return False
    return (part.fact.key, part.operator, part.counted) == (twin.fact.key, twin.operator, twin.counted)
