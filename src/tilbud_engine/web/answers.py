"""What the engine says of a plan, asked again only where what it depends on has changed; moving a card is not that."""

from __future__ import annotations

import threading
from collections import OrderedDict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tilbud_engine.board.following import Following, follow
from tilbud_engine.board.storage import Stored
from tilbud_engine.suggestion import Audience
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.page import desk_of, language_of, session_of

MOST_KEPT = 64
"""Answers for so many plans are kept in memory: those used last."""

AUDIENCES: dict[str, Audience] = {"citizen": "citizen", "caseworker": "caseworker", "shared": "shared"}


class Answers:
    """The engine's latest answer for each plan and reader; usable from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, Audience, str], Following] = OrderedDict()

    def follow(self, desk: Desk, stored: Stored, audience: Audience, language: str) -> Following:
        """Return what the engine says of a plan today.

        Raises InputError where the plan's rules cannot be used.
        """
        key = (stored.code, audience, language)
        with self._lock:
            kept = self._kept.get(key)
        made = follow(desk.engine, stored.plan, desk.today(), audience, language, kept=kept)
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made


async def following_of(request: Request, stored: Stored) -> Following | None:
    """Return what the engine says of a plan to whoever looks at this screen; None for a companion (R-D15)."""
    return await run_in_threadpool(following_for, request, stored)


def following_for(request: Request, stored: Stored) -> Following | None:
    """Return the same, for code that runs in a thread already."""
    audience = AUDIENCES.get(session_of(request).viewer)
    if audience is None:
        return None
    answers: Answers = request.app.state.answers
    return answers.follow(desk_of(request), stored, audience, language_of(request, stored))
