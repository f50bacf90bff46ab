"""The simplest person of whom a statement holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice

from tilbud_engine.rules.proofs.encoding import Member, Variable, spoken_members
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
    spoken = {one.fact.key: spoken_members(one, about) for one in variables}
    members = [member.known for own in spoken.values() for member in own.values()]
    counts = [one.counts for one in variables if one.counts is not None]
    solver.fewest(facts)
    solver.fewest(members, [number for one in counts for number in (one.others_has, one.others_has_not)])
    solver.first(facts)
    solver.first(members)
    known = [one for one in variables if solver.is_true(one.known)]
    return {
        one.fact.key: _members(solver, one, spoken[one.fact.key])
        if one.fact.type == "set"
        else _value(solver, one, [cut.number for cut in about if cut.key == one.fact.key and cut.number is not None])
        for one in known
    }


def _value(solver: Solver, variable: Variable, cuts: Sequence[int]) -> FactValue:
    """Settle a value; `cuts` are the numbers that rules compare with, the statement's own before those of relations."""
    fact, value = variable.fact, variable.value
    if fact.type == "bool":
        return solver.settle(value)
    if fact.type == "choice":
        return list(fact.values)[solver.nearest(value, 0, range(len(fact.values)))]
    low, high = fact.bounds
    if fact.type == "date":
        usual = cuts[0] if cuts else high
    else:
        usual = min(max(_USUAL.get(fact.key, 0) * 10**fact.decimals, low), high)
    beside = {low, high, *(one for cut in cuts for one in (cut - 1, cut, cut + 1) if low <= one <= high)}
    found = solver.nearest(value, usual, beside)
    return dt.date.fromordinal(found) if fact.type == "date" else found


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
