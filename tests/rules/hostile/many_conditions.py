"""65, 257 and 513 conditions in one, in every shape a rule can have: 65 stop the library, 513 hang it."""

from __future__ import annotations

from itertools import pairwise

from tests.rules.random_rules import make_fact, numbered, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition, Constant, Every, Not, Operator, Some, Test
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.vocabulary import FactValue, Members

rng = seeded(65)
runtime = DurableRuntime()


def shapes(size: int) -> tuple[list[Condition], list[dict[str, FactValue]]]:
    ages = [make_fact(f"age_{number}", "int") for number in range(size)]
    flags = [make_fact(f"flag_{number}", "bool") for number in range(size)]
    values = numbered("value_", size)
    choice, many = make_fact("choice", "choice", values), make_fact("many", "set", values)
    age = ages[0]
    comparisons = tuple(Test(one, Operator.AT_LEAST, (Constant(18),)) for one in ages)
    yes = tuple(Test(one, Operator.IS, (Constant(True),)) for one in flags)
    listed = tuple(Constant(value) for value in values)
    apart = tuple(Constant(2 * number) for number in range(size))
    ranges = tuple(
        Every((Test(age, Operator.AT_LEAST, (low,)), Test(age, Operator.BELOW, (high,))))
        for low, high in pairwise(apart)
    )
    simple: list[Condition] = [
        Every(comparisons),
        Some(comparisons),
        Every(yes),
        Some((*yes, *comparisons)),
        Test(choice, Operator.IS, listed),
        Test(age, Operator.IS, apart),
        Some(ranges),
        Some(tuple(Test(age, Operator.IS, (one,)) for one in apart)),
        Test(many, Operator.INCLUDES_ALL, listed),
        Test(many, Operator.INCLUDES_ANY, listed),
        Test(many, Operator.INCLUDES_NONE, listed),
        Test(many, Operator.IS, apart[: size // 2], counted=True),
    ]
    everything: dict[str, FactValue] = {**{one.key: 20 for one in ages}, **{one.key: True for one in flags}}
    citizens: list[dict[str, FactValue]] = [
        {},
        {**everything, "choice": values[-1], "many": Members(frozenset(values), frozenset())},
        {**everything, age.key: 0, "choice": "another", "many": Members(frozenset(), frozenset(values))},
        {**everything, "many": Members(frozenset(values[1:]), frozenset())},
    ]
    for _ in range(20):
        held = frozenset(value for value in values if rng.random() < 0.01)
        citizens.append(
            {key: value for key, value in everything.items() if rng.random() < 0.99}
            | {rng.choice(ages).key: rng.choice([17, 18]), rng.choice(flags).key: False}
            | {age.key: rng.randrange(2 * size), "choice": rng.choice(values)}
            | {"many": Members(held, frozenset(value for value in values if rng.random() < 0.99) - held)}
        )
    return [*simple, *(Not(one) for one in simple)], citizens


for size in (64, 65, 257, 513):
    conditions, citizens = shapes(size)
    seen = set()
    for facts in citizens:
        expected = [reference.decide(one, facts) for one in conditions]
        assert runtime.decide(conditions, facts) == expected, size
        seen.update(expected)
    assert seen == {True, False, None}
