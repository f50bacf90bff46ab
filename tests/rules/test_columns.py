"""Conditions over columns mean what the reference evaluator says they mean, on every engine."""

from __future__ import annotations

import datetime as dt
import os
import random
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from tests.apache_spark import started_spark
from tests.rules.random_rules import FACTS, ORDERS, Maker, make_fact, seeded
from tilbud_engine.engine import Engine
from tilbud_engine.lab.population.encoding import encoded_rows
from tilbud_engine.rules import reference
from tilbud_engine.rules.columns import column_types, truth, truths
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    ParameterRef,
    Some,
    Test,
    Truth,
    walk,
)
from tilbud_engine.vocabulary import Fact, FactValue, Members

RULES, CITIZENS = 25, 400
DAY = dt.date(2026, 11, 22)
Citizen = Mapping[str, FactValue]
Evaluate = Callable[[nw.DataFrame[Any], Sequence[Condition | None]], list[list[Truth]]]


def tellable(facts: Citizen) -> Citizen:
    """Return the facts without a set of which no member is known: columns cannot tell it from no answer."""
    return {key: value for key, value in facts.items() if value != Members(frozenset(), frozenset())}


def expected(conditions: Sequence[Condition], citizens: Sequence[Citizen]) -> list[list[Truth]]:
    meanings = [reference.meaning(one) for one in conditions]
    return [[meaning(facts) for meaning in meanings] for facts in citizens]


def with_truths(frame: nw.LazyFrame[Any], conditions: Sequence[Condition | None]) -> nw.LazyFrame[Any]:
    columns = frame.collect_schema().names()
    made = {f"c{i}": truth(one, columns) for i, one in enumerate(conditions)}
    return frame.with_columns(**made).select("row", *made)


def in_memory(frame: nw.DataFrame[Any], conditions: Sequence[Condition | None]) -> list[list[Truth]]:
    found = with_truths(frame.with_row_index("row").lazy(), conditions).collect(engine="in-memory")
    return [list(row[1:]) for row in found.rows()]


def streaming(frame: nw.DataFrame[Any], conditions: Sequence[Condition | None]) -> list[list[Truth]]:
    found = with_truths(frame.with_row_index("row").lazy(), conditions).collect(engine="streaming")
    return [list(row[1:]) for row in found.sort("row").rows()]


@pytest.fixture(scope="module", params=["sail", pytest.param("apache spark", marks=pytest.mark.spark)])
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of Sail, or of Apache Spark itself, started for these tests."""
    pytest.importorskip("pyspark")
    with ExitStack() as stack:
        started = started_sail() if request.param == "sail" else started_spark(tmp_path_factory.mktemp("spark"))
        address = stack.enter_context(started)
        # What it says of the pandas beside it is nothing of ours.
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = SparkSession.builder.remote(address).create()
        yield session
        session.stop()


@contextmanager
def started_sail() -> Iterator[str]:
    sail = pytest.importorskip("pysail.spark")
    os.environ.setdefault("RUST_LOG", "error")
    server = sail.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture
def sail(spark: Any, tmp_path: Path) -> Evaluate:
    def evaluate(frame: nw.DataFrame[Any], conditions: Sequence[Condition | None]) -> list[list[Truth]]:
        file = tmp_path / "population.parquet"
        frame.with_row_index("row").with_columns(nw.col("row").cast(nw.Int64())).to_native().write_parquet(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lazy: nw.LazyFrame[Any] = nw.from_native(spark.read.parquet(str(file)))
            found = with_truths(lazy, conditions).collect("pyarrow")
        # It keeps no order.
        return [list(row[1:]) for row in found.sort("row").rows()]

    return evaluate


def case(seed: int, citizens: int = CITIZENS) -> tuple[list[Condition], list[Citizen]]:
    maker = Maker(seeded(seed).randrange)
    return maker.ruleset(RULES), [tellable(maker.citizen()) for _ in range(citizens)]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("evaluate", [in_memory, streaming])
def test_100_000_answers_of_polars_are_those_of_the_reference_evaluator(evaluate: Evaluate, seed: int) -> None:
    conditions, citizens = case(seed)
    found = evaluate(encoded_rows(FACTS.values(), citizens), conditions)
    assert found == expected(conditions, citizens)
    counted = Counter(one for row in found for one in row)
    assert min(counted[True], counted[False], counted[None]) > 500, "each kind is well tried"


@pytest.mark.parametrize("seed", range(100, 104))
def test_40_000_answers_through_spark_connect_are_those_of_the_reference_evaluator(sail: Evaluate, seed: int) -> None:
    conditions, citizens = case(seed)
    assert sail(encoded_rows(FACTS.values(), citizens), conditions) == expected(conditions, citizens)


@pytest.mark.long
def test_two_million_answers_of_polars_and_of_sail_are_those_of_the_reference_evaluator(sail: Evaluate) -> None:
    for seed in range(1_000, 1_040):
        conditions, citizens = case(seed, 2_000)
        frame = encoded_rows(FACTS.values(), citizens)
        found = expected(conditions, citizens)
        assert in_memory(frame, conditions) == found, f"seed {seed}"
        assert streaming(frame, conditions) == found, f"seed {seed}"
        assert sail(frame, conditions) == found, f"seed {seed}"


@pytest.mark.parametrize("seed", range(200, 206))
def test_a_fact_or_a_member_without_a_column_is_unknown_for_everyone(seed: int) -> None:
    conditions, citizens = case(seed)
    chance = seeded(seed)
    frame = encoded_rows(FACTS.values(), citizens)
    left = [name for name in frame.columns if chance.random() < 0.6]
    found = in_memory(frame.select(left), conditions)
    assert found == expected(conditions, [seen_through(left, facts) for facts in citizens])


def seen_through(columns: Sequence[str], facts: Citizen) -> Citizen:
    """Return what these columns tell of the facts."""
    told: dict[str, FactValue] = {}
    for key, value in facts.items():
        names = column_types(FACTS[key])
        if isinstance(value, Members):
            there = frozenset(m for m, name in zip(FACTS[key].values, names, strict=True) if name in columns)
            told[key] = Members(value.has & there, value.has_not & there)
        elif key in columns:
            told[key] = value
    return tellable(told)


# --- the catalogue


@pytest.fixture(scope="module")
def catalogue() -> Engine:
    return Engine.load(drafts=True)


def some_value(fact: Fact, chance: random.Random, numbers: Sequence[int]) -> FactValue:
    match fact.type:
        case "bool":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(list(fact.values))
        case "set":
            states = {one: chance.random() for one in fact.values}
            return Members(
                frozenset(one for one, state in states.items() if state < 0.3),
                frozenset(one for one, state in states.items() if state > 0.5),
            )
        case "date":
            return dt.date.fromordinal(DAY.toordinal() + chance.randrange(-400, 400))
    low, high = fact.bounds
    near = [number + step for number in numbers for step in (-1, 0, 1)]
    return max(low, min(high, chance.choice([low, high, *near])))


def catalogue_case(engine: Engine, ruleset: str, seed: int) -> tuple[list[Condition], list[Citizen]]:
    resolved = engine.rulebook.resolve(ruleset, DAY)
    conditions = [
        condition
        for offer in resolved.offers.values()
        for condition in (
            *(offer.eligible, offer.own, offer.also, offer.right),
            *(one.when for one in offer.rights),
            *(one.when for one in offer.hints),
        )
        if condition is not None
    ]
    numbers: dict[str, set[int]] = {}
    for condition in conditions:
        for test in (one for one in walk(condition) if isinstance(one, Test)):
            there = numbers.setdefault(test.fact.key, set())
            there.update(value for one in test.operands if isinstance(value := value_of(one), int))
    chance = seeded(seed)
    citizens = [
        tellable(
            {
                key: some_value(fact, chance, sorted(numbers.get(key, {18})) or [18])
                for key, fact in engine.vocabulary.facts.items()
                if chance.random() < 0.7
            }
        )
        for _ in range(300)
    ]
    return conditions, citizens


def value_of(operand: object) -> object:
    return operand.value if isinstance(operand, Constant) else None


@pytest.mark.parametrize("ruleset", ["danmark", "eksempelkommune", "varde"])
def test_every_condition_of_the_catalogue_means_the_same(catalogue: Engine, ruleset: str) -> None:
    conditions, citizens = catalogue_case(catalogue, ruleset, 7)
    frame = encoded_rows(catalogue.vocabulary.facts.values(), citizens)
    found = expected(conditions, citizens)
    assert in_memory(frame, conditions) == found
    assert streaming(frame, conditions) == found


@pytest.mark.parametrize("spark", ["sail"], indirect=True)  # Apache Spark takes minutes to plan that many at once.
def test_every_condition_of_the_catalogue_means_the_same_through_spark_connect(
    catalogue: Engine, sail: Evaluate
) -> None:
    conditions, citizens = catalogue_case(catalogue, "eksempelkommune", 8)
    frame = encoded_rows(catalogue.vocabulary.facts.values(), citizens)
    assert sail(frame, conditions) == expected(conditions, citizens)


# --- the edges


WIDE = make_fact("income", "int", bounds=(-(2**40), 2**40))
FULL = make_fact("days", "int")
EDGE = make_fact("age", "int", bounds=(0, 120))


def compare(fact: Fact, operator: Operator, *values: int | str | bool) -> Test:
    return Test(fact, operator, tuple(Constant(value) for value in values))


@pytest.mark.parametrize("operator", [Operator.IS, *ORDERS])
@pytest.mark.parametrize("fact", [WIDE, FULL, EDGE])
def test_a_number_beyond_what_the_column_holds_is_compared_as_it_is_written(fact: Fact, operator: Operator) -> None:
    low, high = fact.bounds
    values = [low, low + 1, high - 1, high]
    constants = [-(2**62), -(2**31) - 1, -(2**31), low - 1, *values, high + 1, 2**31 - 1, 2**31, 2**62]
    conditions: list[Condition] = [compare(fact, operator, value) for value in constants]
    citizens: list[Citizen] = [*({fact.key: value} for value in values), {}]
    assert in_memory(encoded_rows([fact], citizens), conditions) == expected(conditions, citizens)


def test_numbers_take_four_bytes_unless_their_range_asks_for_eight() -> None:
    assert column_types(EDGE) == column_types(FULL).fromkeys(["age"], nw.Int32())
    assert column_types(FULL) == {"days": nw.Int32()}
    assert column_types(WIDE) == {"income": nw.Int64()}


def test_what_holds_for_everyone_or_for_nobody_needs_no_column() -> None:
    flag = Flagged(Constant(True), expected=False)
    named = Named("all", EVERYONE)
    made = truths([EVERYONE, Not(EVERYONE), Some(()), flag, None, named, Every((flag, compare(EDGE, Operator.IS, 3)))])
    assert made == [True, False, False, False, None, True, False]


def test_a_list_of_most_values_is_read_as_its_few_others() -> None:
    town = make_fact("town", "choice", [f"t{i}" for i in range(90)])
    most = compare(town, Operator.IS, *(f"t{i}" for i in range(90) if i not in (7, 40)))
    made = nw.from_native(pl.LazyFrame({"town": [7, 8, None]}, schema={"town": pl.Int8})).select(truth(most))
    assert made.collect().rows() == [(False,), (True,), (None,)]
    assert made.to_native().explain().count('town")') == 2


def test_what_is_not_bound_is_refused() -> None:
    with pytest.raises(TypeError, match="DefinitionRef"):
        truth(DefinitionRef("adult"))
    with pytest.raises(TypeError, match="not bound yet"):
        truth(Test(EDGE, Operator.AT_LEAST, (ParameterRef("age_limit"),)))


def test_names_of_members_hold_nothing_that_an_engine_reads_otherwise() -> None:
    odd = make_fact("odd", "set", ["6.1", "6_1", "a b", "ø", "x/y", "`", "%2E"])
    names = list(column_types(odd))
    assert len(set(names)) == 7
    assert not set(".` ").intersection("".join(names))


@pytest.mark.parametrize("size", [1, 2, 5, 7, 9])
def test_the_number_of_members_is_compared_exactly_whatever_is_known_of_them(size: int) -> None:
    fact = make_fact("things", "set", [f"t{i}" for i in range(size)])
    conditions: list[Condition] = [
        Test(fact, operator, tuple(map(Constant, values)), counted=True)
        for operator, most in ((Operator.IS, 2), *((one, 1) for one in ORDERS))
        for values in combinations(range(-1, size + 2), most)
    ]
    chance = seeded(size)
    states = [[chance.choice((True, False, None)) for _ in fact.values] for _ in range(200)]
    citizens = [
        tellable(
            {
                "things": Members(
                    frozenset(one for one, state in zip(fact.values, row, strict=True) if state is True),
                    frozenset(one for one, state in zip(fact.values, row, strict=True) if state is False),
                )
            }
        )
        for row in states
    ]
    assert in_memory(encoded_rows([fact], citizens), conditions) == expected(conditions, citizens)
