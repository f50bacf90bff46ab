"""Hands that are quicker than the line: nothing is lost, sent twice, taken for something else, or out of focus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.board_screen import WIDE, cell, focused_card, live, tile
from tests.web.conftest import NewPage
from tests.web.laid import key_of, laid_plan, week
from tests.web.served import Site
from tilbud_engine.board.storage import Stored

MOST_FRAMES = 900
"""So often the screen is drawn anew before what should be sent is missed."""


class SlowLine:
    """A line on which everything that is sent waits until it is let through."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._waiting: list[Route] = []
        page.route(address, self._wait)

    def _wait(self, route: Route) -> None:
        self._waiting.append(route)

    def let_through(self, *, last_of: int = 1) -> None:
        """Let one through: the last of so many, as soon as they wait."""
        for _ in range(MOST_FRAMES):
            if len(self._waiting) >= last_of:
                break
            self._page.evaluate("() => new Promise(requestAnimationFrame)")
        self._waiting.pop(last_of - 1).continue_()


class Finger:
    """Fingers on a screen that can be touched."""

    def __init__(self, page: Page) -> None:
        self._browser = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Send `Start`, `Move`, `End` or `Cancel` with the points that are touched now."""
        touched = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._browser.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touched})


@pytest.fixture
def stored(site: Site) -> Stored:
    return laid_plan(site)


@pytest.fixture
def page(new_page: NewPage, site: Site, stored: Stored) -> Page:
    page = new_page(viewport=WIDE)
    site.enter(page, stored)
    return page


def place(page: Page, word: str, number: int) -> Locator:
    return page.get_by_role("button", name=f"Læg her: {word}, Det gode liv, uge {number}", exact=True)


def lay(page: Page, word: str, number: int) -> None:
    tile(page, word).locator(".words").click()
    place(page, word, number).click()


def lies_in(site: Site, stored: Stored, word: str) -> object:
    found = site.desk.store.get(stored.code).plan.cards[key_of(stored, word)].at
    return found and found.first


def lift(page: Page, word: str) -> None:
    """Take hold of a card with the mouse and begin to carry it."""
    box = tile(page, word).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 26, steps=4)
    expect(page.locator(".sortable-ghost")).to_have_count(1)


def carry(page: Page, target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)


def test_three_moves_on_a_slow_line_are_all_done_in_turn(page: Page, site: Site, stored: Stored) -> None:
    line = SlowLine(page, "**/flyt")
    lay(page, "Museumstur", 41)
    lay(page, "Kor", 43)
    lay(page, "Museumstur", 44)
    for said in (
        "Museumstur ligger nu i Det gode liv, uge 41.",
        "Kor ligger nu",
        "Museumstur ligger nu i Det gode liv, uge 44.",
    ):
        line.let_through()
        expect(live(page)).to_contain_text(said)
    assert lies_in(site, stored, "Kor") == week(6)
    assert lies_in(site, stored, "Museumstur") == week(7)
    assert focused_card(page) == "Museumstur"


def test_a_card_that_is_chosen_while_another_lands_stays_chosen_and_where_she_is(
    page: Page, site: Site, stored: Stored
) -> None:
    line = SlowLine(page, "**/flyt")
    lay(page, "Museumstur", 41)
    tile(page, "Kor").locator(".words").click()
    page.keyboard.press("ArrowRight")
    line.let_through()
    expect(live(page)).to_contain_text("Museumstur ligger nu")
    expect(page.locator(".picked")).to_have_attribute("data-word", "Kor")
    expect(place(page, "Kor", 38)).to_be_focused()
    page.keyboard.press("Enter")
    line.let_through()
    expect(live(page)).to_contain_text("Kor ligger nu i Det gode liv, uge 38.")
    assert lies_in(site, stored, "Kor") == week(1)


def test_words_that_are_being_written_are_there_when_an_answer_comes(page: Page, site: Site, stored: Stored) -> None:
    line = SlowLine(page, "**/flyt")
    lay(page, "Museumstur", 41)
    notes_here = page.get_by_role("region", name="Mine egne noter")
    notes_here.locator("summary").first.click()
    field = notes_here.get_by_role("textbox", name="Mine egne noter")
    field.press_sequentially("Husk mad")
    line.let_through()
    expect(live(page)).to_contain_text("Museumstur ligger nu")
    expect(field).to_be_focused()
    page.keyboard.type("pakke")
    expect(field).to_have_value("Husk madpakke")
    # What others do comes when she leaves the field: her words stay, and are sent once.
    notes_here.get_by_role("button", name="Gem").first.dblclick()
    expect(notes_here.get_by_role("link", name="Husk madpakke")).to_be_focused()
    plan = site.desk.store.get(stored.code).plan
    assert [one.text for one in plan.noted("note")] == ["Husk sko", "Husk madpakke"]


def test_a_button_that_is_pressed_twice_does_it_once(page: Page, site: Site, stored: Stored) -> None:
    sent: list[str] = []
    page.on("request", lambda one: sent.extend([one.url.rpartition("/")[2]] if one.method == "POST" else []))
    tile(page, "Museumstur").locator(".more").click()
    dialog = page.get_by_role("dialog", name="Museumstur")
    dialog.get_by_label("Til og med uge").select_option(week(2).isoformat())
    line = SlowLine(page, "**/flyt")
    dialog.get_by_role("button", name="Flyt").dblclick()
    line.let_through()
    expect(live(page)).to_contain_text("Museumstur ligger nu")
    expect(page.get_by_role("region", name="Planen er ændret")).to_have_count(0)
    line = SlowLine(page, "**/fortryd")
    page.get_by_role("button", name="Fortryd").dblclick()
    line.let_through()
    expect(live(page)).to_contain_text("Det er fortrudt")
    assert site.desk.store.get(stored.code).version == stored.version + 2
    expect(page.get_by_role("button", name="Fortryd")).to_be_focused()
    assert sent == ["flyt", "fortryd"]


def test_what_was_asked_for_last_opens_and_escape_asks_for_nothing(page: Page, site: Site, stored: Stored) -> None:
    line = SlowLine(page, "**/paa/*")
    tile(page, "Museumstur").locator(".more").click()
    tile(page, "Kor").locator(".more").click()
    line.let_through(last_of=2)
    expect(page.get_by_role("dialog", name="Kor")).to_be_visible()
    with page.expect_response("**/paa/*"):
        line.let_through()
    expect(page.get_by_role("dialog", name="Kor")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused_card(page) == "Kor"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    with page.expect_response("**/paa/*"):
        line.let_through()
    tile(page, "Psykolog").locator(".words").click()
    expect(live(page)).to_contain_text("Psykolog er valgt.")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_dialog_stays_open_with_what_is_written_in_it_when_a_move_is_done(
    page: Page, site: Site, stored: Stored
) -> None:
    line = SlowLine(page, "**/flyt")
    lay(page, "Museumstur", 41)
    page.get_by_role("link", name="Husk sko").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Husk støvler")
    line.let_through()
    expect(live(page)).to_contain_text("Museumstur ligger nu")
    expect(dialog.get_by_role("textbox")).to_have_value("Husk støvler")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    dialog.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("link", name="Husk støvler")).to_be_focused()


def test_a_card_that_is_carried_while_an_answer_comes_lands_where_it_is_let_go(
    page: Page, site: Site, stored: Stored
) -> None:
    line = SlowLine(page, "**/flyt")
    lay(page, "Museumstur", 41)
    lift(page, "Kor")
    with page.expect_response("**/flyt"):
        line.let_through()
    carry(page, cell(page, "life", 6))
    expect(page.locator(".cell.over")).to_have_count(1)
    page.mouse.up()
    expect(live(page)).to_contain_text("Museumstur ligger nu i Det gode liv, uge 41.")
    line.let_through()
    expect(live(page)).to_contain_text("Kor ligger nu i Det gode liv, uge 43.")
    expect(page.locator(".sortable-fallback, .sortable-ghost, .picked")).to_have_count(0)
    assert focused_card(page) == "Kor"
    assert lies_in(site, stored, "Museumstur") == week(4)


def park_elsewhere(site: Site, stored: Stored) -> None:
    form = {"version": str(stored.version), "card": key_of(stored, "Psykolog"), "place": "parked"}
    with site.client() as other:
        other.get(site.link(code=stored.code))
        assert other.post(f"/plan/{stored.code}/flyt", data=form).status_code == 303


def change_elsewhere(page: Page, site: Site, stored: Stored) -> None:
    """Park a card on another screen, and wait until this page has been told."""
    heard = page.evaluate_handle(
        """version => ({heard: new Promise(done => {
            const stream = new EventSource(document.getElementById('board').dataset.follow);
            stream.addEventListener('version', event => { if (+event.data > version) { stream.close(); done(); } });
        })})""",
        stored.version,
    )
    park_elsewhere(site, stored)
    heard.evaluate("told => told.heard")


def test_what_others_do_waits_until_a_press_is_done(page: Page, site: Site, stored: Stored) -> None:
    """A button that is put in place anew between down and up would not have been pressed."""
    page.get_by_role("button", name="Det er gjort").hover()
    page.mouse.down()
    change_elsewhere(page, site, stored)
    page.mouse.up()
    expect(page.get_by_role("button", name="Ikke gjort alligevel")).to_be_focused()
    expect(page.locator('.zone[data-place="parked"]')).to_contain_text("Psykolog")
    page.get_by_role("heading", level=1).hover()
    page.mouse.down()  # and let go where nobody hears of it
    page.get_by_role("button", name="Ikke gjort alligevel").press("Enter")
    expect(page.get_by_role("button", name="Det er gjort")).to_be_focused()


def test_words_that_are_not_sent_yet_stay_when_others_change_the_plan(page: Page, site: Site, stored: Stored) -> None:
    here = page.get_by_role("region", name="Mine egne noter")
    here.locator("summary").first.click()
    here.get_by_role("textbox", name="Mine egne noter").fill("Husk madpakke")
    change_elsewhere(page, site, stored)
    with page.expect_response("**/tavle*"):
        page.keyboard.press("Tab")
    expect(page.locator('.zone[data-place="parked"]')).to_contain_text("Psykolog")
    expect(here.get_by_role("textbox", name="Mine egne noter")).to_have_value("Husk madpakke")
    expect(here.get_by_role("button", name="Gem").first).to_be_focused()


def test_a_line_that_is_lost_leaves_the_board_where_it_is(
    page: Page, site: Site, stored: Stored, faults: list[str]
) -> None:
    page.context.set_offline(True)
    tile(page, "Kor").locator(".more").click()
    expect(live(page)).to_contain_text("Der er ikke forbindelse.")
    assert focused_card(page) == "Kor"
    park_elsewhere(site, stored)
    page.context.set_offline(False)
    expect(page.locator('.zone[data-place="parked"]')).to_contain_text("Psykolog")
    assert focused_card(page) == "Kor"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Kor")).to_be_visible()
    faults.clear()


def test_whose_way_in_ends_during_a_move_is_told_so_and_sees_nothing_more(
    page: Page, site: Site, faults: list[str]
) -> None:
    tile(page, "Museumstur").locator(".words").click()
    page.context.clear_cookies()
    with page.expect_navigation():
        place(page, "Museumstur", 41).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".tile")).to_have_count(0)
    faults[:] = [one for one in faults if "403" not in one]


def test_a_card_that_is_let_go_where_it_lay_is_not_moved(page: Page, site: Site, stored: Stored) -> None:
    lift(page, "Museumstur")
    carry(page, cell(page, "life", 3))
    expect(page.locator(".cell.over")).to_have_count(1)
    carry(page, cell(page, "life", 0))
    expect(cell(page, "life", 0)).to_have_class("cell now over")
    page.mouse.up()
    expect(live(page)).to_contain_text("Kortet ligger, hvor det lå.")
    lay(page, "Museumstur", 37)
    expect(live(page)).to_contain_text("Kortet ligger, hvor det lå.")
    assert focused_card(page) == "Museumstur"
    assert site.desk.store.get(stored.code).version == stored.version


@pytest.mark.parametrize("what", ["a second finger", "turning it", "the system"])
def test_carrying_with_a_finger_is_ended_by(new_page: NewPage, site: Site, stored: Stored, what: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, has_touch=True, is_mobile=True)
    site.enter(page, stored)
    finger = Finger(page)
    target = cell(page, "life", 6)
    target.scroll_into_view_if_needed()
    start, end = tile(page, "Psykolog").bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    x, y = start["x"] + 30, start["y"] + 20
    finger.touch("Start", (x, y))
    expect(page.locator(".sortable-chosen")).to_have_count(1)
    finger.touch("Move", (x + 10, y))
    expect(page.locator(".sortable-ghost")).to_have_count(1)
    there = (end["x"] + 40, end["y"] + 20)
    finger.touch("Move", there)
    expect(page.locator(".cell.over")).to_have_count(1)
    if what == "a second finger":
        finger.touch("Start", there, (600, 700))
    elif what == "turning it":
        page.set_viewport_size({"width": 900, "height": 1200})
        page.wait_for_function("innerWidth === 900")
    finger.touch("Cancel" if what == "the system" else "End")
    expect(live(page)).to_contain_text("Kortet ligger, hvor det lå.")
    expect(page.locator(".sortable-ghost, .over")).to_have_count(0)
    assert site.desk.store.get(stored.code).version == stored.version
