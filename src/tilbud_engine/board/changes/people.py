"""People: who does what by when, whom to call, and a companion with what she lets them see (R-B11, R-D15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tilbud_engine.board.changes.writing import (
    Intent,
    changed,
    found,
    gone,
    is_hers,
    may_decide,
    new_id,
    put,
)
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.naming import named
from tilbud_engine.board.plan import Agreement, Companion, Contact, Plan, Section, in_order
from tilbud_engine.board.views import known_cards
from tilbud_engine.errors import InputError, problem

USUALLY_SEEN: tuple[Section, ...] = ("plan", "agreements", "meeting")


def agree(by: By, who: str, what: str, by_day: dt.date | None = None, meeting: str | None = None) -> Intent:
    """Write down an agreement: who does what, by when."""

    def intent(plan: Plan, version: int) -> Change:
        may_decide(by)
        if meeting is not None:
            found(plan, "meetings", meeting, by)
        names = named(known_cards(plan, by.who, by.companion), who, what)
        made = Agreement(id=new_id(plan, version), who=who, what=what, by=by_day, meeting=meeting, names=names)
        return Change("agree", (put(plan, "agreements", made),))

    return intent


def edit_agreement(by: By, agreement: str, who: str, what: str, by_day: dt.date | None = None) -> Intent:
    """Write an agreement otherwise."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: Agreement = found(plan, "agreements", agreement, by)
        away = {*now.names} - {*plan.cards, *plan.drafted}  # What it named and is gone may stand there still.
        names = {*named(known_cards(plan, by.who, by.companion), who, what), *away}
        made = changed(now, who=who, what=what, by=by_day, names=tuple(sorted(names)))
        return Change("edit_agreement", (put(plan, "agreements", made),))

    return intent


def done(by: By, agreement: str, done: bool = True) -> Intent:
    """Say that an agreement is kept, or not yet."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        made = changed(found(plan, "agreements", agreement, by), done=done)
        return Change("done" if done else "not_done", (put(plan, "agreements", made),))

    return intent


def remove_agreement(by: By, agreement: str) -> Intent:
    """Take an agreement away; she alone, for the others have promised her something."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("remove_agreement", (gone(plan, "agreements", agreement),))

    return intent


def contact(
    by: By,
    name: str,
    role: str | None = None,
    telephone: str | None = None,
    *,
    hours: str | None = None,
    first: bool = False,
) -> Intent:
    """Write down whom to call; `first` is the one on the sheet's "Ring til", and there is one of them."""

    def intent(plan: Plan, version: int) -> Change:
        may_decide(by)
        made = Contact(id=new_id(plan, version), name=name, role=role, telephone=telephone, hours=hours, first=first)
        return Change("contact", (put(plan, "contacts", made), *_not_first(plan, made)))

    return intent


def _not_first(plan: Plan, first: Contact) -> list[Write]:
    others = [one for one in in_order(plan.contacts.values()) if one.first and one.id != first.id]
    return [put(plan, "contacts", changed(one, first=False)) for one in others] if first.first else []


def edit_contact(
    by: By,
    contact: str,
    name: str,
    *,
    role: str | None = None,
    telephone: str | None = None,
    hours: str | None = None,
    first: bool = False,
) -> Intent:
    """Write a contact person otherwise."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now = found(plan, "contacts", contact, by)
        made = changed(now, name=name, role=role, telephone=telephone, hours=hours, first=first)
        return Change("edit_contact", (put(plan, "contacts", made), *_not_first(plan, made)))

    return intent


def remove_contact(by: By, contact: str) -> Intent:
    """Take a contact person away, also from the cards that name them."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        taken = gone(plan, "contacts", contact)
        naming = [one for one in in_order(plan.cards.values()) if one.contact == contact]
        return Change("remove_contact", (taken, *(put(plan, "cards", changed(one, contact=None)) for one in naming)))

    return intent


def companion(by: By, name: str, sees: Iterable[Section] = USUALLY_SEEN) -> Intent:
    """Let somebody see parts of the plan until the meeting ends; they write, and never decide."""

    def intent(plan: Plan, version: int) -> Change:
        is_hers(by)
        made = Companion(id=new_id(plan, version), name=name, sees=tuple(dict.fromkeys(sees)))
        return Change("companion", (put(plan, "companions", made),))

    return intent


def companion_sees(by: By, companion: str, sees: Iterable[Section]) -> Intent:
    """Choose what a companion sees."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        made = changed(found(plan, "companions", companion), sees=tuple(dict.fromkeys(sees)))
        return Change("companion_sees", (put(plan, "companions", made),))

    return intent


def end_companion(by: By, companion: str) -> Intent:
    """End a companion's access: she may, and the companion may."""

    def intent(plan: Plan, _: int) -> Change:
        if not (by.who == "companion" and by.companion == companion):
            is_hers(by)
        now: Companion = found(plan, "companions", companion)
        if now.ended:
            raise InputError([problem("board-companion-ended", "")])
        return Change("end_companion", (put(plan, "companions", changed(now, ended=True)),))

    return intent
