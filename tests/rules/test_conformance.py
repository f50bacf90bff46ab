"""Every reader of rules gives the verdicts of the reference evaluator, on random rules in the whole language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.rules import conditions as language
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition, Named, Operator, Test, Truth, walk
from tilbud_engine.rules.durable import DurableRuntime, durable_available
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.vocabulary import FactValue, Members

pytestmark = pytest.mark.skipif(not durable_available(), reason="durable-rules is not installed")

RULES, CITIZENS = 25, 100


@st.composite
def rules_and_citizens(draw: st.DrawFn) -> tuple[list[Condition], list[dict[str, FactValue]]]:
    maker = Maker(lambda below: draw(st.integers(0, below - 1)))
    return maker.ruleset(3, depth=3), [maker.citizen() for _ in range(2)]


def verdicts(conditions: list[Condition], facts: Mapping[str, FactValue]) -> list[Truth]:
    return [reference.decide(one, facts) for one in conditions]


@given(rules_and_citizens())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_both_give_the_same_verdict(case: tuple[list[Condition], list[dict[str, FactValue]]]) -> None:
    conditions, citizens = case
    runtime = DurableRuntime()
    for facts in citizens:
        assert runtime.decide(conditions, facts) == verdicts(conditions, facts)


@given(rules_and_citizens())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_encoding_of_the_proofs_gives_the_same_verdict(
    case: tuple[list[Condition], list[dict[str, FactValue]]],
) -> None:
    conditions, citizens = case
    logic = Logic()
    for facts, condition in product(citizens, conditions):
        held = [truth for truth in (True, False, None) if logic.holds(logic.of(condition, truth), facts)]
        assert held == [reference.decide(condition, facts)], "exactly one of true, false and unknown"


def run(rulesets: int, first_seed: int) -> Counter[Truth]:
    """Compare the verdicts on so many rulesets; return how many there were of each kind."""
    counted: Counter[Truth] = Counter()
    runtime = DurableRuntime()
    for seed in range(first_seed, first_seed + rulesets):
        maker = Maker(seeded(seed).randrange)
        conditions = maker.ruleset(RULES)
        meanings = [reference.meaning(one) for one in conditions]
        for _ in range(CITIZENS):
            facts = maker.citizen()
            expected = [meaning(facts) for meaning in meanings]
            assert runtime.decide(conditions, facts) == expected, f"seed {seed}"
            counted.update(expected)
    runtime.close()
    return counted


def test_20_000_verdicts_agree() -> None:
    counted = run(8, first_seed=0)
    assert counted.total() == 20_000
    assert min(counted[True], counted[False], counted[None]) > 2_000, "each kind is well tried"


@pytest.mark.long
def test_a_million_verdicts_agree() -> None:
    counted = run(480, first_seed=1_000)
    print(  # noqa: T201 - the figure of this run is its result
        f"{counted.total():,} verdicts, 0 differences: "
        f"{counted[True]:,} true, {counted[False]:,} false, {counted[None]:,} unknown"
    )
    assert counted.total() >= 1_000_000


# --- the law of the language


def without(facts: dict[str, FactValue], key: str, maker: Maker) -> dict[str, FactValue]:
    """Hide a fact, or what is known of one member of a set."""
    value = facts[key]
    if isinstance(value, Members) and value.has | value.has_not and maker.below(2):
        gone = {maker.one(sorted(value.has | value.has_not))}
        return {**facts, key: Members(value.has - gone, value.has_not - gone)}
    return {name: value for name, value in facts.items() if name != key}


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_hiding_a_fact_gives_unknown_or_the_same_verdict(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    conditions = maker.ruleset(10)
    runtime = DurableRuntime()
    for _ in range(5):
        facts = maker.citizen()
        while facts:
            fewer = without(facts, maker.one(sorted(facts)), maker)
            pairs = zip(runtime.decide(conditions, facts), runtime.decide(conditions, fewer), strict=True)
            assert all(hidden is None or hidden is shown for shown, hidden in pairs)
            facts = fewer


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_answering_never_turns_a_yes_into_a_no_or_back(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    conditions = maker.ruleset(10)
    runtime = DurableRuntime()
    facts: dict[str, FactValue] = {}
    known = runtime.decide(conditions, facts)
    for key in FACTS:
        facts[key] = maker.value(FACTS[key])
        answered = runtime.decide(conditions, facts)
        assert all(before is None or before is after for before, after in zip(known, answered, strict=True))
        known = answered
    whole = [truth for one, truth in zip(conditions, known, strict=True) if not asks_for_members(one)]
    assert None not in whole, "with every fact known, only a member of a set can still be unknown"


def asks_for_members(condition: Condition) -> bool:
    return any(test.fact.type == "set" for test in language.tests_of(condition))


# --- the generator itself


def test_the_random_rules_speak_the_whole_language() -> None:
    conditions = [one for seed in range(40) for one in Maker(seeded(seed).randrange).ruleset(RULES)]
    parts = list(chain.from_iterable(walk(one) for one in conditions))
    tests = [part for part in parts if isinstance(part, Test)]
    assert {type(part).__name__ for part in parts} == {"Test", "Every", "Some", "Not", "Named", "Flagged"}
    assert {test.fact.type for test in tests} == {"int", "number", "choice", "set", "bool", "date"}
    # A span of time is bound to two dates before any reader sees it.
    assert {test.operator for test in tests} == set(Operator) - {Operator.WITHIN_LAST, Operator.WITHIN_NEXT}
    assert {test.operator for test in tests if test.counted} >= {Operator.IS, Operator.AT_LEAST, Operator.BELOW}
    assert max(len(test.operands) for test in tests) > 60
    named = [part for part in parts if isinstance(part, Named)]
    assert len({id(part) for part in named}) < len(named) / 2, "definitions are shared"
    assert any(isinstance(inner, Named) for part in named for inner in walk(part.part)), "and use each other"
