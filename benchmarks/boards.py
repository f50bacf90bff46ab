"""A full board among a thousand others, the servers that are measured, and the connection that asks them."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from tilbud_engine import Engine
from tilbud_engine.board.changes import about, cards, case
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Stretch, Times, in_order
from tilbud_engine.board.storage import Keys, Store, Stored
from tilbud_engine.board.weeks import monday_of

ROOT = Path(__file__).resolve().parent.parent
CARDS, BOARDS = 200, 1_000
RULESET = "eksempelkommune"
BARRIERS = ("H-SMERTE", "D-GAELD", "D-TRANSPORT")
HER = By(who="citizen", at_table=True)
NOW = dt.datetime.now(dt.UTC)
START = monday_of(NOW.date())
WARM_UP, MOVES = 50, 400


def stored_boards(url: str, keys: Keys, boards: int = BOARDS, cards_on_it: int = CARDS) -> Stored:
    """Keep so many boards, one of them with so many cards and three barriers; return that one.

    As many cards as there are offers are theirs; the rest are her own, a third of them with a day and a time.
    """
    engine = Engine.load()
    offers = engine.rulebook.resolve(RULESET, START).offers
    faces: list[tuple[Face, str | None]] = [
        (face_of_offer(one.offer, "da"), key) for key, one in offers.items() if one.offer.privacy == "normal"
    ]
    faces += [(Face(word=f"Kort {one}", pictogram="music-notes"), None) for one in range(cards_on_it)]
    lanes = (*engine.chair(RULESET, START, None).legs, "life")
    with closing(Store.open(url, keys)) as store:
        for _ in range(boards - 1):
            store.new(HER, about.begin(HER, START, RULESET), NOW)
        now = store.new(HER, about.begin(HER, START, RULESET), NOW)
        for barrier in BARRIERS:
            now = store.change(now.code, now.version, HER, case.say(HER, barrier=barrier), NOW)
        for number, (face, offer) in enumerate(faces[:cards_on_it]):
            at = _weeks(lanes[number % len(lanes)], number % 10, number % 10 + 2)
            now = store.change(now.code, now.version, HER, cards.take(HER, face, offer, "plan", at), NOW)
            if offer is None and number % 3 == 0:
                times = Times(days=(number % 5 + 1,), start=dt.time(8 + number % 8), end=dt.time(9 + number % 8))
                key = next(one.id for one in now.plan.cards.values() if one.face.word == face.word)
                now = store.change(now.code, now.version, HER, cards.edit(HER, key, times=(times,), hours=1), NOW)
        return now


def _weeks(lane: str, first: int, last: int) -> Stretch:
    return Stretch(lane=lane, first=START + dt.timedelta(weeks=first), last=START + dt.timedelta(weeks=last))


def moves(stored: Stored) -> Iterator[tuple[str, dt.date]]:
    """Return cards and the weeks that they move to, on and on; each lies a week away before."""
    lying = {one.id: one.at for one in in_order(stored.plan.cards.values()) if one.at is not None}
    weeks = {key: (at.first - START).days // 7 for key, at in lying.items()}
    for key in cycle(weeks):
        weeks[key] = (weeks[key] + 1) % 10
        yield key, START + dt.timedelta(weeks=weeks[key])


def intents(stored: Stored) -> Iterator[Intent]:
    """Return the same moves for the store."""
    for card, week in moves(stored):
        yield cards.move(HER, card, "plan", Stretch(lane="life", first=week, last=week))


@dataclass(frozen=True)
class Taken:
    """How long something took, in seconds by the clock, and what came back last."""

    seconds: list[float]
    body: bytes = b""

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p99(self) -> float:
        return quantiles(self.seconds, n=100)[98]


def timed(act: Callable[[], bytes | None], times: int = MOVES, warm_up: int = WARM_UP) -> Taken:
    """Do something again and again."""
    for _ in range(warm_up):
        act()
    seconds = []
    for _ in range(times):
        before = time.perf_counter()
        body = act()
        seconds.append(time.perf_counter() - before)
    return Taken(seconds, body or b"")


class Client:
    """A browser's connection: kept open, packed answers, and nothing else that takes time."""

    def __init__(self, address: str) -> None:
        self.address, self.cookie = address, ""
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"))

    def ask(self, method: str, path: str, form: dict[str, object] | None = None) -> tuple[int, str, bytes]:
        """Return the status, the cookie and the body of an answer."""
        headers = {"origin": self.address, "hx-request": "true", "accept-encoding": "gzip", "cookie": self.cookie}
        body = None if form is None else urlencode(form)
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        found = self._connection.getresponse()
        return found.status, (found.headers["set-cookie"] or "").partition(";")[0], found.read()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def enter(self, link: str, stored: Stored) -> None:
        """Sit down at the table and find a plan by its code."""
        _, self.cookie, _ = self.ask("GET", link.removeprefix(self.address))
        status, _, _ = self.ask("POST", "/find", {"code": stored.code})
        assert status == 303

    def mover(self, stored: Stored) -> Callable[[], bytes]:
        """Return what moves a card of a plan that lies open."""
        wanted, versions = moves(stored), count(stored.version)

        def move() -> bytes:
            card, week = next(wanted)
            form = {"card": card, "place": "plan", "lane": "life", "week": week, "version": next(versions)}
            status, _, body = self.ask("POST", f"/plan/{stored.code}/flyt", form)
            assert status == 200, gzip.decompress(body)[:300]
            return body

        return move


@contextmanager
def serving(url: str, keys: Keys, folder: Path) -> Iterator[list[str]]:
    """Run `tilbud serve`; give the links that it writes."""
    command = ["-m", "tilbud_engine", "serve", "--port", "0", "--no-browser", "--ruleset", RULESET]
    with _process(command, url, keys, folder, until="Ctrl-C") as lines:
        yield re.findall(r"http://\S+", "".join(lines))


@contextmanager
def bare(url: str, keys: Keys, folder: Path, code: str) -> Iterator[str]:
    """Run the bare application of `bare.py`; give its address."""
    with _process([str(ROOT / "benchmarks" / "bare.py"), url, code], url, keys, folder, until="http") as lines:
        yield lines[-1].strip()


@contextmanager
def _process(command: list[str], url: str, keys: Keys, folder: Path, until: str) -> Iterator[list[str]]:
    """Run Python in a process of its own; give the lines that it writes up to the one that says it is ready."""
    environment = os.environ | {"TILBUD_KEY": keys.written, "TILBUD_DATABASE": url}
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environment, text=True, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line)
            if until in line:
                break
        yield lines
    finally:
        process.terminate()
        process.communicate(timeout=30)
