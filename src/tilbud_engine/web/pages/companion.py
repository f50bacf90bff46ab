"""The companion's side: what she switched on, room to write and to propose, and nothing to decide (R-D15)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes import cards, notes
from tilbud_engine.board.plan import Companion, Face, NoteKind, Plan
from tilbud_engine.board.storage import Stored
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import engine_language
from tilbud_engine.web.asking import checked
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.talking import says_of
from tilbud_engine.web.visiting import board_of, by_of, cookie_name, desk_of, language_of, say_of, seen, session_of, url

PART = "companion"
SIDE = "/bisidder"
MAY_WRITE: tuple[NoteKind, ...] = ("attention", "mind")
"""What a companion may write on her plan; her own words are hers."""


async def begin(request: Request) -> Response:
    """Lead to what may be seen."""
    await _board(request)
    return RedirectResponse(url(request, "/se"), HTTPStatus.SEE_OTHER)


async def page(request: Request) -> Response:
    """Show what she switched on, and room to write."""
    stored, companion = await _board(request)
    plan = seen(request, stored)
    return await show(
        request,
        "companion.html",
        stored=stored,
        companion=companion,
        barriers=_barriers(request, stored, plan),
        kinds=MAY_WRITE,
        mine=[one for one in plan.notes.values() if one.companion == companion.id],
        proposed=[one for one in plan.cards.values() if one.proposal and one.proposal.companion == companion.id],
    )


def _barriers(request: Request, stored: Stored, plan: Plan) -> list[str]:
    language, known = engine_language(language_of(request, stored)), desk_of(request).engine.vocabulary.barriers
    found = (known.get(one.barrier or "") for one in plan.says.values())
    return [says_of(one, language) for one in found if one is not None]


async def write(request: Request) -> Response:
    """Write a note on her plan."""
    await _board(request)
    form = await form_of(request)
    kind = next((one for one in MAY_WRITE if one == form.text("kind")), None)
    if kind is None:
        raise InputError([problem("form-not-one-of", "kind")])
    intent = notes.add(by_of(request), kind, form.text("text"))
    message = _say(request, "told-written", text=form.text("text"))
    return await changed(request, intent, back=url(request, "/se"), message=message)


async def propose(request: Request) -> Response:
    """Offer her a card in one's own words: dashed until she says yes."""
    await _board(request)
    form = await form_of(request)
    why = form.written("why")
    intent = cards.take(by_of(request), checked(Face, word=form.text("word")), place="hand", why=why)
    message = _say(request, "told-proposed", word=form.text("word"))
    return await changed(request, intent, back=url(request, "/se"), message=message, why=why)


async def take_back(request: Request) -> Response:
    """Take back a note or a proposal of one's own."""
    stored, _ = await _board(request)
    form, by = await form_of(request), by_of(request)
    note, card = form.text("note"), form.text("card")
    intent = notes.remove(by, note) if note else cards.withdraw_proposal(by, card)
    plan = seen(request, stored)
    was = plan.notes[note].text if note in plan.notes else plan.cards[card].face.word if card in plan.cards else ""
    message = _say(request, "told-taken-back", text=was) if was else ""
    return await changed(request, intent, back=url(request, "/se"), message=message)


async def leave(request: Request) -> Response:
    """End one's own session."""
    desk_of(request).links.leave(session_of(request))
    answer = await show(request, "closed.html", parts=("base",))
    answer.delete_cookie(cookie_name("companion"), path=SIDE)
    return answer


async def _board(request: Request) -> tuple[Stored, Companion]:
    """Return the plan and who looks at it."""
    stored, session = await board_of(request), session_of(request)
    return stored, stored.plan.companions[session.companion or ""]


def _say(request: Request, key: str, **words: str) -> str:
    return say_of(request, PART)(key, **{name: shortened(one) for name, one in words.items()})


ROUTES = [
    Route(f"{SIDE}/luk", leave, methods=["POST"]),
    Route(f"{SIDE}/{{code}}", begin),
    Route(f"{SIDE}/{{code}}/se", page),
    Route(f"{SIDE}/{{code}}/egen-note", write, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/foreslaa", propose, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/fortryd-eget", take_back, methods=["POST"]),
]
