"""Only what matters is asked: the criterion of `facts_that_matter`, held by brute force on small rules."""

from __future__ import annotations

import time
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilbud_engine.reading import as_node, read_bytes
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Not, Operator, Some, Test
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.relevance import decided_alone, facts_that_matter
from tilbud_engine.vocabulary import Fact, FactValue, Label, Members, Vocabulary

AGE = Fact.model_validate(
    {"key": "age", "type": "int", "label": "alder", "phrase": "du er {value}", "question": "?", "range": (0, 4)}
)
MONTHS = Fact.model_validate(
    {"key": "months", "type": "int", "label": "m", "phrase": "du {value}", "question": "?", "range": (0, 2)}
)
WANTS = Fact(key="wants", type="bool", label="w", phrase="du vil", phrase_not="du vil ikke", question="?")
HOME = Fact(
    key="home",
    type="choice",
    label="h",
    phrase="du bor {value}",
    question="?",
    values={name: Label(label=name) for name in ("a", "b", "c")},
)
USES = Fact(
    key="uses",
    type="set",
    label="u",
    phrase="du bruger {value}",
    question="?",
    values={name: Label(label=name) for name in ("x", "y", "z")},
)
FACTS = [AGE, MONTHS, WANTS, HOME, USES]


def every_answer(fact: Fact) -> list[FactValue]:
    """Return every answer there is to a small fact."""
    match fact.type:
        case "int":
            low, high = fact.bounds
            return list(range(low, high + 1))
        case "bool":
            return [True, False]
        case "choice":
            return list(fact.values)
        case _:
            names = list(fact.values)
            chosen = [
                frozenset(n for n, bit in zip(names, bits, strict=True) if bit) for bits in product((0, 1), repeat=3)
            ]
            return [Members(has, frozenset(names) - has) for has in chosen]


def agrees(answer: FactValue, known: FactValue | None) -> bool:
    if isinstance(answer, Members) and isinstance(known, Members):
        return known.has <= answer.has and known.has_not <= answer.has_not
    return known is None


def matters_by_brute_force(condition: Condition, facts: dict[str, FactValue], key: str) -> bool:
    """Follow the words of the criterion: some answers to some other unknown facts, then this one decides."""
    unknown = [fact for fact in FACTS if fact.key not in facts or isinstance(facts[fact.key], Members)]
    here = next((fact for fact in unknown if fact.key == key), None)
    if here is None:
        return False
    others = [fact for fact in unknown if fact.key != key]
    options = [[None, *(a for a in every_answer(fact) if agrees(a, facts.get(fact.key)))] for fact in others]
    for given_answers in product(*options):
        told = facts | {f.key: a for f, a in zip(others, given_answers, strict=True) if a is not None}
        if decide(condition, told) is None and any(
            decide(condition, {**told, key: answer}) is not None
            for answer in every_answer(here)
            if agrees(answer, facts.get(key))
        ):
            return True
    return False


def comparisons() -> st.SearchStrategy[Condition]:
    orders = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW])
    numbers = st.one_of(
        st.builds(lambda o, v: Test(AGE, o, (Constant(v),)), orders, st.integers(0, 4)),
        st.builds(lambda o, v: Test(MONTHS, o, (Constant(v),)), orders, st.integers(0, 2)),
        st.builds(lambda v: Test(AGE, Operator.IS, tuple(map(Constant, v))), st.lists(st.integers(0, 4), min_size=1)),
    )
    words = st.one_of(
        st.builds(lambda v: Test(WANTS, Operator.IS, (Constant(v),)), st.booleans()),
        st.builds(
            lambda v: Test(HOME, Operator.IS, tuple(map(Constant, v))),
            st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True),
        ),
    )
    members = st.one_of(
        st.builds(
            lambda o, v: Test(USES, o, tuple(map(Constant, v))),
            st.sampled_from([Operator.INCLUDES_ALL, Operator.INCLUDES_ANY, Operator.INCLUDES_NONE]),
            st.lists(st.sampled_from("xyz"), min_size=1, max_size=2, unique=True),
        ),
        st.builds(lambda o, v: Test(USES, o, (Constant(v),), counted=True), orders, st.integers(0, 3)),
        st.just(Test(USES, Operator.IS_EMPTY)),
    )
    return st.one_of(numbers, words, members)


def rules() -> st.SearchStrategy[Condition]:
    def nested(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            several.map(Every), several.map(Some), inner.map(Not), inner.map(lambda part: Named("n", part))
        )

    return st.recursive(comparisons(), nested, max_leaves=6)


KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 4),
        "months": st.integers(0, 2),
        "wants": st.booleans(),
        "home": st.sampled_from("abc"),
        "uses": st.sampled_from(
            [
                Members(frozenset("x"), frozenset()),
                Members(frozenset(), frozenset("y")),
                Members(frozenset("x"), frozenset("yz")),
            ]
        ),
    },
)


@settings(max_examples=250, deadline=None)
@given(rules(), KNOWN)
def test_exactly_the_facts_that_can_decide_a_rule_are_asked_for(
    condition: Condition, facts: dict[str, FactValue]
) -> None:
    expected = {
        fact.key
        for fact in FACTS
        if decide(condition, facts) is None and matters_by_brute_force(condition, facts, fact.key)
    }
    assert facts_that_matter(condition, facts) == expected


@settings(max_examples=250, deadline=None)
@given(rules(), KNOWN, st.data())
def test_once_everything_that_matters_is_answered_the_rule_is_decided(
    condition: Condition, facts: dict[str, FactValue], data: st.DataObject
) -> None:
    asked = 0
    while (missing := facts_that_matter(condition, facts)) and asked < 10:
        key = data.draw(st.sampled_from(sorted(missing)))
        fact = next(one for one in FACTS if one.key == key)
        facts = facts | {key: data.draw(st.sampled_from([a for a in every_answer(fact) if agrees(a, facts.get(key))]))}
        asked += 1
    assert not missing
    assert decide(condition, facts) is not None


@settings(max_examples=200, deadline=None)
@given(rules(), KNOWN)
def test_a_question_that_decides_alone_is_found_as_by_trying_every_answer(
    condition: Condition, facts: dict[str, FactValue]
) -> None:
    for fact in FACTS:
        if decide(condition, facts) is not None or (fact.key in facts and not isinstance(facts[fact.key], Members)):
            continue
        answers = [a for a in every_answer(fact) if agrees(a, facts.get(fact.key))]
        expected = any(decide(condition, {**facts, fact.key: a}) is not None for a in answers)
        assert decided_alone(condition, facts, fact.key) == expected


@pytest.mark.parametrize(
    ("rule", "facts", "asked"),
    [
        ("age: {at_least: 18}", {}, {"age"}),
        ("age: {at_least: 18}", {"age": 17}, set()),
        ("{age: {at_least: 18}, wants_treatment: true}", {"age": 17}, set()),
        ("{age: {at_least: 18}, wants_treatment: true}", {"age": 18}, {"wants_treatment"}),
        ("any: [{age: {at_least: 18}}, {wants_treatment: true}]", {"age": 18}, set()),
        ("any: [{age: {at_least: 18}}, {wants_treatment: true}]", {"wants_treatment": False}, {"age"}),
        (
            "any: [{age: {below: 30}}, {all: {age: {at_least: 30}, wants_treatment: true}}]",
            {},
            {"age", "wants_treatment"},
        ),
    ],
)
def test_a_written_rule_asks_for_what_can_change_it(rule: str, facts: dict[str, FactValue], asked: set[str]) -> None:
    condition, problems = parse_condition(read_bytes(rule.encode(), "rule"), Vocabulary.shipped())
    assert not problems
    assert facts_that_matter(condition, facts) == asked


def wide_set(size: int) -> Vocabulary:
    """Return the shipped words and a set with so many members, `m0` and on."""
    members = {f"m{number}": {"label": "et"} for number in range(size)}
    fact = {"key": "mange", "type": "set", "label": "mange", "phrase": "du {value}", "question": "?", "values": members}
    words, problems = Vocabulary.shipped().extended(as_node({"facts": [fact]}), "plugin")
    assert not problems
    return words


def test_a_set_that_decides_only_by_three_of_its_many_members_is_asked_for() -> None:
    named = [f"m{number}" for number in range(14)]
    only_three = {"mange": {"includes_all": named[:3], "includes_none": named[3:]}}
    rule = as_node({"any": [only_three, {"wants_treatment": True}]})
    condition, problems = parse_condition(rule, wide_set(20))
    assert not problems
    assert facts_that_matter(condition, {}) == {"mange", "wants_treatment"}


@pytest.mark.parametrize(
    "rule",
    [
        {"mange": {"includes_any": [f"m{number}" for number in range(250)]}},
        {"mange": {"includes_all": [f"m{number}" for number in range(9)], "count": {"at_least": 100}}},
        {"mange": {"includes_all": [f"m{number}" for number in range(125)], "count": {"at_least": 100}}},
    ],
)
def test_a_set_with_many_members_takes_no_long_time(rule: dict[str, object]) -> None:
    condition, problems = parse_condition(as_node({"all": [rule, {"wants_treatment": True}]}), wide_set(250))
    assert not problems
    started = time.process_time()
    assert facts_that_matter(condition, {}) == {"mange", "wants_treatment"}
    assert decided_alone(condition, {}, "mange")
    assert time.process_time() - started < 2


def test_a_large_rule_on_few_facts_takes_no_long_time() -> None:
    words = [key for key, fact in Vocabulary.shipped().facts.items() if fact.type == "bool"]
    few, many = words[:5], words[5:]
    knots = [{"all": dict.fromkeys(some, True)} for some in combinations(few, 3)] * 60
    rule = {"any": [*knots, *({"all": {key: True, few[number % 5]: False}} for number, key in enumerate(many))]}
    condition, problems = parse_condition(as_node(rule), Vocabulary.shipped())
    assert not problems
    started = time.process_time()
    assert facts_that_matter(condition, {}) == set(words)
    assert time.process_time() - started < 2
