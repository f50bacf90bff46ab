"""Texts for people, from message files: a TOML file for each part, one table a text, one key a language.

A municipality adds a language of its own with files `<language>/<part>.toml` that hold `key = "text"`; what it leaves
out is said in Danish.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

from tilbud_engine.errors import Language, Problem, problem
from tilbud_engine.rules.wording import day_words

DANISH: Language = "da"


def engine_language(language: str) -> Language:
    """Return the language in which the engine itself answers: the catalogue speaks Danish and English."""
    return "en" if language == "en" else DANISH


class Messages:
    """The texts of one part in one language; a call returns one of them with its values filled in."""

    def __init__(self, package: str, part: str, language: str, added: Path | None = None) -> None:
        self.part = part
        self.language = language
        self._names = (package, part, language, added)
        self._hash = hash(self._names)
        self._texts = _texts(package, part, language, added)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; dates are written out.

        Raises KeyError for a key that the part's file does not have.
        """
        for name, one in values.items():
            if isinstance(one, dt.date):
                values[name] = day_words(one, engine_language(self.language))
        return self._texts[key].format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Messages) and self._names == other._names

    def __hash__(self) -> int:
        return self._hash


@cache
def _texts(package: str, part: str, language: str, added: Path | None) -> Mapping[str, str]:
    own = _added(added / language / f"{part}.toml") if added else {}
    shipped = _shipped(package, part)
    # What is added alone, such as what a language calls itself, is a text too.
    return {**own, **{key: own.get(key) or one.get(language) or one[DANISH] for key, one in shipped.items()}}


@cache
def _shipped(package: str, part: str) -> Mapping[str, Any]:
    return tomllib.loads(files(package).joinpath("words", f"{part}.toml").read_text(encoding="utf-8"))


@cache
def _added(file: Path) -> Mapping[str, str]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def check_added(folder: Path, languages: Iterable[str], packages: Iterable[str]) -> Iterator[Problem]:
    """Yield what cannot be used among the added texts of some languages: a page that says one of them would break.

    `packages` are those whose texts may be added to. A text that nobody says does no harm.
    """
    known = tuple(packages)
    for language in languages:
        for file in sorted((folder / language).glob("*.toml")):
            yield from _check_file(file, known)


def _check_file(file: Path, packages: Iterable[str]) -> Iterator[Problem]:
    try:
        written = tomllib.loads(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        yield problem("not-utf8", str(file))
        return
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        yield problem("toml-syntax", str(file))
        return
    for key, text in written.items():
        if not isinstance(text, str):
            yield problem("expected-text", str(file), name=key[:60])
            continue
        for package in packages:
            if not files(package).joinpath("words", file.name).is_file():
                continue
            shipped = _shipped(package, file.stem).get(key)
            if shipped is not None and not _may_be_filled(text, _values_in(shipped[DANISH])):
                known = ", ".join(f"{{{one}}}" for one in sorted(_values_in(shipped[DANISH])))
                yield problem("look-text-values", str(file), name=key, known=known or "-")


def _may_be_filled(text: str, known: frozenset[str]) -> bool:
    try:
        return _values_in(text) <= known
    except ValueError:  # A brace that is not closed.
        return False


def _values_in(text: str) -> frozenset[str]:
    """Return the values that stand in a text, each as it is written: `{day}`, never `{day:>9}`."""
    fields = [one for one in Formatter().parse(text) if one[1] is not None]
    return frozenset(f"{name}{':' if spec else ''}{spec or ''}{how or ''}" for _, name, spec, how in fields)
