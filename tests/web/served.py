"""The board as it is served: a real server on loopback for a test, and the ways into it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx2 as httpx
import uvicorn
from playwright.sync_api import Page

from tilbud_engine.board.changes import about
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import Who
from tilbud_engine.board.storage import Keys, Store, Stored
from tilbud_engine.engine import Engine
from tilbud_engine.web.app import make_app
from tilbud_engine.web.connections import BoundedConnection
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.live import Listeners
from tilbud_engine.web.security import MOST_SECONDS
from tilbud_engine.web.serving import configured, listen
from tilbud_engine.web.sessions import Sessions

TODAY = dt.date(2026, 9, 7)
NOW = dt.datetime(2026, 9, 7, 9, 0, tzinfo=dt.UTC)
RULESET = "eksempelkommune"
CITIZEN = By(who="citizen", at_table=True)
MOST_SECONDS_TO_WAIT = 60
NEVER = 86_400
"""Seconds until a server looks for what others have written, where screens are to hear only of what it wrote itself."""


@cache
def engine() -> Engine:
    """Return the engine with what is shipped; one for all tests of a process."""
    return Engine.load()


@dataclass(frozen=True)
class Site:
    """A board that is being served."""

    address: str
    desk: Desk

    def plan(self, *intents: Intent, weeks: int = 13, start: dt.date = TODAY) -> Stored:
        """Begin a plan and change it, as she would at the table."""
        begin = about.begin(CITIZEN, start, RULESET, weeks=weeks)
        stored = self.desk.store.new(CITIZEN, begin, NOW)
        return self.change(stored, *intents)

    def change(self, stored: Stored, *intents: Intent, by: By = CITIZEN) -> Stored:
        """Change a plan as somebody else would meanwhile; screens are not told."""
        for intent in intents:
            stored = self.desk.store.change(stored.code, stored.version, by, intent, NOW)
        return stored

    def link(self, role: Who = "citizen", code: str | None = None, **more: object) -> str:
        """Return a link that works once."""
        return f"{self.address}/ind/{self.desk.links.link(role, code=code, **more)}"  # type: ignore[arg-type]

    def client(self, **options: bool) -> httpx.Client:
        """Return what asks as a browser without a screen: it keeps cookies, and its forms come from our own pages."""
        origin = {"origin": self.address}
        return httpx.Client(base_url=self.address, headers=origin, timeout=MOST_SECONDS_TO_WAIT, **options)  # type: ignore[arg-type]

    def enter(self, page: Page, stored: Stored | None = None, role: Who = "citizen", **more: object) -> None:
        """Open a link in a browser; with a plan, it lies open afterwards."""
        page.goto(self.link(role, stored.code if stored else None, at_table=True, **more))


@contextmanager
def served(
    desk: Desk, connection: type[BoundedConnection] = BoundedConnection, seconds_for_a_body: float = MOST_SECONDS
) -> Iterator[Site]:
    """Serve a desk in a thread of its own until the test is done."""
    server = uvicorn.Server(configured(make_app(desk, seconds_for_a_body=seconds_for_a_body), connection))
    with listen(0) as listening:
        listening.listen(128)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", desk)
        finally:
            desk.listeners.close()
            server.should_exit = server.force_exit = True
            thread.join()


@contextmanager
def desk_in(
    folder: Path,
    look: Look | None = None,
    today: dt.date = TODAY,
    *,
    url: str | None = None,
    keys: Keys | None = None,
    seconds_between_looks: float = NEVER,
) -> Iterator[Desk]:
    """Return a desk with no plans yet, in a folder; with a `url` and `keys`, one with another's plans."""
    store = Store.open(url or f"sqlite:///{folder / 'boards.db'}", keys or Keys.new())
    clock = lambda: NOW  # noqa: E731
    try:
        yield Desk(
            engine(),
            store,
            Sessions(clock),
            Listeners(store.versions, seconds_between_looks),
            look or Look(),
            lambda: today,
            clock,
            RULESET,
        )
    finally:
        store.close()
