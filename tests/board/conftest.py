"""Databases for the tests of the board: a file, and a PostgreSQL of its own for each process that runs tests."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.install_programs import postgresql

NOBODY = 65534
"""PostgreSQL refuses to run as root; so it runs as the user that owns nothing."""

MOST_SECONDS_TO_START = 60
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the URL of a PostgreSQL that listens to a socket in a temporary folder and to nothing else.

    Nothing waits for the disk: a server that is killed loses nothing by it, a machine without power might.
    """
    with tempfile.TemporaryDirectory(prefix="pg") as made:
        folder = Path(made)
        # The server is told to end when the tests do, also when they are killed.
        without_rights = ["setpriv", "--pdeathsig", "QUIT"]
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            without_rights += [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        data = folder / "data"
        subprocess.run(
            [
                *without_rights,
                _program("initdb"),
                "-D",
                data,
                *["-U", "tilbud", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            ],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *without_rights,
                    _program("postgres"),
                    "-D",
                    data,
                    "-k",
                    folder,
                    *["-c", "listen_addresses=", "-c", "fsync=off"],
                ],
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        url = f"postgresql://tilbud@/postgres?host={folder}"
        try:
            _wait_for(url, server, folder / "log")
            yield url
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


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


def _program(name: str) -> str:
    found = postgresql(name)
    if found is None:
        pytest.fail("no PostgreSQL on this machine: python -m tests.install_programs installs it", pytrace=False)
    return found


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + MOST_SECONDS_TO_START
    while server.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8', errors='replace')}", pytrace=False)
