"""A plan on a table in the tests: who does what, one after the other, and steps of all kinds for hypothesis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from tilbud_engine.board.changes import about, cards, case, drafts, everyday, notes, people
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By, Change, Event, redo, undo, written
from tilbud_engine.board.plan import Face, Plan, Stretch, Times, Waiting
from tilbud_engine.errors import InputError

MONDAY = dt.date(2026, 11, 30)
"""Week 49 of a year with 53 weeks."""

START = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
HER = By(who="citizen")
AT_TABLE = By(who="citizen", at_table=True)
KARIM = By(who="caseworker", name="Karim")

HIDDEN = "HEMMELIGT"
"""Stands in everything that is hers alone."""


def weeks(first: int, last: int | None = None, lane: str = "H") -> Stretch:
    """Return weeks of the plan, counted from 0."""
    last = first if last is None else last
    return Stretch(lane=lane, first=MONDAY + dt.timedelta(weeks=first), last=MONDAY + dt.timedelta(weeks=last))


class Table:
    """A plan and its history; what is refused changes nothing."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.plans: list[Plan] = []

    def __repr__(self) -> str:
        return " ".join(f"{one.what}/{one.by.who}" for one in self.events)

    @property
    def plan(self) -> Plan:
        """Return the plan as it is."""
        return self.plans[-1]

    def do(self, by: By, intent: Intent) -> str:
        """Carry out an intent and return the id of the first item that it writes; raises what it raises."""
        before: Any = self.plans[-1] if self.plans else None
        return self._done(by, intent(before, len(self.events) + 1))

    def undo(self, by: By) -> None:
        """Take back what this person did last."""
        self._done(by, undo(self.events, by))

    def redo(self, by: By) -> None:
        """Do again what this person took back last."""
        self._done(by, redo(self.events, by))

    def _done(self, by: By, change: Change) -> str:
        version = len(self.events) + 1
        at = START + dt.timedelta(minutes=version)
        made = Event(
            version=version,
            at=at,
            by=by,
            what=change.what,
            writes=change.writes,
            undoes=change.undoes,
            redoes=change.redoes,
        )
        made = Event.model_validate_json(made.model_dump_json())
        self.plans.append(written(self.plans[-1] if self.plans else None, made.writes))
        self.events.append(made)
        return change.writes[0].id if change.writes else ""

    def tries(self, by: By, step: Callable[[Table, By], None]) -> bool:
        """Try a step; tell whether it was let."""
        try:
            step(self, by)
        except (InputError, ValidationError):
            return False
        return True


def begun(weeks: int = 13) -> Table:
    """Return a table with an empty plan."""
    table = Table()
    table.do(AT_TABLE, about.begin(AT_TABLE, MONDAY, "eksempelkommune", weeks))
    return table


Step = Callable[[Table, By], None]

_PLACES = st.sampled_from(["hand", "plan", "parked", "earlier", "offered"])
_STATES = st.sampled_from(["wished", "waiting", "agreed", "running", "paused", "done", "declined"])
_KINDS = st.sampled_from(["wish", "good_at", "mind", "attention", "note", "success", "frustration"])
_NUMBERS = st.integers(0, 11)
_SECTIONS = st.lists(
    st.sampled_from(
        ["plan", "wishes", "notes", "parked", "frustrations", "successes", "agreements", "meeting", "barriers"]
    ),
    max_size=4,
)


@st.composite
def _stretches(draw: st.DrawFn) -> Stretch:
    first = draw(st.integers(-3, 20))
    return weeks(first, first + draw(st.integers(0, 8)), draw(st.sampled_from(["H", "D", "life", "meetings", "gone"])))


def _one_of(table: Table, part: str, number: int) -> str:
    keys = sorted(getattr(table.plan, part))
    return keys[number % len(keys)] if keys else "0-0"


def _face(number: int, *, confidential: bool) -> Face:
    word = f"{HIDDEN} {number}" if confidential else f"Kort {number}"
    return Face(word=word, privacy="confidential" if confidential else "normal")


@st.composite
def _card_steps(draw: st.DrawFn) -> Step:
    number, at, place = draw(_NUMBERS), draw(st.none() | _stretches()), draw(_PLACES)
    kind = draw(st.integers(0, 8))
    confidential, yes, state = draw(st.booleans()), draw(st.booleans()), draw(_STATES)

    def step(table: Table, by: By) -> None:
        card = _one_of(table, "cards", number)
        offer = f"offer_{number}" if yes else None
        intents: list[Callable[[], Intent]] = [
            lambda: cards.take(by, _face(number, confidential=confidential), offer, place, at),  # type: ignore[arg-type]
            lambda: cards.take(by, _face(number, confidential=confidential), offer, "plan", at or weeks(2)),
            lambda: cards.move(by, card, place, at),  # type: ignore[arg-type]
            lambda: cards.move(by, card, "plan", at or weeks(number)),
            lambda: cards.answer_proposal(by, card, yes=yes),
            lambda: cards.set_state(by, card, state, waiting=Waiting(whom="Lægen")),  # type: ignore[arg-type]
            lambda: cards.edit(by, card, times=(Times(days=(1, 3), start=dt.time(9)),), where="Havnen"),
            lambda: cards.withdraw_proposal(by, card) if yes else cards.remove(by, card),
            lambda: cards.show(by, card, shown=yes),
        ]
        table.do(by, intents[kind]())

    return step


@st.composite
def _other_steps(draw: st.DrawFn) -> Step:
    number, kind, yes, note_kind = draw(_NUMBERS), draw(st.integers(0, 19)), draw(st.booleans()), draw(_KINDS)
    sections = draw(_SECTIONS)

    def step(table: Table, by: By) -> None:
        note, said = _one_of(table, "notes", number), _one_of(table, "says", number)
        written = table.plan.notes[note].kind if kind == 1 and note in table.plan.notes else note_kind
        text = f"{HIDDEN} {number}" if written in {"note", "frustration"} else f"Tekst {number}"
        person, companion = _one_of(table, "contacts", number), _one_of(table, "companions", number)
        agreed = _one_of(table, "agreements", number)
        intents: list[Callable[[], Intent]] = [
            lambda: notes.add(by, note_kind, text, MONDAY),  # type: ignore[arg-type]
            lambda: notes.rewrite(by, note, f"{text} igen"),
            lambda: notes.remove(by, note),
            lambda: notes.share(by, note, yes),
            lambda: about.set_time(by, MONDAY + dt.timedelta(weeks=number - 3), 4 + number),
            lambda: about.set_limit(by, number * 1111 if yes else None),
            lambda: about.share(by, "limit" if yes else "history", number % 2 == 0),
            lambda: about.set_aim(by, "work", "Et arbejde"),
            lambda: case.say(by, f"{HIDDEN} {number}", "H-RYG" if yes else None),
            lambda: case.order(by, said, number),
            lambda: case.confirm(by, said, "H-ANGST" if yes else None),
            lambda: case.answer(by, f"fact_{number}", number * 1111),
            lambda: case.decline(by, f"fact_{number}") if yes else case.forget(by, f"fact_{number}"),
            lambda: people.contact(by, f"Person {number}", first=yes),
            lambda: people.remove_contact(by, person) if yes else case.unsay(by, said),
            lambda: people.companion(by, f"Bisidder {number}", sections),  # type: ignore[arg-type]
            lambda: people.end_companion(by, companion) if yes else people.companion_sees(by, companion, ["plan"]),
            lambda: people.agree(by, "Karim", "ringer") if yes else people.done(by, agreed),
            lambda: everyday.add(by, "Børn", Times(days=(1,), start=dt.time(8))),
            lambda: about.talk_alone(by, yes),
        ]
        table.do(by, intents[kind]())

    return step


def _draft_step(name: str) -> Step:
    return lambda table, by: void(table.do(by, getattr(drafts, name)(by)))


def void(_: object) -> None:
    """Return nothing."""


def _undo(table: Table, by: By) -> None:
    table.undo(by)


def _redo(table: Table, by: By) -> None:
    table.redo(by)


STEPS: st.SearchStrategy[Step] = st.one_of(
    _card_steps(),
    _card_steps(),
    _other_steps(),
    st.sampled_from([_draft_step(name) for name in ("begin_draft", "swap_drafts", "choose_draft", "drop_draft")]),
    st.sampled_from([_undo, _redo]),
)
HANDS: st.SearchStrategy[int] = st.sampled_from([0, 0, 0, 0, 1, 1, 2])


def hand(table: Table, number: int) -> By:
    """Return whose hand: hers, the caseworker's, or that of a companion where there is one."""
    keys = sorted(table.plan.companions)
    companion = By(who="companion", name="Aisha", companion=keys[-1] if keys else None)
    return (AT_TABLE, KARIM, companion)[number]


def furnished() -> Table:
    """Return a table where everybody has done something already."""
    table = begun()
    for number in range(3):
        face = _face(number, confidential=number == 2)
        table.do(HER, cards.take(HER, face, f"offer_{number}", "plan", weeks(number, number + 3)))
    table.do(HER, cards.move(HER, "2-1", "parked"))
    table.do(HER, people.companion(HER, "Aisha", ["plan", "notes"]))
    table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(1, 12, "A")))
    return table


def played(steps: list[tuple[int, Step]]) -> Table:
    """Return the table after steps, those that are refused left out."""
    table = furnished()
    for number, step in steps:
        table.tries(hand(table, number), step)
    return table


@st.composite
def _plays(draw: st.DrawFn) -> Table:
    return played(draw(st.lists(st.tuples(HANDS, STEPS), min_size=8, max_size=40)))


PLAYS: st.SearchStrategy[Table] = _plays()
