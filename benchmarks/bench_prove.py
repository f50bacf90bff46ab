"""Everything `tilbud rules prove` looks for, on 40 and on 400 offers, of the whole country and of one municipality."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest
from benchmarks.worlds import World, nationwide, one_municipality

from tilbud_engine.lab.findings import prove
from tilbud_engine.lab.rules_at import RulesAt

WORLDS: dict[str, Callable[[], World]] = {
    "40 offers of the country": lambda: nationwide(40, 2),
    "400 offers of the country": lambda: nationwide(400, 2),
    "60 offers of a municipality among 400": lambda: one_municipality(400),
}
MOST_SECONDS = 60
"""So long may 400 offers take."""


@lru_cache(maxsize=1)
def world(name: str) -> World:
    return WORLDS[name]()


@pytest.mark.parametrize("name", WORLDS)
def test_prove(benchmark, name):
    here = world(name)
    rules = RulesAt(here.engine, here.ruleset, here.resolved.on)
    benchmark.group = "prove"
    found = benchmark.pedantic(prove, (rules,), rounds=3, warmup_rounds=1)
    benchmark.extra_info.update(
        world=name, what="prove", settled=found.proved, unsettled=len(found.unsettled), findings=len(found.findings)
    )
    assert not found.stopped
    assert benchmark.stats.stats.median < MOST_SECONDS
