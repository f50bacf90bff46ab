"""What a card promises and why it is not offered: fixed sentences, never more than is true (R-D8)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tilbud_engine.errors import Language
from tilbud_engine.offers import Entitlement
from tilbud_engine.rules.conditions import Verdict
from tilbud_engine.rules.resolved import NotOffered
from tilbud_engine.rules.wording.texts import texts, words

RightTruth = Literal["yes", "no", "unknown"]

# Part of every Danish word for the municipality.
_MUNICIPALITY = "kommun"


def entitlement_words(
    entitlement: Entitlement,
    verdict: Verdict,
    right: RightTruth = "no",
    language: Language = "da",
    *,
    decides: str | None = None,
) -> str:
    """Say what a card promises: a right only where the right itself is a yes, "måske" where something is missing.

    `decides` is who decides, in Danish as the offer has it; the municipality is named only where it is the one.
    """
    certain = verdict is Verdict.YES
    if right == "yes" and certain:
        return words("ret", language)
    if right != "no":
        return words("ret-maybe" if entitlement == "ret" else "skoen-right-maybe", language)
    if entitlement in ("ret", "skoen"):
        # A right that does not hold leaves what anyone may do: apply.
        elsewhere = decides is not None and _MUNICIPALITY not in decides.casefold()
        return words("skoen-elsewhere" if elsewhere else "skoen", language)
    return words(entitlement if certain else f"{entitlement}-maybe", language)


def not_offered_words(state: NotOffered | None, language: Language = "da") -> str:
    """Say why an offer is not offered here on the day."""
    if state is None:
        return words("not-offered", language)
    dated = state.code in ("not-yet", "over")
    if state.code not in texts(language).sentences or (dated and state.on is None):
        return words("not-offered", language)
    return words(state.code, language, date=state.on) if dated else words(state.code, language)


def turns_yes_words(day: dt.date, language: Language = "da") -> str:
    """Say when time alone makes a no a yes: at the latest that day, and only if nothing else changes."""
    return words("turns-yes", language, date=day)
