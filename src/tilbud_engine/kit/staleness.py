"""Which offers nobody has looked at lately: a list for those who keep the catalogue, never a condition of an offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tilbud_engine.dated import Span
from tilbud_engine.offers import Offer

USUAL = Span(12, "month")
"""How old a check may be where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An offer that is due for a look: when it was last looked at and by whom, None for never and nobody."""

    id: str
    name: str
    name_en: str | None
    last_checked: dt.date | None
    checked_by: str | None
    units: tuple[str, ...]


def stale_offers(offers: Iterable[Offer], on: dt.date, older_than: Span = USUAL) -> list[Stale]:
    """Return the offers that were last looked at longer ago than the span before the day, or never: those first.

    An offer that was looked at on the very day of the limit is not due yet.
    """
    limit = older_than.before(on)
    due = [one for one in offers if one.last_checked is None or one.last_checked < limit]
    due.sort(key=lambda one: (one.last_checked or dt.date.min, one.offer))
    return [Stale(one.offer, one.name, one.name_en, one.last_checked, one.checked_by, one.units) for one in due]
