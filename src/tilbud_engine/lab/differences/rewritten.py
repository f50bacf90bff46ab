"""Which parameters and definitions were changed: before and after, where they stand, and which offers use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tilbud_engine.errors import Problem
from tilbud_engine.lab.differences.forms import counted_from, meant, written
from tilbud_engine.lab.differences.values import RuleChange, Stated
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.reading import place_of
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Flagged,
    Named,
    Operand,
    ParameterValue,
    Test,
    tests_of,
    walk,
)
from tilbud_engine.vocabulary import Fact

Uses = Mapping[str, tuple[str, ...]]


def rule_changes(old: RulesAt, new: RulesAt) -> list[RuleChange]:
    """Return the parameters and definitions that are not the same in both, those with another meaning first."""
    made = [*_changed_parameters(old, new), *_changed_definitions(old, new)]
    return sorted(made, key=lambda one: not one.meaning)


def _changed_parameters(old: RulesAt, new: RulesAt) -> Iterator[RuleChange]:
    uses = _uses(old, new, _parameters_in)
    facts = {name: fact for rules in (old, new) for name, fact in _compared_with(rules)}
    before, after = _parameters(old, facts), _parameters(new, facts)
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one and other and _told(one.value) == _told(other.value):
            continue
        meaning = not (one and other and _amount(one.value) == _amount(other.value))
        # A parameter that comes or goes with its offer, and that no rule uses, is told with the offer.
        if (one and other) or name in uses:
            yield RuleChange("parameter", name, one, other, meaning, uses.get(name, ()))


def _compared_with(rules: RulesAt) -> Iterator[tuple[str, Fact]]:
    """Yield each parameter with a fact that a rule compares with it."""
    for answer in rules.answers.values():
        for condition in (answer.eligible, answer.right):
            for test in tests_of(condition) if condition is not None else ():
                if not test.counted:
                    yield from ((name, test.fact) for name in _parameters_in(test))


def _parameters(rules: RulesAt, facts: Mapping[str, Fact]) -> dict[str, Stated]:
    rulebook = rules.engine.rulebook
    found: dict[str, Stated] = {}
    for name, value in rulebook.parameter_values(rules.ruleset, rules.on).items():
        declaration = rulebook.declaration(name, rules.on)
        if isinstance(value, Problem) or declaration is None:
            continue
        node: object = declaration.default
        if value.layer is not None:
            document = rulebook.rulesets[value.layer].history.at(rules.on)
            node = document.parameters[name].value if document else None
        found[name] = Stated(value, place_of(node), declaration.unit or "", facts.get(name))
    return found


def _amount(value: ParameterValue | Named) -> object:
    return (type(value.value), value.value, value.decimals) if isinstance(value, ParameterValue) else None


def _told(value: ParameterValue | Named) -> object:
    return (_amount(value), value.source, getattr(value, "layer", None), value.label, value.label_en)


def _changed_definitions(old: RulesAt, new: RulesAt) -> Iterator[RuleChange]:
    uses = _uses(old, new, _definitions_in)
    before = {name: counted_from(one, old.on, new.on) for name, one in _definitions(old).items()}
    after = _definitions(new)
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one and other and written(one) == written(other) and _labelled(one) == _labelled(other):
            continue
        meaning = not (one and other and meant(one) == meant(other))
        yield RuleChange("definition", name, _stated(one), _stated(other), meaning, uses.get(name, ()))


def _definitions(rules: RulesAt) -> dict[str, Condition]:
    """Return the definitions in force, bound; those that cannot be bound are left out."""
    rulebook = rules.engine.rulebook
    layers = rulebook.layers(rules.ruleset)
    binder = rulebook.binder(layers, rules.on)
    found: dict[str, Condition] = {}
    for layer in layers:
        document = layer.history.at(rules.on)
        for name in document.definitions if document else ():
            faults: list[Problem] = []
            made = binder.bind(DefinitionRef(name), faults)
            if not faults:
                found[name] = made
    return found


def _stated(condition: Condition | None) -> Stated | None:
    return Stated(condition, condition.place) if isinstance(condition, Named) else None


def _labelled(condition: Condition) -> object:
    return (condition.label, condition.label_en, condition.source) if isinstance(condition, Named) else None


def _uses(old: RulesAt, new: RulesAt, names_in: Callable[[Condition], Iterable[str]]) -> Uses:
    """Return by which offers each name is used, on either side."""
    found: dict[str, set[str]] = {}
    for answer in (one for rules in (old, new) for one in rules.answers.values()):
        for condition in (answer.eligible, answer.right):
            for name in names_in(condition) if condition is not None else ():
                found.setdefault(name, set()).add(answer.id)
    return {name: tuple(sorted(offers)) for name, offers in found.items()}


def _parameters_in(condition: Condition) -> Iterator[str]:
    for one in walk(condition):
        operands: tuple[Operand, ...] = ()
        if isinstance(one, Test):
            operands = one.operands
        elif isinstance(one, Flagged):
            operands = (one.operand,)
        yield from (each.parameter.name for each in operands if isinstance(each, Constant) and each.parameter)


def _definitions_in(condition: Condition) -> Iterator[str]:
    return (one.name for one in walk(condition) if isinstance(one, Named))
