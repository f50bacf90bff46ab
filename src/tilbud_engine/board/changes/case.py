"""What stands in her way in her own words and order, and what is known of the facts.

What a person did not say, nobody says for her: only she says, confirms, orders and declines.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tilbud_engine.board.changes.writing import Intent, changed, found, gone, is_hers, may_decide, new_id, put
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.plan import LIMIT, Answer, Plan, Said, age_of
from tilbud_engine.errors import InputError, problem


def in_her_order(plan: Plan) -> list[Said]:
    """Return what she says stands in her way, in the order that she gave it."""
    return sorted(plan.says.values(), key=lambda one: (one.position, *age_of(one.id)))


def say(by: By, words: str | None = None, barrier: str | None = None) -> Intent:
    """Say that something stands in her way: in her words, by a code that she chose, or both.

    Raises InputError where neither is given; a code that she has said already is not said twice.
    """

    def intent(plan: Plan, version: int) -> Change:
        is_hers(by)
        if words is None and barrier is None:
            raise InputError([problem("board-text-empty", "")])
        if words is None and any(one.barrier == barrier for one in plan.says.values()):
            return Change("say", ())
        last = max((one.position for one in plan.says.values()), default=0)
        said = Said(id=new_id(plan, version), words=words, barrier=barrier, position=last + 1)
        return Change("say", (put(plan, "says", said),))

    return intent


def reword(by: By, said: str, words: str) -> Intent:
    """Say it in other words; a code that she confirmed for the old ones stays until she says otherwise."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("reword", (put(plan, "says", changed(found(plan, "says", said), words=words)),))

    return intent


def confirm(by: By, said: str, barrier: str | None) -> Intent:
    """Say yes to what her words may mean, or take that back."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Said = found(plan, "says", said)
        if barrier is None and now.words is None:
            return Change("unsay", (gone(plan, "says", said),))
        return Change("confirm", (put(plan, "says", changed(now, barrier=barrier)),))

    return intent


def unsay(by: By, said: str) -> Intent:
    """Take back what was said."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("unsay", (gone(plan, "says", said),))

    return intent


def order(by: By, said: str, position: int) -> Intent:
    """Put something at a place of her own order, 1 is first: what matters most to her (R-P1)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: Said = found(plan, "says", said)
        rest = [one for one in in_her_order(plan) if one.id != said]
        rest.insert(max(position, 1) - 1, now)
        moved = [(one, place) for place, one in enumerate(rest, 1) if one.position != place]
        return Change("order", tuple(put(plan, "says", changed(one, position=place)) for one, place in moved))

    return intent


def talked_about(by: By, leg: str, yes: bool = True) -> Intent:
    """Say that a leg was talked about, also where nothing stands in her way: silence is not a healthy leg (R-P2)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        kept = tuple(one for one in plan.about.talked_about if one != leg)
        about = changed(plan.about, talked_about=(*kept, leg) if yes else kept)
        return Change("talked_about", (put(plan, "about", about),))

    return intent


def answer(by: By, fact: str, value: object, on: dt.date | None = None) -> Intent:
    """Answer a question, `on` is the day of the answer; a value of None is an answer that she cannot give.

    A caseworker answers what she has neither answered nor declined, and never her limit. Raises InputError.
    """

    def intent(plan: Plan, _: int) -> Change:
        _may_answer(plan, by, fact)
        known = Answer(id=fact, value=value, by=_hand(by), on=on)
        return Change("limit" if fact == LIMIT else "answer", (put(plan, "answers", known),))

    return intent


def _hand(by: By) -> Literal["citizen", "caseworker"]:
    return "citizen" if by.who == "citizen" else "caseworker"


def _may_answer(plan: Plan, by: By, fact: str) -> None:
    may_decide(by)
    now = plan.answers.get(fact)
    if fact == LIMIT or (now is not None and now.by == "citizen"):
        is_hers(by)


def decline(by: By, fact: str) -> Intent:
    """Say that she will not answer: it stays unknown, and is not asked again."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("decline", (put(plan, "answers", Answer(id=fact, declined=True)),))

    return intent


def forget(by: By, fact: str) -> Intent:
    """Take an answer away, so that it may be asked again."""

    def intent(plan: Plan, _: int) -> Change:
        _may_answer(plan, by, fact)
        return Change("forget", (gone(plan, "answers", fact),))

    return intent


def withdraw(by: By, fact: str) -> Intent:
    """Take back what a barrier that she confirmed would settle."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        write: Write = put(plan, "answers", Answer(id=fact, withdrawn=True))
        return Change("withdraw", (write,))

    return intent
