"""What others count on: whichever way she pauses it or takes it away, it is said plainly whom to call first (R-D3)."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx2 as httpx
import pytest

from tests.web.laid import CASEWORKER, at, key_of
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards, people
from tilbud_engine.board.plan import Face, State
from tilbud_engine.board.storage import Stored

PAUSED = "Her på planen er det på pause. Det er aftalt. Ring til Karim (12 34 56 78) først"
GONE = "Her på planen er kortet væk. Aftalen gælder stadig. Ring til Karim (12 34 56 78) først"
BENEFIT = "ellers kan du blive trukket i ydelse."

Form = dict[str, str]

WAYS: dict[str, tuple[Callable[[str], tuple[str, Form]], str]] = {
    "onto P": (lambda key: ("/flyt", {"card": key, "place": "parked"}), PAUSED),
    "into the hand": (lambda key: ("/flyt", {"card": key, "place": "hand"}), PAUSED),
    "among earlier courses": (lambda key: ("/flyt", {"card": key, "place": "earlier"}), PAUSED),
    "paused in its weeks": (lambda key: (f"/paa/{key}/stand", {"state": "paused"}), PAUSED),
    "declined": (lambda key: (f"/paa/{key}/stand", {"state": "declined"}), GONE),
    "off the plan": (lambda key: ("/fjern", {"card": key}), GONE),
    "a yes to a pause": (lambda key: ("/svar", {"card": key, "answer": "yes"}), PAUSED),
    "paused on paper": (lambda key: ("/papir", {f"do-{key}": "park"}), f"Praktik: {PAUSED}"),
    "back in the hand on paper": (lambda key: ("/papir", {f"do-{key}": "hand"}), f"Praktik: {PAUSED}"),
    "off the plan on paper": (lambda key: ("/papir", {f"do-{key}": "remove"}), f"Praktik: {GONE}"),
}


def practice(site: Site, state: State) -> Stored:
    """Return a plan with a card that others have a part in, and a pause that the caseworker proposes."""
    stored = site.plan(
        people.contact(CITIZEN, "Karim", telephone="12 34 56 78", first=True),
        cards.take(
            CITIZEN, Face(word="Praktik", pictogram="briefcase"), "virksomhedspraktik", "plan", at("life", 2, 5)
        ),
    )
    key = key_of(stored, "Praktik")
    stored = site.change(stored, cards.set_state(CITIZEN, key, state))
    return site.change(stored, cards.move(CASEWORKER, key, "parked"), by=CASEWORKER)


def sent(client: httpx.Client, stored: Stored, path: str, form: Form) -> str:
    """Return what the board says after a form was sent."""
    answer = client.post(f"/plan/{stored.code}{path}", data={"version": str(stored.version), **form})
    assert answer.status_code == 303
    found = re.search(r'id="live"[^>]*>([^<]*)<', client.get(f"/plan/{stored.code}").text)
    return found[1] if found else ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", ["agreed", "running", "wished"])
def test_whom_to_call_first_is_said_whichever_way_it_is_done(site: Site, way: str, state: State) -> None:
    stored = practice(site, state)
    ask, words = WAYS[way]
    with site.client() as client:
        client.get(site.link(code=stored.code))
        told = sent(client, stored, *ask(key_of(stored, "Praktik")))
    assert told
    assert (words in told, BENEFIT in told) == ((False, False) if state == "wished" else (True, True))


def test_it_is_said_before_the_card_is_taken_off(site: Site) -> None:
    stored = practice(site, "agreed")
    with site.client() as client:
        client.get(site.link(code=stored.code))
        assert GONE in client.get(f"/plan/{stored.code}/paa/{key_of(stored, 'Praktik')}").text


def test_it_is_said_to_her_alone(site: Site) -> None:
    """A caseworker who writes down a pause knows whom to call; she is not told of her own benefit."""
    stored = practice(site, "agreed")
    key = key_of(stored, "Praktik")
    with site.client() as client:
        client.get(site.link("caseworker", stored.code))
        form = {"version": str(stored.version), "state": "paused"}
        assert client.post(f"/sagsbehandler/{stored.code}/paa/{key}/stand", data=form).status_code == 303
        assert "trukket i ydelse" not in client.get(f"/sagsbehandler/{stored.code}/plan").text


def test_a_day_without_from_whom_an_answer_is_awaited_is_asked_about_and_not_dropped(site: Site) -> None:
    stored = practice(site, "wished")
    key = key_of(stored, "Praktik")
    with site.client() as client:
        client.get(site.link(code=stored.code))
        form = {"version": str(stored.version), "state": "waiting", "by": "2026-09-14"}
        refused = client.post(f"/plan/{stored.code}/paa/{key}/stand", data=form)
        assert refused.status_code == 422
        assert site.desk.store.get(stored.code).version == stored.version
        told = sent(client, stored, f"/paa/{key}/stand", {"state": "waiting", "by": "2026-09-14", "whom": "Karim"})
        assert "venter på svar" in told
        nobody = client.post(
            f"/plan/{stored.code}/paa/{key}/stand", data={"version": str(stored.version + 1), "state": "waiting"}
        )
        assert nobody.status_code == 303
