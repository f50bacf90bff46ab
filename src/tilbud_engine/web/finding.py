"""Looking for a card by words: what is typed is kept in the session, and stands in no address, history or log."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tilbud_engine.errors import InputError, is_cpr_shaped, problem
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.visiting import board_of, desk_of, session_of, url

MOST_WANTED = 100
"""So long is what somebody looks for among the cards, in letters."""


async def find(request: Request) -> Response:
    """Keep what is looked for, and show the cards that have it; with `alle` all of them.

    Raises InputError for what is shaped like a CPR number: it is pasted into the wrong box now and then (R-D7).
    """
    await board_of(request)
    form = await form_of(request)
    words = "" if form.ticked("alle") else form.text("soeg")
    if is_cpr_shaped(words):
        raise InputError([problem("cpr-number", "soeg")])
    desk_of(request).links.look_for(session_of(request), words[:MOST_WANTED].strip())
    return RedirectResponse(f"{url(request, '/alle-kort')}#soeg", HTTPStatus.SEE_OTHER)


def wanted_in(request: Request) -> str:
    """Return the words that somebody looks for among the cards."""
    return session_of(request).wanted


def is_about(wanted: str, *texts: str) -> bool:
    """Tell whether every word that is looked for is somewhere in the texts of a card."""
    text = " ".join(texts).casefold()
    return all(word in text for word in wanted.casefold().split())
