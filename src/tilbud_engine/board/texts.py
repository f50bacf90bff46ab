"""What a person wrote on the board: kept as she wrote it, cleaned of what no eye sees."""

from __future__ import annotations

import re
import unicodedata
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from tilbud_engine.errors import is_cpr_shaped

MOST_LETTERS = 1_000
"""So long is a text on the board at most, in characters."""

MOST_LETTERS_OF_A_KEY = 100
MOST_LETTERS_OF_A_LANGUAGE = 35
MOST_VALUES = 200
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.ASCII | re.IGNORECASE)
# Most names are: letters, or the id of an item.
_SURELY_A_KEY = re.compile(r"[A-Za-z_-]{1,100}|\d{1,6}-\d{1,3}", re.ASCII)

_JOINERS = "\u200c\u200d\u200e\u200f"
"""Letters of other scripts and pictures of several people need these to be what they look like."""


def cleaned(text: str) -> str:
    """Return the text in one form of Unicode and one blank between words, without what no eye sees.

    Emoji, other scripts and text from right to left stay; what turns the order of letters around does not.
    """
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    seen = ((" " if one.isspace() else "") if _is_unseen(one) else one for one in text)
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def _is_unseen(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn") and one not in _JOINERS


def _own(text: str) -> str:
    made = cleaned(text)
    if not made:
        raise PydanticCustomError("board-text-empty", "nothing is written")
    if len(made) > MOST_LETTERS:
        raise PydanticCustomError("board-text-too-long", "the text is too long", {"limit": MOST_LETTERS})
    if is_cpr_shaped(made):
        raise PydanticCustomError("cpr-number", "shaped like a CPR number")
    return made


def _key(name: str) -> str:
    if _SURELY_A_KEY.fullmatch(name):
        return name
    if not name or name != cleaned(name) or len(name) > MOST_LETTERS_OF_A_KEY:
        raise PydanticCustomError("bad-value", "no name of a thing")
    if is_cpr_shaped(name):
        raise PydanticCustomError("cpr-number", "shaped like a CPR number")
    return name


def _tongue(name: str) -> str:
    if len(name) > MOST_LETTERS_OF_A_LANGUAGE or not _LANGUAGE.fullmatch(name):
        raise PydanticCustomError("board-language", "no name of a language")
    return name


def _plain_value(value: Any) -> Any:
    """Return a fact's value as plain JSON; nothing deep, long or shaped like a CPR number."""
    found: list[Any] | None = [value] if value is None or isinstance(value, bool | int | float | str) else None
    if isinstance(value, list | tuple):
        value = found = list(value)
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        found = [*value, *value.values()]
    if found is None or len(found) > MOST_VALUES:
        raise PydanticCustomError("bad-value", "not a fact's value")
    for one in found:
        if one is not None and not (isinstance(one, bool | int | str) or (isinstance(one, float) and isfinite(one))):
            raise PydanticCustomError("bad-value", "not a fact's value")
        if isinstance(one, str) and len(one) > MOST_LETTERS:
            raise PydanticCustomError("board-text-too-long", "the text is too long", {"limit": MOST_LETTERS})
        if not isinstance(one, bool) and is_cpr_shaped(str(one)):
            raise PydanticCustomError("cpr-number", "shaped like a CPR number")
    return value


OwnText = Annotated[str, AfterValidator(_own)]
"""A text that a person wrote: not empty, not too long, and nothing shaped like a CPR number (R-D7)."""

AnyText = Annotated[str, AfterValidator(lambda text: text and _own(text))]
"""The same, or nothing."""

Key = Annotated[str, AfterValidator(_key)]
"""The name of a thing: a fact, a barrier, an offer, a lane, an item; from a form it may be anything."""

Tongue = Annotated[str, AfterValidator(_tongue)]
"""The name of a language, as browsers have it: `da`, `en`, `kl`, `zh-Hant`."""

PlainValue = Annotated[Any, AfterValidator(_plain_value)]
"""What is known of a fact, as plain JSON; what it may be is for the vocabulary to say."""
