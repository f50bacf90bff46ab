"""The solver: questions of statements, answered within a time; the only module that imports z3."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tilbud_engine.errors import InputError, problem

Expression = Any
"""An expression of the solver: true or false of each person, or a number."""


class NotProved(Exception):
    """The solver gave up in its time: nothing is proved, and nothing may be read as safe."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is spoken of: a fact, a member of it, a number it is compared with, or that all of it is known."""

    key: str
    member: str | None = None
    number: int | None = None
    whole: bool = False


About = tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that holds of some persons and not of others, and what it speaks of, in the order of the rules."""

    expression: Expression
    about: About = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The facts that it speaks of."""
        return keys_of(self.about)


def keys_of(about: About) -> tuple[str, ...]:
    """Return the facts that are spoken of."""
    return tuple(dict.fromkeys(one.key for one in about))


def about_all(statements: Iterable[Statement]) -> About:
    """Return what the statements speak of together."""
    return tuple(dict.fromkeys(one for statement in statements for one in statement.about))


class Solver:
    """A solver with a context of its own; a question that takes longer than `milliseconds` raises NotProved.

    A question is many small ones: none takes longer, and no more are asked once the time is up.

    Raises InputError where z3 is not installed.
    """

    def __init__(self, milliseconds: int) -> None:
        self.z3 = _library()
        self.context = self.z3.Context()
        self._solver = self.z3.Solver(ctx=self.context)
        self._solver.set("random_seed", 1)
        self._solver.set("timeout", milliseconds)
        self._seconds = milliseconds / 1000
        self._until = 0.0
        self._model: Any = None

    def add(self, *expressions: Expression) -> None:
        """Hold these to be true, until the question is left within which it is said."""
        self._solver.add(*expressions)

    @contextmanager
    def asking(self, *expressions: Expression) -> Iterator[None]:
        """Ask of those of whom all of these hold; the time counts from here."""
        self._until = time.monotonic() + self._seconds
        self._solver.push()
        try:
            self._solver.add(*expressions)
            yield
        finally:
            self._solver.pop()

    def check(self, *assumed: Expression) -> bool:
        """Tell whether there is somebody of whom these hold too; she is then the one that `is_true` speaks of.

        Only yes/no variables and their opposites may be assumed. Raises NotProved.
        """
        if self.nobody(*assumed):
            return False
        self._model = self._solver.model()
        return True

    def nobody(self, *assumed: Expression) -> bool:
        """Tell whether there is nobody of whom these hold too, for whoever has no use for her.

        Raises NotProved, and KeyboardInterrupt where the user stops it: the solver would keep that to itself.
        """
        begun = time.monotonic()
        if begun >= self._until:
            raise NotProved
        answer = self._solver.check(*assumed)
        if answer == self.z3.unknown:
            # An interrupt ends the question as a timeout does, only sooner.
            stopped = self._solver.reason_unknown() == "canceled" and time.monotonic() - begun < 0.9 * self._seconds
            raise KeyboardInterrupt if stopped else NotProved
        return bool(answer == self.z3.unsat)

    def can(self, wish: Expression) -> bool:
        """Tell whether there is somebody of whom the wish holds too; any expression may be wished."""
        self._solver.push()
        try:
            self._solver.add(wish)
            return self.check()
        finally:
            self._solver.pop()

    def is_true(self, expression: Expression) -> bool:
        """Tell whether it holds of the one that was found last."""
        return bool(self.z3.is_true(self._model.eval(expression, model_completion=True)))

    def settle(self, wish: Expression) -> bool:
        """Let the wish hold if it can, else its opposite."""
        can = self.is_true(wish) or self.can(wish)
        self._solver.add(wish if can else self.z3.Not(wish))
        return can

    def fewest(self, flags: Sequence[Expression], numbers: Sequence[Expression] = ()) -> None:
        """Let as few of the flags hold as can be, the numbers counted in."""
        while count := sum(map(self.is_true, flags)) + sum(map(self.number, numbers)):
            if not self.can(self._at_most(count - 1, flags, numbers)):
                self._solver.add(self._at_most(count, flags, numbers))
                return
        self._solver.add(self._at_most(0, flags, numbers))

    def first(self, flags: Sequence[Expression]) -> None:
        """Settle the flags, the last first, each on not if that can be: what is left are the first ones."""
        for flag in reversed(flags):
            self.settle(self.z3.Not(flag))

    def _at_most(self, count: int, flags: Sequence[Expression], numbers: Sequence[Expression]) -> Expression:
        if not numbers:
            return self.z3.AtMost(*flags, count) if flags else self.constant(True)
        return self.sum([*flags, *numbers]) <= count

    def nearest(self, value: Expression, usual: int, candidates: Iterable[int]) -> int:
        """Settle a number on the nearest to the usual that can be, the smaller of two.

        Whatever it can be, one of the candidates is no farther.
        """
        steps = sorted({0, *(abs(one - usual) for one in candidates)})
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            near = self.all([value >= usual - steps[middle], value <= usual + steps[middle]])
            if self.is_true(near) or self.can(near):
                high = middle
            else:
                low = middle + 1
        below, above = usual - steps[low], usual + steps[low]
        self.add(self.any([value == below, value == above]))
        return below if self.settle(value == below) else above

    def number(self, expression: Expression) -> int:
        """Return a number of the one that was found last."""
        return int(self._model.eval(expression, model_completion=True).as_long())

    def integer(self, name: str) -> Expression:
        """Return a variable that is a whole number."""
        return self.z3.Int(name, self.context)

    def sum(self, parts: Sequence[Expression]) -> Expression:
        """Return the sum of numbers and of flags, each of which counts as one if it holds."""
        one, none = self.z3.IntVal(1, self.context), self.z3.IntVal(0, self.context)
        return self.z3.Sum([none, *(self.z3.If(part, one, none) if self.z3.is_bool(part) else part for part in parts)])

    def constant(self, truth: bool) -> Expression:
        """Return what holds of everyone, or of nobody."""
        return self.z3.BoolVal(truth, self.context)

    def flag(self, name: str) -> Expression:
        """Return a variable that is true or false."""
        return self.z3.Bool(name, self.context)

    def all(self, parts: Sequence[Expression]) -> Expression:
        """Return that all parts hold."""
        return parts[0] if len(parts) == 1 else self.z3.And(*parts) if parts else self.constant(True)

    def any(self, parts: Sequence[Expression]) -> Expression:
        """Return that at least one part holds."""
        return parts[0] if len(parts) == 1 else self.z3.Or(*parts) if parts else self.constant(False)

    def unlike(self, one: Expression, other: Expression) -> Expression:
        """Return that one holds and the other does not; of the very same expression, what holds of nobody."""
        return self.constant(False) if one.eq(other) else one != other

    def is_never(self, expression: Expression) -> bool:
        """Tell whether an expression says by itself that it holds of nobody."""
        return bool(self.z3.is_false(self.z3.simplify(expression)))

    def neither(self, one: Expression, other: Expression) -> Expression:
        """Return that none of the two holds."""
        return self.z3.Not(self.z3.Or(one, other))


def _library() -> ModuleType:
    try:
        import z3
    except ImportError:
        raise InputError([problem("extra-missing", "", library="z3-solver", extra="lab")]) from None
    return z3  # type: ignore[no-any-return]
