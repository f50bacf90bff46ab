"""The simplest person of whom a statement holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tilbud_engine.rules.proofs.encoding import Variable
from tilbud_engine.rules.proofs.solver import Expression, Solver
from tilbud_engine.rules.reference import Facts
from tilbud_engine.vocabulary import FactValue, Members

# What is usual where it is not the least there can be.
_USUAL: Mapping[str, int] = {"age": 40}


def simplest(solver: Solver, variables: Sequence[Variable]) -> Facts:
    """Return who has the fewest known facts, of these the fewest known members, and then values near the usual.

    A question is open, and somebody was found. Every choice is settled by what can be, never by what the solver came
    upon, so it is the same person every time.
    """
    solver.fewest([one.known for one in variables])
    known = [one for one in variables if solver.is_true(one.known)]
    members = [member for one in known for member in one.members.values()]
    solver.fewest([one.known for one in members])
    for member in members:
        if solver.is_true(member.known):
            solver.settle(solver.z3.Not(member.value))
    return {one.fact.key: _value(solver, one) for one in known}


def _value(solver: Solver, variable: Variable) -> FactValue:
    fact, value = variable.fact, variable.value
    match fact.type:
        case "bool":
            return solver.settle(value)
        case "set":
            known = {name: one for name, one in variable.members.items() if solver.is_true(one.known)}
            has = frozenset(name for name, one in known.items() if solver.is_true(one.value))
            return Members(has, frozenset(known) - has)
        case "choice":
            return list(fact.values)[_nearest(solver, value, 0, range(len(fact.values)))]
        case "date":
            usual = min(variable.cuts, default=fact.bounds[1])
            return dt.date.fromordinal(_nearest(solver, value, usual, _beside(variable)))
        case _:
            low, high = fact.bounds
            usual = min(max(_USUAL.get(fact.key, 0) * 10**fact.decimals, low), high)
            return _nearest(solver, value, usual, _beside(variable))


def _beside(variable: Variable) -> Iterator[int]:
    """Yield numbers of which one is in every stretch between those that rules compare with."""
    low, high = variable.fact.bounds
    yield from (low, high)
    yield from (one for cut in variable.cuts for one in (cut - 1, cut, cut + 1) if low <= one <= high)


def _nearest(solver: Solver, value: Expression, usual: int, candidates: Iterable[int]) -> int:
    """Settle the value on the nearest to the usual that can be, the smaller of two; one is among the candidates."""
    steps = sorted({0, *(abs(one - usual) for one in candidates)})
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        near = solver.all([value >= usual - steps[middle], value <= usual + steps[middle]])
        if solver.is_true(near) or solver.can(near):
            high = middle
        else:
            low = middle + 1
    below, above = usual - steps[low], usual + steps[low]
    solver.add(solver.any([value == below, value == above]))
    return below if solver.settle(value == below) else above
