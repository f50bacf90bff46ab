"""What pages are made with: who asks, which plan lies open, showing a page, and doing a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By, Event, written
from tilbud_engine.board.plan import Plan, Who
from tilbud_engine.board.storage import PlanChanged, Stored
from tilbud_engine.board.story import told
from tilbud_engine.board.views import seen_by
from tilbud_engine.board.weeks import week_number
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import engine_language
from tilbud_engine.rules.wording import day_words
from tilbud_engine.web.assets import Assets, pictogram, shapes
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.sessions import Session
from tilbud_engine.web.speaking import Say, speaker

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

SIDES: dict[Who, str] = {"citizen": "/plan", "caseworker": "/sagsbehandler", "companion": "/bisidder"}
"""Where the pages of each side begin. Each has a cookie of its own: no screen is two persons at once."""

LANGUAGE_COOKIE = "tilbud-sprog"

Fragment = Callable[[Request, Stored, str], Awaitable[Response]]
"""Shows a part of a page for htmx, with a message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be said where somebody was first: what they did, and her wish, kept to be sent again."""

    told: tuple[str, ...]
    action: str
    kept: tuple[tuple[str, str], ...]


class NoSession(Exception):
    """Nobody is known here: the link is missing, used, or too old; or it is another's plan."""


def desk_of(request: Request) -> Desk:
    """Return what pages work with."""
    desk: Desk = request.app.state.desk
    return desk


def side_of(request: Request) -> Who:
    """Return whose side the page belongs to, by its address."""
    start = "/" + request.url.path.split("/")[1]
    return next((who for who, side in SIDES.items() if side == start), "citizen")


def cookie_name(who: Who) -> str:
    """Return the name of the cookie of a side."""
    return f"tilbud-{who}"


def find_session(request: Request) -> Session | None:
    """Return the session of this side; None where nobody is known."""
    who = side_of(request)
    found = desk_of(request).links.of(request.cookies.get(cookie_name(who)))
    return found if found and found.role == who else None


def session_of(request: Request) -> Session:
    """Return the session of this side.

    Raises NoSession.
    """
    found = find_session(request)
    if found is None:
        raise NoSession
    return found


def by_of(request: Request) -> By:
    """Return whose hand a change is in."""
    return session_of(request).by


async def board_of(request: Request) -> Stored:
    """Return the plan of the address, where it is the one that lies open in this session.

    It is read once for each request. Raises NoSession for any other plan, whether it exists or not, and for a companion
    whose access has ended (R-D15).
    """
    code = request.path_params["code"]
    session = session_of(request)
    if session.code != code:
        raise NoSession
    read: Stored | None = getattr(request.state, "stored", None)
    if read is None:
        read = await run_in_threadpool(desk_of(request).store.get, code)
        request.state.stored = read
    if session.role == "companion":
        companion = read.plan.companions.get(session.companion or "")
        if companion is None or companion.ended:
            raise NoSession
    return read


def seen(request: Request, stored: Stored) -> Plan:
    """Return the plan as it may be shown on this screen."""
    session, desk = session_of(request), desk_of(request)
    hidden = [code for code, one in desk.engine.vocabulary.barriers.items() if one.hidden]
    return seen_by(stored.plan, session.viewer, session.companion, hidden)


def url(request: Request, path: str = "") -> str:
    """Return the address of a page of this plan on this side: `url(request, "/historie")`; without a path the board."""
    side = side_of(request)
    if not path and side != "citizen":
        path = "/plan"
    return f"{SIDES[side]}/{request.path_params['code']}{path}"


def _addresses(request: Request) -> Callable[[str], str]:
    """Return `url` for a template, which asks it often."""
    board, pages = url(request), url(request, "/").removesuffix("/")

    def address(path: str = "") -> str:
        return pages + path if path else board

    return address


def language_of(request: Request, stored: Stored | None = None) -> str:
    """Return the language to speak: what was chosen on this screen, else the plan's, else the look's first."""
    known = desk_of(request).look.languages
    wanted = request.cookies.get(LANGUAGE_COOKIE) or (stored.plan.about.language if stored else "")
    return wanted if wanted in known else known[0]


def say_of(request: Request, *parts: str, stored: Stored | None = None) -> Say:
    """Return the texts of some parts in the language of this request."""
    return speaker(language_of(request, stored), desk_of(request).look, *parts)


async def show(
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
        "url": _addresses(request) if has_code else str,
        "path": request.url.path,
        "steps": _steps(request) if stored else (),
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


def _steps(request: Request) -> list[dict[str, Any]]:
    """Return the pages of this plan that there are on this side."""
    side = side_of(request)
    there = {route.path for route in request.app.routes if isinstance(route, Route)}
    known = [(path, text) for path, text in STEPS_OF[side] if f"{SIDES[side]}/{{code}}{path}" in there]
    return [
        {"address": url(request, path), "text": text, "is_here": request.url.path == url(request, path)}
        for path, text in known
    ]


async def changed(
    request: Request,
    intent: Intent,
    *,
    back: str,
    message: str = "",
    fragment: Fragment | None = None,
    why: str | None = None,
) -> Response:
    """Do a change that a form asks for, tell the other screens, and go `back`; to htmx, answer with the fragment.

    The form brings `version`, the one that the page showed. Where somebody has changed the same things since, the
    answer is 409 with what they did, and her wish is kept to be sent again.
    """
    stored = await board_of(request)
    form = await form_of(request)
    version = form.number("version")
    if version is None:
        raise InputError([problem("form-unreadable", "")])
    desk = desk_of(request)
    return await done(
        request,
        lambda: desk.store.change(stored.code, version, by_of(request), intent, desk.now(), why=why),
        back=back,
        message=message,
        fragment=fragment,
    )


async def done(
    request: Request,
    change: Callable[[], Stored],
    *,
    back: str,
    message: str = "",
    fragment: Fragment | None = None,
) -> Response:
    """Do any change to a plan, as `changed` does: undo and redo too."""
    desk, session = desk_of(request), session_of(request)
    is_part = fragment is not None and "hx-request" in request.headers
    try:
        stored = await run_in_threadpool(change)
    except PlanChanged as error:
        return await _somebody_was_first(request, error, await form_of(request), fragment if is_part else None)
    except InputError as error:
        if fragment is None or not is_part:
            raise
        language = engine_language(language_of(request))
        told = " ".join(f"{_as_sentence(one.message(language))} {one.hint(language)}".strip() for one in error.problems)
        now = await run_in_threadpool(desk.store.get, request.path_params["code"])
        return _with_status(await fragment(request, now, told), 422)
    desk.listeners.tell(stored.code, stored.version)
    if stored.since:
        meanwhile = await run_in_threadpool(told_of, request, stored, stored.since)
        message = " ".join(filter(None, (message, *meanwhile)))
    if fragment is not None and is_part:
        return await fragment(request, stored, message)
    if message:
        desk.links.tell(session, message)
    return RedirectResponse(back, 303)


async def _somebody_was_first(request: Request, error: PlanChanged, form: Form, fragment: Fragment | None) -> Response:
    kept = tuple((name, value) for name, value in form.fields if name != "version")
    told = tuple(filter(None, await run_in_threadpool(told_of, request, error.now, error.since)))
    request.state.notice = Notice(told, request.url.path, kept)
    if fragment is not None:
        return _with_status(await fragment(request, error.now, ""), 409)
    return await show(
        request, "conflict.html", parts=("base",), stored=error.now, status=409, told=told, kept=kept,
        action=request.url.path,
    )  # fmt: skip


def told_of(request: Request, stored: Stored, events: Sequence[Event]) -> tuple[str, ...]:
    """Return what each of some events did, in words that this screen may show; empty where it sees nothing of it."""
    session, desk = session_of(request), desk_of(request)
    hidden = [code for code, one in desk.engine.vocabulary.barriers.items() if one.hidden]
    versions = {event.version for event in events}
    words = []
    plan: Plan | None = None
    for event in desk.store.events(stored.code) if events else ():
        if event.version in versions:
            language = language_of(request, stored)
            who, companion = session.viewer, session.companion
            words.append(told(event, plan, language, who, companion, hidden=hidden, today=stored.plan))
        plan = written(plan, event.writes)
    return tuple(words)


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _with_status(answer: Response, status: int) -> Response:
    answer.status_code = status
    return answer


def on_each_side(
    path: str, page: Callable[[Request], Awaitable[Response]], methods: Iterable[str] = ("GET",)
) -> list[Route]:
    """Return the routes of a page that citizen, caseworker and companion each have on their own side."""
    return [Route(f"{side}/{{code}}{path}", page, methods=list(methods)) for side in SIDES.values()]


__all__ = [
    "Fragment",
    "NoSession",
    "board_of",
    "by_of",
    "changed",
    "desk_of",
    "done",
    "form_of",
    "language_of",
    "on_each_side",
    "say_of",
    "seen",
    "session_of",
    "show",
    "side_of",
    "url",
]
