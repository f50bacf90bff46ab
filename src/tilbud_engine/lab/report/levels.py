"""Which cards of other departments fail because of what the municipality has decided (R-S1 to R-S4).

Told of rules and counts, never of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.lab.report.local import Layers
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Condition, Every, Not
from tilbud_engine.rules.resolved import NotOffered, ResolvedOffer

OWN = "beskaeftigelse"
"""The department whose offers these are not: it is the one that counts on the others."""


@dataclass(frozen=True, slots=True)
class Level:
    """An offer of another department with what the municipality has decided of it.

    `stated` is what it has set in the condition, and `failing` is true of exactly those who are refused because of
    that alone; None where nobody can be. `not_offered` says that nobody gets it.
    """

    offer: ResolvedOffer
    units: tuple[str, ...]
    not_offered: NotOffered | None = None
    stated: tuple[Condition, ...] = ()
    failing: Condition | None = None

    @property
    def fails(self) -> bool:
        """Whether the card fails for somebody because of it."""
        return self.not_offered is not None or self.failing is not None


def levels(rules: RulesAt) -> tuple[Level, ...]:
    """Return the offers of other departments of which the municipality has decided something, failing ones first."""
    return tuple(sorted(_levels(rules), key=lambda one: (not one.fails, one.offer.id)))


def _levels(rules: RulesAt) -> Iterator[Level]:
    layers = Layers.of(rules)
    for answer in rules.answers.values():
        offer = answer.offer
        units = tuple(one for one in offer.offer.units if one != OWN) if offer is not None else ()
        if offer is None or not units or offer.not_loaded or offer.faults:
            continue
        if offer.not_offered is not None:
            if layers.names:
                yield Level(offer, units, offer.not_offered)
            continue
        stated = layers.stated(offer.own)
        if stated:
            yield Level(offer, units, stated=stated, failing=failing(offer, layers))
        elif offer.service_level:
            yield Level(offer, units)


def failing(offer: ResolvedOffer, layers: Layers) -> Condition:
    """Return of whom it is true that the offer says no, and would not if all the municipality has set were met."""
    return Every((Not(offer.eligible), layers.without(offer.own)))
