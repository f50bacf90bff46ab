"""How long a connection may keep the server waiting: half a request, and an answer that nobody takes, end by a clock.

What a whole body may weigh, and how long it may take, stands in `security`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


class BoundedConnection(H11Protocol):
    """A connection that is cut where its client neither asks to an end nor takes its answer."""

    seconds_to_ask = 10.0
    """From the first byte, or the opening of the connection, to the end of the headers."""

    seconds_to_take = 30.0
    """As long as nothing at all of an answer is taken."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asking: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait_for_a_request()

    def data_received(self, data: bytes) -> None:
        """Read on; a byte now and then gives no more time."""
        super().data_received(data)
        if not self._is_answering():
            self._wait_for_a_request()
        else:
            self._stop_asking()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_asking()
        self._stop_taking()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the client to take what is written."""
        super().pause_writing()
        self._taking = self._taking or self.loop.call_later(self.seconds_to_take, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client took it."""
        self._stop_taking()
        super().resume_writing()

    def _wait_for_a_request(self) -> None:
        self._asking = self._asking or self.loop.call_later(self.seconds_to_ask, self.transport.abort)

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
