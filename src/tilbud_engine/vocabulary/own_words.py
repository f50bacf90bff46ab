"""Own words: which barriers a person's sentence may mean, by phrases; proposals only, the citizen confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tilbud_engine.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A barrier that the words may mean, and the phrase that matched."""

    barrier: str
    phrase: str


def propose(words: str, vocabulary: Vocabulary) -> tuple[Proposal, ...]:
    """Return the barriers that a sentence may mean, in the order they stand in it; the longest phrase wins.

    Danger is heard also within a longer phrase of something else. Deterministic, without a language model; nothing is
    kept.
    """
    said = _tokens(words)
    beginnings: dict[str, list[int]] = {}
    for place, word in enumerate(said):
        beginnings.setdefault(word, []).append(place)
    taken: set[int] = set()
    found: list[tuple[int, Proposal]] = []
    for length, phrase, code, tokens in _phrases(vocabulary):
        for start in beginnings.get(tokens[0], ()):
            if said[start : start + length] != tokens:
                continue
            places = range(start, start + length)
            if taken.isdisjoint(places) or vocabulary.barriers[code].hidden:
                taken.update(places)
                found.append((start, Proposal(code, phrase)))
    ordered = [one for _, one in sorted(found, key=lambda item: item[0])]
    return tuple({one.barrier: one for one in reversed(ordered)}.values())[::-1]


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(text))


def _phrases(vocabulary: Vocabulary) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    yield from _table(tuple((code, one.phrases) for code, one in vocabulary.barriers.items()))


@lru_cache(maxsize=4)
def _table(barriers: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[int, str, str, tuple[str, ...]]]:
    rows = [
        (len(tokens), phrase, code, tokens)
        for code, phrases in barriers
        for phrase in phrases
        if (tokens := _tokens(phrase))
    ]
    return sorted(rows, key=lambda row: (-row[0], row[2], row[1]))
