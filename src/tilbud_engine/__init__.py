"""tilbud_engine: from what a citizen says stands in her way to explained cards and the few questions that matter.

The engine proposes, the citizen places, a named human decides.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tilbud_engine.case import Citizen, Statement
    from tilbud_engine.engine import Engine
    from tilbud_engine.errors import InputError, Problem, SetupError, TilbudError
    from tilbud_engine.offers import Offer
    from tilbud_engine.plugins import PLUGIN_API, Availability, hookimpl
    from tilbud_engine.rules.conditions import Verdict
    from tilbud_engine.settings import Settings
    from tilbud_engine.suggestion import Card, Explanation, Question, Suggestion

# Where each public name stands: a name is imported when it is first asked for, so that `tilbud` starts quickly.
_HOMES = {
    "PLUGIN_API": "plugins",
    "Availability": "plugins",
    "Card": "suggestion",
    "Citizen": "case",
    "Engine": "engine",
    "Explanation": "suggestion",
    "InputError": "errors",
    "Offer": "offers",
    "Problem": "errors",
    "Question": "suggestion",
    "Settings": "settings",
    "SetupError": "errors",
    "Statement": "case",
    "Suggestion": "suggestion",
    "TilbudError": "errors",
    "Verdict": "rules.conditions",
    "hookimpl": "plugins",
}

__all__ = [
    "PLUGIN_API",
    "Availability",
    "Card",
    "Citizen",
    "Engine",
    "Explanation",
    "InputError",
    "Offer",
    "Problem",
    "Question",
    "Settings",
    "SetupError",
    "Statement",
    "Suggestion",
    "TilbudError",
    "Verdict",
    "hookimpl",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'tilbud_engine' has no attribute {name!r}")
    return getattr(import_module(f"tilbud_engine.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
