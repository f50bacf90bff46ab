"""Plans for the tests of the conversation: begun, changed, and opened on one of its pages."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import cards, case
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.following import follow
from tilbud_engine.board.plan import Plan, Stretch
from tilbud_engine.board.storage import Stored


def opened(site: Site, page: Page, path: str, *intents: Intent) -> Stored:
    """Begin a plan, change it, and open one of its pages."""
    stored = site.plan(*intents)
    site.enter(page, stored)
    page.goto(address(site, stored, path))
    return stored


def address(site: Site, stored: Stored, path: str) -> str:
    """Return the address of a page of a plan."""
    return f"{site.address}/plan/{stored.code}/{path}"


def plan_of(site: Site, stored: Stored) -> Plan:
    """Return a plan as it is kept now."""
    return site.desk.store.get(stored.code).plan


def says(*codes: str) -> list[Intent]:
    """Say what stands in the way, each by its code."""
    return [case.say(CITIZEN, barrier=code) for code in codes]


def taken(site: Site, offer: str, first: int = 0, last: int = 0) -> Intent:
    """Lay a card of an offer in weeks counted from the plan's first."""
    found = site.desk.engine.rulebook.offers[offer].versions[-1]
    monday = TODAY.fromordinal
    at_weeks = Stretch(lane="A", first=monday(TODAY.toordinal() + 7 * first), last=monday(TODAY.toordinal() + 7 * last))
    return cards.take(CITIZEN, face_of_offer(found, "da"), offer, "plan", at_weeks)


def tell(page: Page, words: str) -> None:
    """Write what stands in the way in own words."""
    page.get_by_label("Med dine egne ord").fill(words)
    page.get_by_role("button", name="Skriv på planen").click()


def said(page: Page) -> list[str]:
    """Return what the screen says that she has said, in order."""
    page.wait_for_load_state()
    return [one.split("\n")[0] for one in page.locator(".said-text").all_inner_texts()]


def next_is(site: Site, stored: Stored, fact: str) -> str:
    """Return the page of the questions with all but one of them left for later."""
    questions = follow(site.desk.engine, plan_of(site, stored), TODAY).questions
    return f"spoergsmaal?senere={','.join(one.fact for one in questions if one.fact != fact)}"
