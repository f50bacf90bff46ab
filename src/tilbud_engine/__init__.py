"""tilbud_engine: from what a citizen says stands in her way to explained cards and the few questions that matter.

The engine proposes, the citizen places, a named human decides.
"""

from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine, Explanation
from tilbud_engine.errors import InputError, Problem, SetupError, TilbudError
from tilbud_engine.offers import Offer
from tilbud_engine.plugins import PLUGIN_API, Availability, hookimpl
from tilbud_engine.rules.conditions import Verdict
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import Card, Question, Suggestion

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
