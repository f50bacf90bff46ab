"""The next plan: a year holds several plans of three months, and each carries on what still counts (R-B12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from tilbud_engine.board.changes.writing import Intent, changed, is_hers, plain_item
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.laying import laid
from tilbud_engine.board.plan import Agreement, BoardCard, Contact, Meeting, Note, Part, Plan, Proposal, in_order
from tilbud_engine.board.weeks import monday_of, weeks_from

STAYED_BEHIND = "0-0"
"""Stands for a card that the next plan does not have; no card has this id."""

_CARRIED: tuple[Part, ...] = ("contacts", "notes", "everyday", "says", "answers")


def next_plan(plan: Plan, by: By, start: dt.date, previous_code: str, weeks: int | None = None) -> Intent:
    """Begin a plan that carries this one on; this one stays as it is.

    The hand, P, notes, successes, wishes, contact persons, everyday, what she said and answered, and what is agreed and
    not done go along. A card that reaches into the new weeks stays there; one whose weeks are over comes to her hand;
    one that is done becomes a former course at P; one that was declined stays behind. What others offered is offered
    again. Companions do not go along: their access was to the other plan.
    """

    def intent(_: Plan, version: int) -> Change:
        is_hers(by)
        about = changed(
            plan.about,
            start=monday_of(start),
            weeks=weeks or plan.about.weeks,
            previous=previous_code,
            drafting=False,
            shares=tuple(one for one in plan.about.shares if one != "history"),
        )
        mondays = weeks_from(about.start, about.weeks)
        carried: list[tuple[Part, Any]] = [
            *((part, one) for part in _CARRIED for one in in_order(getattr(plan, part).values())),
            *(("cards", one) for one in _cards(plan, mondays[0], mondays[-1])),
            *(("meetings", one) for one in in_order(plan.meetings.values()) if not one.held),
            *(("agreements", one) for one in in_order(plan.agreements.values()) if not one.done),
        ]
        return Change("next_plan", (Write(part="about", id="about", after=plain_item(about)), *_new(carried, version)))

    return intent


def _cards(plan: Plan, first: dt.date, last: dt.date) -> list[BoardCard]:
    carried = (_carried(one, first, last) for one in in_order(plan.cards.values()))
    return [one for one in carried if one is not None]


def _carried(card: BoardCard, first: dt.date, last: dt.date) -> BoardCard | None:
    """Return a card as the next plan has it; None for one that stays behind."""
    reaches = card.at is not None and card.at.last >= first and card.at.first <= last
    proposal = _carried_proposal(card.proposal, first, last)
    kept: BoardCard = card.model_copy(update={"proposal": proposal})
    if card.place in ("parked", "earlier"):
        return kept
    if card.state == "declined":
        return None
    if card.state == "done":
        return laid(kept, "earlier", card.at)
    if card.place == "plan" and not reaches:
        return changed(kept, place="hand", at=None)  # type: ignore[no-any-return]
    return kept


def _carried_proposal(proposal: Proposal | None, first: dt.date, last: dt.date) -> Proposal | None:
    """Return a proposal that is not answered, to the hand where its weeks are over; no companion goes along with it."""
    if proposal is None or proposal.at is None or (proposal.at.last >= first and proposal.at.first <= last):
        return proposal and proposal.model_copy(update={"companion": None})
    return Proposal(by=proposal.by, name=proposal.name, place="hand", why=proposal.why)


def _new(carried: Iterable[tuple[Part, Any]], version: int) -> list[Write]:
    """Return the writes of items with ids of the new plan, in the order in which they came; facts keep their keys."""
    carried = list(carried)
    names: dict[str, str] = {}
    for part, item in carried:
        if part != "answers":
            names.setdefault(item.id, f"{version}-{len(names) + 1}")
    writes: list[Write] = []
    for part, item in carried:
        key = item.id if part == "answers" else names[item.id]
        fields: dict[str, Any] = {"id": key}
        if isinstance(item, Note):
            fields["companion"] = None  # It would be another companion's id there.
        fields |= _naming(item, names)
        for reference in ("contact", "meeting"):
            if isinstance(value := getattr(item, reference, None), str):
                fields[reference] = names.get(value)
        writes.append(Write(part=part, id=key, after=plain_item(item.model_copy(update=fields))))
    return writes


def _naming(item: Any, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return what an item says of the cards that it names, by their ids in the new plan; one that stays behind is gone.

    What names that one is hers alone there as here (see `naming`).
    """

    def new(keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(ids.get(one, STAYED_BEHIND) for one in keys)

    if isinstance(item, Meeting):
        people = (
            one.model_copy(update={"names": new(one.names), "about": new(one.about)}) for one in item.participants
        )
        return {"names": {line: new(keys) for line, keys in item.names.items()}, "participants": tuple(people)}
    return {"names": new(item.names)} if isinstance(item, Agreement | Contact) else {}
