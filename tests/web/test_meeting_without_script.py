"""The meeting without JavaScript, and what goes home from it: nothing that others get has a word of hers alone."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.board.pdf import all_words, check_pdf_ua, image_of, page_sizes
from tests.web.conftest import NewPage
from tests.web.her_steps import press
from tests.web.laid import key_of
from tests.web.served import CITIZEN, TODAY, Site
from tests.web.without_script import COVERED, HERS, SHIELDED, laid, opened, seated
from tilbud_engine.board.changes import cards, meetings, people
from tilbud_engine.board.plan import Times
from tilbud_engine.board.storage import Stored


def test_the_meeting_is_hers_and_everybody_else_proposes(site: Site, new_page: NewPage) -> None:
    """R-P1, R-X1, R-X2, R-D15: the topic, the people with the three reasons, the agenda, and who does what."""
    table = seated(site, new_page, laid(site))
    page = table.her("/moede")
    press(page, "Planlæg mødet")
    expect(page.get_by_role("main")).not_to_contain_text("zqvold")
    press(page, "Jeg bliver angst eller urolig")
    expect(page.locator(".topic")).to_have_text("Jeg bliver angst eller urolig")
    page.get_by_label("Dag", exact=True).fill("2026-09-16")
    page.get_by_label("Begynder").fill("10:00")
    page.get_by_label("Slutter").fill("11:30")
    page.get_by_label("Sted").fill("Hjemme hos mig")
    press(page, "Gem tid og sted")
    for reason in ("Er i kontakt nu", "Kan give noget, der mangler", "Har lov til at beslutte"):
        expect(page.locator("option", has_text=reason).first).to_be_attached()
    press(page, "Skal med Line Holm")
    opened(page, "Vælg, hvem der skal med")
    press(page, "Skal med Mona")

    theirs = table.caseworker("/moede")
    expect(theirs.locator(".topic")).to_have_text("Jeg bliver angst eller urolig")
    opened(theirs, "Foreslå nogen")
    theirs.get_by_label("Navn").fill("Jobkonsulenten")
    theirs.get_by_label("Hvorfor med?").select_option(label="Har lov til at beslutte")
    press(theirs, "Foreslå personen")
    theirs.get_by_label("Noget andet").fill("Hvornår kan praktikken begynde?")
    theirs.get_by_role("button", name="Skriv på", exact=True).click()

    friend = table.companion("/moede")
    expect(friend.locator(".people").first).to_contain_text("Line Holm")
    expect(friend.locator(".people").first).to_contain_text("Mona")
    expect(friend.locator(".agenda")).to_contain_text("Hvornår kan praktikken begynde?")
    opened(friend, "Foreslå nogen")
    friend.get_by_label("Navn").fill("Hans fra foreningen")
    friend.get_by_label("Hvorfor med?").select_option(label="Kan give noget, der mangler")
    press(friend, "Foreslå personen")

    page = table.her("/moede")
    press(page, "Ja tak Jobkonsulenten")
    press(page, "Nej tak Hans fra foreningen")
    opened(page, "Skriv mere på")
    press(page, "Hvem gør hvad, og hvornår?")
    press(page, "Flyt op Hvem gør hvad, og hvornår?")
    expect(page.locator(".agenda li").first).to_contain_text("Hvem gør hvad, og hvornår?")
    page.get_by_label("Hvem", exact=True).fill("Line")
    page.get_by_label("Gør hvad").fill("ringer til dyreklinikken")
    page.get_by_label("Senest").fill("2026-09-20")
    press(page, "Skriv aftalen ned")
    [meeting] = table.plan.meetings.values()
    assert {one.name: (one.role, one.reason) for one in meeting.participants if one.chosen} == {
        "Line Holm": ("chair", "has_authority"),
        "Mona": ("companion", None),
        "Jobkonsulenten": ("participant", "has_authority"),
    }
    assert len(meeting.participants) == 3
    expect(table.companion("/moede").locator(".agreements")).to_contain_text("ringer til dyreklinikken")

    # What was done on the page of the meeting is undone on the plan, and done again.
    page = table.her()
    press(page, "Fortryd")
    assert not table.plan.agreements
    press(page, "Gør igen")
    expect(page.locator(".agreement")).to_contain_text("ringer til dyreklinikken")

    page = table.her("/moede")
    press(page, "Mødet er holdt")
    expect(page.get_by_role("heading", name="Møder, der er holdt")).to_be_visible()
    assert table.friend.request.get(table.friend.url).status == 403


def test_a_point_that_names_what_she_hides_afterwards_is_only_on_her_own_agenda(site: Site, new_page: NewPage) -> None:
    """R-D3."""
    stored = site.change(laid(site), meetings.plan_meeting(CITIZEN, "Mit emne"))
    [meeting] = stored.plan.meetings
    point = "Praktik: hvad skal jeg have på?"
    stored = site.change(
        stored,
        meetings.add_point(CITIZEN, meeting, "Min ryg"),
        meetings.add_point(CITIZEN, meeting, point),
        meetings.add_point(CITIZEN, meeting, "Hvem kører mig?"),
        cards.move(CITIZEN, key_of(stored, "Praktik"), "parked"),
    )
    table = seated(site, new_page, stored)
    for page in (table.caseworker("/moede"), table.companion("/moede")):
        expect(page.locator(".agenda li")).to_have_text(["Min ryg", "Hvem kører mig?"])
    paper = all_words(table.hers.request.get(f"{site.address}/plan/{table.code}/moede/{meeting}/moede.pdf").body())
    assert "Hvemkørermig?" in paper
    assert "Praktik" not in paper
    page = table.her("/moede")
    expect(page.locator(".agenda li").nth(1)).to_contain_text("kun du ser det")
    press(page, "Skjul det private")
    page = table.her("/moede")
    expect(page.locator(".agenda")).not_to_contain_text("Praktik")
    press(page, "Flyt op Hvem kører mig?")
    press(page, "Tag væk Min ryg")
    assert table.plan.meetings[meeting].agenda == ("Hvem kører mig?", point)


def gone_home(site: Site) -> Stored:
    """Return the plan when the meeting is over: with marked words in all that is hers or covered."""
    stored = laid(site)
    covered = key_of(stored, "zqbehandling")
    stored = site.change(stored, people.contact(CITIZEN, "zqcentret", telephone="11 22 33 44"))
    contact = next(key for key, one in stored.plan.contacts.items() if one.name == "zqcentret")
    stored = site.change(
        stored,
        cards.edit(
            CITIZEN, covered, where="zqstedet", note="zqhusk", contact=contact,
            times=(Times(days=(3,), start=dt.time(13), end=dt.time(14)),),
        ),
        cards.edit(CITIZEN, key_of(stored, "Træning"), times=(Times(days=(2, 4), start=dt.time(9)),), hours=4),
        meetings.plan_meeting(CITIZEN, "Jeg er bange for praktikken"),
    )  # fmt: skip
    [meeting] = stored.plan.meetings
    return site.change(
        stored,
        meetings.set_time(CITIZEN, meeting, TODAY + dt.timedelta(days=9), start=dt.time(10), where="Hjemme hos mig"),
        meetings.invite(CITIZEN, meeting, "Line Holm", "has_authority", role="chair"),
        meetings.invite(CITIZEN, meeting, "Mona", role="companion"),
        meetings.add_point(CITIZEN, meeting, "zqbehandling: hvordan går det?"),
        meetings.add_point(CITIZEN, meeting, "Hvem gør hvad, og hvornår?"),
        people.agree(CITIZEN, "Line", "ringer til dyreklinikken", TODAY + dt.timedelta(days=13), meeting),
    )


def files_at(page: Page, site: Site) -> dict[str, bytes]:
    """Return each file that a page leads to, by the end of its address."""
    addresses = [str(one.get_attribute("href")) for one in page.locator("main a[href]").all()]
    wanted = [one for one in addresses if ".pdf" in one or ".ics" in one]
    return {one.rsplit("/", 1)[-1]: page.request.get(site.address + one).body() for one in wanted}


def words_of(name: str, raw: bytes) -> str:
    """Return the words of a file; a line of a calendar goes on in the next one."""
    return all_words(raw) if ".pdf" in name else raw.replace(b"\r\n ", b"").decode()


def test_what_goes_home_is_whole_and_tells_nothing_that_is_hers(site: Site, new_page: NewPage) -> None:
    """R-B09, R-D3: the sheet on both papers, the meeting on paper, the empty plan, the cards, and the calendar."""
    stored = gone_home(site)
    table = seated(site, new_page, stored)
    files = files_at(table.her("/ark"), site) | files_at(table.her("/moede"), site)
    assert len(files) == 9
    read = {name: words_of(name, raw) for name, raw in files.items()}
    for name, raw in files.items():
        if ".pdf" in name:
            check_pdf_ua(raw)
    assert page_sizes(files["ark.pdf?papir=a3&til=shared"]) == [(420, 297)]
    assert page_sizes(files["ark.pdf?papir=a4&til=shared"]) == [(297, 210), (297, 210)]
    for paper in ("a3", "a4"):
        for word in ("Sanne", "Træning", "Praktik", "Aftale", "Arbejdemeddyr", "ringertildyreklinikken"):
            assert word in read[f"ark.pdf?papir={paper}&til=shared"]
        assert "zqbehandling" in read[f"ark.pdf?papir={paper}&til=citizen"]
    for word in ("Jegerbangeforpraktikken", "LineHolm", "Mona", "Hvemgørhvad,oghvornår?", "ringertildyreklinikken"):
        assert word in read["moede.pdf"]
    assert page_sizes(files["moede.pdf"]) == [(210, 297)]
    assert image_of(files["moede.pdf"]).startswith(b"\x89PNG")

    calendar = Calendar.from_ical(files["kalender.ics"])
    events = {str(one["summary"]): one for one in calendar.walk("VEVENT")}
    assert set(events) == {"Træning (ønsket)", "Aftale (ønsket)", "Møde", "Line: ringer til dyreklinikken"}
    assert str(events["Møde"]["location"]) == "Hjemme hos mig"
    assert events["Møde"].decoded("dtstart").isoformat() == "2026-09-16T10:00:00+02:00"
    assert Calendar.from_ical(files["moede.ics"]).walk("VEVENT")[0]["summary"] == "Møde"

    for name, text in read.items():
        for word in (*HERS, *COVERED, *SHIELDED):
            assert word not in text or "til=citizen" in name, (name, word)
