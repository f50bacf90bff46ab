"""Opening databases: SQLite that loses nothing in a power cut, or PostgreSQL; both brought up to date by Alembic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from tilbud_engine.errors import InputError, SetupError, TilbudError, problem

Kind = Literal["boards", "keys"]

_WAIT_SECONDS = 10
"""So long is another process that writes to the same file waited for."""

_WRITES = "tilbud_writes"
_MIGRATING, _COMING_AND_GOING = 7_453_120, 7_453_121
"""The numbers of the locks that PostgreSQL gives: to the one who migrates; to those who make boards or erase them."""

_ONE_STATE = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
"""How several questions see the same state; SQLite's transactions do as they are."""

_PRAGMAS = {
    # Readers never wait for the writer; a change that was answered survives a power cut. EXTRA while the log begins: a
    # journal that comes back after a power cut would take the log with it.
    "boards": ("synchronous=EXTRA", "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"),
    # Keys are written seldom, and no copy of a deleted one may linger in a log.
    "keys": ("synchronous=EXTRA", "journal_mode=DELETE"),
}
_PRAGMAS_OF_BOTH = ("secure_delete=ON", "foreign_keys=ON", "trusted_schema=OFF")


def parsed(url: str) -> URL:
    """Return the address of a database.

    Raises InputError for what is none; its words never hold a password.
    """
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        raise InputError([problem("board-database-url", "")]) from None
    kind = made.get_backend_name()
    if kind == "sqlite" and made.database and made.database != ":memory:" and not made.query:
        return made.set(drivername="sqlite")
    if kind == "postgresql":
        return made.set(drivername="postgresql+psycopg")
    raise InputError([problem("board-database-url", "")])


def beside(url: URL) -> URL:
    """Return where the keys are when nobody says: in a file beside SQLite's, in a table of PostgreSQL's database."""
    if url.get_backend_name() != "sqlite":
        return url
    file = Path(str(url.database))
    return url.set(database=str(file.with_name(f"{file.stem}-keys{file.suffix}")))


def connected(url: URL, kind: Kind) -> Engine:
    """Return a database that is there and up to date.

    Raises InputError where it cannot be reached or written, and SetupError for one that a newer version made.
    """
    name = url.render_as_string(hide_password=True)
    try:
        if url.get_backend_name() == "sqlite":
            engine = safe(_sqlite(url), kind)
        else:
            engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as missing:
        raise InputError([problem("extra-missing", "", library=str(missing.name), extra="postgres")]) from None
    except OSError:
        raise InputError([problem("board-database-closed", name)]) from None
    try:
        migrate(engine, kind)
    except TilbudError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database.

    Raises InputError where the database does not answer.
    """
    try:
        options = _ONE_STATE.get(engine.dialect.name, {})
        with engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise _silent(engine, error) from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all kept, or none of them; what was kept survives a power cut.

    Raises InputError where another process has been writing for too long, or the database does not answer.
    """
    try:
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise _silent(engine, error) from None


def _silent(engine: Engine, error: SQLAlchemyError) -> InputError:
    """Return in our own words why a database does not answer; its own may hold what somebody wrote."""
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return InputError([problem("board-database-busy", "")])
    return InputError([problem("board-database-closed", engine.url.render_as_string(hide_password=True))])


def lock_arrivals(connection: Connection, *, alone: bool) -> None:
    """Let nobody erase while boards are made, and nobody make any while one is alone.

    A key must not go while a new board is sealed under it, nor be made twice. SQLite has one writer at a time as it is.
    """
    if connection.dialect.name == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        connection.execute(text(f"SELECT {function}(:number)"), {"number": _COMING_AND_GOING})


def _sqlite(url: URL) -> Engine:
    file = Path(str(url.database))
    # Nobody but the owner may read it; what SQLite puts beside it takes its rights from it.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)
    return create_engine(url, connect_args={"timeout": _WAIT_SECONDS}, hide_parameters=True)


def safe(engine: Engine, kind: Kind) -> Engine:
    """Make SQLite keep what it has answered, through a power cut too, and begin as a writer when one writes."""

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # We begin transactions ourselves.
        for one in (*_PRAGMAS[kind], *_PRAGMAS_OF_BOTH):
            raw.execute(f"PRAGMA {one}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer says so at once: one that finds out later that somebody else writes would have to give up.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def migrate(engine: Engine, kind: Kind) -> None:
    """Bring the tables up to date, all of it or none; who comes second waits and finds it done.

    Raises SetupError for tables that a newer version made.
    """
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    name = engine.url.render_as_string(hide_password=True)
    script = ScriptDirectory(str(Path(__file__).parent), version_locations=[str(steps(kind))])
    known = {one.revision for one in script.walk_revisions()}

    def newer_steps(now: tuple[str, ...], _: Any) -> Any:
        if not set(now) <= known:
            raise SetupError([problem("board-database-newer", name)])
        return script._upgrade_revs("head", now)  # type: ignore[arg-type]  # noqa: SLF001  (Alembic's own commands do so)

    with writing(engine) as connection, EnvironmentContext(Config(), script, fn=newer_steps) as environment:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
        environment.configure(connection=connection, version_table=f"{kind}_schema")
        environment.run_migrations()


def steps(kind: Kind) -> Path:
    """Return the folder with the steps that lead to today's tables."""
    return Path(__file__).parent / "migrations" / kind
