"""The companion's side in a real browser: what she switched on, and writing without deciding (R-D15)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, case, meetings, notes, people
from tilbud_engine.board.plan import Section
from tilbud_engine.board.storage import Stored

EVERYTHING: tuple[Section, ...] = (
    "plan", "wishes", "notes", "parked", "frustrations", "successes", "agreements", "meeting", "barriers",
)  # fmt: skip


def laid(site: Site, *sees: Section) -> Stored:
    return site.plan(
        about.name(CITIZEN, "Sanne"),
        people.companion(CITIZEN, "Mona", sees),
        notes.add(CITIZEN, "wish", "Arbejde med dyr"),
        notes.add(CITIZEN, "success", "Jeg tog bussen"),
        case.say(CITIZEN, "mine egne ord", "N-MOEDER"),
        people.agree(CITIZEN, "Line", "ringer"),
        meetings.plan_meeting(CITIZEN, "Mit emne"),
    )


def theirs(site: Site, page: Page, stored: Stored) -> None:
    page.goto(site.link("companion", stored.code, companion=next(iter(stored.plan.companions)), name="Mona"))


def test_the_role_is_said_first_and_only_what_she_switched_on_is_there(page: Page, site: Site) -> None:
    theirs(site, page, laid(site, "wishes"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er bisidder for Sanne")
    expect(page.get_by_text("bestemmer selv")).to_be_visible()
    expect(page.get_by_text("Arbejde med dyr")).to_be_visible()
    for hidden in ("Jeg tog bussen", "ringer", "Mit emne", "mine egne ord"):
        expect(page.get_by_text(hidden)).to_have_count(0)
    check_accessibility(page)


def test_with_everything_switched_on_her_own_words_about_what_is_in_the_way_stay_hers(page: Page, site: Site) -> None:
    theirs(site, page, laid(site, *EVERYTHING))
    for shown in ("Arbejde med dyr", "Jeg tog bussen", "ringer"):
        expect(page.get_by_text(shown)).to_be_visible()
    expect(page.get_by_text("mine egne ord")).to_have_count(0)
    check_accessibility(page)


def test_a_companion_writes_and_takes_it_away_again(page: Page, site: Site) -> None:
    stored = laid(site, "plan")
    theirs(site, page, stored)
    page.get_by_label("Skriv det her").fill("Husk pausen")
    page.get_by_role("button", name="Skriv det på").click()
    expect(page.get_by_role("status")).to_have_text("”Husk pausen” står på planen nu.")
    written = [one for one in site.desk.store.get(stored.code).plan.notes.values() if one.by == "companion"]
    assert [(one.text, one.name) for one in written] == [("Husk pausen", "Mona")]
    check_accessibility(page)
    page.get_by_role("button", name="Tag det væk igen Husk pausen").click()
    expect(page.get_by_role("main").get_by_text("Husk pausen")).to_have_count(0)


def test_a_companion_proposes_a_card_that_is_dashed_until_she_says_yes(page: Page, site: Site) -> None:
    stored = laid(site, "plan")
    theirs(site, page, stored)
    page.get_by_label("Hvad skal der stå på kortet?").fill("Gå en tur sammen")
    page.get_by_label("Hvorfor?").fill("Det hjalp sidst")
    page.get_by_role("button", name="Foreslå kortet").click()
    expect(page.locator("li.dashed")).to_contain_text("Gå en tur sammen")
    [offered] = site.desk.store.get(stored.code).plan.placed("offered")
    assert offered.proposal is not None
    assert (offered.proposal.by, offered.proposal.name) == ("companion", "Mona")
    check_accessibility(page)


def test_the_meeting_shows_no_more_than_the_meeting(page: Page, site: Site) -> None:
    stored = laid(site, "meeting")
    theirs(site, page, stored)
    page.get_by_role("link", name="Se mødet").click()
    expect(page.locator(".topic")).to_have_text("Mit emne")
    page.locator("summary", has_text="Foreslå nogen").click()
    page.get_by_label("Navn").fill("Foreningen")
    page.get_by_label("Hvorfor med?").select_option("can_give")
    page.get_by_role("button", name="Foreslå personen").click()
    expect(page.get_by_text("Foreningen", exact=True)).to_be_visible()
    check_accessibility(page)
    [meeting] = site.desk.store.get(stored.code).plan.meetings.values()
    assert [one.chosen for one in meeting.participants] == [False]


def test_closing_ends_the_session(page: Page, site: Site) -> None:
    stored = laid(site, "plan")
    theirs(site, page, stored)
    page.get_by_role("button", name="Luk på min skærm").click()
    expect(page.get_by_role("heading", name="Planen er lukket")).to_be_visible()
    assert page.request.get(f"{site.address}/bisidder/{stored.code}/se").status == 403


def test_what_is_on_an_open_screen_goes_when_the_meeting_has_been_held(
    page: Page, new_page: NewPage, site: Site, faults: list[str]
) -> None:
    """R-D15."""
    stored = laid(site, "plan", "wishes", "meeting")
    theirs(site, page, stored)
    expect(page.get_by_text("Arbejde med dyr")).to_be_visible()
    hers = new_page()
    hers.goto(site.link("citizen", stored.code, at_table=True))
    hers.goto(f"{site.address}/plan/{stored.code}/moede")
    hers.get_by_role("button", name="Mødet er holdt").click()
    expect(page.get_by_role("heading", name="Planen er lukket")).to_be_visible()
    expect(page.get_by_text("Arbejde med dyr")).to_have_count(0)
    faults[:] = [one for one in faults if "403" not in one]
