"""Two screens on one plan: who looks at it now, and the word that goes to them when it has changed.

Only the version is sent. Each screen then asks for the plan as its own session may see it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_BETWEEN_SIGNS = 20
"""So often a screen hears that the line is open, so that nothing between cuts it."""


class Listeners:
    """The screens that follow each plan; used from the event loop alone."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[int | None]]] = {}
        self._closed = False

    def tell(self, code: str, version: int) -> None:
        """Tell all screens of a plan which version it has now."""
        for queue in self._queues.get(code, ()):
            queue.put_nowait(version)

    def close(self) -> None:
        """End all streams: the server stops."""
        self._closed = True
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)

    def following(self, code: str) -> int:
        """Return how many screens follow a plan."""
        return len(self._queues.get(code, ()))

    async def events(self, code: str, version: int) -> AsyncIterator[str]:
        """Yield server-sent events: the version now, and each one that follows; ends when the server stops."""
        with self._queue(code) as queue:
            yield f"retry: 2000\nevent: version\ndata: {version}\n\n"
            while not self._closed:
                try:
                    news = await asyncio.wait_for(queue.get(), SECONDS_BETWEEN_SIGNS)
                except TimeoutError:
                    yield ": her\n\n"
                    continue
                if news is None:
                    return
                yield f"event: version\ndata: {news}\n\n"

    @contextmanager
    def _queue(self, code: str) -> Iterator[asyncio.Queue[int | None]]:
        queue: asyncio.Queue[int | None] = asyncio.Queue()
        self._queues.setdefault(code, set()).add(queue)
        try:
            yield queue
        finally:
            self._queues[code].discard(queue)
            if not self._queues[code]:
                del self._queues[code]
