"""What others propose, wherever to: she sees whose it is and where to, and her yes or no is all that counts."""

from __future__ import annotations

import re

import httpx2 as httpx
import pytest

from tests.web.laid import CASEWORKER, at, key_of, own, week
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, cards
from tilbud_engine.board.plan import Place, State, Waiting
from tilbud_engine.board.storage import Stored

WHERE = {
    "parked": "parkeret på P",
    "hand": "på hånden",
    "earlier": "under tidligere forløb",
}


def proposed(client: httpx.Client, stored: Stored, path: str = "") -> str:
    """Return what stands among the proposals that lie in no week, as text."""
    text = client.get(f"/plan/{stored.code}{path}").text
    found = re.search(r"<h[23][^>]*>\s*Forslag til dig\s*</h[23]>(.*?)</ul>", text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


@pytest.mark.parametrize("place", ["parked", "hand", "earlier"])
def test_a_proposal_to_take_a_card_out_of_its_weeks_is_seen_and_answered(site: Site, place: Place) -> None:
    stored = site.plan(own("Praktik", "plan", at("life", 2, 5)))
    key = key_of(stored, "Praktik")
    stored = site.change(stored, cards.move(CASEWORKER, key, place, why="du er træt"), by=CASEWORKER)
    with site.client() as client:
        client.get(site.link(code=stored.code))
        for path in ("", "/uge-for-uge"):
            told = proposed(client, stored, path)
            for words in ("Praktik", WHERE[place], "forslag fra Mette", "du er træt"):
                assert words in told, path
        form = {"version": str(stored.version), "card": key, "answer": "yes"}
        assert client.post(f"/plan/{stored.code}/svar", data=form).status_code == 303
        assert not proposed(client, stored)
    assert site.desk.store.get(stored.code).plan.cards[key].place == place


def test_a_proposal_for_weeks_that_the_plan_has_no_more_is_seen_and_can_be_refused(site: Site) -> None:
    stored = site.plan(own("Praktik", "plan", at("life", 0, 1)))
    key = key_of(stored, "Praktik")
    stored = site.change(stored, cards.move(CASEWORKER, key, "plan", at("life", 9, 11)), by=CASEWORKER)
    stored = site.change(stored, about.set_time(CITIZEN, week(0), 4))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        told = proposed(client, stored)
        assert "Praktik" in told
        assert "Fra uge 46 til uge 48" in told
        form = {"version": str(stored.version), "card": key, "answer": "no"}
        assert client.post(f"/plan/{stored.code}/svar", data=form).status_code == 303
    assert site.desk.store.get(stored.code).plan.cards[key].proposal is None


LOOKS: dict[State, str] = {
    "wished": "open", "waiting": "open", "agreed": "firm", "running": "firm",
    "paused": "quiet", "done": "quiet", "declined": "quiet",
}  # fmt: skip


@pytest.mark.parametrize("state", LOOKS)
def test_a_wish_never_looks_granted(site: Site, state: State) -> None:
    """Only what is agreed or under way has the wide edge, and each says in words how it stands."""
    stored = site.plan(own("Praktik", "plan", at("life", 2, 5)))
    key = key_of(stored, "Praktik")
    waiting = Waiting(whom="Karim", by=week(1)) if state == "waiting" else None
    by = "Jobcentret" if state == "declined" else None
    stored = site.change(stored, cards.set_state(CITIZEN, key, state, waiting=waiting, declined_by=by))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        page = client.get(f"/plan/{stored.code}").text
    tile = re.search(rf'<li class="tile (\w+)[^"]*" id="card-{key}".*?</li>', page, re.DOTALL)
    assert tile is not None
    assert tile[1] == LOOKS[state]
    words = {
        "wished": "ønsket", "waiting": "venter på svar fra Karim, senest 14. sep.", "agreed": "aftalt",
        "running": "i gang", "paused": "på pause", "done": "færdig", "declined": "Jobcentret har sagt nej",
    }  # fmt: skip
    assert words[state] in tile[0]
