"""Agreements and contact persons are written, and written otherwise."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.laid import laid_plan
from tests.web.served import Site


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
