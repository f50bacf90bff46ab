"""What nobody has looked at lately."""

from __future__ import annotations

import datetime as dt

import pytest

from tilbud_engine.dated import Span
from tilbud_engine.kit.staleness import USUAL, stale_offers
from tilbud_engine.offers import Offer

ON = dt.date(2026, 9, 1)


def offer(name: str, checked: dt.date | None, by: str | None = None) -> Offer:
    document = {
        "offer": name,
        "name": name.capitalize(),
        "card": {"word": "Et", "text": "Et kort"},
        "answers": [],
        "eligible": {},
        "units": ["sundhed"],
        "last_checked": checked,
        "checked_by": by,
    }
    return Offer.model_validate({key: value for key, value in document.items() if value is not None})


def test_the_oldest_stand_first_and_those_that_nobody_ever_looked_at_before_them() -> None:
    offers = [
        offer("nyt", dt.date(2026, 8, 1)),
        offer("gammelt", dt.date(2024, 5, 1), "Sundhed"),
        offer("aldrig", None),
        offer("aeldre", dt.date(2023, 5, 1)),
    ]
    found = stale_offers(offers, ON)
    assert [one.id for one in found] == ["aldrig", "aeldre", "gammelt"]
    assert (found[2].last_checked, found[2].checked_by, found[2].units) == (
        dt.date(2024, 5, 1),
        "Sundhed",
        ("sundhed",),
    )


@pytest.mark.parametrize(
    ("checked", "due"), [(dt.date(2025, 8, 31), True), (dt.date(2025, 9, 1), False), (dt.date(2026, 12, 1), False)]
)
def test_the_day_of_the_limit_is_not_due_yet(checked: dt.date, due: bool) -> None:
    assert bool(stale_offers([offer("et", checked)], ON)) is due
    assert Span(12, "month") == USUAL


def test_the_limit_follows_the_span() -> None:
    checked = offer("et", dt.date(2026, 8, 20))
    assert stale_offers([checked], ON, Span(1, "week"))
    assert not stale_offers([checked], ON, Span(2, "week"))


def test_of_two_that_are_equally_old_the_id_decides() -> None:
    same = [offer(name, dt.date(2020, 1, 1)) for name in ("b", "a", "c")]
    assert [one.id for one in stale_offers(same, ON)] == ["a", "b", "c"]
