"""Who asks, on whose side, which plan lies open, and in what language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.faces import FaceNow, face_now, with_faces
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Plan, Section, Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import seen_by
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.sessions import Session
from tilbud_engine.web.speaking import Say, speaker

SIDES: dict[Who, str] = {"citizen": "/plan", "caseworker": "/sagsbehandler", "companion": "/bisidder"}
"""Where the pages of each side begin. Each has a cookie of its own: no screen is two persons at once."""

LANGUAGE_COOKIE = "tilbud-sprog"


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
        desk_of(request).listeners.watch(read.code)
    if session.role == "companion":
        companion = read.plan.companions.get(session.companion or "")
        if companion is None or companion.ended:
            raise NoSession
    if session.since is None:
        desk_of(request).links.saw(session, read.version)
    return read


def seen(request: Request, stored: Stored) -> Plan:
    """Return the plan as it may be shown on this screen, with what its cards show today in the language of it.

    It is worked out once for each request.
    """
    session, desk, language = session_of(request), desk_of(request), language_of(request, stored)
    key = (id(stored.plan), session.viewer, session.companion, language)
    if not hasattr(request.state, "seen"):
        request.state.seen = {}
    known: dict[object, tuple[Plan, Plan]] = request.state.seen
    if key not in known:
        hidden = [code for code, one in desk.engine.vocabulary.barriers.items() if one.hidden]
        added = desk.look.folder
        plan = seen_by(stored.plan, session.viewer, session.companion, hidden, language=language, added=added)
        known[key] = stored.plan, with_faces(plan, face_now_of(request, stored))
    return known[key][1]


def face_now_of(request: Request, stored: Stored) -> FaceNow:
    """Return what tells what a card shows today on this screen."""
    desk, language = desk_of(request), language_of(request, stored)
    return face_now(stored.plan, desk.engine, desk.today(), language, request.app.state.tiles.face)


def sees_of(request: Request, stored: Stored) -> tuple[Section, ...]:
    """Return what she has switched on for the companion who asks."""
    session = find_session(request)
    found = stored.plan.companions.get((session and session.companion) or "")
    return found.sees if found else ()


def url(request: Request, path: str = "") -> str:
    """Return the address of a page of this plan on this side: `url(request, "/historie")`; without a path the board."""
    side = side_of(request)
    if not path and side != "citizen":
        path = "/plan"
    return f"{SIDES[side]}/{request.path_params['code']}{path}"


def addresses(request: Request) -> Callable[[str], str]:
    """Return `url` for a template, which asks it often."""
    board, pages = url(request), url(request, "/").removesuffix("/")

    def address(path: str = "") -> str:
        return pages + path if path else board

    return address


def language_of(request: Request, stored: Stored | None = None) -> str:
    """Return the language to speak: what was chosen on this screen, else the plan's, else the look's first.

    The plan is `stored`, or the one that was read for this request.
    """
    known = desk_of(request).look.languages
    stored = stored or getattr(request.state, "stored", None)
    wanted = request.cookies.get(LANGUAGE_COOKIE) or (stored.plan.about.language if stored else "")
    return wanted if wanted in known else known[0]


def say_of(request: Request, *parts: str, stored: Stored | None = None) -> Say:
    """Return the texts of some parts in the language of this request."""
    return speaker(language_of(request, stored), desk_of(request).look, *parts)


async def say_here(request: Request, part: str) -> Say:
    """Return the texts of a part in the language of this plan's screen.

    Raises NoSession where the plan is not theirs.
    """
    return say_of(request, part, stored=await board_of(request))


def on_each_side(
    path: str, page: Callable[[Request], Awaitable[Response]], methods: Iterable[str] = ("GET",)
) -> list[Route]:
    """Return the routes of a page that citizen, caseworker and companion each have on their own side."""
    return [Route(f"{side}/{{code}}{path}", page, methods=list(methods)) for side in SIDES.values()]
