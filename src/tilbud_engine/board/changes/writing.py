"""From items to changes: the writes that put an item on a plan or take it away, and who may write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.plan import ITEMS, MOST_ITEMS, Item, Part, Plan
from tilbud_engine.board.views import sees
from tilbud_engine.errors import InputError, problem

Intent = Callable[[Plan, int], Change]
"""A wish to change: from the plan as it is, and the version it would become, to the change.

The version is where the ids of new items come from: `new_id(plan, version)`. Raises InputError for what cannot be done,
and pydantic's ValidationError for what no item can be: `changes.checking` puts that into words.
"""


def new_id(plan: Plan | None, version: int) -> str:
    """Return the id of the next new item of a version: `VERSION-NUMBER`.

    Raises InputError for a plan that is full.
    """
    parts = [getattr(plan, part) for part in ITEMS if part != "about"] if plan else []
    if sum(len(items) for items in parts) >= MOST_ITEMS:
        raise InputError([problem("board-full", "", limit=MOST_ITEMS)])
    ours = f"{version}-"
    numbers = [int(key[len(ours) :]) for items in parts for key in items if _is_numbered(key, ours)]
    return f"{ours}{max(numbers, default=0) + 1}"


def _is_numbered(key: str, beginning: str) -> bool:
    return key.startswith(beginning) and key[len(beginning) :].isdecimal()


def plain_item(item: Item | None) -> Any:
    """Return an item as plain JSON values, without what is as its model has it by default."""
    return None if item is None else item.model_dump(mode="json", exclude_defaults=True)


def put(plan: Plan, part: Part, item: Any) -> Write:
    """Return the write that puts an item on the plan, new or in the place of the one with its id."""
    before = plan.about if part == "about" else getattr(plan, part).get(item.id)
    return Write(part=part, id=item.id, before=plain_item(before), after=plain_item(item))


def gone(plan: Plan, part: Part, key: str) -> Write:
    """Return the write that takes an item away.

    Raises InputError where it is not there.
    """
    return Write(part=part, id=key, before=plain_item(found(plan, part, key)), after=None)


def found(plan: Plan, part: Part, key: str, by: By | None = None) -> Any:
    """Return an item of the plan; with `by`, one that this person may see.

    Raises InputError where it is not there: somebody has removed it, it never was, or it is not theirs to see.
    """
    item = getattr(plan, part).get(key)
    if item is None or (by is not None and not sees(plan, by.who, part, key, by.companion)):
        raise InputError([problem("board-item-gone", "")])
    return item


def changed(item: Any, **fields: Any) -> Any:
    """Return an item with other fields, checked.

    Raises pydantic's ValidationError for what it cannot be.
    """
    return type(item).model_validate({**{name: getattr(item, name) for name in type(item).model_fields}, **fields})


def may_write(plan: Plan, by: By) -> None:
    """Refuse a companion whose access has ended, or who never had any.

    Raises InputError.
    """
    if by.who == "companion" and not plan.is_open_to(by.companion):
        raise InputError([problem("board-companion-ended", "")])


def may_decide(by: By) -> None:
    """Refuse what only the citizen and the caseworker may do.

    Raises InputError for a companion.
    """
    if by.who == "companion":
        raise InputError([problem("board-companion-decides", "")])


def is_hers(by: By) -> None:
    """Refuse what only the citizen may do.

    Raises InputError for everybody else.
    """
    if by.who != "citizen":
        raise InputError([problem("board-hers-alone", "")])
