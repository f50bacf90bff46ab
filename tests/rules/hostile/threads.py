"""Two and eight threads on one runtime, each with citizens of its own: no verdict is lost or another's."""

from __future__ import annotations

import sys
import threading

from tests.rules.random_rules import Maker, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.durable import DurableRuntime

sys.setswitchinterval(1e-5)
before = threading.active_count()
runtime = DurableRuntime()
conditions = Maker(seeded(8).randrange).ruleset(60)
meanings = [reference.meaning(one) for one in conditions]
wrong: list[int] = []
counted: list[int] = []


def work(seed: int, barrier: threading.Barrier) -> None:
    maker = Maker(seeded(seed).randrange)
    barrier.wait()
    for turn in range(150):
        facts = maker.citizen()
        expected = [meaning(facts) for meaning in meanings]
        if runtime.decide(conditions, facts) != expected:
            wrong.append(seed)
        counted.append(len(expected))
        if turn == 75 and seed % 4 == 0:
            runtime.close()  # while the others are at work


for size in (2, 8):
    barrier = threading.Barrier(size)
    threads = [threading.Thread(target=work, args=(100 * size + number, barrier)) for number in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
assert wrong == []
assert sum(counted) == 10 * 150 * 60
assert threading.active_count() == before, "the library's own threads are not started"
