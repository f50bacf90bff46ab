"""Where a card lies: what moving it does to it, what differs between two drafts, and what lies outside of the weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from tilbud_engine.board.plan import BoardCard, Meeting, Place, Plan, State, Stretch, in_order

CORNER: frozenset[Place] = frozenset({"parked", "earlier"})
"""The places at P, which are hers alone until she shares a card (R-D3)."""

_REST: Mapping[Place, State] = MappingProxyType({"parked": "paused", "earlier": "done"})
"""What a card that is put at P is there; what it was before comes back with it (R-B05)."""


def laid(card: BoardCard, place: Place, at: Stretch | None) -> BoardCard:
    """Return the card in a place, its proposal gone where this is just what was proposed.

    To or from P her yes to showing it is no longer given: she said it of another place.
    """
    state, before, shown = card.state, card.state_before, card.shown
    if place != card.place:
        if card.place in CORNER and before is not None:
            state, before = before, None
        if place in CORNER and state not in ("done", "declined", _REST[place]):
            state, before = _REST[place], state
    if (place in CORNER) != (card.place in CORNER):
        shown = False
    proposal = card.proposal
    if proposal is not None and (proposal.place, proposal.at or at) == (place, at):
        proposal = None
    fields = {"place": place, "at": at, "state": state, "state_before": before, "shown": shown, "proposal": proposal}
    return BoardCard.model_validate(dict(card) | fields)


def as_laid(card: BoardCard, other: BoardCard | None) -> BoardCard:
    """Return a card as it lies in the other draft.

    Drafts differ in where cards lie and when, and in nothing else: what is agreed, shared or proposed of a card is so
    in both (R-B04).
    """
    if other is None:
        return card
    moved = laid(card, other.place, other.at)
    return moved.model_copy(update={"times": other.times, "hours": other.hours, "proposal": card.proposal})


def other_draft(plan: Plan) -> Mapping[str, BoardCard]:
    """Return the cards of the other draft as they would be were it chosen, those that are offered to her too."""
    held = {key: as_laid(plan.cards.get(key, one), one) for key, one in plan.drafted.items()}
    return held | {key: one for key, one in plan.cards.items() if one.place == "offered"}


def is_within(plan: Plan, at: Stretch) -> bool:
    """Tell whether any of these weeks is one of the plan's."""
    return at.first <= plan.about.last and at.last >= plan.about.start


def outside(plan: Plan) -> tuple[BoardCard, ...]:
    """Return the cards that lie, or are offered, in weeks that the plan does not have, the first week first.

    They are there when the plan was made shorter or moved. Screens and sheets name them with their weeks: a card never
    vanishes.
    """
    start, last = plan.about.start, plan.about.last
    laid_at = ((one, at) for one in plan.placed("plan", "offered") if (at := weeks_of(one)) is not None)
    away = [(one, at) for one, at in laid_at if at.first > last or at.last < start]
    return tuple(one for one, _ in sorted(away, key=lambda pair: pair[1].first))


def proposed_elsewhere(plan: Plan) -> tuple[BoardCard, ...]:
    """Return the cards that somebody would move to where no row shows it, in the order in which they came.

    To the hand, to P, or to weeks that the plan does not have any more: she has to see that too, to answer it (R-D15).
    """
    asked = ((one, one.proposal) for one in plan.cards.values() if one.place != "offered" and one.proposal is not None)
    return tuple(
        in_order(
            card
            for card, proposal in asked
            if proposal.place != "plan" or not ((at := proposal.at or card.at) and is_within(plan, at))
        )
    )


def meetings_outside(plan: Plan) -> tuple[Meeting, ...]:
    """Return the meetings on days that the plan does not have, in the order in which they were planned."""
    first, end = plan.about.start, plan.about.last + dt.timedelta(weeks=1)
    return tuple(one for one in in_order(plan.meetings.values()) if one.day and not first <= one.day < end)


def weeks_of(card: BoardCard) -> Stretch | None:
    """Return the weeks on the plan that a card lies in, or is offered for; None for one in the hand or at P."""
    if card.place == "offered":
        return card.proposal.at if card.proposal and card.proposal.place == "plan" else None
    return card.at if card.place == "plan" else None
