"""Two drafts side by side: one thing after the other, or all at once; she tries both (R-B04).

The drafts differ in where cards lie and when. What is agreed, shared and proposed of a card is so in both, and what is
offered to her stands beside both until she answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from tilbud_engine.board.changes.writing import Intent, changed, gone, is_hers, put
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.laying import CORNER, laid, other_draft
from tilbud_engine.board.plan import BoardCard, Part, Plan, in_order
from tilbud_engine.errors import InputError, problem


def only_in_other(plan: Plan) -> tuple[BoardCard, ...]:
    """Return the cards that lie in the other draft only."""
    return tuple(one for key, one in plan.drafted.items() if key not in plan.cards)


Pair = tuple[BoardCard | None, BoardCard | None]
"""A card as it lies in the draft that she works on, and in the other; None where it is not there."""


def differing(plan: Plan) -> tuple[Pair, ...]:
    """Return the cards that do not lie alike in the two drafts, in the order in which they came."""
    other = other_draft(plan)
    both = in_order({**other, **plan.cards}.values())
    pairs = ((plan.cards.get(one.id), other.get(one.id)) for one in both if one.place != "offered")
    return tuple((here, there) for here, there in pairs if _lies(here) != _lies(there))


def _lies(card: BoardCard | None) -> object:
    return None if card is None else (card.place, card.at if card.place == "plan" else None)


def begin_draft(by: By) -> Intent:
    """Lay a copy of the plan aside, and go on with the other."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        if plan.about.drafting:
            raise InputError([problem("board-two-drafts", "")])
        copied = {key: one for key, one in plan.cards.items() if one.place != "offered"}
        return Change("begin_draft", (*_writes(plan, "drafted", copied), _drafting(plan, yes=True)))

    return intent


def swap_drafts(by: By) -> Intent:
    """Go on with the other draft."""

    def intent(plan: Plan, _: int) -> Change:
        _while_drafting(plan, by)
        aside = {key: one for key, one in plan.cards.items() if one.place != "offered"}
        return Change("swap_drafts", (*_writes(plan, "cards", other_draft(plan)), *_writes(plan, "drafted", aside)))

    return intent


def choose_draft(by: By) -> Intent:
    """Keep the draft that she is at; cards that lie in the other only come to her hand, so that none vanishes.

    Those at P stay there: what is in her hand others see too (R-D3).
    """

    def intent(plan: Plan, _: int) -> Change:
        _while_drafting(plan, by)
        held = tuple(put(plan, "cards", _kept(one)) for one in only_in_other(plan))
        return Change("choose_draft", (*held, *_writes(plan, "drafted", {}), _drafting(plan, yes=False)))

    return intent


def drop_draft(by: By) -> Intent:
    """Drop the draft that she is at, and keep the other."""

    def intent(plan: Plan, _: int) -> Change:
        _while_drafting(plan, by)
        kept = other_draft(plan)
        here = [one for key, one in plan.cards.items() if key not in kept]
        cards = {**kept, **{one.id: _kept(one) for one in here}}
        writes = (*_writes(plan, "cards", cards), *_writes(plan, "drafted", {}), _drafting(plan, yes=False))
        return Change("drop_draft", writes)

    return intent


def _kept(card: BoardCard) -> BoardCard:
    """Return a card of the draft that goes as it lies in the one that stays."""
    return card if card.place in CORNER else laid(card, "hand", card.at)


def _while_drafting(plan: Plan, by: By) -> None:
    is_hers(by)
    if not plan.about.drafting:
        raise InputError([problem("board-one-draft", "")])


def _drafting(plan: Plan, *, yes: bool) -> Write:
    return put(plan, "about", changed(plan.about, drafting=yes))


def _writes(plan: Plan, part: Part, cards: Mapping[str, BoardCard]) -> list[Write]:
    """Return the writes that make a part hold just these cards."""
    now: Mapping[str, BoardCard] = getattr(plan, part)
    kept = [put(plan, part, one) for key, one in cards.items() if now.get(key) != one]
    return [*kept, *(gone(plan, part, key) for key in now if key not in cards)]
