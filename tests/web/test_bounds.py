"""What one client may take of the server: so many streams, so much time for a request, and for taking the answer."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from playwright.sync_api import expect
from starlette.types import Message, Receive

from tests.web.board_screen import tile
from tests.web.conftest import NewPage
from tests.web.laid import own
from tests.web.own_loop import run
from tests.web.served import CITIZEN, MOST_SECONDS_TO_WAIT, Site, desk_in, served
from tilbud_engine.board.changes import meetings
from tilbud_engine.board.changes.together import together
from tilbud_engine.web.app import make_app
from tilbud_engine.web.connections import BoundedConnection
from tilbud_engine.web.live import MOST_SCREENS_OF_A_SESSION
from tilbud_engine.web.visiting import cookie_name

LITTLE_PATIENCE = 1.0
"""Seconds: short to wait for, and long for a busy machine to ask what is to be answered."""


class HastyConnection(BoundedConnection):
    """As the real one, with less patience."""

    seconds_to_ask = LITTLE_PATIENCE
    seconds_to_take = LITTLE_PATIENCE


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Site]:
    with desk_in(tmp_path) as desk, served(desk, HastyConnection, seconds_for_a_body=LITTLE_PATIENCE) as made:
        yield made


@contextmanager
def connected(site: Site, *, room: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as made:
        if room is not None:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        made.settimeout(MOST_SECONDS_TO_WAIT)
        found = urlsplit(site.address)
        made.connect((found.hostname, found.port))
        yield made


def all_of(connection: socket.socket) -> bytes:
    """Return what the server says until it hangs up."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def still_answers(site: Site) -> bool:
    with site.client() as client:
        return client.get("/tilgaengelighed").status_code == 200


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: "])
def test_a_request_that_is_never_sent_to_its_end_is_hung_up_on(hasty: Site, sent: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(sent)
        assert all_of(connection) == b""
    assert still_answers(hasty)


def test_a_byte_now_and_then_gives_no_more_time(hasty: Site) -> None:
    with connected(hasty) as connection:
        connection.settimeout(0.1)
        with pytest.raises((BrokenPipeError, ConnectionResetError, ConnectionAbortedError)):  # noqa: PT012
            for _ in range(100):
                connection.sendall(b"G")
                try:
                    if connection.recv(10) == b"":
                        raise ConnectionResetError
                except TimeoutError:
                    continue
    assert still_answers(hasty)


def test_a_second_request_on_a_line_has_as_much_time_as_the_first(hasty: Site) -> None:
    host = urlsplit(hasty.address).netloc.encode()
    with connected(hasty) as connection:
        connection.sendall(b"GET /tilgaengelighed HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
        answer = connection.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /tilgaengelighed HTTP/1.1\r\nHo")
        all_of(connection)  # It ends.
    assert still_answers(hasty)


def test_half_a_form_is_refused_and_changes_nothing(hasty: Site) -> None:
    stored = hasty.plan()
    with hasty.client() as client:
        client.get(hasty.link(code=stored.code))
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    head = (
        f"POST /plan/{stored.code}/skriv HTTP/1.1\r\nHost: {urlsplit(hasty.address).netloc}\r\n"
        f"Origin: {hasty.address}\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 100\r\n\r\nversion=1&kind=note&text=hal"
    )
    with connected(hasty) as connection:
        connection.sendall(head.encode())
        assert all_of(connection).startswith(b"HTTP/1.1 408")
    assert hasty.desk.store.get(stored.code).version == stored.version
    assert still_answers(hasty)


def test_a_form_that_is_cut_off_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    """What she did not send, nobody writes for her: the line breaks after half of her words."""
    with desk_in(tmp_path) as desk:
        stored = Site("", desk).plan()
        session = desk.links.enter(desk.links.link("citizen", code=stored.code))
        assert session is not None
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": f"/plan/{stored.code}/skriv",
            "query_string": b"",
            "headers": [
                (b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"),
                (b"content-type", b"application/x-www-form-urlencoded"),
                (b"cookie", f"{cookie_name('citizen')}={session.key}".encode()),
            ],
        }  # fmt: skip
        body = f"version={stored.version}&kind=note&text=hal".encode()
        for rest, changes in (({"type": "http.disconnect"}, 0), ({"type": "http.request", "body": b"vt"}, 1)):
            coming: list[Message] = [{"type": "http.request", "body": body, "more_body": True}, rest]
            run(make_app(desk)(dict(scope), one_by_one(coming), nowhere))
            assert desk.store.get(stored.code).version == stored.version + changes


def one_by_one(coming: list[Message]) -> Receive:
    """Return what is received, one after the other."""

    async def receive() -> Message:
        return coming.pop(0)

    return receive


async def nowhere(_: Message) -> None:
    """Take an answer that nobody reads."""


def test_an_answer_that_nobody_takes_is_not_kept_for_ever(tmp_path: Path) -> None:
    ended: Queue[int] = Queue()

    class Watched(HastyConnection):
        def connection_lost(self, exc: Exception | None) -> None:
            ended.put(self.client[1] if self.client else 0)
            super().connection_lost(exc)

    with desk_in(tmp_path) as desk, served(desk, Watched) as site:
        with site.client() as client:
            address = re.search(r'/static/[^"]+/dkfds.min.css', client.get("/tilgaengelighed").text)
            assert address is not None
            whole = len(client.get(address[0], headers={"accept-encoding": "identity"}).content)
        request = f"GET {address[0]} HTTP/1.1\r\nHost: {urlsplit(site.address).netloc}\r\n\r\n".encode()
        with connected(site, room=2_048) as connection:
            asked = 100  # More than what the systems keep between two ends.
            connection.sendall(request * asked)
            assert still_answers(site)
            while ended.get(timeout=MOST_SECONDS_TO_WAIT) != connection.getsockname()[1]:
                pass
            assert len(all_of(connection)) < asked * whole
        assert still_answers(site)


def listening(opened: ExitStack, client: httpx.Client, code: str) -> Iterator[str]:
    """Return what a stream of a plan says; whoever lets go of it hangs up."""
    return opened.enter_context(client.stream("GET", f"/plan/{code}/foelg")).iter_lines()


def test_a_session_has_few_streams_and_is_told_when_it_has_them(site: Site) -> None:
    stored = site.plan()
    with site.client() as client, ExitStack() as opened:
        client.get(site.link(code=stored.code))
        heard = [listening(opened, client, stored.code) for _ in range(MOST_SCREENS_OF_A_SESSION)]
        assert [next(one) for one in heard] == ["retry: 2000"] * len(heard)
        assert client.get(f"/plan/{stored.code}/foelg").text.startswith("event: full\n")
        assert client.get(f"/plan/{stored.code}/foelg", params={"nu": "1"}).text == str(stored.version)
        with site.client() as other:
            other.get(site.link(code=stored.code))
            assert next(listening(opened, other, stored.code)) == "retry: 2000"


@pytest.mark.no_cover  # What it does others do; here it is done many times.
def test_many_meetings_with_many_points_and_hidden_cards_are_shown_at_once(site: Site) -> None:
    """What one plan asks of the server must not keep all others waiting: this took minutes."""
    stored = site.plan(
        together(*(own(f"Kort {number}", "parked") for number in range(60)), what="paper"),
        together(*(meetings.plan_meeting(CITIZEN, f"Emne {number}") for number in range(30)), what="paper"),
    )
    for key in stored.plan.meetings:
        points = (meetings.add_point(CITIZEN, key, f"{number}" + " køreren kommer" * 30) for number in range(40))
        stored = site.change(stored, together(*points, what="paper"))
    with site.client() as client:
        client.get(site.link("citizen", stored.code))
        assert client.get(f"/plan/{stored.code}/moede").status_code == 200


def test_a_page_that_may_not_listen_asks_now_and_then(new_page: NewPage, site: Site) -> None:
    stored = site.plan()
    page = new_page(viewport={"width": 1440, "height": 1000})
    with site.client() as client, ExitStack() as opened:
        page.request.get(site.link(code=stored.code, at_table=True))  # No page of hers listens yet.
        [key] = [one["value"] for one in page.context.cookies() if one.get("name") == "tilbud-citizen"]
        client.cookies.set("tilbud-citizen", str(key))
        heard = [listening(opened, client, stored.code) for _ in range(MOST_SCREENS_OF_A_SESSION)]
        assert [next(one) for one in heard] == ["retry: 2000"] * len(heard)
        with page.expect_response(lambda answer: answer.url.endswith("/foelg")) as refused:
            page.goto(f"{site.address}/plan/{stored.code}")
        assert refused.value.status == 200
        site.change(stored, own("Museumstur"))
        expect(tile(page, "Museumstur")).to_be_visible()
