"""Rights that the nation gives and these rules do not: principle 9, local may add and never take away."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tilbud_engine.lab.findings.finding import Finding, Kind, Words
from tilbud_engine.lab.findings.places import entry_place
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.persons import Person
from tilbud_engine.lab.rules_at import NOBODY, Answer, RulesAt
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.ruleset import NATIONAL


def right_findings(rules: RulesAt, prover: Prover) -> Iterator[Finding]:
    """Yield each right that a person has by the nation's rules and not by these, with such a person."""
    if rules.ruleset == NATIONAL:
        return
    nation = RulesAt(rules.engine, NATIONAL, rules.on)
    for key, answer in nation.answers.items():
        here = rules.answer(key)
        right = answer.right
        if right is None or right == NOBODY or here.offer is None or here.right == right:
            continue
        place = _place(rules, here)
        person = prover.settled(Kind.RIGHT_NARROWED, place, partial(_loser, right, here.right, prover), key)
        if person is not None:
            about: dict[str, Words] = {"offer": here.offer.offer}
            if here.offer.not_offered is not None:
                about["state"] = here.offer.not_offered
            elif not here.offer.faults:
                about["own"] = here.offer.own
            yield Finding(Kind.RIGHT_NARROWED, (place,), about, (key,), person, proved=True)


def _loser(right: Condition, here: Condition | None, prover: Prover) -> Person | None:
    """Return the simplest person with the right who loses it here, rather surely than for want of an answer."""
    logic = prover.logic
    right, here = prover.at_home(right), None if here is None else prover.at_home(here)
    had = logic.true(right)
    lost = prover.example(logic.every(had, logic.false(here)), ((right, True), (here, False)))
    if lost is not None:
        return lost
    return prover.example(logic.every(had, logic.unknown(here)), ((right, True), (here, None)))


def _place(rules: RulesAt, here: Answer) -> str:
    """Return where the topmost ruleset that says something of the offer does so; else the rule."""
    for layer in rules.engine.rulebook.layers(rules.ruleset):
        if place := entry_place(layer.node, rules.on, "offers", here.id):
            return place
    return here.offer.rule if here.offer else ""
