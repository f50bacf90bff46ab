"""What is taken along from a meeting: its paper, and calendar files of it and of the whole plan."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.calendar import ics
from tilbud_engine.board.sheet.meeting import meeting_sheet
from tilbud_engine.board.storage import Stored
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.visiting import board_of, desk_of, language_of, on_each_side, seen, session_of


async def calendar(request: Request) -> Response:
    """Answer with her plan as a calendar file."""
    return await _calendar(request, None, "min-plan.ics")


async def meeting_calendar(request: Request) -> Response:
    """Answer with one meeting as a calendar file."""
    meeting = request.path_params["meeting"]
    return await _calendar(request, meeting, "moede.ics")


async def _calendar(request: Request, meeting: str | None, name: str) -> Response:
    stored, desk = await board_of(request), desk_of(request)
    plan = seen(request, stored)
    if meeting is not None and meeting not in plan.meetings:
        raise InputError([problem("board-item-gone", "")])
    language = language_of(request, stored)
    made = ics(plan, stored.code, stored.version, desk.now(), language, meeting=meeting, added=desk.look.folder)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


async def paper(request: Request) -> Response:
    """Answer with a meeting as a PDF, with nothing on it but what may lie on the table for all to see."""
    meeting = request.path_params["meeting"]
    stored = await board_of(request)
    if meeting not in seen(request, stored).meetings:
        raise InputError([problem("board-item-gone", "")])
    raw = await run_in_threadpool(_paper, request, stored, meeting)
    headers = {"content-disposition": 'inline; filename="moede.pdf"'}
    return Response(raw, media_type="application/pdf", headers=headers)


def _paper(request: Request, stored: Stored, meeting: str) -> bytes:
    desk = desk_of(request)
    plan, who = stored.plan, session_of(request)
    if who.role == "companion":
        plan = seen(request, stored)
    return meeting_sheet(
        plan,
        meeting,
        now=desk.now().astimezone(),
        language=language_of(request, stored),
        look=desk.look,
        code="" if who.role == "companion" else stored.code,
        version=stored.version,
    )


ROUTES = [
    *on_each_side("/moede/{meeting}/moede.ics", meeting_calendar),
    *on_each_side("/moede/{meeting}/moede.pdf", paper),
    Route("/plan/{code}/kalender.ics", calendar),
]
