"""The rules as they are written: each condition of an offer, a ruleset or a definition, and which are in force when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tilbud_engine.errors import Problem
from tilbud_engine.lab.coverage.outcome import RuleKind
from tilbud_engine.offers import DatedOffer
from tilbud_engine.reading import place_of
from tilbud_engine.rules.binding import Binder
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Flagged,
    Named,
    ParameterValue,
    Test,
    parts_of,
)
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import Ruleset

Key = tuple[RuleKind, str, str]
"""Which rule it is: its kind, the offer or the definition, and where it stands."""

Spot = tuple[Key, tuple[int, ...], str]
"""A part of a rule: which rule, the way down to the part, and where it stands."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition as it is written, with its parameters and definitions still in it."""

    kind: RuleKind
    owner: str
    place: str
    written: Condition = field(compare=False, repr=False)

    @property
    def key(self) -> Key:
        """Which rule it is."""
        return (self.kind, self.owner, self.place)


def rules_of_offer(offer: DatedOffer, rulebook: Rulebook) -> Iterator[Rule]:
    """Yield the conditions of an offer, at any date."""
    for version in offer.versions:
        yield _rule("eligible", offer.id, version.eligible, offer.place, rulebook)
        for right in version.rights:
            yield _rule("right", offer.id, right.when, offer.place, rulebook)
        for hint in version.hints:
            yield _rule("hint", offer.id, hint.when, offer.place, rulebook)


def rules_of_ruleset(ruleset: Ruleset, rulebook: Rulebook) -> Iterator[Rule]:
    """Yield the conditions of a ruleset, at any date: those of its offers, and its definitions."""
    for document in ruleset.documents:
        for offer, entry in document.offers.items():
            if entry.eligible is not None:
                yield _rule("eligible", offer, entry.eligible, ruleset.place, rulebook)
            if entry.also_eligible is not None:
                yield _rule("also_eligible", offer, entry.also_eligible, ruleset.place, rulebook)
        for name, definition in document.definitions.items():
            yield _rule("definition", name, definition.when, ruleset.place, rulebook)


def begin_of(ruleset: Ruleset) -> dt.date:
    """Return the first day of which a ruleset says something: before it, it did not decide anything yet."""
    entries = (
        entry
        for document in ruleset.documents
        for entry in (*document.offers.values(), *document.parameters.values(), *document.definitions.values())
    )
    stated = (entry.valid.from_ for entry in entries if entry.valid.from_ is not None)
    return min([*ruleset.history.starts[1:], *stated], default=dt.date.min)


def _rule(kind: RuleKind, owner: str, node: object, place: str, rulebook: Rulebook) -> Rule:
    return Rule(kind, owner, place_of(node, place), rulebook.condition(node)[0])


def rules_in_force(
    found: ResolvedOffer, ruleset: str, on: dt.date, rulebook: Rulebook
) -> Iterator[tuple[Rule, Condition]]:
    """Yield the conditions that make up an offer under a ruleset on a day, each with what it is bound to."""
    layers = rulebook.layers(ruleset)
    binder = rulebook.binder(layers, on)
    entries = [
        (layer, document.offers[found.id])
        for layer in layers
        if (document := layer.history.at(on)) is not None and found.id in document.offers
    ]
    here = [(layer, entry) for layer, entry in entries if entry.valid.holds(on)]
    stated = [(entry.eligible, layer.place) for layer, entry in here if entry.eligible is not None]
    own = next((one for one in stated if place_of(*one) == found.rule), (found.offer.eligible, found.rule))
    yield _rule("eligible", found.id, *own, rulebook), found.own
    for layer, entry in here:
        if entry.also_eligible is not None:
            rule = _rule("also_eligible", found.id, entry.also_eligible, layer.place, rulebook)
            yield from _sound(rule, binder, rulebook.condition(entry.also_eligible)[1])
    for right, bound in zip(found.offer.rights, found.rights, strict=True):
        if not found.right_faults:
            yield _rule("right", found.id, right.when, found.rule, rulebook), bound.when
    for hint in found.offer.hints:
        rule = _rule("hint", found.id, hint.when, found.rule, rulebook)
        yield from _sound(rule, binder, rulebook.condition(hint.when)[1])


def _sound(rule: Rule, binder: Binder, problems: Sequence[Problem]) -> Iterator[tuple[Rule, Condition]]:
    """Yield a rule with what it is bound to, unless it cannot be bound: then it is part of no answer."""
    faults = list(problems)
    bound = binder.bind(rule.written, faults)
    if not faults:
        yield rule, bound


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a rule as it is written and as it is bound, and where in the rule it is."""

    spot: Spot
    written: Condition
    bound: Condition


def bound_parts(rule: Rule, bound: Condition, definitions: Mapping[tuple[str, str], Rule]) -> Iterator[Placed]:
    """Yield each part of a rule that was bound, and those of the definitions it names, each in its own rule."""
    waiting = [Placed(_spot(rule, (), rule.written), rule.written, bound)]
    while waiting:
        one = waiting.pop()
        yield one
        (key, way, _), written = one.spot, one.written
        if isinstance(written, DefinitionRef):
            named = one.bound
            if isinstance(named, Named) and (found := definitions.get((named.name, named.place))) is not None:
                waiting.append(Placed(_spot(found, (), found.written), found.written, named.part))
            continue
        # A length of time is one comparison as it is written, and two once it is bound: it has no parts here.
        for step, (part, inner) in enumerate(zip(parts_of(written), parts_of(one.bound), strict=False)):
            waiting.append(Placed((key, (*way, step), part.place), part, inner))


def written_parts(rule: Rule) -> Iterator[tuple[Spot, Condition]]:
    """Yield each part of a rule as it is written."""
    waiting: list[tuple[tuple[int, ...], Condition]] = [((), rule.written)]
    while waiting:
        way, one = waiting.pop()
        yield _spot(rule, way, one), one
        waiting += [((*way, step), part) for step, part in enumerate(parts_of(one))]


def _spot(rule: Rule, way: tuple[int, ...], part: Condition) -> Spot:
    return rule.key, way, part.place


# --- parameters --------------------------------------------------------------------------------------------------

Setting = tuple[str, str | None, dt.date | None]
"""A value that a parameter is given: its name, the ruleset that sets it (None for the default), and since when."""


def settings_of_offer(offer: DatedOffer, rulebook: Rulebook) -> Iterator[tuple[Setting, str]]:
    """Yield the parameters to which an offer gives a default, with where it stands."""
    for version in offer.versions:
        for name, declared in version.parameters.items():
            if declared.default is not None and rulebook.owner_of(name) == ("offer", offer.id):
                yield (name, None, None), place_of(declared.default, offer.place)


def settings_of_ruleset(ruleset: Ruleset, rulebook: Rulebook) -> Iterator[tuple[Setting, str]]:
    """Yield the parameters that a ruleset sets, and those to which it gives a default, with where it stands."""
    for document in ruleset.documents:
        for name, entry in document.parameters.items():
            since = entry.since or getattr(entry.value, "since", None)
            yield (name, ruleset.name, since), place_of(entry.value, ruleset.place)
        for name, declared in document.declare.items():
            if declared.default is not None and rulebook.owner_of(name) == ("ruleset", ruleset.name):
                yield (name, None, None), place_of(declared.default, ruleset.place)


def parameters_in(condition: Condition) -> tuple[ParameterValue, ...]:
    """Return the values of parameters that a comparison, or a yes/no parameter, was bound to."""
    operands = condition.operands if isinstance(condition, Test) else ()
    operands = (condition.operand,) if isinstance(condition, Flagged) else operands
    return tuple(one.parameter for one in operands if isinstance(one, Constant) and one.parameter is not None)
