"""The meeting in a real browser: hers to choose, on each side, with and without JavaScript."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.board.pdf import check_pdf_ua, text_boxes
from tests.web.accessibility import check_accessibility
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import cards, case, meetings, people
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Stretch
from tilbud_engine.board.storage import Stored

CASEWORKER = By(who="caseworker", name="Line")
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def stored(site: Site) -> Stored:
    """A plan with something in the way, two cards and a contact person."""
    at = Stretch(lane="A", first=TODAY, last=TODAY + dt.timedelta(weeks=3))
    return site.plan(
        case.say(CITIZEN, "Jeg tør ikke gå ud", "H-ANGST"),
        people.contact(CITIZEN, "Line Holm", "borgerkonsulent", hours="og om aftenen efter aftale", first=True),
        cards.take(CITIZEN, Face(word="Praktik"), "virksomhedspraktik", "plan", at),
        cards.take(CITIZEN, Face(word="Lægen med"), "laege_med"),
    )


def hers(site: Site, page: Page, stored: Stored) -> None:
    page.goto(site.link("citizen", stored.code, at_table=True))
    page.goto(f"{site.address}/plan/{stored.code}/moede")


def row(page: Page, text: str) -> Locator:
    return page.locator("li.row", has_text=text)


def unfolded(page: Page, summary: str) -> None:
    """Open what is folded up, where it is not open already."""
    page.wait_for_load_state()
    for one in page.locator("details:not([open]) > summary", has_text=summary).all():
        one.click()


def saved(site: Site, stored: Stored) -> Stored:
    return site.desk.store.get(stored.code)


def test_she_chooses_topic_people_and_points_and_leaves_with_agreements(page: Page, site: Site, stored: Stored) -> None:
    """R-P1, R-X1, R-X2: the whole of a Step Up meeting."""
    hers(site, page, stored)
    check_accessibility(page)
    page.get_by_role("button", name="Planlæg mødet").click()
    expect(page.get_by_role("status")).to_have_text("Mødet står på planen nu.")
    check_accessibility(page)

    page.get_by_role("button", name="Jeg tør ikke gå ud").click()
    expect(page.locator(".topic")).to_have_text("Jeg tør ikke gå ud")

    page.get_by_label("Dag", exact=True).fill("2026-09-16")
    page.get_by_label("Begynder").fill("10:00")
    page.get_by_label("Slutter").fill("11:30")
    page.get_by_label("Sted").fill("Hjemme hos mig")
    page.get_by_role("button", name="Gem tid og sted").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Møde 16. september 2026 kl. 10.00–11.30")

    expect(row(page, "Egen læge")).to_contain_text("Kan hjælpe med kortet Lægen med.")
    page.get_by_role("button", name="Skal med Egen læge").click()
    expect(page.locator(".people").first).to_contain_text("Egen læge")
    unfolded(page, "Vælg, hvem der skal med")
    page.get_by_role("button", name="Skal med Line Holm").click()
    unfolded(page, "Vælg, hvem der skal med")
    page.get_by_label("Navn").fill("Mona")
    page.get_by_role("button", name="Skriv på listen").click()
    chosen = {one.name: one for one in next(iter(saved(site, stored).plan.meetings.values())).participants}
    assert {name: one.reason for name, one in chosen.items()} == {
        "Egen læge": "can_give",
        "Line Holm": "has_authority",
        "Mona": None,
    }
    assert (chosen["Line Holm"].role, chosen["Mona"].role) == ("chair", "companion")

    page.get_by_role("button", name="Hvem gør hvad, og hvornår?").click()
    unfolded(page, "Skriv mere på")
    page.get_by_label("Noget andet").fill("Min ryg")
    page.get_by_role("button", name="Skriv på", exact=True).click()
    page.get_by_role("button", name="Flyt op Min ryg").click()
    expect(page.locator(".agenda li").first).to_contain_text("Min ryg")
    check_accessibility(page)

    page.get_by_label("Hvem", exact=True).fill("Line")
    page.get_by_label("Gør hvad").fill("ringer til praktikken")
    page.get_by_label("Senest").fill("2026-09-20")
    page.get_by_role("button", name="Skriv aftalen ned").click()
    expect(row(page, "ringer til praktikken")).to_contain_text("senest 20. september 2026")
    page.get_by_role("button", name="Mødet er holdt").click()
    expect(page.get_by_role("heading", name="Møder, der er holdt")).to_be_visible()
    check_accessibility(page)
    after = saved(site, stored).plan
    assert next(iter(after.meetings.values())).held
    assert [one.what for one in after.agreements.values()] == ["ringer til praktikken"]


def test_all_of_it_works_without_javascript(new_page: Callable[..., Page], site: Site, stored: Stored) -> None:
    page = new_page(java_script_enabled=False)
    hers(site, page, stored)
    page.get_by_label("Det vigtigste for mig at tale om").fill("Min datter")
    page.get_by_role("button", name="Planlæg mødet").click()
    expect(page.locator(".topic")).to_have_text("Min datter")
    page.get_by_role("button", name="Skal med Egen læge").click()
    page.get_by_role("button", name="Skal ikke med Egen læge").click()
    expect(page.get_by_text("Ingen er valgt endnu.")).to_be_visible()


def test_the_keyboard_alone_chooses_somebody(page: Page, site: Site, stored: Stored) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne"))
    hers(site, page, stored)
    button = page.get_by_role("button", name="Skal med Egen læge")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Skal ikke med Egen læge")).to_be_visible()


def test_a_narrow_screen_shows_it_without_scrolling_sideways(
    new_page: Callable[..., Page], site: Site, stored: Stored
) -> None:
    topic = "Arbejdsmarkedsuddannelsesforberedelseskoordinatorvejledningsmøde"
    stored = site.change(
        stored,
        meetings.plan_meeting(CITIZEN, topic),
        people.companion(CITIZEN, "Mona", ("plan", "meeting", "notes")),
    )
    meeting = next(iter(stored.plan.meetings))
    site.change(stored, meetings.invite(CITIZEN, meeting, "En med et meget langt navn-og-et-til-og-et-til"))
    sides = {
        "citizen": ("/plan", ("rettigheder", "moede")),
        "caseworker": ("/sagsbehandler", ("alle-kort", "moede", "hjaelp", "paa-papiret", "rettigheder", "overblik")),
        "companion": ("/bisidder", ("moede", "se")),
    }
    for role, (side, names) in sides.items():
        page = new_page(viewport=NARROW)
        companion = next(iter(stored.plan.companions)) if role == "companion" else None
        page.goto(site.link(role, stored.code, companion=companion))  # type: ignore[arg-type]
        for name in names:
            page.goto(f"{site.address}{side}/{stored.code}/{name}")
            assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROW["width"], (role, name)
        check_accessibility(page)


def test_what_others_propose_is_dashed_until_she_answers(page: Page, site: Site, stored: Stored) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne"))
    meeting = next(iter(stored.plan.meetings))
    stored = site.change(stored, meetings.invite(CASEWORKER, meeting, "Jobkonsulenten", "can_give"), by=CASEWORKER)
    hers(site, page, stored)
    expect(row(page, "Jobkonsulenten")).to_have_css("border-top-style", "dashed")
    page.get_by_role("button", name="Ja tak Jobkonsulenten").click()
    expect(page.get_by_role("button", name="Skal ikke med Jobkonsulenten")).to_be_visible()
    page.get_by_role("button", name="Skal ikke med Jobkonsulenten").click()
    expect(page.get_by_text("Jobkonsulenten", exact=True)).to_have_count(0)


def test_the_caseworker_sees_the_meeting_proposes_and_chooses_nothing(page: Page, site: Site, stored: Stored) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN))
    page.goto(site.link("caseworker", stored.code))
    page.goto(f"{site.address}/sagsbehandler/{stored.code}/moede")
    expect(page.get_by_text("Emnet er ikke valgt endnu. Den, planen tilhører, vælger det selv.")).to_be_visible()
    expect(page.get_by_role("button", name="Gem emnet")).to_have_count(0)
    page.locator("summary", has_text="Foreslå nogen").click()
    page.get_by_role("button", name="Foreslå Egen læge").click()
    expect(row(page, "Egen læge").first).to_contain_text("Kan give noget, der mangler")
    expect(page.get_by_text("Foreslået. Borgeren har ikke svaret endnu")).to_be_visible()
    check_accessibility(page)
    assert not any(one.chosen for one in next(iter(saved(site, stored).plan.meetings.values())).participants)


def test_two_screens_on_one_meeting_the_second_is_told(
    new_page: Callable[..., Page], site: Site, stored: Stored, faults: list[str]
) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne"))
    page = new_page()
    hers(site, page, stored)
    meeting = next(iter(stored.plan.meetings))
    site.change(stored, meetings.set_time(CASEWORKER, meeting, TODAY), by=CASEWORKER)
    page.get_by_role("button", name="Skal med Egen læge").click()
    expect(page.get_by_role("heading", name="Planen er ændret")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Gør det alligevel").click()
    expect(page.get_by_role("button", name="Skal ikke med Egen læge")).to_be_visible()
    assert next(iter(saved(site, stored).plan.meetings.values())).day == TODAY
    faults[:] = [one for one in faults if "409" not in one]


def test_a_change_on_another_screen_is_said_and_can_be_seen(
    new_page: Callable[..., Page], site: Site, stored: Stored
) -> None:
    """Two devices on one plan."""
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne"))
    reading, writing = new_page(), new_page()
    hers(site, reading, stored)
    writing.goto(site.link("caseworker", stored.code))
    writing.goto(f"{site.address}/sagsbehandler/{stored.code}/moede")
    details = writing.locator("details", has_text="Hvornår og hvor")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    writing.get_by_label("Sted").fill("Biblioteket")
    writing.get_by_role("button", name="Gem tid og sted").click()
    expect(reading.get_by_role("status")).to_have_text("Planen er ændret på en anden skærm.")
    check_accessibility(reading)
    reading.get_by_role("link", name="Se det nye").click()
    expect(reading.locator(".where")).to_contain_text("Biblioteket")


def test_a_day_that_may_be_wrong_is_asked_about_when_it_is_saved_and_on_the_page_and_never_refused(
    site: Site, stored: Stored
) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne"))
    [meeting] = stored.plan.meetings
    path, begins = f"/plan/{stored.code}/moede", stored.plan.weeks[0]
    asked = {
        TODAY - dt.timedelta(weeks=60): "Den dag er gået.",
        begins + dt.timedelta(weeks=13): "Den dag ligger, efter planen slutter. Det må den gerne.",
        begins: "",
    }
    with site.client(follow_redirects=True) as client:
        client.get(site.link(code=stored.code))
        for day, doubt in asked.items():
            form = {"version": str(saved(site, stored).version), "day": day.isoformat()}
            answer = client.post(f"{path}/{meeting}/tid", data=form)
            assert saved(site, stored).plan.meetings[meeting].day == day
            assert answer.text.count(doubt or "Den dag") == (2 if doubt else 0), day
        client.get(site.link(code=stored.code))
        client.post(
            f"{path}/{meeting}/tid", data=form | {"day": "2025-01-01", "version": str(saved(site, stored).version)}
        )
        assert "Er mødet holdt? Sig det her på siden, eller vælg en ny dag." in client.get(path).text
        client.post(f"{path}/{meeting}/holdt", data={"version": str(saved(site, stored).version)})
        assert "Den dag er gået" not in client.get(path).text


def test_the_meeting_comes_as_a_calendar_file_and_on_paper(page: Page, site: Site, stored: Stored) -> None:
    stored = site.change(stored, meetings.plan_meeting(CITIZEN, "Mit emne", day=TODAY, start=dt.time(10)))
    hers(site, page, stored)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Læg i kalenderen").click()
    [event] = Calendar.from_ical(waiting.value.path().read_bytes()).walk("VEVENT")
    assert event["summary"] == "Møde"
    assert "Mit emne" in str(event["description"])
    paper = page.request.get(f"{site.address}{page.get_by_role('link', name='Print mødet').get_attribute('href')}")
    check_pdf_ua(paper.body())
    assert "Mit emne" in " ".join(box.text for box in text_boxes(paper.body()))
    whole = page.request.get(f"{site.address}/plan/{stored.code}/kalender.ics")
    assert whole.headers["content-type"].startswith("text/calendar")
    assert len(Calendar.from_ical(io.BytesIO(whole.body()).read()).walk("VEVENT")) == 1


def test_rights_and_duties_are_gone_through_together_in_both_languages(page: Page, site: Site, stored: Stored) -> None:
    """R-O10, R-X3, R-D2."""
    hers(site, page, stored)
    page.get_by_role("link", name="Rettigheder og pligter: gå dem igennem sammen").click()
    expect(page.get_by_role("heading", name="Du må tage en med")).to_be_visible()
    expect(page.get_by_text("Det er godt at vide, før I taler om børn.")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="You may bring someone")).to_be_visible()
    check_accessibility(page)


def test_what_matters_most_to_her_is_the_first_topic_and_what_is_hidden_is_none(site: Site) -> None:
    """R-P1: the topic is what she finds most pressing; the screen may be looked at by all."""
    stored = site.plan(
        case.say(CITIZEN, barrier="A-LAENGE"),
        case.say(CITIZEN, "Min mand slår mig", None),
        case.say(CITIZEN, "Jeg er bange for bussen", "H-ANGST"),
        meetings.plan_meeting(CITIZEN),
    )
    [fear] = [one.id for one in stored.plan.says.values() if one.barrier == "H-ANGST"]
    stored = site.change(stored, case.order(CITIZEN, fear, 1))
    with site.client() as client:
        client.get(site.link(code=stored.code))
        page = client.get(f"/plan/{stored.code}/moede").text
    found = re.findall(r'<button class="chip" name="topic" value="([^"]*)"', page)
    assert found[0] == "Jeg er bange for bussen"
    assert len(found) == 2
    assert "slår" not in page
