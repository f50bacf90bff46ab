"""More rules in one call than the library takes in a rule set (4,096), and more than a thread keeps."""

from __future__ import annotations

from tests.rules.random_rules import Maker, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.durable import DurableRuntime, runtime

rng = seeded(4096)
maker = Maker(rng.randrange)
durable = DurableRuntime()
conditions = [maker.condition(2) for _ in range(2500)]
for _ in range(2):
    facts = maker.citizen()
    assert durable.decide(conditions, facts) == [reference.decide(one, facts) for one in conditions]
assert durable._threads.shelf._kept > runtime.MOST_KEPT, "else this shows nothing"
few = [maker.condition(2) for _ in range(10)]
assert durable.decide(few, facts) == [reference.decide(one, facts) for one in few]
assert durable._threads.shelf._kept < 1000, "what was kept is gone, and only the new is there"
assert durable.decide(conditions, facts) == [reference.decide(one, facts) for one in conditions]
