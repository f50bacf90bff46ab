"""A population is counted the same here and on an engine that speaks Spark Connect."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

import narwhals as nw
import pytest

from tests.apache_spark import started_spark
from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.errors import InputError
from tilbud_engine.lab.population.counting import counts, grouped_counts, transitions
from tilbud_engine.lab.population.encoding import encoded_rows
from tilbud_engine.lab.population.engines import on_engine
from tilbud_engine.lab.population.reading import Population, read_population
from tilbud_engine.reading import MAX_DEPTH
from tilbud_engine.rules.conditions import EVERYONE, Condition, Constant, Every, Operator, Some, Test
from tilbud_engine.vocabulary import Vocabulary


def made_up(seed: int) -> tuple[Population, Maker]:
    maker = Maker(seeded(seed).randrange)
    frame = encoded_rows(FACTS.values(), [maker.citizen() for _ in range(500)]).lazy()
    columns = frozenset(frame.collect_schema().names())
    return Population(frame, columns, frozenset(FACTS), 500, "made up"), maker


def test_sail_counts_what_polars_counts() -> None:
    pytest.importorskip("pysail")
    people, maker = made_up(1)
    rules = {str(i): one for i, one in enumerate([*maker.ruleset(8), EVERYONE, None])}
    changes = dict(zip(rules, zip(rules.values(), reversed(rules.values()), strict=True), strict=True))
    by = {"adult": nw.col("age") >= 18, "housing": nw.col("housing")}
    here = counts(people, rules), grouped_counts(people, rules, by), transitions(people, changes)
    with on_engine(people, "sail") as there:
        assert (counts(there, rules), grouped_counts(there, rules, by), transitions(there, changes)) == here


def test_sail_reads_the_file_that_was_kept(tmp_path: Path) -> None:
    pytest.importorskip("pysail")
    vocabulary = Vocabulary.shipped()
    file = tmp_path / "people.csv"
    file.write_text("age;substance_use\n30;alcohol\n17;\n;none\n", encoding="utf-8")
    people = read_population(file, vocabulary, dt.date(2026, 11, 22), keep=True)
    adult = Test(vocabulary.facts["age"], Operator.AT_LEAST, (Constant(18),))
    none = Test(vocabulary.facts["substance_use"], Operator.IS_EMPTY)
    with on_engine(people, "sail") as there:
        found = counts(there, {"adult": adult, "none": none})
    assert {key: (one.yes, one.no, one.unknown) for key, one in found.items()} == {
        "adult": (1, 1, 1),
        "none": (1, 1, 1),
    }


def test_polars_is_where_it_is_already() -> None:
    people, _ = made_up(2)
    with on_engine(people) as there:
        assert there is people


def test_an_engine_that_there_is_not_is_told() -> None:
    people, _ = made_up(3)
    with pytest.raises(InputError, match="engine-unknown"), on_engine(people, "spark"):
        pass


def test_an_engine_that_does_not_answer_is_told_without_its_token() -> None:
    pytest.importorskip("pyspark")
    people, _ = made_up(4)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError) as caught, on_engine(people, f"sc://127.0.0.1:{port}/;token=secret"):
        pass
    assert [one.code for one in caught.value.problems] == ["engine-silent"]
    assert "secret" not in str(caught.value)


def test_an_engine_that_cannot_read_the_file_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pysail")
    people, maker = made_up(5)
    gone = tmp_path / "gone.parquet"
    lost = Population(people.frame, people.columns, people.facts, people.rows, people.name, (), gone)
    with pytest.raises(InputError, match="engine-failed"), on_engine(lost, "sail") as there:
        counts(there, {"one": maker.ruleset(1)[0]})


def test_rules_that_are_nested_as_deep_as_a_file_may_be_are_counted_and_deeper_ones_told() -> None:
    pytest.importorskip("pysail")
    people, maker = made_up(7)
    condition: Condition = maker.test(FACTS["age"])
    with on_engine(people, "sail") as there:
        for level in range(MAX_DEPTH):
            parts = maker.test(FACTS["age"]), condition
            condition = Every(parts) if level % 2 else Some(parts)
        assert counts(there, {"deep": condition}) == counts(people, {"deep": condition})
    for _ in range(60):
        condition = Some((Every((condition, maker.test(FACTS["age"]))), maker.test(FACTS["balance"])))
    with pytest.raises(InputError, match="engine-failed"), on_engine(people, "sail") as there:
        counts(there, {"deeper": condition})


@pytest.mark.spark
def test_apache_spark_counts_what_polars_counts(tmp_path: Path) -> None:
    people, maker = made_up(6)
    rules = {str(i): one for i, one in enumerate([*maker.ruleset(8), EVERYONE, None])}
    with started_spark(tmp_path) as address, on_engine(people, address) as there:
        assert counts(there, rules) == counts(people, rules)
