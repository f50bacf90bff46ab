"""A text as words: folded so that å and aa are one, cut into sentences and clauses, each word with its stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

_PIECE = re.compile(r"(?P<word>[^\W_]+)|(?P<pause>\.{2,}|…|[,:()\"“”»«/]|\s[-–—]+\s)|(?P<stop>[.!?;\n]+)")
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ß": "ss"})
_LONGEST_WORD = 40


def folded(word: str) -> str:
    """Return a word in small letters from a to z: å is aa, ø is oe, æ is ae, and a letter held down is one."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())
    plain = _REPEATED.sub(r"\1", plain).translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return plain[:_LONGEST_WORD]


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _WORD.findall(text)


@dataclass(slots=True)
class Tokens:
    """The words of a text in parallel lists: how each is written, folded, and in which sentence and clause it is."""

    written: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)


def tokens_of(
    text: str, conjunctions: Collection[str], abbreviations: Collection[str], subjects: Collection[str]
) -> Tokens:
    """Cut a text into words; a clause ends at a comma, in front of a conjunction, and of `at` with a subject."""
    made = Tokens()
    sentence = clause = 0
    fresh = True
    for found in _PIECE.finditer(text):
        kind, piece = found.lastgroup, found.group()
        if kind == "word":
            form = folded(piece)
            if not form:
                continue
            if form in conjunctions and form != "at" and not fresh:
                clause += 1
            elif form in subjects and made.forms and made.forms[-1] == "at" and not fresh:
                # *at jeg …* is a clause of its own, *at sove* is not.
                clause += 1
                made.clauses[-1] = clause
            made.written.append(piece)
            made.forms.append(form)
            made.sentences.append(sentence)
            made.clauses.append(clause)
            fresh = False
        elif kind == "stop" and not _is_abbreviation(text, found, made, abbreviations):
            sentence += 1
            clause += 1
            fresh = True
        elif not fresh:
            clause += 1
            fresh = True
    return made


def _is_abbreviation(text: str, stop: re.Match[str], made: Tokens, abbreviations: Collection[str]) -> bool:
    if stop.group() != "." or not made.forms:
        return False
    following = text[stop.end() : stop.end() + 1]
    return following.isalnum() or (made.forms[-1] in abbreviations and bool(text[stop.end() :].strip()))
