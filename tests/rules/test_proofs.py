"""What is proved holds: against the evaluators on random rules, and against counting where all persons can be tried."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.rules.random_rules import DAY, FACTS, Maker, make_fact, seeded
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.persons import Person, replay
from tilbud_engine.rules import conditions as language
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Not,
    Operator,
    Some,
    Test,
    Truth,
)
from tilbud_engine.rules.proofs import Logic, NotProved
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.regions import Extent
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.rules.wording.regions import region_words
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

TRUTHS: tuple[Truth, ...] = (True, False, None)
AGE, CHILDREN, LICENCE, SUBSTANCES = (FACTS[key] for key in ("age", "children", "licence", "substances"))
OFFERS, HOUSING = FACTS["current_offers"], FACTS["housing"]


def comparing(fact: Fact, operator: Operator, *values: int | bool | str | dt.date, counted: bool = False) -> Test:
    return Test(fact, operator, tuple(map(Constant, values)), counted)


def at_least(fact: Fact, value: int, *, counted: bool = False) -> Test:
    return comparing(fact, Operator.AT_LEAST, value, counted=counted)


def below(fact: Fact, value: int, *, counted: bool = False) -> Test:
    return comparing(fact, Operator.BELOW, value, counted=counted)


# --- small rules, of which every person can be tried


class SmallMaker(Maker):
    """Makes conditions of few facts with few values."""

    def leaf(self, definitions: object) -> Condition:
        return self.test(self.one((AGE, CHILDREN, LICENCE, HOUSING, SUBSTANCES)))


def small_rules(seed: int, count: int = 2) -> list[Condition]:
    maker = SmallMaker(seeded(seed).randrange)
    return [maker.condition(2) for _ in range(count)]


def everybody(*conditions: Condition) -> Iterator[dict[str, FactValue]]:
    """Yield a person for every way in which what is known can differ for these conditions."""
    tests: dict[str, list[Test]] = {}
    for one in conditions:
        for found in language.tests_of(one):
            tests.setdefault(found.fact.key, []).append(found)
    choices = [(None, *answers(own)) for own in tests.values()]
    for chosen in product(*choices):
        yield {key: value for key, value in zip(tests, chosen, strict=True) if value is not None}


def answers(tests: list[Test]) -> Iterable[FactValue]:
    fact = tests[0].fact
    if fact.type == "choice":
        return tuple(fact.values)
    if fact.type != "set":
        return possible_answers(tests)
    names = tuple(fact.values)
    return [
        Members(
            frozenset(name for name, state in zip(names, states, strict=True) if state),
            frozenset(name for name, state in zip(names, states, strict=True) if state is False),
        )
        for states in product(TRUTHS, repeat=len(names))
    ]


def size(facts: Facts) -> tuple[int, int]:
    members = [value for value in facts.values() if isinstance(value, Members)]
    return len(facts), sum(len(one.has) + len(one.has_not) for one in members)


def some(seeds: range, normal: int) -> list[Any]:
    """Return the seeds; only so many of them are drawn in the normal run."""
    return [*seeds[:normal], *(pytest.param(seed, marks=pytest.mark.long) for seed in seeds[normal:])]


SMALL = some(range(60), 16)


@pytest.mark.parametrize("seed", SMALL)
def test_an_example_is_as_small_as_any_person(seed: int) -> None:
    logic = Logic()
    for condition in small_rules(seed):
        people = [(one, decide(condition, one)) for one in everybody(condition)]
        for truth in TRUTHS:
            sizes = [size(one) for one, found in people if found is truth]
            example = logic.example(logic.of(condition, truth))
            assert (example is None) == (not sizes)
            assert example is None or size(example) == min(sizes)


@pytest.mark.parametrize("seed", SMALL)
def test_regions_are_exactly_those_of_whom_the_statement_holds(seed: int) -> None:
    logic = Logic()
    old, new = small_rules(seed)
    people = list(everybody(old, new))
    assert logic.equivalent(old, new) == all(decide(old, one) is decide(new, one) for one in people)
    for before, after in product(TRUTHS, TRUTHS):
        statement = logic.every(logic.of(old, before), logic.of(new, after))
        regions = logic.regions(statement, [old, new])
        assert regions.complete
        assert logic.possible(statement) == bool(regions.parts)
        for one in people:
            expected = decide(old, one) is before and decide(new, one) is after
            assert regions.holds(one) == expected, one


@pytest.mark.parametrize("seed", some(range(100, 130), 6))
def test_no_region_can_be_wider_or_left_out(seed: int) -> None:
    logic = Logic()
    (condition,) = small_rules(seed, 1)
    people = [(one, decide(condition, one)) for one in everybody(condition)]
    for truth in TRUTHS:
        parts = logic.regions(logic.of(condition, truth), [condition]).parts
        for index, region in enumerate(parts):
            others = [*parts[:index], *parts[index + 1 :]]
            alone = [one for one, _ in people if region.holds(one) and not any(part.holds(one) for part in others)]
            assert alone, "each region has somebody who is in no other"
            for extent in region.extents:
                kept = [one for one in region.extents if one is not extent]
                for wider in (None, *widened(extent)):
                    extents = kept if wider is None else [*kept, wider]
                    let_in = [found for one, found in people if all(part.holds(one) for part in extents)]
                    assert any(found is not truth for found in let_in), (extent, wider)


def widened(extent: Extent) -> Iterator[Extent]:
    """Yield the extent with a little more in it."""
    if not extent.unknown:
        yield replace(extent, unknown=True)
    yield from (replace(extent, known=True, values=(*extent.values, one)) for one in extent.others)
    least, most = extent.fact.bounds if extent.ranges else (0, 0)
    for low, high in extent.ranges:
        if low > least:
            yield replace(extent, ranges=(*extent.ranges, (low - 1, low - 1)))
        if high < most:
            yield replace(extent, ranges=(*extent.ranges, (high + 1, high + 1)))


def test_a_region_that_the_others_cover_together_is_left_out() -> None:
    logic = Logic()
    one, other, way = (
        comparing(fact, Operator.IS, True) for fact in (LICENCE, FACTS["pregnant"], make_fact("third", "bool"))
    )
    condition = Some((Every((one, way)), Every((other, Not(way)))))
    # In this order the region of both, whichever way, is found first; the two others make it superfluous.
    regions = logic.regions(logic.opposite(logic.false(condition)), [Every((one, other, way)), condition])
    assert regions.complete
    assert [{extent.fact.key for extent in region.extents} for region in regions.parts] == [
        {"licence", "third"},
        {"pregnant", "third"},
    ]


# --- random rules in the whole language


def check_random_rules(seeds: Iterable[int], rules: int, citizens: int) -> int:
    checked = 0
    for seed in seeds:
        maker = Maker(seeded(seed).randrange)
        conditions = maker.ruleset(rules)
        people = [maker.citizen() for _ in range(citizens)]
        logic = Logic()
        for condition in conditions:
            decided = [decide(condition, one) for one in people]
            for truth in TRUTHS:
                statement = logic.of(condition, truth)
                assert [logic.holds(statement, one) for one in people] == [one is truth for one in decided], seed
                checked += citizens
                example = logic.example(statement)
                assert logic.possible(statement) == (example is not None)
                if example is None:
                    assert truth not in decided, seed
                else:
                    replay(Person(example), [(condition, truth)])
    return checked


def test_the_encoding_of_random_rules_is_that_of_the_evaluators() -> None:
    assert check_random_rules(range(12), rules=10, citizens=10) >= 3_000


def check_random_regions(seeds: Iterable[int], citizens: int) -> int:
    checked = 0
    for seed in seeds:
        maker = Maker(seeded(seed).randrange)
        old, new = maker.ruleset(2, depth=3)
        logic = Logic(milliseconds=20_000)
        people = [maker.citizen() for _ in range(citizens)]
        for before, after in ((True, False), (True, None), (None, False), (None, None)):
            statement = logic.every(logic.of(old, before), logic.of(new, after))
            regions = logic.regions(statement, [old, new])
            for one in people:
                found = decide(old, one) is before and decide(new, one) is after
                assert regions.holds(one) == found or (found and not regions.complete), (seed, one)
                checked += 1
    return checked


def test_regions_of_random_rules_hold_those_that_the_evaluator_says() -> None:
    assert check_random_regions(range(300, 312), citizens=60) >= 2_500


@pytest.mark.long
def test_a_hundred_thousand_more() -> None:
    told = check_random_rules(range(1_000, 1_120), rules=25, citizens=12) + check_random_regions(
        range(2_000, 2_300), 60
    )
    print(f"{told:,} statements agree")  # noqa: T201 - the figure of this run is its result
    assert told >= 100_000


def test_the_catalogue_is_encoded_as_it_is_evaluated() -> None:
    engine = Engine.load(runtime="reference")
    facts = engine.vocabulary.facts
    maker = Maker(seeded(7).randrange)
    for name in ("eksempelkommune", "varde"):
        logic = Logic(engine.rulebook.never(dt.date(2026, 9, 1)))
        for offer in engine.rulebook.resolve(name, dt.date(2026, 9, 1)).offers.values():
            for condition in (offer.eligible, offer.right):
                if condition is None:
                    continue
                keys = sorted({one.fact.key for one in language.tests_of(condition)})
                person = {key: maker.value(facts[key]) for key in keys if maker.below(3)}
                for truth in TRUTHS:
                    statement = logic.of(condition, truth)
                    assert logic.holds(statement, person) == (decide(condition, person) is truth)
                    example = logic.example(statement)
                    if example is not None:
                        replay(Person(example), [(condition, truth)])
    engine.close()


# --- what a statement says


def test_none_is_unknown_for_everyone() -> None:
    logic = Logic()
    assert logic.possible(logic.unknown(None))
    assert not logic.possible(logic.true(None))
    assert not logic.equivalent(None, EVERYONE)
    assert logic.equivalent(None, None)


def test_unknown_tells_two_conditions_apart_that_are_the_same_for_whoever_is_known() -> None:
    logic = Logic()
    adult = at_least(AGE, 18)
    sure = Some((adult, Not(adult)))
    assert not logic.equivalent(sure, EVERYONE)
    apart = logic.differ(sure, EVERYONE)
    assert logic.example(apart) == {}
    assert not logic.possible(logic.every(apart, logic.known([AGE])))


def test_a_set_is_known_when_every_member_is() -> None:
    logic = Logic()
    statement = logic.every(
        logic.known([SUBSTANCES]), logic.true(comparing(SUBSTANCES, Operator.INCLUDES_ANY, "alcohol"))
    )
    assert logic.example(statement) == {
        "substances": Members(frozenset({"alcohol"}), frozenset({"cannabis", "opioids"}))
    }


def test_whether_all_of_a_set_is_known_can_be_asked_of_regions() -> None:
    logic = Logic()
    condition = comparing(SUBSTANCES, Operator.INCLUDES_ANY, "alcohol")
    statement = logic.every(logic.false(condition), logic.known([SUBSTANCES]))
    regions = logic.regions(statement, [condition])
    for one in everybody(condition):
        members = one.get("substances")
        whole = isinstance(members, Members) and len(members.has | members.has_not) == 3
        assert regions.holds(one) == (whole and decide(condition, one) is False)
    assert region_words(regions.parts[0], Vocabulary.shipped()) == "substances: ikke alcohol, alt er oplyst"


def test_nothing_holds_of_every_statement_at_once() -> None:
    logic = Logic()
    assert logic.example(logic.every()) == {}
    assert logic.example(logic.some()) is None
    adult = logic.true(at_least(AGE, 18))
    assert not logic.possible(logic.every(adult, logic.opposite(adult)))


def test_an_example_has_usual_values_as_far_as_it_can() -> None:
    logic = Logic()

    def example(*parts: Condition) -> Facts | None:
        return logic.example(logic.true(Every(parts)))

    assert example(at_least(AGE, 18)) == {"age": 40}
    assert example(at_least(AGE, 18), below(AGE, 30)) == {"age": 29}
    assert example(at_least(AGE, 67)) == {"age": 67}
    assert example(at_least(CHILDREN, 0)) == {"children": 0}
    assert example(comparing(FACTS["sick_since"], Operator.BELOW, DAY)) == {"sick_since": DAY - dt.timedelta(days=1)}
    assert example(comparing(HOUSING, Operator.IS, "street", "rented")) == {"housing": "rented"}
    assert example(comparing(OFFERS, Operator.AT_LEAST, 2, counted=True)) == {
        "current_offers": Members(frozenset({"offer_0", "offer_1"}), frozenset())
    }


def test_many_counted_members_are_no_hard_question() -> None:
    logic = Logic(milliseconds=20_000)
    two, six = (comparing(OFFERS, Operator.AT_LEAST, count, counted=True) for count in (2, 6))
    statement = logic.every(logic.true(two), logic.false(six))
    example = logic.example(statement)
    assert example is not None
    assert size(example) == (1, 37)
    (region,) = logic.regions(statement, [two, six]).parts
    (extent,) = region.extents
    assert (extent.least, extent.most) == (((2, 5),), ((2, 5),))


def test_the_same_example_and_regions_come_whatever_was_asked_before() -> None:
    since = FACTS["sick_since"]
    one, other = (comparing(since, Operator.ABOVE, DAY + dt.timedelta(days=days)) for days in (7, 30))
    old, new = (Every((date, condition)) for date, condition in zip((one, other), small_rules(3), strict=True))
    fresh, used = Logic(), Logic()
    for seed in range(20, 40):
        for condition in (*small_rules(seed), comparing(since, Operator.ABOVE, DAY + dt.timedelta(days=seed - 30))):
            used.example(used.true(condition))
    for before, after in product(TRUTHS, TRUTHS):
        first, second = (logic.every(logic.of(old, before), logic.of(new, after)) for logic in (fresh, used))
        assert fresh.example(first) == used.example(second)
        assert fresh.regions(first, [old, new]) == used.regions(second, [old, new])


# --- who is impossible

CHILD_AT_WORK = Every((below(AGE, 13), at_least(CHILDREN, 1)))
MANY_ALONE = Every((at_least(CHILDREN, 4), comparing(SUBSTANCES, Operator.AT_LEAST, 2, counted=True)))
DRIVER_ON_PILLS = Every(
    (comparing(LICENCE, Operator.IS, True), comparing(SUBSTANCES, Operator.INCLUDES_ANY, "alcohol", "opioids"))
)
NEVER = (CHILD_AT_WORK, MANY_ALONE, DRIVER_ON_PILLS, comparing(HOUSING, Operator.IS, "street"))


def is_possible(person: Mapping[str, FactValue], never: Iterable[Condition]) -> bool:
    """Try every way in which the rest of what there is to know of a person can come out."""
    open_facts = [AGE, CHILDREN, HOUSING, SUBSTANCES, LICENCE]
    tests: dict[str, list[Test]] = {}
    for one in never:
        for found in language.tests_of(one):
            tests.setdefault(found.fact.key, []).append(found)
    choices = [
        [person[fact.key]]
        if fact.key in person and fact.type != "set"
        else possible_answers(
            [*tests[fact.key], comparing(SUBSTANCES, Operator.INCLUDES_ANY, *SUBSTANCES.values)]
            if fact.type == "set"
            else tests[fact.key],
            person.get(fact.key),
        )
        for fact in open_facts
    ]
    whole = (dict(zip([fact.key for fact in open_facts], chosen, strict=True)) for chosen in product(*choices))
    return any(not any(decide(one, facts) for one in never) for facts in whole)


@pytest.mark.parametrize("seed", range(200, 208))
def test_an_impossible_person_is_never_shown(seed: int) -> None:
    logic = Logic(NEVER)
    (condition,) = small_rules(seed, 1)
    for truth in TRUTHS:
        statement = logic.of(condition, truth)
        example = logic.example(statement)
        among = (one for one in everybody(condition) if decide(condition, one) is truth)
        if example is None:
            assert not any(is_possible(one, NEVER) for one in among)
        else:
            assert is_possible(example, NEVER)
        regions = logic.regions(statement, [condition])
        assert regions.complete
        for one in everybody(condition):
            if is_possible(one, NEVER):
                assert regions.holds(one) == (decide(condition, one) is truth)


def test_what_is_unknown_makes_nobody_impossible_as_long_as_it_can_be_completed() -> None:
    logic = Logic([CHILD_AT_WORK])
    child, mother = logic.true(below(AGE, 13)), logic.true(at_least(CHILDREN, 1))
    assert logic.example(child) == {"age": 12}
    assert logic.example(mother) == {"children": 1}
    assert logic.example(logic.every(child, mother)) is None
    assert (
        logic.equivalent(Every((below(AGE, 13), at_least(CHILDREN, 1))), Every((below(AGE, 10), at_least(CHILDREN, 1))))
        is False
    )
    known = logic.known([AGE, CHILDREN])
    assert not logic.possible(logic.every(known, logic.true(CHILD_AT_WORK)))


def test_a_member_that_only_a_relation_names_is_counted_like_the_others() -> None:
    logic = Logic([DRIVER_ON_PILLS])
    some = comparing(SUBSTANCES, Operator.AT_LEAST, 1, counted=True)
    driver = comparing(LICENCE, Operator.IS, True)
    assert logic.example(logic.true(some)) == {"substances": Members(frozenset({"cannabis"}), frozenset())}
    both = logic.true(Every((some, driver)))
    assert logic.example(both) == {"substances": Members(frozenset({"cannabis"}), frozenset()), "licence": True}
    assert not logic.possible(logic.true(Every((at_least(SUBSTANCES, 2, counted=True), driver))))


def test_relations_reach_through_a_fact_that_no_rule_names() -> None:
    driver, parent = comparing(LICENCE, Operator.IS, True), at_least(CHILDREN, 1)
    # A driver is grown up, and a grown-up has no children: through her age, a driver has none.
    never = [Every((driver, below(AGE, 18))), Every((at_least(AGE, 18), parent))]
    logic = Logic(never)
    assert not logic.possible(logic.true(Every((driver, parent))))
    assert logic.possible(logic.true(driver))


def test_a_value_that_nobody_can_have_is_not_named_in_a_region() -> None:
    logic = Logic([comparing(HOUSING, Operator.IS, "street")])
    condition = Not(comparing(HOUSING, Operator.IS, "own"))
    (region,) = logic.regions(logic.true(condition), [condition]).parts
    (extent,) = region.extents
    assert (extent.values, extent.others) == (("rented",), ("own",))


# --- limits


def test_what_takes_too_long_is_not_proved() -> None:
    logic = Logic(milliseconds=0)
    statement = logic.true(at_least(AGE, 18))
    for ask in (logic.possible, logic.example):
        with pytest.raises(NotProved):
            ask(statement)
    with pytest.raises(NotProved):
        logic.equivalent(at_least(AGE, 18), at_least(AGE, 19))
    regions = logic.regions(statement, [at_least(AGE, 18)])
    assert (regions.parts, regions.complete) == ((), False)


def pigeons(count: int) -> Condition:
    """Return what holds of nobody and takes long to see: so many pigeons in one hole fewer, each alone in its hole."""
    places = [
        [comparing(make_fact(f"in_{one}_{hole}", "bool"), Operator.IS, True) for hole in range(count - 1)]
        for one in range(count)
    ]
    alone = [
        Not(Every((places[one][hole], places[other][hole])))
        for hole in range(count - 1)
        for one in range(count)
        for other in range(one)
    ]
    return Every((*(Some(tuple(holes)) for holes in places), *alone))


def test_a_hard_question_is_given_up_in_its_time() -> None:
    logic = Logic(milliseconds=200)
    begun = time.monotonic()
    with pytest.raises(NotProved):
        logic.possible(logic.true(pigeons(12)))
    assert time.monotonic() - begun < 60, "without a limit it takes hours"
    assert logic.possible(logic.true(at_least(AGE, 18))), "and the next one can be asked"


INTERRUPTED = """
import os, signal, threading
from tests.rules.test_proofs import pigeons
from tilbud_engine.rules.proofs import Logic
logic = Logic(milliseconds=60_000)
statement = logic.true(pigeons(13))
try:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    logic.possible(statement)
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself an interrupt there")
def test_a_hard_question_can_be_stopped_by_the_user() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert ran.stdout == "stopped\n", ran.stderr


def test_more_regions_than_asked_for_are_not_all_there_are() -> None:
    logic = Logic()
    condition = Some((at_least(AGE, 67), at_least(CHILDREN, 1), comparing(LICENCE, Operator.IS, True)))
    statement = logic.true(condition)
    assert [logic.regions(statement, [condition], most=most).complete for most in (1, 2, 3)] == [False, False, True]
    assert len(logic.regions(statement, [condition], most=2).parts) == 2


def test_regions_that_nobody_could_read_are_not_looked_for() -> None:
    income = make_fact("income", "int", bounds=(0, 1_000_000))
    condition = Some(tuple(comparing(income, Operator.IS, number) for number in range(0, 10_000, 10)))
    regions = Logic().regions(Logic().true(condition), [condition])
    assert (regions.parts, regions.complete) == ((), False)


def test_a_condition_that_the_statement_depends_on_must_be_told() -> None:
    logic = Logic()
    with pytest.raises(ValueError, match="tell apart"):
        logic.regions(logic.true(at_least(AGE, 18)), [])


def test_threads_have_a_logic_each() -> None:
    found: dict[int, list[Facts | None]] = {}

    def ask(number: int) -> None:
        logic = Logic(NEVER)
        rules = [condition for seed in range(10) for condition in small_rules(seed)]
        found[number] = [logic.example(logic.of(rule, truth)) for rule in rules for truth in TRUTHS]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found[0] == found[1] == found[2]


def test_without_the_solver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(InputError) as caught:
        Logic()
    assert [one.code for one in caught.value.problems] == ["extra-missing"]
    assert "z3-solver" in caught.value.problems[0].line("en")


def test_a_condition_that_is_not_bound_is_refused() -> None:
    with pytest.raises(TypeError, match="not bound"):
        Logic().true(DefinitionRef("x"))
