"""Every error of the engine, and the values that describe what is wrong.

TilbudError                 something is wrong; carries one or more problems
├── InputError              a file or a value that a user gave (exit code 2)
└── SetupError              the installation itself: a missing folder, a blocked import (exit code 3)

A problem is a value: a stable code, a place and the words to fill into the message. The messages stand in
`errors.toml`, in Danish and English, and are put together only when somebody reads them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Language = Literal["da", "en"]

_CPR_SHAPED = re.compile(r"(?<!\d)\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ \t./\u2010-\u2015-]{0,3}\d{4}(?!\d)")


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    text = files("tilbud_engine").joinpath("errors.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def error_codes() -> tuple[str, ...]:
    """Return every error code there is, sorted."""
    return tuple(sorted(_messages()))


def is_cpr_shaped(text: str) -> bool:
    """Tell whether a text holds something shaped like a CPR number: ten digits, in six and four.

    Source: databeskyttelsesloven § 11; the engine never takes such a number (R-D7).
    """
    return _CPR_SHAPED.search(text) is not None


def mask_cpr(text: str) -> str:
    """Return the text with everything shaped like a CPR number replaced by stars."""
    return _CPR_SHAPED.sub("******-****", text)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `name`, or None when nothing comes near."""
    matches = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and the words its message needs.

    `where` is a file with a line, a plugin, or empty. `values` never holds anything a person told.
    """

    code: str
    where: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def message(self, language: Language = "da") -> str:
        """Say what is wrong in one sentence."""
        return self._fill(language)

    def hint(self, language: Language = "da") -> str:
        """Say what to do about it; empty when the message says it all."""
        did_you_mean = {"da": "Mente du `{nearest}`?", "en": "Did you mean `{nearest}`?"}[language]
        parts = [self._fill(f"hint_{language}")]
        if self.values.get("nearest"):
            parts.insert(0, did_you_mean.format_map(self.values))
        return mask_cpr(" ".join(part for part in parts if part))

    def line(self, language: Language = "da") -> str:
        """Return place, message, hint and code as one line."""
        start = f"{mask_cpr(self.where)}: " if self.where else ""
        hint = self.hint(language)
        return f"{start}{self.message(language)}.{' ' if hint else ''}{hint} [{self.code}]"

    def _fill(self, key: str) -> str:
        texts = _messages()[self.code]
        return mask_cpr(texts.get(key, "").format_map(self.values))


def problem(code: str, where: str = "", **values: object) -> Problem:
    """Make a problem; the values that are None are left out.

    Raises KeyError for a code that has no message: that is a fault of ours.
    """
    if code not in _messages():
        raise KeyError(code)
    return Problem(code, where, {name: str(value) for name, value in values.items() if value is not None})


class TilbudError(Exception):
    """The base of all errors of the engine; `problems` says everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(one.line("en") for one in self.problems))


class InputError(TilbudError):
    """A file or a value that a user gave cannot be used; all its problems are listed."""


class SetupError(TilbudError):
    """The installation is incomplete: a folder or a library that must be there is not."""
