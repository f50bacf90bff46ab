"""Plans for the tests of the screens: with cards in weeks, at P, in the hand, and proposed by others."""

from __future__ import annotations

import datetime as dt

from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import cards, everyday, notes, people
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Place, Stretch, Times, Waiting
from tilbud_engine.board.storage import Stored

CASEWORKER = By(who="caseworker", name="Mette")


def week(number: int) -> dt.date:
    """Return the Monday of a week of the plan, counted from 0."""
    return TODAY + dt.timedelta(weeks=number)


def at(lane: str, first: int, last: int | None = None) -> Stretch:
    return Stretch(lane=lane, first=week(first), last=week(first if last is None else last))


def own(word: str, place: Place = "hand", where: Stretch | None = None, **face: object) -> Intent:
    return cards.take(CITIZEN, Face(word=word, pictogram="music-notes", **face), None, place, where)  # type: ignore[arg-type]


def laid_plan(site: Site, weeks: int = 13) -> Stored:
    """Return a plan with something in each part: `Museumstur` in week 37, `Psykolog` in 39 to 42, `Kor` in the hand."""
    first, second, *_ = site.desk.engine.chair("eksempelkommune", TODAY, None).legs
    stored = site.plan(
        own("Museumstur", "plan", at("life", 0)),
        own("Psykolog", "plan", at(first, 2, 5)),
        own("Flextur", "plan", at(second, 0, 12)),
        own("Kor"),
        own("Kørekort", "parked"),
        own("It-kursus", "earlier"),
        notes.add(CITIZEN, "wish", "Et arbejde, hvor jeg bruger hænderne"),
        notes.add(CITIZEN, "frustration", "For mange breve"),
        notes.add(CITIZEN, "note", "Husk sko"),
        notes.add(CITIZEN, "success", "Jeg ringede selv"),
        people.agree(CITIZEN, "Karim", "ringer til museet", week(1)),
        people.contact(CITIZEN, "Karim Holm", "mentor", "12 34 56 78", first=True),
        everyday.add(CITIZEN, "Børn i skole", Times(days=(1, 2, 3, 4, 5), start=dt.time(7, 30), end=dt.time(8))),
        weeks=weeks,
    )
    psychologist = key_of(stored, "Psykolog")
    stored = site.change(
        stored,
        cards.set_state(CITIZEN, psychologist, "waiting", waiting=Waiting(whom="lægen", by=week(1))),
        cards.edit(CITIZEN, psychologist, times=(Times(days=(3,), start=dt.time(13)),), hours=1),
    )
    return site.change(
        stored,
        cards.move(CASEWORKER, key_of(stored, "Flextur"), "plan", at(second, 2, 9), why="bussen kører igen"),
        cards.take(CASEWORKER, Face(word="Gåtur"), None, "hand", why="den passer til dit ønske"),
        by=CASEWORKER,
    )


def key_of(stored: Stored, word: str) -> str:
    """Return the id of a card by its word."""
    return next(one.id for one in stored.plan.cards.values() if one.face.word == word)
