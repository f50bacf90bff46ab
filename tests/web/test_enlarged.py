"""Every page with larger text, more space in it, words that are too long, from right to left, and on paper."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.board.pdf import page_sizes, text_boxes
from tests.web.conftest import NewPage
from tests.web.every_page import enter, met, pages
from tests.web.fitting import check_fits
from tests.web.laid import at, laid_plan, own
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, case, everyday, meetings, notes, people
from tilbud_engine.board.plan import Times, Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.web.visiting import SIDES

NARROW = {"width": 320, "height": 256}
SPACED = """* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
p {margin-bottom: 2em !important}"""
"""What WCAG 2.2, SC 1.4.12 asks that a page bears."""
TWICE = {"standard": 32, "fixed": 26}
"""The sizes of text of a browser that is set to twice the usual."""
LONG = "Speciallægeerklæringsindhentningsaftale"
ARABIC = "أريد عملاً أستخدم فيه يديّ، قرب البيت."
EACH_SIDE = pytest.mark.parametrize("side", ["citizen", "caseworker", "companion"])


def look_at_all(page: Page, site: Site, stored: Stored, side: Who, *, spaced: bool = False) -> None:
    """Look at each page of a side, with all that can be folded out."""
    enter(site, page, stored, side)
    for address in pages(site, stored, SIDES[side]):
        answer = page.goto(address)
        if answer is None or not answer.ok:
            continue
        if spaced:
            page.add_style_tag(content=SPACED)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        check_fits(page)


def enlarge_text(page: Page) -> None:
    """Set the browser's text to twice the usual size, as its settings do."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE})


@EACH_SIDE
def test_more_space_in_the_text_cuts_nothing(new_page: NewPage, site: Site, side: Who, faults: list[str]) -> None:
    look_at_all(new_page(viewport=NARROW, bypass_csp=True), site, met(site), side, spaced=True)
    faults.clear()


@EACH_SIDE
def test_text_of_twice_the_size_needs_no_scrolling_to_the_side(
    new_page: NewPage, site: Site, side: Who, faults: list[str]
) -> None:
    """R-A10: a small screen, twice the text and more space in it, all at once."""
    page = new_page(viewport=NARROW, bypass_csp=True)
    enlarge_text(page)
    look_at_all(page, site, met(site), side, spaced=True)
    faults.clear()


def written_everywhere(site: Site, text: str) -> Stored:
    """Return a plan with one text in each place where a person writes."""
    stored = site.plan(
        about.set_aim(CITIZEN, "other", text),
        case.say(CITIZEN, words=text),
        case.say(CITIZEN, barrier="H-ANGST"),
        own("Psykolog", "plan", at("life", 0)),
        own(text[:60], "plan", at("life", 0)),
        own(text[:60], "plan", at("life", 3, 9), text=text),
        own(text[:60]),
        own(text[:60], "parked"),
        *(notes.add(CITIZEN, kind, text) for kind in ("wish", "good_at", "mind", "note", "attention", "frustration")),
        notes.add(CITIZEN, "success", text),
        people.agree(CITIZEN, text, text),
        people.contact(CITIZEN, text, text, text),
        people.companion(CITIZEN, text, ("plan", "meeting", "wishes", "notes")),
        everyday.add(CITIZEN, text, Times(days=(1, 2, 3), start=dt.time(7, 30))),
        meetings.plan_meeting(CITIZEN, text),
    )
    meeting = next(iter(stored.plan.meetings))
    return site.change(
        stored,
        meetings.set_time(CITIZEN, meeting, at("life", 1).first, where=text),
        meetings.invite(CITIZEN, meeting, text),
        meetings.add_point(CITIZEN, meeting, text),
    )


@EACH_SIDE
@pytest.mark.parametrize("width", [320, 1366])
def test_a_word_that_is_too_long_is_divided_wherever_it_is_written(
    new_page: NewPage, site: Site, side: Who, width: int, faults: list[str]
) -> None:
    page = new_page(viewport={"width": width, "height": 600})
    enter(site, page, stored := written_everywhere(site, LONG), side)
    for address in pages(site, stored, SIDES[side]):
        if "/kort/" not in address:
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
            check_fits(page)
    faults[:] = [one for one in faults if "Failed to load resource" not in one]


def test_what_is_written_from_right_to_left_stands_so(new_page: NewPage, site: Site, faults: list[str]) -> None:
    stored = written_everywhere(site, ARABIC)
    page = new_page(viewport={"width": 1366, "height": 768})
    site.enter(page, stored)
    for path in ("", "/oensker", "/i-vejen", "/moede", "/aftaler", "/min-uge", "/kladder", "/uge-for-uge"):
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        found = page.evaluate(
            """text => {
                const held = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) if (walker.currentNode.data.trim().startsWith(text)) held.push(walker.currentNode);
                return held.filter(one => one.parentElement.checkVisibility()).map(one => {
                    const box = at => { const range = document.createRange(); range.setStart(one, at); range.setEnd(one, at + 1); return range.getBoundingClientRect(); };
                    const start = one.data.indexOf(text), end = start + one.data.trim().length - 1, first = box(start), last = box(end);
                    return [one.parentElement.outerHTML.slice(0, 80), last.top > first.top || last.left < first.left];
                });
            }""",  # noqa: E501
            ARABIC[:20],
        )
        assert found, path
        assert [one for one, is_right in found if not is_right] == [], path
    faults.clear()


def test_with_colours_of_the_persons_own_all_is_seen_and_nothing_moves(new_page: NewPage, site: Site) -> None:
    page = new_page(viewport={"width": 1366, "height": 768}, forced_colors="active", reduced_motion="reduce")
    stored = laid_plan(site)
    site.enter(page, stored)
    unseen = """() => [...document.querySelectorAll('svg.pictogram, .bar')].filter(one => {
        const style = getComputedStyle(one), ground = getComputedStyle(document.body).backgroundColor;
        return one.checkVisibility() && (one.matches('.bar') ? style.backgroundColor : style.fill) === ground;
    }).map(one => one.outerHTML.slice(0, 80))"""
    edgeless = """() => [...document.querySelectorAll('.button, .tile, .place-here, .choice, .small-button, .form-input, dialog[open]')]
        .filter(one => one.checkVisibility() && !parseFloat(getComputedStyle(one).borderTopWidth) && !one.matches('dialog .choice'))
        .map(one => one.outerHTML.slice(0, 80))"""  # noqa: E501
    for path in ("", "/i-vejen", "/kort", "/moede", "/maal", "/ark"):
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        assert page.evaluate(unseen) == []
        assert page.evaluate(edgeless) == []
        check_fits(page)
    page.goto(f"{site.address}/plan/{stored.code}")
    page.locator('.tile[data-word="Museumstur"] .words').click()
    expect(page.locator(".picked")).to_have_count(1)
    assert page.evaluate(edgeless) == []
    assert page.evaluate("document.getAnimations().length") == 0


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(one.get_textpage().get_text_bounded() for one in document)


def letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())


def printed(page: Page) -> bytes:
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    return pdf


@EACH_SIDE
def test_a_page_can_be_printed_as_it_is_seen(new_page: NewPage, site: Site, side: Who, faults: list[str]) -> None:
    """What is written and what is told comes on paper, inside the page; what can only be pressed does not."""
    page, stored = new_page(viewport={"width": 1366, "height": 768}), met(site)
    enter(site, page, stored, side)
    told = "[...document.querySelectorAll('main :is(h1, h2, h3, .tile strong, .lines a, details.panel > summary)')].filter(one => one.checkVisibility() && !one.closest('.write, .board-tools, form, [aria-hidden=true], .sr-only') && !one.matches('.sr-only') && one.getBoundingClientRect().width > 2).map(one => one.innerText)"  # noqa: E501
    for address in pages(site, stored, SIDES[side])[:: 1 if side == "citizen" else 2]:
        answer = page.goto(address)
        if answer is None or not answer.ok:
            continue
        said = page.evaluate(told)
        pdf = printed(page)
        boxes = text_boxes(pdf)
        wide, high = page_sizes(pdf)[0]
        assert [one.text for one in boxes if one.left < 5 or one.right > wide - 5 or one.bottom > high - 2] == [], (
            address
        )
        text = letters(words_of(pdf))
        assert [one for one in said if letters(one)[:12] not in text] == [], address
    faults[:] = [one for one in faults if "Failed to load resource" not in one]


def test_what_stands_in_a_form_is_printed_and_an_empty_form_is_not(page: Page, site: Site) -> None:
    stored = site.plan(about.set_aim(CITIZEN, "work", "Et værksted"), notes.add(CITIZEN, "wish", "Ro om aftenen"))
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/maal")
    page.emulate_media(media="print")
    expect(page.get_by_role("radio", name="Arbejde")).to_be_visible()
    expect(page.get_by_role("button", name="Gem").first).to_be_hidden()
    page.goto(f"{site.address}/plan/{stored.code}/note/{next(iter(stored.plan.notes))}")
    expect(page.get_by_role("textbox")).to_be_visible()
    page.goto(f"{site.address}/plan/{stored.code}/i-vejen")
    expect(page.get_by_label("Med dine egne ord")).to_be_hidden()
