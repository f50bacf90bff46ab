"""A whole meeting without JavaScript, first screen to last: citizen, caseworker and companion, each at a screen.

The parts of the meeting are tests of their own; each begins where the one before ended. What is hers alone has a word
of its own, and no output that others get has it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.board.pdf import all_words, check_pdf_ua, image_of, page_sizes
from tests.web.board_screen import WIDE
from tests.web.conftest import NewPage
from tests.web.her_steps import find_and_lay, onward, press, say_it, write
from tests.web.laid import at, key_of, own
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import about, cards, case, meetings, notes, people
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Face, Plan, Section, Times
from tilbud_engine.board.storage import Stored

CASEWORKER = By(who="caseworker", name="Line Holm")

HERS = ("zqvold", "zqnote", "zqfrustration", "zqparkeret", "zqhusk")
"""Words that only she sees; the first is what she told of violence, which the caseworker sees too."""

COVERED = ("zqbehandling", "zqstedet", "zqcentret")
"""Words of a confidential card: hers and the caseworker's."""

SHIELDED = ("Trygt sted", "risecenter")
"""The offer that what she told leads to: the caseworker's alone."""


@dataclass(frozen=True)
class Table:
    """The screens around a plan."""

    site: Site
    code: str
    hers: Page
    theirs: Page
    friend: Page

    @property
    def plan(self) -> Plan:
        return self.site.desk.store.get(self.code).plan

    def her(self, path: str = "") -> Page:
        self.hers.goto(f"{self.site.address}/plan/{self.code}{path}")
        return self.hers

    def caseworker(self, path: str) -> Page:
        self.theirs.goto(f"{self.site.address}/sagsbehandler/{self.code}{path}")
        return self.theirs

    def companion(self, path: str) -> Page:
        self.friend.goto(f"{self.site.address}/bisidder/{self.code}{path}")
        return self.friend


def seated(site: Site, new_page: NewPage, stored: Stored) -> Table:
    """Open each side on a screen of its own; none of them runs a script."""
    hers, theirs, friend = (new_page(viewport=WIDE, java_script_enabled=False) for _ in range(3))
    hers.goto(site.link("citizen", stored.code, at_table=True))
    theirs.goto(site.link("caseworker", stored.code, name="Line Holm"))
    if stored.plan.companions:
        friend.goto(site.link("companion", stored.code, companion=next(iter(stored.plan.companions)), name="Mona"))
    return Table(site, stored.code, hers, theirs, friend)


def laid(site: Site) -> Stored:
    """Return the plan as she has laid it when the others come to the table."""
    return site.plan(
        about.name(CITIZEN, "Sanne"),
        notes.add(CITIZEN, "wish", "Arbejde med dyr"),
        notes.add(CITIZEN, "success", "Jeg tog bussen alene"),
        notes.add(CITIZEN, "note", "zqnote"),
        notes.add(CITIZEN, "frustration", "zqfrustration"),
        case.say(CITIZEN, None, "H-ANGST"),
        case.say(CITIZEN, "zqvold", "N-VOLD"),
        people.contact(CITIZEN, "Line Holm", "sagsbehandler", "87 12 34 56", hours="hverdage 9-11", first=True),
        people.companion(CITIZEN, "Mona", ("plan", "agreements", "meeting")),
        own("Træning", "plan", at("H", 0, 7)),
        own("Praktik", "plan", at("A", 2, 9)),
        own("zqbehandling", "plan", at("H", 1, 3), privacy="confidential"),
        own("zqparkeret", "parked"),
    )


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def opened(scope: Page | Locator, summary: str) -> None:
    """Open what is folded up, unless it is open."""
    scope.locator("details:not([open]) > summary", has_text=summary).first.click()


def told(page: Page) -> Locator:
    return page.get_by_role("status")


# --- she lays her plan ------------------------------------------------------------------------------------------------


def test_from_the_empty_plan_to_cards_in_weeks_by_forms_alone(site: Site, new_page: NewPage) -> None:
    """R-P1 to R-P7, R-B01 to R-B08: her wishes first, and every card laid, moved, parked and taken off by a form."""
    page = new_page(viewport=WIDE, java_script_enabled=False)
    site.enter(page)
    press(page, "Læg en tom plan frem")
    expect(page.get_by_text("Planen er tom, og den er din.")).to_be_visible()
    page.get_by_role("link", name="Begynd her").click()
    write(page, "Det vil jeg gerne", "Hvad vil du gerne?", "Arbejde med dyr")
    onward(page, "Det står i vejen")
    say_it(page, "Jeg er hundeangst for møder", "Jeg bliver angst eller urolig")
    onward(page, "Spørgsmål")
    press(page, "Ved ikke")
    press(page, "Vil ikke svare")
    onward(page, "Kort")
    press(page, "Tag kortet: Bisidder")
    find_and_lay(page, "Praktik", "Uge 40 (28/9)", "Uge 47 (16/11)")
    page.get_by_role("link", name="Kort", exact=True).click()
    page.get_by_role("link", name="Skriv dit eget kort").click()
    page.get_by_label("Et par ord").fill("Gå en tur med hunden")
    press(page, "Lav kortet")

    page.get_by_role("link", name="Planen", exact=True).click()
    page.get_by_role("link", name="Flyt eller ret Gå en tur med hunden").click()
    page.get_by_label("På planen").check()
    page.get_by_label("Del af livet").select_option(label="Det gode liv")
    page.get_by_label("Til og med uge").select_option(index=4)
    page.get_by_role("button", name="Flyt", exact=True).click()
    expect(told(page)).to_contain_text("Gå en tur med hunden ligger nu i Det gode liv, uge 37 til uge 40.")
    page.get_by_role("link", name="Flyt eller ret Praktik").click()
    page.get_by_label("Parkeret på P").check()
    page.get_by_role("button", name="Flyt", exact=True).click()
    expect(part(page, "Parkeret")).to_contain_text("Praktik")
    press(page, "Fortryd")
    expect(part(page, "Parkeret")).not_to_contain_text("Praktik")
    expect(part(page, "Arbejde og læring")).to_contain_text("Praktik")
    press(page, "Gør igen")
    expect(part(page, "Parkeret")).to_contain_text("Praktik")
    page.get_by_role("link", name="Flyt eller ret Bisidder").click()
    press(page, "Tag det af")
    expect(told(page)).to_contain_text("Bisidder er taget af planen.")

    success = part(page, "Det lykkedes")
    opened(success, "Skriv")
    success.get_by_role("textbox").fill("Jeg sagde, hvad jeg ville")
    success.get_by_role("button", name="Gem").click()
    expect(part(page, "Det lykkedes")).to_contain_text("Jeg sagde, hvad jeg ville")
    expect(part(page, "Det vil jeg gerne")).to_contain_text("Arbejde med dyr")
    page.get_by_role("link", name="Historie").click()
    expect(page.locator("ol li").first).to_contain_text("Du skrev")
    page.get_by_label("Se planen, som den var den").fill(TODAY.isoformat())
    press(page, "Se den")
    expect(page.get_by_role("main")).to_contain_text("Gå en tur med hunden")


# --- the caseworker's side, and what is proposed ----------------------------------------------------------------------


def test_the_caseworker_goes_through_all_that_is_for_that_side_alone(site: Site, new_page: NewPage) -> None:
    """R-D1, R-D8, R-O10, R-X2."""
    table = seated(site, new_page, laid(site))
    page = table.caseworker("/overblik")
    expect(part(page, "Kun på din skærm")).to_contain_text(SHIELDED[0])
    asked = part(page, "Det skal kommunen finde ud af")
    first = asked.get_by_role("heading", level=3).first.inner_text()
    asked.get_by_role("combobox").first.select_option(index=1)
    asked.get_by_role("button").first.click()
    expect(told(page)).to_contain_text("Svaret er gemt")
    expect(asked.get_by_role("heading", level=3, name=first, exact=True)).to_have_count(0)

    page = table.caseworker("/alle-kort")
    expect(page.get_by_role("main")).to_contain_text("»Du« på kortene er borgeren.")
    card = page.locator("#kort-mentor")
    card.locator("summary").click()
    for heading in ("Hvorfor", "Ret eller skøn", "Kilder"):
        expect(card.get_by_text(heading, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Ikke nu")).to_be_visible()
    card.get_by_label("Hvorfor foreslår du det?").fill("Så er der en, du kan ringe til")
    card.get_by_role("button", name="Foreslå kortet").click()
    expect(told(page)).to_contain_text("Det er stiplet, til borgeren siger ja.")

    for path, heading in (("/hjaelp", "Håndter din dobbeltrolle"), ("/rettigheder", "Du må tage en med")):
        expect(table.caseworker(path).get_by_role("heading", name=heading)).to_be_visible()
    page = table.caseworker("/paa-papiret")
    expect(part(page, "Kommer ikke med")).to_contain_text("zqbehandling")
    expect(part(page, "Kommer med")).not_to_contain_text("zq")


def test_what_others_propose_is_dashed_and_she_says_yes_and_no_and_changes(site: Site, new_page: NewPage) -> None:
    """R-B04, R-D15: each finds the others' changes by opening the page again."""
    stored = laid(site)
    table = seated(site, new_page, stored)
    work = key_of(stored, "Praktik")
    page = table.caseworker("/alle-kort")
    for offer in ("mentor", "bisidder"):
        card = page.locator(f"#kort-{offer}")
        card.locator("summary").click()
        card.get_by_role("button", name="Foreslå kortet").click()
    page = table.caseworker(f"/paa/{work}")
    page.get_by_label("Til og med uge").select_option(label="uge 49 (30.11.)")
    page.get_by_label("Hvorfor?").fill("Så er der tid til træningen først")
    press(page, "Foreslå det")
    page = table.companion("/se")
    page.get_by_label("Hvad skal der stå på kortet?").fill("Gå en tur sammen")
    page.get_by_label("Hvorfor?").fill("Det hjalp sidst")
    press(page, "Foreslå kortet")

    hers = table.her()
    dashed = hers.locator("li.tile.proposed")
    expect(dashed).to_have_count(4)
    assert {one.get_attribute("data-word") for one in dashed.all()} == {
        "Mentor", "Bisidder", "Praktik", "Gå en tur sammen",
    }  # fmt: skip
    expect(dashed.filter(has_text="Gå en tur sammen")).to_contain_text("forslag fra Mona")
    expect(dashed.filter(has_text="Praktik")).to_contain_text("Så er der tid til træningen først")
    press(hers, "Ja tak: Mentor")
    expect(told(hers)).to_contain_text("Du sagde ja til Mentor.")
    press(hers, "Nej tak: Bisidder")
    press(hers, "Ja tak: Gå en tur sammen")
    # She would rather have it otherwise: she lays it where she wants, and the proposal still waits for her answer.
    hers.get_by_role("link", name="Flyt eller ret Praktik").click()
    hers.get_by_label("Fra uge").select_option(label="uge 43 (19.10.)")
    hers.get_by_label("Til og med uge").select_option(label="uge 48 (23.11.)")
    hers.get_by_role("button", name="Flyt", exact=True).click()
    press(hers, "Nej tak: Praktik")
    expect(dashed).to_have_count(0)
    plan = table.plan
    assert {one.face.word for one in plan.placed("hand")} == {"Mentor", "Gå en tur sammen"}
    assert plan.cards[work].at == at("A", 6, 11)

    for page in (table.caseworker("/plan"), table.companion("/plan")):
        expect(part(page, "Arbejde og læring")).to_contain_text("Fra uge 43 til uge 48")
        expect(part(page, "Kort på hånden")).to_contain_text("Gå en tur sammen")
        expect(page.locator("li.tile.proposed")).to_have_count(0)


def test_whoever_proposes_takes_back_only_what_is_theirs(site: Site, new_page: NewPage) -> None:
    stored = site.change(laid(site), cards.take(CASEWORKER, Face(word="Mentor")), by=CASEWORKER)
    table = seated(site, new_page, stored)
    friend = table.companion("/plan")
    expect(friend.locator("li.tile.proposed")).to_contain_text("Mentor")
    expect(friend.get_by_role("button", name="Tag forslaget tilbage")).to_have_count(0)
    theirs = table.caseworker("/plan")
    press(theirs, "Tag forslaget tilbage: Mentor")
    expect(told(theirs)).to_contain_text("taget tilbage")
    assert not table.plan.placed("offered")


def test_the_second_of_two_is_told_and_her_wish_is_kept_and_sent_again(
    site: Site, new_page: NewPage, faults: list[str]
) -> None:
    """Two screens on one plan lose nothing."""
    stored = laid(site)
    table = seated(site, new_page, stored)
    work = key_of(stored, "Praktik")
    hers, theirs = table.her(f"/paa/{work}"), table.caseworker(f"/paa/{work}")
    for page, where in ((theirs, "Dyreklinikken"), (hers, "Hos dyrlægen i byen")):
        form = page.locator("form[action$='/ret']")
        form.get_by_label("Sted").fill(where)
        form.get_by_role("button").click()
    expect(hers.get_by_role("heading", name="Planen er ændret")).to_be_visible()
    main = hers.get_by_role("main")
    expect(main).to_contain_text("Line Holm (sagsbehandler) rettede kortet Praktik.")
    expect(main).to_contain_text("Hos dyrlægen i byen")
    assert table.plan.cards[work].where == "Dyreklinikken"
    press(hers, "Gør det alligevel")
    expect(told(hers)).to_contain_text("Praktik er rettet.")
    expect(part(table.caseworker("/plan"), "Arbejde og læring")).to_contain_text("Hos dyrlægen i byen")
    faults[:] = [one for one in faults if "409" not in one]


# --- the companion ----------------------------------------------------------------------------------------------------


def test_the_companion_sees_what_is_switched_on_and_no_empty_place_of_what_is_not(
    site: Site, new_page: NewPage
) -> None:
    """R-D15: an empty box would say that there is nothing."""
    table = seated(site, new_page, laid(site))
    hers = table.her("/del")
    hers.get_by_role("group", name="Mona må se").get_by_label("det, der lykkedes").check()
    press(hers, "Gem")
    page = table.companion("/se")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er bisidder for Sanne")
    expect(part(page, "Det lykkedes")).to_contain_text("Jeg tog bussen alene")
    page = table.companion("/plan")
    expect(part(page, "Det lykkedes")).to_contain_text("Jeg tog bussen alene")
    for name in ("Parkeret", "Det vil jeg gerne", "Mine egne noter"):
        expect(part(page, name)).to_have_count(0)
    expect(part(page, "Møder og aftaler")).to_contain_text("Aftale")
    expect(page.get_by_text("Forslag til dig")).to_have_count(0)


def test_a_companion_is_shown_no_way_to_what_is_not_switched_on(site: Site, new_page: NewPage) -> None:
    """R-D15: an empty plan would say that she has laid nothing."""
    stored = laid(site)
    mona = next(iter(stored.plan.companions))
    table = seated(site, new_page, site.change(stored, people.companion_sees(CITIZEN, mona, ("wishes",))))
    page = table.companion("/plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er bisidder for Sanne")
    expect(part(page, "Ønsker, og det personen er god til")).to_contain_text("Arbejde med dyr")
    ways = page.get_by_role("navigation", name="Planens sider").get_by_role("link")
    assert ways.all_inner_texts() == ["Det, du må se"]


def test_undoing_what_an_alarm_took_away_tells_nobody_but_her(site: Site, new_page: NewPage) -> None:
    """What she takes back and brings back again is hers: no page at the table repeats it."""
    words = "zqalarm: jeg har tanker om at dø"
    stored = laid(site)
    mona = next(iter(stored.plan.companions))
    sections: tuple[Section, ...] = ("plan", "barriers", "meeting")
    table = seated(site, new_page, site.change(stored, people.companion_sees(CITIZEN, mona, sections)))
    page = table.her("/i-vejen")
    page.get_by_label("Med dine egne ord").fill(words)
    press(page, "Skriv på planen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi holder en pause.")
    press(page, "Gå videre, når I er klar")
    press(table.her(), "Fortryd")
    assert [one.words for one in table.plan.says.values()][-1] == words
    shown = [table.hers.content()]
    shown += [table.her(path).content() for path in ("", "/historie", "/i-vejen", "/moede", "/ark", "/uge-for-uge")]
    shown += [table.companion(path).content() for path in ("/se", "/plan", "/moede")]
    assert not any("zqalarm" in one for one in shown)


@pytest.mark.parametrize("side", ["caseworker", "companion"])
def test_others_are_given_no_place_to_write_her_words(site: Site, new_page: NewPage, side: str) -> None:
    """What she did not say, nobody says for her: no form is there that would be refused."""
    stored = laid(site)
    mona = next(iter(stored.plan.companions))
    sections: tuple[Section, ...] = ("plan", "wishes", "notes", "successes", "frustrations")
    table = seated(site, new_page, site.change(stored, people.companion_sees(CITIZEN, mona, sections)))
    page = table.caseworker("/plan") if side == "caseworker" else table.companion("/plan")
    kinds = {one.get_attribute("value") for one in page.locator("form[action$='/skriv'] input[name=kind]").all()}
    assert kinds == {"mind", "attention", "note"}
    expect(page.get_by_role("link", name="Historie")).to_have_count(0)
    box = part(page, "Det vil jeg gerne")
    opened(box, "Skriv")
    box.get_by_role("textbox").fill("Pauser hver time")
    box.get_by_role("button", name="Gem").click()
    expect(box).to_contain_text("Pauser hver time")


# --- the meeting ------------------------------------------------------------------------------------------------------


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


# --- what goes home ---------------------------------------------------------------------------------------------------


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
