"""Plain Danish, measured: LIX, the length of sentences, and words that only officials use.

Only what a citizen reads is measured. Notes for staff may use the words of staff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tilbud_engine.errors import Problem, problem
from tilbud_engine.offers import Offer
from tilbud_engine.reading import Map, place_of, read_bytes

EASY_LIX = 35
"""A text up to here is easy for most; the measure is Björnsson's (1968): words a sentence plus per cent long words."""

MOST_WORDS_IN_A_SENTENCE = 20
LONG_WORD = 6

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ0-9»”\"])|\n+")
# The point of `1. juli` stands before a small letter; a number at the end of a sentence before a capital one.
_DATE_OR_SHORT = re.compile(r"\b(?:(?i:bl\.a|f\.eks|fx|kl|nr|stk|ca|evt|osv|mv|tlf)\.(?=\s)|\d+\.(?=\s+[a-zæøå0-9]))")


@dataclass(frozen=True, slots=True)
class Heavy:
    """A word or a phrase that only officials use, as it was written, and what to write instead."""

    found: str
    plain: str


# How a Danish word may end in its other forms; `de` is left out, for `fremmede` are no form of `fremme`.
_ENDING = re.compile(r"e|n|t|r|s|en|et|er|es|ne|ens|ets|ers|ene|nes|rne|erne|enes|rnes|ernes")


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    plain: str


def words_of(text: str) -> list[str]:
    """Return the words of a text; numbers are none."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; the point of a date or of a short form such as `f.eks.` ends none."""
    kept = _DATE_OR_SHORT.sub(lambda found: found[0][:-1], text)
    return [one.strip() for one in _END.split(kept) if words_of(one)]


def lix(text: str) -> int:
    """Return the LIX of a text: words a sentence, plus per cent words of more than six letters; 0 for no words."""
    words, sentences = words_of(text), sentences_of(text)
    if not words or not sentences:
        return 0
    long = sum(len(one) > LONG_WORD for one in words)
    return round(len(words) / len(sentences) + 100 * long / len(words))


def heavy_words(text: str) -> list[Heavy]:
    """Return the words and phrases of a text that only officials use, in their order; a phrase wins over its words."""
    found = list(_WORD.finditer(text.lower()))
    tokens = [one[0] for one in found]
    made: list[Heavy] = []
    at = 0
    while at < len(tokens):
        entry = next((one for one in _starting().get(tokens[at][:3], ()) if _fits(one, tokens, at)), None)
        if entry is not None:
            last = at + len(entry.words) - 1
            made.append(Heavy(" ".join(text[found[at].start() : found[last].end()].split()), entry.plain))
            at = last
        at += 1
    return list(dict.fromkeys(made))


def plain_problems(offer: Offer, written: Any, place: str) -> Iterator[Problem]:
    """Yield what is heavy to read in what a citizen reads of an offer, each with the place of its text."""
    node = written if isinstance(written, Map) else Map({})
    card = node.get("card")
    card = card if isinstance(card, Map) else Map({})
    read = [
        ("card.word", offer.card.word, card.place_of("word") or place),
        ("card.text", offer.card.text, card.place_of("text") or place),
        ("about", offer.about or "", node.place_of("about") or place),
        ("cost", offer.cost or "", node.place_of("cost") or place),
    ]
    for field in ("rights", "hints"):
        nodes = node.get(field)
        for at, one in enumerate(getattr(offer, field)):
            inner = nodes[at] if isinstance(nodes, list) and at < len(nodes) else None
            read.append((f"{field}.text", one.text, place_of(inner, node.place_of(field) or place)))
    for name, text, at_line in read:
        yield from _heavy(name, text, at_line)


def _heavy(name: str, text: str, place: str) -> Iterator[Problem]:
    for one in heavy_words(text):
        code = "heavy-word-on-card" if name.startswith("card.") else "heavy-word"
        yield problem(code, place, name=name, found=one.found, plain=one.plain)
    for sentence in sentences_of(text):
        count = len(words_of(sentence))
        if count > MOST_WORDS_IN_A_SENTENCE:
            begins = " ".join(sentence.split()[:4])
            yield problem("sentence-long", place, name=name, begins=begins, count=count, limit=MOST_WORDS_IN_A_SENTENCE)
    # A few words have no readable measure: one long word among three would be a hard text.
    if len(words_of(text)) >= MOST_WORDS_IN_A_SENTENCE and lix(text) > EASY_LIX:
        yield problem("text-hard", place, name=name, lix=lix(text), limit=EASY_LIX)


# --- the list ----------------------------------------------------------------------------------------------------


def plain_words() -> Mapping[str, str]:
    """Return every word and phrase of the list with what to write instead."""
    node = read_bytes(files("tilbud_engine.kit").joinpath("plain_words.yaml").read_bytes(), "plain_words.yaml")
    return {
        form: str(plain)
        for part in ("phrases", "words")
        for forms, plain in node[part].items()
        for form in forms.split(" / ")
    }


@cache
def _starting() -> Mapping[str, tuple[_Entry, ...]]:
    """The entries by the first letters of their first word, the longest first."""
    made: dict[str, list[_Entry]] = {}
    for words, plain in plain_words().items():
        made.setdefault(words.split()[0][:3], []).append(_Entry(tuple(words.split()), plain))
    return {start: tuple(sorted(many, key=lambda one: -len(" ".join(one.words)))) for start, many in made.items()}


def _fits(entry: _Entry, tokens: list[str], at: int) -> bool:
    here = tokens[at : at + len(entry.words)]
    return len(here) == len(entry.words) and all(map(_same_word, entry.words, here))


def _same_word(word: str, token: str) -> bool:
    """Tell whether a token is a form of the word; stems alone take `led` for `ledig` and `løb` for `løbende`."""
    if token == word or (token.startswith(word) and _ENDING.fullmatch(token[len(word) :])):
        return True
    shared = len(word) - 2 if len(word) > 7 else max(min(len(word), 4), len(word) - 1)
    return token[:shared] == word[:shared] and _stem(token) == _stem(word)


@cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]  # ships no types

    return stemmer("danish")


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))
