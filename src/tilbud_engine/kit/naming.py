"""Names and texts from elsewhere, made fit for a file of ours."""

from __future__ import annotations

import re
import unicodedata

from tilbud_engine.errors import Problem, invisible_in, mask_cpr, problem, shown
from tilbud_engine.reading import id_of

_DANISH = "æøå"
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
_LONGEST_ID = 60
# Letters of our neighbours that are ours in another dress.
_NEAR = str.maketrans({"ä": "æ", "ö": "ø"})
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))]
)
"""No folder can be called so under Windows."""
_LONGEST_TEXT = 5_000


def id_for(name: str) -> str:
    """Return an id for any name: by the one mapping there is, accents of other languages left out.

    A name with nothing to begin an id with, or that no folder may have, gets `tilbud_` before it.
    """
    letters = _composed(name).casefold().translate(_NEAR)
    plain = "".join(one if one in _DANISH else unicodedata.normalize("NFKD", one) for one in letters)
    kept = "".join(one for one in plain if one.isascii() or one in _DANISH)
    made = id_of(kept) or id_of(f"tilbud {kept}") or "tilbud"
    made = made[:_LONGEST_ID].strip("_")
    return f"tilbud_{made}" if made in _DEVICES else made


def folder_problems(id_: str, place: str) -> list[Problem]:
    """Return that a new offer cannot have this id, because not every computer lets a folder be called so."""
    if len(id_) <= _LONGEST_ID and id_ not in _DEVICES:
        return []
    return [problem("id-not-a-folder", place, name=shown(id_), limit=_LONGEST_ID, other=id_for(id_))]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return a text from elsewhere on one line, without markup, without what cannot be seen, and no CPR number."""
    plain = _MARKUP.sub(" ", text)
    while found := invisible_in(plain):
        plain = plain.replace(chr(int(found.removeprefix("U+"), 16)), "")
    plain = " ".join(mask_cpr(plain).split())
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[: _LONGEST_TEXT - 1]}…"


def first_words(text: str, limit: int) -> str:
    """Return the beginning of a text, no longer than so many words: its first sentence, or a part of it."""
    words = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0].rstrip(".").split()
    if len(words) <= limit:
        return " ".join(words)
    ends = [number for number, word in enumerate(words[:limit], 1) if word[-1] in ",;:–" and number > limit // 3]
    return " ".join(words[: ends[-1] if ends else limit]).rstrip(",;:– ")
