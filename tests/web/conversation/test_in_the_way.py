"""What stands in the way: in her own words, from pictures, in her order; and what is said of it only with care."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conversation.begun import address, opened, plan_of, said, says, taken, tell
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import case


def test_own_words_are_kept_as_written_and_mean_nothing_until_she_says_so(site: Site, page: Page) -> None:
    """R-D10: a code is proposed, never assumed."""
    stored = opened(site, page, "i-vejen")
    tell(page, "Jeg er hundeangst for det her møde")
    expect(page.get_by_text("Betyder det …?")).to_be_visible()
    [one] = plan_of(site, stored).says.values()
    assert (one.words, one.barrier) == ("Jeg er hundeangst for det her møde", None)
    expect(page.locator(".asking").get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("button", name="Nej, det gør det ikke").click()
    assert [one.barrier for one in plan_of(site, stored).says.values()] == [None]
    assert said(page) == ["Jeg er hundeangst for det her møde"]


def test_yes_with_nothing_ticked_is_not_taken_for_a_no(site: Site, page: Page) -> None:
    """R-D10: she is asked again, in words, and nothing is added for her."""
    stored = opened(site, page, "i-vejen")
    tell(page, "Jeg er hundeangst for det her møde")
    page.get_by_role("button", name="Det passer", exact=True).click()
    expect(page.locator("#live")).to_contain_text("Sæt kryds ved det, der passer, eller sig nej.")
    asking = page.locator(".asking")
    expect(asking).to_be_visible()
    assert [one.barrier for one in plan_of(site, stored).says.values()] == [None]
    asking.get_by_role("checkbox").check()
    page.get_by_role("button", name="Det passer", exact=True).click()
    assert [one.barrier for one in plan_of(site, stored).says.values()] == ["H-ANGST"]


def test_words_that_mean_several_things_are_confirmed_together_in_one_step(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    tell(page, "Jeg har ondt i ryggen og er hundeangst for møder")
    asking = page.locator(".asking")
    asking.get_by_label("Jeg har ondt eller svært ved at bevæge mig").check()
    asking.get_by_label("Jeg bliver angst eller urolig").check()
    page.get_by_role("button", name="Det passer").click()
    now = site.desk.store.get(stored.code)
    assert {one.barrier for one in now.plan.says.values()} == {"H-SMERTE", "H-ANGST"}
    assert now.version == stored.version + 2
    expect(page.locator(".news")).to_contain_text("Nye kort")
    expect(page.locator(".news")).to_contain_text("Fordi du sagde")


def test_her_words_are_changed_and_asked_about_again(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen", case.say(CITIZEN, words="Naboens hane"))
    page.get_by_label("Ret: Naboens hane").click()
    page.get_by_label("Mine ord for det").fill("Jeg sover dårligt")
    page.get_by_role("button", name="Gem : Naboens hane", exact=True).click()
    expect(page.locator(".asking").get_by_label("Jeg sover dårligt eller på skæve tider")).to_be_visible()
    assert [(one.words, one.barrier) for one in plan_of(site, stored).says.values()] == [("Jeg sover dårligt", None)]


def test_a_card_answers_in_her_own_words(site: Site, page: Page) -> None:
    """R-P13: her plan speaks as she does."""
    opened(site, page, "kort", case.say(CITIZEN, words="Jeg tør ikke tage bussen.", barrier="H-ANGST"))
    expect(page.get_by_role("article", name="Bisidder")).to_contain_text("Svarer på ”Jeg tør ikke tage bussen”")


def test_words_that_nothing_is_found_in_are_kept_all_the_same(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    tell(page, "Naboens hane")
    expect(page.get_by_role("status")).to_have_text("Tak. Det er skrevet ned.")
    assert page.locator(".asking").count() == 0
    assert [one.words for one in plan_of(site, stored).says.values()] == ["Naboens hane"]


def test_a_side_of_life_is_chosen_from_with_pictures_and_changed_again(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    side = page.get_by_role("article", name="Hverdag og hjem")
    expect(side).to_contain_text("Ikke talt om endnu")
    side.locator("summary").click()
    assert side.locator(".choice svg").count() == side.get_by_role("checkbox").count() > 5
    side.get_by_label("Jeg har gæld, der trykker").check()
    side.get_by_label("Jeg mangler et fast sted at bo").check()
    side.get_by_role("button", name="Gem krydserne").click()
    assert said(page) == ["Jeg mangler et fast sted at bo", "Jeg har gæld, der trykker"]
    side.locator("summary").click()
    side.get_by_label("Jeg har gæld, der trykker").uncheck()
    side.get_by_role("button", name="Gem krydserne").click()
    assert [one.barrier for one in plan_of(site, stored).says.values()] == ["D-BOLIG"]


def test_ticks_on_several_sides_of_life_that_are_not_kept_yet_are_kept_before_she_goes_on(
    site: Site, page: Page
) -> None:
    stored = opened(site, page, "i-vejen")
    for name, label in (("Krop og sind", "Jeg bliver angst eller urolig"), ("Arbejde og læring", "Jeg har haft det")):
        side = page.get_by_role("article", name=name)
        side.locator("summary").click()
        side.get_by_label(label).check()
    page.get_by_role("link", name="Videre: Spørgsmål").click()
    expect(page.locator(".said-text")).to_have_count(2)
    assert {one.barrier for one in plan_of(site, stored).says.values()} == {"H-ANGST", "A-DAARLIG"}
    page.get_by_role("link", name="Videre: Spørgsmål").click()
    expect(page.get_by_role("heading", name="Nogle få spørgsmål")).to_be_visible()


def test_silence_is_not_a_healthy_side_of_life(site: Site, page: Page) -> None:
    """R-P2: not talked about is not nothing, until she says that nothing stands in the way."""
    stored = opened(site, page, "i-vejen", *says("H-ANGST"))
    side = page.get_by_role("article", name="Mennesker omkring mig")
    expect(side).to_contain_text("Ikke talt om endnu")
    side.get_by_role("button", name="Her står intet i vejen").click()
    expect(side).to_contain_text("I har talt om det. Her står intet i vejen.")
    assert plan_of(site, stored).about.talked_about == ("N",)
    side.get_by_role("button", name="Vi har ikke talt om det alligevel").click()
    expect(side).to_contain_text("Ikke talt om endnu")


def test_a_side_with_a_barrier_and_no_card_on_the_plan_is_named(site: Site, page: Page) -> None:
    """R-D13: help for work alone is not the whole of it."""
    opened(site, page, "i-vejen", *says("D-GAELD", "A-LAENGE"), taken(site, "virksomhedspraktik"))
    expect(page.get_by_role("article", name="Hverdag og hjem")).to_contain_text("ikke noget kort på planen")
    expect(page.get_by_role("article", name="Arbejde og læring")).not_to_contain_text("ikke noget kort på planen")


def test_the_order_is_hers(site: Site, page: Page) -> None:
    """R-P1: what matters most to her comes first, and the cards follow."""
    stored = opened(site, page, "i-vejen", *says("H-ANGST", "D-GAELD", "N-ENSOM"))
    page.get_by_role("button", name="Op: Jeg er meget alene").click()
    page.get_by_role("button", name="Op: Jeg er meget alene").click()
    assert said(page) == ["Jeg er meget alene", "Jeg bliver angst eller urolig", "Jeg har gæld, der trykker"]
    page.get_by_role("button", name="Ned: Jeg bliver angst eller urolig").click()
    assert said(page)[1:] == ["Jeg har gæld, der trykker", "Jeg bliver angst eller urolig"]
    page.get_by_role("button", name="Fjern: Jeg har gæld, der trykker").click()
    assert {one.barrier for one in plan_of(site, stored).says.values()} == {"N-ENSOM", "H-ANGST"}


def test_what_a_barrier_settles_is_said_and_can_be_taken_back(site: Site, page: Page) -> None:
    """R-P6: she is not asked what she has said, and what is taken to be so is hers to deny."""
    stored = opened(site, page, "i-vejen", *says("D-GAELD"))
    page.get_by_role("button", name="Det passer ikke: ").click()
    assert plan_of(site, stored).answers["debt_problem"].withdrawn
    expect(page.get_by_role("button", name="Det passer ikke: ")).to_have_count(0)


def test_what_is_hidden_is_in_no_list(site: Site, page: Page) -> None:
    opened(site, page, "i-vejen")
    text = page.content()
    for code, barrier in site.desk.engine.vocabulary.barriers.items():
        if barrier.hidden:
            assert barrier.says not in text
            assert code not in text


def test_words_of_violence_are_kept_and_repeated_for_nobody_at_the_table(site: Site, page: Page) -> None:
    words = "min mand slår mig"
    stored = opened(site, page, "i-vejen")
    tell(page, words)
    expect(page.get_by_role("status")).to_have_text("Tak. Det er skrevet ned.")
    assert [one.words for one in plan_of(site, stored).says.values()] == [words]
    for path in ("i-vejen", "spoergsmaal", "kort", "alle-kort", ""):
        page.goto(address(site, stored, path).rstrip("/"))
        assert words not in page.content()
        assert "risecent" not in page.content()


def test_danger_is_a_calm_page_where_a_human_comes_first(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen", *says("H-ANGST"))
    tell(page, "jeg har tanker om at dø")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi holder en pause.")
    check_accessibility(page)
    for path in ("i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort"):
        page.goto(address(site, stored, path))
        expect(page.get_by_role("heading", level=1)).to_have_text("Vi holder en pause.")
        assert "at dø" not in page.content()
        assert page.get_by_role("button", name="Tag kortet").count() == 0
    page.get_by_role("button", name="Gå videre, når I er klar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvad står i vejen?")
    assert [one.barrier for one in plan_of(site, stored).says.values()] == ["H-ANGST"]


def test_alone_at_her_own_screen_she_is_given_the_telephones(site: Site, page: Page) -> None:
    stored = site.plan(case.say(CITIZEN, words="jeg har tanker om at dø"))
    page.goto(site.link("citizen", stored.code, at_table=False))
    page.goto(address(site, stored, "kort"))
    expect(page.get_by_role("link", name=re.compile("Livslinien"))).to_have_attribute("href", re.compile("^tel:"))


def test_she_may_ask_to_talk_alone_and_nobody_else_is_told(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    page.get_by_role("button", name="Jeg vil gerne tale med dig alene").click()
    assert plan_of(site, stored).about.alone
    page.get_by_role("button", name="Det er ikke nødvendigt mere").click()
    assert not plan_of(site, stored).about.alone


def test_what_is_ticked_on_a_side_of_life_is_told_as_that(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    side = page.get_by_role("article", name="Krop og sind")
    side.locator("summary").click()
    side.get_by_label("Jeg sover dårligt").check()
    side.get_by_role("button", name="Gem krydserne").click()
    page.goto(address(site, stored, "historie"))
    expect(page.get_by_text("Du satte kryds ved det, der står i vejen.")).to_be_visible()
