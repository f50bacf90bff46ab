"""What the engine says of a plan, asked again only where what it depends on has changed; moving a card is not that."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tilbud_engine.board.advice import Hint, advise, news_of_hints
from tilbud_engine.board.following import Following, News, follow
from tilbud_engine.board.storage import Stored
from tilbud_engine.errors import InputError
from tilbud_engine.suggestion import Audience
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.visiting import desk_of, language_of, session_of

MOST_KEPT = 64
"""Answers for so many plans are kept in memory: those used last."""

MOST_TOLD = 2
"""So many new hints are told at once; the others stand on the board."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

AUDIENCES: dict[str, Audience] = {"citizen": "citizen", "caseworker": "caseworker", "shared": "shared"}


class Answers:
    """The engine's latest answer for each plan and reader; usable from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, Audience, str], tuple[object, Following]] = OrderedDict()
        self._hints: OrderedDict[tuple[object, ...], tuple[Hint, ...]] = OrderedDict()

    def follow(self, desk: Desk, stored: Stored, audience: Audience, language: str) -> Following:
        """Return what the engine says of a plan today.

        Raises InputError where the plan's rules cannot be used.
        """
        key, today = (stored.code, audience, language), desk.today()
        of = (stored.version, stored.changed_at, today)
        with self._lock:
            then, kept = self._kept.get(key, (None, None))
        if kept is None or then != of:
            kept = follow(desk.engine, stored.plan, today, audience, language, kept=kept)
        return self._keep(self._kept, key, (of, kept))[1]

    def hints(self, desk: Desk, stored: Stored, audience: Audience, language: str) -> tuple[Hint, ...]:
        """Return the hints on a plan today, worked out once for each version of it.

        Raises InputError where the plan's rules cannot be used.
        """
        today = desk.today()
        key = (stored.code, stored.version, stored.changed_at, audience, language, today)
        with self._lock:
            kept = self._hints.get(key)
        if kept is None:
            following = self.follow(desk, stored, audience, language)
            kept = advise(desk.engine, stored.plan, following, today, language, added=desk.look.folder)
        return self._keep(self._hints, key, kept)

    def forget(self, codes: Collection[str]) -> None:
        """Forget what was said of plans that are not there any more."""
        with self._lock:
            self._kept = OrderedDict((key, one) for key, one in self._kept.items() if key[0] not in codes)
            self._hints = OrderedDict((key, one) for key, one in self._hints.items() if key[0] not in codes)

    def _keep(self, kept: OrderedDict[_Key, _Value], key: _Key, made: _Value) -> _Value:
        with self._lock:
            kept[key] = made
            kept.move_to_end(key)
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        return made


async def following_of(request: Request, stored: Stored) -> Following | None:
    """Return what the engine says of a plan to whoever looks at this screen.

    None for a companion (R-D15), and where the rules of the plan are gone: her plan is not.
    """
    return await run_in_threadpool(following_for, request, stored)


def following_for(request: Request, stored: Stored) -> Following | None:
    """Return the same, for code that runs in a thread already."""
    audience = AUDIENCES.get(session_of(request).viewer)
    if audience is None:
        return None
    answers: Answers = request.app.state.answers
    try:
        return answers.follow(desk_of(request), stored, audience, language_of(request, stored))
    except InputError:
        return None


def hints_for(request: Request, stored: Stored) -> tuple[Hint, ...]:
    """Return the hints on a plan for whoever looks at this screen.

    There are none for a companion (R-D15), nor where the rules of the plan are gone.
    """
    audience = AUDIENCES.get(session_of(request).viewer)
    if audience is None:
        return ()
    answers: Answers = request.app.state.answers
    try:
        return answers.hints(desk_of(request), stored, audience, language_of(request, stored))
    except InputError:
        return ()


def new_hints(request: Request, before: Stored, now: Stored) -> tuple[News, ...]:
    """Return the hints that a change has brought, with why, for whoever has made it on this screen."""
    return worth_telling(news_of_hints(hints_for(request, before), hints_for(request, now)))


def worth_telling(hints: tuple[News, ...]) -> tuple[News, ...]:
    """Return the new hints that are told at once; weeks with nothing are no news: each move would tell of them."""
    return tuple(one for one in hints if one.about != "free_weeks")[:MOST_TOLD]
