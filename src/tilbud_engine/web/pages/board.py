"""The board itself."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.web.page import SIDES, board_of, desk_of, form_of, session_of, show, url


async def board(request: Request) -> Response:
    """Show the board."""
    stored = await board_of(request)
    return await show(request, "board.html", parts=("screen",), stored=stored)


async def cover(request: Request) -> Response:
    """Show on this screen only what all may see, or again all that is hers."""
    await board_of(request)
    form = await form_of(request)
    desk_of(request).links.cover(session_of(request), covered=form.ticked("covered"))
    return RedirectResponse(url(request), 303)


ROUTES = [
    *(Route(f"{side}/{{code}}{'' if who == 'citizen' else '/plan'}", board) for who, side in SIDES.items()),
    Route("/plan/{code}/daek", cover, methods=["POST"]),
]
