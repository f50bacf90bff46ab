"""300 reloads, 300 threads, 300 failing runs: the memory stays."""

from __future__ import annotations

import sys
import threading

import durable_rules_engine as library

from tests.rules.memory import peak_megabytes
from tests.rules.random_rules import Maker, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.durable import DurableRuntime, RuntimeFault, runtime

maker = Maker(seeded(300).randrange)
citizens = [maker.citizen() for _ in range(3)]


def use(durable: DurableRuntime, conditions: list[Condition]) -> None:
    for facts in citizens:
        assert durable.decide(conditions, facts) == [reference.decide(one, facts) for one in conditions]


def reload_all() -> None:
    durable = DurableRuntime()
    use(durable, maker.ruleset(50, depth=2))
    durable.close()
    durable.close()


def close_unused() -> None:
    durable = DurableRuntime()
    durable.decide(maker.ruleset(3), {})  # compiled, never asked
    durable.close()


shared = DurableRuntime()


def keep_running() -> None:
    use(shared, maker.ruleset(50, depth=2))


def in_a_thread() -> None:
    thread = threading.Thread(target=use, args=(shared, conditions))
    thread.start()
    thread.join()


def failing() -> None:
    def broken(*_: object) -> None:
        raise ValueError("broken")

    keep, library.complete_and_start_action = library.complete_and_start_action, broken
    try:
        lasting.decide(conditions, citizens[0])
    except RuntimeFault:
        pass
    else:
        raise AssertionError("it should have failed")
    finally:
        library.complete_and_start_action = keep
    use(lasting, conditions)


conditions = maker.ruleset(50, depth=2)
lasting = DurableRuntime()
runtime.MOST_KEPT = 1_000  # so that a runtime that goes on for ever reaches what it may keep
for reload in (reload_all, close_unused, keep_running, in_a_thread, failing):
    for _ in range(40):
        reload()
    start = peak_megabytes()
    for _ in range(300):
        reload()
    grown = peak_megabytes() - start
    sys.stdout.write(f"{reload.__name__}: {start:.0f} MB, {grown:.1f} MB more after 300\n")
    assert grown < 12, reload.__name__
