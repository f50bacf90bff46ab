"""Rules and their traces in plain Danish and English.

Everything a citizen reads of a rule is made here from the bound condition, its trace and the vocabulary; the
sentences stand in `texts.toml`.
"""

from tilbud_engine.rules.wording.amounts import amount_words, number_words, value_words
from tilbud_engine.rules.wording.explanation import Line, explanation
from tilbud_engine.rules.wording.layout import requirement
from tilbud_engine.rules.wording.origins import known_words, missing_words
from tilbud_engine.rules.wording.reasons import Reason, reasons
from tilbud_engine.rules.wording.texts import day_words, words
from tilbud_engine.rules.wording.verdicts import entitlement_words, not_offered_words, turns_yes_words

__all__ = [
    "Line",
    "Reason",
    "amount_words",
    "day_words",
    "entitlement_words",
    "explanation",
    "known_words",
    "missing_words",
    "not_offered_words",
    "number_words",
    "reasons",
    "requirement",
    "turns_yes_words",
    "value_words",
    "words",
]
