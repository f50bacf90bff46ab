"""The words of a page: its own message file first, then those that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tilbud_engine.board.look import Look
from tilbud_engine.messages import Messages

PACKAGE = "tilbud_engine.web"
MOST_QUOTED = 80
"""So much of what was written is said again, in letters."""
SHARED = "base"


@dataclass(frozen=True, slots=True)
class Say:
    """The texts of some parts; a call returns the first part's text of that key, with its values filled in."""

    language: str
    parts: tuple[Messages, ...]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; dates are written out.

        Raises KeyError for a key that no part has: that is a fault of ours.
        """
        for part in self.parts:
            if key in part:
                return part(key, **values)
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(key in part for part in self.parts)


def shortened(text: str) -> str:
    """Return what was written as it is said again: on one line, and its beginning where it is long."""
    told = " ".join(text.split())
    return told if len(told) <= MOST_QUOTED else f"{told[: MOST_QUOTED - 1].rstrip()}…"


def speaker(language: str, look: Look, *parts: str) -> Say:
    """Return the texts of some parts and of the shared one, in a language of the look's."""
    return _speaker(language, look.folder, (*dict.fromkeys(parts), SHARED))


@lru_cache(maxsize=256)
def _speaker(language: str, folder: Path | None, parts: tuple[str, ...]) -> Say:
    return Say(language, tuple(Messages(PACKAGE, part, language, folder) for part in parts))
