"""A move on a full board, from request to answer, by the clock: 200 cards, 1,000 boards stored, SQLite as it is set.

Beside it the same answer, made beforehand, from a bare Starlette behind the same server: what of it is not ours.
"""

from __future__ import annotations

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median, quantiles
from urllib.parse import urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.web.laid import at, own, week
from tests.web.served import CITIZEN, NOW, RULESET, TODAY, Site, desk_in, served
from tilbud_engine.board.changes import about
from tilbud_engine.board.plan import in_order
from tilbud_engine.web.serving import listen

CARDS, BOARDS, WARM_UP, MOVES = 200, 1_000, 20, 300


def full_board(site: Site) -> tuple[str, int, list[str]]:
    """Return the code and version of a board with 200 cards, and the ids of its cards."""
    lanes = [*site.desk.engine.chair(RULESET, TODAY, None).legs, "life"]
    stored = site.plan(
        *(own(f"Kort {one}", "plan", at(lanes[one % 5], one % 10, one % 10 + 2)) for one in range(CARDS))
    )
    return stored.code, stored.version, [one.id for one in in_order(stored.plan.cards.values())]


def test_a_move(benchmark, tmp_path):
    begin = about.begin(CITIZEN, TODAY, RULESET)
    with desk_in(tmp_path) as desk, served(desk) as site:
        for _ in range(BOARDS - 1):
            desk.store.new(CITIZEN, begin, NOW)
        code, version, cards = full_board(site)
        client = Client(site.address)
        link = desk.links.link("citizen", code=code)
        client.cookie = client.ask("GET", f"/ind/{link}").headers["set-cookie"].partition(";")[0]
        versions, moves = count(version), count()

        def move() -> bytes:
            number = next(moves)
            card = cards[number % CARDS]
            monday = week((number + 1 + number // CARDS) % 10)
            form = {"card": card, "place": "plan", "lane": "life", "week": monday, "version": next(versions)}
            answer = client.ask("POST", f"/plan/{code}/flyt", urlencode(form))
            assert answer.status == 200
            return answer.body

        ours, spent, body = timed(move)
        told = {"cards": CARDS, "boards": BOARDS, "bytes": len(body), "median": median(ours), "p99": p99(ours), "processor": spent}
        with ready_made(client.unpacked(body)) as address:
            bare = Client(address)
            theirs, their_spent, _ = timed(lambda: bare.ask("POST", "/", "card=1").body)
        told |= {"bare median": median(theirs), "bare p99": p99(theirs), "bare processor": their_spent}
        print({name: round(value * 1000, 2) if isinstance(value, float) else value for name, value in told.items()})
        benchmark.group = "a move on the board"
        benchmark.extra_info.update(world="board", what="move", **told)
        benchmark.pedantic(move, rounds=MOVES // 10)


def timed(act: Callable[[], bytes]) -> tuple[list[float], float, bytes]:
    """Return how long each of some calls took, what the processor spent on one, and what the last one gave.

    In seconds; the processor's time is that of server and client together.
    """
    for _ in range(WARM_UP):
        act()
    taken, spent = [], time.process_time()
    for _ in range(MOVES):
        before = time.perf_counter()
        body = act()
        taken.append(time.perf_counter() - before)
    return taken, (time.process_time() - spent) / MOVES, body


def p99(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


class Answer:
    """What came back."""

    def __init__(self, found: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = found.status, found.headers, found.read()


class Client:
    """A browser's connection: kept open, packed answers, nothing else that takes time."""

    def __init__(self, address: str) -> None:
        self.address, self.cookie = address, ""
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"))

    def ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"origin": self.address, "hx-request": "true", "accept-encoding": "gzip", "cookie": self.cookie}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        return Answer(self._connection.getresponse())

    @staticmethod
    def unpacked(body: bytes) -> str:
        return gzip.decompress(body).decode()


@contextmanager
def ready_made(html: str) -> Iterator[str]:
    """Serve the same answer, made beforehand, with nothing but the framework."""

    async def answer(request: Request) -> HTMLResponse:
        await request.body()
        return HTMLResponse(html)

    app = Starlette(
        routes=[Route("/", answer, methods=["POST"])],
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=1)],
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
    with listen(0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()
