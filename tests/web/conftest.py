"""A real browser for every test that asks for one: nothing from another host, and no fault that goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.install_programs import browser
from tests.web.screen_reader import Reader
from tests.web.served import Site, desk_in, served

LOOPBACK = ("127.0.0.1", "localhost", "::1")
INSIDE_THE_BROWSER = ("about", "blob", "data")
OF_A_BUSY_MACHINE = "[Intervention]"
"""How the browser begins to tell that something is slow."""
ARGUMENTS = (
    "--no-sandbox",  # it refuses to run as root otherwise, as in most containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Refused in the browser itself: playwright's routes would switch its cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1",
)
MOST_MILLISECONDS = 15_000
"""So long a page may take: more than a busy machine needs, less than anybody wants to wait for a failure."""

NewPage = Callable[..., Page]
"""Opens a page in a window of its own, with the options of `Browser.new_context`."""

CONTEXTS = pytest.StashKey[list[BrowserContext]]()
"""The windows that a test has opened."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one browser for all tests of a process.

    While it is open, the thread of the tests counts as running an event loop: `asyncio.run` belongs in a thread of its
    own there.
    """
    program = browser()
    if program is None:
        pytest.fail("no Chromium on this machine: python -m tests.install_programs installs it", pytrace=False)
    expect.set_options(timeout=MOST_MILLISECONDS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Collect what went wrong in any page; a test that meant it to takes it out, anything else fails the test."""
    seen: list[str] = []
    yield seen
    assert seen == []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close the pages of a test before the server that they listen to ends."""
    for context in item.stash.get(CONTEXTS, []):
        context.close()


@pytest.fixture
def new_page(chromium: Browser, faults: list[str], request: pytest.FixtureRequest) -> NewPage:
    """Open pages that know nothing of each other: `new_page(viewport=…, has_touch=True, java_script_enabled=False)`."""
    contexts: list[BrowserContext] = request.node.stash.setdefault(CONTEXTS, [])

    def opened(**options: object) -> Page:
        context = chromium.new_context(**{"locale": "da-DK", "timezone_id": "Europe/Copenhagen", **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(MOST_MILLISECONDS)
        context.on("console", lambda message: faults.extend(_complaint(message)))
        context.on("weberror", lambda error: faults.append(f"exception: {error.error}"))
        context.on("request", lambda request: faults.extend(_stranger(request)))
        return context.new_page()

    return opened


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page on a wide screen with a mouse."""
    return new_page(viewport={"width": 1440, "height": 1000})


@pytest.fixture
def reader(page: Page) -> Reader:
    """Return somebody who hears the page."""
    return Reader(page)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a board with no plans yet: `site.plan(…)` begins one, `site.enter(page, plan)` opens it in a browser."""
    with desk_in(tmp_path) as desk, served(desk) as made:
        yield made


def _complaint(message: ConsoleMessage) -> list[str]:
    if message.type not in ("error", "warning") or message.text.startswith(OF_A_BUSY_MACHINE):
        return []
    return [f"{message.type}: {message.text} ({urlsplit(message.location['url']).path})"]


def _stranger(request: Request) -> list[str]:
    asked = urlsplit(request.url)
    if asked.scheme in INSIDE_THE_BROWSER or asked.hostname in LOOPBACK:
        return []
    return [f"asked another host: {request.url}"]
