"""Conditions whose flat form would be enormous: 19,683 clauses, 2 to the 40th, a hundred levels."""

from __future__ import annotations

from itertools import count

from tests.rules.random_rules import make_fact, numbered, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition, Constant, Every, Not, Operator, Some, Test
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.vocabulary import Fact, FactValue

rng = seeded(3)
runtime = DurableRuntime()
facts: list[Fact] = []
numbers = count()


def leaf() -> Condition:
    fact = make_fact(f"fact_{next(numbers)}", "choice", numbered("value_", 5))
    facts.append(fact)
    return Test(fact, Operator.IS, tuple(Constant(value) for value in numbered("value_", 3)))


def tree(levels: int, width: int, every: bool) -> Condition:
    if levels == 0:
        return leaf()
    parts = tuple(tree(levels - 1, width, not every) for _ in range(width))
    return Every(parts) if every else Some(parts)


deep = leaf()
for level in range(100):
    deep = Not(Every((deep, leaf()))) if level % 2 else Some((leaf(), deep))

conditions = [
    tree(3, 3, every=True),
    tree(3, 3, every=False),
    tree(5, 2, every=True),
    tree(2, 12, every=True),
    Every(tuple(Some((leaf(), leaf())) for _ in range(14))),
    Every(tuple(Some((leaf(), leaf())) for _ in range(40))),
    Some(tuple(Every((leaf(), leaf())) for _ in range(40))),
    deep,
]
seen: set[tuple[int, bool | None]] = set()
for round_ in range(300):
    share = (0.2, 0.6, 0.95, 1.0)[round_ % 4]
    likely = rng.random()
    known: dict[str, FactValue] = {
        fact.key: "value_0" if rng.random() < likely else "value_4" for fact in facts if rng.random() < share
    }
    expected = [reference.decide(one, known) for one in conditions]
    assert runtime.decide(conditions, known) == expected
    seen.update(enumerate(expected))
assert len(seen) == 3 * len(conditions), "each condition was true, false and unknown for somebody"
