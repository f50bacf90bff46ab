"""A machine whose power can be cut: of each file the disk has what was synced, and of what came after, any part.

SQLite writes through a file system of ours (apsw), under the pragmas, statements and tables of the store itself.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import apsw
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from tilbud_engine.board.storage import Keys, Store
from tilbud_engine.board.storage.databases import Kind, migrate, safe
from tilbud_engine.board.storage.keyring import KeyRing


class Machine:
    """A folder of live files, and the disk below it.

    `less_safe` are pragmas that are set after the store's own, for a control.
    """

    def __init__(self, live: Path, disk: Path, chance: random.Random, less_safe: Mapping[Kind, str]) -> None:
        self.live, self.disk, self._chance = live, disk, chance
        self._less_safe = less_safe
        self.unsynced: dict[str, list[tuple[int, bytes]]] = {}
        disk.mkdir()
        for file in live.iterdir():
            shutil.copyfile(file, disk / file.name)
        self._system = _System(self)
        self._engines: list[Engine] = []

    def store(self, keys: Keys) -> Store:
        """Open the store on this machine."""
        boards, citizens = self._engine("boards.db", "boards"), self._engine("boards-keys.db", "keys")
        return Store(boards, citizens, KeyRing(citizens, keys))

    def _engine(self, name: str, kind: Kind) -> Engine:
        engine = create_engine(
            "sqlite://",
            module=_LIBRARY,
            creator=lambda: _Connection(str(self.live / name), self._system.name),
            poolclass=StaticPool,
        )

        @event.listens_for(engine, "connect")
        def alone(raw: Any, _: Any) -> None:
            if kind == "boards":
                raw.execute("PRAGMA locking_mode=EXCLUSIVE")  # Without it the log has an index in shared memory.

        safe(engine, kind)

        @event.listens_for(engine, "connect")
        def weaker(raw: Any, _: Any) -> None:
            if kind in self._less_safe:
                raw.execute(self._less_safe[kind])

        migrate(engine, kind)
        self._engines.append(engine)
        return engine

    def synced(self, file: Path) -> None:
        """Keep what a file holds now."""
        shutil.copyfile(file, self.disk / file.name)
        self.unsynced.pop(file.name, None)

    def removed(self, file: Path, *, synced: bool) -> None:
        """Forget a file; if nobody synced its folder, the disk may still have it."""
        self.unsynced.pop(file.name, None)
        if synced or self._chance.random() < 0.5:
            (self.disk / file.name).unlink(missing_ok=True)

    def cut_power(self) -> None:
        """Lose what is not on the disk: of the writes after the last sync any may have come through, whole or torn."""
        for name, writes in self.unsynced.items():
            file = self.disk / name
            held = bytearray(file.read_bytes() if file.exists() else b"")
            for offset, data in writes:
                if self._chance.random() < 0.5:
                    part = data if self._chance.random() < 0.5 else data[: self._chance.randrange(len(data) + 1)]
                    held.extend(bytes(max(0, offset + len(part) - len(held))))
                    held[offset : offset + len(part)] = part
            file.write_bytes(held)
        image = {file.name: file.read_bytes() for file in self.disk.iterdir()}
        for engine in self._engines:
            engine.dispose()
        for file in self.live.iterdir():
            file.unlink()
        for name, content in image.items():
            (self.live / name).write_bytes(content)
        self._system.unregister()


class _System(apsw.VFS):
    """The file system below SQLite; it tells the machine what is synced, written and removed."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.name = f"power-{id(machine)}"
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  (apsw calls it so)
        return _File(self.machine, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  (the same)
        super().xDelete(filename, syncdir)
        self.machine.removed(Path(filename), synced=bool(syncdir))


class _File(apsw.VFSFile):
    def __init__(self, machine: Machine, name: Any, flags: list[int]) -> None:
        self.machine = machine
        written = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.path = Path(written) if written else None
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  (the same)
        super().xWrite(data, offset)
        if self.path is not None:
            self.machine.unsynced.setdefault(self.path.name, []).append((offset, bytes(data)))

    def xSync(self, flags: int) -> None:  # noqa: N802  (the same)
        # The disk is ours, so that nothing waits for the real one.
        if self.path is not None:
            self.machine.synced(self.path)


class _Connection:
    """As much of Python's interface to databases as SQLAlchemy asks of SQLite."""

    isolation_level: str | None = None

    def __init__(self, path: str, system: str) -> None:
        self._connection = apsw.Connection(path, vfs=system)

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def execute(self, statement: str) -> None:
        self._connection.execute(statement)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close(True)

    def create_function(self, *_: Any, **__: Any) -> None:
        """Take no functions: the store asks for none."""


class _Cursor:
    arraysize = 1
    lastrowid: int | None = None

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self.description: Any = None
        self.rowcount = -1
        self._rows: list[Any] = []

    def execute(self, statement: str, parameters: Any = ()) -> None:
        cursor = self._connection.cursor()
        self._rows = []
        self.description = None
        cursor.execute(statement, tuple(parameters), can_cache=False)
        try:
            self.description = cursor.description_full and [(one[0],) + (None,) * 6 for one in cursor.description_full]
        except apsw.ExecutionCompleteError:
            self.description = self._described(statement)
        self._rows = list(cursor)
        self.rowcount = self._connection.changes()

    def executemany(self, statement: str, many: Any) -> None:
        for parameters in many:
            self.execute(statement, parameters)

    def _described(self, statement: str) -> Any:
        """Return the columns of a query that has no rows."""
        described: list[Any] = []

        def trace(cursor: apsw.Cursor, _: str, __: Any) -> bool:
            described.extend(cursor.get_description())
            return False

        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "WITH")):
            return None
        cursor = self._connection.cursor()
        cursor.exec_trace = trace
        with suppress(apsw.ExecTraceAbort):
            cursor.execute(statement, (None,) * statement.count("?"))
        return [(one[0],) + (None,) * 6 for one in described] or None

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._rows = []


_LIBRARY = SimpleNamespace(
    paramstyle="qmark",
    sqlite_version_info=tuple(map(int, apsw.sqlite_lib_version().split("."))),
    Error=apsw.Error,
    DatabaseError=apsw.Error,
    OperationalError=apsw.SQLError,
    Binary=bytes,
)
