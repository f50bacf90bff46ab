"""The board as a page and as the part of it that htmx puts in place: what it shows, and what has just happened."""

from __future__ import annotations

import datetime as dt
import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.advice import Hint
from tilbud_engine.board.lanes import lanes
from tilbud_engine.board.laying import meetings_outside
from tilbud_engine.board.plan import BoardCard, Plan
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.warnings import Step, warning
from tilbud_engine.messages import Messages
from tilbud_engine.web.answers import following_for, hints_for
from tilbud_engine.web.assets import shapes
from tilbud_engine.web.board_view import BoardView, HintView, ShapesView, view_of
from tilbud_engine.web.changing import Fragment
from tilbud_engine.web.showing import is_there, shown
from tilbud_engine.web.visiting import by_of, desk_of, language_of, say_of, seen, session_of, url

PART = "screen"

SCRIPT = "script-"
"""Texts whose keys begin so are what the script says."""

MOST_LINKED = 4
"""A hint about more cards than so many on the board links to none of them."""

LINKS = (("/historie", "history", "clock"), ("/del", "sharing", "users"), ("/kladder", "drafts", "cards"))


async def show_board(request: Request, stored: Stored, **values: str) -> Response:
    """Answer with the board, as `shown_board` does, in a thread."""
    return await run_in_threadpool(shown_board, request, stored, **values)


def shown_board(
    request: Request,
    stored: Stored,
    *,
    template: str = "board.html",
    message: str = "",
    focus: str = "",
) -> Response:
    """Answer with the board; with `_board.html`, with the part that takes its place."""
    view, plan = _viewed(request, stored)
    notice = getattr(request.state, "notice", None)
    return shown(
        request,
        template,
        stored=stored,
        parts=(PART,),
        message=message,
        plan=plan,
        view=view,
        focus="notice" if notice else focus,
        notice=notice,
        pictures=ShapesView(tuple(sorted(key for key in view.pictures if shapes(key) is not None))),
        drawn=request.app.state.drawn.of(url(request), language_of(request, stored)),
        script_words=_script_words(request, stored),
        meetings_outside=meetings_outside(plan),
        last_day=plan.weeks[-1] + dt.timedelta(days=6),
        links=[(url(request, path), text, icon) for path, text, icon in LINKS if _may_open(request, stored, path)],
        own_card=url(request, "/eget-kort") if is_there(request, "/eget-kort") else "",
        more_cards=url(request, "/kort") if is_there(request, "/kort") else "",
    )


def _may_open(request: Request, stored: Stored, path: str) -> bool:
    """Tell whether a page is there for this reader: the history is hers until she shares it (R-D3)."""
    is_hers = session_of(request).viewer != "citizen" and "history" not in stored.plan.about.shares
    return is_there(request, path) and not (path == "/historie" and is_hers)


def _script_words(request: Request, stored: Stored) -> str:
    say = say_of(request, PART, stored=stored)
    names = ("back", "cancelled", "changed", "here", "how", "offline", "picked", "week", "weeks")
    return json.dumps(
        {name: say(SCRIPT + name, word="{word}", number="{number}") for name in names}, ensure_ascii=False
    )


def _viewed(request: Request, stored: Stored) -> tuple[BoardView, Plan]:
    desk, language = desk_of(request), language_of(request, stored)
    plan = seen(request, stored)
    following = following_for(request, stored)
    chair = desk.engine.chair(plan.about.ruleset, desk.today(), plan.about.leg_set)
    view = view_of(
        plan,
        lanes(plan, chair, language, desk.look.folder),
        say=Messages("tilbud_engine.board", "sheet", language, desk.look.folder),
        today=desk.today(),
        following=following,
        hints=_hints(request, stored, plan),
        laid=request.app.state.tiles.laid,
    )
    return view, plan


def _hints(request: Request, stored: Stored, plan: Plan) -> tuple[HintView, ...]:
    """Return the hints on a plan, each once, with links to the cards that they are about and may be looked at here."""
    hints = {(one.text, one.because): one for one in hints_for(request, stored)}.values()
    following = following_for(request, stored) if is_there(request, "/kort") else None
    offered: dict[str, str] = {}
    if following is not None:
        offered = {key: one.name for key, one in following.not_now.items()}
        offered |= {key: one.word for key, one in following.cards.items()}

    def links(one: Hint) -> tuple[tuple[str, str], ...]:
        there = [(url(request, f"/paa/{key}"), plan.cards[key].face.word) for key in one.cards if key in plan.cards]
        others = [(url(request, f"/kort/{key}"), offered[key]) for key in one.offers if key in offered]
        return (*(there if len(there) <= MOST_LINKED else ()), *others)

    return tuple(HintView(one.text, one.because, links(one)) for one in hints)


def bare_view(request: Request, stored: Stored, plan: Plan) -> BoardView:
    """Return what the board shows of some plan, without what the engine says of it."""
    desk, language = desk_of(request), language_of(request, stored)
    chair = desk.engine.chair(plan.about.ruleset, desk.today(), plan.about.leg_set)
    say = Messages("tilbud_engine.board", "sheet", language, desk.look.folder)
    return view_of(plan, lanes(plan, chair, language, desk.look.folder), say=say, today=desk.today())


def warned(request: Request, stored: Stored, card: BoardCard, step: Step | None) -> str:
    """Return what is said plainly to her when she pauses or takes away what others count on (R-D3); else nothing."""
    if step is None or by_of(request).who != "citizen":
        return ""
    added = desk_of(request).look.folder
    return warning(seen(request, stored), card, step, language_of(request, stored), added=added) or ""


def board_fragment(focus: str = "") -> Fragment:
    """Return what answers htmx with the board, and the focus on something on it."""

    def fragment(request: Request, now: Stored, message: str) -> Response:
        return shown_board(request, now, template="_board.html", message=message, focus=focus)

    return fragment
