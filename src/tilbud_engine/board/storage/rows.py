"""Between rows and values: each event and each state sealed in its own place, the events chained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


class Memory:
    """What was read lately, by the link that proves it to be what the database holds; forgotten when somebody erases.

    What is sealed is held against its link or its seal each time; only the reading of it is spared.
    """

    _MOST = 10_000

    def __init__(self) -> None:
        self._known: dict[tuple[type, bytes], Any] = {}

    def read(self, kind: type[_Kept], link: bytes, plain: Callable[[], bytes], code: str) -> _Kept:
        """Return a value that was read before, else the one that is read now.

        Raises SetupError for one in a form that this version does not know.
        """
        found: _Kept | None = self._known.get((kind, link))
        if found is None:
            try:
                found = kind.model_validate_json(plain())
            except ValidationError:  # It is as it was written, so another version wrote it.
                raise SetupError([problem("board-form-unknown", code)]) from None
            self.keep(link, found)
        return found

    def keep(self, link: bytes, value: Plan | Event) -> None:
        """Keep a value that has just been written under this link."""
        if len(self._known) >= self._MOST:
            self.forget()
        self._known[type(value), link] = value

    def forget(self) -> None:
        """Forget everything."""
        self._known = {}


def opened(row: Row[Any], key: bytes, memory: Memory) -> Opened:
    """Return the board that a row holds.

    Raises SetupError for one that was tampered with, and for one in a form that this version does not know.
    """
    plain = _unsealed(key, row.state, f"board|{row.code}|{row.version}", row.code)
    link = plain[:_LINK_BYTES]
    plan = memory.read(Plan, link, lambda: plain[_LINK_BYTES:], row.code)
    return Opened(Stored(row.code, row.version, plan, row.changed_at, row.citizen), key, link)


def events_of(connection: Connection, now: Opened, memory: Memory, after: int = 0) -> tuple[Event, ...]:
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
        plain = partial(_unsealed, now.key, row.body, place, code)
        found.append(memory.read(Event, link, plain, code))
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


def _unsealed(key: bytes, sealed: bytes, place: str, code: str) -> bytes:
    try:
        return unseal(key, sealed, place)
    except Unreadable:
        raise _tampered(code) from None


def _tampered(code: str) -> SetupError:
    return SetupError([problem("board-tampered", code)])
