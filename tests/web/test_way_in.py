"""The way in: a link that works once, beginning a plan, finding one by its code, and closing it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.served import Site


def test_the_first_screen_leads_to_an_empty_plan(page: Page, site: Site) -> None:
    site.enter(page)
    check_accessibility(page)
    page.get_by_role("button", name="Læg en tom plan frem").click()
    expect(page).to_have_url(f"{site.address}/plan/{site.desk.store.boards()[0].code}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_program_that_only_looks_whether_a_link_is_there_does_not_use_it_up(site: Site) -> None:
    link = site.link()
    with site.client() as client:
        assert not client.head(link).cookies
        assert client.get(link, follow_redirects=True).status_code == 200
