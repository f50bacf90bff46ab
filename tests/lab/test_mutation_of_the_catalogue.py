"""Mutants of the shipped rules that are held to make no difference: tried on random citizens, under every ruleset."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tilbud_engine.lab.mutation.judging import Status
from tilbud_engine.lab.mutation.running import MutationRun, run_mutants
from tilbud_engine.lab.mutation.targets import find_targets
from tilbud_engine.lab.rules_at import answer_of
from tilbud_engine.rules.conditions import Condition, Test, walk
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import FactValue

ON = dt.date(2026, 9, 1)
NO_DIFFERENCE = (Status.EQUIVALENT, Status.UNSEEN)
TARGETS = ["eksempelkommune", "varde", "randers", "transporthjaelp", "bolig_indsats", "psykolog_unge_aaben", "mentor"]
EACH = 40


def people(conditions: Sequence[Condition], chance: random.Random) -> list[Facts]:
    """Return random citizens who come down on every side of what the conditions ask."""
    asked: dict[str, list[Test]] = {}
    for condition in conditions:
        for one in walk(condition):
            if isinstance(one, Test):
                asked.setdefault(one.fact.key, []).append(one)
    answers: Mapping[str, Sequence[FactValue]] = {key: possible_answers(tests) for key, tests in asked.items()}
    return [
        {key: chance.choice(values) for key, values in answers.items() if values and chance.random() < 0.8}
        for _ in range(EACH)
    ]


def shown(offer: ResolvedOffer | None, facts: Facts) -> object:
    """Return what an offer answers to somebody; of what is not offered, why is not asked."""
    if offer is None:
        return None
    answer = answer_of(offer)
    if answer.reason is not None:
        return "unknown" if answer.eligible is None else "not offered"
    truth = None if answer.eligible is None else decide(answer.eligible, facts)
    right = None if answer.right is None else decide(answer.right, facts)
    return truth, right if truth is not False else None


def seldom(days: Sequence[dt.date], chance: random.Random, keep: set[dt.date]) -> list[dt.date]:
    return sorted(keep | set(chance.sample(days, min(6, len(days)))))


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_what_makes_no_difference_makes_none_to_anybody_anywhere(target: str) -> None:
    chance = random.Random(target)  # noqa: S311 - made-up citizens need no secret
    result: MutationRun = run_mutants(find_targets([target], Settings(), [], Path.cwd()), ON, minutes=10, jobs=2)
    trial = result.trial
    for one in result.fates:
        if one.status not in NO_DIFFERENCE:
            continue
        mutant = trial.mutants[one.number]
        changed = trial.mutated(mutant).rulebook
        stated = {ON, *(day for day in (_day(mutant.mutation.before), _day(mutant.mutation.after)) if day)}
        for ruleset in trial.rulesets:
            offer = min(mutant.reach or trial.rulebook.offers)
            days = trial.rulebook.changes_of(ruleset, offer, dt.date.min, dt.date.max)
            for on in seldom(days, chance, stated):
                before, after = (book.resolve(ruleset, on).offers for book in (trial.rulebook, changed))
                for key in sorted(before.keys() | after.keys()):
                    pair = before.get(key), after.get(key)
                    if pair[0] == pair[1]:
                        continue
                    conditions = [found for offer in pair if offer for found in (offer.eligible, offer.right) if found]
                    for facts in people(conditions, chance):
                        if any(decide(never, facts) is True for never in trial.never(on)):
                            continue
                        assert shown(pair[0], facts) == shown(pair[1], facts), (mutant.mutation, ruleset, on, facts)
    assert NATIONAL in trial.rulesets


def _day(written: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(written))
    except ValueError:
        return None
