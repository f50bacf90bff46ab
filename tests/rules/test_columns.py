"""Conditions over columns mean what the reference evaluator says they mean, on every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import pytest

from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.lab.population.encoding import encoded_rows
from tilbud_engine.rules import reference
from tilbud_engine.rules.columns import truth
from tilbud_engine.rules.conditions import Condition, Truth
from tilbud_engine.vocabulary import FactValue, Members

RULES, CITIZENS = 25, 400


def tellable(facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Return the facts without a set of which no member is known: a column tells it from no answer no more."""
    return {key: value for key, value in facts.items() if value != Members(frozenset(), frozenset())}


def expected(conditions: Sequence[Condition], citizens: Sequence[Mapping[str, FactValue]]) -> list[list[Truth]]:
    meanings = [reference.meaning(one) for one in conditions]
    return [[meaning(facts) for meaning in meanings] for facts in citizens]


def on_polars(frame: nw.DataFrame[Any], conditions: Sequence[Condition], **how: Any) -> list[list[Truth]]:
    made = {f"c{i}": truth(one) for i, one in enumerate(conditions)}
    # `one` keeps rows where every condition is the same for everyone.
    found = frame.lazy().with_columns(**made).select(*made).collect(**how)
    return [list(row) for row in found.rows()]


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
@pytest.mark.parametrize("seed", range(8))
def test_10_000_answers_are_those_of_the_reference_evaluator(seed: int, engine: str) -> None:
    maker = Maker(seeded(seed).randrange)
    conditions = maker.ruleset(RULES)
    citizens = [tellable(maker.citizen()) for _ in range(CITIZENS)]
    found = on_polars(encoded_rows(FACTS.values(), citizens), conditions, engine=engine)
    assert found == expected(conditions, citizens)
    counted = Counter(one for row in found for one in row)
    assert min(counted[True], counted[False], counted[None]) > 500, "each kind is well tried"
