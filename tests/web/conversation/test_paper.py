"""Paper: what was changed at home is typed in, and the sheet is had for the table or for herself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.board.pdf import check_pdf_ua, text_boxes
from tests.web.accessibility import check_accessibility
from tests.web.conversation.begun import address, opened, plan_of, says, taken
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import notes


def words_of(page: Page, address: str) -> str:
    return " ".join(box.text for box in text_boxes(page.request.get(address).body()))


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
        answer = page.request.get(address(site, stored, f"ark.pdf?papir={paper}"))
        assert answer.ok
        check_pdf_ua(answer.body())
    for name in ("tomt", "kort"):
        check_pdf_ua(page.request.get(address(site, stored, f"ark/{name}.pdf")).body())


def test_she_chooses_each_time_whether_the_sheet_is_to_show_around_or_for_herself(site: Site, page: Page) -> None:
    """R-D3: what is hers alone is on paper only where she asks for it, and then the paper says so."""
    hers = ("Lang ventetid", "Ring til mor", "Behandling", "Kun til mig selv")
    stored = opened(
        site, page, "ark",
        taken(site, "stofmisbrugsbehandling"),
        notes.add(CITIZEN, "frustration", hers[0]),
        notes.add(CITIZEN, "note", hers[1]),
    )  # fmt: skip
    shown = words_of(page, address(site, stored, "ark.pdf"))
    assert "Aftale" in shown
    assert [one for one in hers if one in shown] == []

    page.get_by_role("link", name="Se hele arket her på skærmen").click()
    expect(page.get_by_alt_text("Sådan ser arket ud: Til mig selv")).to_be_visible()
    check_accessibility(page)
    link = page.get_by_role("region", name="Til mig selv").get_by_role("link", name="Hent i A4, som PDF: Til mig selv")
    mine = words_of(page, f"{site.address}{link.get_attribute('href')}")
    assert [one for one in hers if one not in mine] == []

    # The choice is not kept, and while the screen is covered there is none.
    page.goto(address(site, stored, "ark"))
    expect(page.get_by_alt_text("Sådan ser arket ud: Til at vise frem")).to_be_visible()
    page.get_by_role("button", name="Skjul det private").click()
    expect(page.get_by_role("region", name="Til mig selv")).to_have_count(0)
    assert "Ring til mor" not in words_of(page, address(site, stored, "ark.pdf?til=citizen"))
