"""Load and cost before and after, reckoned from the simulations: only where no person can be found in the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.simulation.loading import WEEKS_A_MONTH
from tilbud_engine.lab.simulation.values import Load, OfferNumbers
from tilbud_engine.lab.suppression import LEAST_SHOWN
from tilbud_engine.offers import Price
from tilbud_engine.rules.resolved import ResolvedOffer

Amount = tuple[float, float]
"""The least and the most it can be."""


@dataclass(frozen=True, slots=True)
class Side:
    """An offer under one of the rules: its load and its price; None where there is none, or where it is withheld."""

    load: Load | None = None
    price: Price | None = None

    @property
    def capacity(self) -> int | None:
        """How many places there are; None where nobody has said, or where the load is withheld."""
        return None if self.load is None else self.load.capacity

    @property
    def cost(self) -> Amount | None:
        """What the offer costs in the months of the load, in kroner; None where it cannot be reckoned."""
        return None if self.load is None or self.price is None else cost_of(self.price, self.load)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An offer before and after. `withheld` tells that the numbers would let somebody work out a small count."""

    id: str
    offer: ResolvedOffer
    before: Side
    after: Side
    changed: bool
    withheld: bool = False


def reckoned(gathered: Gathered) -> tuple[Reckoned, ...]:
    """Return the offers that have a load, those that change first."""
    made = sorted(_reckoned(gathered), key=lambda one: (not one.changed, one.id))
    return tuple(made)


def _reckoned(gathered: Gathered) -> Iterator[Reckoned]:
    if gathered.before is None or gathered.after is None:
        return
    old, new = ({one.id: one for one in made.offers} for made in (gathered.before, gathered.after))
    changed = {one.id: one.population.get("verdict") for one in gathered.difference.changed}
    for key in sorted({*old, *new}):
        was, becomes = gathered.old.answer(key).offer, gathered.new.answer(key).offer
        offer = becomes or was
        if offer is None:
            continue
        counted, one, other = changed.get(key), old.get(key), new.get(key)
        close = _is_close(_yes(one), _yes(other))
        before = _load(one, hidden=close or (counted is not None and _is_close(_yes(one), counted.before[True])))
        after = _load(other, hidden=close or (counted is not None and _is_close(_yes(other), counted.after[True])))
        withheld = (before is None and _has_load(one)) or (after is None and _has_load(other))
        if withheld or before or after:
            sides = Side(before, was.price if was else None), Side(after, becomes.price if becomes else None)
            yield Reckoned(key, offer, *sides, changed=key in changed, withheld=withheld)


def _load(one: OfferNumbers | None, *, hidden: bool) -> Load | None:
    """Return the load of an offer; None where it is withheld, wholly or in a month."""
    if one is None or one.load is None or hidden:
        return None
    return None if any(month.most is None or month.arrivals is None for month in one.load.months) else one.load


def _has_load(one: OfferNumbers | None) -> bool:
    return one is not None and one.load is not None


def _yes(one: OfferNumbers | None) -> int | None:
    """Return how many of those who named something the offer answers have a yes; None where that is withheld."""
    return 0 if one is None else one.total.yes


def _is_close(one: int | None, other: int | None) -> bool:
    """Tell whether a small number of persons could be worked out from two counts, or whether one of them is withheld.

    The counts are those before and after, or of the offer's load and of everybody, who may have named nothing.
    """
    return one is None or other is None or 0 < abs(one - other) < LEAST_SHOWN


def cost_of(price: Price, load: Load) -> Amount | None:
    """Return what all who come cost over the months of the load; None where the offer does not say what it takes.

    A course is paid once for each who begins; a month, a week and an hour for as long as somebody has the place.
    """
    least, most = (sum(getattr(one, name) or 0.0 for one in load.months) for name in ("least", "most"))
    match price.per:
        case "course":
            begun = sum(one.arrivals or 0.0 for one in load.months)
            return price.dkk * begun, price.dkk * begun
        case "month":
            return price.dkk * least, price.dkk * most
        case "week":
            return price.dkk * least * WEEKS_A_MONTH, price.dkk * most * WEEKS_A_MONTH
        case "hour":
            if load.hours_per_week is None:
                return None
            low, high = load.hours_per_week
            return price.dkk * least * WEEKS_A_MONTH * low, price.dkk * most * WEEKS_A_MONTH * high
