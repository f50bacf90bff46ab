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
class Statement:
    """Something that holds of some persons and not of others; `keys` are the facts that it speaks of."""

    expression: Expression
    keys: tuple[str, ...] = ()


def keys_of(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the facts that they speak of, each once."""
    return tuple(dict.fromkeys(key for one in statements for key in one.keys))


class Solver:
    """A solver with a context of its own; a question that takes longer than `milliseconds` raises NotProved.

    Raises InputError where z3 is not installed.
    """

    def __init__(self, milliseconds: int) -> None:
        self.z3 = _library()
        self.context = self.z3.Context()
        self._solver = self.z3.Solver(ctx=self.context)
        self._solver.set("random_seed", 1)
        self._milliseconds = milliseconds
        self._until = 0.0
        self._model: Any = None

    def add(self, *expressions: Expression) -> None:
        """Hold these to be true, until the question is left within which it is said."""
        self._solver.add(*expressions)

    @contextmanager
    def asking(self, *expressions: Expression) -> Iterator[None]:
        """Ask of those of whom all of these hold; the time counts from here."""
        self._until = time.monotonic() + self._milliseconds / 1000
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
        left = int((self._until - time.monotonic()) * 1000)
        if left <= 0:
            raise NotProved
        self._solver.set("timeout", left)
        answer = self._solver.check(*assumed)
        if answer == self.z3.sat:
            self._model = self._solver.model()
            return True
        if answer == self.z3.unsat:
            return False
        raise NotProved

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

    def fewest(self, flags: Sequence[Expression]) -> None:
        """Let as few of the flags hold as can be; of several ways that with the first ones."""
        while count := sum(map(self.is_true, flags)):
            if not self.can(self.z3.AtMost(*flags, count - 1)):
                self._solver.add(self.z3.AtMost(*flags, count))
                break
        for flag in reversed(flags):
            self.settle(self.z3.Not(flag))

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

    def neither(self, one: Expression, other: Expression) -> Expression:
        """Return that none of the two holds."""
        return self.z3.Not(self.z3.Or(one, other))


def _library() -> ModuleType:
    try:
        import z3
    except ImportError:
        raise InputError([problem("extra-missing", "", library="z3-solver", extra="lab")]) from None
    return z3  # type: ignore[no-any-return]
