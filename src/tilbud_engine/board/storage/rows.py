"""Between rows and values: each event and each state sealed in its own place, the events chained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Row, select

from tilbud_engine.board.history import Event
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage.sealing import Unreadable, linked, seal, unseal
from tilbud_engine.board.storage.stored import Stored
from tilbud_engine.board.storage.tables import board_event
from tilbud_engine.errors import InputError, SetupError, problem

_Kept = TypeVar("_Kept", Plan, Event)

_LINK_BYTES = 32
FIRST_LINK = bytes(_LINK_BYTES)
"""What the first event of a board is chained to."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A board that was read, with what is needed to write the next version."""

    stored: Stored
    key: bytes
    link: bytes


def opened(row: Row[Any], key: bytes) -> Opened:
    """Return the board that a row holds.

    Raises SetupError for one that was tampered with, and for one in a form that this version does not know.
    """
    plain = _unsealed(key, row.state, f"board|{row.code}|{row.version}", row.code)
    plan = _read(Plan, plain[_LINK_BYTES:], row.code)
    stored = Stored(row.code, row.version, plan, row.changed_at, row.citizen)
    return Opened(stored, key, plain[:_LINK_BYTES])


def events_of(connection: Connection, now: Opened, after: int = 0) -> tuple[Event, ...]:
    """Return the events after a version, each held against the chain that the newest state ends."""
    code, version = now.stored.code, now.stored.version
    if not 0 <= after <= version:
        raise InputError([problem("board-version-unknown", code)])
    query = select(board_event).where(board_event.c.board == code, board_event.c.version >= after)
    rows = connection.execute(query.order_by(board_event.c.version)).all()
    link = FIRST_LINK
    if after:
        if not rows:
            raise _tampered(code)
        link, rows = rows[0].link, rows[1:]
    if [row.version for row in rows] != list(range(after + 1, version + 1)):
        raise _tampered(code)
    found = []
    for row in rows:
        place = f"board_event|{code}|{row.version}"
        link = linked(link, place, row.body)
        if link != row.link:
            raise _tampered(code)
        found.append(_read(Event, _unsealed(now.key, row.body, place, code), code))
    if link != now.link:
        raise _tampered(code)
    return tuple(found)


def event_row(code: str, event: Event, key: bytes, link: bytes) -> dict[str, Any]:
    """Return the row of an event, chained to the link before it."""
    place = f"board_event|{code}|{event.version}"
    body = seal(key, event.model_dump_json(exclude_defaults=True).encode(), place)
    return {"board": code, "version": event.version, "body": body, "link": linked(link, place, body)}


def state_row(stored: Stored, key: bytes, link: bytes) -> dict[str, Any]:
    """Return what the row of a board holds, with the link of its latest event."""
    plain = link + stored.plan.model_dump_json(exclude_defaults=True).encode()
    return {
        "citizen": stored.citizen,
        "version": stored.version,
        "changed_at": stored.changed_at,
        "start": stored.plan.about.start,
        "weeks": stored.plan.about.weeks,
        "state": seal(key, plain, f"board|{stored.code}|{stored.version}"),
    }


def _read(kind: type[_Kept], plain: bytes, code: str) -> _Kept:
    """Return what was kept; it is as it was written, so what does not fit was written by another version."""
    try:
        return kind.model_validate_json(plain)
    except ValidationError:
        raise SetupError([problem("board-form-unknown", code)]) from None


def _unsealed(key: bytes, sealed: bytes, place: str, code: str) -> bytes:
    try:
        return unseal(key, sealed, place)
    except Unreadable:
        raise _tampered(code) from None


def _tampered(code: str) -> SetupError:
    return SetupError([problem("board-tampered", code)])
