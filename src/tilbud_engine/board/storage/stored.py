"""What the store answers with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tilbud_engine.board.history import Event
from tilbud_engine.board.plan import Plan
from tilbud_engine.errors import InputError, problem


@dataclass(frozen=True, slots=True)
class Stored:
    """A board as it is in the store; `since` is what others did after the version that a change was built on."""

    code: str
    version: int
    plan: Plan
    changed_at: dt.datetime
    citizen: str
    since: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardLine:
    """What a list of boards says of one: nothing of what anybody wrote."""

    code: str
    citizen: str
    version: int
    changed_at: dt.datetime
    start: dt.date
    weeks: int


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: boards, and keys of citizens who have no board any more."""

    boards: int
    keys: int


class PlanChanged(InputError):
    """Somebody else has changed the same things in the meantime: nothing was changed; here is what they did."""

    def __init__(self, since: tuple[Event, ...], now: Stored) -> None:
        super().__init__([problem("board-plan-changed", now.code)])
        self.since = since
        self.now = now
