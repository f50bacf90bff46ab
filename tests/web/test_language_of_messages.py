"""What is said after a change is in the language of the page: the plan's, where nothing was chosen on the screen."""

from __future__ import annotations

import re

import pytest

from tests.web.laid import at
from tests.web.served import CITIZEN, NOW, RULESET, TODAY, Site
from tilbud_engine.board.changes import about, cards, drafts
from tilbud_engine.board.plan import Face
from tilbud_engine.board.storage import Stored


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
