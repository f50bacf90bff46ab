"""A day is the one that people at the table see on their clock, on the screen as on the command line."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from tests.web.laid import own
from tests.web.served import CITIZEN, Site

AFTER_MIDNIGHT = dt.datetime(2026, 9, 8, 22, 30, tzinfo=dt.UTC)
"""Half past midnight in Copenhagen, on 9 September."""


@pytest.fixture
def danish_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Europe/Copenhagen")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("danish_clock")
def test_what_was_done_after_midnight_belongs_to_the_new_day(site: Site) -> None:
    stored = site.plan()
    stored = site.desk.store.change(stored.code, stored.version, CITIZEN, own("Museumstur", "parked"), AFTER_MIDNIGHT)
    with site.client() as client:
        client.get(site.link(code=stored.code))
        day = f"/plan/{stored.code}/historie/dag"
        assert "Museumstur" not in client.get(day, params={"dag": "2026-09-08"}).text
        assert "Museumstur" in client.get(day, params={"dag": "2026-09-09"}).text
        assert "9. september" in client.get(f"/plan/{stored.code}/historie").text


@pytest.mark.usefixtures("danish_clock")
@pytest.mark.parametrize("day", ["", "0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_day_that_no_plan_has_is_told(site: Site, day: str) -> None:
    stored = site.plan()
    with site.client() as client:
        client.get(site.link(code=stored.code))
        assert client.get(f"/plan/{stored.code}/historie/dag", params={"dag": day}).status_code == 422
