"""Rules over columns: beside openfisca-core, beside the same written by hand, and how time and memory grow.

Whatever is compared is measured in turn, in one process; memory is measured in processes of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import polars as pl
import pytest
from benchmarks import openfisca, populations

from tilbud_engine.rules import reference

PROGRAM = Path(populations.__file__)
MILLION = 1_000_000


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("populations")


def in_turn(runs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, dict[str, float]]:
    """Return the median seconds of each, by the clock and of the processor, run one after the other in turn."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            clock, processor = time.perf_counter(), time.process_time()
            run()
            taken[name].append((time.perf_counter() - clock, time.process_time() - processor))
    return {
        name: {"clock": median(one[0] for one in times), "processor": median(one[1] for one in times)}
        for name, times in taken.items()
    }


def kept(benchmark: Any, world: str, what: str, found: Mapping[str, Any]) -> None:
    benchmark.group = "populations"
    benchmark.extra_info.update(world=world, what=what, found=found)
    benchmark.pedantic(lambda: None, rounds=1)


def test_five_rules_beside_openfisca(benchmark):
    values, known = openfisca.arrays(MILLION)
    old, new = openfisca.conditions(openfisca.OLD), openfisca.conditions(openfisca.NEW)
    their_old, their_new = openfisca.system(openfisca.OLD), openfisca.system(openfisca.NEW)
    everything = {key: np.ones(MILLION, bool) for key in openfisca.KEYS}
    mine, theirs = openfisca.answers(values, everything, old), openfisca.simulated(values, their_old, old)
    assert all((mine[name].to_numpy() == theirs[name]).all() for name in old)
    moved = openfisca.changes(values, everything, old, new)
    compared = openfisca.simulated_changes(values, their_old, their_new, old)
    assert all(moved[name][way] == count for name, ways in compared.items() for way, count in ways.items())
    assert_unknown_is_kept(values, known, old)
    found = in_turn(
        {
            "answers": lambda: openfisca.answers(values, known, old),
            "OpenFisca's answers": lambda: openfisca.simulated(values, their_old, old),
            "changes": lambda: openfisca.changes(values, known, old, new),
            "OpenFisca's changes": lambda: openfisca.simulated_changes(values, their_old, their_new, old),
        },
        rounds=9,
    )
    kept(benchmark, "five rules", "beside OpenFisca", found)


def assert_unknown_is_kept(values, known, rules):
    found = openfisca.answers(values, known, rules).head(500).rows(named=True)
    for number, row in enumerate(found):
        facts = {}
        for key in openfisca.KEYS:
            fact, value = openfisca.WORDS.facts[key], values[key][number]
            if known[key][number]:
                facts[key] = list(fact.values)[value] if fact.type == "choice" else value.item()
        assert row == {name: reference.decide(one, facts) for name, one in rules.items()}


@pytest.mark.parametrize("where", ["in memory", "streamed"])
def test_forty_rules_beside_the_same_by_hand(benchmark, folder, where):
    rows = 5 * MILLION
    rules = populations.rules(40)
    frame = pl.scan_parquet(populations.write(folder, rows) / "*.parquet")
    if where == "in memory":
        frame = frame.collect().lazy()
    people = populations.population(frame, rows)
    assert populations.counted(people, rules) == populations.counted_by_hand(frame, rules)
    found = in_turn(
        {
            "ours": lambda: populations.counted(people, rules),
            "by hand": lambda: populations.counted_by_hand(frame, rules),
        },
        rounds=7,
    )
    kept(benchmark, "five million", where, {**found, "comparisons": populations.comparisons(rules)})


@pytest.mark.parametrize(("what", "rows", "rules"), [
    *(("ours", rows, 40) for rows in (10_000, 100_000, MILLION, 5 * MILLION, 10 * MILLION)),
    *(("ours", MILLION, rules) for rules in (4, 400)),
    ("by-hand", 5 * MILLION, 40),
    ("sail", 5 * MILLION, 40),
    ("csv", MILLION, 40),
    ("encode", MILLION, 40),
])  # fmt: skip
def test_growth(benchmark, folder, what, rows, rules):
    populations.write(folder, rows)
    made = subprocess.run(
        [sys.executable, str(PROGRAM), what, str(rows), str(rules), str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env=populations.environment(),
    )
    kept(benchmark, "growth", f"{what} {rows} {rules}", json.loads(made.stdout))
