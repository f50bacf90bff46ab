"""Names and texts from elsewhere, made fit for a file of ours."""

from __future__ import annotations

import re
import unicodedata

from tilbud_engine.errors import invisible_in, mask_cpr

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"})
_OTHER = re.compile(r"[^a-z0-9]+")
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
_LONGEST_ID = 60
_LONGEST_TEXT = 5_000


def id_of(name: str) -> str:
    """Return the id that a name gives: small letters, digits and underscores, with æ=ae, ø=oe and å=aa."""
    plain = unicodedata.normalize("NFC", name).lower().translate(_DANISH)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    made = _OTHER.sub("_", ascii_only).strip("_")[:_LONGEST_ID].strip("_")
    return made if made[:1].isalpha() else f"tilbud_{made}".strip("_")


def clean(text: str) -> str:
    """Return a text from elsewhere on one line, without markup, without what cannot be seen, and no CPR number."""
    plain = _MARKUP.sub(" ", text)
    while found := invisible_in(plain):
        plain = plain.replace(chr(int(found.removeprefix("U+"), 16)), "")
    plain = " ".join(mask_cpr(plain).split())
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[: _LONGEST_TEXT - 1]}…"


def first_words(text: str, limit: int) -> str:
    """Return the beginning of a text: its first sentence, and no more words than the limit."""
    sentence = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0].rstrip(".")
    return " ".join(sentence.split()[:limit])
