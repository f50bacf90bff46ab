"""More than 257 rules that end alike, or are alike altogether: equal conditions make the library crash."""

from __future__ import annotations

from tests.rules.random_rules import make_fact
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Operator, Some, Test
from tilbud_engine.rules.durable import DurableRuntime

runtime = DurableRuntime()
facts = [make_fact(f"fact_{number}", "int") for number in range(400)]
heads = [Test(one, Operator.AT_LEAST, (Constant(5),)) for one in facts]
tail = Test(make_fact("zz_last", "int"), Operator.IS, (Constant(1),))
last = Named("last", Every((tail, Test(make_fact("zz_more", "bool"), Operator.IS, (Constant(True),)))))

conditions: list[Condition] = [
    *(Every((head, tail)) for head in heads),  # 400 rules, one tail
    Some(tuple(Every((head, tail)) for head in heads)),  # the same in one rule
    *(Every((head, last)) for head in heads),  # and through a definition
    *(Every((tail,)) for _ in range(400)),  # 400 equal rules
    *(Every((tail, heads[0])) for _ in range(400)),
    *[tail] * 400,  # 400 times the very same rule
]
for known in (
    {"zz_last": 1},
    {"zz_last": 0},
    {"zz_last": 1, "zz_more": True, "fact_0": 5, "fact_399": 4},
    {"zz_last": 1, "zz_more": True} | {one.key: 9 for one in facts},
    {"zz_more": False} | {one.key: 9 for one in facts},
):
    assert runtime.decide(conditions, known) == [reference.decide(one, known) for one in conditions]
