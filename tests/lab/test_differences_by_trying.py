"""Every change that a comparison finds, and none other, is found by trying all kinds of persons one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.lab.differences.forms import facts_of, meant, written
from tilbud_engine.lab.differences.turning import turn
from tilbud_engine.lab.differences.values import MOVES, STAYS, Way
from tilbud_engine.rules import conditions
from tilbud_engine.rules.conditions import Condition, Every, Named, Not, Some
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.vocabulary import Fact, FactValue, Members

PAIRS = 60
MOST_PERSONS = 3_000
LARGE = "current_offers"  # Each of its forty members may be known by itself: too many persons to try.


def persons(one: Condition, other: Condition) -> list[Facts]:
    """Return persons of every kind that the two conditions tell apart, also those of whom little is known."""
    tests = [*conditions.tests_of(one), *conditions.tests_of(other)]
    facts = {**facts_of(one), **facts_of(other)}
    choices: list[list[FactValue | None]] = []
    for key, fact in facts.items():
        known = members(fact) if fact.type == "set" else possible_answers([t for t in tests if t.fact.key == key])
        choices.append([None, *known])
    return [
        {key: value for key, value in zip(facts, values, strict=True) if value is not None}
        for values in product(*choices)
    ]


def members(fact: Fact) -> Iterator[Members]:
    for states in product((True, False, None), repeat=len(fact.values)):
        each = dict(zip(fact.values, states, strict=True))
        has = frozenset(name for name, state in each.items() if state is True)
        yield Members(has, frozenset(name for name, state in each.items() if state is False))


def pairs() -> Iterator[tuple[Condition, Condition]]:
    """Yield pairs of conditions of few facts; some are one condition written in two ways."""
    found, seed = 0, 0
    while found < PAIRS:
        seed += 1
        maker = Maker(seeded(seed).randrange)
        old, new = maker.condition(2), maker.condition(2)
        if seed % 3 == 0:
            new = Some((old, Every((old, new))))
        elif seed % 3 == 1:
            new = Every((old, maker.condition(1)))
        keys = {*facts_of(old), *facts_of(new)}
        if 0 < len(keys) <= 3 and LARGE not in keys and len(persons(old, new)) <= MOST_PERSONS:
            found += 1
            yield old, new


@pytest.fixture(scope="module")
def logic() -> Logic:
    return Logic()


@pytest.mark.parametrize(("old", "new"), list(pairs()))
def test_the_ways_that_persons_go_are_those_that_are_found(old: Condition, new: Condition, logic: Logic) -> None:
    ways: dict[Way, list[Facts]] = {}
    for facts in persons(old, new):
        ways.setdefault((decide(old, facts), decide(new, facts)), []).append(facts)
    found = turn((old, new), logic)
    moving = set(ways) & set(MOVES)
    assert {one.way for one in found.moves} == moving
    assert found.effect == ("changed" if moving else "none")
    if moving:
        assert {one.way for one in found.stays} == set(ways) & set(STAYS)
    for move in found.moves:
        assert move.proved
        assert move.example is not None
        assert (decide(old, move.example.facts), decide(new, move.example.facts)) == move.way
        assert move.regions is not None
        if move.regions.complete:
            for way, those in ways.items():
                assert [move.regions.holds(one) for one in those] == [way == move.way] * len(those)


@pytest.mark.parametrize("seed", range(40))
def test_conditions_of_one_meaning_say_the_same_of_everybody(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    one = maker.condition(3)
    turned = again(one)
    assert written(turned) != written(one)
    assert meant(turned) == meant(one)
    others = [maker.condition(2) for _ in range(20)]
    for other in others:
        if meant(one) == meant(other):
            for _ in range(50):
                citizen = maker.citizen()
                assert decide(one, citizen) is decide(other, citizen)


def again(condition: Condition) -> Condition:
    """Return the same condition in other words: turned around, said twice, named and denied twice."""
    match condition:
        case Every(parts=parts):
            return Every((*(again(part) for part in reversed((*parts, *parts[:1]))), Every(())))
        case Some(parts=parts):
            return Some((*(again(part) for part in reversed((*parts, *parts[:1]))), Some(())))
        case Not(part=part):
            return Not(again(part))
        case _:
            return Named("name", Not(Not(Every((condition,)))))


def test_a_fact_of_every_type_is_among_those_that_were_tried() -> None:
    tried = {fact.type for pair in pairs() for one in pair for fact in facts_of(one).values()}
    assert tried == {fact.type for fact in FACTS.values()}
