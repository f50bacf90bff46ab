"""Sessions and streams: links that work once, an end to everything, and no screen that hears of another's plan."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Iterable

from tests.web.own_loop import run
from tests.web.served import NOW
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.live import FULL, MOST_SCREENS, MOST_SCREENS_OF_A_SESSION, Listeners
from tilbud_engine.web.sessions import LINK_LIVES, SESSION_LIVES, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


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


def nothing_elsewhere(_: Iterable[str]) -> dict[str, int]:
    return {}


def test_a_stream_tells_of_its_own_plan_and_ends_with_the_server() -> None:
    async def act() -> None:
        listeners = Listeners(nothing_elsewhere)
        heard = listeners.events("A", 1, "hers")
        assert "data: 1" in await anext(heard)
        assert listeners.following("A") == 1
        listeners.tell("B", 7)
        listeners.tell("A", 2)
        assert "data: 2" in await anext(heard)
        listeners.close()
        assert [one async for one in heard] == []
        assert listeners.following("A") == 0

    run(act())


def test_a_slow_screen_has_only_the_newest_version_waiting_for_it() -> None:
    async def act() -> None:
        listeners = Listeners(nothing_elsewhere)
        heard = listeners.events("A", 1, "hers")
        await anext(heard)
        for version in (2, 3, 4, 3):
            listeners.tell("A", version)
        assert "data: 4" in await anext(heard)
        listeners.close()
        assert [one async for one in heard] == []

    run(act())


def test_a_session_and_all_together_have_so_many_streams_and_a_further_one_is_told_so() -> None:
    async def act() -> None:
        listeners = Listeners(nothing_elsewhere)
        hers = [listeners.events("A", 1, "hers") for _ in range(MOST_SCREENS_OF_A_SESSION)]
        assert all(["event: version" in await anext(one) for one in hers])
        assert [one async for one in listeners.events("A", 1, "hers")] == [FULL]
        await hers.pop().aclose()  # type: ignore[attr-defined]
        again = listeners.events("A", 1, "hers")
        assert "event: version" in await anext(again)
        others = [listeners.events("B", 1, str(number)) for number in range(MOST_SCREENS - MOST_SCREENS_OF_A_SESSION)]
        assert all(["event: version" in await anext(one) for one in others])
        assert [one async for one in listeners.events("C", 1, "theirs")] == [FULL]
        listeners.close()
        for one in (*hers, again, *others):
            assert [event async for event in one] == []

    run(act())


def test_what_another_process_writes_is_found_with_one_question_for_all_plans() -> None:
    asked: list[set[str]] = []
    there = {"A": 1, "B": 1, "C": 1}

    def versions(codes: Iterable[str]) -> dict[str, int]:
        asked.append(set(codes))
        if len(asked) == 1:
            raise InputError([problem("board-database-busy", "")])
        return {code: there[code] for code in codes if code in there}

    async def act() -> None:
        listeners = Listeners(versions, seconds_between_looks=0.001)
        first, second = listeners.events("A", 1, "hers"), listeners.events("B", 1, "theirs")
        await anext(first)
        await anext(second)
        there["A"] = 2
        assert "data: 2" in await anext(first)
        assert {"A", "B"} in asked
        assert not any("C" in one for one in asked)
        del there["B"]
        assert [one async for one in second] == []  # The plan is gone; asking for its page says so.
        listeners.close()
        assert [one async for one in first] == []

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


def test_a_plan_that_was_asked_for_is_forgotten_when_it_is_erased_also_where_nobody_listens() -> None:
    there = {"A": 1, "B": 1}

    async def act() -> None:
        heard: list[set[str]] = []
        twice = asyncio.Event()

        def forget(codes: Collection[str]) -> None:
            heard.append(set(codes))
            if len(heard) == 2:
                twice.set()

        listeners = Listeners(lambda codes: {one: there[one] for one in codes if one in there}, 0.001)
        listeners.when_gone(forget)
        listeners.watch("A")
        listeners.watch("B")
        del there["A"]
        await asyncio.wait_for(twice.wait(), 30)
        assert heard == [{"A"}, {"A"}]  # The second time for a page that was being made the first.
        listeners.close()

    run(act())


def test_of_an_erased_plan_a_session_keeps_no_message_no_link_and_no_name() -> None:
    sessions = Sessions(Clock())
    free = sessions.enter(sessions.link("citizen"))
    companion = sessions.enter(sessions.link("companion", code="A", companion="3-1", name="Bo"))
    assert free is not None
    assert companion is not None
    sessions.open(free, "A")
    hers = sessions.of(free.key)
    assert hers is not None
    sessions.tell(hers, "Psykolog er lagt på P.")
    waiting, other = sessions.link("citizen", code="A"), sessions.link("citizen", code="B")
    sessions.forget({"A"})
    assert "Psykolog" not in str(vars(sessions))
    assert "Bo" not in str(vars(sessions))
    assert sessions.enter(waiting) is None
    assert sessions.enter(other) is not None
    assert sessions.of(free.key) is not None


def test_a_message_that_nobody_fetched_goes_with_its_session() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    hers = sessions.enter(sessions.link("citizen", code="A"))
    assert hers is not None
    sessions.tell(hers, "Psykolog er lagt på P.")
    clock.now += SESSION_LIVES
    assert sessions.enter(sessions.link("citizen")) is not None
    assert "Psykolog" not in str(vars(sessions))
