"""What was wrong in a form: which of its fields each problem is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from tilbud_engine.errors import Problem

HEADER = "tilbud-field"
"""The header of an answer that refuses a form to a script: the name of the field."""

_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "board-card-needs-weeks": ("week", "first"),
        "board-item-gone": ("contact",),
        "board-meeting-end": ("end",),
        "board-participant-already-there": ("name",),
        "board-participant-without-reason": ("why",),
        "board-point-already-there": ("text",),
        "board-times": ("days",),
        "board-times-end": ("start",),
        "board-unknown": ("code",),
        "board-week-outside-plan": ("week", "first"),
        "board-weekday": ("days",),
        "board-weeks-reversed": ("last",),
    }
)
"""The fields of what is wrong with several together."""

_OTHER_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "agenda": ("text", "points"),
        "aim_text": ("text",),
        "because": ("why",),
        "by": ("by", "due"),
        "declined_by": ("whom",),
        "text": ("text", "words"),
        "value": ("hours", "value"),
        "words": ("words", "text"),
    }
)
"""What forms call the fields of the plan's items, where it is another name."""


def field_of(one: Problem, names: Collection[str]) -> str:
    """Return the field of a form with these names that a problem is about; empty where nothing says so."""
    known = (one.where, *_OTHER_NAMES.get(one.where, ()), *_FIELDS.get(one.code, ()))
    return next((name for name in known if name and name in names), "")
