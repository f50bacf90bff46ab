"""`tilbud serve`: opens on loopback with links that work once, and ends cleanly whatever is open."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest

from tilbud_engine.board.storage import Keys
from tilbud_engine.engine import Engine
from tilbud_engine.vocabulary import own_words
from tilbud_engine.web.serving import listen, make_ready

SECONDS = 120
"""More than anything here takes on a busy machine."""


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start `tilbud serve` and give the lines that it writes first, up to the one that says how to stop it."""
    command = [sys.executable, "-m", "tilbud_engine", "serve", "--port", "0", "--no-browser", *options]
    process = subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environment
    )
    assert process.stdout is not None
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line.strip())
            if "Ctrl-C" in line:
                break
        yield process, lines
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
        assert (process.returncode, out, err) == (0, "", "")


def browsing() -> httpx.Client:
    return httpx.Client(follow_redirects=True, timeout=SECONDS)


def addresses(lines: list[str]) -> list[str]:
    return [found[0] for line in lines if (found := re.search(r"http://\S+", line))]


def test_it_writes_two_links_each_to_a_side_of_its_own(tmp_path: Path) -> None:
    with serving(tmp_path, "--temporary", "--ruleset", "eksempelkommune") as (_, lines):
        table, caseworker = addresses(lines)
        with browsing() as client:
            assert "Begynd en ny plan" in client.get(table).text
            assert client.get(table).status_code == 403
            assert client.get(caseworker).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_it_answers_on_loopback_alone(tmp_path: Path) -> None:
    with serving(tmp_path, "--temporary") as (_, lines):
        assert all(one.startswith("http://127.0.0.1:") for one in addresses(lines))
        port = int(addresses(lines)[0].split(":")[2].split("/")[0])
        for address in {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}:
            if not str(address).startswith("127."):
                with pytest.raises(OSError, match="refused"):
                    socket.create_connection((str(address), port), timeout=5)


def test_plans_are_kept_with_a_key_and_found_again_by_their_code(tmp_path: Path) -> None:
    key = Keys.new().written
    with serving(tmp_path, TILBUD_KEY=key) as (_, lines), browsing() as client:
        home = addresses(lines)[0].split("/ind/")[0]
        client.get(addresses(lines)[0])
        place = str(client.post(f"{home}/begynd", headers={"origin": home}, data={"weeks": "13"}).url)
    code = place.rsplit("/", 1)[1]
    with serving(tmp_path, TILBUD_KEY=key) as (_, lines), browsing() as client:
        home = addresses(lines)[0].split("/ind/")[0]
        client.get(addresses(lines)[0])
        found = client.post(f"{home}/find", headers={"origin": home}, data={"code": code})
        assert str(found.url).endswith(f"/plan/{code}")


def test_without_a_key_it_says_what_to_do(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TILBUD_KEY")}
    command = [sys.executable, "-m", "tilbud_engine", "serve", "--no-browser"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "tilbud board key" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "tilbud_engine", "serve", "--temporary", "--no-browser"]
        command += ["--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "port-taken" in done.stderr


def test_it_stops_while_screens_still_follow_a_plan(tmp_path: Path) -> None:
    with serving(tmp_path, "--temporary") as (process, lines), browsing() as client:
        home = addresses(lines)[0].split("/ind/")[0]
        client.get(addresses(lines)[0])
        place = client.post(f"{home}/begynd", headers={"origin": home}, data={"weeks": "13"}).url
        with client.stream("GET", f"{place}/foelg") as stream:
            events = stream.iter_lines()
            assert next(events) == "retry: 2000"
            process.send_signal(signal.SIGINT)
            assert list(events)[-1] == ""
            assert process.wait(SECONDS) == 0


def test_no_part_of_an_answer_waits_for_the_one_before() -> None:
    async def is_sent_at_once(listening: socket.socket) -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            found = await seen
            writer.close()
            await writer.wait_closed()
            return found

    # In a thread of its own: a browser of other tests may run an event loop in this one.
    with listen(0) as listening, ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, is_sent_at_once(listening)).result(SECONDS)


def test_nobody_waits_for_the_lexicon_at_her_first_words() -> None:
    vocabulary = Engine.load().vocabulary
    make_ready(vocabulary)
    before = own_words._prepared.cache_info().misses
    own_words.propose("Jeg sover dårligt", vocabulary)
    own_words.hear_hidden("Jeg sover dårligt", vocabulary)
    assert own_words._prepared.cache_info().misses == before
