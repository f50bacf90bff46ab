"""The texts of the command line, Danish and English: `help.toml` for --help, `texts.toml` for everything else."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tilbud_engine.errors import Language

LANGUAGES: tuple[Language, ...] = ("da", "en")


class Texts:
    """The texts of one language; a call returns one of them with its values filled in."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; dates are written out.

        Raises KeyError for a key that `texts.toml` does not have.
        """
        filled = {name: self.day(value) if isinstance(value, dt.date) else value for name, value in values.items()}
        text: str = _table("texts.toml")[key][self.language]
        return text.format_map(filled)

    def day(self, day: dt.date) -> str:
        """Return a date in words: "1. september 2026"."""
        months: list[str] = _table("texts.toml")["months"][self.language]
        return f"{day.day}{'.' if self.language == 'da' else ''} {months[day.month - 1]} {day.year}"

    def months(self) -> list[str]:
        """Return the names of the months."""
        return list(_table("texts.toml")["months"][self.language])

    def listed(self, items: list[str]) -> str:
        """Return "a, b og c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('and')} {items[-1]}"


def help_of(name: str) -> Mapping[str, Any]:
    """Return the help of a command or an option: its texts by language, and its examples."""
    found: Mapping[str, Any] = _table("help.toml")[name]
    return found


@cache
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
