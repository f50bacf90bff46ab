"""A PostgreSQL of a test's own: on a socket in a folder, started, killed and started again by its own process id."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.install_programs import postgresql

NOBODY = 65534
"""PostgreSQL refuses to run as root; so it runs as the user that owns nothing."""

MOST_SECONDS_TO_START = 60


class Cluster:
    """A cluster in a folder that is there; `settings` are given to the server as they stand in its configuration."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.folder = folder
        self.url = f"postgresql://tilbud@/postgres?host={folder}"
        self._settings = [part for one in ("listen_addresses=", *settings) for part in ("-c", one)]
        # The server is told to end when the tests do, also when they are killed.
        self._without_rights = ["setpriv", "--pdeathsig", "QUIT"]
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            self._without_rights += [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        how = ["-U", "tilbud", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        command = [*self._without_rights, _program("initdb"), "-D", str(folder / "data"), *how]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers; after a kill it first lets go of what the last one left."""
        end = time.monotonic() + MOST_SECONDS_TO_START
        where = ["-D", str(self.folder / "data"), "-k", str(self.folder)]
        log = self.folder / "log"
        while time.monotonic() < end:
            with log.open("wb") as output:
                self._server = subprocess.Popen(
                    [*self._without_rights, _program("postgres"), *where, *self._settings],
                    cwd=self.folder,
                    stdout=output,
                    stderr=output,
                )
            if self._answers(end):
                return
        pytest.fail(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8', errors='replace')}", pytrace=False)

    def kill(self) -> None:
        """Kill the server, which has no time for anything: the processes it started find out and end."""
        self._server.kill()
        self._server.wait()

    def stop(self) -> None:
        """Stop the server."""
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def _answers(self, end: float) -> bool:
        while self._server.poll() is None and time.monotonic() < end:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False


def _program(name: str) -> str:
    found = postgresql(name)
    if found is None:
        pytest.fail("no PostgreSQL on this machine: python -m tests.install_programs installs it", pytrace=False)
    return found
