"""The way in: a link that works once, beginning a plan or finding one by its code, the language, and closing."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes import about
from tilbud_engine.board.storage import code_of
from tilbud_engine.board.weeks import FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS, monday_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.visiting import (
    LANGUAGE_COOKIE,
    SIDES,
    cookie_name,
    desk_of,
    find_session,
    language_of,
    session_of,
)

YEAR = 365 * 24 * 3600


async def enter(request: Request) -> Response:
    """Begin a session with a link that works once; to be looked at is not to be used."""
    if request.method == "HEAD":
        return Response()
    session = desk_of(request).links.enter(request.path_params["token"])
    if session is None:
        return await show(request, "closed.html", parts=("base",), status=HTTPStatus.FORBIDDEN)
    side = SIDES[session.role]
    place = f"{side}/{session.code}" if session.code else "/" if session.role == "citizen" else side
    answer = RedirectResponse(place, 303)
    path = "/" if session.role == "citizen" else side
    answer.set_cookie(cookie_name(session.role), session.key, path=path, httponly=True, samesite="strict")
    return answer


async def front(request: Request) -> Response:
    """Show the first page: begin, or find a plan; or the plan that lies open."""
    session = find_session(request)
    if session is None:
        return await show(request, "closed.html", parts=("base",), status=HTTPStatus.FORBIDDEN)
    if session.code:
        return RedirectResponse(f"{SIDES['citizen']}/{session.code}", 303)
    return await show(
        request, "start.html", usual=USUAL_WEEKS, fewest=FEWEST_WEEKS, most=MOST_WEEKS,
        start=monday_of(desk_of(request).today()),
    )  # fmt: skip


async def begin(request: Request) -> Response:
    """Lay a new, empty plan open."""
    desk, session, form = desk_of(request), session_of(request), await form_of(request)
    if session.bound:
        raise InputError([problem("board-hers-alone", "")])
    weeks = form.number("weeks")
    intent = about.begin(
        session.by,
        monday_of(form.day("start") or desk.today()),
        desk.ruleset,
        weeks=USUAL_WEEKS if weeks is None else weeks,
        leg_set=desk.leg_set,
        language=language_of(request),
        name=form.written("name"),
    )
    stored = await run_in_threadpool(desk.store.new, session.by, intent, desk.now())
    desk.links.open(session, stored.code)
    return RedirectResponse(f"{SIDES['citizen']}/{stored.code}", 303)


async def find(request: Request) -> Response:
    """Lay a plan open by its code."""
    return RedirectResponse(f"{SIDES['citizen']}/{await open_by_code(request)}", 303)


async def open_by_code(request: Request) -> str:
    """Open the plan whose code a form brings, in the session of this side, and return the code as it is written.

    Raises InputError where there is no such plan, and for a session that opens one plan alone.
    """
    desk, session, form = desk_of(request), session_of(request), await form_of(request)
    code = code_of(form.text("code"))
    if code is None or session.bound:
        raise InputError([problem("board-unknown", "")])
    stored = await run_in_threadpool(desk.store.get, code)
    desk.links.open(session, stored.code)
    return stored.code


async def close(request: Request) -> Response:
    """Put the plan away: nobody who sits here next can see it."""
    session = session_of(request)
    if session.bound:
        desk_of(request).links.leave(session)
    else:
        desk_of(request).links.open(session, None)
    return RedirectResponse("/", 303)


async def language(request: Request) -> Response:
    """Speak another language on this screen."""
    form = await form_of(request)
    chosen = form.one_of("language", desk_of(request).look.languages)
    back = form.text("back")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if is_ours else "/", 303)
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, httponly=True, samesite="strict")
    return answer


ROUTES = [
    Route("/ind/{token}", enter),
    Route("/", front),
    Route("/begynd", begin, methods=["POST"]),
    Route("/find", find, methods=["POST"]),
    Route("/luk", close, methods=["POST"]),
    Route("/sprog", language, methods=["POST"]),
]
