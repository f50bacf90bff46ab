"""The simplest person of whom a statement holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tilbud_engine.rules.proofs.encoding import Member, Variable
from tilbud_engine.rules.proofs.solver import About, Solver
from tilbud_engine.rules.reference import Facts
from tilbud_engine.vocabulary import FactValue, Members

# What is usual where it is not the least there can be.
_USUAL: Mapping[str, int] = {"age": 40}


def simplest(solver: Solver, variables: Sequence[Variable], about: About) -> Facts:
    """Return who has the fewest known facts, of these the fewest known members, and then values near the usual.

    A question is open, and somebody was found. Every choice is settled by what can be, never by what the solver came
    upon, so it is the same person every time.
    """
    facts = [one.known for one in variables]
    spoken: dict[str, dict[str, Member]] = {}
    for one in variables:
        named = [name for key, name in about if name and key == one.fact.key]
        spoken[one.fact.key] = {name: one.members[name] for name in named}
    members = [member.known for own in spoken.values() for member in own.values()]
    counts = [one.counts for one in variables if one.counts is not None]
    solver.fewest(facts)
    solver.fewest(members, [number for one in counts for number in (one.others_has, one.others_has_not)])
    solver.first(facts)
    solver.first(members)
    return {one.fact.key: _value(solver, one, spoken[one.fact.key]) for one in variables if solver.is_true(one.known)}


def _value(solver: Solver, variable: Variable, spoken: Mapping[str, Member]) -> FactValue:
    fact, value = variable.fact, variable.value
    match fact.type:
        case "bool":
            return solver.settle(value)
        case "set":
            return _members(solver, variable, spoken)
        case "choice":
            return list(fact.values)[solver.nearest(value, 0, range(len(fact.values)))]
        case "date":
            usual = min(variable.cuts, default=fact.bounds[1])
            return dt.date.fromordinal(solver.nearest(value, usual, _beside(variable)))
        case _:
            low, high = fact.bounds
            usual = min(max(_USUAL.get(fact.key, 0) * 10**fact.decimals, low), high)
            return solver.nearest(value, usual, _beside(variable))


def _members(solver: Solver, variable: Variable, spoken: Mapping[str, Member]) -> Members:
    known = {name: one for name, one in spoken.items() if solver.is_true(one.known)}
    has = {name for name in reversed(known) if not solver.settle(solver.z3.Not(known[name].value))}
    has_not = set(known) - has
    if variable.counts is not None:
        others = iter(name for name in variable.fact.values if name not in spoken)
        sizes = range(len(variable.fact.values) + 1)
        for number, group in ((variable.counts.others_has, has), (variable.counts.others_has_not, has_not)):
            group.update(islice(others, solver.nearest(number, 0, sizes)))
    return Members(frozenset(has), frozenset(has_not))


def _beside(variable: Variable) -> Iterator[int]:
    """Yield numbers of which one is in every stretch between those that rules compare with."""
    low, high = variable.fact.bounds
    yield from (low, high)
    yield from (one for cut in variable.cuts for one in (cut - 1, cut, cut + 1) if low <= one <= high)
