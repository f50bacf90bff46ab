"""Whatever two people do, in whatever order and on whatever they saw last: the store is what a list of events says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import event

from tests.board.stories import CASEWORKER, HER, MONDAY, NOW, begun, later, taken, weeks
from tilbud_engine.board.changes import about, cards, notes
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By, Change, Event, redo, replayed, undo
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage import Keys, PlanChanged, Store
from tilbud_engine.errors import InputError

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def two_stores(database_url: str) -> Iterator[tuple[Store, Store]]:
    """Give a store to change plans in, and another that remembers nothing of it."""
    keys = Keys.new()
    stores = Store.open(database_url, keys), Store.open(database_url, keys)
    yield stores
    for one in stores:
        one.close()


@dataclass(frozen=True)
class Step:
    """Somebody does something, having last seen the plan some versions ago."""

    what: str
    by: By
    which: int
    ago: int


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(["take", "move", "park", "remove", "wish", "time", "state", "undo", "redo"]),
        by=st.sampled_from([HER, CASEWORKER]),
        which=st.integers(0, 3),
        ago=st.integers(0, 3),
    ),
    max_size=12,
)


def intent_of(step: Step, plan: Plan) -> Intent:
    ids = sorted(plan.cards) or ["0-1"]
    card = ids[step.which % len(ids)]
    match step.what:
        case "take":
            return taken("Blåbærgrød 🫐", step.by)
        case "move":
            return cards.move(step.by, card, "plan", weeks(step.which, step.which + 1))
        case "park":
            return cards.move(step.by, card, "parked")
        case "remove":
            return cards.remove(step.by, card)
        case "state":
            return cards.set_state(step.by, card, "agreed")
        case "time":
            return about.set_time(step.by, MONDAY, 13 + step.which)
        case _:
            return notes.add(step.by, "wish", "Æbler og øl")


def expected(events: list[Event], base: int, step: Step) -> Change | type[Exception]:
    """Return what should happen, said in another way than the store has it: by looking at both plans."""
    seen, now = replayed(events[:base]), replayed(events)
    if step.what in ("undo", "redo"):
        try:
            return (undo if step.what == "undo" else redo)(events, step.by)
        except InputError:
            return InputError
    intent = intent_of(step, now)
    try:
        change = intent(now, len(events) + 1)
    except (InputError, ValidationError):
        try:
            intent(seen, base + 1)
        except (InputError, ValidationError):
            return InputError
        return PlanChanged if base < len(events) else InputError

    def item(plan: Plan, part: Any, key: str) -> Any:
        return plan.about if part == "about" else getattr(plan, part).get(key)

    differs = any(one.before != one.after for one in change.writes)
    if differs and any(item(seen, *key) != item(now, *key) for key in {one.key for one in change.writes}):
        return PlanChanged
    return change


def done(store: Store, code: str, base: int, step: Step, events: list[Event]) -> Any:
    plan, minute = replayed(events), len(events)
    if step.what in ("undo", "redo"):
        return getattr(store, step.what)(code, base, step.by, later(minute))
    return store.change(code, base, step.by, intent_of(step, plan), later(minute))


@FEW
@given(steps=STEPS)
def test_any_sequence_of_changes_undo_and_redo_is_what_its_events_say(
    two_stores: tuple[Store, Store], steps: list[Step]
) -> None:
    store, _ = two_stores
    code = store.new(HER, begun(), NOW).code
    events = list(store.events(code))
    for step in steps:
        base = max(1, len(events) - step.ago)
        wanted = expected(events, base, step)
        if isinstance(wanted, type):
            with pytest.raises(wanted) as told:
                done(store, code, base, step, events)
            assert isinstance(told.value, PlanChanged) == (wanted is PlanChanged)
            assert store.get(code).version == len(events)
            continue
        stored = done(store, code, base, step, events)
        changes = any(one.before != one.after for one in wanted.writes)
        assert stored.version == len(events) + changes
        assert stored.since == tuple(events[base:])
        if changes:
            events.append(
                Event(
                    version=stored.version,
                    at=later(len(events)),
                    by=step.by,
                    what=wanted.what,
                    writes=wanted.writes,
                    undoes=wanted.undoes,
                    redoes=wanted.redoes,
                )
            )
        assert stored.plan == replayed(events)
    for one in two_stores:
        assert list(one.events(code)) == events
        assert one.get(code).plan == replayed(events)


def test_many_writers_at_once_lose_nothing(database_url: str) -> None:
    keys = Keys.new()
    stores = [Store.open(database_url, keys) for _ in range(2)]
    code = stores[0].new(HER, begun(), NOW).code

    def write(number: int) -> int:
        return stores[number % 2].change(code, 1, HER, taken(f"Kort {number}"), NOW).version

    with ThreadPoolExecutor(6) as many:
        versions = sorted(many.map(write, range(40)))
    assert versions == list(range(2, 42))
    assert {one.face.word for one in stores[0].get(code).plan.cards.values()} == {f"Kort {n}" for n in range(40)}
    assert [one.version for one in stores[1].events(code)] == list(range(1, 42))
    for one in stores:
        one.close()


def test_of_two_who_move_the_same_card_at_once_one_is_told(database_url: str) -> None:
    keys = Keys.new()
    stores = [Store.open(database_url, keys) for _ in range(2)]
    code = stores[0].new(HER, begun(), NOW).code
    stores[0].change(code, 1, HER, taken("Kor"), NOW)
    [card] = stores[0].get(code).plan.cards

    def move(number: int) -> bool:
        try:
            stores[number].change(code, 2, HER, cards.move(HER, card, "plan", weeks(number, number)), NOW)
        except PlanChanged as told:
            return told.now.version != 3
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(move, range(2))) == [False, True]
    assert stores[0].get(code).version == 3
    for one in stores:
        one.close()


def test_first_plans_of_one_citizen_that_are_begun_at_once_can_all_be_read(database_url: str) -> None:
    keys = Keys.new()
    stores = [Store.open(database_url, keys) for _ in range(4)]
    with ThreadPoolExecutor(4) as many:
        for _ in range(5):
            citizen, together = str(uuid.uuid4()), Barrier(4)

            def begin(store: Store, citizen: str = citizen, together: Barrier = together) -> str:
                together.wait(20)
                return store.new(HER, begun(), NOW, citizen).code

            assert [stores[0].get(code).citizen for code in many.map(begin, stores)] == [citizen] * 4
    for one in stores:
        one.close()


@pytest.mark.parametrize("look", ["events", "export"])
def test_a_history_that_grows_while_it_is_read_is_whole(two_stores: tuple[Store, Store], look: str) -> None:
    """A change that comes between reading the plan and reading its events is not in what is read, nor in its way."""
    reader, writer = two_stores
    code = reader.new(HER, begun(), NOW).code
    waiting = [lambda: writer.change(code, 1, CASEWORKER, taken("Kor", CASEWORKER), NOW)]

    @event.listens_for(reader._engine, "before_cursor_execute")
    def write_first(*called: Any) -> None:
        if "FROM board_event" in called[2] and waiting:
            waiting.pop()()

    read = getattr(reader, look)(code)
    assert not waiting
    assert writer.get(code).version == 2
    assert len(read if look == "events" else read["events"]) == 1
