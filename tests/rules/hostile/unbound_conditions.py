"""Trees that are no bound conditions: refused, and the runtime goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.rules.random_rules import make_fact
from tilbud_engine.dated import Span
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    ParameterRef,
    Test,
)
from tilbud_engine.rules.durable import DurableRuntime, RuntimeFault

runtime = DurableRuntime()
age, flag, day = make_fact("age", "int"), make_fact("flag", "bool"), make_fact("day", "date")
drugs = make_fact("drugs", "set", ("a", "b"))
adult = Test(age, Operator.AT_LEAST, (Constant(18),))
deep: Condition = adult
for _ in range(50_000):
    deep = Not(deep)


class Lying(Test):
    """A comparison whose parts fall apart when they are read."""

    def __getattribute__(self, name: str) -> Any:
        if name == "operands":
            raise MemoryError
        return super().__getattribute__(name)


hostile: list[Any] = [
    None, "age", 7, [], object(), adult.fact, deep,
    DefinitionRef("target"), Every((adult, DefinitionRef("target"))), Named("target", DefinitionRef("other")),
    Every((adult, None)), Every(None), Not("age"),  # type: ignore[arg-type]
    Flagged(ParameterRef("flag"), True), Flagged(Constant(1), True), Flagged(Constant("true"), True),
    Test(age, Operator.AT_LEAST, (ParameterRef("min"),)), Test(day, Operator.WITHIN_LAST, (Span(12, "month"),)),
    Test(age, Operator.AT_LEAST, ()), Test(age, Operator.IS, ()), Test(drugs, Operator.INCLUDES_ANY, ()),
    Test(age, Operator.INCLUDES_ANY, (Constant(1),)), Test(flag, Operator.AT_LEAST, (Constant(True),)),
    Test(drugs, Operator.WITHIN_LAST, (Constant(1),)), Test(age, "is not", (Constant(18),)),  # type: ignore[arg-type]
    Test(None, Operator.IS, (Constant(18),)),  # type: ignore[arg-type]
    Test(day, Operator.AT_LEAST, (Constant(18),)), Test(age, Operator.AT_LEAST, (Constant(dt.date(2026, 9, 1)),)),
    Lying(age, Operator.AT_LEAST, (Constant(18),)),
]  # fmt: skip
for one in hostile:
    for conditions in ([one], [adult, one], [one, adult]):
        with pytest.raises(RuntimeFault) as caught:
            runtime.decide(conditions, {"age": 18, "flag": True, "day": dt.date(2026, 9, 1)})
        assert caught.value.__context__ is None
        assert runtime.decide([adult, Not(adult)], {"age": 18}) == [True, False]
        assert runtime.decide([adult, Not(adult)], {"age": 17}) == [False, True]
