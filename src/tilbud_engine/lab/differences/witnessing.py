"""Which citizens of the scenarios get another answer: the tests that a change should make somebody look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tilbud_engine.case import read_knowledge
from tilbud_engine.errors import InputError
from tilbud_engine.lab.differences.values import Difference, Kind, OfferDifference, Pair, Seen
from tilbud_engine.lab.rules_at import dated_spec, names_path, names_plugin
from tilbud_engine.lab.runs.suites import find_suite
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.ruleset import load_ruleset
from tilbud_engine.scenarios import Scenario, read_scenarios, run, scenario_files
from tilbud_engine.settings import Settings


def with_scenarios(difference: Difference, scenarios: Iterable[Scenario]) -> Difference:
    """Return the difference with the citizens of scenarios whose answer or right changes, for each offer.

    Asked are the citizens of scenarios under either ruleset and those it builds on, each of the offers that answer one
    of her barriers or that her scenario expects something of. What is known of her is what the scenario tells, on its
    own day. A citizen of whom facts are told that neither side knows is left out, and not counted.
    """
    rulesets = _rulesets(difference)
    asked = (one for one in scenarios if one.ruleset in rulesets)
    known = [(one, facts) for one in asked if (facts := _facts(one, difference)) is not None]
    moved: set[str] = set()
    offers: list[OfferDifference] = []
    for offer in difference.offers:
        seen: dict[Kind, tuple[Seen, ...]] = {}
        for kind, turn in offer.turns.items():
            if turn.effect != "none":
                seen[kind] = tuple(_seen(offer, offer.sides[kind], known, difference))
                moved.update(one.place for one in seen[kind])
        offers.append(replace(offer, scenarios=seen))
    return replace(difference, offers=tuple(offers), scenarios=len(known), moved=len(moved))


def scenarios_beside(sides: Iterable[str], settings: Settings) -> list[Scenario]:
    """Return all scenarios beside rulesets and plugins; those beside the sides, where they are paths, come instead.

    Raises InputError for rules that cannot be read.
    """
    own: dict[str, list[Scenario]] = {}
    for side in sides:
        spec = dated_spec(side, dt.date.min)[0]
        path = Path(spec)
        folder = path if path.is_dir() else path.parent
        if names_path(spec) and (files := scenario_files(folder)):
            name = folder.resolve().name if names_plugin(spec) else load_ruleset(path).name
            own[name] = [one for file in files for one in read_scenarios(file)[0]]
    shipped = [one for one in find_suite(settings=settings).files if one.rules is None or one.rules.name not in own]
    return [*(one for file in shipped for one in file.scenarios), *(one for many in own.values() for one in many)]


def _rulesets(difference: Difference) -> set[str]:
    """Return the rulesets whose scenarios concern either side; a draft stands for what it is a copy of."""
    names: set[str] = set()
    for rules in (difference.old, difference.new):
        layers = rules.engine.rulebook.layers(rules.ruleset)
        codes = {one.document.municipality for one in layers if one.document.municipality}
        names.update(one.name for one in layers)
        names.update(key for key, one in rules.engine.rulebook.rulesets.items() if one.document.municipality in codes)
    return names


def _facts(scenario: Scenario, difference: Difference) -> Facts | None:
    try:
        knowledge, _ = read_knowledge(scenario.citizen, difference.vocabulary, scenario.on)
        derived, _ = difference.new.engine.registry.derive_facts(scenario.citizen, knowledge, scenario.on)
    except InputError:
        return None
    return knowledge.with_derived(derived).values


def _seen(
    offer: OfferDifference, sides: Pair, known: Iterable[tuple[Scenario, Facts]], difference: Difference
) -> Iterable[Seen]:
    cards = [one.offer.offer for one in (offer.old, offer.new) if one.offer]
    answered = {barrier for card in cards for barrier in card.answers}
    for scenario, facts in known:
        if offer.id not in scenario.expect and answered.isdisjoint(scenario.citizen.barriers()):
            continue
        old, new = (None if one is None else decide(one, facts) for one in sides)
        if old is not new:
            yield Seen(scenario.name, scenario.place, (old, new), _notices(scenario, offer.id, difference))


def _notices(scenario: Scenario, offer: str, difference: Difference) -> bool:
    """Tell whether the scenario passes under the old rules and fails for the offer under the new, on its own day."""
    if offer not in scenario.expect:
        return False
    alone = replace(scenario, expect={offer: scenario.expect[offer]}, questions=None)
    passed = []
    for rules in (difference.old, difference.new):
        placed = replace(alone, ruleset=rules.ruleset) if scenario.ruleset == difference.old.ruleset else alone
        passed.append(run(placed, rules.engine).passed)
    return passed == [True, False]
