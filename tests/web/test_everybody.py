"""The whole meeting by keys alone, by ear, enlarged, and without JavaScript: what a rule of axe cannot see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.every_page import enter, met, pages
from tests.web.laid import laid_plan
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import case, meetings
from tilbud_engine.board.plan import Who
from tilbud_engine.web.visiting import SIDES

SMALLEST = 24
"""So many pixels high and wide is the smallest target (WCAG 2.2, SC 2.5.8)."""

FOUND = """smallest => {
    const many = [];
    const told = one => one.outerHTML.slice(0, 160);
    const seen = {};
    for (const one of document.querySelectorAll('[id]')) {
        if (seen[one.id]) many.push(`two with the id ${one.id}`);
        seen[one.id] = true;
    }
    const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5')].filter(one => one.checkVisibility()).map(one => +one.tagName[1]);
    levels.forEach((level, number) => { if (level > (levels[number - 1] || 0) + 1) many.push(`a heading is skipped: ${levels}`); });
    if (levels.filter(level => level === 1).length !== 1) many.push(`first headings: ${levels}`);
    for (const one of document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) {
        if (!one.checkVisibility() || one.matches('.skip')) continue;
        const is_inside_text = one.matches('a') && getComputedStyle(one).display === 'inline'
            && [...one.parentElement.childNodes].some(other => other.nodeType === 3 && other.data.trim());
        const box = (one.matches('[type=checkbox],[type=radio]') && one.closest('label') || one.querySelector('img') || one).getBoundingClientRect();
        if (box.width && !is_inside_text && (box.width < smallest || box.height < smallest)) many.push(`small: ${told(one)}`);
        const name = one.getAttribute('aria-label'), text = one.innerText.replace(/\\s+/g, ' ').trim().toLowerCase();
        if (name && text && !name.toLowerCase().includes(text)) many.push(`says other than it shows: ${told(one)}`);
        if (one.matches('input:not([type]), input[type=text]') && one.autocomplete !== 'off') many.push(`is kept by the browser: ${told(one)}`);
    }
    return many;
}"""  # noqa: E501


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def focused(page: Page) -> str:
    """Return what the focus is on, as it is read."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.value || ''"))


@pytest.mark.parametrize("side", ["citizen", "caseworker", "companion"])
def test_every_page_of_every_side_can_be_hit_heard_and_enlarged(
    new_page: NewPage, site: Site, side: Who, faults: list[str]
) -> None:
    """At 1280 pixels, and at 320: the same screen at 400 %."""
    stored = met(site)
    page = new_page(viewport={"width": 1280, "height": 900})
    enter(site, page, stored, side)
    found, titles = [], []
    for address in pages(site, stored, SIDES[side]):
        answer = page.goto(address)
        if answer is None or not answer.ok:
            continue
        titles.append(page.title())
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 256 if width == 320 else 900})
            found += [f"{address} at {width}: {one}" for one in page.evaluate(FOUND, SMALLEST)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} at {width}: scrolls sideways")
    assert found == []
    assert len(set(titles)) > len(titles) / 2
    faults[:] = [one for one in faults if "Failed to load resource" not in one]


def test_the_focus_is_on_what_was_written_answered_and_taken_away(page: Page, site: Site) -> None:
    site.enter(page, laid_plan(site))
    wishes = region(page, "Det vil jeg gerne")
    wishes.locator("summary").first.press("Enter")
    wishes.get_by_role("textbox").first.fill("Synge i kor")
    wishes.get_by_role("button", name="Gem").first.press("Enter")
    expect(wishes.get_by_role("link", name="Synge i kor")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Synge højt i kor")
    dialog.get_by_role("button", name="Gem").press("Enter")
    expect(wishes.get_by_role("link", name="Synge højt i kor")).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Fjern det").press("Enter")
    expect(wishes.get_by_role("link", name="Et arbejde, hvor jeg bruger hænderne")).to_be_focused()
    agreements = region(page, "Aftaler")
    agreements.get_by_role("button", name="Det er gjort").press("Enter")
    expect(agreements.get_by_role("button", name="Ikke gjort alligevel")).to_be_focused()
    page.get_by_role("button", name="Nej tak: Gåtur").press("Enter")
    expect(page.get_by_role("button", name="Nej tak: Gåtur")).to_have_count(0)
    assert focused(page) != page.locator("body").inner_text()
    assert page.evaluate("document.activeElement !== document.body")


def test_taking_a_card_off_the_plan_leaves_the_focus_in_its_lane(page: Page, site: Site) -> None:
    site.enter(page, laid_plan(site))
    page.get_by_role("link", name="Flyt eller ret Museumstur").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Tag").press("Enter")
    expect(page.get_by_role("heading", name="Det gode liv")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Museumstur er taget af planen.")


def test_what_is_refused_stays_written_with_the_reason_at_the_field(page: Page, site: Site, faults: list[str]) -> None:
    site.enter(page, laid_plan(site))
    notes = region(page, "Mine egne noter")
    notes.locator("summary").first.click()
    field = notes.get_by_role("textbox", name="Mine egne noter")
    field.fill("Lægen har 010190-1234 i sit brev")
    notes.get_by_role("button", name="Gem").first.click()
    expect(field).to_be_focused()
    expect(field).to_have_value("Lægen har 010190-1234 i sit brev")
    expect(field).to_have_attribute("aria-invalid", "true")

    described = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[0]).innerText"
    )
    assert "CPR" in described
    field.fill("Lægen har skrevet et brev")
    notes.get_by_role("button", name="Gem").first.click()
    expect(notes.get_by_role("link", name="Lægen har skrevet et brev")).to_be_focused()
    faults[:] = [one for one in faults if "422" not in one]


def test_a_message_is_said_on_every_page_and_covers_nothing_for_long(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/aftaler")
    page.get_by_role("button", name="ringer til museet").first.click()
    page.wait_for_load_state()  # Before its script runs, the page that comes holds what is going to be said.
    expect(page.get_by_role("status")).not_to_be_empty()
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_be_empty()


def test_without_javascript_a_message_lies_on_nothing(new_page: NewPage, site: Site) -> None:
    stored = laid_plan(site)
    page = new_page(viewport={"width": 320, "height": 500}, java_script_enabled=False)
    site.enter(page, stored)
    page.get_by_role("button", name="Fortryd").click()
    page.wait_for_load_state()
    status, main = page.get_by_role("status").bounding_box(), page.get_by_role("main").bounding_box()
    assert status is not None
    assert main is not None
    assert status["height"] > 0
    assert status["y"] + status["height"] <= main["y"]


def test_a_card_and_an_empty_lane_are_told_in_whole_words(page: Page, site: Site) -> None:
    site.enter(page, laid_plan(site))
    lane = region(page, "Krop og sind")
    assert "Psykolog , Fra uge 39 til uge 42 , venter på svar fra lægen" in lane.aria_snapshot()
    assert "Her ligger ingen kort endnu." in region(page, "Arbejde og læring").aria_snapshot()
    hours = region(page, "Timer om ugen").get_by_role("listitem")
    expect(hours).to_have_count(4)
    expect(hours.first).to_have_text("uge 39: 1 time")


def test_what_is_refused_without_javascript_is_not_lost_either(
    new_page: NewPage, site: Site, faults: list[str]
) -> None:
    stored = laid_plan(site)
    page = new_page(java_script_enabled=False)
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/oensker")
    wish = region(page, "Det er jeg god til")
    wish.get_by_role("textbox").first.fill("Jeg er god til breve, også til 010190-1234")
    wish.get_by_role("button", name="Skriv på planen").click()
    written = wish.get_by_role("textbox").first
    expect(written).to_have_attribute("aria-invalid", "true")
    assert written.input_value().startswith("Jeg er god til breve, også til ")
    assert "1234" not in page.content()
    faults[:] = [one for one in faults if "422" not in one]


def test_what_everybody_can_do_and_whom_to_tell_stands_on_a_page(page: Page, site: Site) -> None:
    site.enter(page, laid_plan(site))
    page.get_by_role("contentinfo").get_by_role("link", name="Tilgængelighed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilgængelighed")
    check_accessibility(page)
    expect(page.get_by_role("main")).to_contain_text("Ingen, der bruger skærmlæser til daglig, har prøvet siderne")


def test_the_plan_can_be_read_week_by_week(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.get_by_role("link", name="Planen uge for uge").click()
    page.wait_for_url("**/uge-for-uge")
    main = page.get_by_role("main")
    check_accessibility(page)
    expect(main.get_by_role("heading", level=2, name=", fra ")).to_have_count(13)
    read = main.inner_text()
    week = read[read.index("Uge 39, fra 21. september 2026") : read.index("Uge 40, fra")]
    assert "Psykolog i Krop og sind, fra uge 39 til uge 42" in week
    assert "Museumstur" not in week


def test_pressing_a_button_again_and_again_needs_no_way_back_to_it(page: Page, site: Site) -> None:
    stored = site.change(met(site), meetings.plan_meeting(CITIZEN, "Mit emne"))
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/i-vejen")
    last = page.locator(".said button[value=up]").last
    words = last.get_attribute("aria-label")
    for _ in range(2):
        page.locator(f'[aria-label="{words}"]').press("Enter")
        page.wait_for_load_state()
        expect(page.locator(f'[aria-label="{words}"]')).to_be_focused()


def test_the_next_question_has_the_focus_and_a_fault_its_field(page: Page, site: Site, faults: list[str]) -> None:
    stored = site.plan(case.say(CITIZEN, barrier="H-ANGST"), case.say(CITIZEN, barrier="D-GAELD"))
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/spoergsmaal")
    first = page.locator("#question").inner_text()
    page.get_by_role("button", name="Ved ikke").press("Enter")
    expect(page.locator("#question")).not_to_have_text(first)
    expect(page.locator("#question")).to_be_focused()
    page.goto(f"{site.address}/plan/{stored.code}/spoergsmaal")
    field = page.locator("#value")
    for _ in range(8):
        if field.count():
            break
        page.get_by_role("button", name="Ved ikke").click()
        page.wait_for_load_state()
    field.fill("mange")
    page.get_by_role("button", name="Gem svaret").click()
    expect(page.locator(".fault")).to_be_visible()
    expect(field).to_be_focused()
    faults[:] = [one for one in faults if "422" not in one]
