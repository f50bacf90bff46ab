"""Where the plan shall lead, when it begins, how long it is, and how much she can take on (R-X6, R-P3, R-D9)."""

from __future__ import annotations

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import about
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.plan import HOURS_IN_A_WEEK, LIMIT, Aim
from tilbud_engine.board.weeks import FEWEST_WEEKS, MOST_WEEKS, monday_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.talking import PART
from tilbud_engine.web.visiting import board_of, by_of, say_here, seen, url


async def aim(request: Request) -> Response:
    """Show the aim, the time and her limit."""
    stored = await board_of(request)
    answer = seen(request, stored).answers.get(LIMIT)
    return await show(
        request,
        "aim.html",
        stored=stored,
        parts=[PART],
        aims=get_args(Aim),
        limit=answer.value if answer else None,
        fewest=FEWEST_WEEKS,
        most=MOST_WEEKS,
    )


async def set_aim(request: Request) -> Response:
    """Write down where the plan shall lead; to know it not yet is an answer too."""
    form = await form_of(request)
    chosen = form.one_of("aim", ("", *get_args(Aim)))
    found: Aim | None = next((one for one in get_args(Aim) if one == chosen), None)
    intent = about.set_aim(by_of(request), found, form.written("text"))
    say = await say_here(request, PART)
    aim = shortened(form.written("text") or say(f"aim-{found or 'none'}"))
    return await _kept(request, intent, say("aim-kept", aim=aim.rstrip(".")))


async def set_time(request: Request) -> Response:
    """Let the plan begin in another week, or last longer or shorter."""
    form = await form_of(request)
    start, weeks = form.day("start"), form.number("weeks")
    if start is None:
        raise InputError([problem("form-not-a-date", "start")])
    if weeks is None:
        raise InputError([problem("board-weeks", "weeks", fewest=FEWEST_WEEKS, most=MOST_WEEKS)])
    message = (await say_here(request, PART))("time-kept", start=monday_of(start), weeks=weeks)
    return await _kept(request, about.set_time(by_of(request), monday_of(start), weeks), message)


async def set_limit(request: Request) -> Response:
    """Write down her own limit, or take it away."""
    hours = (await form_of(request)).number("hours")
    if hours is not None and hours > HOURS_IN_A_WEEK:
        raise InputError([problem("board-hours", "hours", most=HOURS_IN_A_WEEK)])
    intent = about.set_limit(by_of(request), hours)
    key = "limit-gone" if hours is None else "limit-kept-one" if hours == 1 else "limit-kept"
    return await _kept(request, intent, (await say_here(request, PART))(key, hours=hours))


async def _kept(request: Request, intent: Intent, message: str) -> Response:
    return await changed(request, intent, back=url(request, "/maal"), message=message, tells_hints=True)


ROUTES = [
    Route("/plan/{code}/maal", aim),
    Route("/plan/{code}/maal", set_aim, methods=["POST"]),
    Route("/plan/{code}/maal/tid", set_time, methods=["POST"]),
    Route("/plan/{code}/maal/graense", set_limit, methods=["POST"]),
]
