"""Constructed persons: the examples of proofs, in words, in a scenario file, and held to the evaluators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from tilbud_engine.errors import Language, TilbudError, problem
from tilbud_engine.rules.conditions import Condition, Truth, Verdict
from tilbud_engine.rules.durable import DurableRuntime, durable_available
from tilbud_engine.rules.reference import Facts, ReferenceRuntime
from tilbud_engine.rules.wording.regions import person_words
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary


class WitnessRefuted(TilbudError):
    """An example of a proof is none: the encoding and the evaluators disagree, and the proof may not be trusted."""


@dataclass(frozen=True)
class Person:
    """A constructed person, never a row of a population; what is not in `facts` is unknown."""

    facts: Facts

    def words(self, vocabulary: Vocabulary, language: Language = "da") -> str:
        """Return what is known of her: "29 år, kommune: Varde, hash, men ikke alkohol"."""
        return person_words(self.facts, vocabulary, language)

    def written(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """Return her facts as a scenario file writes them, ready for `to_yaml`."""
        return {key: _written(vocabulary.facts[key], value) for key, value in self.facts.items()}


def _written(fact: Fact, value: FactValue) -> Any:
    if isinstance(value, Members):
        has, has_not = ([one for one in fact.values if one in part] for part in (value.has, value.has_not))
        complete = len(has) + len(has_not) == len(fact.values)
        some = {name: part for name, part in (("has", has), ("has_not", has_not)) if part}
        return has if complete else some or {"has": []}
    if isinstance(value, bool | str | dt.date) or not fact.decimals:
        return value
    whole, rest = divmod(value, 10**fact.decimals)
    return float(Decimal(value).scaleb(-fact.decimals)) if rest else whole


def replay(person: Person, expected: Iterable[tuple[Condition | None, Truth]]) -> None:
    """Hold a person to what was proved of her, in the reference evaluator and in durable-rules where it is installed.

    A condition of None is unknown for everyone. Raises WitnessRefuted where an evaluator answers otherwise.
    """
    awaited = list(expected)
    conditions = [condition for condition, _ in awaited if condition is not None]
    for runtime in _runtimes():
        decided = iter(runtime.decide(conditions, person.facts))
        for condition, truth in awaited:
            found = None if condition is None else next(decided)
            if found is not truth:
                told = {"expected": Verdict.of(truth), "found": Verdict.of(found), "runtime": runtime.name}
                raise WitnessRefuted([problem("witness-refuted", condition.place if condition else "", **told)])


@cache
def _runtimes() -> tuple[ReferenceRuntime | DurableRuntime, ...]:
    return (ReferenceRuntime(), DurableRuntime()) if durable_available() else (ReferenceRuntime(),)
