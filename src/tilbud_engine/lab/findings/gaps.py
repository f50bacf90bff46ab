"""Gaps between offers: who gets nothing at all for what stands in the way, and holes between offers of one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from tilbud_engine.lab.findings.finding import Finding, Kind, Words
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.findings.trees import either, facts_of, is_everyone
from tilbud_engine.lab.persons import Person
from tilbud_engine.lab.rules_at import Answer, RulesAt
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Condition, Constant, Every, Operator, Test, tests_of
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.vocabulary import Barrier, Fact, Members, Vocabulary

MOST_REGIONS = 20
"""So many groups of persons are looked for in one gap."""

MOST_FACTS, MOST_TESTS = 20, 100
"""Beyond so many facts or comparisons nobody reads the groups, and they take long: an example is told alone."""


BARRIERS = "vocabulary/barriers.yaml"


def gap_findings(rules: RulesAt, prover: Prover) -> Iterator[Finding]:
    """Yield the barriers and legs for which somebody, of whom all is known, gets no offer; those alike together."""
    vocabulary = rules.engine.vocabulary
    shown = {code: one for code, one in vocabulary.barriers.items() if not one.alarm}
    found: list[tuple[list[Barrier], Finding]] = []
    bare = tuple(barrier for code, barrier in shown.items() if code not in rules.resolved.by_barrier)
    if bare:
        yield Finding(Kind.BARRIER_WITHOUT_OFFER, (BARRIERS,), {"barriers": bare, "offers": ()})
    for code, barrier in shown.items():
        offers = rules.resolved.by_barrier.get(code, ())
        live = [one for one in offers if one.not_offered is None]
        if not live:
            if offers:
                yield _without_offer(barrier, offers)
            continue
        gap = _gap(live, Kind.BARRIER_GAP, prover, _settled_by(barrier, vocabulary))
        if gap is None:
            continue
        alike = next((one for one in found if one[1].regions and one[1].regions == gap.regions), None)
        if alike is None:
            found.append(([barrier], gap))
        else:
            alike[0].append(barrier)
    for barriers, gap in found:
        yield replace(gap, about={"barriers": tuple(barriers)})
    for key, leg in vocabulary.legs.items():
        inside = [code for code, one in shown.items() if one.leg == key and not one.hidden]
        live = list({one.id: one for code in inside for one in rules.resolved.by_barrier.get(code, ())}.values())
        live = [one for one in live if one.not_offered is None]
        gap = _gap(live, Kind.LEG_GAP, prover, ()) if live else None
        if gap is not None:
            yield replace(gap, about={"leg": leg})


def _without_offer(barrier: Barrier, offers: Sequence[ResolvedOffer]) -> Finding:
    names = tuple(one.offer for one in offers)
    places = tuple(one.rule for one in offers)
    return Finding(
        Kind.BARRIER_WITHOUT_OFFER, places, {"barriers": (barrier,), "offers": names}, tuple(one.id for one in offers)
    )


def _gap(live: Sequence[ResolvedOffer], kind: Kind, prover: Prover, given: Sequence[Condition]) -> Finding | None:
    """Return for whom every one of the offers is no; None where that is nobody, or an offer is unknown for all."""
    if any(one.not_loaded or one.faults or is_everyone(one.eligible) for one in live):
        return None
    either_of = either(*(prover.at_home(one.eligible) for one in live))
    logic = prover.logic
    ids = tuple(one.id for one in live)
    # A sure no stays one whatever else becomes known, so this is whoever, known in full, gets nothing.
    statement = logic.every(logic.false(either_of), *(logic.true(one) for one in given))
    person = prover.settled(kind, live[0].rule, lambda: prover.example(statement, ((either_of, False),)))
    if person is None:
        return None
    regions = None
    if len(facts_of(either_of)) <= MOST_FACTS and sum(1 for _ in tests_of(either_of)) <= MOST_TESTS:
        asked = partial(prover.regions, statement, [either_of, *given], MOST_REGIONS)
        regions = prover.settled(kind, live[0].rule, asked)
    parts = tuple(sorted(regions.parts, key=lambda one: len(one.extents))) if regions else ()
    places = tuple(one.rule for one in live)
    return Finding(kind, places, {}, ids, person, parts, regions is not None and regions.complete, proved=True)


def _settled_by(barrier: Barrier, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """Return what whoever confirms the barrier has said with it."""
    made: list[Condition] = []
    for key, written in barrier.implies.items():
        fact = vocabulary.facts[key]
        value = fact.read(as_node(written))
        if isinstance(value, Members):
            constants = tuple(Constant(one) for one in sorted(value.has))
            made.append(Test(fact, Operator.INCLUDES_ALL, constants))
        elif isinstance(value, bool | int | str):
            made.append(Test(fact, Operator.IS, (Constant(value),)))
    return tuple(made)


# --- holes between offers of one function ---------------------------------------------------------------------------


def band_findings(rules: RulesAt, prover: Prover) -> Iterator[Finding]:
    """Yield the values of a number, between those of sibling offers, for which none of them can be had."""
    for family in _families(rules.answers):
        offers = [rules.answers[key] for key in family]
        conditions = [prover.at_home(one.eligible) for one in offers if one.eligible is not None]
        shared = set.intersection(*({fact.key for fact in facts_of(one)} for one in conditions))
        facts = {fact.key: fact for fact in facts_of(*conditions) if fact.key in shared}
        for fact in facts.values():
            if fact.type in ("int", "number"):
                yield from _holes(fact, offers, conditions, prover)


def _families(answers: Mapping[str, Answer]) -> Iterable[Sequence[str]]:
    """Return the offers that serve one purpose, two or more together: linked by `same_function`."""
    live = {key: one for key, one in answers.items() if one.reason is None and one.eligible is not None and one.offer}
    left = dict.fromkeys(live)
    families: list[list[str]] = []
    links: dict[str, set[str]] = {key: set() for key in live}
    for key, one in live.items():
        for other in one.offer.offer.relations.get("same_function", ()) if one.offer else ():
            if other in live:
                links[key].add(other)
                links[other].add(key)
    while left:
        family = [next(iter(left))]
        for key in family:
            left.pop(key, None)
            family += sorted(links[key] - set(family))
        if len(family) > 1:
            families.append(family)
    return families


def _holes(fact: Fact, offers: Sequence[Answer], conditions: Sequence[Condition], prover: Prover) -> Iterator[Finding]:
    tests = [test for one in conditions for test in tests_of(one) if test.fact.key == fact.key]
    cuts = [one for one in possible_answers(tests) if isinstance(one, int)]
    place = offers[0].offer.rule if offers[0].offer else ""
    had = [prover.settled(Kind.BAND_GAP, place, partial(_can, fact, value, conditions, prover)) for value in cuts]
    covered = [value for value, one in zip(cuts, had, strict=True) if one is not False]
    for low, high in pairwise(covered):
        between = [value for value in cuts if low < value < high]
        if not between:
            continue
        limits = (Operator.AT_LEAST, low + 1), (Operator.AT_MOST, high - 1)
        empty = Every(tuple(Test(fact, order, (Constant(limit),)) for order, limit in limits))
        person = prover.settled(Kind.BAND_GAP, place, partial(_nobody, empty, either(*conditions), prover))
        if person is not None:
            names = tuple(one.offer.offer for one in offers if one.offer)
            about: dict[str, Words] = {"offers": names, "part": empty}
            places = tuple(one.offer.rule for one in offers if one.offer)
            yield Finding(Kind.BAND_GAP, places, about, tuple(one.id for one in offers), person, proved=True)


def _can(fact: Fact, value: int, conditions: Sequence[Condition], prover: Prover) -> bool:
    at = Test(fact, Operator.IS, (Constant(value),))
    return prover.possible((at, True), (either(*conditions), True))


def _nobody(stretch: Condition, conditions: Condition, prover: Prover) -> Person | None:
    logic = prover.logic
    statement = logic.every(logic.true(stretch), logic.false(conditions))
    return prover.example(statement, ((stretch, True), (conditions, False)))
