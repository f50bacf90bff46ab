"""What a mutation is: one place in one rule that says something else, as somebody might have written it by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tilbud_engine.reading import Map, Node, Seq

KeyPath = tuple[str | int, ...]
"""The way from a document down to a node: keys of mappings and indexes of lists."""


class Kind(StrEnum):
    """What sort of mistake it is."""

    THRESHOLD = "threshold"
    OPERATOR = "operator"
    MEMBER = "member"
    GROUP = "group"
    NOT = "not"
    DATE = "date"
    DROPPED = "dropped"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mistake: at `path` of the document stands `node` instead.

    `before` and `after` are the smallest condition around it, or the value itself; `after` is None where something is
    left out. `name` is the parameter, the definition or the offer that it concerns, and `field` the key of a value.
    """

    kind: Kind
    place: str
    path: KeyPath
    node: Node
    before: Node
    after: Node
    name: str = ""
    field: str = ""

    @property
    def of_condition(self) -> bool:
        """Whether `before` and `after` are conditions; else they are a value or a date."""
        return not self.field


def replaced(document: Any, path: KeyPath, node: Node) -> Any:
    """Return the document with another node at the path; everything else is the same."""
    if not path:
        return node
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return document.with_values(
            [replaced(one, rest, node) if index == step else one for index, one in enumerate(document)]
        )
    return document.with_values({**document, step: replaced(document[step], rest, node)})


def variants(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Node]]:
    """Yield what stands at the path at any date: each version of it, or itself."""
    versions = node.get("versions") if isinstance(node, Map) else None
    if isinstance(versions, Map):
        for key, one in versions.items():
            yield from variants(one, (*path, "versions", key))
    else:
        yield path, node


def without(node: Any, step: str | int) -> Any:
    """Return a mapping or a list without one of its parts."""
    if isinstance(node, Seq):
        return node.with_values([one for index, one in enumerate(node) if index != step])
    return node.with_values({key: one for key, one in node.items() if key != step})


def alone(key: str, value: Node, place: str) -> Map:
    """Return a mapping with one entry, in a place."""
    return Map({key: value}, place, {key: place})


def entries(node: Mapping[str, Any] | Node) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a mapping; of anything else, none."""
    if isinstance(node, Map):
        yield from node.items()
