"""Taking a plan out and in: all of it, and nothing that does not hold together."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.stories import CASEWORKER, CODE, HER, NOW, WISH, begun, document, later, taken, wished
from tilbud_engine.board.plan import MOST_ITEMS
from tilbud_engine.board.storage import Keys, Store, read_document
from tilbud_engine.board.storage.documents import MOST_BYTES
from tilbud_engine.errors import InputError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'boards.db'}", Keys.new())
    yield opened
    opened.close()


@pytest.fixture
def exported(store: Store) -> dict[str, Any]:
    code = store.new(CASEWORKER, begun(CASEWORKER), NOW).code
    store.change(code, 1, HER, wished(), later(1), why="Vi talte om det")
    store.change(code, 2, HER, taken("Kor"), later(2))
    store.undo(code, 3, HER, later(3))
    found = store.export(code)
    store.erase(code)
    return found


def raw(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_what_was_taken_out_comes_in_whole_with_code_history_and_citizen(database_url: str, tmp_path: Path) -> None:
    here = Store.open(database_url, Keys.new())
    there = Store.open(f"sqlite:///{tmp_path / 'there.db'}", Keys.new())
    code = here.new(HER, begun(), NOW).code
    here.change(code, 1, HER, wished(), later(1), why="Vi talte om det")
    here.change(code, 2, CASEWORKER, taken("Mentor", CASEWORKER), later(2))
    here.undo(code, 3, CASEWORKER, later(3))
    stored = there.import_(read_document(raw(here.export(code)), "plan"), later(60))
    assert there.events(code) == here.events(code)
    assert (stored.code, stored.version, stored.plan) == (code, 4, here.get(code).plan)
    assert (stored.citizen, stored.changed_at) == (here.get(code).citizen, later(60))
    assert there.redo(code, 4, CASEWORKER, later(61)).version == 5
    here.close()
    there.close()


def test_everything_she_wrote_is_in_the_file(exported: dict[str, Any]) -> None:
    text = raw(exported).decode()
    assert exported["schema"] == 1
    assert WISH in text
    assert "Vi talte om det" in text
    assert [one["what"] for one in exported["events"]] == ["begin", "note", "take", "undo"]


def test_a_plan_with_the_same_code_is_not_written_over(store: Store) -> None:
    found = document(store, board=CODE)
    store.import_(found, NOW)
    with pytest.raises(InputError) as told:
        store.import_(found, NOW)
    assert told.value.problems[0].code == "board-code-taken"


def with_notes(value: dict[str, Any], count: int) -> dict[str, Any]:
    """Return a document whose last event writes so many notes more."""
    made: dict[str, Any] = json.loads(json.dumps(value))
    notes = [{"id": f"9-{number}", "kind": "note", "text": "Note"} for number in range(count)]
    writes = [{"part": "notes", "id": one["id"], "after": one} for one in notes]
    made["plan"]["notes"] |= {str(one["id"]): one for one in notes}
    made["events"].append({**made["events"][1], "version": 5, "at": made["events"][-1]["at"], "writes": writes})
    made["version"] = 5
    return made


def test_a_plan_with_more_on_it_than_anybody_can_put_there_is_refused_with_words(exported: dict[str, Any]) -> None:
    there = sum(len(items) for part, items in exported["plan"].items() if part != "about")
    full = read_document(raw(with_notes(exported, MOST_ITEMS - there)), "plan")
    assert len(full.plan.notes) + len(full.plan.cards) == MOST_ITEMS
    with pytest.raises(InputError) as told:
        read_document(raw(with_notes(exported, MOST_ITEMS - there + 1)), "plan")
    assert [one.code for one in told.value.problems] == ["board-full"]


@pytest.mark.parametrize("language", ["", "x", "<b>", "da en", "dansk" * 20, "d\u00e5"])
def test_a_language_that_is_none_is_refused_with_words(exported: dict[str, Any], language: str) -> None:
    exported["plan"]["about"]["language"] = language
    exported["events"][0]["writes"][0]["after"]["language"] = language
    with pytest.raises(InputError) as told:
        read_document(raw(exported), "plan")
    assert [one.code for one in told.value.problems] == ["board-language"]


@pytest.mark.parametrize("weeks", [3, 53])
def test_how_long_a_plan_may_be_is_said(exported: dict[str, Any], weeks: int) -> None:
    exported["plan"]["about"]["weeks"] = weeks
    with pytest.raises(InputError) as told:
        read_document(raw(exported), "plan")
    assert [one.message("da") for one in told.value.problems] == ["en plan er på 4 til 52 uger"]


def test_no_list_on_a_plan_is_longer_than_the_screens_let_it_be(exported: dict[str, Any]) -> None:
    exported["plan"]["about"]["talked_about"] = ["A"] * 1_000
    with pytest.raises(InputError):
        read_document(raw(exported), "plan")


def test_what_has_not_happened_yet_is_not_taken_in(store: Store, exported: dict[str, Any]) -> None:
    found = read_document(raw(exported), "plan")
    with pytest.raises(InputError) as told:
        store.import_(found, NOW - dt.timedelta(days=2))
    assert told.value.problems[0].code == "board-history-broken"


def test_what_a_clock_that_is_ahead_has_written_can_be_taken_out_and_in_again(
    store: Store, exported: dict[str, Any]
) -> None:
    code = store.import_(read_document(raw(exported), "plan"), NOW - dt.timedelta(hours=2)).code
    store.change(code, 4, HER, taken("Have"), NOW - dt.timedelta(hours=1))
    again = store.export(code)
    store.erase(code)
    assert store.import_(read_document(raw(again), "plan"), later(60)).version == 5


def in_event(number: int, **fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value["events"][number].update(fields)


def in_write(number: int, **fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value["events"][number]["writes"][0].update(fields)


CHANGES: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "another schema": ("board-schema-unknown", lambda value: value.update(schema=2)),
    "no schema": ("board-schema-unknown", lambda value: value.pop("schema")),
    "an unknown key": ("bad-value", lambda value: value.update({"<script>": 1})),
    "no plan": ("missing-key", lambda value: value.pop("plan")),
    "another plan": ("board-history-broken", lambda value: value["plan"]["about"].update(weeks=14)),
    "no events": ("board-history-broken", lambda value: value.update(events=[])),
    "an event left out": ("board-history-broken", lambda value: value["events"].pop(1)),
    "the last left out": ("board-history-broken", lambda value: value["events"].pop()),
    "events turned around": ("board-history-broken", lambda value: value["events"].reverse()),
    "another version": ("board-history-broken", lambda value: value.update(version=9)),
    "a huge version": ("board-history-broken", lambda value: value.update(version=10**15)),
    "a time with no zone": ("bad-value", in_event(1, at="2026-11-23T09:01:00")),
    "a time before the last": ("board-history-broken", in_event(1, at="2026-11-22T09:01:00Z")),
    "a before that was not": ("board-history-broken", in_write(2, before={"id": "3-1", "face": {"word": "Andet"}})),
    "an id of another": ("board-history-broken", in_write(1, id="9-9")),
    "an about that goes": ("board-history-broken", in_write(1, part="about", id="about", after=None)),
    "a time before all years": ("board-history-broken", in_event(0, at="0001-01-01T00:00:00+14:00")),
    "an event that does nothing": ("board-history-broken", in_event(1, writes=[])),
    "an undo of the future": ("board-history-broken", in_event(3, undoes=99)),
    "somebody else": ("bad-choice-here", in_event(1, by={"who": "mayor"})),
    "a part that is none": ("bad-choice-here", in_write(1, part="secrets")),
    "a code that is none": ("board-history-broken", lambda value: value.update(board="../../etc/passwd")),
    "a citizen by number": ("bad-value", lambda value: value.update(citizen="010203-1234")),
    "a number in a text": ("cpr-number", in_event(1, why="Ring om 010203-1234")),
    "a number as a number": ("cpr-number", in_write(1, after={"id": "2-1", "value": 1502031234})),
}


@pytest.mark.parametrize(("code", "change"), CHANGES.values(), ids=CHANGES)
def test_what_does_not_hold_together_is_refused_without_showing_what_was_written(
    exported: dict[str, Any], code: str, change: Callable[[dict[str, Any]], None]
) -> None:
    change(exported)
    with pytest.raises(InputError) as told:
        read_document(raw(exported), "plan.json")
    assert code in [one.code for one in told.value.problems]
    for hidden in (WISH, "script", "mayor", "secrets", "passwd", "010203", "1502031234"):
        assert hidden not in str(told.value)


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (b"", "json-syntax"),
        (b"[" * 100_000, "json-syntax"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "json-syntax"),
        (b"\xff\xfe{}", "json-syntax"),
        (b'{"schema": NaN}', "json-syntax"),
        (b'{"schema": 1e999}', "board-schema-unknown"),
        (b'{"schema": 1, "schema": 1}', "duplicate-key"),
        (b'"\\ud800"', "json-syntax"),
        (b'{"a": 1, "a": 2,' + b",".join(b'"%d": 0' % number for number in range(200_000)) + b"}", "duplicate-key"),
        (b"[]", "expected-mapping"),
        (b"null", "expected-mapping"),
        (b" " * (MOST_BYTES + 1), "file-too-large"),
        (b'{"schema": 1, "board": ' + b"9" * 5_000 + b"}", "json-syntax"),
    ],
)
def test_a_hostile_file_is_refused_in_words(hostile: bytes, code: str) -> None:
    with pytest.raises(InputError) as told:
        read_document(hostile, "plan.json")
    assert told.value.problems[0].code == code


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_with_any_byte_changed_is_refused_or_is_a_plan(exported: dict[str, Any], data: st.DataObject) -> None:
    whole = raw(exported)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 30)) :]
    problems = ""
    try:
        assert read_document(changed, "plan.json").plan.about.weeks
    except InputError as error:
        problems = str(error)
    assert WISH not in problems


@pytest.mark.parametrize("name", ["kort", "🎵", "a/b", "2-x", "²-1", "2-1-1", "-", "2"])
def test_an_item_that_no_change_of_ours_has_named_is_refused(exported: dict[str, Any], name: str) -> None:
    """Pages count with the names of items, and send them in addresses and heads."""
    renamed = raw(exported).replace(b'"2-1"', json.dumps(name).encode())
    assert renamed != raw(exported)
    with pytest.raises(InputError) as told:
        read_document(renamed, "plan.json")
    assert [one.code for one in told.value.problems] == ["board-history-broken"]
