"""What the lab says, Danish and English: a file of texts for each of its parts, read once."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tilbud_engine.errors import Language
from tilbud_engine.rules.wording import day_words


class Words:
    """The texts of one part of the lab in one language; a call returns one of them with its values filled in."""

    def __init__(self, part: str, language: Language) -> None:
        self.part = part
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; dates are written out.

        Raises KeyError for a key that the part's file does not have.
        """
        filled = {
            name: day_words(one, self.language) if isinstance(one, dt.date) else one for name, one in values.items()
        }
        text: str = _table(self.part)[key][self.language]
        return text.format_map(filled)


@cache
def _table(part: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{part}.toml").read_text(encoding="utf-8"))
