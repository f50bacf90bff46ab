"""The questions: one at a time, with why, and hers to leave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.conversation.begun import address, next_is, opened, plan_of, says
from tests.web.served import CITIZEN, TODAY, Site, desk_in, served
from tilbud_engine.board.changes import case
from tilbud_engine.engine import Engine

VOCABULARY = """\
facts:
  - key: hope
    type: bool
    question: Har du mistet håbet?
    label: håb
    phrase: du har mistet håbet
    phrase_not: du har ikke mistet håbet
    sensitivity: confidential
    ask: [alone]
"""
OFFER = """\
offer: haab
name: Håbet
card: {word: Håbet, text: Find håbet igen, pictogram: sun, alt: en sol}
answers: [N-ENSOM]
eligible: {hope: true}
about: Noget, der giver håb.
units: [civilsamfund]
decides: dig
entitlement: aabent
scope: national
hours_per_week: {from: 1, to: 1}
cost: Gratis
privacy: normal
status: running
"""


def test_questions_come_one_at_a_time_with_why_they_are_asked(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"))
    expect(page.get_by_role("heading", name="Hvor gammel er du?")).to_be_visible()
    expect(page.get_by_text("Hvorfor spørger vi? Det betyder noget for:")).to_be_visible()
    assert page.locator(".question").count() == 1
    page.get_by_role("textbox", name="Hvor gammel er du?").fill("34")
    page.get_by_role("button", name="Gem svaret").click()
    answer = plan_of(site, stored).answers["age"]
    assert (answer.value, answer.on) == (34, TODAY)
    expect(page.locator(".news")).to_contain_text("Passer nu")
    expect(page.locator(".news")).to_contain_text("34 år")


def test_an_answer_that_cannot_be_read_is_asked_for_again_kindly(site: Site, page: Page, faults: list[str]) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"))
    page.get_by_role("textbox", name="Hvor gammel er du?").fill("gammel nok")
    page.get_by_role("button", name="Gem svaret").click()
    expect(page.locator("#fault")).to_contain_text("tal")
    check_accessibility(page)
    assert not plan_of(site, stored).answers
    assert [one for one in faults if "422" in one] == faults
    faults.clear()


def test_a_number_is_read_with_a_comma_as_it_is_written_here(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("D-TRANSPORT", "A-LAENGE"))
    page.goto(address(site, stored, next_is(site, stored, "daily_travel_km")))
    page.get_by_role("textbox", name="Hvor langt er der frem og tilbage til tilbuddet?").fill("12,5")
    page.get_by_role("button", name="Gem svaret").click()
    assert plan_of(site, stored).answers["daily_travel_km"].value == 12.5
    page.get_by_text("Det har du svaret").click()
    expect(page.locator(".known")).to_contain_text("12,5 km")


def test_not_to_know_keeps_nothing_and_the_next_question_comes(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"))
    page.get_by_role("button", name="Ved ikke").click()
    assert site.desk.store.get(stored.code).version == stored.version
    expect(page.get_by_role("heading", name="Hvor gammel er du?")).to_have_count(0)
    page.get_by_role("link", name="Vis dem igen").click()
    expect(page.get_by_role("heading", name="Hvor gammel er du?")).to_be_visible()


def test_a_question_that_she_will_not_answer_is_not_asked_again_unless_she_says_so(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"))
    page.get_by_role("button", name="Vil ikke svare").click()
    assert plan_of(site, stored).answers["age"].declined
    page.goto(address(site, stored, "spoergsmaal"))
    expect(page.get_by_role("heading", name="Hvor gammel er du?")).to_have_count(0)
    page.get_by_text("Det har du svaret").click()
    page.get_by_role("button", name="Spørg mig igen: Hvor gammel er du?").click()
    expect(page.get_by_role("heading", name="Hvor gammel er du?")).to_be_visible()


def test_an_answer_is_taken_back(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"), case.answer(CITIZEN, "age", 34, TODAY))
    page.get_by_text("Det har du svaret").click()
    page.get_by_role("button", name="Tag svaret tilbage: Du er 34 år").click()
    assert "age" not in plan_of(site, stored).answers


def test_to_be_asked_alone_tells_the_caseworker_no_more_than_that(site: Site, page: Page) -> None:
    stored = opened(site, page, "spoergsmaal", *says("H-ANGST"))
    page.get_by_role("button", name="Spørg mig, når vi er alene").click()
    plan = plan_of(site, stored)
    assert plan.about.alone
    assert not plan.answers


def test_before_children_are_asked_about_the_duty_to_tell_is_told(site: Site, page: Page) -> None:
    """R-D2: the helper is an authority too, and says so first."""
    stored = opened(site, page, "spoergsmaal", *says("A-PRIVAT", "N-BOERN"))
    page.goto(address(site, stored, next_is(site, stored, "household_children")))
    first = page.locator(".first")
    expect(first).to_contain_text("De ansatte i kommunen skal sige det videre")
    assert first.bounding_box()["y"] < page.locator("#question").bounding_box()["y"]  # type: ignore[index]


def test_what_only_an_authority_can_settle_is_told_and_not_asked(site: Site, page: Page) -> None:
    opened(site, page, "spoergsmaal", *says("H-ANGST"))
    expect(page.get_by_role("region", name="Det skal kommunen afgøre")).to_contain_text("Kommunen mangler at afgøre")


def test_a_question_that_is_best_taken_alone_is_not_on_the_screen_until_they_are(
    tmp_path: Path, new_page: NewPage
) -> None:
    """Others at the table do not learn even what would be asked."""
    folder = tmp_path / "haab"
    folder.mkdir()
    (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "offer.yaml").write_text(OFFER, encoding="utf-8")
    with desk_in(tmp_path) as desk, served(replace(desk, engine=Engine.load(plugins=[folder]))) as site:
        page = new_page(viewport={"width": 1440, "height": 1000})
        stored = opened(site, page, "spoergsmaal", *says("N-ENSOM"))
        page.goto(address(site, stored, next_is(site, stored, "hope")))
        expect(page.get_by_role("heading", level=2).first).to_have_text(
            "Det næste spørgsmål er bedst at tage, når I er to."
        )
        assert "Har du mistet håbet?" not in page.content()
        check_accessibility(page)
        page.get_by_role("link", name="Vis spørgsmålet").click()
        page.get_by_role("button", name="Ja", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Tak for svaret")
        assert plan_of(site, stored).answers["hope"].value is True
        page.context.close()  # Closing the page alone may wait for ever while another one comes.
