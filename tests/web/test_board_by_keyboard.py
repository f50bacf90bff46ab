"""The board with keys alone: cards, proposals, notes, her week, drafts; no mouse, no shortcut of the test.

The count of presses of Tab is held where it would be long.
"""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import NewPage
from tests.web.keyboard import A_FEW, Focus, Keyboard
from tests.web.laid import key_of, laid_plan, week
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page on the screen of a small laptop."""
    return new_page(viewport={"width": 1280, "height": 720})


def test_a_card_is_laid_moved_parked_and_taken_back(site: Site, page: Page) -> None:
    """R-B02, R-B05: week, lane, longer, P and back, a former course, undone and done again."""
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip("Gå til kortene")
    keys.press("Kor , ønsket", "button")
    keys.hears("Piletasterne går mellem uger og dele af livet")
    keys.is_on("Læg her: Kor, Det gode liv, uge 37", "button")  # this week, in the lane of what is her own
    for key in ("ArrowRight", "ArrowUp", "Home", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    keys.is_on("Læg her: Kor, Det gode liv, uge 38", "button")
    page.keyboard.press("Enter")
    keys.hears("Kor ligger nu i Det gode liv, uge 38.")
    keys.is_on("Kor , I uge 38 , ønsket", "button")
    page.keyboard.press("Enter")
    keys.hears("er valgt")
    keys.is_on("Læg her: Kor, Det gode liv, uge 38", "button")  # where it lies: one step from the next week
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    keys.hears("Kor ligger nu i Det gode liv, uge 39.")
    keys.press("Flyt eller ret Kor")
    keys.is_in_dialog("Kor")
    keys.choose("Til og med uge", "uge 44")
    keys.press("Flyt", "button")
    keys.hears("Kor ligger nu i Det gode liv, uge 39 til uge 44.")
    keys.is_on("Kor , Fra uge 39 til uge 44 , ønsket")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    keys.hears("Kor ligger nu i Arbejde og læring, uge 39 til uge 44.")
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    keys.is_on(page.locator(".place-here").first)
    page.keyboard.press("Enter")
    keys.hears("på P.")
    keys.is_on("Kor , på pause", "button")
    page.keyboard.press("Enter")
    keys.hears("er valgt")
    keys.is_on("Læg her: Kor, Arbejde og læring, uge 39", "button")  # where it lay before
    page.keyboard.press("Escape")
    keys.hears("Fortrudt")
    keys.is_on("Kor , på pause", "button")
    keys.press("Flyt eller ret Kor")
    keys.is_in_dialog("Kor")
    keys.find("Parkeret på P", "radio")
    page.keyboard.press("ArrowDown")
    keys.is_on("Tidligere forløb", "radio")
    keys.press("Flyt", "button")
    keys.hears("Kor ligger nu under tidligere forløb.")
    keys.is_on("Kor , færdig", "button")
    keys.press("Fortryd", back=True)
    keys.hears("Det er fortrudt")
    keys.is_on("Fortryd", "button")
    keys.press("Gør igen")
    keys.hears("Det er gjort igen")
    keys.is_on("Gør igen", "button")
    assert max(keys.counted.values()) <= A_FEW, keys.counted


def test_the_weeks_are_one_stop_of_tab_and_the_other_places_and_the_way_out_one_each(site: Site, page: Page) -> None:
    """R-B02: arrow keys go between the weeks, and Tab from them to what is beside them, in a plan of any length."""
    stored = laid_plan(site, weeks=52)
    site.enter(page, stored)
    keys = Keyboard(page)
    keys.skip("Gå til kortene")
    keys.press("Kor , ønsket", "button")
    keys.hears("er valgt")
    keys.is_on("37: Læg her: Kor, Det gode liv, uge 37", "button")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    here = "38: Læg her: Kor, Arbejde og læring, uge 38"
    assert [_name(keys.tab()) for _ in range(2)] == ["Kor , ønsket", "Læg tilbage"]
    assert [_name(keys.tab(back=True)) for _ in range(3)] == ["Kor , ønsket", here, "Læg her: Kor, parkeret på P"]
    keys.find("Læg tilbage", "button")
    page.keyboard.press("Enter")
    keys.hears("Fortrudt")
    keys.is_on("Kor , ønsket", "button")
    assert _name(keys.tab()) == "Flyt eller ret Kor"  # Tab goes everywhere again
    assert site.desk.store.get(stored.code).version == stored.version


def _name(here: Focus | None) -> str | None:
    return here and here.name


def test_a_proposal_is_answered_a_card_taken_off_and_undone_from_where_she_is(site: Site, page: Page) -> None:
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip("Gå til ugerne")
    keys.press("Ja tak: Flextur")
    keys.hears("Du sagde ja til Flextur.")
    keys.is_on("Flextur , Fra uge 39 til uge 46 , ønsket", "button")
    keys.press("Flyt eller ret Museumstur")
    keys.is_in_dialog("Museumstur")
    keys.press("Tag det af", "button", back=True)
    keys.hears("Museumstur er taget af planen.")
    keys.is_on("Det gode liv", "heading")
    page.keyboard.press("Control+z")
    keys.hears("Det er fortrudt")
    keys.is_on("Det gode liv", "heading")
    keys.find("Museumstur , I uge 37 , ønsket", "button")
    page.keyboard.press("Control+Shift+z")
    keys.hears("Det er gjort igen")
    keys.is_on("Det gode liv", "heading")
    assert max(keys.counted.values()) <= A_FEW, keys.counted


def test_a_card_finds_its_place_on_a_narrow_screen_and_in_a_year(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    site.enter(page, laid_plan(site, weeks=52))
    keys = Keyboard(page)
    keys.skip("Gå til kortene")
    keys.press("Kor , ønsket", "button")
    keys.hears("er valgt")
    keys.is_on("37: Læg her: Kor, Det gode liv, uge 37", "button")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    keys.hears("Kor ligger nu i Det gode liv, uge 34.")
    keys.is_on("Kor , I uge 34 , ønsket", "button")


def test_what_is_refused_is_said_and_the_card_keeps_the_focus(site: Site, page: Page, faults: list[str]) -> None:
    stored = laid_plan(site)
    with page.expect_response("**/foelg"):  # From then on the screen hears of no change that is made behind its back.
        site.enter(page, stored)
    keys = Keyboard(page)
    keys.skip("Gå til kortene")
    keys.press("Kor , ønsket", "button")
    keys.hears("er valgt")
    site.change(stored, cards.remove(CITIZEN, key_of(stored, "Kor")))
    page.keyboard.press("Enter")
    keys.hears("Det ligger ikke på planen mere.")
    keys.is_on("Kor , ønsket", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Min plan")
    faults[:] = [one for one in faults if "422" not in one]


def test_notes_and_successes_are_written_on_the_plan(site: Site, page: Page) -> None:
    """R-B06, R-B09: written, written otherwise, looked at and left."""
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip("Gå til ugerne")
    keys.press("Det er gjort…", "button")
    keys.is_on(page.get_by_role("button", name="Ikke gjort alligevel"))
    for kind, text in (
        ("Mine egne noter", "Husk madpakke"),
        ("Vær opmærksom på", "Bussen kører ikke"),
        ("Det lykkedes", "Jeg kom"),
    ):
        keys.press(f"Skriv : {kind}")
        keys.write(kind, text)
        keys.press(f"Gem : {kind}", "button")
        keys.is_on(page.get_by_role("link", name=text))
    page.keyboard.press("Enter")
    keys.is_in_dialog("Det lykkedes")
    keys.write("Det lykkedes", "Jeg kom selv")
    keys.press("Gem…", "button")
    keys.is_on(page.get_by_role("link", name="Jeg kom selv"))
    page.keyboard.press("Enter")
    keys.is_in_dialog("Det lykkedes")
    page.keyboard.press("Escape")
    keys.is_on(page.get_by_role("link", name="Jeg kom selv"))


def test_her_week_and_agreements(site: Site, page: Page) -> None:
    """R-B08, R-B10: the 24 hours, who does what, and whom to call."""
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip("Gå til ugerne")
    keys.go("Skriv søvn, børn, transport og andet ind", "link")
    keys.skip()
    keys.write("Hvad er det?", "Svømning")
    keys.tick("onsdag")
    keys.clock("Fra kl.", dt.time(10, 30))
    keys.go("Gem", "button")
    keys.is_on("Gem", "button")
    keys.go("Fjern : Børn i skole", "button", back=True)
    keys.is_on("Fjern : Svømning", "button")
    keys.go("Planen", "link", back=True)
    keys.skip("Gå til ugerne")
    keys.go("Skriv aftaler og kontaktpersoner", "link")
    keys.skip()
    keys.write("Hvem", "Mette")
    keys.write("Gør hvad?", "ringer til lægen")
    keys.day("Senest", week(2))
    keys.go("Gem : Ny aftale", "button")
    keys.is_on("Gem : Ny aftale", "button")
    keys.go("Fjern : ringer til museet", "button", back=True)
    keys.is_on("Fjern : ringer til lægen", "button")
    keys.write("Navn", "Mona")
    keys.go("Gem : Ny kontaktperson", "button")
    keys.is_on("Gem : Ny kontaktperson", "button")


def test_drafts_and_the_plan_as_it_was(site: Site, page: Page) -> None:
    """R-B04: two drafts beside each other, and the plan on an earlier day."""
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip()
    keys.go("Prøv en anden udgave", "link")
    keys.skip()
    keys.go("Læg en kopi til side, og prøv noget andet", "button")
    keys.is_on("To udgaver af planen", "heading")
    keys.go("Arbejd videre med den anden", "button")
    keys.is_on("Arbejd videre med den anden", "button")
    keys.go("Behold denne", "button", back=True)
    keys.is_on("Den, du arbejder i", "heading")
    keys.go("Til planen", "link")
    keys.skip()
    keys.go("Historie", "link")
    keys.skip()
    keys.day("Se planen, som den var den", week(0))
    keys.go("Se den", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planen den 7. september 2026")
    keys.skip()
    keys.go("Historie", "link")
