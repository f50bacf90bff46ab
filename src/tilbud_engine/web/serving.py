"""The server: on this machine's loopback alone, without a log of who looked at what."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from tilbud_engine.errors import InputError, TilbudError, problem
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import hear_hidden, propose
from tilbud_engine.web.app import make_app
from tilbud_engine.web.connections import BoundedConnection
from tilbud_engine.web.desk import Desk

LOOPBACK = "127.0.0.1"
SECONDS_TO_FINISH = 3
ANY_WORD = "hej"
MOST_CONNECTIONS = 500
"""Further ones are told to come again: each holds memory, and a file of the process."""


class _Server(uvicorn.Server):
    """A server that says when it is ready, and ends open streams of events before it waits for its last answers."""

    def __init__(self, config: uvicorn.Config, desk: Desk, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk = desk
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.listeners.close()
        await super().shutdown(sockets)


def listen(port: int) -> socket.socket:
    """Return a socket on loopback; port 0 is any that is free.

    Raises InputError where the port is taken.
    """
    # Named TCP, so that asyncio sends each part of an answer at once instead of waiting 40 ms for the one before.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
    except OSError:
        made.close()
        raise InputError([problem("port-taken", "", port=port)]) from None
    return made


def configured(app: Starlette, connection: type[BoundedConnection] = BoundedConnection) -> uvicorn.Config:
    """Return how the application is served: without a log of requests, and with an end to whatever takes too long."""
    return uvicorn.Config(
        app,
        http=connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


def make_ready(vocabulary: Vocabulary) -> None:
    """Put together what understands people's own words, so that nobody waits a second for it at the first ones."""
    with suppress(TilbudError):  # A lexicon with a fault is told to whoever writes, where the words are needed.
        propose(ANY_WORD, vocabulary)
        hear_hidden(ANY_WORD, vocabulary)


def serve(desk: Desk, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until it is interrupted; `ready` is called once pages can be asked for."""
    # What was read to begin with stays: looking it all through for what may go takes 0.1 s, in the middle of a move.
    gc.collect()
    gc.freeze()
    config = configured(make_app(desk))

    def begun() -> None:
        ready()
        Thread(target=make_ready, args=(desk.engine.vocabulary,), daemon=True).start()

    with suppress(KeyboardInterrupt):
        _Server(config, desk, begun).run(sockets=[listening])
