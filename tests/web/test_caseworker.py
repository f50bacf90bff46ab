"""The caseworker's side in a real browser: what is only there, and what it may do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.laid import at, key_of
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, cards, case
from tilbud_engine.board.plan import Face
from tilbud_engine.board.storage import Stored


@pytest.fixture
def stored(site: Site) -> Stored:
    return site.plan(case.say(CITIZEN, None, "H-ANGST"), case.say(CITIZEN, None, "A-TRO"))


def theirs(site: Site, page: Page, stored: Stored, name: str) -> None:
    page.goto(site.link("caseworker", stored.code))
    page.goto(f"{site.address}/sagsbehandler/{stored.code}/{name}")


def test_a_plan_is_found_by_its_code_and_put_away_again(page: Page, site: Site, stored: Stored) -> None:
    page.goto(site.link("caseworker"))
    expect(page.get_by_text("Sagsbehandlerens side").first).to_be_visible()
    check_accessibility(page)
    page.get_by_label("Planens kode").fill(stored.code.lower())
    page.get_by_role("button", name="Åbn planen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overblik")
    check_accessibility(page)
    page.get_by_role("button", name="Luk planen på denne skærm").click()
    expect(page.get_by_label("Planens kode")).to_be_visible()


def test_a_session_for_one_plan_ends_when_the_plan_is_put_away(page: Page, site: Site, stored: Stored) -> None:
    theirs(site, page, stored, "overblik")
    page.get_by_role("button", name="Luk planen på denne skærm").click()
    expect(page.get_by_role("heading", name="Planen er lukket")).to_be_visible()
    answer = page.request.get(f"{site.address}/sagsbehandler/{stored.code}/overblik")
    assert answer.status == 403


def test_that_she_wants_to_talk_alone_stands_on_this_screen_only(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, about.talk_alone(CITIZEN))
    theirs(site, page, stored, "overblik")
    expect(page.get_by_role("heading", name="Borgeren vil gerne tale med dig alene")).to_be_visible()


def test_danger_comes_before_everything_with_telephones(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, case.say(CITIZEN, None, "H-AKUT"))
    theirs(site, page, stored, "overblik")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Et menneske kommer først")
    expect(page.get_by_text("112")).to_be_visible()
    check_accessibility(page)


def test_what_is_shielded_stands_here_with_a_warning(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, case.say(CITIZEN, None, "N-VOLD"))
    theirs(site, page, stored, "overblik")
    panel = page.locator("section", has=page.get_by_role("heading", name="Kun på din skærm"))
    expect(panel).to_contain_text("Trygt sted")
    expect(panel).to_contain_text("Tal kun om det, når I er alene.")
    check_accessibility(page)


def test_a_question_that_is_the_municipalitys_is_answered_here(page: Page, site: Site, stored: Stored) -> None:
    theirs(site, page, stored, "overblik")
    panel = page.locator("section", has=page.get_by_role("heading", name="Det skal kommunen finde ud af"))
    asked = panel.get_by_role("heading", level=3)
    first = asked.first.inner_text()
    panel.get_by_role("combobox").first.select_option(index=1)
    panel.get_by_role("button").first.click()
    expect(page.get_by_role("status")).to_contain_text("Svaret er gemt: ")
    [answer] = site.desk.store.get(stored.code).plan.answers.values()
    assert answer.by == "caseworker"
    expect(panel.get_by_role("heading", level=3, name=first)).to_have_count(0)


def test_an_answer_that_cannot_be_used_is_said_so_beside_the_question(
    page: Page, site: Site, stored: Stored, faults: list[str]
) -> None:
    theirs(site, page, stored, "overblik")
    panel = page.locator("section", has=page.get_by_role("heading", name="Det skal kommunen finde ud af"))
    panel.get_by_role("combobox").first.evaluate("one => { one.required = false }")
    panel.get_by_role("button").first.click()
    expect(panel.locator("[id^=fault-]")).to_be_visible()
    check_accessibility(page)
    faults[:] = [one for one in faults if "422" not in one]


def test_every_card_tells_its_reasons_and_sources_and_may_be_proposed(page: Page, site: Site, stored: Stored) -> None:
    """R-D8: and what is proposed is dashed until she says yes."""
    theirs(site, page, stored, "alle-kort")
    card = page.locator("#kort-bisidder")
    card.locator("summary").click()
    expect(card).to_contain_text("Forvaltningsloven")
    expect(card).to_contain_text("Aftal tavshed.")
    check_accessibility(page)
    card.get_by_label("Hvorfor foreslår du det?").fill("Så er I to")
    card.get_by_role("button", name="Foreslå kortet").click()
    expect(page.get_by_role("status")).to_contain_text("Det er stiplet, til borgeren siger ja.")
    [offered] = site.desk.store.get(stored.code).plan.placed("offered")
    assert offered.proposal is not None
    assert offered.proposal.why == "Så er I to"
    expect(page.locator("#kort-bisidder summary")).to_contain_text("er foreslået")


def test_a_card_is_found_by_words_and_stays_found_when_it_is_proposed(site: Site, stored: Stored) -> None:
    with site.client(follow_redirects=True) as client:
        client.get(site.link("caseworker", stored.code))
        path = f"/sagsbehandler/{stored.code}"

        def found(words: str) -> list[str]:
            answer = client.post(path + "/alle-kort", data={"soeg": words})
            assert str(answer.url).endswith("/alle-kort#soeg")
            return re.findall(r'<details [^>]*id="kort-([^"]+)"', answer.text)

        everything = found("")
        assert "bisidder" in found("  BISIDDER ")
        assert 0 < len(found("bisidder")) < len(everything)
        assert found("findes ikke") == []
        assert "Der er ingen kort med de ord." in client.get(path + "/alle-kort").text
        looked_for = found("bisidder")
        form = {"version": str(stored.version), "offer": "bisidder", "why": "Så er I to"}
        back = client.post(path + "/foreslaa", data=form)
        assert str(back.url).endswith("/alle-kort#kort-bisidder")
        assert 'value="bisidder"' in back.text
        assert f"Kort med de ord: {len(looked_for)}." in back.text
        everything_again = client.post(path + "/alle-kort", data={"soeg": "bisidder", "alle": "1"}).text
        assert 'id="soeg" name="soeg" value=""' in everything_again


def test_what_is_looked_for_is_in_no_address_and_no_log_and_does_not_stay(
    site: Site, stored: Stored, capfd: pytest.CaptureFixture[str]
) -> None:
    with site.client() as client:
        client.get(site.link("caseworker", stored.code))
        path = f"/sagsbehandler/{stored.code}/alle-kort"
        for words in ("krisecenter <b>", "x" * 5_000, "krisecenter <b>"):
            answer = client.post(path, data={"soeg": words})
            assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#soeg")
        assert 'value="krisecenter &lt;b&gt;"' in client.get(path).text
        client.post("/sagsbehandler/luk")
        client.get(site.link("caseworker", stored.code))
        assert "krisecenter &lt;" not in client.get(path).text
    assert "krisecenter" not in "".join(capfd.readouterr())


def test_a_card_that_the_rules_do_not_give_needs_a_note(page: Page, site: Site, stored: Stored) -> None:
    """R-D1."""
    site.change(stored, case.answer(CITIZEN, "age", 60, site.desk.today()), case.say(CITIZEN, None, "A-DAARLIG"))
    theirs(site, page, stored, "alle-kort")
    card = page.locator("details", has=page.get_by_role("button", name="Foreslå det alligevel", include_hidden=True))
    card.first.locator("summary").click()
    check_accessibility(page)
    note = card.first.get_by_label("Din begrundelse for at fravige reglen")
    assert note.get_attribute("required") is not None
    note.fill("Hun har bedt om det")
    card.first.get_by_role("button", name="Foreslå det alligevel").click()
    [offered] = site.desk.store.get(stored.code).plan.placed("offered")
    assert offered.override is not None
    assert (offered.override.note, offered.override.on) == ("Hun har bedt om det", site.desk.today())


def test_a_card_that_she_took_against_the_rules_may_have_a_note_too(page: Page, site: Site, stored: Stored) -> None:
    """R-D1: she may take any card, and the caseworker may say why the rule is departed from."""
    site.change(stored, case.answer(CITIZEN, "age", 60, site.desk.today()), case.say(CITIZEN, None, "H-ANGST"))
    stored = site.desk.store.get(stored.code)
    young = cards.take(CITIZEN, Face(word="Gratis psykolog"), "psykolog_henvist_ung", "plan", at("life", 1))
    stored = site.change(stored, young)
    key = key_of(stored, "Gratis psykolog")
    theirs(site, page, stored, "alle-kort")
    card = page.locator("#kort-psykolog_henvist_ung")
    card.locator("summary").click()
    expect(card.get_by_role("button", name="Foreslå")).to_have_count(0)
    card.get_by_label("Din begrundelse for at fravige reglen").fill("Hun venter på en plads for voksne")
    check_accessibility(page)
    card.get_by_role("button", name="Skriv den på kortet").click()
    expect(page.locator("#live")).to_contain_text("Din begrundelse står nu på kortet Gratis psykolog.")
    written = site.desk.store.get(stored.code).plan.cards[key]
    assert written.override is not None
    assert (written.override.note, written.place) == ("Hun venter på en plads for voksne", "plan")
    with site.client() as her:
        her.get(site.link(code=stored.code))
        assert "Sagsbehandlerens note: Hun venter på en plads" in her.get(f"/plan/{stored.code}/paa/{key}").text
        form = {"version": str(stored.version), "card": key, "note": "x"}
        assert her.post(f"/sagsbehandler/{stored.code}/fravig", data=form).status_code == 403


def test_the_prompts_stand_here_in_both_languages(page: Page, site: Site, stored: Stored) -> None:
    """R-X2."""
    theirs(site, page, stored, "hjaelp")
    expect(page.get_by_role("heading", name="Håndter din dobbeltrolle")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(9)
    check_accessibility(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Handle your double role")).to_be_visible()


def test_what_would_be_printed_is_shown_and_what_is_covered_is_named(page: Page, site: Site, stored: Stored) -> None:
    site.change(stored, cards.take(CITIZEN, Face(word="Misbrugsbehandling", privacy="confidential")))
    theirs(site, page, stored, "paa-papiret")
    printed = page.locator("section", has=page.get_by_role("heading", name="Kommer med", exact=True))
    expect(printed).to_contain_text("Aftale")
    expect(printed).not_to_contain_text("Misbrugsbehandling")
    out = page.locator("section", has=page.get_by_role("heading", name="Kommer ikke med"))
    expect(out).to_contain_text("Misbrugsbehandling")
    assert page.locator("img.sheet-preview").evaluate("one => one.complete && one.naturalWidth > 1000")
    check_accessibility(page)
