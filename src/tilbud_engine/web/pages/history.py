"""The history of a plan: what happened, by whom and when, and the plan as it was on an earlier day."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.faces import said_in, with_faces
from tilbud_engine.board.history import end_of, plan_at
from tilbud_engine.board.plan import NoteKind, in_order
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.story import standing
from tilbud_engine.board.views import seen_by, with_consent_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import Messages
from tilbud_engine.web.boarding import bare_view
from tilbud_engine.web.changing import told_of
from tilbud_engine.web.pages.by_week import times_in_words
from tilbud_engine.web.requests import Form
from tilbud_engine.web.showing import show
from tilbud_engine.web.visiting import board_of, desk_of, face_now_of, language_of, on_each_side, say_of, session_of

PART = "plan_pages"
PARTS = (PART, "screen")
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
MOST_EVENTS = 200


class Line(NamedTuple):
    """Something that happened, in words; `why` as it was given."""

    at: dt.datetime
    text: str


async def history(request: Request) -> Response:
    """Show what happened on the plan, the latest first."""
    stored = await _hers_or_shared(request)
    lines = await run_in_threadpool(_lines, request, stored)
    return await show(request, "history.html", stored=stored, parts=(PART,), lines=lines)


def _lines(request: Request, stored: Stored) -> list[Line]:
    events = desk_of(request).store.events(stored.code)
    if session_of(request).viewer != "citizen":
        events = standing(events)
    told = zip(events, told_of(request, stored, events), strict=True)
    lines = [Line(event.at.astimezone(), text) for event, text in told if text]
    return lines[: -MOST_EVENTS - 1 : -1]


async def earlier(request: Request) -> Response:
    """Show the plan as it was at the end of a day."""
    stored = await _hers_or_shared(request)
    day = Form(tuple(request.query_params.multi_items())).day("dag")
    if day is None:
        raise InputError([problem("form-not-a-date", "dag")])
    events = await run_in_threadpool(desk_of(request).store.events, stored.code)
    then = plan_at(events, end_of(day))
    session = session_of(request)
    shown = then
    if then and session.viewer != "citizen":
        shown = with_consent_of(stored.plan, then, session.viewer, session.companion)
    past: dict[str, Any] = {"view": None}
    if shown:
        language = language_of(request, stored)
        seen = seen_by(shown, session.viewer, session.companion, language=language)
        plan = with_faces(seen, said_in(face_now_of(request, stored)))
        say = say_of(request, *PARTS, stored=stored)
        words = Messages("tilbud_engine.board", "sheet", language, desk_of(request).look.folder)
        each = [(one.text, times_in_words(one.times, say, words)) for one in in_order(plan.everyday.values())]
        past = {"plan": plan, "view": bare_view(request, stored, plan), "each": each, "kinds": KINDS}
    return await show(request, "earlier.html", stored=stored, parts=PARTS, on=day, **past)


async def _hers_or_shared(request: Request) -> Stored:
    """Return the plan where its history may be read: it is hers alone until she shares it (R-D3)."""
    stored = await board_of(request)
    if session_of(request).viewer != "citizen" and "history" not in stored.plan.about.shares:
        raise InputError([problem("board-hers-alone", "")])
    return stored


ROUTES = [*on_each_side("/historie", history), *on_each_side("/historie/dag", earlier)]
