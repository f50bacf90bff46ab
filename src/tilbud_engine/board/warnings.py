"""What is said before she pauses or takes away something that others count on (R-D3)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from tilbud_engine.board.plan import BoardCard, Place, Plan
from tilbud_engine.messages import Messages

Step = Literal["park", "pause", "remove", "take_back", "decline", "earlier"]
"""Setting it on P, pausing or declining it where it lies, taking it off the board, taking it back into the hand."""

STEP_TO: Mapping[Place, Step] = MappingProxyType({"parked": "park", "hand": "take_back", "earlier": "earlier"})
"""What laying a card in a place is; in weeks it is none of these."""


def before(card: BoardCard, change: Step) -> str | None:
    """Return the key of what is to be said before a change; None where nobody else counts on the card.

    It is said once, plainly, and she goes on: the plan is no decision. Nothing is said of a benefit where the card is
    her own.
    """
    counted_on = card.state in ("agreed", "running") or card.state_before in ("agreed", "running")
    if not counted_on and not card.face.duty:
        return None
    step = "pause" if change in ("park", "pause", "take_back", "earlier") else "remove"
    kind = "duty" if card.face.duty else "agreed" if card.offer else "own"
    return f"{step}-{kind}"


def warning(plan: Plan, card: BoardCard, change: Step, language: str, *, added: Path | None = None) -> str | None:
    """Return the same in words: whom to call first. `added` are a municipality's own texts."""
    key = before(card, change)
    if key is None:
        return None
    say = Messages("tilbud_engine.board", "warnings", language, added)
    return say(key, whom=_whom(plan, card) or say("whom"))


def _whom(plan: Plan, card: BoardCard) -> str | None:
    """Return the contact person of the card, else the one to call first."""
    first = next((one for one in plan.contacts.values() if one.first), None)
    contact = plan.contacts.get(card.contact or "") or first
    if contact is None:
        return None
    return f"{contact.name} ({contact.telephone})" if contact.telephone else contact.name
