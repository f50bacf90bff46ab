"""Rights and duties, to go through together: on each side the same words (R-O10, R-X3)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.prompts import ask_when_in_doubt, rights_and_duties
from tilbud_engine.web.showing import show
from tilbud_engine.web.visiting import board_of, desk_of, language_of, on_each_side


async def page(request: Request) -> Response:
    """Show the rights, then the duties."""
    stored = await board_of(request)
    language, added = language_of(request, stored), desk_of(request).look.folder
    told = rights_and_duties(language, added)
    return await show(
        request,
        "rights.html",
        stored=stored,
        rights=[one for one in told if not one.duty],
        duties=[one for one in told if one.duty],
        doubt=ask_when_in_doubt(language, added),
    )


ROUTES = on_each_side("/rettigheder", page)
