"""What is done to cards on the board: moved, taken, parked, answered; and undone.

Every way of moving sends the same form: by mouse, touch, tap and tap, keyboard, and by the form on the card's page.
"""

from __future__ import annotations

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import cards
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import face_of_card
from tilbud_engine.board.lanes import lanes
from tilbud_engine.board.naming import is_named
from tilbud_engine.board.plan import BoardCard, Face, Place, Plan, Stretch, age_of
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.warnings import STEP_TO
from tilbud_engine.board.weeks import monday_of, week_number, weeks_between
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.answers import following_of
from tilbud_engine.web.asking import checked
from tilbud_engine.web.boarding import PART, board_fragment, shown_board, warned
from tilbud_engine.web.changing import changed, done
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.speaking import shortened
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

PLACES: tuple[Place, ...] = ("plan", "hand", "parked", "earlier")
ONE_WEEK = dt.timedelta(weeks=1)
MOST_TOLD = 3
"""So much of what an undo does is told at once."""


async def move(request: Request) -> Response:
    """Move a card, or take one from the pile and lay it."""
    stored, form = await board_of(request), await form_of(request)
    place: Place = form.one_of("place", PLACES)  # type: ignore[assignment]
    card, offer = form.written("card"), form.written("offer")
    if card is not None:
        return await _move(request, stored, form, card, place)
    if offer is None:
        raise InputError([problem("form-unreadable", "")])
    face = await _face_of(request, stored, offer)
    at = stretch_of(form, _usual_length(face)) if place == "plan" else None
    why = form.written("why")
    intent = cards.take(by_of(request), face, offer, place, at, why=why)
    return await _answer(request, stored, intent, word=face.word, place=place, at=at, why=why)


async def _move(request: Request, stored: Stored, form: Form, key: str, place: Place) -> Response:
    card = seen(request, stored).cards.get(key)
    if card is None:
        raise InputError([problem("board-item-gone", "")])
    at = stretch_of(form, _length(card)) if place == "plan" else None
    why = form.written("why")
    intent = cards.move(by_of(request), key, place, at, why=why)
    return await _answer(
        request, stored, intent, word=card.face.word, place=place, at=at or card.at,
        besides=warned(request, stored, card, STEP_TO.get(place)), focus=key, why=why,
    )  # fmt: skip


async def _answer(
    request: Request, stored: Stored, intent: Intent, *, word: str, place: Place, at: Stretch | None, besides: str = "",
    focus: str = "", why: str | None = None,
) -> Response:  # fmt: skip
    """Do it, and say where the card lies now."""
    say = say_of(request, PART, stored=stored)
    proposing = by_of(request).who != "citizen"
    where = _where(request, stored, place, at)
    message = " ".join(filter(None, (say("proposed" if proposing else "moved", word=word, where=where), besides)))

    def fragment(request: Request, now: Stored, message: str) -> Response:
        key = focus or max(now.plan.cards, key=age_of, default="")
        return shown_board(request, now, template="_board.html", message=message, focus=f"card-{key}")

    back = f"{url(request)}#card-{focus}" if focus else url(request)
    return await changed(request, intent, back=back, message=message, fragment=fragment, why=why)


def _where(request: Request, stored: Stored, place: Place, at: Stretch | None) -> str:
    say = say_of(request, PART, stored=stored)
    if place != "plan" or at is None:
        return say(f"where-{place}")
    desk, plan = desk_of(request), stored.plan
    chair = desk.engine.chair(plan.about.ruleset, desk.today(), plan.about.leg_set)
    known = {lane.key: lane.label for lane in lanes(plan, chair, language_of(request, stored), desk.look.folder)}
    first, last = week_number(at.first), week_number(at.last)
    key = "where-week" if at.first == at.last else "where-weeks"
    return say(key, lane=known.get(at.lane, at.lane), first=first, last=last)


def stretch_of(form: Form, length: int) -> Stretch:
    """Return the weeks that a form asks for: its first week, and its last or so many weeks.

    Raises InputError where no week is named.
    """
    first = form.day("week")
    if first is None or not form.text("lane"):
        raise InputError([problem("board-card-needs-weeks", "")])
    first = monday_of(first)
    last = form.day("last")
    end = monday_of(last) if last else first + (length - 1) * ONE_WEEK
    return checked(Stretch, lane=form.text("lane"), first=first, last=max(first, end))


def _length(card: BoardCard) -> int:
    return weeks_between(card.at.first, card.at.last) if card.at else _usual_length(card.face)


def _usual_length(face: Face) -> int:
    """Return how many weeks a card takes when it is laid: what its offer takes at least, else one."""
    return face.weeks[0] if face.weeks else 1


async def _face_of(request: Request, stored: Stored, offer: str) -> Face:
    following = await following_of(request, stored)
    if following is not None:
        known = {one.offer: one.face for one in following.all_cards}
        if offer in known:
            return known[offer]
        if offer in following.cards:
            return face_of_card(following.cards[offer])
    raise InputError([problem("board-item-gone", "")])


async def answer(request: Request) -> Response:
    """Say yes or no to what somebody proposes."""
    stored, form = await board_of(request), await form_of(request)
    key, yes = form.text("card"), form.one_of("answer", ("yes", "no")) == "yes"
    card = seen(request, stored).cards.get(key)
    say = say_of(request, PART, stored=stored)
    message = say("said-yes" if yes else "said-no", word=card.face.word) if card else ""
    if card and card.proposal and yes:
        where = _where(request, stored, card.proposal.place, card.proposal.at)
        besides = warned(request, stored, card, STEP_TO.get(card.proposal.place))
        message = " ".join(filter(None, (message, say("moved", word=card.face.word, where=where), besides)))
    return await _simple(request, cards.answer_proposal(by_of(request), key, yes=yes), message, f"card-{key}")


async def remove(request: Request) -> Response:
    """Take a card off the board."""
    stored, form = await board_of(request), await form_of(request)
    card = seen(request, stored).cards.get(form.text("card"))
    if card is None:
        raise InputError([problem("board-item-gone", "")])
    say = say_of(request, PART, stored=stored)
    # A covered screen tells of no meeting what it does not show of it.
    named = session_of(request).viewer == "citizen" and is_named(stored.plan, card)
    besides = say("removed-besides") if named else ""
    first = warned(request, stored, card, "remove")
    message = " ".join(filter(None, (say("removed", word=card.face.word), besides, first)))
    return await _simple(request, cards.remove(by_of(request), card.id), message)


async def withdraw(request: Request) -> Response:
    """Take back what one proposed oneself."""
    stored, form = await board_of(request), await form_of(request)
    key = form.text("card")
    card = seen(request, stored).cards.get(key)
    message = say_of(request, PART, stored=stored)("withdrawn", word=card.face.word) if card else ""
    return await _simple(request, cards.withdraw_proposal(by_of(request), key), message)


async def _simple(request: Request, intent: Intent, message: str, focus: str = "") -> Response:
    return await changed(request, intent, back=url(request), message=message, fragment=board_fragment(focus))


async def undo(request: Request) -> Response:
    """Take back what this person did last."""
    return await _back_or_forth(request, "undone")


async def redo(request: Request) -> Response:
    """Do again what this person took back."""
    return await _back_or_forth(request, "redone")


async def _back_or_forth(request: Request, key: str) -> Response:
    stored, form = await board_of(request), await form_of(request)
    desk, by = desk_of(request), by_of(request)
    version = form.number("version") or stored.version
    act = desk.store.undo if key == "undone" else desk.store.redo
    return await done(
        request,
        lambda: act(stored.code, version, by, desk.now()),
        back=url(request),
        message=lambda before, now: _back_in_words(request, key, before, now),
        fragment=board_fragment("undo" if key == "undone" else "redo"),
    )


def _back_in_words(request: Request, key: str, before: Stored, now: Stored) -> str:
    """Return what undo or redo has done, in words: where a card lies now, what is there again, or not any more."""
    say, was, plan = say_of(request, PART, stored=now), seen(request, before), seen(request, now)
    told = [
        _card_in_words(request, now, was.cards.get(one), plan.cards.get(one))
        for one in {**was.cards, **plan.cards}
        if was.cards.get(one) != plan.cards.get(one)
    ]
    old, new = _written_on(was), _written_on(plan)
    for one, text in (old | new).items():
        if old.get(one) != new.get(one):
            kind = "gone" if one not in new else "there" if one not in old else "other"
            told.append(say(f"{kind}-again", text=shortened(text)))
    return say(key, what=" ".join(told[:MOST_TOLD])).strip()


def _written_on(plan: Plan) -> dict[str, str]:
    """Return what is written on a plan, by id."""
    notes = {one.id: one.text for one in plan.notes.values()}
    daily = {one.id: one.text for one in plan.everyday.values()}
    return notes | daily | {one.id: one.what for one in plan.agreements.values()}


def _card_in_words(request: Request, stored: Stored, old: BoardCard | None, new: BoardCard | None) -> str:
    say = say_of(request, PART, stored=stored)
    if new is None:
        return say("gone-again", text=old.face.word) if old else ""
    if new.place == "offered" or (old is not None and (old.place, old.at) == (new.place, new.at)):
        return say("card-again", word=new.face.word)
    return say("moved", word=new.face.word, where=_where(request, stored, new.place, new.at))


ROUTES = [
    *on_each_side("/flyt", move, ["POST"]),
    Route("/plan/{code}/svar", answer, methods=["POST"]),
    *on_each_side("/fjern", remove, ["POST"]),
    *on_each_side("/traek", withdraw, ["POST"]),
    *on_each_side("/fortryd", undo, ["POST"]),
    *on_each_side("/igen", redo, ["POST"]),
]
