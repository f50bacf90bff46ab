"""How long it takes to put every mistake there is into rules, with all scenarios of the catalogue, on two cores."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.lab.mutation.running import run_mutants
from tilbud_engine.lab.mutation.targets import find_targets
from tilbud_engine.settings import Settings

ON = dt.date(2026, 9, 1)
MOST_SECONDS = 180
JOBS = 2

RULES = {
    "eksempelkommune": ["eksempelkommune"],
    "varde": ["varde"],
    "danmark": ["danmark"],
    "the whole catalogue": [str(catalogue_folder(kind)) for kind in ("rulesets", "plugins")],
}


@pytest.mark.parametrize("name", RULES)
def test_every_mistake_in_rules(benchmark, name):
    found = find_targets(RULES[name], Settings(), [], Path.cwd())
    result = benchmark.pedantic(lambda: run_mutants(found, ON, minutes=30, jobs=JOBS), rounds=1)
    assert result.stopped is None
    benchmark.extra_info.update(
        world=name, what="mutation", mutants=len(result.fates), scenarios=result.scenarios, score=result.score.percent
    )
    assert benchmark.stats["max"] < MOST_SECONDS
