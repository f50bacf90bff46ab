"""The history of a plan: every change as an event with who, when and why; undo, redo, and the plan at any time.

History is never rewritten: to undo is a new event that writes the items as they were before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, ConfigDict, ValidationError

from tilbud_engine.board.plan import ITEMS, Item, Part, Plan, Who
from tilbud_engine.board.texts import OwnText
from tilbud_engine.board.views import sees
from tilbud_engine.errors import InputError, problem

_MISSING = object()


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
        return self.hand == other.hand

    @property
    def hand(self) -> tuple[Who, str | None]:
        """Return which person it is: there may be several companions and several caseworkers."""
        return hand_of(self.who, self.name, self.companion)


def hand_of(who: Who, name: str | None, companion: str | None) -> tuple[Who, str | None]:
    """Return which person has written something, by what stands beside it."""
    match who:
        case "citizen":
            return who, None
        case "caseworker":
            return who, name
        case "companion":
            return who, companion


class Event(Item):
    """A change as it happened. `what` is the name of the change; `undoes` and `redoes` name an earlier version."""

    version: int
    at: AwareDatetime
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


def written(plan: Plan | None, writes: Iterable[Write]) -> Plan:
    """Return the plan after some writes; a plan begins with the write of its `about`.

    Raises pydantic's ValidationError for what no item can be, and ValueError for a plan that has no beginning, and for
    an item under another's id.
    """
    parts: dict[str, Any] = {}
    for one in writes:
        made = None if one.after is None else ITEMS[one.part].model_validate(one.after)
        if made is not None and made.id != one.id:
            raise ValueError("an item has the id by which it is written")
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


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of a day, by the clock of this machine: its days are those that people see (`TZ`)."""
    return dt.datetime.combine(day, dt.time.max).astimezone()


def plan_at(events: Sequence[Event], when: dt.datetime) -> Plan | None:
    """Return the plan as it was at a time; None before it began."""
    earlier = [event for event in events if event.at <= when]
    return replayed(earlier) if earlier else None


def undo(events: Sequence[Event], by: By) -> Change:
    """Return the change that takes back the latest change of this person's that stands.

    What others have changed since stays: of an item only the fields go back that were changed. Raises InputError where
    there is nothing to take back, where somebody has changed the same since, and where it is not theirs to see any
    more.
    """
    for event in reversed(_standing(events)):
        if event.by.same_hand(by) and event.version > 1 and _changes_something(event):
            return Change("undo", _taken_back(event, events, by), undoes=event.version)
    raise InputError([problem("board-nothing-to-undo", "")])


def redo(events: Sequence[Event], by: By) -> Change:
    """Return the change that does again what this person took back last.

    Raises InputError where there is nothing, where they have done something else since, and as `undo` does.
    """
    redone = {event.redoes for event in events if event.redoes is not None}
    for event in reversed(events):
        if not event.by.same_hand(by) or event.redoes is not None or not _changes_something(event):
            continue
        if event.undoes is None:
            break
        if event.version not in redone:
            return Change("redo", _taken_back(event, events, by), redoes=event.version)
    raise InputError([problem("board-nothing-to-redo", "")])


def _changes_something(event: Event) -> bool:
    return any(one.before != one.after for one in event.writes)


def _standing(events: Sequence[Event]) -> list[Event]:
    """Return the changes that are in force: neither taken back nor themselves a taking back.

    A change that was taken back and done again stands where it was done again.
    """
    gone = {event.undoes for event in events if event.undoes is not None}
    return [event for event in events if event.undoes is None and event.version not in gone]


def _taken_back(event: Event, events: Sequence[Event], by: By) -> tuple[Write, ...]:
    """Return the writes that take an event back on the plan as it is now."""
    keys = {one.key for one in event.writes}
    now = {one.key: one.after for later in events for one in later.writes if one.key in keys}
    if by.who != "citizen":
        _may_still(event, replayed(events), by)
    made = (
        Write(part=one.part, id=one.id, before=now[one.key], after=_as_before(one, now[one.key]))
        for one in _net(event.writes)
    )
    return tuple(one for one in made if one.before != one.after)


def _may_still(event: Event, plan: Plan, by: By) -> None:
    """Refuse others what they may not see any more, and a companion whose access has ended."""
    if by.who == "companion" and not plan.is_open_to(by.companion):
        raise InputError([problem("board-companion-ended", "")])
    for one in event.writes:
        there = one.part == "about" or one.id in getattr(plan, one.part)
        if there and not sees(plan, by.who, one.part, one.id, by.companion):
            raise InputError([problem("board-item-gone", "")])


def _net(writes: Iterable[Write]) -> list[Write]:
    """Return what writes come to, one for each item."""
    made: dict[tuple[Part, str], Write] = {}
    for one in writes:
        made[one.key] = made.get(one.key, one).model_copy(update={"after": one.after})
    return list(made.values())


def _as_before(write: Write, now: Any) -> Any:
    """Return an item as it is now, with what was written to it as it was before.

    Raises InputError where somebody has changed just that since.
    """
    if now == write.after:
        return write.before
    if None not in (now, write.before, write.after):
        fields = {name for name in {*write.before, *write.after} if _differs(write.before, write.after, name)}
        if not any(_differs(write.after, now, name) for name in fields):
            kept = {name: value for name, value in now.items() if name not in fields}
            back = kept | {name: value for name, value in write.before.items() if name in fields}
            with suppress(ValidationError):
                ITEMS[write.part].model_validate(back)
                return back
    raise InputError([problem("board-changed-since", "")])


def _differs(one: Any, other: Any, name: str) -> bool:
    return bool(one.get(name, _MISSING) != other.get(name, _MISSING))
