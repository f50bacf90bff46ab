"""Every page of the conversation: for everybody, in English, covered, and closed to others."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.conversation.begun import address, opened, says, taken
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import about, case, notes

PAGES = ("oensker", "maal", "i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort", "eget-kort", "papir", "ark")
REFUSED: tuple[tuple[str, dict[str, str]], ...] = (
    ("i-vejen", {"words": ""}),
    ("i-vejen/intet", {"leg": "X"}),
    ("i-vejen/passer-ikke", {"fact": "no_such_fact"}),
    ("i-vejen/ret", {"said": "9-9", "do": "remove"}),
    ("oensker", {"kind": "secret", "text": "Hej"}),
    ("oensker", {"kind": "wish", "text": "x" * 1001}),
    ("maal", {"aim": "money"}),
    ("maal/tid", {"start": "2026-09-07", "weeks": "99"}),
    ("maal/graense", {"hours": "-1"}),
    ("spoergsmaal", {"fact": "age", "value": "34"}),
    ("kort", {"offer": "krisecenter"}),
    ("kort", {"offer": "bisidder", "lay": "1", "first": "2030-01-07", "last": "2030-01-07", "lane": "A"}),
    ("eget-kort", {"word": ""}),
)


def test_every_page_is_for_everybody(site: Site, new_page: NewPage) -> None:
    """R-P11, R-P16: axe finds nothing, wide or narrow, and nothing has to be pushed sideways at 320 px."""
    stored = site.plan(
        notes.add(CITIZEN, "wish", "Et langt ord: arbejdsmarkedsuddannelsescenter" * 2),
        *says("H-ANGST", "D-GAELD", "H-STOF", "N-BOERN"),
        case.say(CITIZEN, words="Jeg har ondt i ryggen"),
        case.answer(CITIZEN, "age", 34, TODAY),
        taken(site, "bisidder"),
        about.talk_alone(CITIZEN),
    )
    page = new_page(viewport={"width": 1440, "height": 1000})
    site.enter(page, stored)
    for path in PAGES:
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(address(site, stored, path))
        check_accessibility(page)
        assert page.locator("h1").count() == 1
        page.set_viewport_size({"width": 320, "height": 800})
        for details in page.locator("main details").all():
            details.evaluate("one => { one.open = true }")
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_every_page_can_be_read_with_text_twice_as_large(site: Site, new_page: NewPage) -> None:
    stored = site.plan(*says("H-ANGST", "D-GAELD"), taken(site, "bisidder"))
    page = new_page(viewport={"width": 640, "height": 500})  # 1280 wide, twice as large
    site.enter(page, stored)
    for path in PAGES:
        page.goto(address(site, stored, path))
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_every_page_speaks_english_too(site: Site, page: Page) -> None:
    stored = opened(site, page, "", about.language(CITIZEN, "en"), *says("H-ANGST"))
    for path in PAGES:
        page.goto(address(site, stored, path))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        text = page.locator("main").inner_text()
        assert not re.search(r"\b(du|og|ikke|kort|planen|timer)\b", text.lower()), text


def test_a_covered_screen_shows_nothing_of_what_she_said(site: Site, page: Page) -> None:
    """R-D3: what is hers is hidden with one press."""
    stored = opened(site, page, "i-vejen", *says("H-STOF"), case.answer(CITIZEN, "age", 34, TODAY))
    page.get_by_role("button", name="Skjul det private").click()
    for path in ("i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort"):
        page.goto(address(site, stored, path))
        expect(page.get_by_role("heading", level=1)).to_have_text("Det private er skjult")
        assert "hash" not in page.content()


def test_no_page_opens_without_a_way_in_or_with_another_plans(site: Site, new_page: NewPage) -> None:
    hers, anothers = site.plan(notes.add(CITIZEN, "wish", "Min hemmelighed")), site.plan()
    nobody, other = new_page(), new_page()
    site.enter(other, anothers)
    for path in (*PAGES, "ark.pdf", "ark.png", "ark/tomt.pdf", "ark/kort.pdf"):
        for page in (nobody, other):
            answer = page.request.get(address(site, hers, path))
            assert answer.status == 403, path
            assert b"hemmelighed" not in answer.body()


def test_what_no_form_of_ours_sends_is_refused_in_words_and_changes_nothing(site: Site, page: Page) -> None:
    stored = site.plan()
    site.enter(page, stored)
    for path, fields in REFUSED:
        form: dict[str, str | float | bool] = {"version": str(stored.version), **fields}
        answer = page.request.post(address(site, stored, path), form=form, headers={"origin": site.address})
        assert answer.status == 422, path
        assert "Planen er, som den var." in answer.text()
        assert site.desk.store.get(stored.code).version == stored.version
