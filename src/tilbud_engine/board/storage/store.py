"""The store: boards by their codes, each changed by one writer at a time, each change kept for good or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from threading import Lock
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, select, update

from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By, Change, Event, redo, undo
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage.codes import code_of, new_code
from tilbud_engine.board.storage.databases import beside, connected, lock_arrivals, migrate, parsed, reading, writing
from tilbud_engine.board.storage.documents import Document, document_of
from tilbud_engine.board.storage.keyring import KeyRing
from tilbud_engine.board.storage.merging import after, changes_something, on_newest, worked_out
from tilbud_engine.board.storage.rows import FIRST_LINK, Memory, Opened, event_row, events_of, opened, state_row
from tilbud_engine.board.storage.sealing import Keys
from tilbud_engine.board.storage.stored import BoardLine, Erased, Stored
from tilbud_engine.board.storage.tables import board, board_event
from tilbud_engine.dated import add_months
from tilbud_engine.errors import InputError, problem

_CLOCKS_DIFFER = dt.timedelta(days=1)
"""So far ahead may the clock of another machine be."""


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
        self._memory = Memory()
        self._one_writer = Lock()

    @classmethod
    def open(cls, url: str, keys: Keys | None, keys_url: str | None = None) -> Store:
        """Open `sqlite:///FILE` or `postgresql://…`, making what is not there yet.

        Keys of citizens are in a database of their own: `keys_url`, else a file beside SQLite's, else a table in
        PostgreSQL's. Without a master key boards can be listed and erased, and nothing else. Raises InputError for a
        database that cannot be reached or is one SQLite file for both, and for the wrong key, SetupError for one that a
        newer version made.
        """
        place = parsed(url)
        keys_place = parsed(keys_url) if keys_url else beside(place)
        if keys_place == place and place.get_backend_name() == "sqlite":
            raise InputError([problem("board-keys-same-file", "")])
        with ExitStack() as opening:
            engine = connected(place, "boards")
            opening.callback(engine.dispose)
            if keys_place == place:  # One connection then reads a board and the key to it.
                migrate(keys_engine := engine, "keys")
            else:
                keys_engine = connected(keys_place, "keys")
                opening.callback(keys_engine.dispose)
            store = cls(engine, keys_engine, KeyRing(keys_engine, keys))
            opening.pop_all()
        return store

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
            return events_of(connection, self._opened(connection, code), self._memory)

    def boards(self) -> list[BoardLine]:
        """Return every board, the one changed last first."""
        columns = [board.c[name] for name in BoardLine.__slots__]
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).order_by(board.c.changed_at.desc(), board.c.code))
            return [BoardLine(*row) for row in rows]

    def versions(self, codes: Iterable[str]) -> dict[str, int]:
        """Return the versions of these boards, without reading them; those that are not there are left out."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(board.c.code, board.c.version).where(board.c.code.in_(tuple(codes))))
            return {row.code: row.version for row in rows}

    def export(self, code: str) -> dict[str, Any]:
        """Return everything about a plan as plain JSON values, its whole history with it (GDPR, articles 15 and 20).

        Raises as `get` does.
        """
        with reading(self._engine) as connection:
            was = self._opened(connection, code)
            now = was.stored
            return document_of(
                now.code, now.citizen, now.changed_at, now.plan, events_of(connection, was, self._memory)
            )

    # --- changing --------------------------------------------------------------------------------------------------

    def new(self, by: By, intent: Intent, now: dt.datetime, citizen: str | None = None) -> Stored:
        """Begin a board with an intent that writes what it is about; `citizen` is a random UUID, never a CPR number.

        Raises InputError.
        """
        nothing: Any = None  # An intent that begins a plan looks at none.
        change = worked_out(intent, nothing, 1)
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
            plan = after(plan, one.writes)
        if plan is None:
            raise InputError([problem("board-history-broken", "")])
        place = code or new_code()
        stored = Stored(place, events[-1].version, plan, max(now, events[-1].at), owner)
        with self._one_writer, writing(self._engine) as connection:
            lock_arrivals(connection, alone=citizen is not None)  # Two must not make one citizen's first key.
            if connection.scalar(select(board.c.code).where(board.c.code == place)) is not None:
                raise InputError([problem("board-code-taken", place)])
            key = self._ring.made_for(owner)
            links = [FIRST_LINK]
            rows = []
            for one in events:
                rows.append(event_row(place, one, key, links[-1]))
                links.append(rows[-1]["link"])
            connection.execute(board.insert(), {"code": place, **state_row(stored, key, links[-1])})
            connection.execute(board_event.insert(), rows)
        return stored

    def import_(self, document: Document, now: dt.datetime) -> Stored:
        """Keep what was exported, under its own code; it counts as changed now.

        Raises InputError where there is a plan with that code already, and for what has not happened yet.
        """
        if document.events[-1].at > now + _CLOCKS_DIFFER:
            raise InputError([problem("board-history-broken", "")])
        return self.keep(document.events, now, str(document.citizen), code_of(document.board))

    def change(
        self, code: str, base: int, by: By, intent: Intent, now: dt.datetime, *, why: str | None = None
    ) -> Stored:
        """Carry out an intent on the board as it is now, whatever version it was built on.

        A change that changes nothing leaves no trace. Raises PlanChanged where somebody has changed the same things
        since `base`, and InputError for what cannot be done.
        """
        with self._one_writer, writing(self._engine) as connection:
            was = self._opened(connection, code, lock=True)
            since = events_of(connection, was, self._memory, after=base)
            change = on_newest(intent, was.stored, since)
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
            events = events_of(connection, was, self._memory)
            since = tuple(one for one in events if one.version > base)
            return self._written(connection, was, since, _Wish(find(events, by), by, now))

    # --- erasing ---------------------------------------------------------------------------------------------------

    def erase(self, code: str) -> None:
        """Erase a board, and the citizen's key if she has no other board: then no backup can be read either.

        Raises InputError for a board that is not there.
        """
        if not self._erase(lambda rows: {row.code for row in rows if row.code == code_of(code)}).boards:
            raise _unknown()

    def erase_citizen(self, citizen: str) -> Erased:
        """Erase every board of a citizen, and her key."""
        owner = _uuid(citizen)
        return self._erase(lambda rows: {row.code for row in rows if row.citizen == owner})

    def outlived(self, months: int, as_of: dt.date) -> list[BoardLine]:
        """Return the boards that nobody has changed for so many months, and those whose key is gone."""
        limit = dt.datetime.combine(add_months(as_of, -months), dt.time(), dt.UTC)
        found = self.boards()
        readable = self._ring.citizens()
        return [one for one in found if one.changed_at < limit or one.citizen not in readable]

    def retain(self, months: int, as_of: dt.date) -> Erased:
        """Erase the boards that have outlived their time; doing it again changes nothing.

        A citizen's key stays as long as one of her boards does.
        """
        old = {(one.code, one.changed_at) for one in self.outlived(months, as_of)}
        return self._erase(lambda rows: {row.code for row in rows if (row.code, row.changed_at) in old})

    def _erase(self, chosen: Callable[[Sequence[Any]], set[str]]) -> Erased:
        """Erase boards, the keys first: whatever happens then, nobody reads them any more."""
        with self._one_writer:
            with writing(self._engine) as connection:
                lock_arrivals(connection, alone=True)
                rows = connection.execute(select(board.c.code, board.c.citizen, board.c.changed_at)).all()
                gone = chosen(rows)
                staying = {row.citizen for row in rows if row.code not in gone}
                keys = self._ring.drop({row.citizen for row in rows if row.code in gone} - staying)
                for code in sorted(gone):
                    connection.execute(delete(board_event).where(board_event.c.board == code))
                    connection.execute(delete(board).where(board.c.code == code))
            self._memory.forget()
            self._tidy()
        return Erased(len(gone), keys)

    def forget_what_was_read(self) -> None:
        """Keep no plan in memory: another process has erased one."""
        self._memory.forget()

    def _tidy(self) -> None:
        """Let no erased text linger in SQLite's log."""
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def wrap_anew(self) -> int:
        """Wrap every citizen's key with the new master key; return how many the earlier one had wrapped."""
        with self._one_writer:
            return self._ring.wrap_anew()

    # --- within a transaction --------------------------------------------------------------------------------------

    def _opened(self, connection: Connection, code: str, *, lock: bool = False) -> Opened:
        query = select(board).where(board.c.code == (code_of(code) or ""))
        row = connection.execute(query.with_for_update() if lock else query).one_or_none()
        key = None if row is None else self._ring.key_of(row.citizen, connection)
        if row is None or key is None:
            raise _unknown()
        return opened(row, key, self._memory)

    def _written(self, connection: Connection, was: Opened, since: tuple[Event, ...], wish: _Wish) -> Stored:
        before = was.stored
        if not changes_something(wish.change):
            return Stored(before.code, before.version, before.plan, before.changed_at, before.citizen, since)
        at = max(wish.now, before.changed_at)  # A clock that was set back does not turn history around.
        version = before.version + 1
        plan = after(before.plan, wish.change.writes)
        event = _event(version, at, wish)
        stored = Stored(before.code, version, plan, at, before.citizen, since)
        row = event_row(before.code, event, was.key, was.link)
        connection.execute(board_event.insert(), row)
        done = connection.execute(
            update(board)
            .where(board.c.code == before.code, board.c.version == before.version)
            .values(state_row(stored, was.key, row["link"]))
        )
        if done.rowcount != 1:
            raise _unknown()
        for one in (plan, event):
            self._memory.keep(row["link"], one)
        return stored


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


def _uuid(citizen: str | None) -> str:
    if citizen is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(citizen))
    except ValueError:
        raise InputError([problem("board-citizen-uuid", "")]) from None


def _unknown() -> InputError:
    return InputError([problem("board-unknown", "")])
