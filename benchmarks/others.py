"""The same rules written for zen-engine and rule-engine, and all of them asked about the same citizens.

The rules are flat: four comparisons, each of a fact of its own, all of which must hold, because that is what a decision
table can say. An answer is a list of true, false and, where it can be said, None for unknown.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import rule_engine
import zen
from benchmarks.generate import citizens

from tilbud_engine import Citizen
from tilbud_engine.case import Knowledge, read_knowledge
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Condition, Constant, Operator, Test, tests_of
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.reference import ReferenceRuntime
from tilbud_engine.vocabulary import Fact, Members, Vocabulary

RAISED = "raised"
Answers = list[Any]
Ask = Callable[[int], Answers]
"""Asks an engine about the citizen with this number."""

_SIGNS = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.ABOVE: ">", Operator.BELOW: "<"}


def rules(count: int, seed: str = "flat") -> list[Condition]:
    """Return flat rules: four comparisons of four facts."""
    vocabulary = Vocabulary.shipped()
    draw = random.Random(seed)
    kinds = [
        one for one in vocabulary.facts.values() if one.type in ("int", "choice", "bool", "set") and one.range_ is None
    ]
    kinds = [one for one in kinds if not one.values_from]
    numbers = [one for one in vocabulary.facts.values() if one.type == "int" and one.range_]
    made = []
    for _ in range(count):
        facts = [*draw.sample(numbers, 2), *draw.sample(kinds, 2)]
        node = as_node({fact.key: _operator(draw, fact) for fact in facts})
        condition, problems = parse_condition(node, vocabulary)
        assert not problems, problems
        made.append(condition)
    return made


def _operator(draw: random.Random, fact: Fact) -> Any:
    if fact.type == "int":
        low, high = fact.range_ or (0, 100)
        middle = min(high, 70) // 2
        return draw.choice([{"at_least": draw.randint(low, middle)}, {"at_most": draw.randint(middle, min(high, 70))}])
    if fact.type == "bool":
        return draw.random() < 0.5
    if fact.type == "choice":
        return draw.sample(list(fact.values), max(1, len(fact.values) // 2))
    return {"includes_any": draw.sample(list(fact.values), 2)}


def people(count: int, known: float) -> list[Knowledge]:
    """Return what is known of citizens, of whom each fact is known with this chance."""
    vocabulary = Vocabulary.shipped()
    read = [Citizen.read(one) for one in citizens(count, "flat", [1], None, known)]
    return [read_knowledge(one, vocabulary, one.on)[0] for one in read if one.on]


def plain(knowledge: Knowledge) -> dict[str, Any]:
    """Return what is known as the other engines take it; an unknown fact is null, which is kinder than absent."""
    facts: dict[str, Any] = dict.fromkeys(Vocabulary.shipped().facts)
    for key, value in knowledge.values.items():
        facts[key] = sorted(value.has) if isinstance(value, Members) else value
    return facts


def engines(conditions: Sequence[Condition], citizens: Sequence[Knowledge], careful: bool = False) -> Mapping[str, Ask]:
    """Return every engine with the rules in it; `careful` goes on where one raises an error for a rule."""
    made = [plain(one) for one in citizens]
    # JSON has no dates; the rules ask for none.
    facts = [{key: value for key, value in one.items() if not hasattr(value, "isoformat")} for one in made]
    reference, durable = ReferenceRuntime(), DurableRuntime()
    return {
        "reference evaluator": lambda number: reference.decide(conditions, citizens[number].values),
        "durable-rules": lambda number: durable.decide(conditions, citizens[number].values),
        "zen-engine, table": _table(conditions, facts),
        "zen-engine, expressions": _each(_expressions(conditions), facts, careful),
        "rule-engine": _each(_rule_engine(conditions), facts, careful),
    }


def _table(conditions: Sequence[Condition], facts: Sequence[Mapping[str, Any]]) -> Ask:
    keys = sorted({test.fact.key for condition in conditions for test in tests_of(condition)})
    rows = []
    for number, condition in enumerate(conditions):
        cells = dict.fromkeys(keys, "")
        for test in tests_of(condition):
            cells[test.fact.key] = _cell(test)
        rows.append({"_id": f"r{number}", **cells, "rule": str(number)})
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": key, "name": key, "field": key} for key in keys],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def ask(number: int) -> Answers:
        answers: Answers = [False] * len(conditions)
        for row in decision.evaluate(facts[number])["result"] or ():
            answers[int(row["rule"])] = True
        return answers

    return ask


def _cell(test: Test) -> str:
    """Return a comparison as a cell of a table, where `$` is the fact."""
    values = [one.value for one in test.operands if isinstance(one, Constant)]
    if test.operator in _SIGNS:
        return f"{_SIGNS[test.operator]} {values[0]}"
    if test.operator is Operator.INCLUDES_ANY:
        return f"some($, # in {json.dumps(values)})"
    return ", ".join(json.dumps(value) for value in values)


def _each(made: Sequence[Callable[[Any], bool]], facts: Sequence[Mapping[str, Any]], careful: bool) -> Ask:
    def one(rule: Callable[[Any], bool], known: Mapping[str, Any]) -> Any:
        try:
            return rule(known)
        except Exception:  # noqa: BLE001 - each library raises its own
            return RAISED

    if careful:
        return lambda number: [one(rule, facts[number]) for rule in made]
    return lambda number: [rule(facts[number]) for rule in made]


def _expressions(conditions: Sequence[Condition]) -> list[Callable[[Any], bool]]:
    return [zen.compile_expression(" and ".join(map(_zen, tests_of(one)))).evaluate for one in conditions]


def _zen(test: Test) -> str:
    key, values = test.fact.key, [one.value for one in test.operands if isinstance(one, Constant)]
    if test.operator in _SIGNS:
        return f"{key} {_SIGNS[test.operator]} {values[0]}"
    if test.operator is Operator.INCLUDES_ANY:
        return f"some({key}, # in {json.dumps(values)})"
    return f"{key} in {json.dumps(values)}"


def _rule_engine(conditions: Sequence[Condition]) -> list[Callable[[Any], bool]]:
    context = rule_engine.Context(default_value=None)
    return [rule_engine.Rule(" and ".join(map(_rule, tests_of(one))), context=context).matches for one in conditions]


def _rule(test: Test) -> str:
    key, values = test.fact.key, [one.value for one in test.operands if isinstance(one, Constant)]
    if test.operator in _SIGNS:
        return f"{key} {_SIGNS[test.operator]} {values[0]}"
    if test.operator is Operator.INCLUDES_ANY:
        return "(" + " or ".join(f"{json.dumps(value)} in {key}" for value in values) + ")"
    return f"{key} in {json.dumps(values)}"


def unknown_kept(ask: Ask, meant: Ask, count: int) -> dict[str, int]:
    """Return what an engine does where something is unknown: how many answers of each kind, against what is meant."""
    found = {"right": 0, "no for unknown": 0, "yes for unknown": 0, "error": 0, "wrong": 0}
    for number in range(count):
        for answer, truth in zip(ask(number), meant(number), strict=True):
            if answer is RAISED:
                found["error"] += 1
            elif answer is truth:
                found["right"] += 1
            elif truth is None:
                found["yes for unknown" if answer else "no for unknown"] += 1
            else:
                found["wrong"] += 1
    return found
