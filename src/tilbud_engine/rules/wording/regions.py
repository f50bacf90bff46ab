"""Persons and groups of persons in plain words: what is known of each fact, after each other."""

from __future__ import annotations

from tilbud_engine.errors import Language
from tilbud_engine.rules.reference import Facts
from tilbud_engine.rules.wording.statements import known_said
from tilbud_engine.vocabulary import Vocabulary


def person_words(facts: Facts, vocabulary: Vocabulary, language: Language = "da") -> str:
    """Return what is known of a person."""
    return "; ".join(known_said(vocabulary.facts[key], value, language).main for key, value in facts.items())
