"""From items to changes: the writes that put an item on a plan or take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.plan import Item, Part, Plan
from tilbud_engine.errors import InputError, problem

Intent = Callable[[Plan, int], Change]
"""A wish to change: from the plan as it is, and the version it would become, to the change.

The version is where the ids of new items come from: `new_id(version)`. Raises InputError for what cannot be done.
"""


def new_id(version: int, number: int = 1) -> str:
    """Return the id of the item that is the so-manieth new one of a version."""
    return f"{version}-{number}"


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


def found(plan: Plan, part: Part, key: str) -> Any:
    """Return an item of the plan.

    Raises InputError where it is not there: somebody has removed it, or it never was.
    """
    item = getattr(plan, part).get(key)
    if item is None:
        raise InputError([problem("board-item-gone", "")])
    return item


def changed(item: Any, **fields: Any) -> Any:
    """Return an item with other fields, checked.

    Raises pydantic's ValidationError for what it cannot be.
    """
    return type(item).model_validate({**{name: getattr(item, name) for name in type(item).model_fields}, **fields})


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
