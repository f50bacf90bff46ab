"""The whole meeting with keys alone, from the one-time link to the printed sheet: no mouse, no shortcut of the test.

Each test is a part of the meeting; the count of presses of Tab is held where it would be long. The board itself is in
`test_board_by_keyboard.py`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.board.pdf import check_pdf_ua
from tests.web.conftest import NewPage
from tests.web.keyboard import A_FEW, Keyboard
from tests.web.laid import laid_plan, week
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import case
from tilbud_engine.web.serving import make_ready


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page on the screen of a small laptop, in a browser that saves a PDF and does not show it."""
    page = new_page(viewport={"width": 1280, "height": 720})

    def save(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-disposition": "attachment; filename=a.pdf"})

    page.route("**/*.pdf*", save)
    return page


def pdf_of(keys: Keyboard, name: str) -> bytes:
    """Find a link to a sheet and take what it gives."""
    keys.find(name, "link")
    with keys.page.expect_download() as saved:
        keys.page.keyboard.press("Enter")
    keys.is_on(name, "link")
    return Path(saved.value.path()).read_bytes()


def test_her_wishes_come_first(site: Site, page: Page) -> None:
    """R-B01, R-P1: the empty plan, what she wants, what she is good at; changed and taken away again."""
    site.enter(page)
    keys = Keyboard(page)
    keys.go("Læg en tom plan frem", "button")
    keys.skip()
    keys.go("Begynd her", "link")
    keys.skip()
    for part, asked, text in (
        ("Det vil jeg gerne", "Hvad vil du gerne? Hvad længes du efter?", "Et arbejde med motorer"),
        ("Det er jeg god til", "Hvad kan du? Hvad fungerer for dig?", "At få gamle knallerter til at køre"),
        (
            "Husk at tage hensyn til",
            "Hvad skal der tages hensyn til, når planen bliver lagt?",
            "Jeg skal kende dem, der er med",
        ),
    ):
        keys.write(asked, text)
        keys.go(f"Skriv på planen : {part}", "button")
        keys.is_on(f"Skriv på planen : {part}", "button")
        keys.hears(text)
    keys.press("Ret: At få gamle knallerter til at køre", back=True)
    keys.write("Ret: At få gamle knallerter til at køre", "At få alt til at køre")
    keys.go("Gem…", "button")
    keys.is_on("Ret: At få alt til at køre")
    page.keyboard.press("Enter")
    keys.go("Fjern: At få alt til at køre", "button")
    keys.is_on("Det er jeg god til", "region")
    keys.go("Videre: Det står i vejen", "link")
    assert max(keys.counted.values()) <= A_FEW, keys.counted


def test_what_stands_in_the_way_is_said_in_her_words_and_with_pictures(site: Site, page: Page) -> None:
    """R-P2: own words and what they mean, the sides of life, the order, and taking it back."""
    make_ready(site.desk.engine.vocabulary)  # as the server does before its first guest
    site.enter(page, site.plan())
    keys = Keyboard(page)
    keys.go("Det står i vejen", "link")
    keys.skip()
    keys.write("Med dine egne ord", "Jeg er hundeangst for det her møde")
    keys.go("Skriv på planen", "button")
    keys.is_on("Betyder det …?", "region")
    keys.tick("Jeg bliver angst eller urolig")
    keys.go("Det passer", "button")
    keys.is_on("Hvad står i vejen?", "heading")
    keys.write("Med dine egne ord", "Blå cykel")
    keys.go("Skriv på planen", "button")
    keys.is_on("Skriv på planen", "button")
    keys.go("Op: Blå cykel", "button")
    keys.is_on("Ned: Blå cykel", "button")
    keys.press("Arbejde og læring: Vælg")
    keys.tick("Jeg har haft det dårligt på en arbejdsplads")
    keys.go("Gem krydserne: Arbejde og læring", "button")
    keys.is_on("Arbejde og læring: Vælg")
    keys.go("Her står intet i vejen: Mennesker omkring mig", "button", back=True)
    keys.is_on("Vi har ikke talt om det alligevel: Mennesker omkring mig", "button")
    keys.go("Fjern: Blå cykel", "button", back=True)
    keys.is_on("Fjern: Jeg bliver angst eller urolig", "button")
    keys.go("Jeg vil gerne tale med dig alene", "button")
    keys.is_on("Det er ikke nødvendigt mere", "button")
    keys.go("Videre: Spørgsmål", "link")
    assert max(keys.counted.values()) <= A_FEW, keys.counted


def test_questions_come_one_at_a_time(site: Site, page: Page, faults: list[str]) -> None:
    """An answer, one that cannot be read, not known, not answered, not now, and an answer taken back."""
    site.enter(page, site.plan(case.say(CITIZEN, barrier="H-ANGST"), case.say(CITIZEN, barrier="D-GAELD")))
    keys = Keyboard(page)
    keys.go("Spørgsmål", "link")
    keys.skip()
    keys.write("Hvor gammel er du?", "mange")
    keys.go("Gem svaret", "button")
    keys.is_on("Hvor gammel er du?", "textbox")
    keys.write("Hvor gammel er du?", "31")
    keys.go("Gem svaret", "button")
    keys.is_on("Har du en arbejdsplads nu?", "heading")
    keys.go("Ved ikke", "button")
    keys.is_on("Hvad er du i gang med nu?", "heading")
    keys.skip("Gå forbi listen")
    keys.go("Vil ikke svare", "button")
    keys.is_on("Hvor meget har du tjent det seneste år?", "heading")
    keys.go("Spørg mig, når vi er alene", "button")
    assert keys.focus() is not None
    keys.press("Det har du svaret")
    keys.go("Tag svaret tilbage…", "button")
    keys.is_on("Hvor gammel er du?", "heading")
    keys.go("Videre: Kort", "link")
    assert max(keys.counted.values()) <= A_FEW, keys.counted
    faults[:] = [one for one in faults if "422" not in one]


def test_cards_are_taken_laid_and_written(site: Site, page: Page) -> None:
    """R-B03, R-B07, R-P12: a card in the hand, one in its weeks and lane, one of her own, any of all cards."""
    stored = site.change(laid_plan(site), case.say(CITIZEN, barrier="H-ANGST"))
    site.enter(page, stored)
    keys = Keyboard(page)
    keys.go("Kort", "link")
    keys.skip()
    keys.go("Tag kortet: Bisidder", "button")
    keys.is_on("Tag kortet: Støtteperson", "button")
    keys.hears("Bisidder er på hånden nu.")
    keys.press("Læg på planen: Støtteperson")
    keys.choose("Fra uge", "Uge 40")
    keys.choose("Til uge", "Uge 44")
    keys.choose("Del af livet", "Det gode liv")
    keys.go("Læg på planen: Støtteperson", "button")
    keys.hears("Støtteperson ligger nu i Det gode liv, uge 40 til uge 44.")
    assert keys.focus() is not None
    keys.go("Skriv dit eget kort", "link")
    keys.skip()
    keys.write("Et par ord", "Værksted")
    keys.find("to kort", "radio")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    keys.is_on("en hammer", "radio")
    keys.go("Lav kortet", "button")
    keys.hears("Værksted er på hånden nu.")
    keys.skip()
    keys.go("Alle kort", "link")
    keys.skip()
    keys.write("Find et kort", "praktik")
    keys.go("Find", "button")
    keys.skip()
    keys.go("Tag kortet: Praktik", "button")
    keys.hears("Praktik er på hånden nu.")
    assert keys.focus() is not None
    keys.go("Praktik", "link")
    keys.skip()
    keys.go("Tilbage til kortene", "link")
    plan = site.desk.store.get(stored.code).plan
    assert {"Bisidder", "Værksted", "Praktik"} <= {one.face.word for one in plan.placed("hand")}


def test_the_meeting_is_planned_held_and_printed(site: Site, page: Page) -> None:
    """R-X1 to R-X5: topic, time, people, agenda, agreements, its paper, and that it was held."""
    site.enter(page, site.change(laid_plan(site), case.say(CITIZEN, barrier="H-ANGST")))
    keys = Keyboard(page)
    keys.go("Mødet", "link")
    keys.skip()
    keys.write("Det vigtigste for mig at tale om", "Min dag")
    keys.go("Planlæg mødet", "button")
    keys.is_on("Et møde, som ikke har en dag endnu", "region")
    keys.day("Dag", week(2))
    keys.clock("Begynder", dt.time(10, 30))
    keys.write("Sted", "På biblioteket")
    keys.go("Gem tid og sted", "button")
    keys.is_on("Hvornår og hvor")
    keys.go("Skal med Karim Holm", "button")
    keys.is_on("Skal med…", "button")
    keys.write("Navn", "Min søster")
    keys.go("Skriv på listen", "button")
    keys.is_on("Skriv på listen", "button")
    keys.go("Hvem gør hvad, og hvornår?", "button")
    assert keys.focus() is not None
    keys.write("Noget andet", "Bussen", back=True)
    keys.go("Skriv på", "button")
    keys.is_on("Skriv på", "button")
    keys.go("Flyt op Bussen", "button", back=True)
    keys.is_on("Flyt op…", "button")
    keys.go("Tag væk Bussen", "button", back=True)
    keys.is_on("Tag væk…", "button")
    keys.write("Hvem", "Mette")
    keys.write("Gør hvad", "ringer til lægen")
    keys.go("Skriv aftalen ned", "button")
    keys.is_on("Skriv aftalen ned", "button")
    check_pdf_ua(pdf_of(keys, "Print mødet"))
    keys.go("Mødet er holdt", "button")
    keys.hears("Mødet er holdt.")
    assert keys.focus() is not None


def test_sharing_and_the_printed_sheet(site: Site, page: Page, faults: list[str]) -> None:
    """What others see, a companion's link, and the sheet that goes home."""
    site.enter(page, laid_plan(site))
    keys = Keyboard(page)
    keys.skip()
    keys.go("Del planen", "link")
    keys.skip()
    keys.go("Del det : Historien", "button")
    keys.is_on("Behold for mig selv : Historien", "button")
    keys.write("Bisidderens navn", "Mona")
    keys.go("Giv en bisidder adgang", "button")
    keys.is_on("Mona", "region")
    keys.tick("ønsker")
    keys.go("Gem : Mona må se", "button")
    keys.is_on("Gem : Mona må se", "button")
    keys.go("Lav et link til Mona", "button")
    keys.is_on("Link til Mona", "heading")
    keys.go("Arket", "link", back=True)
    keys.skip()
    check_pdf_ua(pdf_of(keys, "Hent i A3, som PDF: Til at vise frem"))
    keys.go("Se hele arket her på skærmen", "link")
    keys.skip()
    keys.go("Skriv ændringer fra papiret ind", "link")
    keys.skip()
    keys.choose("Hvad er der sket?", "På P")
    keys.go("Luk planen", "button", back=True)
    assert max(keys.counted.values()) <= A_FEW, keys.counted
    faults[:] = [one for one in faults if "403" not in one]  # her way in has ended


def test_the_caseworkers_pages(site: Site, page: Page) -> None:
    """R-O10: the code, an answer of the municipality, a proposal on the board and from all cards, and each page."""
    said = (case.say(CITIZEN, barrier="H-ANGST"), case.say(CITIZEN, barrier="D-GAELD"))
    stored = site.change(laid_plan(site), *said)
    site.enter(page, None, "caseworker")
    keys = Keyboard(page)
    keys.write("Planens kode", stored.code)
    keys.go("Åbn planen", "button")
    keys.skip()
    keys.find("Svar…", "combobox")
    page.keyboard.press("ArrowDown")
    keys.go("Gem svaret…", "button")
    keys.hears("Svaret er gemt")
    keys.is_on("Gem svaret…", "button")
    keys.go("Planen", "link", back=True)
    keys.skip("Gå til kortene")
    keys.press("Kor , ønsket", "button")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    keys.hears("Borgeren svarer ja eller nej.")
    keys.is_on("Kor , ønsket", "button")
    keys.go("Alle kort", "link")
    keys.skip()
    keys.press("Mentorstøtte…")
    keys.write("Hvorfor foreslår du det? (borgeren kan læse det)…", "Den hjalp sidst")
    keys.go("Foreslå kortet…", "button")
    keys.is_on("Mentorstøtte…")
    for name in ("Mødet", "Hjælp til samtalen", "Rettigheder og pligter", "På papiret", "Overblik"):
        keys.go(name, "link", back=True)
        keys.skip()
    keys.go("Luk planen på denne skærm", "button")
