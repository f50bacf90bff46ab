"""The board: shown, brought up to date, and followed by several screens at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tilbud_engine.board.storage import Stored
from tilbud_engine.web.boarding import show_board
from tilbud_engine.web.changing import told_of
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.talking import news_for_her
from tilbud_engine.web.visiting import (
    SIDES,
    board_of,
    desk_of,
    find_session,
    on_each_side,
    sees_of,
    session_of,
    side_of,
    url,
)


async def board(request: Request) -> Response:
    """Show the board; where she has not switched it on, a companion is led to what she has."""
    stored = await board_of(request)
    if side_of(request) == "companion" and "plan" not in sees_of(request, stored):
        return RedirectResponse(url(request, "/se"), 303)
    return await show_board(request, stored)


async def again(request: Request) -> Response:
    """Answer with the board as it is now, and what others have done since the version that the screen shows."""
    stored = await board_of(request)
    since = request.query_params.get("siden", "")
    version = int(since) if since.isascii() and since.isdigit() and len(since) < 9 else stored.version
    told = await run_in_threadpool(_news, request, stored, version)
    return await show_board(request, stored, template="_board.html", message=" ".join(filter(None, told)))


def _news(request: Request, stored: Stored, version: int) -> tuple[str, ...]:
    if version >= stored.version:
        return ()
    events = [event for event in desk_of(request).store.events(stored.code) if event.version > version]
    return (*told_of(request, stored, events), news_for_her(request, stored, version))


async def follow(request: Request) -> Response:
    """Tell this screen of every new version for as long as it is open, and may be; with `?nu=1` of the one now."""
    stored = await board_of(request)
    if request.query_params.get("nu"):
        return PlainTextResponse(str(stored.version))
    events = desk_of(request).listeners.events(stored.code, stored.version, session_of(request).key)
    return StreamingResponse(
        _while_open(request, stored.code, events), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


async def _while_open(request: Request, code: str, events: AsyncIterator[str]) -> AsyncIterator[str]:
    """Yield events until the session ends or lays the plan away; the last one lets the screen find that out."""
    async for event in events:
        yield event
        session = find_session(request)
        if session is None or session.code != code:
            return


async def cover(request: Request) -> Response:
    """Show on this screen only what all may see, or again all that is hers."""
    await board_of(request)
    form = await form_of(request)
    desk_of(request).links.cover(session_of(request), covered=form.ticked("covered"))
    return RedirectResponse(url(request), 303)


ROUTES = [
    *(Route(f"{side}/{{code}}{'' if who == 'citizen' else '/plan'}", board) for who, side in SIDES.items()),
    *on_each_side("/tavle", again),
    *on_each_side("/foelg", follow),
    Route("/plan/{code}/daek", cover, methods=["POST"]),
]
