"""Where a fixed rule of the municipality would take the place of an assessment of the single person.

Danish administrative law: where a law leaves a decision to an assessment ("skøn"), an authority may not put a rule of
its own in its place ("skøn under regel"). What is found here asks somebody to look; it is no finding of law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.lab.report.local import Layers, form, leaves, parameters_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Flagged, Test
from tilbud_engine.rules.resolved import ResolvedOffer

BY_ASSESSMENT = "skoen"


@dataclass(frozen=True, slots=True)
class FixedRule:
    """A part of a condition that the draft adds or moves in an offer that is given by assessment.

    `before` is the part as it was, None where it is new.
    """

    offer: ResolvedOffer
    after: Test | Flagged
    before: Test | Flagged | None = None


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
        known = leaves(before.own) if before is not None else ()
        same = {form(one) for one in known}
        for part in layers.parts(offer.own):
            if form(part) not in same:
                yield FixedRule(offer, part, next((one for one in known if _alike(one, part)), None))


def _alike(one: Test | Flagged, other: Test | Flagged) -> bool:
    """Tell whether one is the other with another value."""
    if isinstance(one, Test) and isinstance(other, Test):
        return (one.fact.key, one.operator, one.counted) == (other.fact.key, other.operator, other.counted)
    return isinstance(one, Flagged) and isinstance(other, Flagged) and _names(one) == _names(other)


def _names(part: Test | Flagged) -> tuple[str, ...]:
    return tuple(one.name for one in parameters_of(part))
