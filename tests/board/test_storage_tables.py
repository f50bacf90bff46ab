"""The tables: made step by step by Alembic, and the same as the code has them."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, inspect, text

from tests.board.stories import HER, NOW, begun
from tilbud_engine.board.storage import Keys, Store
from tilbud_engine.board.storage.databases import steps
from tilbud_engine.board.storage.tables import BOARDS, KEYS
from tilbud_engine.errors import SetupError


def keys_address(url: str) -> str:
    return url.replace("board.sqlite", "board-keys.sqlite")


def of_one_kind(tables: MetaData) -> Any:
    """Leave out what is not ours: on PostgreSQL both kinds may stand in one database."""
    ours = set(tables.tables)
    return lambda _, name, kind, __, ___: kind != "table" or name in ours


@pytest.mark.parametrize(("tables", "address"), [(BOARDS, str), (KEYS, keys_address)], ids=["boards", "keys"])
def test_the_steps_lead_to_the_tables_that_the_code_has(database_url: str, tables: MetaData, address: Any) -> None:
    Store.open(database_url, Keys.new()).close()
    engine = create_engine(address(database_url))
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": of_one_kind(tables)}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), tables) == []
        assert set(tables.tables) <= set(inspect(connection).get_table_names())
    engine.dispose()


def test_a_difference_would_be_seen(database_url: str) -> None:
    Store.open(database_url, Keys.new()).close()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("alter table board add column colour varchar(5)"))
        connection.execute(text("drop index ix_board_citizen"))
        options = {"include_object": of_one_kind(BOARDS)}
        found = {one[0] for one in compare_metadata(MigrationContext.configure(connection, opts=options), BOARDS)}
    engine.dispose()
    assert found == {"remove_column", "add_index"}


def test_opening_again_changes_nothing(database_url: str) -> None:
    keys = Keys.new()
    first = Store.open(database_url, keys)
    stored = first.new(HER, begun(), NOW)
    first.close()
    again = Store.open(database_url, keys)
    assert again.get(stored.code) == stored
    again.close()


def test_a_database_from_a_newer_version_is_left_as_it_is(database_url: str) -> None:
    keys = Keys.new()
    Store.open(database_url, keys).close()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("update boards_schema set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SetupError) as told:
        Store.open(database_url, keys)
    assert told.value.problems[0].code == "board-database-newer"


def test_the_steps_have_one_beginning_and_are_numbered() -> None:
    for folder in (steps("boards"), steps("keys")):
        names = sorted(one.name for one in folder.glob("step_*.py"))
        assert names
        assert [name[5:9] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
