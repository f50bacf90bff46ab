"""From the empty plan to what others propose, without JavaScript: citizen, caseworker and companion at a screen each.

The parts are tests of their own; each begins where the one before ended.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.board_screen import WIDE
from tests.web.conftest import NewPage
from tests.web.her_steps import find_and_lay, onward, press, say_it, write
from tests.web.laid import at, key_of
from tests.web.served import CITIZEN, TODAY, Site
from tests.web.without_script import CASEWORKER, SHIELDED, laid, opened, part, seated, told
from tilbud_engine.board.changes import cards, people
from tilbud_engine.board.plan import Face, Section


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
