"""Two screens on one plan: each sees what the other does, and nobody's change is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import WIDE, focused_card, lay, live, tile
from tests.web.conftest import NewPage
from tests.web.laid import CASEWORKER, at, key_of, laid_plan
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards


def test_a_change_on_one_screen_is_seen_and_told_on_the_other(new_page: NewPage, site: Site) -> None:
    stored = laid_plan(site)
    here, there = new_page(viewport=WIDE), new_page(viewport=WIDE)
    for page in (here, there):
        site.enter(page, stored)
    tile(there, "Kor").locator(".more").focus()
    lay(here, "Museumstur", 41)
    expect(live(here)).to_have_text("Museumstur ligger nu i Det gode liv, uge 41.")
    expect(live(there)).to_contain_text("Museumstur")
    expect(tile(there, "Museumstur")).to_contain_text("I uge 41")
    assert focused_card(there) == "Kor"
    expect(live(here)).to_have_text("Museumstur ligger nu i Det gode liv, uge 41.")


def test_nobody_is_interrupted_while_choosing_where_a_card_lies(new_page: NewPage, site: Site) -> None:
    stored = laid_plan(site)
    here, there = new_page(viewport=WIDE), new_page(viewport=WIDE)
    for page in (here, there):
        site.enter(page, stored)
    tile(there, "Kor").locator(".words").click()
    lay(here, "Museumstur", 41)
    expect(live(there)).to_have_text("Planen er ændret på en anden skærm.")
    expect(there.locator(".place-here").first).to_be_visible()
    there.get_by_role("button", name="Læg her: Kor, Det gode liv, uge 43", exact=True).click()
    expect(live(there)).to_contain_text("Kor ligger nu i Det gode liv, uge 43.")
    expect(tile(there, "Museumstur")).to_contain_text("I uge 41")


def test_whoever_comes_second_is_told_what_changed_and_keeps_her_wish(
    new_page: NewPage, site: Site, faults: list[str]
) -> None:
    stored = laid_plan(site)
    page = new_page(viewport=WIDE)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".words").click()
    site.change(stored, cards.move(CITIZEN, key_of(stored, "Museumstur"), "plan", at("life", 9)))
    page.get_by_role("button", name="Læg her: Museumstur, Det gode liv, uge 41", exact=True).click()
    notice = page.get_by_role("region", name="Planen er ændret")
    expect(notice).to_contain_text("Museumstur")
    expect(notice).to_contain_text("uge 46")
    check_accessibility(page)
    notice.get_by_role("button", name="Gør det alligevel").click()
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 41.")
    assert [one for one in faults if "409" not in one] == []
    faults.clear()


def test_without_javascript_the_second_is_told_too(new_page: NewPage, site: Site, faults: list[str]) -> None:
    stored = laid_plan(site)
    page = new_page(viewport=WIDE, java_script_enabled=False)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".more").click()
    page.get_by_label("Parkeret på P").check()
    site.change(stored, cards.move(CITIZEN, key_of(stored, "Museumstur"), "plan", at("life", 9)))
    page.get_by_role("button", name="Flyt").click()
    expect(page.get_by_role("heading", name="Planen er ændret")).to_be_visible()
    expect(page.locator("main")).to_contain_text("uge 46")
    page.get_by_role("button", name="Gør det alligevel").click()
    expect(live(page)).to_contain_text("Museumstur ligger nu parkeret på P.")
    faults.clear()


def test_what_others_do_elsewhere_is_no_conflict(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".words").click()
    site.change(stored, cards.move(CASEWORKER, key_of(stored, "Kor"), "plan", at("life", 3)), by=CASEWORKER)
    page.get_by_role("button", name="Læg her: Museumstur, Det gode liv, uge 41", exact=True).click()
    expect(live(page)).to_contain_text("Museumstur ligger nu i Det gode liv, uge 41.")
    expect(page.locator(".tile.proposed", has_text="Kor")).to_have_count(1)
