"""Two servers on the same plans: what is done on one is seen on the screens of the other."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx
from playwright.sync_api import expect
from starlette.applications import Starlette

from tests.board.conftest import database_url, postgres_url  # noqa: F401  (fixtures)
from tests.checkout import ROOT
from tests.web.board_screen import WIDE, tile
from tests.web.conftest import NewPage
from tests.web.laid import at, key_of, own
from tests.web.own_loop import run
from tests.web.served import CITIZEN, MOST_SECONDS_TO_WAIT, Site, desk_in, served
from tilbud_engine.board.changes import case
from tilbud_engine.board.storage import Keys
from tilbud_engine.web.app import make_app
from tilbud_engine.web.desk import Desk

SOON = 0.05


def test_what_another_server_writes_is_seen_on_the_board_without_touching_it(tmp_path: Path, new_page: NewPage) -> None:
    url, keys = f"sqlite:///{tmp_path / 'boards.db'}", Keys.new()
    with (
        desk_in(tmp_path, url=url, keys=keys, seconds_between_looks=SOON) as here,
        desk_in(tmp_path, url=url, keys=keys, seconds_between_looks=SOON) as there,
        served(here) as one,
        served(there) as other,
    ):
        stored = one.plan()
        page, theirs = new_page(viewport=WIDE), new_page(viewport=WIDE)
        one.enter(page, stored)
        other.enter(theirs, stored)
        stored = other.change(stored, own("Museumstur"))
        expect(tile(page, "Museumstur")).to_be_visible()
        one.change(stored, own("Kor"))
        expect(tile(theirs, "Kor")).to_be_visible()
        page.context.close()
        theirs.context.close()


def heard_from_another_process(site: Site, url: str, keys: Keys) -> None:
    stored = site.plan()
    with site.client() as client:
        client.get(site.link(code=stored.code))
        with client.stream("GET", f"/plan/{stored.code}/foelg") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            subprocess.run(
                [sys.executable, "-m", "tests.board.writing_process", url, stored.code, "0", "1"],
                cwd=ROOT,
                env={**os.environ, "TILBUD_KEY": keys.written},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            assert f"data: {stored.version + 1}" in lines
            site.desk.store.erase(stored.code)
            assert list(lines)[-1] == ""  # The stream ends; asking for the page says why.
        assert client.get(f"/plan/{stored.code}/foelg").status_code == 404


def test_what_another_process_writes_and_erases_is_heard(tmp_path: Path, database_url: str) -> None:  # noqa: F811
    keys = Keys.new()
    with desk_in(tmp_path, url=database_url, keys=keys, seconds_between_looks=SOON) as desk, served(desk) as site:
        heard_from_another_process(site, database_url, keys)


def held(app: Starlette, desk: Desk) -> str:
    """Return all that a server keeps in memory, as text."""
    kept = (app.state.answers, app.state.drawn, app.state.tiles, desk.links, desk.store._memory)
    return str([vars(one) for one in kept])


def test_of_a_plan_that_another_process_erases_nothing_stays_in_memory_though_nobody_looks_at_it(
    tmp_path: Path,
) -> None:
    url, keys = f"sqlite:///{tmp_path / 'boards.db'}", Keys.new()

    async def act(desk: Desk, other: Desk) -> None:
        app, site = make_app(desk), Site("http://127.0.0.1", desk)
        plans = [
            site.plan(own(word, "plan", at("life", 2, 4)), case.say(CITIZEN, word)) for word in ("Hemmelig", "Kor")
        ]
        for stored in plans:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url=site.address, headers={"origin": site.address}
            ) as client:
                await client.get(site.link(code=stored.code))
                assert (await client.get(f"/plan/{stored.code}")).status_code == 200
                form = {"version": str(stored.version), "card": key_of(stored, stored.plan.placed("plan")[0].face.word)}
                await client.post(f"/plan/{stored.code}/fjern", data=form)
        assert held(app, desk).count("Hemmelig") > 3
        other.store.erase(plans[0].code)
        async with asyncio.timeout(MOST_SECONDS_TO_WAIT):
            while "Hemmelig" in held(app, desk):  # noqa: ASYNC110  (nothing tells of it)
                await asyncio.sleep(SOON)
        desk.listeners.close()

    with (
        desk_in(tmp_path, url=url, keys=keys, seconds_between_looks=SOON) as here,
        desk_in(tmp_path, url=url, keys=keys) as there,
    ):
        run(act(here, there))
