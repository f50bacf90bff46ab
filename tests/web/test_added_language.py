"""A municipality adds a language by files alone: all that the screens say of our own is in that language then."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.web.laid import CASEWORKER, at, key_of, own, week
from tests.web.served import CITIZEN, Site, desk_in, served
from tilbud_engine import board, web
from tilbud_engine.board.changes import about, cards, case, everyday, meetings, notes, people
from tilbud_engine.board.look import load_look
from tilbud_engine.board.plan import Face, Times, Waiting
from tilbud_engine.board.storage import Stored

MARK = "¤"
"""Stands before every text of the language that is added: it is the Danish one with a mark."""

ADDED = "xx"

PAGES = (
    "", "/oensker", "/maal", "/i-vejen", "/spoergsmaal", "/kort", "/alle-kort", "/eget-kort", "/min-uge", "/aftaler",
    "/moede", "/ark", "/papir", "/del", "/kladder", "/historie", "/historie/dag?dag=2026-09-07", "/uge-for-uge",
    "/rettigheder", "/kort/bisidder", "/paa/{card}", "/tavle?siden=1",
)  # fmt: skip

Texts = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def danish() -> Texts:
    """Return every text of the screens and of the board in Danish, by part and key."""
    folders = (Path(str(one.__file__)).parent / "words" for one in (board, web))
    parts = {one: tomllib.loads(one.read_text(encoding="utf-8")) for folder in folders for one in folder.glob("*.toml")}
    return {one.stem: {key: table["da"] for key, table in texts.items()} for one, texts in parts.items()}


@pytest.fixture
def marked(tmp_path: Path, danish: Texts) -> Iterator[Site]:
    """Serve a board of a municipality that has added a language, with every text of ours in it."""
    folder = tmp_path / "look"
    (folder / ADDED).mkdir(parents=True)
    (folder / "look.toml").write_text(f'languages = ["{ADDED}", "da"]\n', encoding="utf-8")
    for part, texts in danish.items():
        lines = (f"{json.dumps(key)} = {json.dumps(MARK + text, ensure_ascii=False)}\n" for key, text in texts.items())
        (folder / ADDED / f"{part}.toml").write_text("".join(lines), encoding="utf-8")
    with desk_in(tmp_path, load_look(folder)) as desk, served(desk) as site:
        yield site


def furnished(site: Site) -> Stored:
    """Return a plan with something of each kind on it, in the language that was added."""
    stored = site.plan(
        about.language(CITIZEN, ADDED),
        case.say(CITIZEN, "Jeg er bange for bussen", "H-ANGST"),
        case.say(CITIZEN, barrier="D-TRANSPORT"),
        cards.take(CITIZEN, Face(word="Praktik"), "virksomhedspraktik", "plan", at("life", 2, 5)),
        own("Kor", "plan", at("life", 2)),
        notes.add(CITIZEN, "wish", "Et arbejde"),
        notes.add(CITIZEN, "frustration", "Breve"),
        people.agree(CITIZEN, "Karim", "ringer", week(1)),
        people.contact(CITIZEN, "Karim", "mentor", "12 34 56 78", first=True),
        people.companion(CITIZEN, "Mona"),
        everyday.add(CITIZEN, "Børn", Times(days=(1, 2), start=dt.time(7), end=dt.time(8))),
        meetings.plan_meeting(CITIZEN, "Praktikken", day=week(1), start=dt.time(10)),
        about.set_limit(CITIZEN, 2),
    )
    practice, choir = key_of(stored, "Praktik"), key_of(stored, "Kor")
    return site.change(
        site.change(
            stored,
            cards.set_state(CITIZEN, practice, "agreed"),
            cards.set_state(CITIZEN, choir, "waiting", waiting=Waiting(whom="Koret", by=week(0))),
            cards.edit(CITIZEN, choir, hours=4, times=(Times(days=(2,), start=dt.time(18), every=2),)),
        ),
        cards.move(CASEWORKER, practice, "parked"),
        by=CASEWORKER,
    )


def in_danish(page: str, texts: Iterable[str]) -> list[str]:
    """Return which of some Danish texts stand on a page, or in its attributes, without the mark."""
    text = re.sub(r"\s+", " ", html.unescape(html.unescape(page)))
    return [one for one in texts if text.count(one) > text.count(MARK + one)]


def test_every_page_and_message_is_in_the_language_that_was_added(marked: Site, danish: Texts) -> None:
    stored = furnished(marked)
    practice = key_of(stored, "Praktik")
    sentences = {one for texts in danish.values() for one in texts.values() if "{" not in one and one.count(" ") > 4}
    # One that is the end of a longer one stands there with the mark of that.
    sentences -= {one for one in sentences if any(one in other and one != other for other in sentences)}
    with marked.client(follow_redirects=True) as client:
        client.get(marked.link(code=stored.code))
        pages = {path: client.get(f"/plan/{stored.code}{path.format(card=practice)}") for path in PAGES}
        form = {"version": str(stored.version), "card": practice, "place": "parked"}
        pages["parked"] = client.post(f"/plan/{stored.code}/flyt", data=form)
        calendar = client.get(f"/plan/{stored.code}/kalender.ics").text
    assert {path: answer.status_code for path, answer in pages.items() if answer.status_code != 200} == {}
    assert {path: found for path, answer in pages.items() if (found := in_danish(answer.text, sentences))} == {}
    assert f"X-WR-CALNAME:{MARK}" in calendar
