"""What holds of an offer on a day, as every reader sees it, and how the layers give its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tilbud_engine.dated import Source
from tilbud_engine.errors import Problem
from tilbud_engine.offers import Capacity, Contact, DatedOffer, Offer, Partner, Price, Status
from tilbud_engine.rules.conditions import EVERYONE, Condition, Every, Some
from tilbud_engine.rules.ruleset import EmergencyLine, OfferEntry, Ruleset, is_national

# What a municipality may write of an offer that is a right at any date: add, explain and inform, never take away.
ADDS_ONLY = frozenset(
    {
        "also_eligible",
        "because",
        "because_en",
        "source",
        "valid",
        "contact",
        "cooperation",
        "capacity",
        "price",
        "service_level",
        "service_level_en",
    }
)


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Why an offer is not offered here on the day; `on` is the date from which it was or will be different."""

    code: str
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BoundRight:
    """A right for those for whom the condition holds, with its text and its source."""

    when: Condition
    text: str
    text_en: str | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class BoundHint:
    """A practical remark that is shown when its condition holds."""

    when: Condition
    text: str
    text_en: str | None


@dataclass(frozen=True, slots=True)
class ResolvedOffer:
    """An offer as it holds in a ruleset on a day, ready for every reader.

    `not_offered` says why it is not offered; `not_loaded` that the municipality's own rules are not known. `faults`
    are problems in its rules: the verdict is then unknown, never no; `right_faults` leave only the right unknown.
    """

    offer: Offer
    plugin: str
    rule: str
    eligible: Condition = EVERYONE
    own: Condition = EVERYONE
    also: Condition | None = None
    right: Condition | None = None
    rights: tuple[BoundRight, ...] = ()
    hints: tuple[BoundHint, ...] = ()
    not_offered: NotOffered | None = None
    not_loaded: bool = False
    status: Status = "running"
    because: str | None = None
    because_en: str | None = None
    sources: tuple[Source, ...] = ()
    contact: Contact | None = None
    cooperation: tuple[Partner, ...] = ()
    capacity: Capacity | None = None
    price: Price | None = None
    service_level: str | None = None
    service_level_en: str | None = None
    version: dt.date | None = None
    faults: tuple[Problem, ...] = ()
    right_faults: tuple[Problem, ...] = ()
    moves_daily: bool = False

    @property
    def id(self) -> str:
        """Return the offer's id."""
        return self.offer.offer


@dataclass(frozen=True)
class Resolved:
    """Everything that holds in a ruleset on a day."""

    ruleset: str
    municipality: str | None
    on: dt.date
    offers: Mapping[str, ResolvedOffer]
    emergency: tuple[EmergencyLine, ...] = ()
    sha256: str = ""

    @cached_property
    def by_barrier(self) -> Mapping[str, tuple[ResolvedOffer, ...]]:
        """Return the offers that answer each barrier."""
        found: dict[str, list[ResolvedOffer]] = {}
        for offer in self.offers.values():
            for code in offer.offer.answers:
                found.setdefault(code, []).append(offer)
        return {code: tuple(offers) for code, offers in found.items()}

    @cached_property
    def by_need(self) -> Mapping[str, tuple[ResolvedOffer, ...]]:
        """Return the offers that help with each practical need."""
        found: dict[str, list[ResolvedOffer]] = {}
        for offer in self.offers.values():
            for need in offer.offer.supports:
                found.setdefault(need, []).append(offer)
        return {need: tuple(offers) for need, offers in found.items()}

    def relevant(self, barriers: Iterable[str]) -> dict[str, ResolvedOffer]:
        """Return the offers that answer one of the barriers, by id."""
        return {one.id: one for code in barriers for one in self.by_barrier.get(code, ())}


def allowed(dated: DatedOffer, layer: Ruleset, entry: OfferEntry, free: bool) -> OfferEntry:
    """Return the entry without what a municipality may not write of a right (reported when rules are checked)."""
    if free or is_national(layer) or not dated.ever_right or entry.stated <= ADDS_ONLY:
        return entry
    return entry.model_copy(update={"offered": None, "status": None, "eligible": None})


def state_of(
    offer: Offer, entries: Sequence[tuple[Ruleset, OfferEntry]], municipality: str | None, on: dt.date
) -> tuple[NotOffered | None, bool]:
    """Return why the offer is not offered here, and whether the municipality's own rules are missing."""
    offered = next((entry.offered for _, entry in entries if entry.offered is not None), None)
    status = status_of(offer, entries)
    local = offer.scope == "local" or bool(offer.municipalities)
    if offered is None and local and municipality is None:
        return (
            (None, True)
            if status in ("running", "trial") and offer.valid.holds(on)
            else (_closed(offer, status, on), False)
        )
    if offered is None:
        offered = offer.scope == "national" or municipality in offer.municipalities
    if not offered:
        return NotOffered("not-here"), False
    return _closed(offer, status, on), False


def lapsed(offer: Offer, entries: Iterable[OfferEntry], on: dt.date) -> NotOffered | None:
    """Return when the offer was or will be here, where an entry that does not hold on the day says so."""
    for entry in entries:
        period = entry.valid
        if entry.offered and (entry.status or offer.status) != "idea" and not period.holds(on):
            if period.from_ is not None and on < period.from_:
                return NotOffered("not-yet", period.from_)
            return NotOffered("over", period.to)
    return None


def status_of(offer: Offer, entries: Sequence[tuple[Ruleset, OfferEntry]]) -> Status:
    """Return the offer's status, as the topmost layer that states one has it."""
    return next((entry.status for _, entry in entries if entry.status), offer.status)


def _closed(offer: Offer, status: str, on: dt.date) -> NotOffered | None:
    if offer.valid.from_ and on < offer.valid.from_:
        return NotOffered("not-yet", offer.valid.from_)
    if offer.valid.to and on > offer.valid.to:
        return NotOffered("over", offer.valid.to)
    return NotOffered(status) if status in ("idea", "paused", "closed") else None


def right_of(offer: Offer, own: Condition, rights: Sequence[BoundRight]) -> Condition | None:
    """Return the condition of the right: of those who can have the offer, those for whom a right holds.

    What is a right as such is one for all of them, unless `rights` beside it name only some.
    """
    if offer.entitlement == "ret" and (not rights or any(right.when == EVERYONE for right in rights)):
        return own
    if not rights:
        return None
    return Every((own, Some(tuple(right.when for right in rights))))
