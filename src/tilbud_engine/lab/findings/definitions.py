"""Definitions: parts of them that do nothing, and two that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from tilbud_engine.dated import Source
from tilbud_engine.lab.findings.finding import Finding, Kind
from tilbud_engine.lab.findings.parts import Unit, part_findings
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Condition, DefinitionRef, Named
from tilbud_engine.rules.reference import decide


def definitions_of(rules: RulesAt) -> tuple[Named, ...]:
    """Return the definitions that hold under the ruleset on the day; those that cannot be read are left out."""
    rulebook = rules.engine.rulebook
    layers = rulebook.layers(rules.ruleset)
    binder = rulebook.binder(layers, rules.on)
    names = {
        name: None for layer in layers if (document := layer.history.at(rules.on)) for name in document.definitions
    }
    found: list[Named] = []
    for name in names:
        faults: list[object] = []
        bound = binder.bind(DefinitionRef(name), faults)  # type: ignore[arg-type]
        if not faults and isinstance(bound, Named):
            found.append(bound)
    return tuple(found)


def definition_findings(named: Named, prover: Prover) -> tuple[Finding, ...]:
    """Return the parts of a definition that do nothing."""
    unit = Unit(named.part, named.place, Kind.CONTRADICTION, about={"name": named.name})
    return part_findings(unit, prover)


def same_definitions(rules: RulesAt, definitions: tuple[Named, ...], prover: Prover) -> Iterator[Finding]:
    """Yield two definitions that say the same on the same ground; two laws may name the same people apart."""
    own = rules.engine.rulebook.layers(rules.ruleset)[0].history.at(rules.on)
    for one, other in combinations(definitions, 2):
        if own is None or not {one.name, other.name} & set(own.definitions) or not _same_ground(one, other):
            continue
        same = partial(_same, one.part, other.part, prover)
        if prover.settled(Kind.SAME_DEFINITION, other.place, same):
            about = {"name": one.name, "other": other.name, "part": one.part}
            yield Finding(Kind.SAME_DEFINITION, (other.place, one.place), about, proved=True)


def _same_ground(one: Named, other: Named) -> bool:
    return _ground(one.source) == _ground(other.source) or one.source is None or other.source is None


def _ground(source: Source | None) -> tuple[str | None, ...]:
    return () if source is None else (source.law, source.title, source.section, source.where)


def _same(one: Condition, other: Condition, prover: Prover) -> bool:
    if any(decide(one, facts) is not decide(other, facts) for facts in prover.persons(one, other)):
        return False
    return prover.logic.equivalent(one, other)
