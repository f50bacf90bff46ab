"""What nobody uses: parameters and definitions that no rule names, and values that change nothing here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from tilbud_engine.lab.findings.finding import Finding, Kind, Words
from tilbud_engine.lab.findings.places import entry_place
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.findings.trees import conditions_of, parameters_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.rules.binding import fitting
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Named,
    Not,
    Operand,
    ParameterRef,
    ParameterValue,
    Some,
    Test,
    refs_of,
)
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.ruleset import Ruleset, is_national


def unused_findings(rules: RulesAt, prover: Prover, only: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield what no rule names and what has no effect; with `only`, what these offers declare and nothing more."""
    rulebook = rules.engine.rulebook
    top = rulebook.layers(rules.ruleset)[0]
    named = frozenset(ref.name for ref in _refs(rules, None) if isinstance(ref, ParameterRef))
    for name in rulebook.declarations:
        owner = rulebook.owner_of(name)
        if name in named or owner is None:
            continue
        kind, key = owner
        if kind == "offer" and key in rules.resolved.offers and (only is None or key in only):
            offer = rulebook.offers[key]
            place = entry_place(offer.node, rules.on, "parameters", name) or offer.place
            yield Finding(Kind.UNUSED_PARAMETER, (place,), {"name": name}, (key,))
        elif kind == "ruleset" and key == top.name and only is None:
            place = entry_place(top.node, rules.on, "declare", name) or top.place
            yield Finding(Kind.UNUSED_PARAMETER, (place,), {"name": name})
    if only is None:
        yield from _definitions(rules, top)
        yield from _parameters(rules, top, prover)


def _definitions(rules: RulesAt, top: Ruleset) -> Iterator[Finding]:
    document = top.history.at(rules.on)
    named = {ref.name for ref in _refs(rules, top) if isinstance(ref, DefinitionRef)}
    for name in document.definitions if document is not None else ():
        if name not in named:
            place = entry_place(top.node, rules.on, "definitions", name) or top.place
            yield Finding(Kind.UNUSED_DEFINITION, (place,), {"name": name})


def _refs(rules: RulesAt, top: Ruleset | None) -> Iterator[ParameterRef | DefinitionRef]:
    """Yield what all conditions name, at any date; with `top` only those that may name what that ruleset has."""
    rulebook = rules.engine.rulebook
    nodes: list[object] = []
    if top is None or is_national(top):
        for version in (version for offer in rulebook.offers.values() for version in offer.versions):
            nodes += [version.eligible, *(one.when for one in version.rights), *(one.when for one in version.hints)]
    for ruleset in rulebook.rulesets.values():
        if top is None or is_national(top) or _builds_on(rules, ruleset, top):
            for document in ruleset.documents:
                nodes += [entry.when for entry in document.definitions.values()]
                entries = document.offers.values()
                nodes += [one for entry in entries for one in (entry.eligible, entry.also_eligible) if one is not None]
    for node in nodes:
        yield from refs_of(rulebook.condition(node)[0])


def _builds_on(rules: RulesAt, ruleset: Ruleset, top: Ruleset) -> bool:
    seen = ruleset
    for _ in rules.engine.rulebook.rulesets:
        if seen.name == top.name:
            return True
        below = rules.engine.rulebook.rulesets.get(seen.document.extends or "")
        if below is None:
            return False
        seen = below
    return False


# --- values without effect ------------------------------------------------------------------------------------------


def _parameters(rules: RulesAt, top: Ruleset, prover: Prover) -> Iterator[Finding]:
    document = top.history.at(rules.on)
    users: dict[str, list[ResolvedOffer]] = {}
    for one in rules.resolved.offers.values():
        for name, parameter in ((each.name, each) for when in conditions_of(one) for each in parameters_of(when)):
            if parameter.layer == top.name and one not in users.setdefault(name, []):
                users[name].append(one)
    for name, entry in document.parameters.items() if document is not None else ():
        declaration = rules.engine.rulebook.declaration(name, rules.on)
        if declaration is None or not entry.valid.holds(rules.on):
            continue
        place = entry_place(top.node, rules.on, "parameters", name) or top.place
        using = users.get(name, [])
        live = [one for one in using if one.not_offered is None and not one.faults]
        about: dict[str, Words] = {"name": name, "label": declaration.label}
        ids = tuple(one.id for one in using)
        if not live:
            about["offers"] = tuple(one.offer for one in using)
            yield Finding(Kind.PARAMETER_WITHOUT_EFFECT, (place,), about, ids)
        elif (other := _other(name, declaration)) is not None:
            conditions = [condition for one in live for condition in conditions_of(one)]
            idle = partial(_idle, conditions, other, prover)
            if prover.settled(Kind.PARAMETER_WITHOUT_EFFECT, place, idle):
                about["value"] = str(declaration.default)
                yield Finding(Kind.PARAMETER_WITHOUT_EFFECT, (place,), about, ids, proved=True)


def _other(name: str, declaration: ParameterDeclaration) -> ParameterValue | None:
    """Return what the parameter would be if this ruleset did not set it."""
    if declaration.default is None:
        return None
    value = declaration.read(declaration.default, name)
    return ParameterValue(name, value, decimals=declaration.places) if isinstance(value, int | str) else None


def _idle(conditions: Iterable[Condition], other: ParameterValue, prover: Prover) -> bool:
    """Tell whether every condition is the same with the other value, which is not the same value."""
    changed = [(one, made) for one in conditions if (made := _with(one, other)) != one]
    values = [each.value for one, _ in changed for each in parameters_of(one) if each.name == other.name]
    if not changed or all(value == other.value for value in values):
        return False
    for one, made in changed:
        if any(decide(one, facts) is not decide(made, facts) for facts in prover.persons(one, made)):
            return False
    return all(prover.logic.equivalent(one, made) for one, made in changed)


def _with(condition: Condition, other: ParameterValue) -> Condition:
    """Return the condition with another value of the parameter."""
    match condition:
        case Test(fact=fact, operands=operands, counted=counted):

            def changed(operand: Operand) -> Operand:
                if not (isinstance(operand, Constant) and operand.parameter and operand.parameter.name == other.name):
                    return operand
                value = fitting(other, fact, counted)
                return operand if value is None else Constant(value, other)

            return replace(condition, operands=tuple(map(changed, operands)))
        case Flagged(operand=Constant(parameter=ParameterValue(name=name))) if name == other.name:
            return replace(condition, operand=Constant(other.value, other))
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(_with(part, other) for part in parts))
        case Not(part=part) | Named(part=part):
            return replace(condition, part=_with(part, other))
        case _:
            return condition
