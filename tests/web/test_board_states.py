"""The board in the states that a table meets: other sides, hidden matter, long plans, odd letters, a lost line."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import live, tile
from tests.web.conftest import NewPage
from tests.web.laid import at, laid_plan, own
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, case, notes, people
from tilbud_engine.board.plan import Section

LONG = "Virksomhedspraktikopfølgningssamtale med arbejdsmarkedsfastholdelseskonsulenten"


def test_a_long_plan_with_long_words_emoji_and_other_scripts_can_be_read(page: Page, site: Site) -> None:
    words = (LONG[:60], "👩‍👩‍👧 Familietid 🎵", "موعد مع الطبيب", "会议", "Æblegrød & <ål>")
    stored = site.plan(*(own(word, "plan", at("life", number * 3)) for number, word in enumerate(words)), weeks=52)
    site.enter(page, stored)
    check_accessibility(page)
    for word in words:
        expect(page.locator(".tile strong", has_text=word)).to_be_visible()
    inside = page.evaluate(
        "[...document.querySelectorAll('.tile')].every(one => one.scrollWidth <= one.clientWidth + 1)"
    )
    assert inside
    tile(page, "会议").locator(".words").click()
    expect(page.locator(".place-here").first).to_be_visible()
    check_accessibility(page)
    small = page.evaluate(
        """[...document.querySelectorAll('.place-here')].map(one => one.getBoundingClientRect())
            .filter(box => box.width < 24 || box.height < 44).length"""
    )
    assert small == 0


def test_hints_and_the_hours_of_each_week_stand_beside_her_own_limit(page: Page, site: Site) -> None:
    stored = site.plan(
        own("Praktik", "plan", at("life", 2, 5), hours=(20, 25)), about.set_limit(CITIZEN, 15, None), weeks=13
    )
    site.enter(page, stored)
    expect(page.get_by_role("region", name="Værd at vide")).to_contain_text("15")
    over = page.locator(".load .over")
    assert over.count() == 4
    expect(over.first).to_contain_text("mere end min grænse")
    check_accessibility(page)


def test_the_pile_offers_cards_for_what_she_said_and_one_is_laid(page: Page, site: Site) -> None:
    barrier = next(
        code for code, one in site.desk.engine.vocabulary.barriers.items() if not one.hidden and one.leg is not None
    )
    stored = site.plan(case.say(CITIZEN, None, barrier))
    site.enter(page, stored)
    offered = page.locator(".tile[data-offer]").first
    word = offered.get_attribute("data-word")
    offered.locator(".words").click()
    page.get_by_role("button", name=f"Læg her: {word}, Det gode liv, uge 40", exact=True).click()
    expect(live(page)).to_contain_text(f"{word} ligger nu i Det gode liv, uge 40")
    expect(page.locator(f'.laid .tile[data-word="{word}"]')).to_have_count(1)


def test_a_companion_has_a_board_with_what_is_switched_on(page: Page, site: Site) -> None:
    sees: list[Section] = ["plan", "wishes"]
    stored = site.change(laid_plan(site), people.companion(CITIZEN, "Bo", sees))
    [companion] = stored.plan.companions
    site.enter(page, stored, "companion", companion=companion, name="Bo")
    page.goto(f"{site.address}/bisidder/{stored.code}/plan")
    check_accessibility(page)
    expect(page.locator("main")).to_contain_text("Et arbejde, hvor jeg bruger hænderne")
    for hers in ("Husk sko", "For mange breve", "Kørekort"):
        expect(page.locator("main")).not_to_contain_text(hers)


def test_the_caseworkers_board_can_be_used_by_anybody(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored, "caseworker")
    page.goto(f"{site.address}/sagsbehandler/{stored.code}/plan")
    check_accessibility(page)
    expect(page.get_by_role("button", name="Jeg vil gerne tale med dig alene")).to_have_count(0)


def test_a_line_that_is_lost_is_said_and_nothing_moves(page: Page, site: Site, faults: list[str]) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".words").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Læg her: Museumstur, Det gode liv, uge 41", exact=True).click()
    expect(live(page)).to_contain_text("Der er ikke forbindelse.")
    page.context.set_offline(False)
    assert site.desk.store.get(stored.code).version == stored.version
    faults.clear()


def test_every_card_and_button_is_large_enough_for_a_finger(new_page: NewPage, site: Site) -> None:
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    stored = site.change(laid_plan(site), notes.add(CITIZEN, "wish", "Ro"))
    site.enter(page, stored)
    small = page.evaluate(
        """[...document.querySelectorAll('main button, .tile a, summary')].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && (box.width < 24 || box.height < 24);
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_what_moves_is_said_in_the_language_of_the_screen(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    tile(page, "Museumstur").locator(".words").click()
    page.get_by_role("button", name="Lay here: Museumstur, The good life, week 41", exact=True).click()
    expect(live(page)).to_have_text("Museumstur now lies in The good life, week 41.")
