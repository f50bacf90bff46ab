"""The conversation on the screen: wishes, what stands in the way, questions, cards; hers to say and hers to leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.board.pdf import check_pdf_ua, text_boxes
from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.served import CITIZEN, TODAY, Site, desk_in, engine, served
from tilbud_engine.board.changes import about, cards, case, notes
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.following import follow
from tilbud_engine.board.plan import LIMIT, Plan, Stretch
from tilbud_engine.board.storage import Stored
from tilbud_engine.engine import Engine
from tilbud_engine.vocabulary.own_words import propose

PAGES = ("oensker", "maal", "i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort", "eget-kort", "papir", "ark")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve one board for all tests of this file: each begins a plan of its own."""
    propose("hej", engine().vocabulary)  # puts the lexicon together, so that no page waits for it
    with desk_in(tmp_path_factory.mktemp("board")) as desk, served(desk) as made:
        yield made


def opened(site: Site, page: Page, path: str, *intents: Intent) -> Stored:
    """Begin a plan, change it, and open one of its pages."""
    stored = site.plan(*intents)
    site.enter(page, stored)
    page.goto(at(site, stored, path))
    return stored


def at(site: Site, stored: Stored, path: str) -> str:
    return f"{site.address}/plan/{stored.code}/{path}"


def plan_of(site: Site, stored: Stored) -> Plan:
    return site.desk.store.get(stored.code).plan


def says(*codes: str) -> list[Intent]:
    return [case.say(CITIZEN, barrier=code) for code in codes]


def taken(site: Site, offer: str, first: int = 0, last: int = 0) -> Intent:
    """Lay a card of an offer in weeks counted from the plan's first."""
    found = site.desk.engine.rulebook.offers[offer].versions[-1]
    monday = TODAY.fromordinal
    at_weeks = Stretch(lane="A", first=monday(TODAY.toordinal() + 7 * first), last=monday(TODAY.toordinal() + 7 * last))
    return cards.take(CITIZEN, face_of_offer(found, "da"), offer, "plan", at_weeks)


def tell(page: Page, words: str) -> None:
    """Write what stands in the way in own words."""
    page.get_by_label("Med dine egne ord").fill(words)
    page.get_by_role("button", name="Skriv på planen").click()


def said(page: Page) -> list[str]:
    """Return what the screen says that she has said, in order."""
    page.wait_for_load_state()
    return [one.split("\n")[0] for one in page.locator(".said-text").all_inner_texts()]


def next_is(site: Site, stored: Stored, fact: str) -> str:
    """Return the page of the questions with all but one of them left for later."""
    questions = follow(site.desk.engine, plan_of(site, stored), TODAY).questions
    return f"spoergsmaal?senere={','.join(one.fact for one in questions if one.fact != fact)}"


# --- wishes, what she is good at, what to mind


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


# --- what stands in the way


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
        page.goto(at(site, stored, path).rstrip("/"))
        assert words not in page.content()
        assert "risecent" not in page.content()


def test_danger_is_a_calm_page_where_a_human_comes_first(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen", *says("H-ANGST"))
    tell(page, "jeg har tanker om at dø")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi holder en pause.")
    check_accessibility(page)
    for path in ("i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort"):
        page.goto(at(site, stored, path))
        expect(page.get_by_role("heading", level=1)).to_have_text("Vi holder en pause.")
        assert "at dø" not in page.content()
        assert page.get_by_role("button", name="Tag kortet").count() == 0
    page.get_by_role("button", name="Gå videre, når I er klar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvad står i vejen?")
    assert [one.barrier for one in plan_of(site, stored).says.values()] == ["H-ANGST"]


def test_alone_at_her_own_screen_she_is_given_the_telephones(site: Site, page: Page) -> None:
    stored = site.plan(case.say(CITIZEN, words="jeg har tanker om at dø"))
    page.goto(site.link("citizen", stored.code, at_table=False))
    page.goto(at(site, stored, "kort"))
    expect(page.get_by_role("link", name=re.compile("Livslinien"))).to_have_attribute("href", re.compile("^tel:"))


def test_she_may_ask_to_talk_alone_and_nobody_else_is_told(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    page.get_by_role("button", name="Jeg vil gerne tale med dig alene").click()
    assert plan_of(site, stored).about.alone
    page.get_by_role("button", name="Det er ikke nødvendigt mere").click()
    assert not plan_of(site, stored).about.alone


# --- the questions


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
    page.goto(at(site, stored, next_is(site, stored, "daily_travel_km")))
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
    page.goto(at(site, stored, "spoergsmaal"))
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
    page.goto(at(site, stored, next_is(site, stored, "household_children")))
    first = page.locator(".first")
    expect(first).to_contain_text("De ansatte i kommunen skal sige det videre")
    assert first.bounding_box()["y"] < page.locator("#question").bounding_box()["y"]  # type: ignore[index]


def test_what_only_an_authority_can_settle_is_told_and_not_asked(site: Site, page: Page) -> None:
    opened(site, page, "spoergsmaal", *says("H-ANGST"))
    expect(page.get_by_role("region", name="Det skal kommunen afgøre")).to_contain_text("Kommunen mangler at afgøre")


# --- the cards


def test_five_cards_at_a_time_and_the_rest_one_tap_away(site: Site, page: Page) -> None:
    opened(site, page, "kort", *says("H-ANGST", "H-STOF", "A-DAARLIG", "H-SMERTE"))
    seen: list[str] = []
    while True:
        page.wait_for_load_state()
        shown = page.locator(".offer h2").all_inner_texts()
        assert 1 <= len(shown) <= 5
        seen += shown
        onward = page.get_by_role("link", name="De næste kort")
        if not onward.count():
            break
        onward.click()
    assert len(seen) == len(set(seen)) > 10


def test_cards_of_the_same_function_lie_together_to_choose_one(site: Site, page: Page) -> None:
    opened(site, page, "kort?side=2", *says("H-ANGST"))
    together = page.get_by_role("region", name="De ligner hinanden. Vælg ét.").first
    assert together.locator(".offer").count() > 1


def test_a_card_is_taken_into_the_hand(site: Site, page: Page) -> None:
    stored = opened(site, page, "kort", *says("H-ANGST"))
    page.get_by_role("button", name="Tag kortet: Bisidder").click()
    expect(page.get_by_role("status")).to_have_text("Bisidder er på hånden nu.")
    expect(page.get_by_role("region", name="Kort på hånden")).to_contain_text("Bisidder")
    [card] = plan_of(site, stored).cards.values()
    assert (card.offer, card.place, card.state) == ("bisidder", "hand", "wished")
    expect(page.get_by_role("button", name="Tag kortet: Bisidder")).to_have_count(0)


def test_a_card_is_laid_straight_in_weeks(site: Site, page: Page) -> None:
    """R-B03: she spreads the cards herself."""
    stored = opened(site, page, "kort", *says("H-ANGST"))
    card = page.get_by_role("article", name="Bisidder")
    card.locator("summary").click()
    card.get_by_label("Fra uge").select_option(label="Uge 39 (21/9)")
    card.get_by_label("Til uge").select_option(label="Uge 41 (5/10)")
    card.get_by_label("Del af livet").select_option(label="Det gode liv")
    card.get_by_role("button", name="Læg på planen").click()
    expect(page.get_by_role("status")).to_have_text("Bisidder ligger nu i Det gode liv, uge 39 til uge 41.")
    [laid] = plan_of(site, stored).cards.values()
    assert laid.at is not None
    assert (laid.place, laid.at.lane, str(laid.at.first), str(laid.at.last)) == (
        "plan",
        "life",
        "2026-09-21",
        "2026-10-05",
    )


def test_the_back_of_a_card_tells_why_who_decides_and_whether_it_is_a_right(site: Site, page: Page) -> None:
    """R-D8, R-P16: in plain words, and no more than the law promises."""
    opened(site, page, "kort/bisidder", *says("H-ANGST"))
    for heading, text in (
        ("Hvorfor får du det her kort?", "Svarer på ”Jeg bliver angst eller urolig”."),
        ("Er det en ret?", "Du har ret til at tage en med til møder om din sag."),
        ("Hvem bestemmer?", "Dig."),
    ):
        expect(page.get_by_role("region", name=heading)).to_contain_text(text)


def test_the_way_there_is_something_to_remember_and_takes_no_card_away(site: Site, page: Page) -> None:
    """R-D4, R-P14: where no bus runs the card stays, and the help with the way is named beside it."""
    opened(
        site,
        page,
        "kort/sundhedscenter_ryg",
        *says("H-SMERTE", "D-TRANSPORT"),
        case.answer(CITIZEN, "public_transport_usable", False, TODAY),
    )
    expect(page.get_by_role("region", name="Det skal du huske")).to_contain_text("Se også: Penge til kørsel, Flextur")


def test_any_card_may_be_taken_also_one_that_does_not_fit_and_it_is_no_refusal(site: Site, page: Page) -> None:
    """R-P12: she is the expert of her own life."""
    stored = opened(site, page, "alle-kort", *says("H-ANGST"), case.answer(CITIZEN, "age", 34, TODAY))
    no = page.get_by_role("region", name="Ikke lige nu")
    expect(no).to_contain_text("Det er ikke et afslag.")
    no.get_by_role("link", name="Gratis psykolog").click()
    expect(page.get_by_text("Du kan stadig tage kortet og spørge kommunen.")).to_be_visible()
    page.get_by_role("button", name="Tag kortet: Gratis psykolog").click()
    assert [one.offer for one in plan_of(site, stored).cards.values()] == ["psykolog_henvist_ung"]


def test_a_card_about_something_else_tells_all_the_same_what_it_is(site: Site, page: Page) -> None:
    opened(site, page, "kort/virksomhedspraktik", *says("H-ANGST"))
    expect(page.get_by_role("region", name="Hvorfor ligger det ikke i din bunke?")).to_contain_text("noget andet")
    for heading in ("Mere om kortet", "Hvem bestemmer?", "Det skal du huske"):
        expect(page.get_by_role("region", name=heading)).to_be_visible()


def test_all_cards_are_found_by_words(site: Site, page: Page) -> None:
    opened(site, page, "alle-kort")
    page.get_by_label("Find et kort").fill("sang")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator(".all h3")).to_have_text(["Kultur"])
    page.get_by_label("Find et kort").fill("rumfart")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("Du kan skrive dit eget.")).to_be_visible()


def test_a_shielded_card_is_nowhere_on_her_screen(site: Site, page: Page, faults: list[str]) -> None:
    stored = opened(site, page, "alle-kort", *says("N-VOLD"))
    assert "risecent" not in page.content()
    answer = page.goto(at(site, stored, "kort/krisecenter"))
    assert answer is not None
    assert answer.status == 404
    faults.clear()


def test_she_writes_a_card_of_her_own(site: Site, page: Page) -> None:
    """R-B07: what no offer says is hers to add."""
    stored = opened(site, page, "eget-kort")
    page.get_by_label("Et par ord").fill("Fisketur med Ole")
    page.get_by_label("Lidt mere om det (hvis du vil)").fill("Hver anden lørdag")
    page.get_by_role("radio", name="et træ").check()
    page.get_by_role("button", name="Lav kortet").click()
    [card] = plan_of(site, stored).cards.values()
    assert (card.face.word, card.face.text, card.face.pictogram, card.offer, card.place) == (
        "Fisketur med Ole",
        "Hver anden lørdag",
        "tree",
        None,
        "hand",
    )


# --- paper


def test_what_was_changed_on_paper_is_one_step_that_one_undo_takes_back(site: Site, page: Page) -> None:
    """R-B09: the paper goes home, and comes back."""
    stored = opened(
        site, page, "papir", *says("H-ANGST"), taken(site, "bisidder"), taken(site, "virksomhedspraktik", 2, 5)
    )
    bisidder, praktik = page.get_by_role("group", name="Bisidder"), page.get_by_role("group", name="Praktik")
    bisidder.get_by_label("Hvad er der sket?").select_option(label="Flyt til ugerne")
    bisidder.get_by_label("Fra uge").select_option(label="Uge 40 (28/9)")
    bisidder.get_by_label("Til uge").select_option(label="Uge 42 (12/10)")
    praktik.get_by_label("Hvad er der sket?").select_option(label="På P (pause)")
    line = page.get_by_role("group", name="Linje 1")
    line.get_by_label("Hvor stod det?").select_option(label="Det lykkedes")
    line.get_by_label("Hvad stod der?").fill("Jeg tog bussen alene")
    line = page.get_by_role("group", name="Linje 2")
    line.get_by_label("Hvor stod det?").select_option(label="Et kort, du selv har tegnet")
    line.get_by_label("Hvad stod der?").fill("Tur med hunden")
    page.get_by_role("button", name="Skriv det hele ind").click()
    now = site.desk.store.get(stored.code)
    assert now.version == stored.version + 1
    places = {one.face.word: (one.place, str(one.at.first) if one.at else "") for one in now.plan.cards.values()}
    assert places == {
        "Bisidder": ("plan", "2026-09-28"),
        "Praktik": ("parked", "2026-09-21"),
        "Tur med hunden": ("hand", ""),
    }
    assert [one.text for one in now.plan.noted("success")] == ["Jeg tog bussen alene"]
    back = site.desk.store.undo(stored.code, now.version, CITIZEN, site.desk.now())
    assert back.plan == stored.plan


def test_a_fault_in_what_was_typed_in_changes_nothing_and_the_rest_stays_typed(
    site: Site, page: Page, faults: list[str]
) -> None:
    stored = opened(site, page, "papir")
    page.get_by_label("Hvad stod der?").first.fill("Ring til 010190-1234")
    page.get_by_label("Hvad stod der?").nth(1).fill("Sov godt")
    page.get_by_role("button", name="Skriv det hele ind").click()
    expect(page.get_by_role("alert")).to_contain_text("CPR")
    check_accessibility(page)
    expect(page.get_by_label("Hvad stod der?").nth(1)).to_have_value("Sov godt")
    assert "010190" not in page.content()
    assert not plan_of(site, stored).notes
    assert [one for one in faults if "422" in one] == faults
    faults.clear()


def test_the_sheet_is_shown_and_had_as_a_pdf(site: Site, page: Page) -> None:
    stored = opened(site, page, "ark", taken(site, "bisidder"))
    picture = page.get_by_alt_text("Sådan ser arket ud")
    assert picture.evaluate("one => one.complete && one.naturalWidth") > 1000
    for paper in ("a3", "a4"):
        answer = page.request.get(at(site, stored, f"ark.pdf?papir={paper}"))
        assert answer.ok
        check_pdf_ua(answer.body())
    for name in ("tomt", "kort"):
        check_pdf_ua(page.request.get(at(site, stored, f"ark/{name}.pdf")).body())


def test_she_chooses_each_time_whether_the_sheet_is_to_show_around_or_for_herself(site: Site, page: Page) -> None:
    """R-D3: what is hers alone is on paper only where she asks for it, and then the paper says so."""
    hers = ("Lang ventetid", "Ring til mor", "Behandling", "Kun til mig selv")
    stored = opened(
        site, page, "ark",
        taken(site, "stofmisbrugsbehandling"),
        notes.add(CITIZEN, "frustration", hers[0]),
        notes.add(CITIZEN, "note", hers[1]),
    )  # fmt: skip
    shown = words_of(page, at(site, stored, "ark.pdf"))
    assert "Aftale" in shown
    assert [one for one in hers if one in shown] == []

    page.get_by_role("link", name="Se hele arket her på skærmen").click()
    expect(page.get_by_alt_text("Sådan ser arket ud: Til mig selv")).to_be_visible()
    check_accessibility(page)
    link = page.get_by_role("region", name="Til mig selv").get_by_role("link", name="Hent i A4, som PDF: Til mig selv")
    mine = words_of(page, f"{site.address}{link.get_attribute('href')}")
    assert [one for one in hers if one not in mine] == []

    # The choice is not kept, and while the screen is covered there is none.
    page.goto(at(site, stored, "ark"))
    expect(page.get_by_alt_text("Sådan ser arket ud: Til at vise frem")).to_be_visible()
    page.get_by_role("button", name="Skjul det private").click()
    expect(page.get_by_role("region", name="Til mig selv")).to_have_count(0)
    assert "Ring til mor" not in words_of(page, at(site, stored, "ark.pdf?til=citizen"))


def test_a_card_about_something_else_is_proposed_for_the_side_of_life_that_it_is_for(site: Site, page: Page) -> None:
    opened(site, page, "kort/virksomhedspraktik")
    page.locator("details.lay summary").click()
    expect(page.get_by_label("Del af livet").locator("option:checked")).to_have_text("Arbejde og læring")


def test_what_is_ticked_on_a_side_of_life_is_told_as_that(site: Site, page: Page) -> None:
    stored = opened(site, page, "i-vejen")
    side = page.get_by_role("article", name="Krop og sind")
    side.locator("summary").click()
    side.get_by_label("Jeg sover dårligt").check()
    side.get_by_role("button", name="Gem krydserne").click()
    page.goto(at(site, stored, "historie"))
    expect(page.get_by_text("Du satte kryds ved det, der står i vejen.")).to_be_visible()


def words_of(page: Page, address: str) -> str:
    return " ".join(box.text for box in text_boxes(page.request.get(address).body()))


# --- for everybody


def test_every_page_is_for_everybody(site: Site, new_page: NewPage) -> None:
    """R-P11, R-P16: axe finds nothing, wide or narrow, and nothing has to be pushed sideways at 320 px."""
    stored = site.plan(
        notes.add(CITIZEN, "wish", "Et langt ord: arbejdsmarkedsuddannelsescenter" * 2),
        *says("H-ANGST", "D-GAELD", "H-STOF", "N-BOERN"),
        case.say(CITIZEN, words="Jeg har ondt i ryggen"),
        case.answer(CITIZEN, "age", 34, TODAY),
        taken(site, "bisidder"),
        about.talk_alone(CITIZEN),
    )
    page = new_page(viewport={"width": 1440, "height": 1000})
    site.enter(page, stored)
    for path in PAGES:
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(at(site, stored, path))
        check_accessibility(page)
        assert page.locator("h1").count() == 1
        page.set_viewport_size({"width": 320, "height": 800})
        for details in page.locator("main details").all():
            details.evaluate("one => { one.open = true }")
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_every_page_can_be_read_with_text_twice_as_large(site: Site, new_page: NewPage) -> None:
    stored = site.plan(*says("H-ANGST", "D-GAELD"), taken(site, "bisidder"))
    page = new_page(viewport={"width": 640, "height": 500})  # 1280 wide, twice as large
    site.enter(page, stored)
    for path in PAGES:
        page.goto(at(site, stored, path))
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_every_page_speaks_english_too(site: Site, page: Page) -> None:
    stored = opened(site, page, "", about.language(CITIZEN, "en"), *says("H-ANGST"))
    for path in PAGES:
        page.goto(at(site, stored, path))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        text = page.locator("main").inner_text()
        assert not re.search(r"\b(du|og|ikke|kort|planen|timer)\b", text.lower()), text


def test_a_covered_screen_shows_nothing_of_what_she_said(site: Site, page: Page) -> None:
    """R-D3: what is hers is hidden with one press."""
    stored = opened(site, page, "i-vejen", *says("H-STOF"), case.answer(CITIZEN, "age", 34, TODAY))
    page.get_by_role("button", name="Skjul det private").click()
    for path in ("i-vejen", "spoergsmaal", "kort", "kort/mentor", "alle-kort"):
        page.goto(at(site, stored, path))
        expect(page.get_by_role("heading", level=1)).to_have_text("Det private er skjult")
        assert "hash" not in page.content()


def test_no_page_opens_without_a_way_in_or_with_another_plans(site: Site, new_page: NewPage) -> None:
    hers, anothers = site.plan(notes.add(CITIZEN, "wish", "Min hemmelighed")), site.plan()
    nobody, other = new_page(), new_page()
    site.enter(other, anothers)
    for path in (*PAGES, "ark.pdf", "ark.png", "ark/tomt.pdf", "ark/kort.pdf"):
        for page in (nobody, other):
            answer = page.request.get(at(site, hers, path))
            assert answer.status == 403, path
            assert b"hemmelighed" not in answer.body()


def test_what_no_form_of_ours_sends_is_refused_in_words_and_changes_nothing(site: Site, page: Page) -> None:
    stored = site.plan()
    site.enter(page, stored)
    for path, fields in REFUSED:
        form: dict[str, str | float | bool] = {"version": str(stored.version), **fields}
        answer = page.request.post(at(site, stored, path), form=form, headers={"origin": site.address})
        assert answer.status == 422, path
        assert "Planen er, som den var." in answer.text()
        assert site.desk.store.get(stored.code).version == stored.version


REFUSED: tuple[tuple[str, dict[str, str]], ...] = (
    ("i-vejen", {"words": ""}),
    ("i-vejen/intet", {"leg": "X"}),
    ("i-vejen/passer-ikke", {"fact": "no_such_fact"}),
    ("i-vejen/ret", {"said": "9-9", "do": "remove"}),
    ("oensker", {"kind": "secret", "text": "Hej"}),
    ("oensker", {"kind": "wish", "text": "x" * 1001}),
    ("maal", {"aim": "money"}),
    ("maal/tid", {"start": "2026-09-07", "weeks": "99"}),
    ("maal/graense", {"hours": "-1"}),
    ("spoergsmaal", {"fact": "age", "value": "34"}),
    ("kort", {"offer": "krisecenter"}),
    ("kort", {"offer": "bisidder", "lay": "1", "first": "2030-01-07", "last": "2030-01-07", "lane": "A"}),
    ("eget-kort", {"word": ""}),
)


# --- what a plugin may add


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
        page.goto(at(site, stored, next_is(site, stored, "hope")))
        expect(page.get_by_role("heading", level=2).first).to_have_text(
            "Det næste spørgsmål er bedst at tage, når I er to."
        )
        assert "Har du mistet håbet?" not in page.content()
        check_accessibility(page)
        page.get_by_role("link", name="Vis spørgsmålet").click()
        page.get_by_role("button", name="Ja", exact=True).click()
        assert plan_of(site, stored).answers["hope"].value is True
        page.close()


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
