"""Every way of moving a card, in a real browser: none needs a mouse, none needs dragging, one needs no JavaScript."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import WIDE, cell, focused_card, lay, live, tile
from tests.web.conftest import NewPage
from tests.web.laid import at, key_of, laid_plan, own, week
from tests.web.served import Site
from tilbud_engine.board.plan import BoardCard
from tilbud_engine.board.storage import Stored


def card(site: Site, stored: Stored, word: str) -> BoardCard:
    return next(one for one in site.desk.store.get(stored.code).plan.cards.values() if one.face.word == word)


def first_of(site: Site, stored: Stored, word: str) -> dt.date:
    found = card(site, stored, word).at
    assert found is not None
    return found.first


LIFTED = ".sortable-ghost"
"""A card that is being carried; until it is, what a pointer moves over is not seen."""


def drag(page: Page, source: Locator, target: Locator, *, lands: bool = True) -> None:
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 26, steps=4)
    expect(page.locator(LIFTED)).to_have_count(1)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    expect(target.and_(page.locator(".over")) if lands else page.locator(".over")).to_have_count(int(lands))
    page.mouse.up()


@pytest.fixture
def stored(site: Site) -> Stored:
    return laid_plan(site)


def test_a_mouse_drags_a_card_to_another_week_and_lane(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    drag(page, tile(page, "Museumstur"), cell(page, "life", 8))
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 45.")
    assert first_of(site, stored, "Museumstur") == week(8)
    assert focused_card(page) == "Museumstur"


def test_a_mouse_drags_a_card_to_p_and_from_the_hand_to_a_week(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    drag(page, tile(page, "Museumstur"), page.locator('.zone[data-place="parked"]'))
    expect(live(page)).to_contain_text("Museumstur ligger nu parkeret på P.")
    assert card(site, stored, "Museumstur").place == "parked"
    drag(page, tile(page, "Kor"), cell(page, "life", 3))
    expect(live(page)).to_contain_text("Kor ligger nu i Det gode liv, uge 40.")
    assert first_of(site, stored, "Kor") == week(3)


def test_a_card_keeps_its_length_and_lands_where_it_is_seen_to_lie(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    source = tile(page, "Psykolog")
    source.scroll_into_view_if_needed()
    box, width = source.bounding_box(), cell(page, "life", 0).bounding_box()
    assert box is not None
    assert width is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6 + 30, box["y"] + 22, steps=4)
    expect(page.locator(LIFTED)).to_have_count(1)
    page.mouse.move(box["x"] + box["width"] * 0.6 + 3 * width["width"], box["y"] + 22, steps=10)
    expect(page.locator(f'.cell.over[data-week="{week(5)}"]')).to_have_count(1)
    page.mouse.up()
    expect(live(page)).to_contain_text("uge 42 til uge 45.")
    found = card(site, stored, "Psykolog").at
    assert found is not None
    assert (found.first, found.last) == (week(5), week(8))


def test_a_card_dropped_outside_of_the_board_stays_where_it_was(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    drag(page, tile(page, "Museumstur"), page.locator("h1"), lands=False)
    assert site.desk.store.get(stored.code).version == stored.version
    expect(page.locator(".picked")).to_have_count(0)


def test_a_finger_drags_a_card_after_a_long_press_and_a_swipe_scrolls(
    new_page: NewPage, site: Site, stored: Stored
) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, has_touch=True, is_mobile=True)
    site.enter(page, stored)
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    source, target = tile(page, "Psykolog"), cell(page, "life", 6)
    target.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    x, y = start["x"] + 30, start["y"] + 20
    finger("touchStart", x, y)
    expect(page.locator(".sortable-chosen")).to_have_count(1)  # a long press takes its time
    finger("touchMove", x + 10, y)
    expect(page.locator(LIFTED)).to_have_count(1)
    for part in range(1, 13):
        finger("touchMove", x + (end["x"] + 40 - x) * part / 12, y + (end["y"] + 20 - y) * part / 12)
    expect(target.and_(page.locator(".over"))).to_have_count(1)
    finger("touchEnd")
    expect(live(page)).to_contain_text("Psykolog ligger nu i Det gode liv, uge 43 til uge 46.")
    page.set_viewport_size({"width": 1280, "height": 420})
    page.evaluate("scrollTo(0, 0)")
    box = tile(page, "Psykolog").bounding_box() or start
    version = site.desk.store.get(stored.code).version
    finger("touchStart", 300, 380)
    for part in range(1, 12):
        finger("touchMove", 300, 380 - part * 14)
    finger("touchEnd")
    page.wait_for_function("scrollY > 50")
    assert box is not None
    assert site.desk.store.get(stored.code).version == version


def test_a_tap_on_a_card_and_a_tap_on_a_week_move_it(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".words").click()
    expect(live(page)).to_contain_text("Museumstur er valgt.")
    check_accessibility(page)
    page.get_by_role("button", name="Læg her: Museumstur, Det gode liv, uge 41", exact=True).click()
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 41.")
    assert first_of(site, stored, "Museumstur") == week(4)
    assert focused_card(page) == "Museumstur"


def test_a_tap_on_a_card_and_a_tap_on_p_park_it(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    tile(page, "Kor").locator(".words").click()
    page.get_by_role("button", name="Læg her: Kor, parkeret på P").click()
    expect(live(page)).to_contain_text("Kor ligger nu parkeret på P.")
    assert card(site, stored, "Kor").place == "parked"


def test_the_board_that_comes_can_be_used_at_once(page: Page, site: Site, stored: Stored) -> None:
    """There is no moment in which a tap on a card would lead away from the board that has just come."""
    site.enter(page, stored)
    page.evaluate(
        """() => {
            const next = new MessageChannel();
            window.isReady = new Promise(done => {
                next.port1.onmessage = () => done(document.querySelectorAll('#board .face[role=button]').length > 0);
            });
            const came = new MutationObserver(() => next.port2.postMessage(''));
            came.observe(document.getElementById('board').parentElement, {childList: true});
        }"""
    )
    lay(page, "Museumstur", 41)
    assert page.evaluate("window.isReady")


def test_keys_alone_choose_a_card_find_a_week_and_lay_it(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".face").focus()
    page.keyboard.press("Enter")
    expect(live(page)).to_contain_text("Escape lægger kortet tilbage")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 39.")
    assert focused_card(page) == "Museumstur"
    page.keyboard.press(" ")
    expect(page.locator(".picked")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(live(page)).to_contain_text("Fortrudt")
    expect(page.locator(".place-here")).to_have_count(0)
    assert focused_card(page) == "Museumstur"


def test_keys_alone_move_it_by_the_form_of_the_card(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".more").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Museumstur")
    expect(dialog).to_be_visible()
    check_accessibility(page)
    dialog.get_by_label("Fra uge").select_option(week(6).isoformat())
    dialog.get_by_label("Til og med uge").select_option(week(7).isoformat())
    dialog.get_by_role("button", name="Flyt").focus()
    page.keyboard.press("Enter")
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 43 til uge 44.")
    expect(dialog).to_be_hidden()
    assert focused_card(page) == "Museumstur"


def test_a_dialog_is_closed_by_escape_and_the_focus_comes_back(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    tile(page, "Kor").locator(".more").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused_card(page) == "Kor"


def test_without_javascript_a_form_moves_it(new_page: NewPage, site: Site, stored: Stored) -> None:
    page = new_page(viewport=WIDE, java_script_enabled=False)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".more").click()
    page.get_by_label("Parkeret på P").check()
    page.get_by_role("button", name="Flyt").click()
    expect(live(page)).to_contain_text("Museumstur ligger nu parkeret på P.")
    assert page.url.endswith(f"#card-{key_of(stored, 'Museumstur')}")
    assert card(site, stored, "Museumstur").place == "parked"


def test_on_a_narrow_screen_nothing_scrolls_sideways_and_tap_and_tap_works(
    new_page: NewPage, site: Site, stored: Stored
) -> None:
    page = new_page(viewport={"width": 320, "height": 800})
    site.enter(page, stored)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(tile(page, "Museumstur")).to_contain_text("I uge 37")
    check_accessibility(page)
    tile(page, "Museumstur").locator(".words").click()
    expect(live(page)).to_contain_text("Museumstur er valgt.")
    check_accessibility(page)
    way_out = page.get_by_role("button", name="Læg tilbage")
    expect(way_out).to_be_in_viewport(ratio=1)
    way_out.click()
    expect(live(page)).to_contain_text("Fortrudt")
    expect(way_out).to_have_count(0)
    assert focused_card(page) == "Museumstur"
    assert site.desk.store.get(stored.code).version == stored.version
    tile(page, "Museumstur").locator(".words").click()
    page.get_by_role("button", name="44: Læg her: Museumstur, Det gode liv, uge 44").click()
    expect(live(page)).to_have_text("Museumstur ligger nu i Det gode liv, uge 44.")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_others_propose_is_dashed_and_she_answers(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    proposed = page.locator(".tile.proposed", has_text="Flextur")
    expect(proposed).to_contain_text("forslag fra Mette")
    expect(proposed).to_contain_text("bussen kører igen")
    proposed.get_by_role("button", name="Ja tak: Flextur").click()
    expect(live(page)).to_contain_text("Du sagde ja til Flextur.")
    assert first_of(site, stored, "Flextur") == week(2)
    page.get_by_role("button", name="Nej tak: Gåtur").click()
    expect(live(page)).to_have_text("Du sagde nej tak til Gåtur.")
    assert "Gåtur" not in {one.face.word for one in site.desk.store.get(stored.code).plan.cards.values()}


def test_a_caseworker_moves_nothing_but_proposes(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored, "caseworker")
    page.goto(f"{site.address}/sagsbehandler/{stored.code}/plan")
    lay(page, "Museumstur", 41)
    expect(live(page)).to_contain_text("Borgeren svarer ja eller nej.")
    assert first_of(site, stored, "Museumstur") == week(0)
    proposal = card(site, stored, "Museumstur").proposal
    assert proposal is not None
    assert proposal.at is not None
    assert proposal.at.first == week(4)


def test_undo_and_redo(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    lay(page, "Museumstur", 41)
    expect(live(page)).to_contain_text("uge 41")
    page.get_by_role("button", name="Fortryd").click()
    expect(live(page)).to_contain_text("Det er fortrudt.")
    assert first_of(site, stored, "Museumstur") == week(0)
    page.get_by_role("button", name="Gør igen").click()
    expect(live(page)).to_contain_text("Det er gjort igen.")
    assert first_of(site, stored, "Museumstur") == week(4)


def test_parking_a_duty_says_whom_to_call_first(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, own("Samtale", "plan", at("life", 1), duty=True))
    site.enter(page, stored)
    expect(tile(page, "Samtale")).to_contain_text("pligt")
    tile(page, "Samtale").locator(".words").click()
    page.get_by_role("button", name="Læg her: Samtale, parkeret på P").click()
    expect(live(page)).to_contain_text("Ring til Karim Holm (12 34 56 78) først")
