"""Two rules compared: one rule of the catalogue changed, and 400 generated offers against 400, some or all changed.

What is measured of one rule is everything but the start of Python: both sides loaded, compared, and told in words. In
one process the processor's time is taken; with several, what the clock shows on a machine that does nothing else.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import ON, write

from tilbud_engine import Engine
from tilbud_engine.lab.differences import compare
from tilbud_engine.lab.differences.loading import load_pair
from tilbud_engine.lab.differences.telling import tell
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.reading import date_of
from tilbud_engine.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
OFFERS = 400
DAY = date_of(ON)
_LISTS = ("includes_any", "includes_all", "includes_none")


def moved(eligible: Any, draw: random.Random) -> Any:
    """Return a condition with one limit moved by one, one member dropped or one answer turned."""
    spots = list(_spots(eligible))
    if not spots:
        return {"all": [eligible, {"age": {"at_least": 20}}]}
    holder, key = draw.choice(spots)
    value = holder[key]
    holder[key] = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value[1:]
    return eligible


def _spots(node: Any) -> Any:
    if isinstance(node, list):
        for one in node:
            yield from _spots(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            number = key in ("at_least", "at_most") and isinstance(value, int)
            several = isinstance(value, list) and len(value) > 1 and all(isinstance(one, str) for one in value)
            if number or several or (isinstance(value, bool) and key != "is_empty"):
                yield node, key
            yield from _spots(value)


def world(folder: Path, changed: int) -> RulesAt:
    """Return generated offers, of which the first so many have one change each."""
    write(folder, {None: OFFERS})
    draw, left = random.Random(1), changed
    for file in sorted((folder / "plugins").glob("*/offer.yaml")):
        document = json.loads(file.read_text(encoding="utf-8"))
        for one in document["offers"]:
            if left > 0:
                one["eligible"], left = moved(one["eligible"], draw), left - 1
        file.write_text(json.dumps(document), encoding="utf-8")
    settings = Settings(rulesets_dirs=(folder / "rulesets",))
    engine = Engine.load(
        catalogue=False, plugins=[folder / "plugins"], settings=settings, runtime="reference", drafts=True
    )
    assert DAY is not None
    return RulesAt(engine, "danmark", DAY)


@pytest.mark.benchmark(timer=time.process_time)
def test_one_rule(benchmark, tmp_path):
    text = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "ruleset.yaml"
    draft.write_text(
        text.replace("value: 24", "value: 29", 1).replace("extends:", "draft: true\nextends:", 1), encoding="utf-8"
    )
    assert DAY is not None

    def run() -> int:
        return len(tell(compare(*load_pair("eksempelkommune", str(draft), DAY))).changed)

    benchmark.group = "comparing rules"
    benchmark.extra_info.update(world="the catalogue", what="one rule compared")
    assert benchmark(run) == 1


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize("changed", [0, 40, OFFERS])
def test_generated_offers(benchmark, tmp_path, changed):
    measure(benchmark, tmp_path, changed, 1)


def test_generated_offers_in_several_processes(benchmark, tmp_path):
    measure(benchmark, tmp_path, OFFERS, os.cpu_count() or 1)


def measure(benchmark, tmp_path, changed, processes):
    old, new = world(tmp_path / "old", 0), world(tmp_path / "new", changed)
    assert len(old.answers) == len(new.answers) == OFFERS
    benchmark.group = "comparing rules"
    what = f"{changed} of {OFFERS} offers changed, processes: {processes}"
    benchmark.extra_info.update(world="generated", what=what)
    found = benchmark.pedantic(compare, (old, new), {"processes": processes}, rounds=3 if changed < OFFERS else 1)
    assert found.effect == ("changed" if changed else "none")
    assert not any(one.unsure for one in found.offers)
