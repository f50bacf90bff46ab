"""A citizen, a caseworker, and what they do on a board: shared by the tests of the store."""

from __future__ import annotations

import datetime as dt

from tilbud_engine.board.changes import about, cards, notes
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Stretch

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
