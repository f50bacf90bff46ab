"""Everything about a plan as one JSON document, and back: for her, for another machine, for what comes after.

What comes in is trusted in nothing: it is read strictly, and its history is lived through again from the beginning.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from pydantic import AwareDatetime, ConfigDict, ValidationError
from pydantic_core import from_json

from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.history import Event, Write
from tilbud_engine.board.plan import ITEMS, MOST_ITEMS, Item, Part, Plan
from tilbud_engine.board.storage.codes import code_of
from tilbud_engine.board.weeks import FIRST_YEAR
from tilbud_engine.errors import InputError, is_cpr_shaped, problem

SCHEMA = 1
MOST_BYTES = 8 * 1024 * 1024
MOST_WRITES = 20_000
"""So much can happen on one plan; each is lived through again."""

_MOST_ID = 100
_ID = re.compile(r"\d{1,6}-\d{1,6}", re.ASCII)
"""What an item is called by the change that made it; only an answer is called by its fact."""

_Parts = dict[Part, dict[str, Any]]


class Document(Item):
    """A plan with its whole history, as it leaves a store and comes into another."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal[1]
    board: str
    citizen: uuid.UUID
    version: int
    changed_at: AwareDatetime
    plan: Plan
    events: tuple[Event, ...]


def document_of(
    code: str, citizen: str, changed_at: dt.datetime, plan: Plan, events: tuple[Event, ...]
) -> dict[str, Any]:
    """Return everything about a plan as plain JSON values."""
    return {
        "schema": SCHEMA,
        "board": code,
        "citizen": citizen,
        "version": events[-1].version,
        "changed_at": changed_at.isoformat(),
        "plan": plan.model_dump(mode="json"),
        "events": [one.model_dump(mode="json", exclude_defaults=True) for one in events],
    }


def read_document(raw: bytes, name: str) -> Document:
    """Return the document that a file holds.

    Raises InputError with what is wrong, never with what somebody wrote.
    """
    if len(raw) > MOST_BYTES:
        raise InputError([problem("file-too-large", name, limit=MOST_BYTES // 1024)])
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError:  # also for text that is no UTF-8, and for lists in lists without end
        raise InputError([problem("json-syntax", name, column=1)]) from None
    if _has_doubled_keys(raw):
        raise InputError([problem("duplicate-key", name, name="…")])
    if not isinstance(value, dict):
        raise InputError([problem("expected-mapping", name, name="board")])
    if value.get("schema") != SCHEMA:
        raise InputError([problem("board-schema-unknown", name, known=SCHEMA)])
    return checked(value, name)


def checked(value: dict[str, Any], name: str = "") -> Document:
    """Return the document that plain values are, its history lived through again.

    Raises InputError.
    """
    if any(is_cpr_shaped(text) for text in _texts([value.get("plan"), value.get("events")])):
        raise InputError([problem("cpr-number", name)])
    plain = {("schema_" if key == "schema" else key): one for key, one in value.items()}
    try:
        document = Document.model_validate(plain)
        _has_room(document.plan)
        sound = _holds(document)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None
    if not sound:
        raise InputError([problem("board-history-broken", name)])
    return document


def _has_room(plan: Plan) -> None:
    """Refuse a plan with more on it than anybody can put there."""
    if sum(len(getattr(plan, part)) for part in ITEMS if part != "about") > MOST_ITEMS:
        raise InputError([problem("board-full", "", limit=MOST_ITEMS)])


def _holds(document: Document) -> bool:
    """Tell whether each change begins where the one before it ended, and the last one ends at the plan."""
    events = document.events
    in_order = all(one.version == number for number, one in enumerate(events, 1))
    if not events or not in_order or document.version != len(events) or code_of(document.board) is None:
        return False
    if sum(len(one.writes) for one in events) > MOST_WRITES or events[0].at.year < FIRST_YEAR:
        return False
    if any(later.at < earlier.at for earlier, later in pairwise(events)):
        return False
    now: _Parts = {part: {} for part in ITEMS}
    for event in events:
        if not event.writes or max(event.undoes or 0, event.redoes or 0) >= event.version:
            return False
        if not all(_fits(now, one) for one in event.writes) or not now["about"]:
            return False
    plan = document.plan
    return all(
        items == ({"about": plan.about} if part == "about" else getattr(plan, part)) for part, items in now.items()
    )


def _fits(now: _Parts, write: Write) -> bool:
    """Carry out a write; False for one that is not about what is there, or calls an item by another's id."""
    items, model = now[write.part], ITEMS[write.part]
    before = None if write.before is None else model.model_validate(write.before)
    if before != items.pop(write.id, None):
        return False
    if write.part not in ("about", "answers") and not _ID.fullmatch(write.id):
        return False
    if write.after is None:
        return write.part != "about"
    items[write.id] = model.model_validate(write.after)
    return len(write.id) <= _MOST_ID and items[write.id].id == write.id


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in plain values; they are not deeper than the reader of JSON lets them be."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _has_doubled_keys(raw: bytes) -> bool:
    """Tell whether a key stands twice in one object: one reader would take the first, and another the last."""
    found = False

    def pairs(written_pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in written_pairs}) < len(written_pairs)

    json.loads(raw, object_pairs_hook=pairs)
    return found
