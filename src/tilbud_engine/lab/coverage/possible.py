"""Which answers a condition can have, with facts for each: what can never come is no hole in the scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from tilbud_engine.lab.coverage.outcome import TRUTHS
from tilbud_engine.rules.conditions import Condition, Every, Flagged, Named, Not, Some, Test, Truth, tests_of
from tilbud_engine.rules.reference import Facts, decide, meaning
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.vocabulary import Fact, FactValue

MOST_PERSONS = 20_000
"""So many ways to answer are tried for one condition; beyond them its parts are taken for independent."""


def possible_truths(condition: Condition, never: Sequence[Condition] = ()) -> dict[Truth, Facts | None]:
    """Return the answers that a bound condition can have, each with facts that give it.

    The facts are as few as can be, and those of a person who can exist: of whom none of `never` holds. They are None
    where the condition asks too much for every way to be tried.
    """
    found: dict[Truth, Facts | None] = {}
    answer = meaning(condition)
    tried = 0
    for facts in islice(_persons(condition), MOST_PERSONS):
        tried += 1
        truth = answer(facts)
        if truth not in found and not any(decide(one, facts) is True for one in never):
            found[truth] = _fewest(condition, facts, truth)
            if len(found) == len(TRUTHS):
                break
    if tried == MOST_PERSONS:
        found |= {truth: None for truth in _independent(condition) if truth not in found}
    return found


def _persons(condition: Condition) -> Iterator[Facts]:
    """Yield a person for every way in which the comparisons of the condition can come out."""
    by_fact: dict[str, list[Test]] = {}
    for test in tests_of(condition):
        by_fact.setdefault(test.fact.key, []).append(test)
    answers: Mapping[str, tuple[FactValue | None, ...]] = {
        key: (None, *_near_first(tests[0].fact, possible_answers(tests))) for key, tests in by_fact.items()
    }
    for values in product(*answers.values()):
        yield {key: value for key, value in zip(answers, values, strict=True) if value is not None}


def _near_first(fact: Fact, answers: Sequence[FactValue]) -> Sequence[FactValue]:
    """Return the answers with the ends of a fact's range last: a citizen of 17 is a better example than one of 0."""
    if fact.type not in ("int", "number", "date"):
        return answers
    ends = set(fact.bounds)
    return sorted(answers, key=lambda one: (one.toordinal() if isinstance(one, dt.date) else one) in ends)


def _fewest(condition: Condition, facts: Facts, truth: Truth) -> Facts:
    """Return the facts without those that the answer does not need."""
    kept = dict(facts)
    for key in facts:
        rest = {name: value for name, value in kept.items() if name != key}
        if decide(condition, rest) is truth:
            kept = rest
    return kept


def _independent(condition: Condition) -> frozenset[Truth]:
    """Return the answers that a condition could have if no two of its parts asked for the same fact."""
    match condition:
        case Test():
            return frozenset(possible_truths(condition))
        case Not(part=part):
            return frozenset(None if one is None else not one for one in _independent(part))
        case Named(part=part):
            return _independent(part)
        case Every(parts=parts):
            return _joined([_independent(part) for part in parts], settling=False)
        case Some(parts=parts):
            return _joined([_independent(part) for part in parts], settling=True)
        case Flagged() | _:
            return frozenset({decide(condition, {})})


def _joined(parts: Sequence[frozenset[Truth]], *, settling: bool) -> frozenset[Truth]:
    """Join what the parts can be: one that is `settling` settles it, else an unknown leaves it unknown."""
    found: set[Truth] = set()
    if any(settling in one for one in parts):
        found.add(settling)
    if all((not settling) in one for one in parts):
        found.add(not settling)
    if any(None in one for one in parts) and all({None, not settling} & one for one in parts):
        found.add(None)
    return frozenset(found)
