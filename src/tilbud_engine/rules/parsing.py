"""Conditions as they are written: YAML to the condition tree, with every problem and its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from tilbud_engine.dated import Span
from tilbud_engine.errors import Problem, nearest, problem, shown
from tilbud_engine.reading import WORTH_A_GUESS, Map, Seq, flag_of, place_of, whole_of
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Not,
    Operand,
    Operator,
    ParameterRef,
    Some,
    Test,
)
from tilbud_engine.vocabulary import Fact, Members, Vocabulary

_ORDERS = {
    "at_least": Operator.AT_LEAST,
    "at_most": Operator.AT_MOST,
    "above": Operator.ABOVE,
    "below": Operator.BELOW,
}
_DATE_ORDERS = {
    "on_or_after": Operator.AT_LEAST,
    "on_or_before": Operator.AT_MOST,
    "after": Operator.ABOVE,
    "before": Operator.BELOW,
}
_SPANS = {"within_last": Operator.WITHIN_LAST, "within_next": Operator.WITHIN_NEXT}
_MEMBERS = {
    "includes": Operator.INCLUDES_ALL,
    "includes_any": Operator.INCLUDES_ANY,
    "includes_all": Operator.INCLUDES_ALL,
    "includes_none": Operator.INCLUDES_NONE,
}
_NESTING = ("all", "any", "not", "is")


def parse_condition(node: Any, vocabulary: Vocabulary) -> tuple[Condition, list[Problem]]:
    """Read a condition; an empty mapping is everyone. All its problems are returned at once."""
    parser = _Parser(vocabulary)
    if not isinstance(node, Map):
        return EVERYONE, [problem("condition-not-a-mapping", place_of(node), text=_written(node))]
    condition = parser.mapping(node) if node else Every((), node.place)
    return condition, parser.problems


def _written(node: Any) -> str | None:
    return shown(node) if isinstance(node, str) and node else None


class _Parser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def fault(self, code: str, place: str, **values: object) -> None:
        self.problems.append(problem(code, place, **values))

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        return nearest(name, known) if len(self.problems) < WORTH_A_GUESS else None

    def condition(self, node: Any, place: str) -> Condition:
        if isinstance(node, Map):
            if node:
                return self.mapping(node)
            self.fault("condition-empty", node.place)
        else:
            self.fault("condition-not-a-mapping", place_of(node, place), text=_written(node))
        return EVERYONE

    def mapping(self, node: Map) -> Condition:
        parts = [part for key, value in node.items() for part in self.entry(key, value, node.place_of(key))]
        return parts[0] if len(parts) == 1 else Every(tuple(parts), node.place)

    def entry(self, key: str, value: Any, place: str) -> list[Condition]:
        if key in ("all", "any"):
            return self.group(key, value, place)
        if key == "not":
            return [Not(self.condition(value, place), place)]
        if key == "is":
            if isinstance(value, str):
                return [DefinitionRef(str(value), place)]
            self.fault("definition-name-expected", place, text=_written(value))
            return []
        if key.startswith("$"):
            expected = flag_of(value)
            if expected is None:
                self.fault("expected-bool", place, name=key, text=_written(value))
            return [Flagged(ParameterRef(key[1:], place), bool(expected), place)]
        fact = self.vocabulary.facts.get(key)
        if fact is None:
            close = self.nearest(key, [*self.vocabulary.facts, *_NESTING])
            self.fault("unknown-fact", place, name=key, nearest=close)
            return []
        return self.fact(fact, value, place)

    def group(self, key: str, value: Any, place: str) -> list[Condition]:
        made = Every if key == "all" else Some
        if isinstance(value, Map):
            # Each entry is one part: the comparisons below one fact belong together, also in `any`.
            parts = [
                found[0] if len(found) == 1 else Every(tuple(found), value.place_of(inner))
                for inner in value
                if (found := self.entry(inner, value[inner], value.place_of(inner)))
            ]
        elif isinstance(value, Seq):
            parts = [self.condition(one, place_of(one, place)) for one in value]
        else:
            self.fault("condition-not-a-mapping", place, text=_written(value))
            return []
        if not value:
            self.fault("condition-empty", place)
        return [made(tuple(parts), place)]

    def fact(self, fact: Fact, value: Any, place: str) -> list[Condition]:
        match fact.type:
            case "int" | "number":
                return self.ordered(fact, value, place, _ORDERS)
            case "date":
                return self.ordered(fact, value, place, _DATE_ORDERS)
            case "choice" | "bool":
                return self.equals(fact, value, place)
            case "set":
                return self.members(fact, value, place)

    def ordered(
        self, fact: Fact, value: Any, place: str, orders: dict[str, Operator], counted: bool = False
    ) -> list[Condition]:
        if not isinstance(value, Map):
            if fact.type == "date":
                self.fault(
                    "operator-expected", place, name=fact.key, known=", ".join([*orders, *_SPANS]), text=_written(value)
                )
                return []
            return self.equals(fact, value, place, counted)
        if not value:
            self.fault("condition-empty", place)
        made: list[Condition] = []
        for key, operand in value.items():
            at = value.place_of(key)
            if fact.type == "date" and key in _SPANS:
                made.append(Test(fact, _SPANS[key], self.span(operand, at), place=at))
            elif key in orders:
                made.append(Test(fact, orders[key], self.operands(fact, [operand], at, counted), counted, at))
            else:
                known = [*orders, *(_SPANS if fact.type == "date" else ())]
                self.fault(
                    "unknown-operator",
                    at,
                    name=key,
                    fact=fact.key,
                    nearest=self.nearest(key, known),
                    known=", ".join(known),
                )
        return made

    def equals(self, fact: Fact, value: Any, place: str, counted: bool = False) -> list[Condition]:
        if isinstance(value, Map):
            known = "true, false" if fact.type == "bool" else ", ".join(list(fact.values)[:20])
            self.fault("value-expected", place, name=fact.key, known=known)
            return []
        values = list(value) if isinstance(value, Seq) else [value]
        if not values:
            self.fault("condition-empty", place)
            return []
        return [Test(fact, Operator.IS, self.operands(fact, values, place, counted), counted, place)]

    def members(self, fact: Fact, value: Any, place: str) -> list[Condition]:
        known = ", ".join([*_MEMBERS, "count", "is_empty"])
        if not isinstance(value, Map) or not value:
            self.fault("operator-expected", place, name=fact.key, known=known, text=_written(value))
            return []
        made: list[Condition] = []
        for key, operand in value.items():
            at = value.place_of(key)
            if key == "count":
                made.extend(self.ordered(fact, operand, at, _ORDERS, counted=True))
            elif key == "is_empty":
                empty = flag_of(operand)
                if empty is None:
                    self.fault("expected-bool", at, name=key, text=_written(operand))
                test = Test(fact, Operator.IS_EMPTY, place=at)
                made.append(test if empty is not False else Not(test, at))
            elif key in _MEMBERS:
                listed = list(operand) if isinstance(operand, Seq) else [operand]
                if not listed or (key == "includes" and len(listed) > 1):
                    self.fault("includes-one" if listed else "condition-empty", at)
                made.append(Test(fact, _MEMBERS[key], self.operands(fact, listed, at), place=at))
            else:
                self.fault(
                    "unknown-operator",
                    at,
                    name=key,
                    fact=fact.key,
                    nearest=self.nearest(key, [*_MEMBERS, "count", "is_empty"]),
                    known=known,
                )
        return made

    def span(self, node: Any, place: str) -> tuple[Operand, ...]:
        span = Span.parse(str(node)) if isinstance(node, str) else None
        if span is None:
            self.fault("span-expected", place, text=_written(node))
            return ()
        return (span,)

    def operands(self, fact: Fact, nodes: list[Any], place: str, counted: bool = False) -> tuple[Operand, ...]:
        made: list[Operand] = []
        for node in nodes:
            at = place_of(node, place)
            if isinstance(node, str) and node.startswith("$"):
                made.append(ParameterRef(str(node[1:]), at))
                continue
            value = self.constant(fact, node, at, counted)
            if value is not None:
                made.append(Constant(value))
        return tuple(made)

    def constant(self, fact: Fact, node: Any, place: str, counted: bool) -> int | bool | str | dt.date | None:
        if counted:
            number = whole_of(node)
            if number is None or not 0 <= number <= len(fact.values):
                self.fault("count-out-of-range", place, name=fact.key, limit=len(fact.values), text=_written(node))
            return number
        if fact.type == "set":
            if isinstance(node, str) and node in fact.values:
                return str(node)
            self.unknown_value(fact, node, place)
            return None
        value = fact.read(node)
        if isinstance(value, Problem):
            if fact.type == "choice":
                self.unknown_value(fact, node, place)
            else:
                text = _written(node)
                self.problems.append(problem(value.code, place, **{**value.values, "text": text}))
            return None
        return None if isinstance(value, Members) else value

    def unknown_value(self, fact: Fact, node: Any, place: str) -> None:
        text = _written(node) or ""
        names = list(fact.values)
        self.fault(
            "unknown-value",
            place,
            text=text,
            name=fact.key,
            nearest=self.nearest(text, names),
            known=", ".join(names if len(names) <= 20 else [*names[:20], "…"]),
        )
