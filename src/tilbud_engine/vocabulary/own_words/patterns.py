"""How the lexicon writes what people say, and the net of words that finds it.

A pattern is words in a row. `(a|b c)` is one of these, `[a|b]` one of these or nothing, `<name>` a class of words
written once, `…` up to four words of any kind, `word*` and `*word` a beginning and an end of a word, `word!` the word in
just this form, `<ciffer>` a number in digits. All other words are found in every form with the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(eq=False, slots=True)
class Node:
    """A place in the net: where each word leads, where a gap leads, and which entries end here."""

    next: dict[str, list[Node]] = field(default_factory=dict)
    gaps: list[Node] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


class Net:
    """All patterns as one net of words, which is walked once from each word of a text."""

    def __init__(self) -> None:
        self.root = Node()
        self._grown: dict[tuple[int, ...], dict[Piece, tuple[Node, ...]]] = {}
        self._kept: list[tuple[Node, ...]] = []

    def add(self, row: Sequence[Piece], entry: int) -> None:
        """Add a pattern under the number of its entry."""
        nodes: tuple[Node, ...] = (self.root,)
        for piece in row:
            nodes = self._extended(nodes, piece)
        for node in nodes:
            if node is not self.root and entry not in node.ends:
                node.ends.append(entry)

    def _extended(self, nodes: tuple[Node, ...], piece: Piece) -> tuple[Node, ...]:
        grown = self._grown.setdefault(tuple(map(id, nodes)), {})
        if piece not in grown:
            self._kept.append(nodes)
            grown[piece] = self._grow(nodes, piece)
        return grown[piece]

    def _grow(self, nodes: tuple[Node, ...], piece: Piece) -> tuple[Node, ...]:
        if isinstance(piece, Choice):
            ends = dict.fromkeys(self._end_of(nodes, piece))
            return (*ends, *(one for one in nodes if one not in ends)) if piece.optional else tuple(ends)
        child = Node()
        for node in nodes:
            if isinstance(piece, Gap):
                node.gaps.append(child)
            else:
                node.next.setdefault(piece.key, []).append(child)
        return (child,)

    def _end_of(self, nodes: tuple[Node, ...], choice: Choice) -> Iterator[Node]:
        """Yield where the options end; those that end with a plain word meet in one place."""
        meeting = Node()
        met = False
        for option in choice.options:
            here = nodes
            for piece in option[:-1]:
                here = self._extended(here, piece)
            last = option[-1]
            if isinstance(last, Word):
                met = True
                for node in here:
                    node.next.setdefault(last.key, []).append(meeting)
            else:
                yield from self._extended(here, last)
        if met:
            yield meeting

    def found_at(
        self,
        start: int,
        end: int,
        keys: Sequence[Sequence[str]],
        *,
        light: Sequence[bool],
        stops: Sequence[bool],
        clauses: Sequence[int],
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (entry, places of its words) for every pattern that begins at `start`, within `end`.

        `light` words may stand anywhere in a pattern; a gap holds no word that `stops` it and no new clause.
        """
        end = min(end, start + _LONGEST)
        waiting: list[tuple[Node, int, tuple[int, ...]]] = [
            (node, start + 1, (start,)) for key in keys[start] for node in self.root.next.get(key, ())
        ]
        seen: set[tuple[int, int]] = set()
        while waiting:
            node, at, used = waiting.pop()
            if (id(node), at) in seen:
                continue
            seen.add((id(node), at))
            for entry in node.ends:
                yield entry, used
            if at >= end:
                continue
            for target in node.gaps:
                for width in range(_WIDEST_GAP, -1, -1):
                    if at + width < end and _is_open(at, width, stops, clauses):
                        waiting.append((target, at + width, used))
            if light[at] and clauses[at] == clauses[used[-1]] and at - used[-1] <= _FURTHEST:
                waiting.append((node, at + 1, used))
            for key in keys[at]:
                waiting.extend((child, at + 1, (*used, at)) for child in node.next.get(key, ()))


def _is_open(at: int, width: int, stops: Sequence[bool], clauses: Sequence[int]) -> bool:
    return all(not stops[one] and clauses[one] == clauses[at - 1] for one in range(at, at + width))
