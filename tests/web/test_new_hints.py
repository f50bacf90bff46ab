"""What a change brings is told where it was made: a placement on the board, an answer among the questions.

What others change is told on her board with what it brings: the suggestions follow the plan.
"""

from __future__ import annotations

import datetime as dt
import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import lay, live
from tests.web.conftest import NewPage
from tests.web.laid import CASEWORKER, at, key_of, own
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import about, cards, case, meetings, people
from tilbud_engine.board.plan import Times, Who
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


def brought(site: Site, stored: Stored, role: Who, *, covered: bool = False) -> str:
    """Return what an open board says when a caseworker has answered a question and it is brought up to date."""
    with site.client(follow_redirects=True) as client:
        board = str(client.get(site.link(role, stored.code, companion="2-1")).url).removesuffix("/se")
        if covered:
            client.post(f"{board}/daek", data={"covered": "1"})
        site.change(stored, case.answer(CASEWORKER, "age", 34, TODAY), by=CASEWORKER)
        return message(client, f"{board.removesuffix('/overblik')}/tavle", stored)


def message(client: httpx.Client, address: str, stored: Stored) -> str:
    """Return what a board says of what is new since a version."""
    found = re.search(r'data-message="([^"]*)"', client.get(address, params={"siden": str(stored.version)}).text)
    assert found is not None
    return found[1]


def test_what_another_has_answered_brings_her_what_is_new_and_why(site: Site) -> None:
    stored = site.plan(people.companion(CITIZEN, "Mona"), case.say(CITIZEN, barrier="H-ANGST"))
    told = brought(site, stored, "citizen")
    assert told.startswith("Mette (sagsbehandler)")
    assert "Det er nyt." in told
    assert "Ikke blandt forslagene mere: Gratis psykolog. Se under Alle kort." in told
    assert "Det er ikke et afslag." in told


@pytest.mark.parametrize("role", ["caseworker", "companion", "covered"])
def test_what_is_new_to_her_is_told_to_nobody_else(site: Site, role: str) -> None:
    stored = site.plan(people.companion(CITIZEN, "Mona"), case.say(CITIZEN, barrier="H-ANGST"))
    told = brought(site, stored, "citizen" if role == "covered" else role, covered=role == "covered")  # type: ignore[arg-type]
    assert not re.search("nyt|psykolog|angst", told, re.IGNORECASE)


def test_a_move_by_another_brings_her_the_hints_that_it_brings(site: Site, stored: Stored) -> None:
    with site.client() as client:
        client.get(site.link(code=stored.code))
        client.get(f"/plan/{stored.code}")
        site.change(stored, cards.move(CITIZEN, key_of(stored, "Svømning"), "plan", at("life", 3)))
        assert "på samme tid tirsdag i uge 40" in message(client, f"/plan/{stored.code}/tavle", stored)
