"""An answer from a form to a fact's value: what a form may send for each kind of fact, and its choices in words."""

from __future__ import annotations

import re
from typing import Any

from tilbud_engine.errors import Language, Problem, nearest, problem
from tilbud_engine.reading import Seq, Text
from tilbud_engine.vocabulary import Fact
from tilbud_engine.web.requests import Form

MOST_LISTED = 12
"""So many choices stand below each other at most; more are found by writing, with the browser's help."""

_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")


def choices(fact: Fact, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the values to choose from, each as a citizen puts it; yes and no for a fact that is so or not."""
    keys = ("true", "false") if fact.type == "bool" else tuple(fact.values)
    return tuple((key, choice_says(fact, key, language)) for key in keys)


def choice_says(fact: Fact, value: str, language: Language) -> str:
    """Return one value as a citizen puts it; plain yes and no where nobody has written more."""
    label = fact.values.get(value)
    if label is None:
        yes_no = {"da": ("Ja", "Nej"), "en": ("Yes", "No")}[language]
        return yes_no[value != "true"] if fact.type == "bool" else value
    return (label.says_en if language == "en" else None) or label.says or fact.value_label(value, language)


def answer_of(fact: Fact, form: Form, language: Language) -> Any:
    """Return the value that a form answers with, as plain JSON, or the problem with it; never the value in it.

    An empty form is a problem too: not to answer has buttons of its own.
    """
    made = _value(fact, form, language)
    if isinstance(made, Problem):
        return made
    read = fact.read(made)
    if isinstance(read, Problem):
        if read.code == "fact-out-of-range":
            return problem("answer-out-of-range", range=read.values["range"])
        return problem(f"answer-not-{fact.type}" if fact.type in ("int", "number", "date") else "answer-not-listed")
    match fact.type:
        case "bool":
            return made == "true"
        case "int":
            return int(made)
        case "number":
            return float(made) if "." in made else int(made)
        case "set":
            return list(map(str, made))
    return str(made)


def _value(fact: Fact, form: Form, language: Language) -> Any:
    text = form.text("value")
    match fact.type:
        case "set":
            chosen = form.many("value")
            if not chosen and not form.ticked("none-of-them"):
                return problem("answer-not-listed")
            return Seq([Text(one) for one in chosen])
        case "bool":
            return Text(text, quoted=False) if text in ("true", "false") else problem("answer-not-yes-no")
        case "int" | "number":
            if not _NUMBER.fullmatch(text):
                return problem(f"answer-not-{fact.type}")
            return Text(text.replace(",", "."), quoted=False)
        case "date":
            return Text(text) if text else problem("answer-not-date")
        case "choice":
            return _choice(fact, text, language)


def _choice(fact: Fact, text: str, language: Language) -> Text | Problem:
    """Return the value that is chosen, by its key or as it is written."""
    names: dict[str, str] = {}
    for value in fact.values:
        for name in (value, fact.value_label(value, language), choice_says(fact, value, language)):
            names.setdefault(name.casefold(), value)
    word = text.casefold().rstrip(".")
    if word in names:
        return Text(names[word])
    close = nearest(word, names) if word else None
    return problem("answer-not-listed", nearest=fact.value_label(names[close], language) if close else None)
