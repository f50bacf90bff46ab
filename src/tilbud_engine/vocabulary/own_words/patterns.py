"""How the lexicon writes what people say, and the net of words that finds it.

A pattern is words in a row. `(a|b c)` is one of these, `[a|b]` one of these or nothing, `<name>` a class of words
written once, `…` up to four words of any kind, `word*` and `*word` a beginning and an end of a word, `word!` the word
in just this form, `<ciffer>` a number in digits. All other words are found in every form with the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_PIECE = re.compile(r"[()\[\]|…]|<[^<>]*>|\*?[^\W_]+[*!]?|[^\s,.:?!'’-]", re.UNICODE)
_WIDEST_GAP = 4
_FURTHEST = 4  # so many words without weight may stand between two words of a pattern
_LONGEST = 30  # so many words may a match stretch over

NUMBER = "#"
DIGITS = "ciffer"


class PatternFault(Exception):
    """A pattern that cannot be read; `text` is the piece that is wrong, `name` the class that is not known."""

    def __init__(self, text: str, name: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.name = name


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a pattern, as it is looked up."""

    key: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Room for some words of any kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several rows of pieces; or none of them."""

    options: tuple[tuple[Piece, ...], ...]
    optional: bool = False


Piece = Word | Gap | Choice


def parse(
    text: str, key_of: Callable[[str], str], classes: Mapping[str, Choice], negation: str | None = None
) -> list[tuple[Piece, ...]]:
    """Read a pattern as the rows of pieces that it may be; `key_of` turns a written word into what it is looked up by.

    Where `negation` is given, it may stand on either side of the word in front of it: *kan ikke sove* is *at jeg ikke
    kan sove* in a clause that hangs on another.

    Raises PatternFault.
    """
    pieces = _PIECE.findall(text)
    options, rest = _options(pieces, 0, key_of, classes, negation)
    if rest < len(pieces):
        raise PatternFault(pieces[rest])
    if any(not row or isinstance(row[0], Gap) or isinstance(row[-1], Gap) for row in options):
        raise PatternFault(text)
    return options


def _options(
    pieces: Sequence[str], at: int, key_of: Callable[[str], str], classes: Mapping[str, Choice], negation: str | None
) -> tuple[list[tuple[Piece, ...]], int]:
    options: list[tuple[Piece, ...]] = []
    row: list[Piece] = []
    while at < len(pieces) and pieces[at] not in (")", "]"):
        piece = pieces[at]
        at += 1
        if piece == "|":
            options.append(_turned(row, negation))
            row = []
        elif piece in ("(", "["):
            inner, at = _options(pieces, at, key_of, classes, negation)
            closing = ")" if piece == "(" else "]"
            if at >= len(pieces) or pieces[at] != closing or not all(inner):
                raise PatternFault(piece)
            at += 1
            row.append(Choice(tuple(inner), optional=piece == "["))
        elif piece == "…":
            row.append(Gap())
        elif piece.startswith("<"):
            name = piece.strip("<>")
            if name == DIGITS:
                row.append(Word(NUMBER))
                continue
            if name not in classes:
                raise PatternFault(piece, name)
            row.append(classes[name])
        elif piece.strip("*!").isalnum():
            row.append(Word(key_of(piece)))
        else:
            raise PatternFault(piece)
    options.append(_turned(row, negation))
    return options, at


def _turned(row: list[Piece], negation: str | None) -> tuple[Piece, ...]:
    """Let the negation stand on either side of the word in front of it."""
    made: list[Piece] = []
    for piece in row:
        before = made[-1] if made else None
        if piece == Word(negation or "") and _is_single(before):
            made[-1] = Choice(((before, piece), (piece, before)))  # type: ignore[arg-type]  # single, so not None
        else:
            made.append(piece)
    return tuple(made)


def _is_single(piece: Piece | None) -> bool:
    if isinstance(piece, Choice):
        return not piece.optional and all(len(row) == 1 and _is_single(row[0]) for row in piece.options)
    return isinstance(piece, Word)


class Net:
    """All patterns as one net of words, which is walked once from each word of a text.

    Places in the net are numbers, and where each word leads is kept by word: large tables of small values, which cost
    the memory manager next to nothing.
    """

    def __init__(self) -> None:
        self._places = 1
        self._next: dict[str, dict[int, tuple[int, ...]]] = {}
        self._gaps: dict[int, tuple[int, ...]] = {}
        self._ends: dict[int, tuple[int, ...]] = {}
        self._grown: dict[tuple[tuple[int, ...], Piece], tuple[int, ...]] = {}

    def add(self, row: Sequence[Piece], entry: int) -> None:
        """Add a pattern under the number of its entry."""
        places: tuple[int, ...] = (0,)
        for piece in row:
            places = self._extended(places, piece)
        for place in places:
            if place and entry not in self._ends.get(place, ()):
                self._ends[place] = (*self._ends.get(place, ()), entry)

    def close(self) -> None:
        """Forget what only adding needs."""
        self._grown.clear()

    def _extended(self, places: tuple[int, ...], piece: Piece) -> tuple[int, ...]:
        key = (places, piece)
        if key not in self._grown:
            self._grown[key] = self._grow(places, piece)
        return self._grown[key]

    def _grow(self, places: tuple[int, ...], piece: Piece) -> tuple[int, ...]:
        if isinstance(piece, Choice):
            ends = dict.fromkeys(self._ends_of(places, piece))
            return tuple(dict.fromkeys((*ends, *places))) if piece.optional else tuple(ends)
        child = self._place()
        for place in places:
            if isinstance(piece, Gap):
                self._gaps[place] = (*self._gaps.get(place, ()), child)
            else:
                self._lead(place, piece.key, child)
        return (child,)

    def _place(self) -> int:
        self._places += 1
        return self._places - 1

    def _lead(self, place: int, key: str, child: int) -> None:
        here = self._next.setdefault(key, {})
        here[place] = (*here.get(place, ()), child)

    def _ends_of(self, places: tuple[int, ...], choice: Choice) -> Iterator[int]:
        """Yield where the options end; those that end with a plain word meet in one place."""
        meeting = None
        for option in choice.options:
            here = places
            for piece in option[:-1]:
                here = self._extended(here, piece)
            last = option[-1]
            if isinstance(last, Word):
                meeting = meeting or self._place()
                for place in here:
                    self._lead(place, last.key, meeting)
            else:
                yield from self._extended(here, last)
        if meeting:
            yield meeting

    def found_at(
        self,
        start: int,
        end: int,
        keys: Sequence[Sequence[str]],
        ways: Sequence[dict[int, tuple[int, ...]]],
        *,
        light: Sequence[bool],
        stops: Sequence[bool],
        clauses: Sequence[int],
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (entry, places of its words in the text) for every pattern that begins at `start`, within `end`.

        `ways` keeps, for each word, where it has been found to lead; the same word shares the same one.
        `light` words may stand anywhere in a pattern; a gap holds no word that `stops` it and no new clause.
        """
        end = min(end, start + _LONGEST)
        waiting: list[tuple[int, int, tuple[int, ...]]] = [
            (place, start + 1, (start,)) for place in self._led(0, keys[start], ways[start])
        ]
        seen: set[tuple[int, int]] = set()
        while waiting:
            place, at, used = waiting.pop()
            if (place, at) in seen:
                continue
            seen.add((place, at))
            for entry in self._ends.get(place, ()):
                yield entry, used
            if at >= end:
                continue
            for target in self._gaps.get(place, ()):
                waiting.extend(
                    (target, at + width, used)
                    for width in range(_WIDEST_GAP, -1, -1)
                    if at + width < end and _is_open(at, width, stops, clauses)
                )
            if light[at] and clauses[at] == clauses[used[-1]] and at - used[-1] <= _FURTHEST:
                waiting.append((place, at + 1, used))
            waiting.extend((child, at + 1, (*used, at)) for child in self._led(place, keys[at], ways[at]))

    def _led(self, place: int, keys: Sequence[str], known: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
        found = known.get(place)
        if found is None:
            found = tuple(child for key in keys if key in self._next for child in self._next[key].get(place, ()))
            known[place] = found
        return found


def _is_open(at: int, width: int, stops: Sequence[bool], clauses: Sequence[int]) -> bool:
    return all(not stops[one] and clauses[one] == clauses[at - 1] for one in range(at, at + width))
