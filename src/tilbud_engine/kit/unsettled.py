"""A target group in free text: unknown until a human has picked the condition, never everyone.

An offer that comes from another form asks one fact of its own, which only the municipality can settle. So it is
shown as a card that still lacks something, and nobody is told that it is for them, or that it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilbud_engine.errors import Problem, problem

_BRACES = str.maketrans({"{": "(", "}": ")"})


def unsettled(offer_id: str, name: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `eligible` for an offer whose target group nobody has picked, and its `vocabulary.yaml`.

    `text` is the target group as it stood; it goes with the fact as its source and may be empty.
    """
    key, called = unsettled_fact(offer_id), " ".join(name.translate(_BRACES).split())
    stood = " ".join(text.split())
    fact = {
        "key": key,
        "type": "bool",
        "shown_as": f"Kommunen mangler at vælge målgruppen for {called}",
        "shown_as_en": f"The municipality has not yet picked the target group of {called}",
        "label": f"målgruppen for {called}",
        "label_en": f"the target group of {called}",
        "phrase": f"du er i den målgruppe, kommunen har valgt for {called}",
        "phrase_en": f"you are in the target group that the municipality has picked for {called}",
        "phrase_not": f"du er ikke i den målgruppe, kommunen har valgt for {called}",
        "phrase_not_en": f"you are not in the target group that the municipality has picked for {called}",
        "values": {
            "true": {"says": "Jeg er i målgruppen", "says_en": "I am in the target group"},
            "false": {"says": "Jeg er ikke i målgruppen", "says_en": "I am not in the target group"},
        },
        "sensitivity": "ordinary",
        "source": f"målgruppen, som den stod: {stood}" if stood else "kommunen; målgruppen stod der ikke",
        "use": "eligibility",
        "ask": ["authority"],
        "answerer": "municipality",
    }
    return {key: True}, {"facts": [fact]}


def unsettled_notes(text: str, for_staff: str = "") -> dict[str, Any]:
    """Return `for_staff` and `assumptions` that keep the target group as it stood, for the human who picks."""
    stood = " ".join(text.split())
    kept = f"Målgruppe, som den stod: {stood}" if stood else "Der stod ingen målgruppe."
    return {
        "for_staff": f"{for_staff.rstrip()} {kept}".strip(),
        "assumptions": ["Målgruppen er ikke valgt endnu. Ret `eligible`, og slet så vocabulary.yaml i mappen."],
    }


def unsettled_fact(offer_id: str) -> str:
    """Return the key of the fact that an unsettled offer asks."""
    return f"{offer_id}_maalgruppe_afklaret"


def is_unsettled(offer_id: str, eligible: object) -> bool:
    """Tell whether the condition of an offer still waits for a human."""
    return isinstance(eligible, Mapping) and set(eligible) == {unsettled_fact(offer_id)}


def unsettled_remark(offer_id: str, eligible: object, place: str) -> list[Problem]:
    """Return the remark that a human must pick the condition; nothing where one has."""
    return [problem("target-group-unsettled", place, name=offer_id)] if is_unsettled(offer_id, eligible) else []
