"""The meeting on paper: to lie on the table, to be written on, and to be taken home (R-X1, R-X2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import Agreement, Contact, Meeting, Participant, Plan
from tilbud_engine.board.sheet.render import Form, typeset
from tilbud_engine.board.sheet.wording import BETWEEN, clock
from tilbud_engine.board.views import Viewer, seen_by
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import Messages

PLAIN_LOOK = Look()
EMPTY = Meeting(id="0-0")
LINES, AGREEMENT_LINES = 3, 5
"""Empty lines for people and points, and for agreements, where nothing is written yet; a few are always left."""

_RIGHTS = ("right-companion", "right-complaint", "right-proposal")


def meeting_sheet(
    plan: Plan,
    meeting: str | None,
    *,
    now: dt.datetime,
    language: str | None = None,
    look: Look = PLAIN_LOOK,
    code: str = "",
    version: int = 0,
    audience: Viewer = "shared",
    form: Form = "pdf",
) -> bytes:
    """Return a meeting on standing A4, as a PDF that can be read aloud (PDF/UA-1) or as a picture of its first page.

    Without a meeting it is empty, to be filled in by hand. Only those whom she has chosen stand on it. Raises
    InputError for a meeting that is not there, and where the typesetter is not installed.
    """
    spoken = language or plan.about.language
    say = Messages("tilbud_engine.board", "meeting_sheet", spoken, look.folder)
    sheet = Messages("tilbud_engine.board", "sheet", spoken, look.folder)
    seen = seen_by(plan, audience)
    shown = EMPTY if meeting is None else seen.meetings.get(meeting)
    if shown is None:
        raise InputError([problem("board-item-gone", "")])
    data = _content(seen, shown, say, sheet) | {
        "lang": spoken,
        "author": sheet("author"),
        "municipality": look.name,
        "logo_alt": sheet("logo-alt", name=look.name),
        "code": code,
        "qr_alt": sheet("qr-alt", code=code),
    }
    data["lead"] += [say("version" if version else "printed", day=now.date(), version=version)]
    return typeset("meeting.typ", data, form=form, logo=look.logo_bytes(), code=code)


def _content(plan: Plan, meeting: Meeting, say: Messages, sheet: Messages) -> dict[str, Any]:
    chosen = [one for one in meeting.participants if one.chosen]
    agreed = [one for one in plan.agreements.values() if one.meeting == meeting.id]
    earlier = [one for one in plan.agreements.values() if one not in agreed and not one.done]
    return {
        "title": say("title-on", day=meeting.day) if meeting.day else say("title"),
        "about": say("about"),
        "lead": [line for line in (_when(meeting, say, sheet), say("told-once")) if line],
        "topic_title": say("topic"),
        "topic": meeting.topic or "",
        "people_title": say("people"),
        "people": [_person(one, say) for one in chosen],
        "people_lines": LINES - 1 if chosen else LINES + 1,
        "agenda_title": say("agenda"),
        "agenda": list(meeting.agenda),
        "agenda_lines": LINES - 1 if meeting.agenda else LINES + 1,
        "earlier_title": say("earlier"),
        "earlier": [_agreement(one, say) for one in earlier],
        "agreements_title": say("agreements"),
        "columns": [say("column-who"), say("column-what"), say("column-by"), say("column-done")],
        "agreements": [_agreement(one, say) for one in agreed],
        "agreement_lines": max(AGREEMENT_LINES - len(agreed), 2),
        "done": say("done"),
        "ends": say("ends"),
        "call_title": sheet("call") if "call" in sheet else say("call"),
        "call": [_contact(one) for one in _first(plan.contacts.values())],
        "rights": [sheet(key) for key in _RIGHTS],
    }


def _when(meeting: Meeting, say: Messages, sheet: Messages) -> str:
    parts = []
    if meeting.start:
        start, end = clock(meeting.start, sheet), meeting.end and clock(meeting.end, sheet)
        parts.append(say("clock-span", start=start, end=end) if end else say("clock", start=start))
    parts += [meeting.where] if meeting.where else []
    return BETWEEN.join(parts)


def _person(one: Participant, say: Messages) -> dict[str, str]:
    reason = say(f"reason-{one.reason}") if one.reason else ""
    why = ". ".join(f"{part[0].upper()}{part[1:]}".removesuffix(".") for part in (reason, one.because or "") if part)
    role = say(f"role-{one.role}") if one.role != "participant" else ""
    return {"name": one.name, "role": role, "why": f"{why}." if why else ""}


def _agreement(one: Agreement, say: Messages) -> dict[str, Any]:
    return {"who": one.who, "what": one.what, "by": say("day", day=one.by) if one.by else "", "done": one.done}


def _first(contacts: Iterable[Contact]) -> list[Contact]:
    """Return the one to call first; else all."""
    known = list(contacts)
    return [one for one in known if one.first] or known


def _contact(one: Contact) -> str:
    return BETWEEN.join(part for part in (one.name, one.role, one.telephone, one.hours) if part)
