"""Reading what a person types as an answer: numbers, yes and no, dates, choices by number or by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import Problem, nearest, problem
from tilbud_engine.reading import Seq, Text, text_problems
from tilbud_engine.vocabulary import Fact

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,9})?")
_DAY = re.compile(r"(\d{1,2})\s*[./-]?\s*([^\W\d_]+|\d{1,2})\.?\s*[./ -]\s*(\d{4})")
_MOST_LISTED = 40
_MOST_DIGITS = 6


def options_of(fact: Fact, say: Texts) -> list[tuple[str, str]]:
    """Return the values to choose from, each with how a citizen puts it; empty when there are too many to list."""
    if fact.type not in ("choice", "set") or len(fact.values) > _MOST_LISTED:
        return []
    return [(value, _says(fact, value, say)) for value in fact.values]


def how_to_answer(fact: Fact, say: Texts) -> str:
    """Say in a few words what an answer looks like."""
    if fact.type == "choice" and len(fact.values) > _MOST_LISTED:
        return say("answer-name")
    unit = fact.in_words("unit", say.language)
    return say(f"answer-{fact.type}", unit=f" ({unit})" if unit else "")


def read_answer(fact: Fact, typed: str, say: Texts) -> Any:
    """Return the answer as it would stand in a file, or the problem with it; the problem never holds the answer."""
    if found := list(text_problems(typed, "")):
        return found[0]
    made = _value(fact, typed.strip(), say)
    if isinstance(made, Problem):
        return made
    read = fact.read(made)
    if not isinstance(read, Problem):
        return made
    if read.code == "fact-out-of-range":
        return problem("answer-out-of-range", range=read.values["range"])
    return problem(f"answer-not-{fact.type}" if fact.type in ("int", "number", "date") else "answer-not-listed")


def _value(fact: Fact, typed: str, say: Texts) -> Any:
    match fact.type:
        case "bool":
            return _flag(fact, typed, say)
        case "int" | "number":
            found = _NUMBER.findall(typed)
            if len(found) != 1:
                return problem(f"answer-not-{fact.type}")
            number = found[0].replace(",", ".").lstrip("+")
            return Text(re.sub(r"^(-?)0+(?=\d)", r"\1", number), quoted=False)
        case "date":
            return _day(typed, say) or problem("answer-not-date")
        case "choice":
            return _choice(fact, typed, say)
        case "set":
            return _members(fact, typed, say)


def _flag(fact: Fact, typed: str, say: Texts) -> Any:
    word = typed.casefold().rstrip(".!")
    for key, value in (("yes", "true"), ("no", "false")):
        says = _says(fact, value, say)
        if word in say(f"words-{key}").split() or word == says.casefold().rstrip("."):
            return Text(value, quoted=False)
    return problem("answer-not-yes-no")


def is_yes(typed: str, say: Texts) -> bool | None:
    """Tell whether the person said yes or no; None when it was neither."""
    word = typed.strip().casefold().rstrip(".!")
    if word in say("words-yes").split():
        return True
    return False if word in say("words-no").split() else None


def _day(typed: str, say: Texts) -> Text | None:
    """Read 2026-09-01, 1.9.2026, 1/9-2026 or 1. september 2026."""
    found = _DAY.search(typed)
    if found is None:
        return Text(typed)
    month = found[2].casefold()
    names = [one.casefold() for one in say.months()]
    number = (
        int(month) if month.isdecimal() else next((n for n, one in enumerate(names, 1) if one.startswith(month)), 0)
    )
    try:
        return Text(dt.date(int(found[3]), number, int(found[1])).isoformat())
    except ValueError:
        return None


def _choice(fact: Fact, typed: str, say: Texts) -> Text | Problem:
    listed = options_of(fact, say)
    if (number := _place_in_list(typed)) and number <= len(listed):
        return Text(listed[number - 1][0])
    names: dict[str, str] = {}
    for value in fact.values:
        for name in (value, fact.value_label(value, say.language), _says(fact, value, say)):
            names.setdefault(name.casefold(), value)
    word = typed.casefold().rstrip(".")
    if word in names:
        return Text(names[word])
    close = nearest(word, names)
    # Only the name of a known value is shown, never what was typed.
    return problem("answer-not-listed", nearest=fact.value_label(names[close], say.language) if close else None)


def _members(fact: Fact, typed: str, say: Texts) -> Any:
    """Read several answers, by numbers or by names with commas; none of them is an answer too."""
    if typed.casefold() in (*say("words-none").split(), "0"):
        return Seq([])
    numbers = numbers_of(typed, len(options_of(fact, say)))
    parts = [part.strip() for part in typed.split(",") if part.strip()] if numbers is None else map(str, numbers)
    found = [_choice(fact, part, say) for part in parts]
    faults = [one for one in found if isinstance(one, Problem)]
    return faults[0] if faults else Seq(dict.fromkeys(found)) if found else problem("answer-not-listed")


def _says(fact: Fact, value: str, say: Texts) -> str:
    label = fact.values.get(value)
    if label is None:
        return value
    return (label.says_en if say.language == "en" else None) or label.says or fact.value_label(value, say.language)


def numbers_of(typed: str, highest: int) -> Sequence[int] | None:
    """Read several numbers from 1 to `highest`; None for anything else."""
    parts = [one for one in re.split(r"[\s,;]+", typed.strip()) if one]
    places = [_place_in_list(one) for one in parts]
    if not all(place and place <= highest for place in places):
        return None
    return list(dict.fromkeys(place for place in places if place)) or None


def _place_in_list(typed: str) -> int | None:
    """Read a place in a list; None for anything else, also for more digits than any list needs."""
    return int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else None
