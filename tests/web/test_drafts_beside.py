"""Two drafts beside each other, as strips of weeks: the difference is seen at a glance and said in words (R-B04)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.conftest import NewPage
from tests.web.laid import at, key_of, laid_plan
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards, drafts
from tilbud_engine.board.laying import other_draft
from tilbud_engine.board.storage import Stored


def drafted(site: Site) -> Stored:
    """Return a plan with two drafts: `Psykolog` is later in front, `Museumstur` at P there, and `Kor` laid."""
    stored = site.change(laid_plan(site), drafts.begin_draft(CITIZEN))
    return site.change(
        stored,
        cards.move(CITIZEN, key_of(stored, "Psykolog"), "plan", at("H", 7, 10)),
        cards.move(CITIZEN, key_of(stored, "Museumstur"), "parked"),
        cards.move(CITIZEN, key_of(stored, "Kor"), "plan", at("life", 9, 12)),
    )


def beside(site: Site, page: Page, stored: Stored) -> Page:
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/kladder")
    return page


def test_the_difference_is_said_in_words_card_by_card(page: Page, site: Site) -> None:
    beside(site, page, drafted(site))
    rows = page.get_by_role("region", name="Det er forskellen").get_by_role("row")
    assert [" | ".join(one.locator("th, td").all_inner_texts()) for one in rows.all()] == [
        "Kort | Den, du arbejder i | Den anden",
        "Museumstur | Parkeret på P | Det gode liv: uge 37",
        "Psykolog | Krop og sind: uge 44 til 47 | Krop og sind: uge 39 til 42",
        "Kor | Det gode liv: uge 46 til 49 | På hånden",
    ]
    check_accessibility(page)


def test_each_bar_lies_in_its_own_weeks_in_both_and_what_differs_is_filled(page: Page, site: Site) -> None:
    beside(site, page, drafted(site))
    found = {}
    for name in ("Den, du arbejder i", "Den anden"):
        strip = page.get_by_role("region", name=name)
        weeks = [one.bounding_box() for one in strip.locator(".numbers span").all()]
        bar = strip.locator("li", has_text="Psykolog").locator(".bar").bounding_box()
        assert bar is not None
        lefts = [round(one["x"]) for one in weeks if one]
        found[name] = lefts.index(min(lefts, key=lambda left: abs(left - bar["x"])))
        assert abs(bar["x"] - lefts[found[name]]) < 2
        assert round(bar["width"] / (lefts[1] - lefts[0])) == 4
        filled = strip.locator("li.differs .name").all_inner_texts()
        assert not any("Flextur" in one for one in filled)
    assert found == {"Den, du arbejder i": 7, "Den anden": 2}
    first, second = (page.get_by_role("region", name=name).bounding_box() for name in found)
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]


def test_on_a_narrow_screen_they_lie_below_each_other(new_page: NewPage, site: Site) -> None:
    page = beside(site, new_page(viewport={"width": 320, "height": 700}, java_script_enabled=False), drafted(site))
    first, second = (
        page.get_by_role("region", name=name).bounding_box() for name in ("Den, du arbejder i", "Den anden")
    )
    assert first is not None
    assert second is not None
    assert first["y"] + first["height"] <= second["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_two_drafts_that_are_alike_say_so_and_an_offer_is_no_difference(page: Page, site: Site) -> None:
    stored = site.change(laid_plan(site), drafts.begin_draft(CITIZEN))
    assert drafts.differing(stored.plan) == ()
    expect(beside(site, page, stored).get_by_text("De to udgaver er ens endnu.")).to_be_visible()


def test_to_go_on_with_the_other_turns_the_difference_around(site: Site) -> None:
    stored = drafted(site)
    turned = site.change(stored, drafts.swap_drafts(CITIZEN)).plan
    there = {(here and here.id, other and other.id) for here, other in drafts.differing(stored.plan)}
    back = {(other and other.id, here and here.id) for here, other in drafts.differing(turned)}
    assert there == back
    assert {one.face.word for one in other_draft(turned).values()} >= {"Kor", "Museumstur"}
