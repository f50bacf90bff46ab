"""What a person wrote on the board: kept as she wrote it, cleaned of what no eye sees."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from tilbud_engine.errors import is_cpr_shaped

MOST_LETTERS = 1_000
"""So long is a text on the board at most, in characters."""

_JOINERS = "\u200c\u200d\u200e\u200f"
"""Letters of other scripts and pictures of several people need these to be what they look like."""


def cleaned(text: str) -> str:
    """Return the text in one form of Unicode and one blank between words, without what no eye sees.

    Emoji, other scripts and text from right to left stay; what turns the order of letters around does not.
    """
    plain = unicodedata.normalize("NFC", text)
    seen = ((" " if one.isspace() else "") if _is_unseen(one) else one for one in plain)
    return " ".join("".join(seen).split())


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


OwnText = Annotated[str, AfterValidator(_own)]
"""A text that a person wrote: not empty, not too long, and nothing shaped like a CPR number (R-D7)."""
