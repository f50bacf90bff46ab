"""Which unknown facts matter: those whose answer can decide a condition that is unknown without it.

A fact matters if, after some answers to some other unknown facts, the condition is unknown without the fact and decided
with it. Nothing else is asked (R-P6, GDPR art. 5), and once all that matters is answered nothing is left unknown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    Some,
    Test,
    Truth,
    tests_of,
)
from tilbud_engine.rules.reference import Facts, Trace, meaning, trace
from tilbud_engine.vocabulary import Fact, FactValue, Members

Answers = tuple[FactValue, ...]

_MOST_SUBSETS = 10
_MOST_COMBINATIONS = 2_000
_MOST_WORK = 600_000
"""Parts that are looked at for one condition before a fact is held to matter: about a second."""


def possible_answers(tests: Sequence[Test], known: FactValue | None = None) -> Answers:
    """Return answers to one fact that tell the comparisons apart: every way they can come out is among them.

    `known` is what is known of a set already; the answers agree with it.
    """
    fact = tests[0].fact
    constants = [one.value for test in tests for one in test.operands if isinstance(one, Constant)]
    match fact.type:
        case "bool":
            return (True, False)
        case "choice":
            named = [value for value in fact.values if value in constants]
            other = next((value for value in fact.values if value not in constants), None)
            return tuple(named if other is None else [*named, other])
        case "int" | "number":
            return tuple(_around(constants, *fact.bounds))
        case "date":
            ordinals = [one.toordinal() for one in constants if isinstance(one, dt.date)]
            return tuple(map(dt.date.fromordinal, _around(ordinals, *fact.bounds)))
        case "set":
            return tuple(_members(fact, tests, known if isinstance(known, Members) else None))


def _around(constants: Iterable[object], low: int, high: int) -> list[int]:
    near = {value + step for value in constants if isinstance(value, int) for step in (-1, 0, 1)}
    return sorted({low, high} | {value for value in near if low <= value <= high})


def _members(fact: Fact, tests: Sequence[Test], known: Members | None) -> Iterator[Members]:
    has = known.has if known else frozenset[str]()
    has_not = known.has_not if known else frozenset[str]()
    named = {str(one.value) for test in tests if not test.counted for one in test.operands if isinstance(one, Constant)}
    open_named = [value for value in fact.values if value in named and value not in has and value not in has_not]
    others = [value for value in fact.values if value not in named and value not in has and value not in has_not]
    every = frozenset(fact.values)
    for chosen in _subsets(open_named):
        for size in _sizes(tests, len(has) + len(chosen), len(others)):
            members = has | set(chosen) | set(others[:size])
            yield Members(members, every - members)


def _sizes(tests: Sequence[Test], sure: int, others: int) -> Sequence[int]:
    """Return how many more members are worth trying: what brings a count to each limit, and to both sides of it."""
    limits = {
        one.value
        for test in tests
        if test.counted
        for one in test.operands
        if isinstance(one, Constant) and isinstance(one.value, int)
    }
    if not limits and all(test.operator is not Operator.IS_EMPTY for test in tests):
        return (0,)
    near = {limit + step - sure for limit in limits for step in (-1, 0, 1)}
    return sorted({0, min(1, others), others} | {size for size in near if 0 <= size <= others})


def _subsets(values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    # Beyond ten named members only the smallest and the largest choices are tried: 1,024 subsets are the most.
    many = len(values)
    sizes = range(many + 1) if many <= _MOST_SUBSETS else (0, 1, many - 1, many) if many <= 100 else (0, many)
    for size in sizes:
        yield from combinations(values, size)


def _is_wide(tests: Sequence[Test], known: FactValue | None) -> bool:
    """Tell whether a set has more named members than can be tried in every choice."""
    if tests[0].fact.type != "set":
        return False
    sure = known.has | known.has_not if isinstance(known, Members) else frozenset[str]()
    named = {one.value for test in tests if not test.counted for one in test.operands if isinstance(one, Constant)}
    return len(named - sure) > _MOST_SUBSETS


def decided_alone(condition: Condition, facts: Facts, key: str) -> bool:
    """Tell whether some answer to the fact decides the condition when all else stays unknown."""
    tests = [test for test in tests_of(condition) if test.fact.key == key]
    if not tests:
        return False
    answers = possible_answers(tests, facts.get(key))
    decide = meaning(condition)
    return any(decide({**facts, key: answer}) is not None for answer in answers)


def facts_that_matter(condition: Condition, facts: Facts) -> frozenset[str]:
    """Return the facts that matter for a condition that is unknown; none for one that is decided."""
    rest = _rest(trace(condition, facts))
    if isinstance(rest, bool):
        return frozenset()
    keys = frozenset(test.fact.key for test in tests_of(rest))
    if len(keys) == 1:
        return keys  # What depends on one fact alone is decided by any whole answer to it.
    units = _units(rest, facts)
    work = _MOST_WORK // (len(units.facts) * sum(1 for _ in _leaves(units.root)))
    return frozenset(key for key in units.facts if _matters(units, key, work))


# What is left of a condition once what is known has been filled in.


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part that depends on one unknown fact alone: how it comes out for each possible answer.

    Without outcomes there are too many answers to try, and it may come out either way.
    """

    key: str
    outcomes: tuple[tuple[FactValue, Truth], ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """All or any of the parts, or the opposite of the only one."""

    kind: str
    parts: tuple[_Unit | _Group, ...]


@dataclass(frozen=True, slots=True)
class _Units:
    root: _Unit | _Group
    facts: Mapping[str, Answers]
    shared: frozenset[str]
    wide: frozenset[str]


def _rest(whole: Trace) -> Condition | bool:
    """Return the condition without what is decided, or its value when all of it is."""
    if whole.truth is not None:
        return whole.truth
    left = tuple(part for part in map(_rest, whole.parts) if not isinstance(part, bool))
    match whole.condition:
        case Every() | Some() as group:
            return left[0] if len(left) == 1 else type(group)(left)
        case Not():
            return Not(left[0])
        case Named():
            return left[0]
        case comparison:
            return comparison


def _units(condition: Condition, facts: Facts) -> _Units:
    by_fact: dict[str, list[Test]] = {}
    for test in tests_of(condition):
        by_fact.setdefault(test.fact.key, []).append(test)
    wide = frozenset(key for key, tests in by_fact.items() if _is_wide(tests, facts.get(key)))
    answers = {key: () if key in wide else possible_answers(tests, facts.get(key)) for key, tests in by_fact.items()}
    root = _unit(condition, answers)
    seen = Counter(unit.key for unit in _leaves(root))
    return _Units(root, answers, frozenset(key for key in answers if seen[key] > 1), wide)


def _unit(condition: Condition, answers: Mapping[str, Answers]) -> _Unit | _Group:
    keys = {test.fact.key for test in tests_of(condition)}
    if len(keys) == 1:
        key = keys.pop()
        decide = meaning(condition)
        return _Unit(key, tuple((answer, decide({key: answer})) for answer in answers[key]))
    match condition:
        case Not(part=part):
            return _Group("not", (_unit(part, answers),))
        case Every(parts=parts) | Some(parts=parts):
            # Parts on the same fact belong together: `at_least` and `at_most` are one stretch, not two questions.
            together: dict[str, list[Condition]] = {}
            mixed: list[Condition] = []
            for part in parts:
                inside = {test.fact.key for test in tests_of(part)}
                if len(inside) == 1:
                    together.setdefault(inside.pop(), []).append(part)
                else:
                    mixed.append(part)
            made = type(condition)
            grouped = [one[0] if len(one) == 1 else made(tuple(one)) for one in together.values()]
            kind = "every" if made is Every else "some"
            return _Group(kind, tuple(_unit(part, answers) for part in (*grouped, *mixed)))
        case Named(part=part):
            return _unit(part, answers)
        case Flagged() | _:
            raise TypeError(f"decided already: {type(condition).__name__}")


def _leaves(node: _Unit | _Group) -> Iterator[_Unit]:
    if isinstance(node, _Unit):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


Pair = tuple[Truth, Truth]
"""What a part is without the fact and with it."""


def _matters(units: _Units, key: str, work: int) -> bool:
    """Tell whether some answer to the fact decides, after some answers to others.

    Facts that stand in one place only are independent of each other, so the pairs that a part can come to follow from
    those of its parts. The answers to facts that stand in several places are tried one by one, as long as the work
    allows: the number of combinations.
    """
    if key in units.wide or units.wide & units.shared:
        return True
    shared = sorted(units.shared - {key})
    choices: list[tuple[FactValue | None, ...]] = [(None, *units.facts[other]) for other in shared]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count * len(units.facts[key]) > min(work, _MOST_COMBINATIONS):
        return True  # Asking once too often is a smaller fault than leaving a card unknown for ever.
    for given in product(*choices):
        fixed = dict(zip(shared, given, strict=True))
        for answer in units.facts[key]:
            if any(
                without is None and with_it is not None for without, with_it in _pairs(units.root, key, answer, fixed)
            ):
                return True
    return False


def _pairs(node: _Unit | _Group, key: str, answer: FactValue, fixed: Mapping[str, FactValue | None]) -> set[Pair]:
    if isinstance(node, _Unit):
        if node.key == key:
            return {(None, next(truth for given, truth in node.outcomes if given == answer))}
        if node.key in fixed:
            given = fixed[node.key]
            truth = None if given is None else next(truth for one, truth in node.outcomes if one == given)
            return {(truth, truth)}
        if not node.outcomes:
            return {(None, None), (True, True), (False, False)}
        return {(None, None), *((truth, truth) for _, truth in node.outcomes)}
    inner = [_pairs(part, key, answer, fixed) for part in node.parts]
    if node.kind == "not":
        return {(_opposite(without), _opposite(with_it)) for without, with_it in inner[0]}
    found = inner[0]
    for pairs in inner[1:]:
        join = _both if node.kind == "every" else _either
        found = {(join(a[0], b[0]), join(a[1], b[1])) for a in found for b in pairs}
    return found


def _both(one: Truth, other: Truth) -> Truth:
    return False if one is False or other is False else None if one is None or other is None else True


def _either(one: Truth, other: Truth) -> Truth:
    return True if one is True or other is True else None if one is None or other is None else False


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth
