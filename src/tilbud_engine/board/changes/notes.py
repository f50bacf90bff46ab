"""The notes: wishes, what to take care of, attention points, own notes, successes, frustrations (R-B06, R-B07)."""

from __future__ import annotations

import datetime as dt

from tilbud_engine.board.changes.writing import Intent, changed, found, gone, is_hers, may_write, new_id, put
from tilbud_engine.board.history import By, Change, hand_of
from tilbud_engine.board.plan import Note, NoteKind, Plan
from tilbud_engine.board.weeks import monday_of
from tilbud_engine.errors import InputError, problem

HER_WORDS: frozenset[NoteKind] = frozenset({"wish", "good_at", "success", "frustration"})
"""What nobody says for her: others may write what to take care of, attention points and notes."""


def add(by: By, kind: NoteKind, text: str, week: dt.date | None = None) -> Intent:
    """Write a note; `week` is any day of the week that it belongs to."""

    def intent(plan: Plan, version: int) -> Change:
        may_write(plan, by)
        if kind in HER_WORDS:
            is_hers(by)
        monday = monday_of(week) if week else None
        note = Note(
            id=new_id(plan, version), kind=kind, text=text, by=by.who, name=by.name, companion=by.companion, week=monday
        )
        return Change("note", (put(plan, "notes", note),))

    return intent


def rewrite(by: By, note: str, text: str) -> Intent:
    """Change the words of a note; everybody only their own, for nobody's words are put into another's mouth."""

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        now: Note = found(plan, "notes", note, by)
        if not _wrote(by, now):
            raise InputError([problem("board-not-your-words", "")])
        return Change("rewrite", (put(plan, "notes", changed(now, text=text)),))

    return intent


def remove(by: By, note: str) -> Intent:
    """Take a note away: hers are hers, and on her plan she takes away what others wrote too."""

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        if not _wrote(by, found(plan, "notes", note, by)):
            is_hers(by)
        return Change("remove_note", (gone(plan, "notes", note),))

    return intent


def share(by: By, note: str, shared: bool = True) -> Intent:
    """Let others see a note, or not; hers alone (R-D3)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("share_note", (put(plan, "notes", changed(found(plan, "notes", note), shared=shared)),))

    return intent


def _wrote(by: By, note: Note) -> bool:
    return hand_of(note.by, note.name, note.companion) == by.hand
