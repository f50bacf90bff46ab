"""The story of Søren, from the empty plan to the printed sheet: with and without JavaScript, in a real browser.

He has lost his work, is scared of the meeting, and smokes hash to calm down. He and his caseworker sit at one screen.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.board.pdf import check_pdf_ua, page_sizes, text_boxes
from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.her_steps import find_and_lay, onward, press, say_it, write
from tests.web.served import Site


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_soeren_lays_his_own_plan_and_takes_it_home(site: Site, new_page: NewPage, *, java_script: bool) -> None:
    """R-P1 to R-P16 in one meeting: his own wishes first, all sides of life, his cards in his weeks, one sheet."""
    page = new_page(viewport={"width": 1440, "height": 1000}, java_script_enabled=java_script)

    def look() -> None:
        page.wait_for_load_state()
        if java_script:
            check_accessibility(page)

    # The empty plan lies on the table before anything is asked.
    site.enter(page)
    press(page, "Læg en tom plan frem")
    look()
    [line] = site.desk.store.boards()
    assert not site.desk.store.get(line.code).plan.cards

    # What he wants and what he is good at come first.
    page.get_by_role("link", name="Det vil jeg gerne").click()
    write(page, "Det vil jeg gerne", "Hvad vil du gerne?", "Et arbejde med motorer")
    write(page, "Det er jeg god til", "Hvad kan du?", "At få gamle knallerter til at køre")
    write(page, "Husk at tage hensyn til", "Hvad skal der tages hensyn til", "Jeg skal kende dem, der er med")
    look()

    # What stands in the way, in his own words; what they mean he says himself.
    onward(page, "Det står i vejen")
    say_it(page, "Jeg er hundeangst for det her møde", "Jeg bliver angst eller urolig")
    say_it(page, "Jeg ryger hash for at falde ned", "Jeg bruger hash, stoffer eller piller")
    say_it(page, "Min sidste chef råbte hele dagen")
    side = page.get_by_role("article", name="Arbejde og læring")
    side.locator("summary").click()
    side.get_by_label("Jeg har haft det dårligt på en arbejdsplads").check()
    side.get_by_role("button", name="Gem krydserne").click()
    page.get_by_role("article", name="Mennesker omkring mig").get_by_role(
        "button", name="Her står intet i vejen"
    ).click()
    look()
    said = [(one.words, one.barrier) for one in site.desk.store.get(line.code).plan.says.values()]
    assert ("Min sidste chef råbte hele dagen", None) in said
    assert {code for _, code in said} == {"H-ANGST", "H-STOF", "A-DAARLIG", None}

    # A few questions: one answered, one not known, one that he will not answer.
    onward(page, "Spørgsmål")
    page.get_by_role("textbox", name="Hvor gammel er du?").fill("31")
    press(page, "Gem svaret")
    expect(page.locator(".news")).to_contain_text("Passer nu")
    press(page, "Ved ikke")
    press(page, "Vil ikke svare")
    look()

    # The cards: one into the hand, others straight into his weeks, side by side (R-P4).
    onward(page, "Kort")
    expect(page.get_by_text("Et kort er et forslag, ikke en afgørelse.")).to_be_visible()
    press(page, "Tag kortet: Bisidder")
    look()
    find_and_lay(page, "Praktik", "Uge 40 (28/9)", "Uge 47 (16/11)")
    find_and_lay(page, "Psykolog", "Uge 38 (14/9)", "Uge 45 (2/11)")
    find_and_lay(page, "Behandling", "Uge 37 (7/9)", "Uge 49 (30/11)")
    plan = site.desk.store.get(line.code).plan
    assert {one.face.word for one in plan.placed("plan")} == {"Praktik", "Psykolog", "Behandling"}
    assert {one.state for one in plan.cards.values()} == {"wished"}

    # The board shows them all to him.
    page.goto(f"{site.address}/plan/{line.code}")
    for word in ("Praktik", "Psykolog", "Behandling", "Bisidder"):
        expect(page.get_by_text(word, exact=True).first).to_be_attached()
    look()

    # The sheet goes home: what is confidential is only an appointment on it.
    page.get_by_role("link", name="Arket").click()
    look()
    answer = page.request.get(f"{site.address}/plan/{line.code}/ark.pdf")
    pdf = answer.body()
    check_pdf_ua(pdf)
    assert page_sizes(pdf)[0] == (420, 297)
    text = " ".join(box.text for box in text_boxes(pdf))
    for word in ("Praktik", "Aftale", "Et arbejde med motorer", line.code):
        assert word in text
    for word in ("Behandling", "Psykolog", "hash", "hundeangst"):
        assert word not in text
