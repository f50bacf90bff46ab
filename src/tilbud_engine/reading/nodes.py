"""What was written, before it means anything: text, mappings and lists, each with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from tilbud_engine.errors import InputError, Problem, invisible_in, is_cpr_shaped, problem, shown

MAX_DEPTH = 32
MAX_TEXT = 10_000

# What may be shown of a key that a person wrote: something that looks like a name or a date, not like a sentence.
_NAME_LIKE = re.compile(r"[^\W\d_][\w.-]{0,59}|[0-9]{1,4}|[0-9]\.[0-9]{1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Text(str):
    """A scalar as it was written; `quoted` tells `"34"` from `34`, `since` is the date of its version if it has one."""

    __slots__ = ("place", "quoted", "since")
    place: str
    quoted: bool
    since: dt.date | None

    def __new__(cls, text: str, place: str = "", quoted: bool = True, since: dt.date | None = None) -> Self:
        """Make the text; text that did not come from a file counts as quoted."""
        made = super().__new__(cls, text)
        made.place = place
        made.quoted = quoted
        made.since = since
        return made

    def dated(self, since: dt.date) -> Text:
        """Return the same text as the version of a date."""
        return Text(self, self.place, self.quoted, since)


class Map(dict[str, Any]):
    """A mapping as it was written, with its place and the place of each key."""

    __slots__ = ("keys_at", "place", "since")

    def __init__(
        self,
        values: Mapping[str, Any],
        place: str = "",
        keys_at: dict[str, str] | None = None,
        since: dt.date | None = None,
    ) -> None:
        super().__init__(values)
        self.place = place
        self.keys_at = {} if keys_at is None else keys_at
        self.since = since

    def place_of(self, key: str) -> str:
        """Return where the key stands."""
        return self.keys_at.get(key, self.place)

    def with_values(self, values: Mapping[str, Any]) -> Map:
        """Return the same mapping, in the same place, with other values."""
        return Map(values, self.place, self.keys_at, self.since)

    def dated(self, since: dt.date) -> Map:
        """Return the same mapping as the version of a date."""
        return Map(self, self.place, self.keys_at, since)


class Seq(list[Any]):
    """A list as it was written, with its place."""

    __slots__ = ("place", "since")

    def __init__(self, values: Iterable[Any], place: str = "", since: dt.date | None = None) -> None:
        super().__init__(values)
        self.place = place
        self.since = since

    def with_values(self, values: Iterable[Any]) -> Seq:
        """Return the same list, in the same place, with other values."""
        return Seq(values, self.place, self.since)

    def dated(self, since: dt.date) -> Seq:
        """Return the same list as the version of a date."""
        return Seq(self, self.place, since)


Node = Text | Map | Seq | None


def place_of(node: Any, default: str = "") -> str:
    """Return where a node stands: `file:line` in YAML, `file: path` in JSON."""
    return getattr(node, "place", "") or default


def as_node(value: Any, place: str = "", depth: int = 0) -> Any:
    """Turn plain Python data into nodes, for documents that were not read from a file.

    Raises InputError for data that is nested too deep.
    """
    if value is None or isinstance(value, Text | Map | Seq):
        return value
    if depth > MAX_DEPTH:
        raise InputError([problem("too-deep", place, limit=MAX_DEPTH)])
    if isinstance(value, Mapping):
        keys = {str(key): place for key in value}
        return Map({str(key): as_node(child, place, depth + 1) for key, child in value.items()}, place, keys)
    if isinstance(value, list | tuple | set | frozenset):
        return Seq([as_node(child, place, depth + 1) for child in value], place)
    if isinstance(value, bool):
        return Text("true" if value else "false", place, quoted=False)
    if isinstance(value, int) and value.bit_length() > 64:
        return Text("too large", place, quoted=False)  # more digits than any field takes, or than str() writes
    return Text(str(value), place, quoted=isinstance(value, str))


def texts_in(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a document, keys too, with its place."""
    if isinstance(node, Map):
        for key, child in node.items():
            yield key, node.place_of(key) or place
            yield from texts_in(child, node.place_of(key) or place)
    elif isinstance(node, Seq):
        for child in node:
            yield from texts_in(child, place)
    elif isinstance(node, str):
        yield node, place_of(node, place)


def name_to_show(name: str, close: str | None = None) -> str:
    """Return a name that a person wrote as a message may show it; one that may be more than a name is left out."""
    return shown(name, 40) if close or _NAME_LIKE.fullmatch(name) else "…"


def text_problems(text: str, place: str) -> Iterator[Problem]:
    """Yield what no text may hold: invisible characters, a CPR number, endless length."""
    if len(text) > MAX_TEXT:
        yield problem("text-too-long", place, limit=MAX_TEXT)
        return
    if found := invisible_in(text):
        yield problem("invisible-character", place, character=found)
    if is_cpr_shaped(text):
        yield problem("cpr-number", place)
