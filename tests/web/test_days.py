"""A day is the one that people at the table see on their clock, on the screen as on the command line."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from tests.web.laid import CASEWORKER, at, key_of, laid_plan, own
from tests.web.served import CITIZEN, NOW, Site
from tilbud_engine.board.changes import about, cards, everyday, notes, people
from tilbud_engine.board.plan import Who

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


WHY = {
    "citizen": ("/plan/{code}/flyt", {"card": "2-1", "place": "parked", "why": "Jeg sov ikke"}),
    "caseworker": ("/sagsbehandler/{code}/flyt", {"card": "2-1", "place": "parked", "why": "Du er træt"}),
    "caseworker offers": ("/sagsbehandler/{code}/foreslaa", {"offer": "bisidder", "why": "Så er I to"}),
    "companion": ("/bisidder/{code}/foreslaa", {"word": "Gå en tur", "why": "Det hjalp sidst"}),
}


@pytest.mark.parametrize("hand", WHY)
def test_why_something_was_done_is_kept_with_it_and_told_to_her(site: Site, hand: str) -> None:
    stored = site.plan(own("Museumstur", "plan", at("life", 0)), people.companion(CITIZEN, "Mona"))
    stored = site.change(stored, about.share(CITIZEN, "history"))
    role: Who = hand.split(maxsplit=1)[0]  # type: ignore[assignment]
    [friend] = stored.plan.companions
    extra = {"companion": friend, "name": "Mona"} if role == "companion" else {}
    path, form = WHY[hand]
    with site.client() as other, site.client() as her:
        other.get(site.link(role, stored.code, **extra))
        data = {"version": str(stored.version), **form}
        assert other.post(path.format(code=stored.code), data=data).status_code == 303
        assert site.desk.store.events(stored.code)[-1].why == form["why"]
        her.get(site.link(code=stored.code))
        assert f"Hvorfor: ”{form['why']}”" in her.get(f"/plan/{stored.code}/historie").text
        other.get(site.link("caseworker", stored.code))
        shared = other.get(f"/sagsbehandler/{stored.code}/historie").text
        assert (form["why"] in shared) == (role == "caseworker")


def test_the_plan_of_an_earlier_day_is_whole(site: Site) -> None:
    stored = laid_plan(site)
    stored = site.change(stored, cards.move(CASEWORKER, key_of(stored, "Museumstur"), "parked"), by=CASEWORKER)
    now = stored.plan
    gone = [
        *(cards.remove(CITIZEN, one.id) for one in now.cards.values()),
        *(notes.remove(CITIZEN, one) for one in now.notes),
        *(people.remove_agreement(CITIZEN, one) for one in now.agreements),
        *(people.remove_contact(CITIZEN, one) for one in now.contacts),
        *(everyday.remove(CITIZEN, one) for one in now.everyday),
    ]
    for intent in gone:
        stored = site.desk.store.change(stored.code, stored.version, CITIZEN, intent, NOW + dt.timedelta(days=3))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        page = client.get(f"/plan/{stored.code}/historie/dag", params={"dag": f"{NOW:%Y-%m-%d}"}).text
    for words in (
        *(one.face.word for one in now.cards.values()), *(one.text for one in now.notes.values()),
        "ringer til museet", "Karim Holm, mentor, 12 34 56 78", "Børn i skole", "mandag",
        "parkeret på P, forslag fra Mette",
    ):  # fmt: skip
        assert words in page, words


def test_the_plan_of_an_earlier_day_shows_others_nothing_that_she_has_taken_back_since(site: Site) -> None:
    """R-D3: her yes to showing something is not kept by looking back at the day on which she gave it."""
    stored = site.plan(own("Museumstur", "parked"), notes.add(CITIZEN, "frustration", "For mange breve"))
    [note] = stored.plan.notes
    stored = site.change(
        stored, notes.share(CITIZEN, note), cards.show(CITIZEN, "2-1", shown=True), about.share(CITIZEN, "history")
    )
    day = f"/sagsbehandler/{stored.code}/historie/dag?dag={NOW:%Y-%m-%d}"
    with site.client() as client:
        client.get(site.link("caseworker", stored.code))
        shared = client.get(day).text
        assert "For mange breve" in shared
        assert "Museumstur" in shared
        later = (notes.share(CITIZEN, note, shared=False), cards.show(CITIZEN, "2-1", shown=False))
        for number, intent in enumerate(later):
            at_noon = NOW + dt.timedelta(days=2)
            site.desk.store.change(stored.code, stored.version + number, CITIZEN, intent, at_noon)
        taken_back = client.get(day).text
        assert "For mange breve" not in taken_back
        assert "Museumstur" not in taken_back


def test_a_number_in_why_is_refused_and_not_sent_back(site: Site) -> None:
    stored = site.plan(own("Museumstur", "plan", at("life", 0)))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        form = {"version": str(stored.version), "card": "2-1", "place": "parked", "why": "Ring 010190-1234"}
        answer = client.post(f"/plan/{stored.code}/flyt", data=form)
        assert (answer.status_code, "010190" in answer.text) == (422, False)
    assert site.desk.store.get(stored.code).version == stored.version


@pytest.mark.usefixtures("danish_clock")
@pytest.mark.parametrize("day", ["", "0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_day_that_no_plan_has_is_told(site: Site, day: str) -> None:
    stored = site.plan()
    with site.client() as client:
        client.get(site.link(code=stored.code))
        assert client.get(f"/plan/{stored.code}/historie/dag", params={"dag": day}).status_code == 422
