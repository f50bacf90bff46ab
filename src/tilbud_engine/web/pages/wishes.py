"""The first screen of a plan: what she wants, what she is good at, and what to mind (R-P8, R-B07)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import notes
from tilbud_engine.board.changes.together import together
from tilbud_engine.board.plan import NoteKind
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.talking import PART
from tilbud_engine.web.visiting import board_of, by_of, say_here, seen, url

KINDS: tuple[NoteKind, ...] = ("wish", "good_at", "mind")


async def wishes(request: Request) -> Response:
    """Show what she wants, and room for more."""
    stored = await board_of(request)
    plan = seen(request, stored)
    noted = {kind: plan.noted(kind) for kind in KINDS}
    return await show(request, "wishes.html", stored=stored, parts=[PART], noted=noted)


async def write(request: Request) -> Response:
    """Write a line of hers on the plan, and what the boxes beside it held."""
    form = await form_of(request)
    kind = kind_of(form.text("kind"))
    by, say = by_of(request), await say_here(request, PART)
    beside = {one: text for one in KINDS if one != kind and (text := form.text(f"new-{one}"))}
    lines = {kind: form.text("text")} | beside
    intents = [notes.add(by, one, text) for one, text in lines.items()]
    intent = together(*intents, what="notes") if beside else intents[0]
    message = " ".join(say("note-written", text=shortened(text), kind=say(one)) for one, text in lines.items())
    return await changed(request, intent, back=f"{url(request, '/oensker')}#{kind}", message=message)


async def rewrite(request: Request) -> Response:
    """Change the words of a line, or take it away."""
    form = await form_of(request)
    by, note, say = by_of(request), form.text("note"), await say_here(request, PART)
    kind = kind_of(form.text("kind"))
    back = f"{url(request, '/oensker')}#{kind}"
    if form.ticked("remove"):
        was = seen(request, await board_of(request)).notes.get(note)
        message = say("note-gone", text=shortened(was.text)) if was else ""
        return await changed(request, notes.remove(by, note), back=back, message=message)
    intent = notes.rewrite(by, note, form.text("text"))
    message = say("note-changed", text=shortened(form.text("text")), kind=say(kind))
    return await changed(request, intent, back=back, message=message)


def kind_of(text: str) -> NoteKind:
    """Return the kind of note of this page that a form names.

    Raises InputError for anything else.
    """
    for kind in KINDS:
        if kind == text:
            return kind
    raise InputError([problem("form-not-one-of", "kind")])


ROUTES = [
    Route("/plan/{code}/oensker", wishes),
    Route("/plan/{code}/oensker", write, methods=["POST"]),
    Route("/plan/{code}/oensker/ret", rewrite, methods=["POST"]),
]
