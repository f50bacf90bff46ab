"""The random code of a board: what the sheet's QR code holds, short enough to type and to say aloud."""

from __future__ import annotations

import re
import secrets

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no word comes up; no digits, so that no code looks like a CPR number."""

_GROUPS, _GROUP = 3, 4
_SHAPE = re.compile(rf"[{_LETTERS}]{{{_GROUPS * _GROUP}}}")


def new_code() -> str:
    """Return a new code, `BCDF-GHJK-LMNP`: one of 4,096,000,000,000,000, so that none can be guessed."""
    return _grouped("".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)))


def code_of(text: str) -> str | None:
    """Return the code that somebody typed, with or without hyphens and capitals; None for what is none."""
    letters = re.sub(r"[\s\u2010-\u2015-]", "", text[:60]).upper()
    return _grouped(letters) if _SHAPE.fullmatch(letters) else None


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
