"""Values that the library misreads: handed in past all checks they are refused, and the next person is not harmed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.random_rules import make_fact
from tilbud_engine.rules.conditions import Condition, Constant, Operator, Test
from tilbud_engine.rules.durable import DurableRuntime, RuntimeFault
from tilbud_engine.vocabulary import Members

runtime = DurableRuntime()
fact = {
    "int": make_fact("an_int", "int"),
    "number": make_fact("a_number", "number", decimals=2),
    "bool": make_fact("a_bool", "bool"),
    "choice": make_fact("a_choice", "choice", ("yes", "no")),
    "date": make_fact("a_date", "date"),
    "set": make_fact("a_set", "set", ("yes", "no")),
}
day = dt.date(2026, 9, 1)
good: dict[str, tuple[Any, Any]] = {
    "int": (18, 18),
    "number": (1800, 1800),
    "bool": (True, True),
    "choice": ("yes", "yes"),
    "date": (day, day),
    "set": ("yes", Members(frozenset({"yes"}), frozenset({"no"}))),
}
operator = {"date": Operator.AT_LEAST, "set": Operator.INCLUDES_ANY}
tests: dict[str, Condition] = {
    kind: Test(one, operator.get(kind, Operator.IS), (Constant(good[kind][0]),)) for kind, one in fact.items()
}
people = {fact[kind].key: value for kind, (_, value) in good.items()}
everyone = list(tests.values())
SECRET = 86420

hostile: list[Any] = [
    float("nan"), float("inf"), -float("inf"), 1e16, 1e-7, 18.0, Decimal(18), 10**30, -(10**30), 2**63, 2**62,
    "18", "yes\0", "\0", "\ud800", "y" * 70_000, b"yes", [], ["yes"], {}, {"yes"}, object(), SECRET * 10**30,
    True, False, 1, day, dt.timedelta(1), "yes", Members(frozenset(), frozenset()),
]  # fmt: skip

refused: list[RuntimeFault] = []
for kind, one in fact.items():
    for value in hostile:
        try:
            (truth,) = runtime.decide([tests[kind]], {one.key: value})
        except RuntimeFault as error:
            refused.append(error)
        else:
            # Only a value of the right type is taken, and only the right one is a yes.
            right = {"int": int, "number": int, "bool": bool, "choice": str, "date": dt.date, "set": Members}
            assert type(value) is right[kind], (kind, value)
            assert (truth is True) == (value == good[kind][1]), (kind, value)
        assert runtime.decide(everyone, people) == [True] * len(fact)
        assert runtime.decide(everyone, {}) == [None] * len(fact)
assert len(refused) > 100
for fault in refused:
    assert str(SECRET) not in f"{fault} {fault.problems} {fault.__cause__} {fault.__context__}"

# A null is no value: unknown, like a fact that is not there.
assert runtime.decide(everyone, dict.fromkeys(people, None)) == [None] * len(fact)  # type: ignore[arg-type]

# The greatest numbers that are taken are still told apart, in facts and in rules.
limit = 2**62 - 2
near = Test(fact["int"], Operator.IS, (Constant(limit),))
assert runtime.decide([near, near], {"an_int": limit}) == [True, True]
assert runtime.decide([near], {"an_int": limit - 1}) == [False]

# The same values as constants of a rule.
constants: list[Any] = [float("nan"), 1e16, 18.0, 10**30, -(10**30), "18", None, [], True, day]
for value in constants:
    with pytest.raises(RuntimeFault):
        runtime.decide([Test(fact["int"], Operator.AT_LEAST, (Constant(value),))], {"an_int": 18})
for text in ("yes\0", "\ud800", "y" * 70_000, 'a"b', "æ", ""):
    exact = Test(fact["choice"], Operator.IS, (Constant(text),))
    assert runtime.decide([exact], {"a_choice": text}) == [True]
    assert runtime.decide([exact], {"a_choice": text + "x"}) == [False]
