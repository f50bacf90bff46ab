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
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Language = Literal["da", "en"]

# Between the digits of a number that is written apart.
_GAP = r"[\s./_\u2010-\u2015\u2212\u00b7-]"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
# Six digits and four, whatever they say. Written further apart, only where the first four can be a day and a month
# (also the day plus 60 of a replacement number), so that telephone numbers, dates and amounts are left alone.
_CPR_SHAPED = re.compile(
    rf"(?<![\d+])\d{{6}}{_GAP}{{0,5}}\d{{4}}(?!\d)"
    rf"|(?<![\d+]){_DAY}{_GAP}?{_MONTH}{_GAP}?\d\d{_GAP}{{0,5}}\d\d{_GAP}?\d\d(?!\d)"
    rf"|(?<![\d+])(?:\d{_GAP}{{1,3}}){{9}}\d(?!\d)",
    re.ASCII,
)
_DIGIT = re.compile(r"\d")
# Words with nothing in them to hide: no digit, no blank but single ones between.
_PLAIN = re.compile(r"(?:[A-Za-z_,.:/-]+ )*[A-Za-z_,.:/-]*(?<! )")
_MASK = "******-****"

# Control, filling, zero-width, bidirectional, annotating and surrogate characters, and those that are none: text that
# is not what it looks like. Tab and the ends of lines are what they look like.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A digit with a frame around it is a digit; and what no font has a picture of is not seen either.
_BETWEEN_DIGITS = re.compile(f"{_INVISIBLE.pattern}|[\ufe00-\ufe0f\u20e3]")

_SHOWN_AT_MOST = 60
_PLACE_AT_MOST = 300
_VALUE_AT_MOST = 4_000
_WORTH_COMPARING = 60


@cache
def _messages() -> Mapping[str, Mapping[str, Any]]:
    text = files("tilbud_engine").joinpath("errors.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def error_codes() -> tuple[str, ...]:
    """Return every error code there is, sorted."""
    return tuple(sorted(_messages()))


def is_cpr_shaped(text: str) -> bool:
    """Tell whether a text holds something shaped like a CPR number: ten digits, in six and four.

    Digits of every script and width count, and so do numbers written apart: `010203 - 1234`.

    Source: databeskyttelsesloven § 11; the engine never takes such a number (R-D7).
    """
    return _CPR_SHAPED.search(_plain_digits(text)) is not None


def mask_cpr(text: str) -> str:
    """Return the text with everything shaped like a CPR number replaced by stars, also with more blanks in it."""
    plain = _plain_digits(text)
    shapes = (one for one in (plain, " ".join(plain.split())) if _CPR_SHAPED.search(one))
    found = next(shapes, None)
    return text if found is None else _CPR_SHAPED.sub(_MASK, found)


def _plain_digits(text: str) -> str:
    if text.isascii():
        return text
    seen = (one for one in _BETWEEN_DIGITS.sub("", text) if unicodedata.category(one) not in ("Cn", "Co"))
    plain = unicodedata.normalize("NFKC", "".join(seen))
    return _DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), plain)


def invisible_in(text: str) -> str | None:
    """Return the first character that makes a text other than it looks, as `U+200B`; None when there is none."""
    found = _INVISIBLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def shown(text: str, limit: int = _SHOWN_AT_MOST) -> str:
    """Return a text as a message may show it: on one line, short, all of it visible, and no CPR number."""
    # Most texts hide nothing, and a file may have thousands of problems.
    plain = _PLAIN.fullmatch(text) is not None
    clean = text if plain else " ".join(_INVISIBLE.sub(_spelled_out, mask_cpr(text)).split())
    return clean if len(clean) <= limit else clean[: limit - 3] + "..."


def _spelled_out(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `name`, or None when nothing comes near."""
    if len(name) > _WORTH_COMPARING:
        return None
    names = {one.lower(): one for one in known}
    matches = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and the words its message needs.

    `where` is a file with a line, a plugin, or empty. `values` never holds anything a person told. Both are made fit to
    show: on one line, visible, without anything shaped like a CPR number.
    """

    code: str
    where: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        # Nothing shaped like a CPR number, and nothing that cannot be seen, gets in.
        fit = {name: shown(text, _VALUE_AT_MOST) for name, text in self.values.items()}
        object.__setattr__(self, "values", fit)
        object.__setattr__(self, "where", shown(self.where, _PLACE_AT_MOST))

    def __hash__(self) -> int:
        # With the values: thousands of problems of one line must not fall on one hash.
        return hash((self.code, self.where, *sorted(self.values.items())))

    def message(self, language: Language = "da") -> str:
        """Say what is wrong in one sentence; what was written is quoted where it may be."""
        said = self._fill(language)
        text = self.values.get("text")
        if not text or "{text}" in _messages()[self.code][language]:
            return said
        return f"{said} ({'her står' if language == 'da' else 'found'} `{text}`)"

    def hint(self, language: Language = "da") -> str:
        """Say what to do about it; empty when the message says it all."""
        did_you_mean = {"da": "Mente du `{nearest}`?", "en": "Did you mean `{nearest}`?"}[language]
        parts = [self._fill(f"hint_{language}")]
        if self.values.get("nearest"):
            parts.insert(0, did_you_mean.format_map(self.values))
        return " ".join(part for part in parts if part)

    @property
    def is_remark(self) -> bool:
        """Whether it only asks somebody to look: nothing is wrong that must be mended."""
        return _messages()[self.code].get("remark") is True

    def line(self, language: Language = "da") -> str:
        """Return place, message, hint and code as one line."""
        start = f"{self.where}: " if self.where else ""
        hint = self.hint(language)
        return f"{start}{self.message(language)}.{' ' if hint else ''}{hint} [{self.code}]"

    def _fill(self, key: str) -> str:
        texts = _messages()[self.code]
        return str(texts.get(key, "")).format_map(self.values)


def problem(code: str, where: str = "", **values: object) -> Problem:
    """Make a problem; the values that are None are left out.

    Raises KeyError for a code that has no message: that is a fault of ours.
    """
    if code not in _messages():
        raise KeyError(code)
    return Problem(code, where, {name: str(value) for name, value in values.items() if value is not None})


class TilbudError(Exception):
    """The base of all errors of the engine; `problems` says everything that is wrong, each thing once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        once = {(one.code, one.where, *sorted(one.values.items())): one for one in problems}
        self.problems = tuple(once.values())
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(one.line("en") for one in self.problems)


class InputError(TilbudError):
    """A file or a value that a user gave cannot be used; all its problems are listed."""


class SetupError(TilbudError):
    """The installation is incomplete: a folder or a library that must be there is not."""
