"""A citizen, a caseworker, and what they do on a board: shared by the tests of the store."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from tilbud_engine.board.changes import about, cards, notes
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Stretch
from tilbud_engine.board.storage import Document, Keys, Store, read_document

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
HER = By(who="citizen", at_table=True)
CASEWORKER = By(who="caseworker")
WISH = "Jeg vil gerne synge igen"


def begun(by: By = HER) -> Intent:
    return about.begin(by, MONDAY, "eksempelkommune")


def taken(word: str, by: By = HER) -> Intent:
    return cards.take(by, Face(word=word))


def wished(text: str = WISH) -> Intent:
    return notes.add(HER, "wish", text)


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def weeks(first: int, last: int) -> Stretch:
    return Stretch(lane="job", first=MONDAY + dt.timedelta(weeks=first), last=MONDAY + dt.timedelta(weeks=last))


CODE = "BCDF-GHJK-LMNP"
EXPORTED = "plan-fra-en-anden.json"


def document(store: Store, **changed: object) -> Document:
    """Return a plan with a wish, a card and a proposal, taken out and changed."""
    code = store.new(CASEWORKER, begun(CASEWORKER), NOW).code
    store.change(code, 1, HER, wished(), later(1))
    store.change(code, 2, HER, taken("Kor"), later(2))
    store.change(code, 3, CASEWORKER, taken("Mentor", CASEWORKER), later(3), why="Du spurgte efter en")
    raw = json.dumps(store.export(code) | changed).encode()
    store.erase(code)
    return read_document(raw, "plan")


def two_plans(folder: Path) -> str:
    """Keep one plan under `CODE` in a folder's database and another as a file; return the master key."""
    keys = Keys.new()
    store = Store.open(f"sqlite:///{folder / 'boards.db'}", keys)
    store.import_(document(store, board="KLMN-PQRS-TVWX"), later(4))
    exported = json.dumps(store.export("KLMN-PQRS-TVWX"), ensure_ascii=False)
    (folder / EXPORTED).write_text(exported, encoding="utf-8")
    store.erase("KLMN-PQRS-TVWX")
    store.import_(document(store, board=CODE), later(4))
    store.close()
    return keys.written
