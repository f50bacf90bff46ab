"""What each field of a plugin's files means, in words: for the README of a new offer and for the reference."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tilbud_engine.errors import Language

PARTS = "parts"
_ENGLISH = "_en"


def part_title(part: str, language: Language = "da") -> str:
    """Return what a part of a file is called: `Card` is the card of an offer.

    Raises KeyError for a part without a text.
    """
    return str(_texts()[PARTS][part][language])


def parts() -> tuple[str, ...]:
    """Return the parts of a plugin's files, in the order in which they are told."""
    return tuple(_texts()[PARTS])


def field_text(part: str, name: str, language: Language = "da") -> str:
    """Return what a field means; one that ends in `_en` is its Danish field in English.

    Raises KeyError for a field without a text.
    """
    texts = _texts()
    found = texts[part].get(name) or (texts["english"] if name.endswith(_ENGLISH) else texts[part][name])
    return str(found[language])


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without its full stop: short enough for a comment."""
    return text.partition(". ")[0].rstrip(".")


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("field_texts.toml").read_text(encoding="utf-8"))
