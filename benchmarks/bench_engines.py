"""The same flat rules in both runtimes and in other rule engines; the answers are checked equal."""

from __future__ import annotations

import time
from functools import cache

import pytest
import zen
from benchmarks.others import Ask, engines, people, rules, unknown_kept

CITIZENS = 10
NAMES = ["reference evaluator", "durable-rules", "zen-engine, table", "zen-engine, expressions", "rule-engine"]


@cache
def asked(count: int) -> dict[str, Ask]:
    return dict(engines(rules(count), people(CITIZENS, known=1.0)))


@pytest.mark.benchmark(timer=time.process_time, min_rounds=10, warmup=True, warmup_iterations=1)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [40, 400, 4000])
def test_known_facts(benchmark, count, name):
    ask, meant = asked(count)[name], asked(count)["reference evaluator"]
    assert all(ask(number) == meant(number) for number in range(CITIZENS))
    benchmark.group = f"{count} flat rules"
    benchmark.extra_info.update(world=f"{count} flat rules", what=name, citizens=CITIZENS)
    benchmark(lambda: [ask(number) for number in range(CITIZENS)])


@pytest.mark.parametrize("name", NAMES)
def test_unknown_facts(benchmark, name):
    made = engines(rules(400), people(CITIZENS, known=0.6), careful=True)
    found = unknown_kept(made[name], made["reference evaluator"], CITIZENS)
    if name in ("reference evaluator", "durable-rules"):
        assert found["right"] == sum(found.values())
    assert found["wrong"] == 0
    benchmark.group = "unknown facts"
    benchmark.extra_info.update(world="unknown", what=name, citizens=CITIZENS, unknown=found)
    benchmark.pedantic(made[name], args=(0,), rounds=1)


def test_zen_says_yes_to_what_is_not_known():
    """Nothing to measure: what the page says of `not`."""
    assert zen.evaluate_expression("benefit_type not in ['su']", {"benefit_type": None}) is True
