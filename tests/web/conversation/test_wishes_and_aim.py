"""What she wants, what she is good at, where the plan leads, and how much she can take on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conversation.begun import address, opened, plan_of
from tests.web.served import CITIZEN, NOW, Site
from tilbud_engine.board.changes import notes
from tilbud_engine.board.plan import LIMIT


def test_wishes_and_strengths_stand_on_the_plan_before_any_card(site: Site, page: Page) -> None:
    """R-P8, R-P13: the plan begins with what she wants, in her own words."""
    stored = opened(site, page, "oensker")
    page.get_by_label("Hvad vil du gerne?").fill("Have kræfter til min datter <3")
    page.locator("#wish").get_by_role("button", name="Skriv på planen").click()
    page.get_by_label("Hvad kan du?").fill("Motorer")
    page.locator("#good_at").get_by_role("button", name="Skriv på planen").click()
    expect(page.locator("#wish")).to_contain_text("Have kræfter til min datter <3")
    plan = plan_of(site, stored)
    assert [one.text for one in plan.noted("wish")] == ["Have kræfter til min datter <3"]
    assert [one.text for one in plan.noted("good_at")] == ["Motorer"]
    assert not plan.cards


def test_a_line_is_changed_and_taken_away_again(site: Site, page: Page) -> None:
    stored = opened(site, page, "oensker", notes.add(CITIZEN, "wish", "Sove om natten"))
    page.get_by_text("Ret", exact=True).click()
    page.get_by_label("Ret: Sove om natten").last.fill("Sove hele natten")
    page.get_by_role("button", name="Gem").click()
    assert [one.text for one in plan_of(site, stored).noted("wish")] == ["Sove hele natten"]
    page.get_by_text("Ret", exact=True).click()
    page.get_by_role("button", name="Fjern: Sove hele natten").click()
    assert not plan_of(site, stored).noted("wish")


def test_one_press_writes_what_stands_in_all_the_boxes_and_one_undo_takes_it_back(site: Site, page: Page) -> None:
    """R-P13: two people who fill in the whole screen before they press anything lose no word of it."""
    stored = opened(site, page, "oensker")
    page.get_by_label("Hvad vil du gerne?").fill("Motorer")
    page.get_by_label("Hvad kan du?").fill("Svejse")
    page.get_by_label("Hvad skal der tages hensyn til").fill("Min ryg")
    page.locator("#good_at").get_by_role("button", name="Skriv på planen").click()
    for kind, words in (("wish", "Motorer"), ("good_at", "Svejse"), ("mind", "Min ryg")):
        expect(page.locator(f"#{kind} .own-words")).to_have_text(words)
    now = site.desk.store.get(stored.code)
    assert now.version == stored.version + 1
    assert not site.desk.store.undo(now.code, now.version, CITIZEN, NOW).plan.notes


def test_going_on_writes_first_what_was_not_sent_yet(site: Site, page: Page) -> None:
    stored = opened(site, page, "oensker")
    page.get_by_label("Hvad kan du?").fill("Svejse")
    page.get_by_role("link", name="Videre: Det står i vejen").click()
    expect(page.locator("#good_at .own-words")).to_have_text("Svejse")
    page.get_by_role("link", name="Videre: Det står i vejen").click()
    page.get_by_label("Med dine egne ord").fill("Der er for langt")
    page.get_by_role("link", name="Videre: Spørgsmål").click()
    expect(page.locator(".said-text")).to_contain_text("Der er for langt")
    page.get_by_role("link", name="Videre: Spørgsmål").click()
    expect(page).to_have_url(address(site, stored, "spoergsmaal"))


def test_a_refused_line_takes_no_words_from_the_boxes_beside_it(site: Site, page: Page, faults: list[str]) -> None:
    stored = opened(site, page, "oensker")
    page.get_by_label("Hvad vil du gerne?").fill("Ring til mig, 010190-1234")
    page.get_by_label("Hvad kan du?").fill("Svejse <b>")
    page.locator("#wish").get_by_role("button", name="Skriv på planen").click()
    expect(page.get_by_role("alert")).to_contain_text("Det gik ikke")
    expect(page.get_by_label("Hvad kan du?")).to_have_value("Svejse <b>")
    assert not plan_of(site, stored).notes
    assert [one for one in faults if "422" in one] == faults
    faults.clear()


def test_a_cpr_number_is_refused_and_not_shown_again(site: Site, page: Page, faults: list[str]) -> None:
    """R-D7: no number of a person enters."""
    stored = opened(site, page, "oensker")
    page.get_by_label("Hvad vil du gerne?").fill("Ring til mig, 010190-1234")
    page.locator("#wish").get_by_role("button", name="Skriv på planen").click()
    expect(page.get_by_role("alert")).to_contain_text("Det gik ikke")
    assert "010190" not in page.content()
    assert not plan_of(site, stored).notes
    assert [one for one in faults if "422" in one] == faults
    faults.clear()


def test_the_plan_leads_where_she_wants_and_need_not_lead_to_work(site: Site, page: Page) -> None:
    """R-P3, R-X6: work, education or something else; none of them is chosen for her."""
    stored = opened(site, page, "maal")
    expect(page.get_by_label("Det ved jeg ikke endnu")).to_be_checked()
    page.get_by_label("Noget andet").check()
    page.get_by_label("Med dine egne ord").fill("Være der for mine børn")
    page.get_by_role("button", name="Gem").first.click()
    about_it = plan_of(site, stored).about
    assert (about_it.aim, about_it.aim_text) == ("other", "Være der for mine børn")


def test_her_own_limit_is_hers_to_set_and_to_take_away(site: Site, page: Page) -> None:
    """R-D9: how much she can take on is hers to say, and forbids nothing."""
    stored = opened(site, page, "maal")
    page.get_by_label("Timer om ugen").fill("12")
    page.locator("#graense").get_by_role("button", name="Gem").click()
    assert plan_of(site, stored).answers[LIMIT].value == 12
    page.get_by_label("Timer om ugen").fill("")
    page.locator("#graense").get_by_role("button", name="Gem").click()
    assert LIMIT not in plan_of(site, stored).answers
