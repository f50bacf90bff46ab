"""The cards: few at a time, any of them to be taken, and her own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conversation.begun import address, opened, plan_of, says
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import case


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
    expect(page.get_by_label("Find et kort")).to_be_focused()
    expect(page.get_by_label("Find et kort")).to_have_accessible_description("Kort med de ord: 1.")
    assert "sang" not in page.url
    page.reload()
    expect(page.locator(".all h3")).to_have_text(["Kultur"])
    page.get_by_label("Find et kort").fill("rumfart")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("Du kan skrive dit eget.")).to_be_visible()


def test_a_shielded_card_is_nowhere_on_her_screen(site: Site, page: Page, faults: list[str]) -> None:
    stored = opened(site, page, "alle-kort", *says("N-VOLD"))
    assert "risecent" not in page.content()
    answer = page.goto(address(site, stored, "kort/krisecenter"))
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


def test_she_writes_an_earlier_course_where_p_has_room_for_it(site: Site, page: Page) -> None:
    """R-B05: what was tried before is parked at P, and need not be an offer."""
    stored = site.plan()
    site.enter(page, stored)
    corner = page.get_by_role("region", name="Parkeret")
    expect(corner.get_by_role("heading", name="Tidligere forløb")).to_be_visible()
    corner.get_by_role("link", name="Skriv et tidligere forløb").click()
    page.get_by_label("Et par ord").fill("Praktik i Netto")
    page.get_by_role("button", name="Lav kortet").click()
    expect(page.locator("#live")).to_have_text("Praktik i Netto ligger nu på P under tidligere forløb.")
    expect(corner.locator(".tile")).to_have_attribute("data-word", "Praktik i Netto")
    [card] = plan_of(site, stored).cards.values()
    assert (card.place, card.offer) == ("earlier", None)


def test_a_card_about_something_else_is_proposed_for_the_side_of_life_that_it_is_for(site: Site, page: Page) -> None:
    opened(site, page, "kort/virksomhedspraktik")
    page.locator("details.lay summary").click()
    expect(page.get_by_label("Del af livet").locator("option:checked")).to_have_text("Arbejde og læring")
