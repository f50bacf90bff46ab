"""Agreements and contact persons are written, and written otherwise."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.laid import at, key_of, laid_plan, own
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import cards, people


def test_an_agreement_and_a_contact_person_can_be_written_otherwise(page: Page, site: Site) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    page.goto(f"{page.url}/aftaler")
    row = page.get_by_role("listitem").filter(has_text="ringer til museet")
    row.locator("summary").click()
    check_accessibility(page)
    row.get_by_label("Gør hvad").fill("skriver til museet")
    row.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("listitem").filter(has_text="skriver til museet")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Karim Holm")
    row.locator("summary").click()
    row.locator('[name="telephone"]').fill("87 65 43 21")
    row.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("listitem").filter(has_text="87 65 43 21")).to_be_visible()
    plan = site.desk.store.get(stored.code).plan
    assert [(one.who, one.what) for one in plan.agreements.values()] == [("Karim", "skriver til museet")]
    assert [(one.name, one.first) for one in plan.contacts.values()] == [("Karim Holm", True)]


def test_what_others_do_not_see_of_agreements_and_contacts_is_marked_on_hers_alone(site: Site) -> None:
    """R-D3."""
    stored = site.plan(own("Kor", "plan", at("life", 2, 5), privacy="confidential"), people.contact(CITIZEN, "Bodil"))
    card, [bodil] = key_of(stored, "Kor"), stored.plan.contacts
    stored = site.change(
        stored,
        people.agree(CITIZEN, "Mona", "ringer til koret"),
        people.agree(CITIZEN, "Mona", "køber sko"),
        cards.edit(CITIZEN, card, contact=bodil),
        cards.remove(CITIZEN, card),
    )
    with site.client() as client:
        client.get(site.link(code=stored.code))
        hers = client.get(f"/plan/{stored.code}/aftaler").text
        assert hers.count("det ses ikke ved bordet eller på papir") == 2
        client.get(site.link("caseworker", code=stored.code))
        theirs = client.get(f"/sagsbehandler/{stored.code}/aftaler").text
        assert "køber sko" in theirs
        assert not any(word in theirs for word in ("koret", "Bodil", "det ses ikke"))
