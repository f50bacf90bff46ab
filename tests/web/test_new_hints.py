"""What a change brings is told where it was made: a placement on the board, an answer among the questions."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import lay, live
from tests.web.conftest import NewPage
from tests.web.laid import at, key_of, own
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import about, cards, case, meetings
from tilbud_engine.board.plan import Times
from tilbud_engine.board.storage import Stored

TUESDAY = (Times(days=(2,), start=dt.time(10), end=dt.time(12)),)


@pytest.fixture
def stored(site: Site) -> Stored:
    stored = site.plan(own("Kor", "plan", at("life", 3)), own("Svømning", "plan", at("life", 0)))
    return site.change(
        stored, *(cards.edit(CITIZEN, key_of(stored, word), times=TUESDAY) for word in ("Kor", "Svømning"))
    )


def test_a_move_that_brings_a_clash_says_so_with_why_and_only_once(page: Page, site: Site, stored: Stored) -> None:
    site.enter(page, stored)
    lay(page, "Svømning", 40)
    expect(live(page)).to_contain_text("Svømning ligger nu i Det gode liv, uge 40. Værd at vide:")
    expect(live(page)).to_contain_text("på samme tid tirsdag i uge 40")
    expect(live(page)).to_contain_text("kl. 10")
    page.get_by_role("button", name="Fortryd", exact=True).click()
    expect(live(page)).not_to_contain_text("Værd at vide")


def test_without_javascript_it_is_told_too(new_page: NewPage, site: Site, stored: Stored) -> None:
    page = new_page(java_script_enabled=False)
    site.enter(page, stored)
    page.request.post(
        f"{page.url}/flyt",
        form={
            "version": str(stored.version), "card": key_of(stored, "Svømning"), "place": "plan", "lane": "life",
            "week": (TODAY + dt.timedelta(weeks=3)).isoformat(),
        },
        headers={"origin": site.address},
        max_redirects=0,
    )  # fmt: skip
    page.reload()
    expect(live(page)).to_contain_text("på samme tid tirsdag i uge 40")


def test_an_answer_that_brings_a_hint_is_told_with_it(page: Page, site: Site) -> None:
    stored = site.plan(own("Kor", "plan", at("life", 0, 3)))
    stored = site.change(stored, cards.edit(CITIZEN, key_of(stored, "Kor"), hours=12))
    before = stored.version
    stored = site.change(stored, about.set_limit(CITIZEN, 5, TODAY))
    site.enter(page, stored)
    page.goto(f"{page.url}/spoergsmaal?nyt={before}")
    news = page.get_by_role("region", name="Det er nyt")
    expect(news).to_contain_text("12 timer om ugen")
    expect(news).to_contain_text("Du har sagt, at du kan klare 5 timer om ugen.")


def test_a_hint_leads_to_the_cards_that_it_is_about(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, cards.move(CITIZEN, key_of(stored, "Svømning"), "plan", at("life", 3)))
    site.enter(page, stored)
    hints = page.get_by_role("region", name="Værd at vide")
    hints.get_by_role("link", name="Svømning", exact=True).click()
    expect(page.get_by_role("heading", name="Svømning")).to_be_visible()


def test_a_hint_leads_to_the_cards_in_the_pile_that_it_points_to(page: Page, site: Site) -> None:
    stored = site.plan(own("Kor", "plan", at("life", 0, 3)), case.say(CITIZEN, barrier="D-TRANSPORT"))
    site.enter(page, stored)
    check_accessibility(page)
    found = page.get_by_role("region", name="Værd at vide").get_by_role("listitem").filter(has_text="Se:")
    found.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/kort/\w+$"))


def test_a_meeting_outside_of_the_weeks_is_named_on_the_board(page: Page, site: Site) -> None:
    day = TODAY + dt.timedelta(weeks=30)
    stored = site.plan(meetings.plan_meeting(CITIZEN, "Hvad nu", day=day))
    site.enter(page, stored)
    expect(page.get_by_role("heading", name="Møder uden for planens uger")).to_be_visible()
    expect(page.get_by_role("link", name="Hvad nu")).to_be_visible()


def test_a_limit_that_the_plan_goes_beyond_is_told_where_it_is_set(page: Page, site: Site) -> None:
    stored = site.plan(own("Kor", "plan", at("life", 0, 3)))
    site.change(stored, cards.edit(CITIZEN, key_of(stored, "Kor"), hours=12))
    site.enter(page, stored)
    page.goto(f"{page.url}/maal")
    page.locator("#graense").get_by_role("spinbutton").fill("5")
    page.locator("#graense").get_by_role("button").click()
    expect(live(page)).to_contain_text("12 timer om ugen")
