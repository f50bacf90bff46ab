"""What is said after a change is in the language of the page: the plan's, where nothing was chosen on the screen."""

from __future__ import annotations

import datetime as dt
import re
from typing import get_args

import pytest

from tests.web.laid import at, key_of
from tests.web.served import CITIZEN, NOW, RULESET, TODAY, Site
from tilbud_engine.board.changes import about, cards, drafts, meetings, people
from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.plan import Face, Times, Waiting, Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import Language
from tilbud_engine.web.visiting import SIDES


@pytest.fixture
def english(site: Site) -> Stored:
    return site.desk.store.new(CITIZEN, about.begin(CITIZEN, TODAY, RULESET, language="en"), NOW)


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/skriv", {"kind": "note", "text": "Bus"}, "“Bus” is now under “My own notes”."),
        ("/oensker", {"kind": "wish", "text": "Work"}, "“Work” is now under “What I want”."),
        ("/aftaler", {"do": "contact", "name": "Karim"}, "Karim is"),
        ("/min-uge", {"do": "add", "text": "Choir", "days": "1"}, "“Choir” is now in your week."),
        ("/del", {"do": "history", "shared": "1"}, "Others can now see the history."),
        ("/kladder", {"do": "begin"}, "Now there are two drafts."),
        ("/moede", {"topic": "Work"}, "The meeting is on the plan now."),
        ("/naeste", {}, "Here is your next plan."),
    ],
)
def test_what_was_done_is_said_in_the_language_of_the_page(
    site: Site, english: Stored, path: str, form: dict[str, str], said: str
) -> None:
    with site.client(follow_redirects=True) as client:
        client.get(site.link())
        client.post("/find", data={"code": english.code})
        answer = client.post(f"/plan/{english.code}{path}", data={"version": str(english.version), **form})
        live = re.search(r'id="live"[^>]*>([^<]*)<', answer.text)
        assert live is not None
        assert live[1].startswith(said), live[1]


@pytest.mark.parametrize("form", [{"kind": "note", "text": ""}, {"kind": "no kind"}])
@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_what_is_refused_is_told_in_the_language_of_the_page(
    site: Site, english: Stored, form: dict[str, str], headers: dict[str, str]
) -> None:
    with site.client() as client:
        client.get(site.link(code=english.code))
        data = {"version": str(english.version), **form}
        answer = client.post(f"/plan/{english.code}/skriv", data=data, headers=headers)
        assert answer.status_code == 422
        assert '<html lang="en">' in answer.text or '<div id="board"' in answer.text
        assert ("Nothing is written." if "text" in form else "There is no such choice.") in answer.text


def test_a_card_says_in_words_and_beside_another_draft_what_it_says_on_the_board(site: Site, english: Stored) -> None:
    card = cards.take(CITIZEN, Face(word="Lægen med"), "laege_med", "plan", at("life", 0, 2))
    code = site.change(english, card, drafts.begin_draft(CITIZEN)).code
    [key] = site.desk.store.get(code).plan.cards
    moved = cards.move(CITIZEN, key, "plan", at("life", 4, 5))
    site.change(site.desk.store.get(code), moved)
    with site.client() as client:
        client.get(site.link(code=code))
        pages = {one: client.get(f"/plan/{code}{one}").text for one in ("", "/uge-for-uge", "/kladder")}
    for page, text in pages.items():
        assert "Doctor with you" in text, page
        assert "Lægen med" not in text, page


TAKEN = ("laege_med", "virksomhedspraktik", "mentor", "psykolog_henvist")
PAGES = {
    "citizen": ("", "/uge-for-uge", "/papir", "/moede", "/historie", "/historie/dag?dag=2026-09-07", "/kalender.ics"),
    "caseworker": ("/plan", "/overblik", "/alle-kort", "/paa-papiret", "/moede", "/historie"),
    "companion": ("/se", "/plan", "/moede", "/historie"),
}


def faces_of(site: Site, language: Language) -> dict[str, Face]:
    offers = site.desk.engine.rulebook.resolve(RULESET, TODAY).offers
    return {one: face_of_offer(offers[one].offer, language) for one in TAKEN}


def taken_in_danish(site: Site, english: Stored) -> Stored:
    """Return a plan in English with cards by their Danish words: laid with times, waiting, at P and confidential."""
    shown = faces_of(site, "da")
    laid = [
        cards.take(CITIZEN, face, one, "parked" if one == "mentor" else "plan", at("life", number))
        for number, (one, face) in enumerate(shown.items())
    ]
    about_her = (
        meetings.plan_meeting(CITIZEN, "Work"),
        people.companion(CITIZEN, "Bo"),
        about.share(CITIZEN, "history", shared=True),
    )
    stored = site.change(english, *laid, *about_her)
    doctor, waiting, *_ = (key_of(stored, one.word) for one in shown.values())
    return site.change(
        stored,
        cards.edit(CITIZEN, doctor, times=(Times(days=(3,), start=dt.time(13)),)),
        cards.set_state(CITIZEN, waiting, "waiting", waiting=Waiting(whom="the doctor")),
        people.companion_sees(CITIZEN, next(iter(stored.plan.companions)), ("plan", "meeting", "parked")),
    )


@pytest.mark.parametrize("role", get_args(Who))
def test_a_card_that_was_taken_in_danish_is_called_by_its_english_word_on_every_page(
    site: Site, english: Stored, role: Who
) -> None:
    stored = taken_in_danish(site, english)
    more = {"companion": next(iter(stored.plan.companions)), "name": "Bo"} if role == "companion" else {}
    words = [one.word for one in faces_of(site, "da").values() if one.word != "Mentor"]
    with site.client(follow_redirects=True) as client:
        client.get(site.link(role, stored.code, **more))
        told = {one: client.get(f"{SIDES[role]}/{stored.code}{one}").text for one in PAGES[role]}
        assert {page: [one for one in words if one in text] for page, text in told.items()} == {
            page: [] for page in told
        }
        assert any("Doctor with you" in text for text in told.values())
        if role == "companion":
            assert "Appointment" in told["/plan"]
            assert "Aftale" not in told["/plan"]


def test_the_meeting_and_what_is_said_of_a_card_name_it_in_english(site: Site, english: Stored) -> None:
    stored = taken_in_danish(site, english)
    with site.client(follow_redirects=True) as client:
        client.get(site.link(code=stored.code))
        meeting = client.get(f"/plan/{stored.code}/moede").text
        assert "Placement" in meeting, "what waits is proposed as a point"
        form = {"version": str(stored.version), "card": key_of(stored, "Lægen med")}
        said = [client.post(f"/plan/{stored.code}{one}", data=form).text for one in ("/fjern", "/fortryd")]
    assert all("Doctor with you" in one for one in said)
    assert not any("Lægen med" in one for one in said)


def test_a_card_that_is_hidden_takes_along_what_names_it_in_the_other_language(site: Site, english: Stored) -> None:
    stored = taken_in_danish(site, english)
    [meeting] = stored.plan.meetings
    waiting = key_of(stored, "Praktik")
    stored = site.change(stored, meetings.add_point(CITIZEN, meeting, "Placement: where it stands"))
    assert seen_by(stored.plan, "caseworker").meetings[meeting].agenda
    stored = site.change(stored, cards.move(CITIZEN, waiting, "parked"))
    assert not seen_by(stored.plan, "caseworker").meetings[meeting].agenda
    gone = site.change(stored, cards.remove(CITIZEN, waiting))
    assert not seen_by(gone.plan, "caseworker").meetings[meeting].agenda
