"""Persons and regions in plain words for those who make the rules: each fact by its label, and what is asked of it."""

from __future__ import annotations

import datetime as dt

from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import Operator, Test, Truth
from tilbud_engine.rules.reference import Facts
from tilbud_engine.rules.regions import Extent, Region
from tilbud_engine.rules.wording.amounts import amount_words, number_words, value_words
from tilbud_engine.rules.wording.comparisons import constants
from tilbud_engine.rules.wording.statements import in_order
from tilbud_engine.rules.wording.texts import day_words, texts
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
    return texts(language).standing_alone(value_words(fact, value, language))


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
    if extent.fact.type == "set":
        told = [_outcome(test, truths, language) for test, truths in extent.tests]
        told += _counts(extent, language)
        if extent.whole is not None:
            told.append(own.words["region-whole" if extent.whole else "region-not-whole"])
        # What follows "neither a nor b" is no third of them.
        joint = f", {own.words['and']} " if any(f" {own.words['or']} " in one for one in told) else ", "
        return own.third_person(joint.join(told)) or own.words["region-known"]
    what = _ranges(extent, language) if extent.ranges else _choices(extent, language)
    return _or_unknown(what, language) if extent.unknown else what


def _or_unknown(what: str, language: Language) -> str:
    words = texts(language).words
    several = f" {words['or']} " in what
    return words["region-list-or-unknown" if several else "region-or-unknown"].format(what=what)


def _choices(extent: Extent, language: Language) -> str:
    own = texts(language)
    if not extent.others:
        return own.words["region-known"]
    fewer = len(extent.others) < len(extent.values) and len(extent.values) > _MOST_LISTED
    named = extent.others if fewer else extent.values
    shown = [own.standing_alone(value_words(extent.fact, one, language)) for one in named]
    said = _listed(shown, "or", language)
    return own.words["region-other"].format(values=said) if fewer else said


def _listed(values: list[str], joint: str, language: Language) -> str:
    """Return "a, b eller c"; in quotes where a value holds such words itself."""
    own = texts(language)
    marks = [",", *(f" {own.words[word]} " for word in ("and", "or"))]
    mixed = any(mark in one for one in values for mark in marks)
    return own.listed(_quoted(values, language) if mixed else values, joint)


def _quoted(values: list[str], language: Language) -> list[str]:
    quoted = texts(language).words["region-quoted"]
    return [quoted.format(value=one) for one in values] if len(values) > 1 else values


def _ranges(extent: Extent, language: Language) -> str:
    if extent.ranges == (extent.fact.bounds,):
        return texts(language).words["region-known"]
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
    lower, first = ("above", low - 1) if above else ("at_least", low)
    upper, last = ("at_most", high) if at_most else ("below", high + 1)
    if low == least:
        return words[prefix + upper].format(n=shown(last))
    over = words[prefix + lower].format(n=shown(first))
    if high == most:
        return over
    if fact.decimals:
        return f"{over} {words['and']} {words[prefix + upper].format(n=shown(last))}"
    return words[f"{prefix}range"].format(
        low=shown(low) if prefix else number_words(low, fact.decimals, language), high=shown(high)
    )


# --- sets -------------------------------------------------------------------------------------------------------------


def _outcome(test: Test, truths: frozenset[Truth], language: Language) -> str:
    """Return what a comparison of a set comes out as."""
    words, names = texts(language).words, _names(test, language)
    if truths == {None}:
        return words["region-untold"].format(values=names)
    if None not in truths and len(truths) > 1:
        return words["region-told"].format(values=names)
    what = names
    if len(test.operands) == 1:
        what = names if True in truths else words["region-not"].format(values=names)
    elif test.operator is Operator.INCLUDES_ALL:
        what = words["region-all" if True in truths else "region-not-all"].format(values=names)
    elif True not in truths:
        what = words["region-none"].format(values=names)
    return _or_unknown(what, language) if None in truths else what


def _names(test: Test, language: Language) -> str:
    names = in_order(test.fact, [str(one.value) for one in constants(test)])
    joint = "and" if test.operator is Operator.INCLUDES_ALL else "or"
    return texts(language).listed(_quoted([test.fact.value_label(one, language) for one in names], language), joint)


def _counts(extent: Extent, language: Language) -> list[str]:
    """Return how many members there are: "1 til 5 steder", or "ikke oplyst, om der er mindst 6 steder"."""
    words, size = texts(language).words, len(extent.fact.values)
    low, perhaps_high = (extent.least[0][0], extent.least[-1][1]) if extent.least else (0, size)
    perhaps_low, high = (extent.most[0][0], extent.most[-1][1]) if extent.most else (0, size)
    told = [_count(extent.fact, low, high, language)]
    more = _count(extent.fact, perhaps_low, size, language) if perhaps_low > low else ""
    fewer = _count(extent.fact, 0, perhaps_high, language) if perhaps_high < high else ""
    if more and fewer and perhaps_low == perhaps_high + 1:
        told.append(words["region-count-untold"].format(what=more))
    else:
        told += [words["region-perhaps"].format(what=one) for one in (fewer, more) if one]
    return [one for one in told if one]


def _count(fact: Fact, low: int, high: int, language: Language) -> str:
    """Return a number of members with its unit; nothing where any number will do."""
    words, size = texts(language).words, len(fact.values)
    if (low, high) == (0, size):
        return ""
    if high == 0:
        return words["region-empty"]
    many = fact.in_words("unit", language) or words["of-many"]
    unit = (fact.in_words("unit_one", language) or many) if (high if low in (0, high) else low) == 1 else many
    if low == high:
        return f"{low} {unit}"
    if low == 0:
        return words["at_most"].format(n=f"{high} {unit}")
    if high == size:
        return words["at_least"].format(n=f"{low} {unit}")
    return words["range"].format(low=low, high=f"{high} {many}")
