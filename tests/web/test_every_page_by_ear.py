"""Every page by ear: what it says of itself, and in which language."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from playwright.sync_api import Page

from tests.web.every_page import enter, met, pages
from tests.web.heard import faults_of
from tests.web.screen_reader import Reader
from tests.web.served import Site
from tilbud_engine.board.plan import Who
from tilbud_engine.web.visiting import SIDES

WRITTEN = ("Kørekort", "lægen", "kører igen", "Børn i skole", "Gåtur", "dit ønske", "hænderne")
"""What people have written on the plan; in which language is not known."""


@pytest.mark.parametrize(
    ("side", "paths"),
    [
        ("citizen", ("", "/i-vejen", "/spoergsmaal", "/kort", "/kort/mentor", "/uge-for-uge", "/moede", "/ark")),
        ("caseworker", ("/overblik", "/alle-kort", "/hjaelp")),
        ("companion", ("/se", "/plan")),
    ],
)
def test_it_is_said_in_english_and_what_is_danish_is_marked(
    site: Site, page: Page, reader: Reader, side: Who, paths: tuple[str, ...]
) -> None:
    """WCAG 3.1.1, 3.1.2: a voice must know which language it reads."""
    stored = met(site)
    enter(site, page, stored, side)
    reader.follow("English", role="button")
    found = []
    for path in paths:
        reader.open(f"{site.address}{SIDES[side]}/{stored.code}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        things = [one for one in reader.read(marked=True) if one.role == "StaticText"]
        assert {one.language for one in things if one.language} == {"en", "da"}
        danish = [one.name for one in things if one.language == "en" and re.search("[æøåÆØÅ]", one.name)]
        found += [(path, one) for one in danish if not any(written in one for written in WRITTEN)]
    assert found == []


@pytest.mark.parametrize("side", ["citizen", "caseworker", "companion"])
def test_every_page_can_be_understood_by_ear(
    site: Site, page: Page, reader: Reader, side: Who, faults: list[str]
) -> None:
    """Names that tell what they are for, headings in order, no empty lists, nothing twice, and titles that differ."""
    stored = met(site)
    enter(site, page, stored, side)
    found, titles = [], {}
    for address in pages(site, stored, SIDES[side]):
        answer = page.goto(address)
        if answer is None or not answer.ok:
            continue
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        things = reader.read(marked=True)
        found += [f"{address}: {one}" for one in faults_of(things)]
        titles[page.url] = reader.title
        steps = [one for one in things if "Planens sider" in one.inside and one.role == "link"]
        found += [f"{address}: two current pages"] if sum(one.is_current for one in steps) > 1 else []
    faults[:] = [one for one in faults if "Failed to load resource" not in one]
    assert found == []
    assert [title for title, count in Counter(titles.values()).items() if count > 1] == []
