"""Rules of negations alone, empty sets, counts of zero, nothing known: these make the library loop for ever."""

from __future__ import annotations

from tests.rules.random_rules import make_fact, numbered
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import EVERYONE, Condition, Constant, Every, Not, Operator, Some, Test
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.vocabulary import FactValue, Members

runtime = DurableRuntime()
age, flag = make_fact("age", "int"), make_fact("flag", "bool")
housing, drugs = make_fact("housing", "choice", ("own", "street")), make_fact("drugs", "set", numbered("drug_", 300))
own = Test(housing, Operator.IS, (Constant("own"),))
yes = Test(flag, Operator.IS, (Constant(True),))
adult = Test(age, Operator.AT_LEAST, (Constant(18),))
empty = Test(drugs, Operator.IS_EMPTY)
none_of = Test(drugs, Operator.INCLUDES_NONE, (Constant("drug_0"), Constant("drug_1")))


def counted(operator: Operator, *numbers: int) -> Test:
    return Test(drugs, operator, tuple(Constant(number) for number in numbers), counted=True)


conditions: list[Condition] = [
    EVERYONE, Some(()), Not(EVERYONE), Every((EVERYONE, Not(Some(())))), Not(Not(Not(EVERYONE))),
    Not(own), Every((Not(own), Not(yes), Not(adult))), Not(Some((own, yes, adult))), Not(Every((own, yes))),
    none_of, empty, Not(empty), Every((none_of, Not(own))), Every((empty, none_of)),
    counted(Operator.IS, 0), counted(Operator.AT_MOST, 0), counted(Operator.BELOW, 1), counted(Operator.AT_LEAST, 0),
    counted(Operator.ABOVE, 0), counted(Operator.BELOW, 0), counted(Operator.IS, 300), counted(Operator.AT_LEAST, 300),
    counted(Operator.ABOVE, 300), counted(Operator.IS, 0, 2, 3), counted(Operator.IS, *range(301)),
    Every((own, Not(own))), Some((own, Not(own))), Every((adult, Test(age, Operator.BELOW, (Constant(18),)))),
]  # fmt: skip
all_drugs = frozenset(numbered("drug_", 300))
sets = [
    Members(frozenset(), frozenset()),
    Members(frozenset(), all_drugs),
    Members(all_drugs, frozenset()),
    Members(frozenset(), all_drugs - {"drug_0"}),
    Members(frozenset({"drug_2"}), all_drugs - {"drug_2", "drug_3", "drug_4"}),
    Members(frozenset({"drug_2", "drug_3"}), all_drugs - {"drug_2", "drug_3", "drug_4"}),
]
citizens: list[dict[str, FactValue]] = [
    {},
    {"unused": 3},
    {"age": 0, "flag": False, "housing": "street"},
    {"age": 18, "flag": True, "housing": "own"},
]
for one in sets:
    citizens += [{"drugs": one}, {"drugs": one, "housing": "street"}]
for facts in citizens:
    expected = [reference.decide(one, facts) for one in conditions]
    assert runtime.decide(conditions, facts) == expected
    for condition, truth in zip(conditions, expected, strict=True):
        assert runtime.decide([condition], facts) == [truth]
assert runtime.decide([], {"age": 3}) == []
