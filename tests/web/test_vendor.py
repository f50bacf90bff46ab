"""What npm brings to the pages: whole, licensed, small, and asking no other host for anything."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.checkout import ROOT

VENDOR = Path(str(files("tilbud_engine.web"))) / "static" / "vendor"
STYLES = VENDOR / "dkfds" / "css" / "dkfds.min.css"
SCRIPTS = (VENDOR / "htmx" / "htmx.min.js", VENDOR / "sortable" / "Sortable.min.js")
HARMLESS = {"http://www.w3.org/2000/svg", "git://github.com/SortableJS/Sortable.git"}
"""A name that drawings must bear, and a comment."""

DANISH = """Rødgrød med fløde, ÆØÅ: § 12 – »ja«, “nej” … 12 × 3 = 36 € · 3 °C"""


class Folder(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name that the class above gives it)
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Return the address of a folder that holds what npm brings and an icon."""
    (tmp_path / "vendor").symlink_to(VENDOR, target_is_directory=True)
    (tmp_path / "favicon.ico").write_bytes(b"")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Folder, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path
        server.shutdown()
        thread.join()


def asked_for(page: Page, served: tuple[str, Path], content: str) -> list[str]:
    """Show a page with such a content, and return what it asks for until it is drawn with all its letters."""
    address, folder = served
    styled = '<link rel="stylesheet" href="vendor/dkfds/css/dkfds.min.css">'
    text = f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>x</title>{styled}</head>{content}</html>'
    (folder / "page.html").write_text(text, encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}/page.html")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    page.evaluate("document.fonts.ready.then(() => 0)")
    return asked


def letters_loaded(page: Page, served: tuple[str, Path], content: str) -> set[str]:
    """Return which files of letters a page with such a content asks for."""
    asked = asked_for(page, served, content)
    return {name.rpartition("IBMPlexSans-")[2].removesuffix(".woff2") for name in asked if name.endswith(".woff2")}


def test_every_file_that_the_styles_name_is_there() -> None:
    named = re.findall(r"url\(([^)]*)\)", STYLES.read_text(encoding="utf-8"))
    assert len(named) > 100
    assert [name for name in named if not (STYLES.parent / name).is_file()] == []


def test_no_file_names_another_host_or_a_file_that_is_not_there() -> None:
    texts = [file for file in VENDOR.rglob("*") if file.suffix in (".css", ".js", ".svg")]
    assert {*SCRIPTS, STYLES} < set(texts)
    for file in texts:
        text = file.read_text(encoding="utf-8")
        assert set(re.findall(r"[a-z]+://[\w.]+\.[a-z]+[^\s\"'`)]*", text)) <= HARMLESS, file
        assert not re.search(r"url\(\s*[\"']?//|@import|sourceMappingURL|<script|<image|<foreignObject", text), file


def test_everything_lies_beside_its_licence() -> None:
    licences = {
        "dkfds/LICENSE.md": "MIT license",
        "dkfds/fonts/license.txt": "SIL OPEN FONT LICENSE",
        "htmx/LICENSE": "Zero-Clause BSD",
        "sortable/LICENSE": "MIT License",
    }
    for name, words in licences.items():
        assert words in (VENDOR / name).read_text(encoding="utf-8")
    assert {one.name for one in VENDOR.iterdir()} == {name.partition("/")[0] for name in licences} | {"stamp"}


def test_what_every_page_loads_leaves_room_for_the_pages_themselves() -> None:
    letters = [
        VENDOR / "dkfds" / "fonts" / f"IBMPlexSans-{face}-Latin1.woff2" for face in ("Regular", "SemiBold", "Bold")
    ]
    compressed = sum(len(gzip.compress(file.read_bytes())) for file in (STYLES, *SCRIPTS, *letters))
    assert compressed < 115_000  # of 150,000 in all
    everything = sum(file.stat().st_size for file in VENDOR.rglob("*") if file.is_file())
    assert everything < 1_000_000


def test_the_lock_says_what_is_for_the_tests_alone() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for_tests = {name.removeprefix("node_modules/") for name, one in packages.items() if one.get("dev")}
    assert for_tests == {"axe-core"}
    assert set(packages[""]["dependencies"]) == {
        *("@expo-google-fonts/ibm-plex-sans-arabic", "@expo-google-fonts/noto-emoji"),
        *("@phosphor-icons/core", "dkfds", "htmx.org", "sortablejs"),
    }


def test_danish_needs_one_small_file_of_letters_for_each_face(page: Page, served: tuple[str, Path]) -> None:
    content = (
        f"<h1>{DANISH}</h1><p>{DANISH}</p><b>{DANISH}</b><em>{DANISH}</em><button class='button'>{DANISH}</button>"
    )
    loaded = letters_loaded(page, served, content)
    assert {name.partition("-")[2] for name in loaded} == {"Latin1"}
    assert {"Regular-Latin1", "Bold-Latin1", "Italic-Latin1"} <= loaded


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Łukasz Şahin", {"Latin2"}),
        ("Nguyễn", {"Latin3"}),
        ("Олена", {"Cyrillic"}),
        ("Ελένη", {"Greek"}),
        ("→ ✓", {"Pi"}),
        ("مرحبا 🙂 你好", set()),  # the machine's own letters
    ],
)
def test_names_from_elsewhere_have_letters_too(
    page: Page, served: tuple[str, Path], name: str, parts: set[str]
) -> None:
    assert letters_loaded(page, served, f"<p>{name}") - {"Regular-Latin1"} == {f"Regular-{part}" for part in parts}


def test_the_components_that_the_board_uses_ask_for_nothing_that_is_missing(
    page: Page, served: tuple[str, Path]
) -> None:
    content = """<body>
      <a class="skipnav" href="#main">Gå til indhold</a>
      <button class="button button-primary">Ja</button>
      <div class="alert alert-warning"><div class="alert-body"><p class="alert-heading">Pas på</p></div></div>
      <div class="alert alert-success show-icon"><div class="alert-body"><p>Godt</p></div></div>
      <div class="card"><div class="card-header"><h2>Kort</h2></div></div>
      <div class="form-group"><input type="checkbox" class="form-checkbox" id="a" checked><label for="a">A</label></div>
      <div class="form-group"><select class="form-select"><option>1</option></select></div>
      <ul class="accordion"><li><button class="accordion-button" aria-expanded="true">B</button></li></ul>
      <details class="details"><summary>Mere</summary>Tekst</details>
      <a class="icon-link" href="https://example.dk/">Ud</a>
    </body>"""
    assert [name for name in asked_for(page, served, content) if name.endswith(".svg")]
    page.wait_for_load_state("networkidle")
