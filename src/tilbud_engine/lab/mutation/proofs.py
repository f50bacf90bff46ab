"""Who could notice a mistake: looked for over every possible person, in every ruleset and on every day that differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tilbud_engine.lab.mutation.mutants import Mutant
from tilbud_engine.lab.mutation.mutations import Kind
from tilbud_engine.lab.mutation.trial import Difference, Mutated, Trial
from tilbud_engine.lab.rules_at import Answer
from tilbud_engine.reading import date_of
from tilbud_engine.rules.conditions import Condition, tests_of
from tilbud_engine.rules.proofs import Logic, Statement
from tilbud_engine.rules.ruleset import NATIONAL

# No person has any other answer than this: the offer is not there, or nothing is known of it.
_FOR_ALL = frozenset({"absent", "not-loaded", "faulty"})


def differences(trial: Trial, mutant: Mutant, mutated: Mutated) -> Iterator[Difference]:
    """Yield what is different of any offer under any ruleset on any day, the nearest rules and days first.

    What is the same difference again is given once. Raises Refused as `Mutated.difference` does.
    """
    own = [one for one in (mutant.ruleset, NATIONAL) if one in trial.rulesets]
    seen: list[object] = []
    for ruleset in dict.fromkeys([*own, *trial.rulesets]):
        for offer in _plainest_first(trial, mutated, ruleset):
            for on in _days(trial, mutant, ruleset, offer):
                found = mutated.difference(ruleset, on, offer)
                essence = None if found is None else (found.essence, trial.never(on))
                if found is not None and essence not in seen:
                    seen.append(essence)
                    yield found


def _plainest_first(trial: Trial, mutated: Mutated, ruleset: str) -> list[str]:
    """Return the offers that are concerned, those that ask the fewest facts first."""

    def facts(offer: str) -> int:
        resolved = trial.before(ruleset, trial.on, offer)
        return 0 if resolved is None else len({test.fact.key for test in tests_of(resolved.eligible)})

    return sorted(mutated.reach, key=lambda offer: (facts(offer), offer))


def _days(trial: Trial, mutant: Mutant, ruleset: str, offer: str) -> list[dt.date]:
    """Return the days on which an offer's rules may begin to differ, those of scenarios and the nearest to today first.

    Between two of them only lengths of time move.
    """
    days = {trial.on, *trial.rulebook.changes_of(ruleset, offer, dt.date.min, dt.date.max)}
    days |= {one.on for one in trial.scenarios.get(offer, ()) if one.ruleset == ruleset}
    change = mutant.mutation
    if change.kind is Kind.DATE and change.field:
        moved = (date_of(str(one)) for one in (change.before, change.after))
        days |= {day + dt.timedelta(days=after) for day in moved if day is not None for after in (0, 1)}
    return sorted(days, key=lambda day: (abs(day - trial.on), day))


def noticing(logic: Logic, one: Difference) -> list[Statement]:
    """Return who gets another answer: statements that together are all of them, the plainest difference first."""
    before, after = one.answers
    if before.reason is None and after.reason is None:
        return _of_conditions(logic, before, after)
    if _FOR_ALL & {before.reason, after.reason}:
        return [logic.every()] if before.reason != after.reason else []
    if before.reason is not None and after.reason is not None:
        return []  # Not offered for one reason or for another: the citizen sees the same.
    offered = after.eligible if before.reason else before.eligible
    return [logic.of(offered, truth) for truth in (True, None, False)]


def _of_conditions(logic: Logic, before: Answer, after: Answer) -> list[Statement]:
    has, had = before.eligible, after.eligible
    both = logic.every(logic.true(has), logic.true(had))
    seen = logic.opposite(logic.false(has))
    return [
        logic.every(logic.true(has), logic.false(had)),
        logic.every(logic.false(has), logic.true(had)),
        logic.every(both, logic.true(before.right), logic.false(after.right)),
        logic.every(both, logic.false(before.right), logic.true(after.right)),
        _differ(logic, has, had),
        logic.every(seen, _differ(logic, before.right, after.right)),
    ]


def _differ(logic: Logic, one: Condition | None, other: Condition | None) -> Statement:
    truths = (True, False, None)
    return logic.some(*(logic.every(logic.of(one, truth), logic.opposite(logic.of(other, truth))) for truth in truths))
