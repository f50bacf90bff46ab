"""Each page around the board: it opens, anybody can use it, it does what it says, and no error stays in words alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.laid import key_of, laid_plan
from tests.web.served import Site

PAGES = ("", "/aftaler", "/min-uge", "/historie", "/historie/dag?dag=2026-09-07", "/kladder", "/del")


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_can_be_used_by_anybody(page: Page, site: Site, language: str) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    if language == "en":
        page.get_by_role("button", name="English").click()
    for path in PAGES:
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        assert page.evaluate("document.documentElement.lang") == language
        check_accessibility(page)


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_no_page_scrolls_sideways(new_page: NewPage, site: Site, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    stored = laid_plan(site, weeks=53 - 1)
    site.enter(page, stored)
    for path in (*PAGES, f"/paa/{key_of(stored, 'Psykolog')}"):
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_text_twice_as_large_hides_nothing(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.evaluate("document.documentElement.style.fontSize = '125%'")  # dkfds sets 62.5 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    cut = page.evaluate(
        "[...document.querySelectorAll('.words, .tool, .lane h3, .lines li')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'hidden').length"
    )
    assert cut == 0
    check_accessibility(page)


def test_no_two_cards_of_a_lane_lie_on_each_other(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    overlaps = page.evaluate(
        """[...document.querySelectorAll('.laid')].flatMap(lane => {
            const boxes = [...lane.children].map(one => one.getBoundingClientRect());
            return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
                a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
        }).length"""
    )
    assert overlaps == 0


def test_a_line_is_written_changed_shared_and_taken_away(page: Page, site: Site) -> None:
    stored = site.plan()
    site.enter(page, stored)
    corner = page.get_by_role("region", name="Parkeret")
    corner.locator("summary", has_text="Skriv").click()
    corner.get_by_label("Det frustrerer mig").fill("For mange breve")
    corner.get_by_role("button", name="Gem").click()
    expect(corner).to_contain_text("For mange breve")
    corner.get_by_role("link", name="For mange breve").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Kun du kan se det.")
    check_accessibility(page)
    dialog.get_by_role("button", name="Lad andre se det").click()
    expect(corner).to_contain_text("vises for andre")
    corner.get_by_role("link", name="For mange breve").click()
    page.get_by_role("dialog").get_by_role("button", name="Fjern det").click()
    expect(corner).not_to_contain_text("For mange breve")


def test_what_is_wrong_is_said_and_the_plan_stays(page: Page, site: Site, faults: list[str]) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.get_by_role("region", name="Mine egne noter").get_by_text("Skriv", exact=False).first.click()
    page.get_by_role("textbox", name="Mine egne noter").fill("Mit nummer er 010190-1234")
    page.get_by_role("region", name="Mine egne noter").get_by_role("button", name="Gem").first.click()
    expect(page.locator(".fault")).to_contain_text("CPR")
    assert "010190" not in page.locator(".fault").inner_text()
    assert site.desk.store.get(stored.code).version == stored.version
    assert [one for one in faults if "422" not in one] == []
    faults.clear()


def test_what_is_private_can_be_hidden_on_the_screen(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    expect(page.locator("main")).to_contain_text("For mange breve")
    page.get_by_role("button", name="Skjul det private").click()
    for word in ("For mange breve", "Husk sko", "Kørekort", "It-kursus"):
        expect(page.locator("main")).not_to_contain_text(word)
    expect(page.locator("main")).to_contain_text("Psykolog")
    check_accessibility(page)
    page.get_by_role("button", name="Vis det private").click()
    expect(page.locator("main")).to_contain_text("For mange breve")


def test_she_can_ask_to_talk_alone_and_nobody_else_at_the_table_sees_it(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.get_by_role("button", name="Jeg vil gerne tale med dig alene").click()
    expect(page.locator("#live")).to_contain_text("Ingen andre kan se det")
    assert site.desk.store.get(stored.code).plan.about.alone


def test_two_drafts_lie_beside_each_other_and_she_keeps_one(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/kladder")
    page.get_by_role("button", name="Læg en kopi til side, og prøv noget andet").click()
    expect(page.get_by_role("region", name="Den anden")).to_contain_text("Museumstur")
    check_accessibility(page)
    page.get_by_role("button", name="Arbejd videre med den anden").click()
    page.get_by_role("button", name="Behold denne").click()
    assert not site.desk.store.get(stored.code).plan.about.drafting


def test_the_next_plan_carries_on_what_still_counts(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page)
    page.get_by_label("Planens kode").fill(stored.code.lower().replace("-", " "))
    page.get_by_role("button", name="Find planen").click()
    page.goto(f"{site.address}/plan/{stored.code}/del")
    page.get_by_role("button", name="Begynd næste plan").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert stored.code not in page.url
    expect(page.locator("main")).to_contain_text("Et arbejde, hvor jeg bruger hænderne")


def test_how_it_stands_is_said_in_words(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.locator('.tile[data-word="Psykolog"] .more').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Status").select_option(label="aftalt")
    dialog.get_by_role("button", name="Gem").first.click()
    expect(page.locator("#live")).to_have_text("Der står nu på Psykolog: aftalt.")
    expect(page.locator('.tile[data-word="Psykolog"]')).to_contain_text("aftalt")


def test_a_plan_is_empty_before_anything_is_suggested(page: Page, site: Site) -> None:
    site.enter(page)
    page.get_by_role("button", name="Læg en tom plan frem").click()
    expect(page.locator("main")).to_contain_text("Planen er tom, og den er din.")
    expect(page.locator(".tile")).to_have_count(0)
    check_accessibility(page)
