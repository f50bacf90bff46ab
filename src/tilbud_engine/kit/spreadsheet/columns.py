"""The columns of the sheet as values, and how a heading is recognised; the data stand in `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tilbud_engine.vocabulary import Vocabulary

Kind = Literal[
    "id", "text", "long", "lines", "codes", "choice", "date", "amount", "whole", "words", "rule", "control", "shown"
]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and help, what its cells hold, and where that stands in `offer.yaml`.

    `list` names what is chosen from; `open` takes other words too; `width` is in characters.
    """

    key: str
    heading: str
    kind: Kind
    help: str
    path: Path = ()
    width: int = 20
    also: tuple[str, ...] = ()
    list: str = ""
    with_key: bool = False
    open: bool = False
    required: bool = False
    hidden: bool = False
    semicolon: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What may be chosen in a column: what stands in the drop-down by key, and every way to write it."""

    labels: Mapping[str, str]
    keys: Mapping[str, str]

    def key_of(self, text: str) -> str | None:
        """Return the key that is meant: by its label, by itself, or by itself in parentheses at the end."""
        inside = re.search(r"\(([^()]+)\)$", text)
        found = self.keys.get(plain(text))
        return found if found or inside is None else self.keys.get(plain(inside[1]))


@cache
def table() -> Mapping[str, Any]:
    """Return what `columns.toml` says."""
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns in their order."""
    return tuple(
        Column(**{**one, "path": tuple(one.get("path", ())), "also": tuple(one.get("also", ()))})
        for one in table()["columns"]
    )


@cache
def headings() -> Mapping[str, Column]:
    """Return the columns by every heading they are known by, in the form that `plain` gives."""
    known = {plain(word): one for one in columns() for word in one.also}
    return {**known, **{plain(one.heading): one for one in columns()}}


def plain(text: str) -> str:
    """Return a heading or a choice without what says nothing: capitals, spare blanks, and marks at its ends."""
    return " ".join(text.split()).casefold().strip(" .:*?!")


def choices(name: str, vocabulary: Vocabulary, with_key: bool = False) -> Words:
    """Return what may be chosen from the list of that name."""
    also: dict[str, str] = {}
    if name in table()["choices"]:
        listed = table()["choices"][name]
        labels = {key: one["label"] for key, one in listed.items()}
        also = {plain(word): key for key, one in listed.items() for word in one["also"]}
    else:
        labels = _labels(name, vocabulary)
    if name == "barriers":
        # `tilbud barriers` shows what the citizen says, and that is what people then type.
        also = {plain(vocabulary.barriers[key].says): key for key in labels}
    shown = {key: f"{label} ({key})" if with_key else label for key, label in labels.items()}
    keys = {plain(key): key for key in labels}
    return Words(shown, {**also, **keys, **{plain(label): key for key, label in labels.items()}})


def _labels(name: str, vocabulary: Vocabulary) -> dict[str, str]:
    match name:
        case "barriers":
            # What is an alarm never yields a card, so nobody can choose it.
            return {key: one.label for key, one in vocabulary.barriers.items() if not one.alarm}
        case "needs":
            return {key: one.todo.rstrip(".") for key, one in vocabulary.needs.items()}
        case "municipalities":
            return {key: one.name for key, one in vocabulary.municipalities.items()}
        case "teams":
            return {key: one.label for key, one in vocabulary.teams.items()}
        case _:
            return {key: one.label for key, one in vocabulary.units.items()}
