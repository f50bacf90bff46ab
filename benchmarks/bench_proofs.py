"""How long proofs take: 400 offers as logic, and what one changed rule changes, with examples and exact regions."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from benchmarks.worlds import HOME, World

from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.rules import conditions as language
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Not, Some, Test
from tilbud_engine.rules.proofs import Logic

pytestmark = pytest.mark.benchmark(timer=time.process_time)

OFFERS = 400
MOST_SECONDS = 0.3
WAYS = [(one, other) for one, other in product((True, False, None), repeat=2) if one is not other]


@cache
def conditions() -> tuple[list[Condition], tuple[Condition, ...]]:
    world = World.made({HOME: OFFERS}, barriers=[None])
    return [one.eligible for one in world.resolved.offers.values()], world.engine.rulebook.never(world.resolved.on)


def size(condition: Condition) -> int:
    return sum(1 for _ in language.tests_of(condition))


def turned(condition: Condition, number: int) -> Condition:
    """Return the condition with one of its comparisons made a little stricter, or turned around."""
    if isinstance(condition, Test):
        if number:
            return condition
        first = condition.operands[0] if condition.operands else None
        if isinstance(first, Constant) and type(first.value) is int and not condition.counted:
            return replace(condition, operands=(Constant(min(first.value + 2, condition.fact.bounds[1])),))
        return Not(condition)
    if isinstance(condition, Named | Not):
        return replace(condition, part=turned(condition.part, number))
    made = []
    for part in language.parts_of(condition):
        made.append(turned(part, number) if 0 <= number < size(part) else part)
        number -= size(part)
    return replace(condition, parts=tuple(made)) if isinstance(condition, Every | Some) else condition


def changed(old: Condition, new: Condition, never: tuple[Condition, ...]) -> int:
    """Find every change between two rules, with an example that is replayed and all regions; return how many."""
    logic = Logic(never)
    found = 0
    for before, after in WAYS if not logic.equivalent(old, new) else ():
        statement = logic.every(logic.of(old, before), logic.of(new, after))
        example = logic.example(statement)
        if example is not None:
            replay(Person(example), [(old, before), (new, after)])
            assert logic.regions(statement, [old, new]).complete
            found += 1
    return found


def test_offers_become_logic(benchmark):
    rules, never = conditions()

    def encode():
        logic = Logic(never)
        return [logic.true(one) for one in rules]

    benchmark.extra_info.update(world=f"{OFFERS} offers", what="encoded")
    assert len(benchmark.pedantic(encode, rounds=5)) == OFFERS


def test_is_there_somebody_for_each_offer(benchmark):
    rules, never = conditions()
    logic = Logic(never)
    statements = [logic.true(one) for one in rules]
    benchmark.extra_info.update(world=f"{OFFERS} offers", what="somebody for each")
    found = benchmark.pedantic(lambda: [logic.possible(one) for one in statements], rounds=3)
    assert sum(found) > OFFERS // 2


def test_one_changed_rule(benchmark):
    """Each round is another rule; the slowest of them all must stay below the aim."""
    rules, never = conditions()
    picked = [one for one in rules[::5] if any(language.tests_of(one))]
    pairs = iter([(one, turned(one, size(one) // 2), never) for one in picked])
    benchmark.extra_info.update(world="one changed rule", what="changes, examples and regions", rules=len(picked))
    benchmark.pedantic(changed, setup=lambda: (next(pairs), {}), rounds=len(picked))
    if benchmark.stats is not None:
        assert benchmark.stats.stats.max < MOST_SECONDS
