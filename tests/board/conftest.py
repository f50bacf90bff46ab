"""What tests of the board share in a process: the engine, and a PostgreSQL of its own beside SQLite's files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.board.advised import Advised
from tests.board.cluster import Cluster
from tilbud_engine.engine import Engine

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Return the engine with what is shipped."""
    made = Engine.load(runtime="reference")
    yield made
    made.close()


@pytest.fixture(scope="session")
def at(engine: Engine) -> Advised:
    """Return what is asked for advice."""
    return Advised(engine)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the URL of a PostgreSQL that listens to a socket in a temporary folder and to nothing else.

    Nothing waits for the disk: a server that is killed loses nothing by it, a machine without power might.
    """
    with tempfile.TemporaryDirectory(prefix="pg") as made:
        cluster = Cluster(Path(made), "fsync=off")
        try:
            yield cluster.url
        finally:
            cluster.stop()


@contextmanager
def postgres_database(postgres_url: str) -> Iterator[str]:
    """Make an empty database, give its URL, and drop it afterwards whoever still uses it."""
    name = f"test{next(_NUMBERS)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SQL("create database {}").format(Identifier(name)))
    yield postgres_url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SQL("drop database {} with (force)").format(Identifier(name)))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database; each test that asks runs once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'board.sqlite'}"
        return
    with postgres_database(request.getfixturevalue("postgres_url")) as url:
        yield url
