"""Citizen, caseworker and companion, each at a screen that runs no script; what is hers alone has a word of its own."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.web.board_screen import WIDE
from tests.web.conftest import NewPage
from tests.web.laid import at, own
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import about, case, notes, people
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage import Stored

CASEWORKER = By(who="caseworker", name="Line Holm")

HERS = ("zqvold", "zqnote", "zqfrustration", "zqparkeret", "zqhusk")
"""Words that only she sees; the first is what she told of violence, which the caseworker sees too."""

COVERED = ("zqbehandling", "zqstedet", "zqcentret")
"""Words of a confidential card: hers and the caseworker's."""

SHIELDED = ("Trygt sted", "risecenter")
"""The offer that what she told leads to: the caseworker's alone."""


@dataclass(frozen=True)
class Table:
    """The screens around a plan."""

    site: Site
    code: str
    hers: Page
    theirs: Page
    friend: Page

    @property
    def plan(self) -> Plan:
        """Return the plan as it is kept now."""
        return self.site.desk.store.get(self.code).plan

    def her(self, path: str = "") -> Page:
        """Open a page of hers on her screen."""
        self.hers.goto(f"{self.site.address}/plan/{self.code}{path}")
        return self.hers

    def caseworker(self, path: str) -> Page:
        """Open a page of the caseworker's on that screen."""
        self.theirs.goto(f"{self.site.address}/sagsbehandler/{self.code}{path}")
        return self.theirs

    def companion(self, path: str) -> Page:
        """Open a page of the companion's on that screen."""
        self.friend.goto(f"{self.site.address}/bisidder/{self.code}{path}")
        return self.friend


def seated(site: Site, new_page: NewPage, stored: Stored) -> Table:
    """Open each side on a screen of its own; none of them runs a script."""
    hers, theirs, friend = (new_page(viewport=WIDE, java_script_enabled=False) for _ in range(3))
    hers.goto(site.link("citizen", stored.code, at_table=True))
    theirs.goto(site.link("caseworker", stored.code, name="Line Holm"))
    if stored.plan.companions:
        friend.goto(site.link("companion", stored.code, companion=next(iter(stored.plan.companions)), name="Mona"))
    return Table(site, stored.code, hers, theirs, friend)


def laid(site: Site) -> Stored:
    """Return the plan as she has laid it when the others come to the table."""
    return site.plan(
        about.name(CITIZEN, "Sanne"),
        notes.add(CITIZEN, "wish", "Arbejde med dyr"),
        notes.add(CITIZEN, "success", "Jeg tog bussen alene"),
        notes.add(CITIZEN, "note", "zqnote"),
        notes.add(CITIZEN, "frustration", "zqfrustration"),
        case.say(CITIZEN, None, "H-ANGST"),
        case.say(CITIZEN, "zqvold", "N-VOLD"),
        people.contact(CITIZEN, "Line Holm", "sagsbehandler", "87 12 34 56", hours="hverdage 9-11", first=True),
        people.companion(CITIZEN, "Mona", ("plan", "agreements", "meeting")),
        own("Træning", "plan", at("H", 0, 7)),
        own("Praktik", "plan", at("A", 2, 9)),
        own("zqbehandling", "plan", at("H", 1, 3), privacy="confidential"),
        own("zqparkeret", "parked"),
    )


def part(page: Page, name: str) -> Locator:
    """Return a region of a page."""
    return page.get_by_role("region", name=name)


def opened(scope: Page | Locator, summary: str) -> None:
    """Open what is folded up, unless it is open."""
    scope.locator("details:not([open]) > summary", has_text=summary).first.click()


def told(page: Page) -> Locator:
    """Return what is said of a change."""
    return page.get_by_role("status")
