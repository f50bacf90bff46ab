"""From what no item can be to problems in words; what a person wrote never stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from tilbud_engine.board.plan import HOURS_IN_A_WEEK
from tilbud_engine.board.weeks import FEWEST_WEEKS, MOST_WEEKS
from tilbud_engine.errors import Problem, error_codes, problem

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "date_from_datetime_parsing": "expected-date",
        "date_parsing": "expected-date",
        "date_type": "expected-date",
        "extra_forbidden": "bad-value",
        "literal_error": "bad-choice-here",
        "missing": "missing-key",
        "string_type": "expected-text",
    }
)
"""What pydantic calls a fault, and our code for it."""

_RANGES: Mapping[str, tuple[str, Mapping[str, int]]] = MappingProxyType(
    {
        "weeks": ("board-weeks", {"fewest": FEWEST_WEEKS, "most": MOST_WEEKS}),
        "hours": ("board-hours", {"most": HOURS_IN_A_WEEK}),
    }
)
"""What is said of a number that is too small or too large, by the field that it stands in."""


def problems_of(error: ValidationError) -> list[Problem]:
    """Return what is wrong, each once, with the field as its place."""
    return list(dict.fromkeys(_problem_of(one) for one in error.errors(include_url=False, include_input=False)))


def _problem_of(fault: Any) -> Problem:
    kind = fault["type"]
    field = next((one for one in reversed(fault["loc"]) if isinstance(one, str)), "")
    if kind in ("greater_than_equal", "less_than_equal") and field in _RANGES:
        code, values = _RANGES[field]
        return problem(code, field, **values)
    context = {name: str(value) for name, value in fault.get("ctx", {}).items() if name != "error"}
    code = _KINDS.get(kind) or (kind if kind in error_codes() else "bad-value")
    if kind == "extra_forbidden":
        field = ""  # A name that somebody wrote.
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", "").replace(" or ", ", ")
    return problem(code, field, **{"name": field, **context})
