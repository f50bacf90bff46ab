"""The history of a plan: every change as an event with who, when and why; undo, redo, and the plan at any time.

History is never rewritten: to undo is a new event that writes the items as they were before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict

from tilbud_engine.board.plan import ITEMS, Item, Part, Plan, Who
from tilbud_engine.board.texts import OwnText
from tilbud_engine.errors import InputError, problem


class Write(Item):
    """One item before and after, as plain JSON values; None where it was not there, or is not there any more."""

    part: Part
    id: str
    before: Any = None
    after: Any = None

    @property
    def key(self) -> tuple[Part, str]:
        """Return which item it is."""
        return self.part, self.id

    def reversed(self) -> Write:
        """Return the write that takes this one back."""
        return Write(part=self.part, id=self.id, before=self.after, after=self.before)


class By(Item):
    """Whose hand a change is in; what happens on one screen at the table is done together.

    `companion` is the id of the companion whose hand it is: without one a companion can do nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Who
    at_table: bool = False
    name: OwnText | None = None
    companion: str | None = None

    def same_hand(self, other: By) -> bool:
        """Tell whether two changes are one person's: hers at home and hers at the table are both hers."""
        return (self.who, self.companion) == (other.who, other.companion)


class Event(Item):
    """A change as it happened. `what` is the name of the change; `undoes` and `redoes` name an earlier version."""

    version: int
    at: dt.datetime
    by: By
    what: str
    writes: tuple[Write, ...]
    why: OwnText | None = None
    undoes: int | None = None
    redoes: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants done, worked out on a plan but not in force: see `changes`."""

    what: str
    writes: tuple[Write, ...]
    undoes: int | None = None
    redoes: int | None = None

    @property
    def touches(self) -> frozenset[tuple[Part, str]]:
        """Return the items that it writes."""
        return frozenset(one.key for one in self.writes)


def written(plan: Plan | None, writes: Iterable[Write]) -> Plan:
    """Return the plan after some writes; a plan begins with the write of its `about`.

    Raises pydantic's ValidationError for what no item can be, and ValueError for a plan that has no beginning.
    """
    parts: dict[str, Any] = {}
    for one in writes:
        made = None if one.after is None else ITEMS[one.part].model_validate(one.after)
        if one.part == "about":
            parts["about"] = made
            continue
        items = parts.setdefault(one.part, dict(getattr(plan, one.part)) if plan else {})
        if made is None:
            items.pop(one.id, None)
        else:
            items[one.id] = made
    if plan is not None:
        return plan.model_copy(update=parts)
    if parts.get("about") is None:
        raise ValueError("a plan begins with what it is about")
    empty: dict[str, Any] = {part: {} for part in ITEMS}
    return Plan.model_construct(**(empty | parts))


def replayed(events: Iterable[Event]) -> Plan:
    """Return the plan that events lead to, the first of which begins it."""
    plan: Plan | None = None
    for event in events:
        plan = written(plan, event.writes)
    if plan is None:
        raise ValueError("a plan has at least one event")
    return plan


def plan_at(events: Sequence[Event], when: dt.datetime) -> Plan | None:
    """Return the plan as it was at a time; None before it began."""
    earlier = [event for event in events if event.at <= when]
    return replayed(earlier) if earlier else None


def undo(events: Sequence[Event], by: By) -> Change:
    """Return the change that takes back the latest change of this person's that stands.

    Raises InputError where there is none, and where somebody has changed the same things since.
    """
    for event in reversed(_standing(events)):
        if event.by.who == by.who and event.version > 1:
            _untouched_since(event, events)
            writes = tuple(one.reversed() for one in reversed(event.writes))
            return Change("undo", writes, undoes=event.version)
    raise InputError([problem("board-nothing-to-undo", "")])


def redo(events: Sequence[Event], by: By) -> Change:
    """Return the change that does again what this person took back last.

    Raises InputError where there is nothing, where she has done something else since, and where somebody has changed
    the same things.
    """
    redone = {event.redoes for event in events if event.redoes is not None}
    for event in reversed(events):
        if event.by.who != by.who or event.redoes is not None:
            continue
        if event.undoes is None:
            break
        if event.version in redone:
            continue
        _untouched_since(event, events)
        writes = tuple(one.reversed() for one in reversed(event.writes))
        return Change("redo", writes, redoes=event.version)
    raise InputError([problem("board-nothing-to-redo", "")])


def _standing(events: Sequence[Event]) -> list[Event]:
    """Return the changes that are in force: neither taken back nor themselves a taking back.

    A change that was taken back and done again stands where it was done again.
    """
    gone = {event.undoes for event in events if event.undoes is not None}
    return [event for event in events if event.undoes is None and event.version not in gone]


def _untouched_since(event: Event, events: Sequence[Event]) -> None:
    """Refuse to take back what somebody has built upon; what was done and taken back again since counts as nothing."""
    keys = {one.key for one in event.writes}
    now: dict[tuple[Part, str], Any] = {one.key: one.after for one in event.writes}
    for later in events:
        if later.version > event.version:
            now |= {one.key: one.after for one in later.writes if one.key in keys}
    if any(now[one.key] != one.after for one in _last_writes(event)):
        raise InputError([problem("board-changed-since", "")])


def _last_writes(event: Event) -> list[Write]:
    return list({one.key: one for one in event.writes}.values())
