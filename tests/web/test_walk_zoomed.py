"""The whole meeting on a screen enlarged to 400 %: a window of 1280 × 1024 then shows 320 × 256 of it at a time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.checkout import ROOT
from tests.web.conftest import NewPage
from tests.web.fitting import check_fits
from tests.web.laid import laid_plan
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import people

ENLARGED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
WAYS = {"mouse": {}, "finger": {"has_touch": True}}

LEADS_TO = """one => {
    const link = one.closest('a[href]'), button = one.closest('button:not([type=button])');
    if (link?.matches('#board .face[role=button]')) return '';
    if (link?.matches('#board :is(.tile a, .lines a)')) return 'dialog';
    return link || button?.form && !button.form.hasAttribute('hx-post') ? 'page' : '';
}"""
"""What comes when it is hit: a dialog, another page, or neither."""


class Walk:
    """A person at an enlarged screen: whatever she is shown must fit on it before she goes on."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.way = page, way

    def press(self, what: Locator) -> None:
        """Hit it where it is, with the mouse or a finger, and look at what comes."""
        hit = what.tap if self.way == "finger" else what.click
        leads_to = what.evaluate(LEADS_TO)
        if leads_to == "page":
            with self.page.expect_navigation():
                hit()
        else:
            hit()
        if leads_to == "dialog":
            expect(self.page.get_by_role("dialog")).to_be_visible()
        self.look()

    def button(self, name: str, *, exact: bool = False) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=exact).first)

    def link(self, name: str, *, exact: bool = False) -> None:
        self.press(self.page.get_by_role("link", name=name, exact=exact).first)

    def step(self, name: str) -> None:
        """Go to another screen by the menu in the head."""
        self.press(self.page.get_by_role("button", name="Menu"))
        self.press(self.page.locator(".steps").get_by_role("link", name=name, exact=True))

    def look(self) -> None:
        self.page.wait_for_load_state()
        check_fits(self.page)


@pytest.fixture
def walk(new_page: NewPage, request: pytest.FixtureRequest) -> Walk:
    way = getattr(request, "param", "mouse")
    return Walk(new_page(**ENLARGED, **WAYS[way]), way)


def test_from_the_link_over_the_empty_plan_to_the_cards(site: Site, walk: Walk) -> None:
    page = walk.page
    site.enter(page)
    walk.look()
    walk.button("Læg en tom plan frem")
    walk.link("Begynd her")
    for part, label in (
        ("Det vil jeg gerne", "Hvad vil du gerne?"),
        ("Husk at tage hensyn til", "Hvad skal der tages hensyn til"),
    ):
        region = page.get_by_role("region", name=part)
        region.get_by_label(label).fill("Et arbejde med motorer")
        walk.press(region.get_by_role("button", name="Skriv på planen"))
    walk.link("Mål og tid")
    walk.press(page.get_by_text("Uddannelse", exact=True))
    walk.button("Gem")
    walk.step("Det står i vejen")
    page.get_by_label("Med dine egne ord").fill("Jeg er hundeangst for det her møde")
    walk.button("Skriv på planen")
    walk.press(page.locator(".asking").get_by_text("Jeg bliver angst eller urolig"))
    walk.button("Det passer")
    side = page.get_by_role("article", name="Arbejde og læring")
    walk.press(side.locator("summary"))
    walk.press(side.get_by_text("Jeg har haft det dårligt på en arbejdsplads"))
    walk.press(side.get_by_role("button", name="Gem krydserne"))
    walk.link("Videre: Spørgsmål")
    page.locator("#value").fill("31")
    walk.button("Gem svaret")
    walk.button("Ved ikke")
    walk.button("Vil ikke svare")
    walk.press(page.locator(".known summary"))
    walk.link("Videre: Kort")
    walk.button("Tag kortet: Bisidder")
    walk.press(page.locator("details.lay summary").first)
    walk.link("Læs mere: ")
    walk.press(page.locator("details.lay summary"))
    walk.button("Læg på planen")
    assert len(site.desk.store.get(page.url.split("/")[4]).plan.placed("plan")) == 1


@pytest.mark.parametrize("walk", ["mouse", "finger"], indirect=True)
def test_on_the_board_cards_are_laid_moved_parked_and_written(site: Site, walk: Walk) -> None:
    page, stored = walk.page, laid_plan(site)

    def place_of(word: str) -> str:
        return next(c.place for c in site.desk.store.get(stored.code).plan.cards.values() if c.face.word == word)

    def say(text: str) -> None:
        expect(page.locator("#live")).to_contain_text(text)
        walk.look()

    site.enter(page, stored)
    walk.look()
    walk.press(page.locator('.tile[data-word="Kor"] .words'))
    say("Kor er valgt.")
    walk.button("Læg tilbage")
    say("Fortrudt.")
    walk.press(page.locator('.tile[data-word="Kor"] .words'))
    walk.button("Læg her: Kor, Det gode liv, uge 40")
    say("Kor ligger nu i Det gode liv, uge 40")
    walk.press(page.locator('.tile[data-word="Kor"] .words'))
    walk.button("Læg her: Kor, parkeret på P")
    say("Kor ligger nu parkeret på P.")
    assert place_of("Kor") == "parked"
    walk.link("Flyt eller ret Kor")
    dialog = page.get_by_role("dialog")
    walk.press(dialog.get_by_text("På hånden"))
    walk.press(dialog.get_by_role("button", name="Flyt"))
    expect(dialog).to_be_hidden()
    assert place_of("Kor") == "hand"
    walk.link("Flyt eller ret Psykolog")
    walk.press(dialog.get_by_role("button", name="Luk"))
    walk.button("Fortryd")
    say("Det er fortrudt")
    walk.button("Gør igen")
    say("Det er gjort igen")
    notes = page.get_by_role("region", name="Mine egne noter")
    walk.press(notes.locator("summary").first)
    notes.get_by_role("textbox", name="Mine egne noter").fill("Ring til Karim om morgenen")
    walk.press(notes.get_by_role("button", name="Gem").first)
    walk.link("Ring til Karim om morgenen")
    walk.press(dialog.get_by_role("button", name="Luk"))
    walk.press(page.get_by_role("button", name="Ja tak").first)
    say("Du sagde ja til ")
    walk.link("Skriv dit eget kort")
    page.get_by_label("Et par ord").fill("Gå tur med hunden")
    walk.button("Lav kortet")
    assert place_of("Gå tur med hunden") == "hand"


def test_the_meeting_the_paper_and_what_is_shared(site: Site, walk: Walk) -> None:
    page, stored = walk.page, laid_plan(site)
    site.enter(page, stored)
    walk.step("Mødet")
    page.get_by_label("Det vigtigste for mig at tale om").fill("Hvordan jeg kommer derhen")
    walk.button("Planlæg mødet")
    walk.press(page.get_by_role("button", name="Skal med").first)
    page.get_by_label("Dag", exact=True).fill("2026-09-21")
    walk.button("Gem tid og sted")
    page.get_by_label("Hvem", exact=True).fill("Karim")
    page.get_by_label("Gør hvad", exact=True).fill("Ringer til museet")
    walk.button("Skriv aftalen ned")
    walk.link("Rettigheder")
    walk.step("Arket")
    walk.link("Se hele arket her på skærmen")
    walk.link("Skriv ændringer fra papiret ind")
    walk.step("Planen")
    for name in ("Historie", "Del planen", "Prøv en anden udgave"):
        walk.link(name)
        if name == "Del planen":
            page.get_by_label("Bisidderens navn").fill("Mona")
            walk.button("Giv en bisidder adgang")
            walk.button("Lav et link til Mona")
        if name == "Prøv en anden udgave":
            walk.button("Læg en kopi til side")
        walk.step("Planen")
    walk.button("Skjul det private")
    walk.button("Vis det private")
    walk.link("Skriv aftaler og kontaktpersoner")
    walk.link("Tilgængelighed")


def test_the_caseworker_and_the_companion_do_their_part(site: Site, walk: Walk) -> None:
    page = walk.page
    stored = site.change(laid_plan(site), people.companion(CITIZEN, "Mona", ("plan", "meeting", "wishes")))
    site.enter(page, stored, "caseworker")
    walk.look()
    for step in ("Alle kort", "Mødet", "Hjælp til samtalen", "Rettigheder og pligter", "På papiret", "Planen"):
        walk.step(step)
        if step == "Alle kort":
            walk.press(page.locator("details.more summary").first)
    site.enter(page, stored, "companion", companion=next(iter(stored.plan.companions)), name="Mona")
    walk.look()
    for step in ("Planen", "Mødet"):
        walk.step(step)


def test_each_card_opens_at_its_beginning(site: Site, walk: Walk) -> None:
    """Also after another one was read to its end."""
    page = walk.page
    site.enter(page, laid_plan(site))
    walk.link("Flyt eller ret Psykolog")
    content = page.locator("#dialog-content")
    content.evaluate("one => { one.scrollTop = one.scrollHeight }")
    walk.press(page.get_by_role("dialog").get_by_role("button", name="Luk"))
    walk.link("Flyt eller ret Museumstur")
    expect(page.get_by_role("heading", level=1, name="Museumstur")).to_be_in_viewport()
    assert content.evaluate("one => one.scrollTop") == 0


def test_nothing_needs_a_pointer_that_rests_or_two_fingers() -> None:
    """What a rule for :hover changes may be missed; and nobody is kept from enlarging with two fingers."""
    web = ROOT / "src" / "tilbud_engine" / "web"
    styles = "".join(one.read_text(encoding="utf-8") for one in sorted((web / "static").glob("*.css")))
    changed = {
        line.partition(":")[0]
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", styles)
        if ":hover" in selector
        for line in body.split(";")
        if line
    }
    assert changed <= {"background", "background-color", "border-color", "color", "text-decoration"}
    base = (web / "templates" / "base.html").read_text(encoding="utf-8")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in base
