"""A screen on which what is private is covered: it names nothing, and wipes nothing that it does not show."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.laid import at, key_of, own
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import about, cards, drafts, meetings, people
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import seen_by

COVER = "Skjul det private"


def private_plan(site: Site) -> Stored:
    """Return a plan with a confidential card that she has written on, two drafts, and a history that she shares."""
    stored = site.plan(own("Psykolog", "plan", at("life", 2, 5), privacy="confidential"))
    card = key_of(stored, "Psykolog")
    return site.change(
        stored,
        cards.edit(CITIZEN, card, note="Husk brevet", where="Psykologhuset"),
        about.share(CITIZEN, "history"),
        cards.show(CITIZEN, card, shown=True),
        cards.show(CITIZEN, card, shown=False),
        drafts.begin_draft(CITIZEN),
        cards.move(CITIZEN, card, "plan", at("life", 6, 7)),
    )


def test_a_covered_screen_names_nothing_on_any_page(page: Page, site: Site) -> None:
    stored = private_plan(site)
    site.enter(page, stored)
    expect(page.locator("main")).to_contain_text("Psykolog")
    page.get_by_role("button", name=COVER).click()
    for path in ("", "/kladder", "/historie", "/historie/dag?dag=2026-09-07", f"/paa/{key_of(stored, 'Psykolog')}"):
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        expect(page.locator("main")).not_to_contain_text(re.compile("psykolog|brevet", re.IGNORECASE))


def test_a_form_that_was_open_before_the_screen_was_covered_changes_nothing(
    page: Page, site: Site, faults: list[str]
) -> None:
    stored = private_plan(site)
    card = key_of(stored, "Psykolog")
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/paa/{card}")
    other = page.context.new_page()
    other.goto(f"{site.address}/plan/{stored.code}")
    other.get_by_role("button", name=COVER).click()
    page.locator("form[action$='/ret'] button").click()
    expect(page.locator("body")).to_contain_text("Vis det private igen først")
    assert "422" in faults.pop()
    kept = site.desk.store.get(stored.code).plan.cards[card]
    assert (kept.note, kept.where) == ("Husk brevet", "Psykologhuset")
    page.goto(f"{site.address}/plan/{stored.code}/paa/{card}")
    expect(page.locator("form[action$='/ret']")).to_have_count(0)


def test_a_page_that_the_browser_kept_is_asked_for_anew(page: Page, site: Site) -> None:
    """Else Back shows the plan after it was put away."""
    stored = private_plan(site)
    site.enter(page, stored)
    for path in ("", "/del", "/historie", f"/paa/{key_of(stored, 'Psykolog')}"):
        page.goto(f"{site.address}/plan/{stored.code}{path}")
        page.evaluate("window.kept = true")
        with page.expect_navigation():
            page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert page.evaluate("window.kept === undefined")


@pytest.mark.parametrize("covered", [False, True])
def test_what_is_hers_alone_when_a_card_goes_that_it_names_is_told_where_it_is_seen(
    site: Site, *, covered: bool
) -> None:
    stored = site.plan(own("Kor", "plan", at("life", 2, 5), privacy="confidential"), meetings.plan_meeting(CITIZEN))
    [meeting] = stored.plan.meetings
    stored = site.change(stored, meetings.add_point(CITIZEN, meeting, "Hvornår går jeg til Kor?"))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        client.post(f"/plan/{stored.code}/daek", data={"covered": "1" if covered else ""})
        form = {"card": key_of(stored, "Kor"), "version": str(stored.version)}
        said = client.post(f"/plan/{stored.code}/fjern", data=form, headers={"hx-request": "true"}).text
    assert ("Det, der nævner kortet på møder og i aftaler, ser kun du nu." in said) is not covered
    gone = site.desk.store.get(stored.code).plan
    assert len(gone.meetings[meeting].agenda) == 1
    assert seen_by(gone, "shared").meetings[meeting].agenda == ()


def test_a_covered_screen_neither_tells_nor_wipes_what_a_meeting_says_of_a_hidden_card(site: Site) -> None:
    stored = site.plan(own("Kor", "plan", at("life", 2, 5), privacy="confidential"), meetings.plan_meeting(CITIZEN))
    [meeting] = stored.plan.meetings
    stored = site.change(
        stored,
        meetings.set_topic(CITIZEN, meeting, "Kor om aftenen"),
        meetings.set_time(CITIZEN, meeting, TODAY, where="Ved koret"),
        people.agree(CITIZEN, "Koret", "ringer", meeting=meeting),
    )
    with site.client() as client:
        client.get(site.link(code=stored.code))
        path = f"/plan/{stored.code}/moede"
        hers = client.get(path).text
        assert hers.count("det ses ikke ved bordet eller på papir") == 2
        client.post(f"/plan/{stored.code}/daek", data={"covered": "1"})
        assert not re.search(r"\bkor(et)?\b", client.get(path).text, re.IGNORECASE)
        form = {"version": str(stored.version)}
        client.post(f"{path}/{meeting}/tid", data={**form, "day": "2026-09-17", "where": ""})
        client.post(f"{path}/{meeting}/emne", data={**form, "topic": ""})
        kept = site.desk.store.get(stored.code).plan.meetings[meeting]
        assert (kept.topic, kept.where, str(kept.day)) == ("Kor om aftenen", "Ved koret", "2026-09-17")
        client.get(site.link("caseworker", code=stored.code))
        seen = client.get(f"/sagsbehandler/{stored.code}/moede").text
        assert "Kor om aftenen" in seen
        site.change(site.desk.store.get(stored.code), cards.move(CITIZEN, key_of(stored, "Kor"), "parked"))
        assert not re.search(r"\bkor(et)?\b", client.get(f"/sagsbehandler/{stored.code}/moede").text, re.IGNORECASE)
