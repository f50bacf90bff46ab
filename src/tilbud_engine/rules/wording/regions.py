"""Persons and regions in plain words for those who make the rules: each fact by its label, and what is asked of it."""

from __future__ import annotations

import datetime as dt

from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import Operator, Test, Truth
from tilbud_engine.rules.reference import Facts
from tilbud_engine.rules.regions import Extent, Region
from tilbud_engine.rules.wording.amounts import amount_words, number_words, value_words
from tilbud_engine.rules.wording.comparisons import OPPOSITE, constants
from tilbud_engine.rules.wording.statements import in_order
from tilbud_engine.rules.wording.texts import Texts, day_words, texts
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

_MOST_LISTED = 3
"""So many choices are always named themselves; of more, those that are left out where they are fewer."""


def region_words(region: Region, vocabulary: Vocabulary, language: Language = "da") -> str:
    """Return who is in a region: "alder: 25 til 29 år; kommune: Varde; gæld, der trykker: ikke oplyst"."""
    own = texts(language)
    said = [
        _labelled(vocabulary.facts.get(one.fact.key, one.fact), _extent(one, language), language)
        for one in region.extents
    ]
    return "; ".join(said) or own.words["everyone"]


def person_words(facts: Facts, vocabulary: Vocabulary, language: Language = "da") -> str:
    """Return what is known of a person: "alder: 29 år; kommune: Varde"."""
    said = [
        _labelled(vocabulary.facts[key], _value(vocabulary.facts[key], value, language), language)
        for key, value in facts.items()
    ]
    return "; ".join(said) or texts(language).words["region-nothing"]


def _labelled(fact: Fact, what: str, language: Language) -> str:
    return f"{texts(language).third_person(fact.in_words('label', language))}: {what}"


# --- a value ----------------------------------------------------------------------------------------------------------


def _value(fact: Fact, value: FactValue, language: Language) -> str:
    if isinstance(value, Members):
        return _members(fact, value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return _amount(fact, value, language)
    return texts(language).third_person(value_words(fact, value, language))


def _members(fact: Fact, value: Members, language: Language) -> str:
    own = texts(language)
    if not value.has and len(value.has_not) == len(fact.values):
        return own.words["region-empty"]
    told = [fact.value_label(one, language) for one in fact.values if one in value.has]
    if len(value.has) + len(value.has_not) < len(fact.values):
        told += [_not(fact, one, language) for one in fact.values if one in value.has_not]
    return own.third_person(", ".join(told)) or own.words["region-unknown"]


def _not(fact: Fact, member: str, language: Language) -> str:
    return texts(language).words["region-not"].format(values=fact.value_label(member, language))


def _amount(fact: Fact, value: int, language: Language) -> str:
    """Return a number, without its unit where the label says what is counted: "måneder uden job: 12"."""
    units = fact.in_words("unit", language).split()
    label = fact.in_words("label", language).replace(",", "").split()
    if units and any(word.endswith(units[0]) for word in label):
        return number_words(value, fact.decimals, language)
    return amount_words(fact, value, language)


# --- an extent --------------------------------------------------------------------------------------------------------


def _extent(extent: Extent, language: Language) -> str:
    own = texts(language)
    if not extent.known:
        return own.words["region-unknown"]
    if extent.tests:
        told = [_outcome(test, truths, language) for test, truths in extent.tests]
        what = own.third_person(", ".join(told))
        return what if extent.unknown else f"{own.words['region-known']}, {what}"
    if extent.any_value:
        return own.words["region-known"]
    what = _ranges(extent, language) if extent.ranges else _choices(extent, language)
    return own.words["region-or-unknown"].format(what=what) if extent.unknown else what


def _choices(extent: Extent, language: Language) -> str:
    own = texts(language)
    fewer = len(extent.others) < len(extent.values) and len(extent.values) > _MOST_LISTED
    named = extent.others if fewer else extent.values
    said = own.third_person(own.listed([value_words(extent.fact, one, language) for one in named], "or"))
    return own.words["region-other"].format(values=said) if fewer else said


def _ranges(extent: Extent, language: Language) -> str:
    told = [_stretch(extent, low, high, language) for low, high in extent.ranges]
    return texts(language).listed(told, "or")


def _stretch(extent: Extent, low: int, high: int, language: Language) -> str:
    """Return a stretch of numbers or days, in the numbers that the rules themselves name where one end is open."""
    fact, words = extent.fact, texts(language).words
    least, most = fact.bounds
    prefix = "day-" if fact.type == "date" else ""

    def shown(value: int) -> str:
        return day_words(dt.date.fromordinal(value), language) if prefix else _amount(fact, value, language)

    if low == high:
        return words["on-day"].format(date=shown(low)) if prefix else shown(low)
    above = low - 1 in extent.limits and low not in extent.limits
    at_most = high in extent.limits and high + 1 not in extent.limits
    under = (
        words[f"{prefix}at_most"].format(n=shown(high))
        if at_most
        else words[f"{prefix}below"].format(n=shown(high + 1))
    )
    over = (
        words[f"{prefix}above"].format(n=shown(low - 1)) if above else words[f"{prefix}at_least"].format(n=shown(low))
    )
    if low == least:
        return under
    if high == most:
        return over
    if fact.decimals:
        return f"{over} {words['and']} {under}"
    first = shown(low) if prefix else number_words(low, fact.decimals, language)
    return words[f"{prefix}range"].format(low=first, high=shown(high))


# --- a comparison of a set --------------------------------------------------------------------------------------------


def _outcome(test: Test, truths: frozenset[Truth], language: Language) -> str:
    """Return what a comparison of a set comes out as."""
    words = texts(language).words
    counted = test.counted or test.operator is Operator.IS_EMPTY
    if truths in ({None}, {True, False}):
        told = "untold" if None in truths else "told"
        if counted:
            return words[f"region-count-{told}"]
        return words[f"region-{told}"].format(values=_names(test, language))
    truth = True in truths
    what = _count(test, language, truth=truth) if counted else _named(test, language, truth=truth)
    return words["region-or-unknown"].format(what=what) if None in truths else what


def _named(test: Test, language: Language, *, truth: bool) -> str:
    words, names = texts(language).words, _names(test, language)
    if len(test.operands) == 1:
        return names if truth else words["region-not"].format(values=names)
    if test.operator is Operator.INCLUDES_ALL:
        return words["region-all" if truth else "region-not-all"].format(values=names)
    return names if truth else words["region-none"].format(values=names)


def _names(test: Test, language: Language) -> str:
    names = in_order(test.fact, [str(one.value) for one in constants(test)])
    joint = "and" if test.operator is Operator.INCLUDES_ALL else "or"
    return texts(language).listed([test.fact.value_label(one, language) for one in names], joint)


def _count(test: Test, language: Language, *, truth: bool) -> str:
    own = texts(language)
    if test.operator is Operator.IS_EMPTY:
        return (
            own.words["region-empty"] if truth else own.words["at_least"].format(n=_counted(test.fact, [1], language))
        )
    numbers = sorted({int(str(one.value)) for one in constants(test)})
    shown = _counted(test.fact, numbers, language)
    if test.operator is Operator.IS:
        return shown if truth else own.words["region-not"].format(values=shown)
    return own.words[test.operator if truth else OPPOSITE[test.operator]].format(n=shown)


def _counted(fact: Fact, numbers: list[int], language: Language) -> str:
    own: Texts = texts(language)
    units = fact.in_words("unit", language) or own.words["of-many"]
    unit = fact.in_words("unit_one", language) or units
    return f"{own.listed([str(one) for one in numbers], 'or')} {unit if numbers == [1] else units}"
