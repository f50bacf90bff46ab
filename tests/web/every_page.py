"""Every page of every side, of a plan that has something on each."""

from __future__ import annotations

from playwright.sync_api import Page
from starlette.routing import Route

from tests.web.laid import key_of, laid_plan
from tests.web.served import CITIZEN, TODAY, Site
from tilbud_engine.board.changes import case, meetings, people
from tilbud_engine.board.plan import Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.web.app import make_app


def met(site: Site) -> Stored:
    """Return a plan with something on each page."""
    return site.change(
        laid_plan(site),
        *(case.say(CITIZEN, barrier=code) for code in ("H-ANGST", "D-GAELD", "N-BOERN")),
        case.say(CITIZEN, words="Jeg har ondt i ryggen"),
        case.answer(CITIZEN, "age", 34, TODAY),
        people.companion(CITIZEN, "Mona", ("plan", "meeting")),
        meetings.plan_meeting(CITIZEN, "Mit emne"),
    )


def pages(site: Site, stored: Stored, side: str) -> list[str]:
    """Return the address of each page of a side."""
    filled = {
        "code": stored.code,
        "meeting": next(iter(stored.plan.meetings)),
        "card": key_of(stored, "Psykolog"),
        "note": next(iter(stored.plan.notes)),
        "offer": "mentor",
        "action": "holdt",
    }
    routes = [one for one in make_app(site.desk).routes if isinstance(one, Route) and "GET" in (one.methods or ())]
    paths = [one.path.format(**filled) for one in routes if one.path.startswith(f"{side}/{{code}}")]
    return [
        f"{site.address}{path}" for path in paths if not path.endswith(("/foelg", "/tavle", ".pdf", ".png", ".ics"))
    ]


def enter(site: Site, page: Page, stored: Stored, side: Who) -> None:
    """Open the way in of a side."""
    if side == "companion":
        site.enter(page, stored, side, companion=next(iter(stored.plan.companions)), name="Mona")
    else:
        site.enter(page, stored, side)
