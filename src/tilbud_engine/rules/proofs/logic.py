"""Conditions as statements, and the questions that can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable

from tilbud_engine.rules.conditions import Condition, Truth, tests_of
from tilbud_engine.rules.proofs.boxes import covering
from tilbud_engine.rules.proofs.encoding import Encoding
from tilbud_engine.rules.proofs.examples import simplest
from tilbud_engine.rules.proofs.solver import Solver, Statement, Subject, about_all
from tilbud_engine.rules.reference import Facts
from tilbud_engine.rules.regions import Regions
from tilbud_engine.vocabulary import Fact


class Logic:
    """Conditions as statements, and what can be proved of them; for one thread.

    `never` are conditions of impossible persons. Facts are taken in as conditions name them. Every method that asks the
    solver raises NotProved when it takes longer than `milliseconds`. Raises InputError where z3 is not installed.
    """

    def __init__(self, never: Iterable[Condition] = (), *, milliseconds: int = 5000) -> None:
        self._solver = Solver(milliseconds)
        self._encoding = Encoding(self._solver, never)

    # --- statements -------------------------------------------------------------------------------------------------

    def true(self, condition: Condition | None) -> Statement:
        """Return that the condition is true; None stands for one that is unknown for everyone."""
        return self.of(condition, True)

    def false(self, condition: Condition | None) -> Statement:
        """Return that the condition is false."""
        return self.of(condition, False)

    def unknown(self, condition: Condition | None) -> Statement:
        """Return that the condition is neither true nor false."""
        return self.of(condition, None)

    def of(self, condition: Condition | None, truth: Truth) -> Statement:
        """Return that the condition is true, false or unknown."""
        if condition is None:
            return Statement(self._solver.constant(truth is None))
        rails, about = self._encoding.rails(condition), self._encoding.about(condition)
        if truth is None:
            return Statement(self._solver.neither(rails.true, rails.false), about)
        return Statement(rails.true if truth else rails.false, about)

    def every(self, *statements: Statement) -> Statement:
        """Return that all of them hold; of none at all, what holds of everyone."""
        return Statement(self._solver.all([one.expression for one in statements]), about_all(statements))

    def some(self, *statements: Statement) -> Statement:
        """Return that at least one of them holds."""
        return Statement(self._solver.any([one.expression for one in statements]), about_all(statements))

    def opposite(self, statement: Statement) -> Statement:
        """Return that it does not hold; the opposite of true is false or unknown."""
        return Statement(self._solver.z3.Not(statement.expression), statement.about)

    def differ(self, one: Condition | None, other: Condition | None) -> Statement:
        """Return that one condition is something else than the other."""
        rails = [(self.of(one, truth), self.of(other, truth)) for truth in (True, False)]
        parts = [self._solver.unlike(first.expression, second.expression) for first, second in rails]
        return Statement(self._solver.any(parts), about_all(statement for pair in rails for statement in pair))

    def known(self, facts: Iterable[Fact]) -> Statement:
        """Return that each fact is known, and of a set every member."""
        variables = [self._encoding.variable(fact) for fact in facts]
        counts = [self._encoding.counts(one) for one in variables if one.fact.type == "set"]
        parts = [*(one.known for one in variables), *(one.least == one.most for one in counts)]
        about = tuple(dict.fromkeys(Subject(one.fact.key, whole=one.fact.type == "set") for one in variables))
        return Statement(self._solver.all(parts), about)

    # --- questions --------------------------------------------------------------------------------------------------

    def possible(self, statement: Statement) -> bool:
        """Tell whether it holds of some possible person."""
        about = self._encoding.with_ruled(statement.about)
        with self._solver.asking(statement.expression, *self._encoding.counted(about)):
            return self._solver.check()

    def equivalent(self, one: Condition | None, other: Condition | None) -> bool:
        """Tell whether both are the same for every possible person, unknown included."""
        differ = self.differ(one, other)
        return self._solver.is_never(differ.expression) or not self.possible(differ)

    def example(self, statement: Statement) -> Facts | None:
        """Return the simplest possible person of whom it holds, the same one every time; None where there is none.

        She has the fewest known facts, of these the fewest known members of sets, and then values near the usual.
        """
        about = self._encoding.with_ruled(statement.about)
        with self._solver.asking(statement.expression, *self._encoding.counted(about)):
            if not self._solver.check():
                return None
            return simplest(self._solver, [self._encoding.of(key) for key in statement.keys], about)

    def regions(self, statement: Statement, conditions: Iterable[Condition | None], most: int = 40) -> Regions:
        """Return all possible persons of whom it holds, as few and as wide regions of facts.

        `conditions` are those that the statement is made of. With more than `most` regions, or when the time is up, the
        regions found so far are returned, and are not complete.
        """
        tests = [test for one in conditions if one is not None for test in tests_of(one)]
        return covering(self._solver, self._encoding, statement, tests, most)

    def holds(self, statement: Statement, facts: Facts) -> bool:
        """Tell whether it holds of a person, without the solver: the statement with her facts filled in."""
        z3 = self._solver.z3
        pairs = [pair for key in statement.keys for pair in self._encoding.filled(key, facts.get(key))]
        return bool(z3.is_true(z3.simplify(z3.substitute(statement.expression, *pairs))))
