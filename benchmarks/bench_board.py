"""The board: a move from request to answer, what is kept of it, the sheet, and the first page over the wire.

200 cards on a board, 1,000 boards stored. Each is measured beside the same with nothing of ours around it.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import typst
from benchmarks.boards import BOARDS, CARDS, HER, NOW, ROOT, Client, bare, intents, serving, stored_boards, timed
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert, select, update

from tests.board.conftest import postgres_database, postgres_url
from tests.install_programs import browser
from tests.web.conftest import ARGUMENTS
from tilbud_engine import Engine
from tilbud_engine.board.lanes import lanes
from tilbud_engine.board.sheet import render, sheet
from tilbud_engine.board.storage import Keys, Store, Stored
from tilbud_engine.board.storage.databases import reading, writing
from tilbud_engine.board.storage.tables import board, board_event

__all__ = ["postgres_url"]

VENDOR = ROOT / "src" / "tilbud_engine" / "web" / "static" / "vendor" / "dkfds"
SHEETS = 20
"""So often each sheet is set."""


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def boards(request, tmp_path_factory):
    """Return where the boards are kept, the keys to them, and the full one."""
    keys = Keys.new()
    with database(request, tmp_path_factory.mktemp("boards")) as url:
        yield request.param, url, keys, stored_boards(url, keys)


@contextmanager
def database(request, folder: Path):
    if request.param == "SQLite":
        yield f"sqlite:///{folder / 'boards.db'}"
        return
    with postgres_database(request.getfixturevalue("postgres_url")) as url:
        yield url


def told(benchmark, what: str, found: dict[str, object]) -> None:
    benchmark.group = "the board"
    benchmark.extra_info.update(world="board", what=what, load=os.getloadavg()[0], found=found)
    print(what, found)


def figures(**taken) -> dict[str, dict[str, float]]:
    return {name: {"median": one.median, "p99": one.p99, "most": max(one.seconds)} for name, one in taken.items()}


def test_a_move(benchmark, boards, tmp_path):
    kind, url, keys, stored = boards
    with closing(Store.open(url, keys)) as store:
        stored = store.get(stored.code)
    with serving(url, keys, tmp_path) as links, closing(Client(links[0].split("/ind/")[0])) as client:
        client.enter(links[0], stored)
        move = client.mover(stored)
        ours = timed(move)
        benchmark.pedantic(move, rounds=50)
    with bare(url, keys, tmp_path, stored.code) as address, closing(Client(address)) as beside:
        others = {
            path.strip("/"): timed(lambda path=path: beside.ask("POST", path, {"card": "1"})[2])
            for path in ("/same", "/all", "/ready")
        }
    told(benchmark, f"move {kind}", {"cards": CARDS, "boards": BOARDS, **figures(ours=ours, **others)})


def test_what_is_kept_of_a_move(benchmark, boards):
    """The store, beside SQLAlchemy that writes as many bytes into the same tables in one transaction."""
    kind, url, keys, stored = boards
    with closing(Store.open(url, keys)) as store:
        now = [store.get(stored.code)]
        wanted = intents(stored)

        def kept() -> None:
            now[0] = store.change(now[0].code, now[0].version, HER, next(wanted), NOW)

        ours = timed(kept)
        engine = store._engine  # noqa: SLF001
        with reading(engine) as connection:
            event = connection.execute(select(board_event).order_by(board_event.c.version.desc())).first()
            row = connection.execute(select(board).where(board.c.code == stored.code)).one()

        versions = iter(range(1_000_000, 2_000_000))

        def by_hand() -> None:
            with writing(engine) as connection:
                connection.execute(insert(board_event), {**event._mapping, "version": next(versions)})  # noqa: SLF001
                connection.execute(update(board).where(board.c.code == row.code).values(state=row.state))

        theirs = timed(by_hand)
        with writing(engine) as connection:
            connection.execute(board_event.delete().where(board_event.c.version >= 1_000_000))
        benchmark.pedantic(kept, rounds=50)
    told(benchmark, f"store {kind}", figures(ours=ours, theirs=theirs))


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_the_sheet(benchmark, monkeypatch, tmp_path, paper):
    """The sheet of a full board, beside the typesetter with what it sets already there; never the same sheet twice."""
    keys = Keys.new()
    url = f"sqlite:///{tmp_path / 'boards.db'}"
    stored = stored_boards(url, keys, boards=1)
    chair = Engine.load().chair(stored.plan.about.ruleset, NOW.date(), None)
    plans = changing(url, keys, stored)

    def ours() -> bytes:
        now = next(plans)
        return sheet(
            now.plan, paper, lanes=lanes(now.plan, chair, "da"), now=NOW, code=now.code,
            version=now.version,
        )  # fmt: skip

    ready: list[tuple[Path, str]] = []

    def kept(folder: Path, template: str, data: object, _: str) -> bytes:
        (folder / "sheet.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        ready.append((Path(shutil.copytree(folder, tmp_path / f"ready{len(ready)}")), template))
        return b""

    first = timed(ours, 2, 0)
    with monkeypatch.context() as patch:
        patch.setattr(render, "_set", kept)
        for _ in range(SHEETS):
            ours()
    waiting, fonts = iter(ready), render._fonts()  # noqa: SLF001

    def theirs() -> bytes:
        folder, template = next(waiting)
        return typst.compile(folder / template, root=folder, font_paths=fonts, format="pdf", pdf_standards="ua-1")

    found = figures(ours=timed(ours, SHEETS, 0), theirs=timed(theirs, SHEETS, 0))
    benchmark.pedantic(ours, rounds=5)
    told(benchmark, f"sheet {paper}", {"cards": CARDS, "first": first.seconds[0], **found})


def changing(url: str, keys: Keys, stored: Stored) -> Iterator[Stored]:
    """Return a plan again and again, each time with one more card moved."""
    with closing(Store.open(url, keys)) as store:
        for one in intents(stored):
            stored = store.change(stored.code, stored.version, HER, one, NOW)
            yield stored


def test_the_first_page(benchmark, tmp_path):
    """What comes over the wire in a real browser: the first page, a board that is opened first, and both again."""
    keys = Keys.new()
    url = f"sqlite:///{tmp_path / 'boards.db'}"
    stored = stored_boards(url, keys, boards=1, cards_on_it=0)
    found = {}
    with serving(url, keys, tmp_path) as links, sync_playwright() as playwright:
        home = links[0].split("/ind/")[0]
        with closing(playwright.chromium.launch(executable_path=browser(), args=list(ARGUMENTS))) as chromium:
            first = chromium.new_context()
            page = first.new_page()
            found["the first page"] = over_the_wire(page, links[0])
            found["the first page, again"] = over_the_wire(page, home)
            page.locator("[name=code]").fill(stored.code)
            page.locator("[name=code]").press("Enter")
            page.wait_for_url(f"**/plan/{stored.code}")
            nothing_kept = chromium.new_context()
            nothing_kept.add_cookies(first.cookies())
            other = nothing_kept.new_page()
            found["the board, opened first"] = over_the_wire(other, f"{home}/plan/{stored.code}")
            found["the board, again"] = over_the_wire(other, f"{home}/plan/{stored.code}")
    letters = [VENDOR / "fonts" / f"IBMPlexSans-{face}-Latin1.woff2" for face in ("Regular", "SemiBold")]
    styles = gzip.compress((VENDOR / "css" / "dkfds.min.css").read_bytes(), 9)
    found["dkfds and two of its faces"] = len(styles) + sum(one.stat().st_size for one in letters)
    benchmark.pedantic(lambda: None, rounds=1)
    told(benchmark, "over the wire", found)


def over_the_wire(page: Page, address: str) -> int:
    """Return the bytes that a page brings, its head lines with it."""
    wire = page.context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    wire.send("Network.enable")
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => 0)")
    wire.detach()
    return sum(sizes)
