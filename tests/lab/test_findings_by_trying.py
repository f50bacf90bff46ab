"""What is called dead, covered or narrowed, held to every person that tells the conditions apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from textwrap import indent

import pytest

from tests.lab.small_rules import PATIENT, offer, rules
from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.lab.findings import Finding, Kind, prove
from tilbud_engine.lab.findings.parts import Unit, part_findings
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.findings.trees import facts_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Condition, Every, Not, Some, Test, parts_of, walk
from tilbud_engine.rules.conditions import tests_of as comparisons_of
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.relevance import possible_answers
from tilbud_engine.vocabulary import Members

NUMBERS = [*range(60), *(pytest.param(number, marks=pytest.mark.long) for number in range(60, 600))]

FEW = ("age", "children", "licence", "housing", "substances")
CLOSED = frozenset({Kind.OFFER_FOR_NOBODY, Kind.LIMITS_REVERSED, Kind.CONTRADICTION, Kind.NEVER_TRUE})
COVERED = frozenset({Kind.COVERED_BRANCH, Kind.COVERED_PART})
NEEDLESS = frozenset({Kind.NEEDLESS_BRANCH, Kind.NEEDLESS_PART})


def everybody(*conditions: Condition, unknown: bool = True) -> Iterator[Facts]:
    """Yield every person that the conditions can tell apart, with and without what is unknown."""
    tests = [test for one in conditions for test in comparisons_of(one)]
    answers: dict[str, Sequence[object]] = {}
    for fact in facts_of(*conditions):
        known = possible_answers([test for test in tests if test.fact.key == fact.key])
        partly: list[object] = [None]
        if fact.type == "set":
            partly += [
                Members(has, has_not)
                for one in known
                if isinstance(one, Members)
                for has, has_not in ((one.has, frozenset()), (frozenset(), one.has_not))
            ]
        answers[fact.key] = [*known, *partly] if unknown else known
    for values in product(*answers.values()):
        yield {key: value for key, value in zip(answers, values, strict=True) if value is not None}  # type: ignore[misc]


def dropped(condition: Condition, part: Condition) -> Condition:
    """Return the condition without that very part."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return replace(condition, parts=tuple(dropped(one, part) for one in parts if one is not part))
        case Not(part=inner):
            return replace(condition, part=dropped(inner, part))
        case _:
            return condition


def small_condition(number: int) -> Condition:
    """Return a random condition of few facts, so that everybody can be tried."""
    made = Maker(seeded(number).randrange)
    fewer = [FACTS[key] for key in FEW[: 2 + number % 2]]

    def condition(depth: int) -> Condition:
        kind = made.below(8)
        if depth == 0 or kind < 2:
            return made.test(made.one(fewer))
        if kind == 7:
            return Not(condition(depth - 1))
        parts = tuple(condition(depth - 1) for _ in range(2 + made.below(2)))
        return Every(parts) if kind < 5 else Some(parts)

    return condition(3)


def findings_of(condition: Condition) -> tuple[tuple[Finding, ...], Prover]:
    prover = Prover((), milliseconds=PATIENT)
    return part_findings(Unit(condition, "her", Kind.OFFER_FOR_NOBODY), prover), prover


def parts_told(one: Finding) -> list[Condition]:
    told = [one.about[name] for name in ("part", "low", "high") if name in one.about]
    told += list(one.about.get("parts", ()))  # type: ignore[arg-type]
    return [part for part in told if isinstance(part, Test | Every | Some | Not)]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_called_dead_or_idle_is_so_for_everybody_there_can_be(number: int) -> None:
    condition = small_condition(number)
    findings, prover = findings_of(condition)
    assert not prover.unsettled
    everyone = list(everybody(condition))
    known = list(everybody(condition, unknown=False))
    for one in findings:
        parts = parts_told(one)
        if one.kind in CLOSED:
            together = Every(tuple(parts))
            assert not any(decide(together, facts) is True for facts in everyone)
        elif one.kind is Kind.ALWAYS_TRUE:
            assert not any(decide(parts[0], facts) is False for facts in everyone)
        else:
            rest = dropped(condition, parts[0])
            assert rest != condition
            those = everyone if one.kind in COVERED else known
            assert all(decide(condition, facts) is decide(rest, facts) for facts in those)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_dead_or_idle_for_everybody_is_told(number: int) -> None:
    condition = small_condition(number)
    findings, _ = findings_of(condition)
    everyone = list(everybody(condition))
    told = [id(inner) for one in findings for part in parts_told(one) for inner in walk(part)]
    if not any(decide(condition, facts) is True for facts in everyone):
        assert Kind.OFFER_FOR_NOBODY in {one.kind for one in findings}
        return
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        seen = {decide(part, facts) for facts in everyone}
        if {True, False} <= seen:
            waiting.extend(parts_of(part))
        else:  # What is idle is told, or something in it is; what stands beside that in it is not looked at.
            assert {id(inner) for inner in walk(part)} & set(told), part


def test_the_random_conditions_hold_something_of_every_kind() -> None:
    kinds = {one.kind for number in range(60) for one in findings_of(small_condition(number))[0]}

    assert kinds >= {Kind.OFFER_FOR_NOBODY, Kind.ALWAYS_TRUE, *COVERED, *NEEDLESS}


# --- rights ---------------------------------------------------------------------------------------------------------

AGES = ("{at_least: 18}", "{at_least: 25}", "{at_most: 29}", "{at_least: 18, at_most: 40}", "{above: 17}")
RULES = (
    "{{age: {0}}}",
    "{{age: {0}, wishes_work: true}}",
    "any: [{{age: {0}}}, {{benefit_type: [su, dagpenge]}}]",
    "{{not: {{age: {0}}}}}",
    "any: [{{wishes_work: true, age: {0}}}, {{wishes_work: false, age: {0}}}]",
    "{{age: {0}, months_unemployed: {{at_least: 6}}}}",
)


@pytest.mark.parametrize("number", range(24))
def test_a_right_is_told_as_narrowed_if_and_only_if_somebody_loses_it(tmp_path: Path, number: int) -> None:
    draw = seeded(number)
    national, local = (draw.choice(RULES).format(draw.choice(AGES)) for _ in range(2))
    here = f"draft: true\noffers:\n  proeve:\n    eligible:\n{indent(local, '      ')}\n"
    made = rules(tmp_path, offer(national, more="entitlement: ret"), here=here)
    right = RulesAt(made.engine, "danmark", made.on).answer("proeve").right
    kept = made.answer("proeve").right
    assert right is not None
    assert kept is not None
    never = made.engine.rulebook.never(made.on)
    losers = [
        facts
        for facts in everybody(right, kept)
        if decide(right, facts) is True
        and decide(kept, facts) is not True
        and not any(decide(one, facts) is True for one in never)
    ]
    told = [one for one in prove(made).findings if one.kind is Kind.RIGHT_NARROWED]

    assert bool(told) == bool(losers), (national, local)
    for one in told:
        assert one.person is not None
        assert decide(right, one.person.facts) is True
        assert decide(kept, one.person.facts) is not True
        # A person who surely loses it is shown before one for whom it only becomes unknown.
        if any(decide(kept, facts) is False for facts in losers):
            assert decide(kept, one.person.facts) is False
