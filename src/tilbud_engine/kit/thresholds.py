"""What the scenarios of an offer must try: each limit below, at and above, each value, each fact missing, each code.

The limits come from the condition as it is bound, so that a parameter is tried at the value it has.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.offers import DatedOffer
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Named,
    Operator,
    Test,
    parts_of,
    refs_of,
    walk,
)
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.scenarios import Scenario, known_in
from tilbud_engine.vocabulary import Fact, Members

_REACHED = frozenset({"yes", "no", "unknown", "not_offered"})
"""The answers for which the condition was looked at, or would be; a shielded no stands in no list."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A side of a limit, or a value, that some scenario must try; `example` is a fact as a scenario writes it."""

    place: str
    operator: str
    fact: str
    side: str
    example: str
    tried_by: Callable[[Any], bool] = field(compare=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The same edge at another date and in another ruleset, whatever its limit is there."""
        return (self.place, self.operator, self.fact, self.side)


def edges_of(test: Test) -> list[Edge]:
    """Return what must be tried of one bound comparison; what no value can be is left out."""
    values = [one.value for one in test.operands if isinstance(one, Constant)]
    if not values and test.operator is not Operator.IS_EMPTY:
        return []
    made = _edges_of_set if test.fact.type == "set" else _edges_of_value
    return [
        Edge(test.place, test.operator, test.fact.key, side, f"{test.fact.key}: {example}", tried_by)
        for side, example, tried_by in made(test, values)
    ]


_Side = tuple[str, str, Callable[[Any], bool]]


def _edges_of_value(test: Test, values: Sequence[Any]) -> Iterator[_Side]:
    fact = test.fact
    if test.operator is not Operator.IS:
        for side, value, tried in _sides(_number(values[0]), *fact.bounds):
            shown = dt.date.fromordinal(value) if fact.type == "date" else value
            yield side, _written(fact, shown), partial(_of_number, tried)
        return
    for value in values:
        yield str(value), _written(fact, value), partial(operator.eq, value)
    other = _other_value(fact, values)
    if other is not None:
        yield "other", _written(fact, other), partial(_none_of, tuple(values))


def _edges_of_set(test: Test, values: Sequence[Any]) -> Iterator[_Side]:
    fact, every = test.fact, len(test.fact.values)
    if test.operator is Operator.IS_EMPTY:
        yield "empty", "[]", partial(_lacks_all, every)
        yield "some", f"[{next(iter(fact.values), '')}]", partial(_of_count, partial(operator.lt, 0))
    elif test.counted:
        for value in values:
            for side, count, tried in _sides(int(value), 0, every):
                yield side, f"[{', '.join(list(fact.values)[:count])}]", partial(_of_count, tried)
    else:
        for value in values:
            yield f"with {value}", f"[{value}]", partial(_has, value, True)
            yield f"without {value}", "[]", partial(_has, value, False)


def _sides(limit: int, low: int, high: int) -> Iterator[tuple[str, int, Callable[[int], bool]]]:
    if limit > low:
        yield "below", limit - 1, partial(operator.gt, limit)
    yield "at", limit, partial(operator.eq, limit)
    if limit < high:
        yield "above", limit + 1, partial(operator.lt, limit)


def _of_number(tried: Callable[[int], bool], known: Any) -> bool:
    return tried(_number(known))


def _of_count(tried: Callable[[int], bool], known: Members) -> bool:
    return tried(len(known.has))


def _none_of(values: tuple[Any, ...], known: Any) -> bool:
    return known not in values


def _lacks_all(every: int, known: Members) -> bool:
    return len(known.has_not) == every


def _has(member: str, answer: bool, known: Members) -> bool:
    return known.answer(member) is answer


def _number(value: Any) -> int:
    return value.toordinal() if isinstance(value, dt.date) else int(value)


def _other_value(fact: Fact, values: Sequence[Any]) -> Any:
    if fact.type == "bool":
        return next((one for one in (True, False) if one not in values), None)
    if fact.type == "choice":
        return next((one for one in fact.values if one not in values), None)
    low, high = fact.bounds
    near = (step for value in values for step in (_number(value) + 1, _number(value) - 1))
    found = next((one for one in near if low <= one <= high and one not in map(_number, values)), None)
    return dt.date.fromordinal(found) if found is not None and fact.type == "date" else found


def _written(fact: Fact, value: Any) -> str:
    """Return a value as a scenario writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if fact.type == "number":
        return str(Decimal(value).scaleb(-fact.decimals))
    if isinstance(value, str) and not value[:1].isalpha():
        return f'"{value}"'
    return str(value)


# --- an offer and its scenarios ----------------------------------------------------------------------------------


def untested(offer: DatedOffer, scenarios: Iterable[Scenario], engine: Engine, on: dt.date) -> list[Problem]:
    """Return what no scenario tries of an offer as it is written on the day."""
    own = [one for one in scenarios if offer.id in one.expect]
    return [*_untried_codes(offer, own, on), *_untried_rules(offer, own, engine, on)]


def _untried_codes(offer: DatedOffer, scenarios: Sequence[Scenario], on: dt.date) -> Iterator[Problem]:
    version = offer.history.at(on) or offer.versions[-1]
    said = {
        code
        for one in scenarios
        if _reaches(one, offer) and len(one.citizen.barriers()) == 1
        for code in one.citizen.barriers()
    }
    for code in version.answers:
        if code not in said:
            yield problem("untested-barrier", _place(offer, "answers"), offer=offer.id, name=code)


def _untried_rules(offer: DatedOffer, scenarios: Sequence[Scenario], engine: Engine, on: dt.date) -> Iterator[Problem]:
    file = offer.place.rpartition(":")[0] or offer.place
    tried: set[Any] = set()
    for scenario in scenarios:
        if _reaches(scenario, offer):
            tried |= _tried_by(scenario, offer, engine, file)
    days = {on} if offer.history.at(on) is not None else {one.on for one in scenarios}
    demanded: dict[Any, Problem] = {}
    for name in dict.fromkeys([NATIONAL, *(one.ruleset for one in scenarios)]):
        for resolved in filter(None, (_resolved(engine, name, offer, day) for day in sorted(days))):
            for test in _own_tests(resolved, file):
                for edge in edges_of(test):
                    named = {"offer": offer.id, "fact": edge.fact, "example": edge.example}
                    demanded.setdefault(edge.key, problem("untested-limit", edge.place, **named))
                gone = problem("untested-missing", test.place, offer=offer.id, fact=test.fact.key)
                demanded.setdefault(("missing", test.fact.key), gone)
    version = offer.history.at(on) or offer.versions[-1]
    for node in (version.eligible, *(one.when for one in version.rights)):
        for ref in refs_of(engine.rulebook.condition(node)[0]):
            if isinstance(ref, DefinitionRef):
                for truth in ("yes", "no", "unknown"):
                    named = {"offer": offer.id, "name": ref.name, "truth": truth}
                    place = ref.place or offer.place
                    demanded.setdefault(("is", ref.name, truth), problem("untested-definition", place, **named))
    yield from (fault for key, fault in demanded.items() if key not in tried)


def _reaches(scenario: Scenario, offer: DatedOffer) -> bool:
    verdict = scenario.expect[offer.id].verdict
    return verdict in _REACHED or (verdict == "absent" and offer.versions[-1].privacy == "shielded")


def _tried_by(scenario: Scenario, offer: DatedOffer, engine: Engine, file: str) -> set[Any]:
    # Where a municipality has put a rule of its own in its place, the offer's own one is tried by the nation's values.
    names = dict.fromkeys([scenario.ruleset, NATIONAL])
    here = [one for name in names if (one := _resolved(engine, name, offer, scenario.on)) is not None]
    try:
        values: Facts = known_in(scenario, engine).values
    except InputError:
        return set()
    tried: set[Any] = set()
    for test in (test for resolved in here for test in _own_tests(resolved, file)):
        value = values.get(test.fact.key)
        if value is None or (isinstance(value, Members) and _is_open(test, value)):
            tried.add(("missing", test.fact.key))
        if value is not None:
            tried |= {edge.key for edge in edges_of(test) if edge.tried_by(value)}
    for named in (named for resolved in here for named in _definitions(resolved)):
        truth = decide(named, values)
        tried.add(("is", named.name, "unknown" if truth is None else "yes" if truth else "no"))
    return tried


def _is_open(test: Test, known: Members) -> bool:
    """Tell whether something that the comparison asks of a set is not known."""
    if test.counted or test.operator is Operator.IS_EMPTY:
        return len(known.has) + len(known.has_not) < len(test.fact.values)
    return any(known.answer(str(one.value)) is None for one in test.operands if isinstance(one, Constant))


def _resolved(engine: Engine, ruleset: str, offer: DatedOffer, day: dt.date) -> ResolvedOffer | None:
    try:
        return engine.rulebook.resolve(ruleset, day).offers.get(offer.id)
    except InputError:
        return None  # A ruleset that cannot be used has been told of where it is named.


def _conditions(resolved: ResolvedOffer) -> tuple[Condition, ...]:
    return (resolved.own, *(one.when for one in resolved.rights))


def _own_tests(resolved: ResolvedOffer, file: str) -> Iterator[Test]:
    """Yield the comparisons that the offer itself writes; a definition is tried where it stands."""
    waiting = list(_conditions(resolved))
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, Test) and one.place.startswith(file):
            yield one
        if not isinstance(one, Named):
            waiting.extend(parts_of(one))


def _definitions(resolved: ResolvedOffer) -> Iterator[Named]:
    for condition in _conditions(resolved):
        yield from (one for one in walk(condition) if isinstance(one, Named))


def _place(offer: DatedOffer, field_name: str) -> str:
    keys = getattr(offer.node, "keys_at", {})
    return str(keys.get(field_name) or offer.place)
