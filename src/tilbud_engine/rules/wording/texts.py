"""The texts of `texts.toml`, read once for each language, with the grammar that turns a phrase around."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tilbud_engine.errors import Language


class Said(NamedTuple):
    """A clause in second person: as a main clause ("du bruger ikke hash") and after "hvis" ("du ikke bruger hash")."""

    main: str
    sub: str

    def filled(self, value: str) -> Said:
        """Return it with the value where the phrase has its place."""
        return Said(self.main.replace("{value}", value), self.sub.replace("{value}", value))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in all the places where its words stand in different order or person.

    `main` and `sub` as in `Said`; `those` stands after "dem, " ("der ikke bruger hash"), and `they` speaks of those
    people in the middle of a sentence ("de ikke bruger hash").
    """

    main: str
    sub: str
    those: str
    they: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything the engine says in one language."""

    sentences: Mapping[str, str]
    words: Mapping[str, str]
    months: tuple[str, ...]
    negations: tuple[tuple[re.Pattern[str], str, str], ...]
    moved: tuple[re.Pattern[str], str]
    alone: tuple[re.Pattern[str], str]
    those: tuple[tuple[re.Pattern[str], str], ...]
    repeated: tuple[str, ...]
    pronouns: Mapping[str, str]
    pronoun: re.Pattern[str] | None

    def clause(self, text: str) -> Clause:
        """Return a clause whose words stand in the same order everywhere."""
        return self.turned(Said(text, text))

    def turned(self, said: Said) -> Clause:
        """Return a clause in third person too."""
        main, sub = said
        for pattern, head in self.those:
            found = pattern.match(sub)
            if found is not None:
                those = head + self.third_person(sub[found.end() :])
                return Clause(main, sub, those, self.third_person(sub))
        return Clause(main, sub, sub, sub)

    def third_person(self, text: str) -> str:
        """Speak of those people instead of to the reader."""
        if self.pronoun is None:
            return text
        return self.pronoun.sub(lambda found: self.pronouns[found[0]], text)

    def negated(self, phrase: str) -> Said:
        """Return the phrase with a "not" in it."""
        for pattern, main, sub in self.negations:
            if pattern.match(phrase):
                return Said(pattern.sub(main, phrase, count=1), pattern.sub(sub, phrase, count=1))
        return Said(phrase, phrase)

    def denied(self, phrase: str) -> Said:
        """Return a phrase that says no by itself; its "ikke" stands in front of the verb after "hvis"."""
        pattern, sub = self.moved
        return Said(phrase, pattern.sub(sub, phrase, count=1))

    def standing_alone(self, text: str) -> str:
        """Speak of those people, without the phrase around a value: "ikke kan bruge" becomes "kan ikke bruge"."""
        pattern, main = self.alone
        return pattern.sub(main, self.third_person(text), count=1)

    def listed(self, items: Sequence[str], joint: str) -> str:
        """Return "a, b og c"; `joint` is `and` or `or`."""
        return series(items, f" {self.words[joint]} ")

    def joined(self, clauses: Sequence[Clause], joint: str) -> Clause:
        """Return the clauses after each other; `joint` is a key of the words, such as `clause-and`."""
        if len(clauses) == 1:
            return clauses[0]
        word = self.words[joint]
        return Clause(
            series([one.main for one in clauses], word),
            series([one.sub for one in clauses], word),
            self._series_of_those([one.those for one in clauses], word),
            series([one.they for one in clauses], word),
        )

    def _series_of_those(self, those: Sequence[str], word: str) -> str:
        """Put together "der er 18 år og har kørekort": the same little word is not said twice."""
        head = next((head for head in self.repeated if all(one.startswith(head) for one in those)), None)
        if head is None:
            return series(those, word)
        short = [those[0], *(one.removeprefix(head) for one in those[1:])]
        plain = word == self.words["clause-and"] or word == self.words["clause-or"]
        # A comma stays where it ends a clause inside.
        return series(short, word.removeprefix(",") if plain and "," not in short[-2] else word)


@cache
def texts(language: Language) -> Texts:
    """Return the texts of a language.

    Raises KeyError for a language that `texts.toml` does not have.
    """
    return _texts(_tables()[language])


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("texts.toml").read_text(encoding="utf-8"))


def _texts(table: Mapping[str, Any]) -> Texts:
    grammar = table["grammar"]
    pronouns: dict[str, str] = grammar["they"]
    return Texts(
        sentences=table["sentences"],
        words=table["words"],
        months=tuple(table["months"]),
        negations=tuple((re.compile(found), main, sub) for found, main, sub in grammar["negations"]),
        moved=(re.compile(grammar["moved"][0]), grammar["moved"][1]),
        alone=(re.compile(grammar["alone"][0]), grammar["alone"][1]),
        those=tuple((re.compile(found), head) for found, head in grammar["those"]),
        repeated=tuple(grammar["repeated"]),
        pronouns=pronouns,
        pronoun=re.compile(rf"\b({'|'.join(map(re.escape, pronouns))})\b") if pronouns else None,
    )


def series(items: Sequence[str], last: str) -> str:
    """Return the items with commas between, and `last` before the last one."""
    return f"{', '.join(items[:-1])}{last}{items[-1]}" if len(items) > 1 else "".join(items)


def day_words(day: dt.date, language: Language = "da") -> str:
    """Return a date in words: "1. september 2026"."""
    own = texts(language)
    return own.words["day"].format(day=day.day, month=own.months[day.month - 1], year=day.year)


def words(key: str, language: Language = "da", **values: object) -> str:
    """Return one of the engine's own sentences with its values filled in; dates are written out.

    Raises KeyError for a key that `texts.toml` does not have.
    """
    filled = {
        name: day_words(value, language) if isinstance(value, dt.date) else str(value) for name, value in values.items()
    }
    return texts(language).sentences[key].format_map(filled)


def sentence(text: str) -> str:
    """Return the text with a capital in front and a full stop behind."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
