"""What a row changes in the file of its offer, and how the file then reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilbud_engine.errors import Problem, problem
from tilbud_engine.kit.incoming import Change
from tilbud_engine.kit.spreadsheet.columns import columns
from tilbud_engine.kit.spreadsheet.conditions import at_place
from tilbud_engine.kit.spreadsheet.folder import KeyPath, Standing
from tilbud_engine.offers import plain_offer
from tilbud_engine.reading import Map, Seq, Text, as_node, read_bytes, to_yaml
from tilbud_engine.reading.rewriting import rewritten

VOCABULARY_FILE = "vocabulary.yaml"
_PARENTS = ("contact", "valid", "capacity")


@dataclass(slots=True)
class Edit:
    """The changes of one offer: plain values to write, the same as nodes at their cells, and how they are told."""

    standing: Standing
    values: dict[KeyPath, Any] = field(default_factory=dict)
    nodes: dict[KeyPath, Any] = field(default_factory=dict)
    shown: list[Change] = field(default_factory=list)
    vocabulary: Mapping[str, Any] | None = None

    def put(self, path: KeyPath, value: Any, place: str) -> None:
        """Change a value; None takes it away."""
        self.values[path] = value
        self.nodes[path] = None if value is None else as_node(value, place)

    def emptied(self, document: Mapping[str, Any]) -> None:
        """Take a part away as a whole when nothing is left of what it is there for."""
        for parent in _PARENTS:
            mine = {path: value for path, value in self.values.items() if path[0] == parent}
            if not mine:
                continue
            left = {**document.get(parent, {}), **{str(path[1]): value for path, value in mine.items()}}
            gone = left.get("places") is None if parent == "capacity" else all(one is None for one in left.values())
            if gone:
                for path in mine:
                    del self.values[path], self.nodes[path]
                self.put((parent,), None, "")

    def english(self, document: Mapping[str, Any], place: str) -> Iterator[Problem]:
        """Yield that the English of what was changed is still the old one."""
        headings = {one.path: one.heading for one in columns()}
        fields = []
        for path in self.values:
            box: Any = document
            for step in path[:-1]:
                box = box.get(step, {}) if isinstance(box, Mapping) else {}
            if isinstance(box, Mapping) and f"{path[-1]}_en" in box and path in headings:
                fields.append(headings[path])  # type: ignore[index]  # paths of columns are of text alone
        if fields:
            yield problem("sheet-english-stays", place, fields=", ".join(fields))

    def reads_otherwise(self, text: str) -> Iterator[Problem]:
        """Yield a problem unless the new text reads as it should."""
        standing = self.standing
        node: Any = read_bytes(text.encode(), str(standing.file))
        for step in standing.prefix:
            node = node[step]
        wanted = standing.read(standing.with_values(self.nodes))[0]
        found = standing.read(node)[0]
        if (
            not wanted
            or not found
            or list(map(plain_offer, wanted[0].versions)) != list(map(plain_offer, found[0].versions))
        ):
            yield problem("sheet-not-rewritten", str(standing.file))


def in_text(standing: Standing, values: Mapping[KeyPath, Any]) -> dict[KeyPath, Any]:
    """Return the changes as they are made in the file: of a list only the items that come and go, if they can be told.

    So a comment beside an item that stays is not lost.
    """
    made: dict[KeyPath, Any] = {}
    for path, value in values.items():
        node: Any = standing.written
        for step in path:
            node = node.get(step) if isinstance(node, Map) and isinstance(step, str) else None
        made |= _items((*standing.prefix, *path), node, value) or {(*standing.prefix, *path): value}
    return made


def _items(path: KeyPath, before: Any, after: Any) -> dict[KeyPath, Any]:
    """Return what goes, from the last on, and what comes at the end; nothing where more than that has changed."""
    if not isinstance(before, Seq) or not isinstance(after, list) or not all(isinstance(one, Text) for one in before):
        return {}
    stood, wanted = list(map(str, before)), list(map(str, after))
    kept = [one for one in stood if one in wanted]
    if not kept or wanted[: len(kept)] != kept or len(set(stood)) < len(stood):
        return {}
    gone: dict[KeyPath, Any] = {(*path, at): None for at in reversed(range(len(stood))) if stood[at] not in wanted}
    return gone | {(*path, len(kept) + number): one for number, one in enumerate(after[len(kept) :])}


def joined(text: str | None, file: Path, words: Mapping[str, Any]) -> str:
    """Return a `vocabulary.yaml` with one more fact, in the place of the one with its key if there is one."""
    if text is None and not file.is_file():
        return to_yaml(words)
    text = text if text is not None else file.read_text(encoding="utf-8")
    fact = words["facts"][0]
    facts = read_bytes(text.encode(), str(file)).get("facts") or []
    at = next((number for number, one in enumerate(facts) if one.get("key") == fact["key"]), len(facts))
    return rewritten(text, {("facts", at): fact} if facts else {("facts",): [fact]})


def moved(node: Any, path: tuple[str, ...], place: str) -> Any:
    """Return a document in which one value stands at another place."""
    keys = {**node.keys_at, path[0]: place}
    inner = node.get(path[0])
    if inner is None:
        return node
    made = moved(inner, path[1:], place) if len(path) > 1 else at_place(inner, place)
    changed = node.with_values({**node, path[0]: made})
    changed.keys_at = keys if len(path) == 1 else node.keys_at
    return changed
