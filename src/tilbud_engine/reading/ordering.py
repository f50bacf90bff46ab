"""The order of keys in YAML text that somebody wrote: whole fields move, each with the comments above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.reading.rewriting import KeyPath, compose, deepest, last_line, line_of

_COMMENT = re.compile(r"\s*(#.*)?")


@dataclass(frozen=True, slots=True)
class Order:
    """The order of the keys of a mapping, and of the mappings below it; `each` stands for every key below.

    Keys that it does not name stay behind those that it names, as they stood.
    """

    keys: tuple[str, ...] = ()
    below: Mapping[str, Order] | None = None
    each: Order | None = None

    def under(self, key: str) -> Order | None:
        """Return the order of the mapping below a key."""
        return (self.below or {}).get(key) or self.each


def reordered(text: str, order: Order) -> str:
    """Return the text with the keys of its block mappings in order, each with the comments above it."""
    for path, inner in _orders(compose(text), order, ()):
        text = _in_order(text, path, inner.keys)
    return text


def _orders(node: Any, order: Order, path: KeyPath) -> Iterator[tuple[KeyPath, Order]]:
    if node is None or node.id != "mapping" or node.flow_style:
        return
    yield path, order
    for key, value in node.value:
        inner = order.under(key.value)
        if inner is not None:
            yield from _orders(value, inner, (*path, key.value))


def _in_order(text: str, path: KeyPath, keys: Sequence[str]) -> str:
    node, _ = deepest(compose(text), path)
    lines = text.splitlines(keepends=True)
    starts = [line_of(key.start_mark) for key, _ in node.value]
    column = node.start_mark.column
    if any(lines[at][:column].strip() for at in starts) or len(set(starts)) < len(starts):
        return text  # A key stands behind a dash or beside another.
    names = [key.value for key, _ in node.value]
    place = {name: number for number, name in enumerate(keys)}
    wanted = sorted(range(len(names)), key=lambda at: place.get(names[at], len(place)))
    if wanted == list(range(len(names))):
        return text
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    ends = [last_line(value) + 1 for _, value in node.value]
    begins = [_head_of(lines, starts[0]) if path == () else starts[0]]
    begins += [_below(lines, end, column) for end in ends]
    last = begins.pop()
    blocks = ["".join(lines[start:end]) for start, end in zip(begins, [*begins[1:], last], strict=True)]
    return "".join([*lines[: begins[0]], *(blocks[at] for at in wanted), *lines[last:]])


def _head_of(lines: Sequence[str], first: int) -> int:
    """Return where the comment of the first key begins; a comment that begins the file is about the file."""
    at = first
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at or first


def _below(lines: Sequence[str], at: int, column: int) -> int:
    """Return the line from which comments belong to what follows: those that are indented deeper do not."""
    deeper = at
    while at < len(lines) and _COMMENT.fullmatch(lines[at].rstrip("\n")):
        at += 1
        if lines[at - 1].strip() and len(lines[at - 1]) - len(lines[at - 1].lstrip()) > column:
            deeper = at
    return deeper
