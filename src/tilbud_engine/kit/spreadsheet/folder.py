"""The offers that stand in a plugins folder, each with where in which file it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem
from tilbud_engine.kit.incoming import OFFER_FILE
from tilbud_engine.offers import DatedOffer, Offer, read_offers
from tilbud_engine.plugins.finding import find_folders
from tilbud_engine.reading import Map, Seq, read_path
from tilbud_engine.settings import Settings

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An offer in the folder: its file, the way to it inside the file, and how it reads on the day if it does."""

    id: str
    plugin: str
    file: Path
    prefix: KeyPath
    written: Map
    offer: Offer | None

    def is_dated(self, path: KeyPath) -> bool:
        """Tell whether the value, or a part of it, changes on a date."""
        node: Any = self.written
        for step in path:
            if isinstance(node, Map) and "versions" in node:
                return True
            node = node.get(step) if isinstance(node, Map) and isinstance(step, str) else None
        return _has_versions(node)

    def with_values(self, changes: Mapping[KeyPath, Any]) -> Map:
        """Return the document as it was written with other values, which are nodes with places of their own."""
        made = self.written
        for path, value in changes.items():
            made = _with(made, path, value)
        return made

    def read(self, document: Any) -> tuple[list[DatedOffer], list[Problem]]:
        """Read a document in the place of this offer."""
        return read_offers(document, self.plugin)


def standing_in(folder: Path, on: dt.date) -> dict[str, Standing]:
    """Return the offers that stand in a plugins folder, by id; a folder that is not there has none.

    Raises InputError with every fault of every `offer.yaml` there.
    """
    if not folder.is_dir():
        return {}
    found: dict[str, Standing] = {}
    problems: list[Problem] = []
    for plugin in find_folders([folder], Settings())[0]:
        file = (plugin.root or folder) / OFFER_FILE
        if not file.is_file():
            continue
        try:
            node = read_path(file)
        except InputError as error:
            problems += error.problems
            continue
        several = node.get("offers") if isinstance(node, Map) and set(node) == {"offers"} else None
        documents = list(enumerate(several)) if isinstance(several, Seq) else [(-1, node)]
        for at, document in documents:
            made, faults = read_offers(document, plugin.name)
            problems += faults
            prefix: KeyPath = () if at < 0 else ("offers", at)
            for one in made:
                found[one.id] = Standing(one.id, plugin.name, file, prefix, document, one.history.at(on))
    if problems:
        raise InputError(problems)
    return found


def _with(node: Map, path: KeyPath, value: Any) -> Map:
    key, rest = str(path[0]), path[1:]
    if rest:
        inner = node.get(key)
        value = _with(inner if isinstance(inner, Map) else Map({}, node.place), rest, value)
    kept = {name: one for name, one in node.items() if name != key or value is not None}
    if value is None:
        return Map(kept, node.place, node.keys_at, node.since)
    place = getattr(value, "place", "") or node.place_of(key)
    keys = node.keys_at if rest and key in node else {**node.keys_at, key: place}
    return Map({**kept, key: value}, node.place, keys, node.since)


def _has_versions(node: Any) -> bool:
    if isinstance(node, Map):
        return "versions" in node or any(map(_has_versions, node.values()))
    return isinstance(node, Seq) and any(map(_has_versions, node))
