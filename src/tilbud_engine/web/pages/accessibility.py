"""What everybody can do here, how it is tested, and whom to tell: the accessibility statement, on the screen."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.web.showing import show

PARTS = ("met", "keys", "tested", "not-tested", "known", "tell")


async def page(request: Request) -> Response:
    """Show the statement; it holds nothing of anybody, so it needs no way in."""
    return await show(request, "accessibility.html", sections=PARTS)


ROUTES = [Route("/tilgaengelighed", page)]
