"""Two screens on one plan: who looks at it now, and the word that goes to them when it has changed.

Only the version is sent. Each screen then asks for the plan as its own session may see it. What another process changes
is found by asking the database now and then, for all the plans together that were asked for since the server began:
of one that is erased nothing stays in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tilbud_engine.errors import TilbudError

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_BETWEEN_SIGNS = 20
"""So often a screen hears that the line is open, so that nothing between cuts it."""

SECONDS_BETWEEN_LOOKS = 2.0
"""So often the database is asked what other processes have changed."""

MOST_SCREENS = 200
MOST_SCREENS_OF_A_SESSION = 2
"""A browser opens six connections to a server: three sides in one browser still leave room for their pages."""

FULL = "event: full\ndata: For mange skærme lytter; spørg nu og da.\n\n"

Versions = Callable[[Iterable[str]], Mapping[str, int]]
"""Returns the versions that plans have now; those that are not there are left out."""

Forget = Callable[[Collection[str]], None]
"""Forgets all that is kept of plans that are not there any more."""


@dataclass(eq=False, slots=True)
class _Screen:
    """One stream: only the newest version waits for it, however slowly it reads."""

    session: str
    version: int
    ended: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, version: int) -> None:
        if version > self.version:
            self.version = version
            self.woken.set()

    def end(self) -> None:
        self.ended = True
        self.woken.set()


class Listeners:
    """The screens that follow each plan; used from the event loop alone."""

    def __init__(self, versions: Versions, seconds_between_looks: float = SECONDS_BETWEEN_LOOKS) -> None:
        self._versions = versions
        self._seconds_between_looks = seconds_between_looks
        self._screens: dict[str, set[_Screen]] = {}
        self._asked_for: set[str] = set()
        self._forget: list[Forget] = []
        self._watch: asyncio.Task[None] | None = None
        self._closed = False

    def tell(self, code: str, version: int) -> None:
        """Tell all screens of a plan which version it has now."""
        for screen in self._screens.get(code, ()):
            screen.tell(version)

    def when_gone(self, forget: Forget) -> None:
        """Have something done when plans are found to be erased."""
        self._forget.append(forget)

    def watch(self, code: str) -> None:
        """Find out when a plan is erased, from now on: something of it is kept in memory."""
        self._asked_for.add(code)
        self._look()

    def close(self) -> None:
        """End all streams: the server stops."""
        self._closed = True
        for screen in self._all():
            screen.end()

    def following(self, code: str) -> int:
        """Return how many screens follow a plan."""
        return len(self._screens.get(code, ()))

    async def events(self, code: str, version: int, session: str) -> AsyncIterator[str]:
        """Yield server-sent events: the version now, and each one that follows.

        Ends when the server stops or the plan is gone, and at once, with the event `full`, where the session or all
        together have as many streams as they may.
        """
        screens = list(self._all())
        of_session = sum(one.session == session for one in screens)
        if len(screens) >= MOST_SCREENS or of_session >= MOST_SCREENS_OF_A_SESSION:
            yield FULL
            return
        with self._screen(code, _Screen(session, version)) as screen:
            yield f"retry: 2000\nevent: version\ndata: {version}\n\n"
            while not (self._closed or screen.ended):
                try:
                    await asyncio.wait_for(screen.woken.wait(), SECONDS_BETWEEN_SIGNS)
                except TimeoutError:
                    yield ": her\n\n"
                    continue
                screen.woken.clear()
                if not screen.ended:
                    yield f"event: version\ndata: {screen.version}\n\n"

    def _all(self) -> Iterator[_Screen]:
        return (screen for screens in self._screens.values() for screen in screens)

    @contextmanager
    def _screen(self, code: str, screen: _Screen) -> Iterator[_Screen]:
        self._screens.setdefault(code, set()).add(screen)
        self._look()
        try:
            yield screen
        finally:
            self._screens[code].discard(screen)
            if not self._screens[code]:
                del self._screens[code]

    def _look(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = asyncio.get_running_loop().create_task(self._look_now_and_then())

    async def _look_now_and_then(self) -> None:
        """Find what other processes have changed or erased, for as long as somebody listens or something is kept."""
        gone_before: set[str] = set()
        while (self._screens or self._asked_for) and not self._closed:
            await asyncio.sleep(self._seconds_between_looks)
            asked = {code: tuple(screens) for code, screens in self._screens.items()}
            kept = frozenset(self._asked_for)
            try:
                found = await asyncio.to_thread(self._versions, (*asked.keys() | kept,))  # Waited for as the loop ends.
            except TilbudError:
                continue  # The database does not answer now; pages say so, and we ask again.
            for code, screens in asked.items():
                for screen in screens:
                    if code in found:
                        screen.tell(found[code])
                    else:
                        screen.end()
            gone = kept - found.keys()
            for forget in self._forget if gone else ():
                forget(gone)
            # Twice: a page that was being made when the plan was erased may have been kept since.
            self._asked_for -= gone & gone_before
            gone_before = set(gone)
