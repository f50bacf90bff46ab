"""10,000 citizens, one after another: the memory stays."""

from __future__ import annotations

import sys

from tests.rules.memory import peak_megabytes
from tests.rules.random_rules import Maker, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.durable import DurableRuntime

maker = Maker(seeded(10_000).randrange)
runtime = DurableRuntime()
conditions = maker.ruleset(40)
meanings = [reference.meaning(one) for one in conditions]


def citizens(count: int) -> None:
    for _ in range(count):
        facts = maker.citizen()
        assert runtime.decide(conditions, facts) == [meaning(facts) for meaning in meanings]


citizens(1_000)
start = peak_megabytes()
citizens(10_000)
grown = peak_megabytes() - start
sys.stdout.write(f"{start:.0f} MB, {grown:.1f} MB more after 10,000\n")
assert grown < 3
