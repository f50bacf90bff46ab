"""The store: boards by their codes, each changed by one writer at a time, each change kept for good or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, select, update

from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By, Change, Event, Write, redo, undo, written
from tilbud_engine.board.plan import Part, Plan
from tilbud_engine.board.storage.codes import code_of, new_code
from tilbud_engine.board.storage.databases import beside, connected, parsed, reading, writing
from tilbud_engine.board.storage.keyring import KeyRing
from tilbud_engine.board.storage.sealing import Keys, Unreadable, linked, seal, unseal
from tilbud_engine.board.storage.tables import board, board_event
from tilbud_engine.errors import InputError, SetupError, problem

_LINK_BYTES = 32
_FIRST_LINK = bytes(_LINK_BYTES)


@dataclass(frozen=True, slots=True)
class Stored:
    """A board as it is in the store; `since` is what others did after the version that a change was built on."""

    code: str
    version: int
    plan: Plan
    changed_at: dt.datetime
    citizen: str
    since: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardLine:
    """What a list of boards says of one: nothing of what anybody wrote."""

    code: str
    citizen: str
    version: int
    changed_at: dt.datetime
    start: dt.date
    weeks: int


class PlanChanged(InputError):
    """Somebody else has changed the same things in the meantime: nothing was changed; here is what they did."""

    def __init__(self, since: tuple[Event, ...], now: Stored) -> None:
        super().__init__([problem("board-plan-changed", now.code)])
        self.since = since
        self.now = now


@dataclass(frozen=True, slots=True)
class _Open:
    """A board that was read, with what is needed to write the next version."""

    stored: Stored
    key: bytes
    link: bytes


@dataclass(frozen=True, slots=True)
class _Wish:
    change: Change
    by: By
    now: dt.datetime
    why: str | None = None


class Store:
    """The boards of one installation: one object a process, for any number of threads."""

    def __init__(self, boards: Engine, keys: Engine, ring: KeyRing) -> None:
        self._engine = boards
        self._keys_engine = keys
        self._ring = ring
        self._one_writer = Lock()

    @classmethod
    def open(cls, url: str, keys: Keys | None, keys_url: str | None = None) -> Store:
        """Open `sqlite:///FILE` or `postgresql://…`, making what is not there yet.

        Keys of citizens are in a database of their own: `keys_url`, else a file beside SQLite's, else a table in
        PostgreSQL's. Without a master key boards can be listed and erased, and nothing else. Raises InputError for a
        database that cannot be reached and for the wrong key, SetupError for one that a newer version made.
        """
        place = parsed(url)
        engine = connected(place, "boards")
        keys_engine = connected(parsed(keys_url) if keys_url else beside(place), "keys")
        return cls(engine, keys_engine, KeyRing(keys_engine, keys))

    def close(self) -> None:
        """Let go of the databases."""
        self._engine.dispose()
        self._keys_engine.dispose()

    # --- reading ---------------------------------------------------------------------------------------------------

    def get(self, code: str) -> Stored:
        """Return a board.

        Raises InputError for one that never was or is erased, which nobody can tell apart, and SetupError for one that
        was tampered with.
        """
        with reading(self._engine) as connection:
            return self._opened(connection, code).stored

    def events(self, code: str) -> tuple[Event, ...]:
        """Return everything that happened on a board.

        Raises as `get` does; every event is held against the chain.
        """
        with reading(self._engine) as connection:
            return _events(connection, self._opened(connection, code))

    def boards(self) -> list[BoardLine]:
        """Return every board, the one changed last first."""
        columns = [board.c[name] for name in BoardLine.__slots__]
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).order_by(board.c.changed_at.desc(), board.c.code))
            return [BoardLine(*row) for row in rows]

    # --- changing --------------------------------------------------------------------------------------------------

    def new(self, by: By, intent: Intent, now: dt.datetime, citizen: str | None = None) -> Stored:
        """Begin a board with an intent that writes what it is about; `citizen` is a random UUID, never a CPR number.

        Raises InputError.
        """
        nothing: Any = None  # An intent that begins a plan looks at none.
        change = _worked_out(intent, nothing, 1)
        return self.keep((Event(version=1, at=now, by=by, what=change.what, writes=change.writes),), now, citizen)

    def keep(
        self, events: Sequence[Event], now: dt.datetime, citizen: str | None = None, code: str | None = None
    ) -> Stored:
        """Keep a whole history as a new board, as `new` and an import do.

        Raises InputError for a code that is taken, and for what no plan can be.
        """
        owner = _uuid(citizen)
        plan: Plan | None = None
        for one in events:
            plan = _after(plan, one.writes)
        if plan is None:
            raise InputError([problem("board-history-broken", "")])
        place = code or new_code()
        stored = Stored(place, events[-1].version, plan, now, owner)
        with self._one_writer, writing(self._engine) as connection:
            if connection.scalar(select(board.c.code).where(board.c.code == place)) is not None:
                raise InputError([problem("board-code-taken", place)])
            key = self._ring.made_for(owner, now)
            links = [_FIRST_LINK]
            rows = []
            for one in events:
                rows.append(_event_row(place, one, key, links[-1]))
                links.append(rows[-1]["link"])
            connection.execute(board.insert(), {"code": place, **_state_row(stored, key, links[-1])})
            connection.execute(board_event.insert(), rows)
        return stored

    def change(
        self, code: str, base: int, by: By, intent: Intent, now: dt.datetime, *, why: str | None = None
    ) -> Stored:
        """Carry out an intent on the board as it is now, whatever version it was built on.

        A change that changes nothing leaves no trace. Raises PlanChanged where somebody has changed the same things
        since `base`, and InputError for what cannot be done.
        """
        with self._one_writer, writing(self._engine) as connection:
            was = self._opened(connection, code, lock=True)
            since = _events(connection, was, after=base)
            change = _on_newest(intent, was.stored, since)
            return self._written(connection, was, since, _Wish(change, by, now, why))

    def undo(self, code: str, base: int, by: By, now: dt.datetime) -> Stored:
        """Take back what this person did last.

        Raises InputError where there is nothing to take back, or somebody has built upon it.
        """
        return self._back_or_forth(code, base, by, now, undo)

    def redo(self, code: str, base: int, by: By, now: dt.datetime) -> Stored:
        """Do again what this person took back last.

        Raises InputError where there is nothing to do again, or somebody has built upon it.
        """
        return self._back_or_forth(code, base, by, now, redo)

    def _back_or_forth(self, code: str, base: int, by: By, now: dt.datetime, find: Any) -> Stored:
        with self._one_writer, writing(self._engine) as connection:
            was = self._opened(connection, code, lock=True)
            events = _events(connection, was)
            since = tuple(one for one in events if one.version > base)
            return self._written(connection, was, since, _Wish(find(events, by), by, now))

    # --- erasing ---------------------------------------------------------------------------------------------------

    def erase(self, code: str) -> None:
        """Erase a board, and the citizen's key if she has no other board: then no backup can be read either.

        Raises InputError for a board that is not there.
        """
        with reading(self._engine) as connection:
            citizen = connection.scalar(select(board.c.citizen).where(board.c.code == code_of(code)))
        if citizen is None:
            raise _unknown()
        self.erase_boards([code_of(code) or ""])

    def erase_boards(self, codes: Iterable[str]) -> int:
        """Erase boards, the keys first; return how many keys went."""
        gone = set(codes)
        with self._one_writer:
            with reading(self._engine) as connection:
                owners: dict[str, set[str]] = {}
                for code, citizen in connection.execute(select(board.c.code, board.c.citizen)):
                    owners.setdefault(citizen, set()).add(code)
            dropped = self._ring.drop(citizen for citizen, own in owners.items() if own & gone and own <= gone)
            with writing(self._engine) as connection:
                for code in sorted(gone):
                    connection.execute(delete(board_event).where(board_event.c.board == code))
                    connection.execute(delete(board).where(board.c.code == code))
            self._tidy()
        return dropped

    def _tidy(self) -> None:
        """Let no erased text linger in SQLite's log."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- within a transaction --------------------------------------------------------------------------------------

    def _opened(self, connection: Connection, code: str, *, lock: bool = False) -> _Open:
        query = select(board).where(board.c.code == (code_of(code) or ""))
        row = connection.execute(query.with_for_update() if lock else query).one_or_none()
        key = None if row is None else self._ring.key_of(row.citizen)
        if row is None or key is None:
            raise _unknown()
        opened = _unsealed(key, row.state, f"board|{row.code}|{row.version}", row.code)
        plan = Plan.model_validate_json(opened[_LINK_BYTES:])
        stored = Stored(row.code, row.version, plan, row.changed_at, row.citizen)
        return _Open(stored, key, opened[:_LINK_BYTES])

    def _written(self, connection: Connection, was: _Open, since: tuple[Event, ...], wish: _Wish) -> Stored:
        before = was.stored
        if all(one.before == one.after for one in wish.change.writes):
            return Stored(before.code, before.version, before.plan, before.changed_at, before.citizen, since)
        at = max(wish.now, before.changed_at)  # A clock that was set back does not turn history around.
        version = before.version + 1
        plan = _after(before.plan, wish.change.writes)
        event = _event(version, at, wish)
        stored = Stored(before.code, version, plan, at, before.citizen, since)
        row = _event_row(before.code, event, was.key, was.link)
        connection.execute(board_event.insert(), row)
        done = connection.execute(
            update(board)
            .where(board.c.code == before.code, board.c.version == before.version)
            .values(_state_row(stored, was.key, row["link"]))
        )
        if done.rowcount != 1:
            raise _unknown()
        return stored


def _on_newest(intent: Intent, now: Stored, since: tuple[Event, ...]) -> Change:
    """Return the change that an intent is on the newest version.

    Raises PlanChanged where it touches what was touched since, or was possible before and is not any more.
    """
    try:
        change = _worked_out(intent, now.plan, now.version + 1)
    except PlanChanged:
        raise
    except InputError:
        if since and _was_possible(intent, now, since):
            raise PlanChanged(since, now) from None
        raise
    if change.touches & _touched(since):
        raise PlanChanged(since, now)
    return change


def _was_possible(intent: Intent, now: Stored, since: tuple[Event, ...]) -> bool:
    plan = now.plan
    for event in reversed(since):
        plan = written(plan, [one.reversed() for one in reversed(event.writes)])
    try:
        intent(plan, since[0].version)
    except (InputError, ValidationError):
        return False
    return True


def _touched(since: Iterable[Event]) -> set[tuple[Part, str]]:
    """Return the items that are not what they were; what was done and taken back again counts as nothing."""
    first: dict[tuple[Part, str], Any] = {}
    last: dict[tuple[Part, str], Any] = {}
    for one in (write for event in since for write in event.writes):
        first.setdefault(one.key, one.before)
        last[one.key] = one.after
    return {key for key in last if first[key] != last[key]}


def _worked_out(intent: Intent, plan: Plan, version: int) -> Change:
    try:
        return intent(plan, version)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def _after(plan: Plan | None, writes: Iterable[Write]) -> Plan:
    try:
        return written(plan, writes)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None
    except ValueError:
        raise InputError([problem("board-history-broken", "")]) from None


def _event(version: int, at: dt.datetime, wish: _Wish) -> Event:
    change = wish.change
    try:
        return Event(
            version=version,
            at=at,
            by=wish.by,
            what=change.what,
            writes=change.writes,
            why=wish.why or None,
            undoes=change.undoes,
            redoes=change.redoes,
        )
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def _events(connection: Connection, now: _Open, after: int = 0) -> tuple[Event, ...]:
    """Return the events after a version, each held against the chain that the newest state ends."""
    code, version = now.stored.code, now.stored.version
    if not 0 <= after <= version:
        raise InputError([problem("board-version-unknown", code)])
    query = select(board_event).where(board_event.c.board == code, board_event.c.version >= after)
    rows = connection.execute(query.order_by(board_event.c.version)).all()
    link = _FIRST_LINK
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
        found.append(Event.model_validate_json(_unsealed(now.key, row.body, place, code)))
    if link != now.link:
        raise _tampered(code)
    return tuple(found)


def _event_row(code: str, event: Event, key: bytes, link: bytes) -> dict[str, Any]:
    place = f"board_event|{code}|{event.version}"
    body = seal(key, event.model_dump_json(exclude_defaults=True).encode(), place)
    return {"board": code, "version": event.version, "body": body, "link": linked(link, place, body)}


def _state_row(stored: Stored, key: bytes, link: bytes) -> dict[str, Any]:
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


def _uuid(citizen: str | None) -> str:
    if citizen is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(citizen))
    except ValueError:
        raise InputError([problem("board-citizen-uuid", "")]) from None


def _unknown() -> InputError:
    return InputError([problem("board-unknown", "")])


def _tampered(code: str) -> SetupError:
    return SetupError([problem("board-tampered", code)])
