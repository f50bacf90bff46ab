"""Showing a page: what every template has, and the pages that a side finds its way by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from tilbud_engine.board.plan import Section, Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import engine_language
from tilbud_engine.rules.wording import day_words
from tilbud_engine.web.assets import Assets, pictogram, shapes
from tilbud_engine.web.speaking import speaker
from tilbud_engine.web.visiting import SIDES, addresses, desk_of, find_session, language_of, seen, sees_of, side_of, url

STEPS: tuple[tuple[str, str], ...] = (
    ("", "step-board"),
    ("/oensker", "step-wishes"),
    ("/i-vejen", "step-barriers"),
    ("/spoergsmaal", "step-questions"),
    ("/kort", "step-cards"),
    ("/moede", "step-meeting"),
    ("/ark", "step-sheet"),
)
"""The citizen's pages in their order: the empty plan comes first (R-B01)."""

STEPS_OF: dict[Who, tuple[tuple[str, str], ...]] = {
    "citizen": STEPS,
    "caseworker": (
        ("/overblik", "step-overview"),
        ("/plan", "step-board"),
        ("/alle-kort", "step-all-cards"),
        ("/moede", "step-meeting"),
        ("/hjaelp", "step-prompts"),
        ("/rettigheder", "step-rights"),
        ("/paa-papiret", "step-printed"),
    ),
    "companion": (("/se", "step-seen"), ("/plan", "step-board"), ("/moede", "step-meeting")),
}
"""The pages that each side finds its way by."""

SWITCHED: Mapping[str, Section] = MappingProxyType({"/plan": "plan", "/moede": "meeting"})
"""The pages of a companion that show one section alone, which she may not have switched on."""


async def show(request: Request, template: str, **values: Any) -> HTMLResponse:
    """Answer with a page, as `shown` does."""
    return shown(request, template, **values)


def shown(
    request: Request,
    template: str,
    *,
    stored: Stored | None = None,
    parts: Iterable[str] = (),
    status: int = 200,
    message: str = "",
    **values: Any,
) -> HTMLResponse:
    """Answer with a page. Its texts are in `words/<parts>.toml`, without `parts` in that of the template's name.

    A template has `say`, `language`, `look`, `session`, `side`, `stored`, `plan` (as this screen may show it),
    `url(path)`, `static(name)`, `pictogram(key)`, `week(monday)`, `day(date)`, `today` and `message`.
    """
    desk = desk_of(request)
    session = find_session(request)
    language = language_of(request, stored)
    assets: Assets = request.app.state.assets
    told = message or (desk.links.told(session) if session else "")
    has_code = "code" in request.path_params

    def day(one: dt.date) -> str:
        return day_words(one, engine_language(language))

    def language_name(one: str) -> str:
        own = speaker(one, desk.look)
        return own(f"language-{one}") if f"language-{one}" in own else one

    context = {
        "say": speaker(language, desk.look, *(parts or (template.removesuffix(".html").lstrip("_"),))),
        "language": language,
        "look": desk.look,
        "session": session,
        "side": side_of(request),
        "stored": stored,
        "plan": seen(request, stored) if stored else None,
        "url": addresses(request) if has_code else str,
        "path": request.url.path,
        "steps": _steps(request, stored) if stored else (),
        "language_name": language_name,
        "static": assets.address,
        "pictogram": pictogram,
        "shape": shapes,
        "has_shape": lambda key: shapes(key) is not None,
        "week": week_number,
        "day": day,
        "today": desk.today(),
        "message": told,
        **values,
    }
    found = request.app.state.templates.get_template(template)
    return HTMLResponse(found.render(context), status)


def is_there(request: Request, path: str) -> bool:
    """Tell whether this side has a page of a plan."""
    there: frozenset[str] = request.app.state.paths
    return f"{SIDES[side_of(request)]}/{{code}}{path}" in there


def _steps(request: Request, stored: Stored) -> list[dict[str, Any]]:
    """Return the pages of this plan that there are on this side: a companion's that are switched on."""
    side = side_of(request)
    off = {
        path for path, section in SWITCHED.items() if side == "companion" and section not in sees_of(request, stored)
    }
    known = [(path, text) for path, text in STEPS_OF[side] if path not in off and is_there(request, path)]
    return [
        {"address": url(request, path), "text": text, "is_here": request.url.path == url(request, path)}
        for path, text in known
    ]
