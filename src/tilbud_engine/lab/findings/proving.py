"""The questions asked of conditions: first a few hundred persons, and only what they do not settle the solver.

A person is enough to show that a part is not dead; that it is dead only the solver can show. What it does not settle in
its time is kept and told: neither safe nor found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from tilbud_engine.lab.findings.finding import Kind, Unsettled
from tilbud_engine.lab.findings.trees import facts_of
from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.rules.conditions import Condition, Every, Named, Not, Some, Test, Truth, tests_of
from tilbud_engine.rules.proofs import Logic, NotProved, Statement
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.regions import Regions
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.vocabulary import FactValue

T = TypeVar("T")

MUNICIPALITY = "municipality"

PERSONS = 240
"""So many persons are tried before the solver is asked."""

MILLISECONDS = 5_000
"""So long may one question take."""


class Prover:
    """Settles questions about conditions, counts those it settled and keeps those it did not; for one thread.

    `home` is the municipality whose rules these are: who can get what is asked of those who live there.
    """

    def __init__(
        self,
        never: Sequence[Condition],
        home: str | None = None,
        milliseconds: int = MILLISECONDS,
    ) -> None:
        self.logic = Logic(never, milliseconds=milliseconds)
        self.proved = 0
        self.unsettled: list[Unsettled] = []
        self._never = tuple(never)
        self._home = home

    def settled(self, kind: Kind, place: str, ask: Callable[[], T], offer: str | None = None) -> T | None:
        """Return what a question gives; None, and kept as unsettled, when the solver gives up."""
        try:
            answer = ask()
        except NotProved:
            self.unsettled.append(Unsettled(kind, place, offer))
            return None
        self.proved += 1
        return answer

    def possible(self, *conditions: tuple[Condition, Truth]) -> bool:
        """Tell whether each condition can come out so for one and the same person of this municipality."""
        asked = [(self.at_home(condition), truth) for condition, truth in conditions]
        persons = self.persons(*(condition for condition, _ in asked))
        if any(all(decide(one, facts) is truth for one, truth in asked) for facts in persons):
            return True
        return self.logic.possible(self.logic.every(*(self.logic.of(one, truth) for one, truth in asked)))

    def at_home(self, condition: Condition) -> Condition:
        """Return what is left of a condition for those who live in this municipality."""
        if self._home is None or all(test.fact.key != MUNICIPALITY for test in tests_of(condition)):
            return condition
        return _settled(condition, self._home)

    def example(self, statement: Statement, expected: Iterable[tuple[Condition | None, Truth]]) -> Person | None:
        """Return the simplest person of whom it holds, held to the evaluators; None when there is none."""
        facts = self.logic.example(statement)
        if facts is None:
            return None
        person = Person(facts)
        replay(person, expected)
        return person

    def regions(self, statement: Statement, conditions: Sequence[Condition], most: int) -> Regions:
        """Return exactly of whom it holds."""
        return self.logic.regions(statement, conditions, most=most)

    def persons(self, *conditions: Condition) -> Iterator[Facts]:
        """Yield persons that tell the conditions apart, the same every time; every other one is known in full."""
        tests = list(chain.from_iterable(map(tests_of, conditions)))
        answers = {
            fact.key: possible_answers([test for test in tests if test.fact.key == fact.key])
            for fact in facts_of(*conditions)
        }
        concerned = [one for one in self._never if any(test.fact.key in answers for test in tests_of(one))]
        draw = random.Random(len(tests))  # noqa: S311 - made-up persons need no secret
        for number in range(PERSONS if answers else 1):
            facts: dict[str, FactValue] = {
                key: draw.choice(known) for key, known in answers.items() if number % 2 == 0 or draw.random() < 0.7
            }
            if not any(decide(one, facts) is True for one in concerned):
                yield facts


def _settled(condition: Condition, home: str) -> Condition:
    """Return the condition with every comparison of the municipality replaced by how it comes out at home."""
    match condition:
        case Test(fact=fact, place=place) if fact.key == MUNICIPALITY:
            holds = decide(condition, {MUNICIPALITY: home}) is True
            return Every((), place) if holds else Some((), place)
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(_settled(part, home) for part in parts))
        case Not(part=part) | Named(part=part):
            return replace(condition, part=_settled(part, home))
        case _:
            return condition
