"""Sessions and streams: links that work once, an end to everything, and no screen that hears of another's plan."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Coroutine
from typing import Any

from tests.web.served import NOW
from tilbud_engine.web.live import Listeners
from tilbud_engine.web.sessions import LINK_LIVES, SESSION_LIVES, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


def run(act: Coroutine[Any, Any, None]) -> None:
    """Run in a thread of its own: the one of the tests may have a loop already, the browser's."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(act)
        except BaseException as error:  # noqa: BLE001  (raised again below)
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def test_a_link_is_used_up_and_grows_old() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    used, old = sessions.link("citizen"), sessions.link("citizen")
    assert sessions.enter(used) is not None
    assert sessions.enter(used) is None
    clock.now += LINK_LIVES
    assert sessions.enter(old) is None


def test_a_session_ends_by_itself_when_it_is_left_and_when_the_companion_goes() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    table = sessions.enter(sessions.link("citizen", at_table=True))
    companion = sessions.enter(sessions.link("companion", code="A", companion="3-1", name="Bo"))
    waiting = sessions.link("companion", code="A", companion="3-1")
    assert table is not None
    assert companion is not None
    sessions.end_companion("B")
    assert sessions.of(companion.key) is not None
    sessions.end_companion("A")
    assert sessions.of(companion.key) is None
    assert sessions.enter(waiting) is None
    clock.now += SESSION_LIVES
    assert sessions.of(table.key) is None


def test_a_bound_session_opens_no_other_plan_and_a_message_is_told_once() -> None:
    sessions = Sessions(Clock())
    bound, free = sessions.enter(sessions.link("citizen", code="A")), sessions.enter(sessions.link("citizen"))
    assert bound is not None
    assert free is not None
    for one in (bound, free):
        sessions.open(one, "B")
    assert [sessions.of(one.key).code for one in (bound, free)] == ["A", "B"]  # type: ignore[union-attr]
    sessions.tell(bound, "Det er gemt.")
    assert (sessions.told(bound), sessions.told(bound)) == ("Det er gemt.", "")


def test_a_covered_screen_is_looked_at_by_all() -> None:
    sessions = Sessions(Clock())
    hers = sessions.enter(sessions.link("citizen", code="A"))
    assert hers is not None
    sessions.cover(hers, covered=True)
    now = sessions.of(hers.key)
    assert now is not None
    assert (hers.viewer, now.viewer, now.by.who) == ("citizen", "shared", "citizen")


def test_a_stream_tells_of_its_own_plan_and_ends_with_the_server() -> None:
    async def act() -> None:
        listeners = Listeners()
        heard = listeners.events("A", 1)
        assert "data: 1" in await anext(heard)
        assert listeners.following("A") == 1
        listeners.tell("B", 7)
        listeners.tell("A", 2)
        assert "data: 2" in await anext(heard)
        listeners.close()
        assert [one async for one in heard] == []
        assert listeners.following("A") == 0

    run(act())


def test_a_message_that_waits_is_not_told_on_a_screen_that_was_covered_meanwhile() -> None:
    sessions = Sessions(lambda: NOW)
    hers = sessions.enter(sessions.link("citizen", code="A"))
    assert hers is not None
    sessions.tell(hers, "Psykolog er lagt på P.")
    sessions.cover(hers, covered=True)
    assert sessions.told(hers) == ""


def test_a_session_remembers_the_version_of_the_plan_that_it_saw_first() -> None:
    sessions = Sessions(lambda: NOW)
    theirs = sessions.enter(sessions.link("caseworker"))
    assert theirs is not None
    sessions.open(theirs, "A")
    for version in (7, 9):
        now = sessions.of(theirs.key)
        assert now is not None
        sessions.saw(now, version)
    first = sessions.of(theirs.key)
    assert first is not None
    assert first.since == 7
    sessions.open(first, "B")
    other = sessions.of(theirs.key)
    assert other is not None
    assert other.since is None
