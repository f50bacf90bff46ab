"""One citizen against 40, 400 and 4,000 offers: verdicts alone, and whole suggestions with explanations.

Each round goes through all citizens; `extra_info` holds how many there are, so that the report can divide.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import lru_cache

import pytest
from benchmarks.worlds import COUNT, World, nationwide, one_municipality

from tilbud_engine.matching import Runtime
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.rules.reference import ReferenceRuntime

# The processor's time: what else the machine does meanwhile counts less.
pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=11, warmup=True, warmup_iterations=1)

WORLDS: dict[str, Callable[[], World]] = {
    "40 loaded, all relevant": lambda: nationwide(40, None),
    "400 loaded, about 60 relevant": lambda: nationwide(400, 2, 3),
    "400 loaded, all relevant": lambda: nationwide(400, None),
    "4000 loaded, all relevant": lambda: nationwide(4000, None),
    "60 loaded, 60 of the municipality": lambda: one_municipality(60),
    "4000 loaded, 60 of the municipality": lambda: one_municipality(4000),
}
WHOLE = [name for name in WORLDS if name != "4000 loaded, all relevant"]


@lru_cache(maxsize=2)
def world(name: str) -> World:
    return WORLDS[name]()


@pytest.mark.parametrize("runtimes", ["reference", "durable", "both"])
@pytest.mark.parametrize("name", WORLDS)
def test_verdicts(benchmark, name, runtimes):
    here = world(name)
    asked = here.asked()
    used: list[Runtime] = []
    if runtimes != "durable":
        used.append(ReferenceRuntime())
    if runtimes != "reference":
        used.append(DurableRuntime())

    def run() -> None:
        for conditions, knowledge in asked:
            for runtime in used:
                runtime.decide(conditions, knowledge.values)

    for conditions, knowledge in asked:
        answers = [runtime.decide(conditions, knowledge.values) for runtime in used]
        assert all(one == answers[0] for one in answers)
    benchmark.group = f"verdicts: {name}"
    benchmark.extra_info.update(world=name, what=f"verdicts {runtimes}", citizens=COUNT, relevant=here.relevant())
    benchmark(run)
    for runtime in used:
        runtime.close()


@pytest.mark.parametrize("form", ["suggestion", "suggestion to JSON"])
@pytest.mark.parametrize("name", WHOLE)
def test_suggestions(benchmark, name, form):
    here = world(name)

    def run() -> None:
        for citizen in here.citizens:
            made = here.engine.suggest(citizen, ruleset=here.ruleset)
            if form != "suggestion":
                json.dumps(made.to_json(), ensure_ascii=False)

    benchmark.group = f"suggestions: {name}"
    benchmark.extra_info.update(world=name, what=form, citizens=COUNT, relevant=here.relevant())
    benchmark(run)
