"""Conditions as CCCEV: requirements of requirements, down to constraints on information concepts.

A group says by its type whether all or one of its parts must hold. A comparison is a constraint on the information
concept of its fact: its type is the operator, `rdf:value` what it compares with. CPSV-AP wants the name of a
requirement as `dct:title` with a language, CCCEV as a plain `skos:prefLabel`; it has both.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tilbud_engine.dated import Source
from tilbud_engine.kit.cpsv.graph import Graph, Link, hashed, iri, texts, typed
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Some,
    Test,
)
from tilbud_engine.rules.wording import requirement
from tilbud_engine.vocabulary import Fact

_GROUPS = {
    "all": ("Alle dele skal passe", "All parts must hold"),
    "any": ("Mindst én del skal passe", "At least one part must hold"),
    "not": ("Delen må ikke passe", "The part must not hold"),
    "rule": ("En regel, der gælder eller ikke gælder", "A rule that is on or off"),
}
_OPERATORS = {
    "is": ("er", "is"),
    "at_least": ("mindst", "at least"),
    "at_most": ("højst", "at most"),
    "above": ("over", "above"),
    "below": ("under", "below"),
    "includes_any": ("mindst én af", "at least one of"),
    "includes_all": ("alle", "all of"),
    "includes_none": ("ingen af", "none of"),
    "is_empty": ("ingen", "none at all"),
}
_DATATYPES = {"int": "integer", "number": "decimal", "bool": "boolean", "date": "date"}


def add_requirement(graph: Graph, name: str, condition: Condition, **more: Any) -> Link:
    """Add a bound condition with all its parts, and return a link to it; `more` are properties of the whole."""
    danish, english = requirement(condition, "da"), requirement(condition, "en")
    common = {
        "dct__title": texts(danish, english),
        "dct__identifier": name.removeprefix("urn:tilbud:"),
        "skos__prefLabel": danish,
        **more,
    }
    match condition:
        case Test():
            return _constraint(graph, name, condition, common)
        case Named(part=part, label=label, label_en=label_en) as named:
            common |= {"dct__title": texts(label, label_en), "skos__prefLabel": label} if label else {}
            common |= {"cv__isDerivedFrom": add_source(graph, named.source)} if named.source else {}
            return _group(graph, name, "all", (part,), common)
        case Every(parts=parts):
            return _group(graph, name, "all", parts, common)
        case Some(parts=parts):
            return _group(graph, name, "any", parts, common)
        case Not(part=part):
            return _group(graph, name, "not", (part,), common)
        case Flagged(operand=Constant(value=value), expected=expected):
            common |= {"rdf__value": typed(str(value is expected).lower(), "boolean")}
            return _group(graph, name, "rule", (), common)
        case _:
            raise TypeError(f"not bound yet: {type(condition).__name__}")


def add_source(graph: Graph, source: Source) -> Link:
    """Add a law or another text, and return a link to it."""
    return graph.add(
        hashed("source", str(source)),
        ("eli:LegalResource", "cv:ReferenceFramework"),
        dct__title=texts(str(source)),
        dct__description=texts(source.note) if source.note else None,
        dct__identifier=str(source),
    )


def _group(graph: Graph, name: str, kind: str, parts: tuple[Condition, ...], common: dict[str, Any]) -> Link:
    inner = [add_requirement(graph, f"{name}.{number}", part) for number, part in enumerate(parts, 1)]
    concept = graph.concept("group", kind, *_GROUPS[kind])
    return graph.add(name, ("cv:Requirement", "cv:Criterion"), dct__type=concept, cv__hasRequirement=inner, **common)


def _constraint(graph: Graph, name: str, test: Test, common: dict[str, Any]) -> Link:
    fact = add_fact(graph, test.fact)
    constants = [one for one in test.operands if isinstance(one, Constant)]
    code = str(test.operator)
    sources = [one.parameter.source for one in constants if one.parameter and one.parameter.source]
    common.setdefault("cv__isDerivedFrom", [add_source(graph, one) for one in sources])
    return graph.add(
        name,
        ("cv:Requirement", "cv:Constraint"),
        dct__type=graph.concept("operator", code, *_OPERATORS[code]),
        cv__constrains=fact,
        cv__hasConcept=fact,
        rdf__value=[_value(graph, test, one.value) for one in constants],
        **common,
    )


def add_fact(graph: Graph, fact: Fact) -> Link:
    """Add what must be known about somebody, and return a link to it."""
    return graph.add(
        iri("fact", fact.key),
        "cv:InformationConcept",
        dct__identifier=fact.key,
        skos__prefLabel=fact.label,
        dct__description=fact.question or fact.shown_as or fact.label,
        dct__type=graph.concept("fact-type", fact.type, fact.type),
    )


def _value(graph: Graph, test: Test, value: int | bool | str | dt.date) -> Link:
    fact = test.fact
    if isinstance(value, str):
        danish, english = fact.value_label(value, "da"), fact.value_label(value, "en")
        return graph.concept(f"value:{fact.key}", value, danish, english)
    if isinstance(value, bool):
        return typed(str(value).lower(), "boolean")
    if test.counted or isinstance(value, dt.date):
        return typed(value, "integer" if test.counted else "date")
    whole, rest = divmod(value, 10**fact.decimals)
    return typed(value / 10**fact.decimals if rest else whole, _DATATYPES[fact.type])
