"""What is in the databases: sealed, in its place, and gone for good when it is erased."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.board.stories import HER, NOW, WISH, begun, later, taken, wished
from tilbud_engine.board.storage import Keys, Store, databases
from tilbud_engine.board.storage.sealing import seal, unseal
from tilbud_engine.errors import InputError, SetupError, TilbudError, problem


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'boards.db'}"


@pytest.fixture
def keys() -> Keys:
    return Keys.new()


@pytest.fixture
def store(url: str, keys: Keys) -> Iterator[Store]:
    opened = Store.open(url, keys)
    yield opened
    opened.close()


def with_a_wish(store: Store, citizen: str | None = None) -> str:
    code = store.new(HER, begun(), NOW, citizen).code
    store.change(code, 1, HER, wished(), later(1), why="Vi talte om det")
    return code


def run(url: str, statement: str, **values: Any) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount != 0
    engine.dispose()


def found(url: str, query: str) -> list[Any]:
    """Return the rows of a query, and leave no connection open."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = list(connection.execute(text(query)).all())
    engine.dispose()
    return rows


def code_of(error: pytest.ExceptionInfo[TilbudError]) -> str:
    return error.value.problems[0].code


# --- sealed -------------------------------------------------------------------------------------------------------


def test_nothing_that_anybody_wrote_is_in_any_file(store: Store, tmp_path: Path) -> None:
    with_a_wish(store)
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert len(raw) > 10_000
    for word in (WISH, "synge", "Vi talte om det", 'citizen"', "eksempelkommune", "wish"):
        assert word.encode() not in raw


def test_the_files_are_for_their_owner_alone(store: Store, tmp_path: Path) -> None:
    with_a_wish(store)
    files = sorted(one.name for one in tmp_path.iterdir())
    assert {"boards.db", "boards-keys.db"} <= set(files)
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}


def test_another_key_opens_nothing_and_says_so_at_once(store: Store, url: str) -> None:
    with_a_wish(store)
    with pytest.raises(InputError) as told:
        Store.open(url, Keys.new())
    assert code_of(told) == "board-key-wrong"


def test_without_a_key_boards_can_be_listed_and_erased_and_nothing_else(store: Store, url: str) -> None:
    code = with_a_wish(store)
    locked = Store.open(url, None)
    assert [(one.code, one.version) for one in locked.boards()] == [(code, 2)]
    for ask in (locked.get, locked.events, locked.export):
        with pytest.raises(InputError) as told:
            ask(code)
        assert code_of(told) == "board-key-missing"
    locked.erase(code)
    locked.close()
    assert store.boards() == []


def test_the_master_key_can_be_changed(store: Store, url: str, keys: Keys) -> None:
    code = with_a_wish(store)
    new = Keys.new()
    with pytest.raises(InputError):
        Store.open(url, new)
    both = Store.open(url, Keys(new.master, keys.master))
    assert both.get(code) == store.get(code)
    assert (both.wrap_anew(), both.wrap_anew()) == (1, 0)
    both.close()
    alone = Store.open(url, new)
    assert alone.get(code).plan.noted("wish")[0].text == WISH
    alone.close()
    with pytest.raises(InputError):
        Store.open(url, keys)


def test_a_key_is_read_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    made = Keys.new()
    file = tmp_path / "key"
    file.write_text(f"{made.written}\n", encoding="utf-8")
    assert Keys.find({"TILBUD_KEY": made.written}) == made
    assert Keys.find({"TILBUD_KEY_FILE": str(file)}) == made
    assert Keys.find({"TILBUD_KEY": made.written, "TILBUD_KEY_OLD": made.written}) == Keys(made.master, made.master)
    assert Keys.find({}) is None
    assert made.written not in repr(made)
    assert str(made.master) not in repr(made)


@pytest.mark.parametrize("written", ["x", "æøå", "A" * 42, "A" * 44, "*" * 43, "A" * 10_000, "\0"])
def test_what_is_no_key_is_refused_without_being_shown(written: str) -> None:
    with pytest.raises(InputError) as told:
        Keys.find({"TILBUD_KEY": written})
    assert code_of(told) == "board-key-malformed"
    assert written[:10] not in str(told.value) or written == "x"
    with pytest.raises(InputError) as told:
        Keys.find({"TILBUD_KEY_FILE": "/ingen/nøgle"})
    assert code_of(told) == "file-missing"


# --- in its place -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update board set state = cast(substr(state, 1, 40) || x'00' || substr(state, 42) as blob)",
        "update board set state = x''",
        "update board set version = 1 where version = 2",
        "update board set state = (select state from board where code <> :code) where code = :code",
        "update board set state = (select body from board_event where board = :code and version = 2)",
    ],
)
def test_a_board_that_was_changed_from_outside_is_seen(store: Store, url: str, statement: str) -> None:
    code = with_a_wish(store, "11111111-1111-4111-8111-111111111111")
    store.new(HER, begun(), NOW, "11111111-1111-4111-8111-111111111111")
    run(url, statement, **({"code": code} if ":code" in statement else {}))
    with pytest.raises(SetupError) as told:
        store.get(code)
    assert code_of(told) == "board-tampered"


@pytest.mark.parametrize(
    "statement",
    [
        "delete from board_event where version = 2",
        "delete from board_event where version = 3",
        "delete from board_event where version = 1",
        "update board_event set body = (select body from board_event where version = 3) where version = 2",
        "update board_event set link = x'00' where version = 3",
        "update board_event set version = 9 where version = 2",
        "update board_event set body = x'0102' where version = 2",
    ],
)
def test_a_history_that_was_changed_from_outside_is_seen(store: Store, url: str, statement: str) -> None:
    code = with_a_wish(store)
    store.change(code, 2, HER, taken("Kor"), later(2))
    run(url, statement)
    for ask in (lambda: store.events(code), lambda: store.export(code), lambda: store.undo(code, 3, HER, later(3))):
        with pytest.raises(SetupError) as told:
            ask()
        assert code_of(told) == "board-tampered"


def test_a_wrapped_key_does_not_open_under_another_citizens_name(store: Store, url: str, tmp_path: Path) -> None:
    with_a_wish(store)
    code = with_a_wish(store)
    run(
        f"sqlite:///{tmp_path / 'boards-keys.db'}",
        "update citizen_key set wrapped = (select wrapped from citizen_key order by citizen limit 1)",
    )
    codes = []
    for one in store.boards():
        try:
            store.get(one.code)
        except SetupError as error:
            codes.append(error.problems[0].code)
    assert codes == ["board-tampered"]
    assert code in [one.code for one in store.boards()]


# --- gone ---------------------------------------------------------------------------------------------------------


def test_an_erased_board_is_unknown_like_one_that_never_was(store: Store) -> None:
    code = with_a_wish(store)
    store.erase(code)
    for ask in (store.get, store.events, store.export, store.erase):
        with pytest.raises(InputError) as told:
            ask(code)
        assert code_of(told) == "board-unknown"
        assert told.value.problems[0].where == ""


def test_what_is_erased_cannot_be_read_even_from_a_backup_of_the_boards(
    store: Store, url: str, keys: Keys, tmp_path: Path
) -> None:
    code, other = with_a_wish(store), with_a_wish(store)
    store.close()
    backup = tmp_path / "backup.db"
    shutil.copyfile(tmp_path / "boards.db", backup)
    store.erase(code)
    store.close()
    shutil.copyfile(backup, tmp_path / "boards.db")
    restored = Store.open(url, keys)
    with pytest.raises(InputError) as told:
        restored.get(code)
    assert code_of(told) == "board-unknown"
    assert restored.get(other).plan.noted("wish")[0].text == WISH
    assert restored.retain(12, NOW.date()).boards == 1
    assert [one.code for one in restored.boards()] == [other]
    restored.close()


def test_no_byte_of_an_erased_board_or_its_key_stays_in_the_files(store: Store, tmp_path: Path) -> None:
    code = with_a_wish(store)
    [[wrapped]] = found(f"sqlite:///{tmp_path / 'boards-keys.db'}", "select wrapped from citizen_key")
    query = "select body from board_event union select state from board"
    sealed = [one for [one] in found(f"sqlite:///{tmp_path / 'boards.db'}", query)]
    store.erase(code)
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for one in (wrapped, *sealed):
        assert one[13:40] not in raw
    assert code.encode() not in raw


def test_a_citizens_other_plan_stays_readable_and_her_key_goes_with_the_last(store: Store) -> None:
    citizen = "22222222-2222-4222-8222-222222222222"
    first, second = with_a_wish(store, citizen), with_a_wish(store, citizen)
    store.erase(first)
    assert store.get(second).citizen == citizen
    assert (store.erase_citizen(citizen).boards, store.boards()) == (1, [])
    assert store.erase_citizen(citizen).boards == 0


def test_a_citizen_is_a_uuid_and_never_a_number_of_hers(store: Store) -> None:
    for citizen in ("010203-1234", "", "Søren", "1" * 33):
        with pytest.raises(InputError) as told:
            store.new(HER, begun(), NOW, citizen)
        assert code_of(told) == "board-citizen-uuid"
        assert not citizen or citizen not in str(told.value)


@pytest.mark.skipif(os.name == "nt", reason="the bits say nothing there")
def test_a_database_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path, keys: Keys) -> None:
    nonsense = tmp_path / "nonsense.db"
    nonsense.write_bytes(b"no database" * 100)
    for address in (f"sqlite:///{tmp_path}/ingen/boards.db", f"sqlite:///{tmp_path}", f"sqlite:///{nonsense}"):
        with pytest.raises(InputError) as told:
            Store.open(address, keys)
        assert code_of(told) == "board-database-closed"


def test_a_damaged_database_is_told_without_a_traceback(store: Store, url: str) -> None:
    code = with_a_wish(store)
    run(url, "update board set state = cast(state as text)")
    with pytest.raises(InputError) as told:
        store.get(code)
    assert code_of(told) == "board-database-closed"
    run(url, "drop table board_event")
    with pytest.raises(InputError) as told:
        store.new(HER, begun(), NOW)
    assert code_of(told) == "board-database-closed"


def test_another_process_that_writes_for_too_long_is_told_and_nothing_is_changed(
    store: Store, url: str, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = with_a_wish(store)
    monkeypatch.setattr(databases, "_WAIT_SECONDS", 0)
    other = Store.open(url, keys)
    engine = create_engine(url)
    with engine.connect() as busy:
        busy.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(InputError) as told:
            other.change(code, 2, HER, taken("Kor"), later(2))
        assert code_of(told) == "board-database-busy"
        assert other.get(code).version == 2
        busy.rollback()
    assert other.change(code, 2, HER, taken("Kor"), later(2)).version == 3
    engine.dispose()
    other.close()


def test_a_plan_in_a_form_that_is_not_known_is_told_without_what_it_holds(
    store: Store, url: str, keys: Keys, tmp_path: Path
) -> None:
    code = with_a_wish(store)
    [[citizen, wrapped]] = found(f"sqlite:///{tmp_path / 'boards-keys.db'}", "select citizen, wrapped from citizen_key")
    key = unseal(keys.master, wrapped, f"citizen_key|{citizen}")
    plain = bytes(32) + f'{{"about": {{}}, "colour": "{WISH}"}}'.encode()
    run(url, "update board set state = :state", state=seal(key, plain, f"board|{code}|2"))
    with pytest.raises(SetupError) as told:
        store.get(code)
    assert code_of(told) == "board-form-unknown"
    assert WISH not in str(told.value)


@pytest.mark.parametrize("address", ["", "boards.db", "mysql://a/b", "sqlite://", "sqlite:///:memory:", "x" * 5_000])
def test_an_address_that_makes_no_sense_is_refused(address: str, keys: Keys) -> None:
    with pytest.raises(InputError) as told:
        Store.open(address, keys)
    assert code_of(told) == "board-database-url"


def test_a_password_is_in_no_message(keys: Keys) -> None:
    for address in ("postgresql://tilbud:hemmeligt@127.0.0.1:1/boards", "postgresql://tilbud:hemmeligt@[/boards"):
        with pytest.raises(InputError) as told:
            Store.open(address, keys)
        assert "hemmeligt" not in str(told.value)
        assert told.value.__cause__ is None


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, keys: Keys) -> None:
    code = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'cryptography' else real(name, *rest)\n"
        "import tilbud_engine.board.storage"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert "cryptography" in result.stderr
    assert "extra-missing" in result.stderr
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError) as told:
        Store.open("postgresql://tilbud@127.0.0.1:1/boards", keys)
    assert told.value.problems[0] == problem("extra-missing", "", library="psycopg", extra="postgres")
