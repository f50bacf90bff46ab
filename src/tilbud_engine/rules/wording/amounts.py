"""Numbers, days and lengths of time in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tilbud_engine.dated import Span
from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import Constant, Operator
from tilbud_engine.rules.wording.texts import Texts, day_words, texts
from tilbud_engine.vocabulary import Fact

Comparison = tuple[Operator, tuple[Constant, ...]]
"""How a number or a date is compared, and with what."""

_LOWER = (Operator.AT_LEAST, Operator.ABOVE)


def number_words(value: int, decimals: int = 0, language: Language = "da") -> str:
    """Return a number of smallest units as it is written: 65 tenths are "6,5", 10692 is "10.692"."""
    own = texts(language).words
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**decimals)
    shown = f"{whole:,}".replace(",", own["thousands-mark"]) if whole >= 10_000 else str(whole)
    fraction = str(rest).rjust(decimals, "0").rstrip("0") if rest else ""
    return f"{sign}{shown}{own['decimal-mark']}{fraction}" if fraction else f"{sign}{shown}"


def amount_words(fact: Fact, value: int, language: Language = "da") -> str:
    """Return a number of a fact with its unit: "1 måned", "3 måneder", "6,5 km"."""
    number = number_words(value, fact.decimals, language)
    unit = unit_words(fact, value, language)
    return f"{number} {unit}" if unit else number


def unit_words(fact: Fact, value: int, language: Language = "da") -> str:
    """Return the unit of a fact that goes with the value, empty when it has none."""
    one = fact.in_words("unit_one", language) if abs(value) == 10**fact.decimals else ""
    return one or fact.in_words("unit", language)


def value_words(fact: Fact, value: int | bool | str | dt.date, language: Language = "da") -> str:
    """Return one value of a rule by itself, as it is shown beside the name of its parameter."""
    if isinstance(value, bool):
        return texts(language).words["yes" if value else "no"]
    if isinstance(value, dt.date):
        return day_words(value, language)
    if isinstance(value, int):
        return amount_words(fact, value, language) if fact.type != "set" else str(value)
    return fact.value_label(value, language)


def compared(fact: Fact, comparisons: Sequence[Comparison], language: Language) -> str:
    """Return what all the comparisons together ask, as words for the phrase's {value}: "18 til 24 år".

    Only one comparison, or comparisons of order alone.
    """
    if len(comparisons) == 1:
        return _single(fact, comparisons[0], language)
    lows = [one for one in comparisons if one[0] in _LOWER]
    highs = [one for one in comparisons if one[0] not in _LOWER]
    low, high = _strictest(lows, lower=True), _strictest(highs, lower=False)
    if low is None or high is None:
        return _single(fact, low or high or comparisons[0], language)
    return _range(fact, low, high, language)


def either(fact: Fact, comparisons: Sequence[Comparison], language: Language) -> str:
    """Return what one of the comparisons asks: "under 18 eller over 24 år"."""
    if fact.type == "date":
        said = [_single(fact, one, language) for one in comparisons]
    else:
        own = texts(language).words
        numbers = [number_words(_limit(one), fact.decimals, language) for one in comparisons[:-1]]
        said = [own[one[0]].format(n=number) for one, number in zip(comparisons, numbers, strict=False)]
        said.append(_single(fact, comparisons[-1], language))
    return texts(language).listed(list(dict.fromkeys(said)), "or")


def _strictest(comparisons: Sequence[Comparison], *, lower: bool) -> Comparison | None:
    if not comparisons:
        return None
    # Of two with the same limit the one that leaves the limit out is the stricter.
    ranked = sorted(comparisons, key=lambda one: (_limit(one), (one[0] is Operator.ABOVE) == lower))
    return ranked[-1 if lower else 0]


def _limit(comparison: Comparison) -> int:
    value = comparison[1][0].value
    return value.toordinal() if isinstance(value, dt.date) else int(value)


def _single(fact: Fact, comparison: Comparison, language: Language) -> str:
    operator, operands = comparison
    own = texts(language)
    if fact.type == "date":
        return own.words[f"day-{operator}"].format(n=_shown(fact, operands[0], language))
    if operator is not Operator.IS:
        return own.words[operator].format(n=_shown(fact, operands[0], language))
    values = sorted({int(one.value) for one in operands})  # type: ignore[arg-type]
    numbers = [number_words(value, fact.decimals, language) for value in values[:-1]]
    return own.listed([*numbers, amount_words(fact, values[-1], language)], "or")


def _range(fact: Fact, low: Comparison, high: Comparison, language: Language) -> str:
    own = texts(language)
    spanned = _spanned(low, high, own)
    if spanned:
        return spanned
    inclusive = low[0] is Operator.AT_LEAST and high[0] is Operator.AT_MOST and _limit(low) <= _limit(high)
    if fact.type == "date":
        if inclusive:
            first, last = (_shown(fact, one[1][0], language) for one in (low, high))
            return own.words["day-range"].format(low=first, high=last)
        return f"{_single(fact, low, language)} {own.words['and']} {_single(fact, high, language)}"
    if inclusive and _limit(low) == _limit(high):
        return _shown(fact, high[1][0], language)
    number = number_words(_limit(low), fact.decimals, language)
    if inclusive:
        return own.words["range"].format(low=number, high=_shown(fact, high[1][0], language))
    return f"{own.words[low[0]].format(n=number)} {own.words['and']} {_single(fact, high, language)}"


def _shown(fact: Fact, constant: Constant, language: Language) -> str:
    value = constant.value
    if isinstance(value, dt.date):
        return day_words(value, language)
    return amount_words(fact, int(value), language)


def _spanned(low: Comparison, high: Comparison, own: Texts) -> str | None:
    """Return "inden for de sidste 12 måneder" when the two days were reckoned from one length of time.

    Only the end that was reckoned carries the length; where both do, and the days do not tell which of them it is,
    the days themselves are shown.
    """
    first, last = low[1][0], high[1][0]
    span = first.span or last.span
    if span is None or not isinstance(first.value, dt.date) or not isinstance(last.value, dt.date):
        return None
    past = first.span is not None and span.before(last.value) == first.value
    ahead = last.span is not None and span.after(first.value) == last.value
    if past == ahead:
        return None
    return within(span, own, past=past)


def within(span: Span, own: Texts, *, past: bool) -> str:
    """Return "inden for de sidste 12 måneder" or "inden for den næste uge"."""
    way = "last" if past else "next"
    number = "one" if span.count == 1 else "many"
    lead = own.words.get(f"{way}-{number}-{span.unit}") or own.words[f"{way}-{number}"]
    unit = own.words[f"{span.unit}-{number}"]
    length = unit if span.count == 1 else f"{span.count} {unit}"
    return own.words[f"within-{way}"].format(**{f"the_{way}": lead, "span": length})
