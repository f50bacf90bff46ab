"""Paper: what was changed at home is typed in, and the sheet is had for the table or for herself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.board.pdf import check_pdf_ua, text_boxes
from tests.web.accessibility import check_accessibility
from tests.web.conversation.begun import address, opened, plan_of, says, taken
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards, notes
from tilbud_engine.board.plan import Face


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
    page.get_by_role("group", name="Nyt kort 1").get_by_label("Hvad står der på kortet?").fill("Tur med hunden")
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


def test_a_plan_that_was_laid_on_paper_alone_is_typed_in_at_once(site: Site, page: Page) -> None:
    """R-B01, R-B03, R-B05: the cards that were cut out lie where she laid them, and are the offers' own cards."""
    stored = opened(site, page, "papir", cards.take(CITIZEN, Face(word="Mentor"), "mentor"))
    mentor = page.get_by_role("group", name="Mentor")
    mentor.get_by_label("Hvad er der sket?").select_option(label="Flyt til ugerne")

    def new(number: int, word: str, where: str | None = None, *weeks: str) -> None:
        line = page.get_by_role("group", name=f"Nyt kort {number}")
        line.get_by_label("Hvad står der på kortet?").fill(word)
        if where:
            line.get_by_label("Hvor ligger det?").select_option(label=where)
        for label, week in zip(("Fra uge", "Til uge"), weeks, strict=False):
            line.get_by_label(label).select_option(label=week)

    new(1, "praktik", None, "Uge 40 (28/9)", "Uge 47 (16/11)")
    new(2, "Psykolog", "Mennesker omkring mig", "Uge 38 (14/9)")
    new(3, "Bisidder")
    new(4, "Kørekort", "På P (pause)")
    new(5, "It-kursus", "Tidligere forløb")
    check_accessibility(page)
    page.get_by_role("button", name="Skriv det hele ind").click()
    expect(page.get_by_text("Ændringerne fra papiret står på planen nu")).to_be_visible()
    laid = {
        one.face.word: (one.offer, one.place, (one.at.lane, str(one.at.first), str(one.at.last)) if one.at else None)
        for one in plan_of(site, stored).cards.values()
    }
    assert laid == {
        "Praktik": ("virksomhedspraktik", "plan", ("A", "2026-09-28", "2026-11-16")),
        "Psykolog": ("psykolog_henvist", "plan", ("N", "2026-09-14", "2026-09-14")),
        "Mentor": ("mentor", "plan", ("D", "2026-09-07", "2026-09-07")),
        "Bisidder": ("bisidder", "hand", None),
        "Kørekort": (None, "parked", None),
        "It-kursus": (None, "earlier", None),
    }


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
