"""The databases of the tests are real ones, empty, and reached by nobody else."""

from __future__ import annotations

import os

import psycopg
from sqlalchemy import create_engine, inspect, text


def test_each_test_has_an_empty_database_that_keeps_what_is_written(database_url: str) -> None:
    for _ in range(2):
        engine = create_engine(database_url)
        with engine.begin() as connection:
            known = inspect(connection).get_table_names()
            connection.execute(text("create table if not exists word (da text)"))
            connection.execute(text("insert into word values ('æøå')"))
            rows = connection.execute(text("select da from word")).all()
        engine.dispose()
    assert known == ["word"]
    assert [row[0] for row in rows] == ["æøå", "æøå"]


def test_another_test_sees_none_of_it(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_postgresql_listens_to_no_port_and_runs_without_rights(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        [process] = connection.execute("select pg_backend_pid()").fetchone() or ()
        [version] = connection.execute("select current_setting('server_version_num')::int").fetchone() or ()
    assert version >= 13_00_00
    assert os.getuid() != 0 or process > 0
