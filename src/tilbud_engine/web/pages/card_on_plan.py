"""A card of the board on a page of its own: move it by a form, say how it stands, when and where it is."""

from __future__ import annotations

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.changes import cards
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.lanes import lanes
from tilbud_engine.board.plan import MEETINGS, BoardCard, State, Times, Waiting
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.warnings import Step
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import Messages
from tilbud_engine.web.asking import checked
from tilbud_engine.web.boarding import board_fragment, warned
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.showing import is_there, show
from tilbud_engine.web.tiles import card_tile
from tilbud_engine.web.visiting import (
    board_of,
    by_of,
    desk_of,
    language_of,
    on_each_side,
    say_of,
    seen,
    session_of,
    url,
)

PART = "plan_pages"
STATES: tuple[State, ...] = get_args(State)
STEPS: dict[State, Step] = {"paused": "pause", "declined": "decline"}
"""What is said no to, or paused, where others may count on it."""


def _card(request: Request, stored: Stored) -> BoardCard:
    """Return the card of the address, as this screen may show it.

    Raises InputError where it is not there.
    """
    found = seen(request, stored).cards.get(request.path_params["card"])
    if found is None:
        raise InputError([problem("board-item-gone", "")])
    return found


async def page(request: Request) -> Response:
    """Show a card, with all that can be done to it."""
    stored = await board_of(request)
    card, desk, language = _card(request, stored), desk_of(request), language_of(request, stored)
    plan = seen(request, stored)
    chair = desk.engine.chair(plan.about.ruleset, desk.today(), plan.about.leg_set)
    words = Messages("tilbud_engine.board", "sheet", language, desk.look.folder)
    return await show(
        request,
        "card_on_plan.html",
        stored=stored,
        parts=(PART,),
        card=card,
        tile=card_tile(card, plan, words),
        face=card.face,
        lanes=[
            one
            for one in lanes(plan, chair, language, desk.look.folder)
            if one.key != MEETINGS or (card.at and card.at.lane == MEETINGS)
        ],
        states=[(one, words(f"state-{one}")) for one in STATES],
        times=card.times[0] if card.times else None,
        removing=warned(request, stored, card, "remove"),
        card_page=is_there(request, "/kort/{offer}"),
    )


async def stand(request: Request) -> Response:
    """Say how it stands with a card: a word on the board, never a decision."""
    stored, form = await _uncovered(request), await form_of(request)
    card = _card(request, stored)
    state: State = form.one_of("state", STATES)  # type: ignore[assignment]
    whom, by_when = form.written("whom"), form.day("by")
    # A day alone says too little: it is asked from whom, and nothing that was written is dropped in silence.
    waiting = checked(Waiting, whom=whom or "", by=by_when) if state == "waiting" and (whom or by_when) else None
    intent = cards.set_state(
        by_of(request), card.id, state, waiting=waiting, declined_by=whom if state == "declined" else None
    )
    language = language_of(request, stored)
    say = say_of(request, PART, stored=stored)
    words = Messages("tilbud_engine.board", "sheet", language, desk_of(request).look.folder)(f"state-{state}")
    first = warned(request, stored, card, STEPS.get(state))
    message = " ".join(filter(None, (say("state-said", word=card.face.word, state=words), first)))
    return await _changed(request, intent, card, message)


async def edit(request: Request) -> Response:
    """Say when and where it is, how much it takes, and a word to remember."""
    stored, form = await _uncovered(request), await form_of(request)
    card = _card(request, stored)
    fields: dict[str, object] = {
        "times": _times(form, card),
        "where": form.written("where"),
        "contact": form.written("contact"),
    }
    if by_of(request).who == "citizen":
        fields |= {"hours": form.number("hours"), "note": form.written("note")}
    say = say_of(request, PART, stored=stored)
    return await _changed(
        request, cards.edit(by_of(request), card.id, **fields), card, say("card-changed", word=card.face.word)
    )


async def reveal(request: Request) -> Response:
    """Let others see a card by its name, or not."""
    stored, form = await board_of(request), await form_of(request)
    card = _card(request, stored)
    shown = form.ticked("shown")
    say = say_of(request, PART, stored=stored)
    message = say("card-shown" if shown else "card-hidden", word=card.face.word)
    return await _changed(request, cards.show(by_of(request), card.id, shown=shown), card, message)


async def _uncovered(request: Request) -> Stored:
    """Return the plan on a screen that shows it whole: a form that left something out would wipe it.

    Raises InputError.
    """
    if session_of(request).covered:
        raise InputError([problem("board-covered", "")])
    return await board_of(request)


def _times(form: Form, card: BoardCard) -> tuple[Times, ...]:
    """Return when it is, as the form says it; further times that the form does not show are kept."""
    days = form.numbers("days")
    day, start, end = form.day("day"), form.clock("start"), form.clock("end")
    rest = card.times[1:]
    if not days and day is None:
        return rest
    return (
        checked(
            Times, days=days if day is None else (), day=day, start=start, end=end, every=form.number("every") or 1
        ),
        *rest,
    )


async def _changed(request: Request, intent: Intent, card: BoardCard, message: str) -> Response:
    return await changed(
        request,
        intent,
        back=f"{url(request)}#card-{card.id}",
        message=message,
        fragment=board_fragment(f"card-{card.id}"),
    )


ROUTES = [
    *on_each_side("/paa/{card}", page),
    *on_each_side("/paa/{card}/stand", stand, ["POST"]),
    *on_each_side("/paa/{card}/ret", edit, ["POST"]),
    *on_each_side("/paa/{card}/vis", reveal, ["POST"]),
]
