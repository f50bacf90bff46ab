"""A scenario that would notice a mistake: the simplest person there is who gets another answer by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.mutation.trial import Difference, Mutated, Trial, notices
from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.offers import Offer
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Truth, tests_of
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.rules.reference import Facts
from tilbud_engine.scenarios import Expected, Scenario, answer_for, run
from tilbud_engine.suggestion import Card
from tilbud_engine.vocabulary import Vocabulary

_TRUTHS: tuple[Truth, ...] = (True, False, None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A scenario that tells a mutant from the rules as they are; `facts` are written as a scenario file writes them.

    `expect` is what the rules answer as they are; `instead` what they would with the mistake.
    """

    offer: str
    ruleset: str
    on: dt.date
    citizen: Mapping[str, Any]
    expect: Mapping[str, Any]
    instead: Mapping[str, Any]
    person: Person = field(repr=False)

    def scenario(self, name: str = "…") -> Scenario:
        """Return it as a scenario that can be run."""
        citizen = Citizen.read(as_node(self.citizen))
        return Scenario(name, "", self.on, self.ruleset, citizen, {self.offer: Expected(**self.expect)})

    def written(self, name: str) -> dict[str, Any]:
        """Return it as it stands in a file of scenarios."""
        expect = self.expect["verdict"] if len(self.expect) == 1 else dict(self.expect)
        made = {"name": name, "on": self.on, "ruleset": self.ruleset, "citizen": dict(self.citizen)}
        return {**made, "expect": {self.offer: expect}}


def proposal(trial: Trial, mutated: Mutated, found: Difference, logic: Logic, facts: Facts) -> Proposal | None:
    """Return a scenario of a person who was proved to get another answer; None where the engine gives her none.

    Raises WitnessRefuted where an evaluator does not agree with the proof.
    """
    person = Person(facts)
    _held_to_the_proof(found, logic, person)
    shape = found.after if found.before is None else found.before
    citizen = None if shape is None else _citizen(shape.offer, person, found, trial.rulebook.vocabulary)
    if citizen is None:
        return None
    try:
        answers = [_answer(engine, citizen, found) for engine in (trial.engine, mutated.engine)]
    except InputError:
        return None
    told = _told_apart(*answers)
    made = Proposal(found.offer, found.ruleset, found.on, citizen, *told, person)
    scenario = made.scenario()
    return made if notices(scenario, mutated.engine) and run(scenario, trial.engine).passed else None


def _held_to_the_proof(found: Difference, logic: Logic, person: Person) -> None:
    """Replay what was proved of each condition in the evaluators."""
    conditions = [one for answer in found.answers for one in (answer.eligible, answer.right) if one is not None]
    replay(
        person,
        [(one, truth) for one in conditions for truth in _TRUTHS if logic.holds(logic.of(one, truth), person.facts)],
    )


def _citizen(offer: Offer, person: Person, found: Difference, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """Return the person as somebody who says a barrier that the offer answers; None for an offer that answers none.

    What the barrier would settle beside what is known of her is taken back.
    """
    conditions = [one for answer in found.answers for one in (answer.eligible, answer.right) if one is not None]
    concerned = {test.fact.key for condition in conditions for test in tests_of(condition)}
    settled = {
        code: sorted(concerned & set(barrier.implies))
        for code in offer.answers
        if (barrier := vocabulary.barriers.get(code)) is not None and not barrier.alarm
    }
    if not settled:
        return None
    code = min(settled, key=lambda one: len(settled[one]))
    made: dict[str, Any] = {"says": [{"barrier": code}]}
    if person.facts:
        made["facts"] = person.written(vocabulary)
    if settled[code]:
        made["withdrawn"] = settled[code]
    return made


def _answer(engine: Engine, citizen: Mapping[str, Any], found: Difference) -> dict[str, Any]:
    """Return what the engine answers of the offer, as a scenario expects it."""
    suggestion = engine.suggest(
        Citizen.read(as_node(citizen)), found.on, ruleset=found.ruleset, audience="caseworker", all_offers=True
    )
    answer = answer_for(suggestion, found.offer)
    if isinstance(answer, Card):
        return {"verdict": answer.verdict, "right": answer.right, "missing": list(answer.missing)}
    return {"verdict": answer.verdict if answer else "absent", "right": "no", "missing": []}


def _told_apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the verdicts, and of what else there is the first that is another."""
    keys = ["verdict"]
    if before["verdict"] == after["verdict"]:
        keys += [key for key in ("right", "missing") if before[key] != after[key]][:1]
    return {key: before[key] for key in keys}, {key: after[key] for key in keys}
