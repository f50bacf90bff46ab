"""What is said of one fact: that a value holds or does not, and what is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from tilbud_engine.errors import Language
from tilbud_engine.rules.wording.amounts import amount_words
from tilbud_engine.rules.wording.texts import Said, day_words, series, texts
from tilbud_engine.vocabulary import Fact, FactValue, Members

MOST_NAMED = 8
"""How many members a set may have to be named one by one when it is empty."""


def same(text: str) -> Said:
    """Return a statement whose words keep their order after "hvis"."""
    return Said(text, text)


def truth_said(fact: Fact, language: Language, *, truth: bool) -> Said:
    """Say a yes/no fact; without a phrase for no, the one for yes with a "not" in it."""
    phrase = fact.in_words("phrase", language)
    if truth:
        return same(phrase)
    opposite = fact.in_words("phrase_not", language)
    own = texts(language)
    return own.denied(opposite) if opposite else own.negated(phrase)


def values_said(fact: Fact, values: Collection[str], language: Language, joint: str, *, truth: bool) -> Said:
    """Say that these values or members hold, or that none of them does."""
    own = texts(language)
    phrase = fact.in_words("phrase", language)
    shown = own.listed([fact.value_label(one, language) for one in in_order(fact, values)], joint)
    return (same(phrase) if truth else own.negated(phrase)).filled(shown)


def in_order(fact: Fact, values: Collection[str]) -> list[str]:
    """Return the values in the order of the vocabulary, each once."""
    return list(values) if len(values) == 1 else [value for value in fact.values if value in values]


def empty_said(fact: Fact, language: Language, *, truth: bool) -> Said:
    """Say that a set is empty, or that it is not; the members of a short list are named."""
    if len(fact.values) <= MOST_NAMED:
        return values_said(fact, fact.values, language, "or", truth=not truth)
    own = texts(language)
    phrase = fact.in_words("phrase", language)
    units = fact.in_words("unit", language) or own.words["of-many"]
    if truth:
        return own.negated(phrase).filled(own.words["none-of-many"].format(units=units))
    unit = fact.in_words("unit_one", language) or units
    return same(phrase).filled(own.words["some-of-many"].format(unit=unit))


def known_said(fact: Fact, value: FactValue, language: Language, members: Collection[str] | None = None) -> Said:
    """Say a known value; of a set only the given members, or all that is known of it."""
    if isinstance(value, bool):
        return truth_said(fact, language, truth=value)
    if isinstance(value, Members):
        return _known_members(fact, value, language, members)
    if isinstance(value, dt.date):
        shown = texts(language).words["on-day"].format(date=day_words(value, language))
    elif isinstance(value, int):
        shown = amount_words(fact, value, language)
    else:
        shown = fact.value_label(value, language)
    return same(fact.in_words("phrase", language).replace("{value}", shown))


def _known_members(fact: Fact, value: Members, language: Language, members: Collection[str] | None) -> Said:
    has = value.has if members is None else value.has.intersection(members)
    has_not = value.has_not if members is None else value.has_not.intersection(members)
    complete = members is None and len(has) + len(has_not) >= len(fact.values)
    if complete and not has:
        return empty_said(fact, language, truth=True)
    told: list[Said] = []
    if has:
        told.append(values_said(fact, has, language, "and", truth=True))
    if has_not and not complete:
        told.append(values_said(fact, has_not, language, "or", truth=False))
    own = texts(language).words
    if members is None and not complete:
        told.append(same(own["rest-unknown"]))
    if len(told) == 1:
        return told[0]
    return Said(*(series(words, own["clause-and"]) for words in zip(*told, strict=True)))
