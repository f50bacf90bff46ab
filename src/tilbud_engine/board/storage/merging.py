"""A wish that was made on an older version: carried out on the newest, unless somebody touched the same things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import Change, Event, Write, written
from tilbud_engine.board.plan import Part, Plan
from tilbud_engine.board.storage.stored import PlanChanged, Stored
from tilbud_engine.errors import InputError, problem


def on_newest(intent: Intent, now: Stored, since: tuple[Event, ...]) -> Change:
    """Return the change that an intent is on the newest version.

    Raises PlanChanged where it touches what was touched since, or was possible before and is not any more.
    """
    try:
        change = worked_out(intent, now.plan, now.version + 1)
    except InputError:
        if since and _was_possible(intent, now, since):
            raise PlanChanged(since, now) from None
        raise
    if changes_something(change) and _touched(change.writes) & _touched(write for one in since for write in one.writes):
        raise PlanChanged(since, now)
    return change


def changes_something(change: Change) -> bool:
    """Tell whether anything is different after a change: a button that was pressed twice does nothing more."""
    return any(one.before != one.after for one in change.writes)


def _was_possible(intent: Intent, now: Stored, since: tuple[Event, ...]) -> bool:
    plan = now.plan
    for event in reversed(since):
        plan = written(plan, [one.reversed() for one in reversed(event.writes)])
    try:
        intent(plan, since[0].version)
    except (InputError, ValidationError):
        return False
    return True


def _touched(writes: Iterable[Write]) -> set[tuple[Part, str]]:
    """Return the items that are not what they were; what was done and taken back again counts as nothing.

    What a plan is about is no one thing: its name, its time, its aim and its language are changed each by itself.
    """
    first: dict[tuple[Part, str], Any] = {}
    last: dict[tuple[Part, str], Any] = {}
    for one in writes:
        for key, before, after in _pieces(one):
            first.setdefault(key, before)
            last[key] = after
    return {key for key in last if first[key] != last[key]}


def _pieces(write: Write) -> Iterator[tuple[tuple[Part, str], Any, Any]]:
    """Yield what a write changes, before and after: an item, and of `about` each field."""
    if write.part != "about" or None in (write.before, write.after):
        yield write.key, write.before, write.after
        return
    for name in {*write.before, *write.after}:
        yield ("about", name), write.before.get(name), write.after.get(name)


def worked_out(intent: Intent, plan: Plan, version: int) -> Change:
    """Return the change that an intent is.

    Raises InputError for what cannot be done.
    """
    try:
        return intent(plan, version)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def after(plan: Plan | None, writes: Iterable[Write]) -> Plan:
    """Return the plan after writes.

    Raises InputError for what no plan can be.
    """
    try:
        return written(plan, writes)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None
    except ValueError:
        raise InputError([problem("board-history-broken", "")]) from None
