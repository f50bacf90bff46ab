"""Runs steps in durable-rules; the only module that imports it."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from tilbud_engine.errors import SetupError, TilbudError, problem
from tilbud_engine.rules.conditions import Condition, Truth
from tilbud_engine.rules.durable.clauses import Compiler, Literal, Step
from tilbud_engine.rules.durable.properties import Property
from tilbud_engine.vocabulary import FactValue

STEPS_PER_PAGE = 25
"""With more in one rule set every fact passes too many numbers; with fewer, rule sets of 0.1 MB each add up."""
MOST_KEPT = 8_000
"""The rules that a thread keeps, at about 27 kB each; beyond it all go before new ones are made."""
_COST_OF_PAGE = 5
_RETRACTED = '{"id":"c"}'


class RuntimeFault(TilbudError):
    """durable-rules failed or contradicted itself, so the call has no verdicts."""


def durable_available() -> bool:
    """Tell whether durable-rules is installed and can be loaded."""
    try:
        _library()
    except SetupError:
        return False
    return True


def _library() -> ModuleType:
    try:
        import durable_rules_engine
    except ImportError as error:  # not installed, or built for Python 3.13 without its flag
        raise SetupError([problem("durable-missing")]) from error
    return durable_rules_engine  # type: ignore[no-any-return]


class DurableRuntime:
    """Decides conditions with durable-rules; may be shared between threads.

    Raises SetupError where durable-rules cannot be loaded.
    """

    name = "durable"

    def __init__(self) -> None:
        self._library = _library()
        self._threads = threading.local()

    def decide(self, conditions: Sequence[Condition], facts: Mapping[str, FactValue]) -> list[Truth]:
        """Return what each condition is for these facts.

        Conditions are compiled when they are first seen, and kept. Raises RuntimeFault, which says nothing about the
        citizen, when durable-rules fails or is given what is no bound condition or no value of its fact.
        """
        shelf = getattr(self._threads, "shelf", None)
        if shelf is None:
            shelf = self._threads.shelf = _Shelf(self._library)
        try:
            return shelf.decide(conditions, facts)
        except Exception as error:  # noqa: BLE001 - whatever it was, there is no verdict
            # durable-rules itself only gives the number of an error; other texts may quote a value.
            reason = str(error) if isinstance(error, self._library.error) else type(error).__name__
        # Raised out here, so that not even the context of the error leads to the citizen's values.
        raise RuntimeFault([problem("durable-failed", reason=reason)])

    def close(self) -> None:
        """Free all rule sets; one in use by another thread when that thread has its answer."""
        self._threads = threading.local()


class _Shelf:
    """What one thread has compiled."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library
        self._clear()

    def _clear(self) -> None:
        self._compiler = Compiler()
        # The condition is kept beside its steps, so that its identity is not given to another.
        self._plans: dict[int, tuple[Condition, tuple[Step, ...], Truth]] = {}
        self._kept = 0

    def decide(self, conditions: Sequence[Condition], facts: Mapping[str, FactValue]) -> list[Truth]:
        if any(id(condition) not in self._plans for condition in conditions):
            self._plan(conditions)
        if self._compiler.new:
            self._lay_out(self._compiler.new)
        known = _Known(self._compiler.properties.by_name, facts)
        decided: dict[Step, Truth] = {}
        truths: list[Truth] = []
        for condition in conditions:
            _, steps, truth = self._plans[id(condition)]
            for step in steps:
                if step in decided:
                    truth = decided[step]
                else:
                    truth = decided[step] = self._run(step, known)
                    known[step.name] = "" if truth is None else f',"{step.name}":{truth:d}'
            truths.append(truth)
        return truths

    def _plan(self, conditions: Sequence[Condition]) -> None:
        if max(self._kept, len(self._plans)) > MOST_KEPT:
            self._clear()
        for condition in conditions:
            if id(condition) not in self._plans:
                part = self._compiler.step(self._compiler.part(condition))
                self._plans[id(condition)] = (condition, part.needs, part.constant)

    def _lay_out(self, steps: list[Step]) -> None:
        while steps:
            page = _Page(self._library, steps[:STEPS_PER_PAGE])
            for number, step in enumerate(steps[:STEPS_PER_PAGE]):
                step.page, step.head = page, f'{{"id":"c","o":{number}'
                self._kept += step.part.size
            self._kept += _COST_OF_PAGE
            del steps[:STEPS_PER_PAGE]

    def _run(self, step: Step, known: _Known) -> Truth:
        told = "".join(map(known.__getitem__, step.uses))
        if not told:
            return None
        try:
            letters: str = step.page.fired(f"{step.head}{told}}}")
        except BaseException:
            self._throw_away(step.page)
            raise
        return letters[0] == "t" if letters else None

    def _throw_away(self, page: _Page) -> None:
        for result in self._compiler.steps.values():
            step = result.needs[-1]
            if step.page is page:
                step.page = None
                self._kept -= step.part.size
                self._compiler.new.append(step)


class _Known(dict[str, str]):
    """The citizen as durable-rules is told of her: property to its piece of the fact, empty when it is unknown.

    A piece is made when it is first needed, once for all steps.
    """

    def __init__(self, properties: Mapping[str, Property], facts: Mapping[str, FactValue]) -> None:
        self._properties = properties
        self._facts = facts

    def __missing__(self, name: str) -> str:
        wanted = self._properties[name]
        value = self._facts.get(wanted.key)
        number = None if value is None else wanted.read(value)
        piece = self[name] = "" if number is None else f',"{name}":{number}'
        return piece


class _Page:
    """A rule set with some steps, each told apart by a number with which its rules and its facts begin."""

    def __init__(self, library: ModuleType, steps: Sequence[Step]) -> None:
        rules = {"ping": _rule([("ping", "$eq", 1)])}
        for number, step in enumerate(steps):
            for letter, clauses in (("t", step.part.true), ("f", step.part.false)):
                for clause in clauses:
                    rules[f"{letter}{len(rules)}"] = _rule([("o", "$eq", number), *sorted(clause)])
        self._library = library
        self._handle = library.create_ruleset("tilbud", json.dumps(rules))
        if self.fired('{"id":"c","ping":1}') != "p":
            raise RuntimeError("durable-rules does not answer")
        weakref.finalize(self, _free, library, self._handle).atexit = False

    def fired(self, fact: str) -> str:
        """Return the first letters of the rules that fire for the fact; nothing of it stays."""
        library, handle = self._library, self._handle
        code, place = library.assert_fact(handle, fact)
        if code == 1:  # no rule fits, so it was not kept
            return ""
        started = library.start_action_for_state(handle, place) if code == 0 else None
        if started is None:
            raise RuntimeError("an earlier fact is in the way")
        letters, message = "", started[1]
        while message is not None:
            letters += message[2]
            message = library.complete_and_start_action(handle, place)
        library.retract_fact(handle, _RETRACTED)
        if letters.strip(letters[0]) or letters[0] not in "tfp":
            raise RuntimeError("true and false at once")
        return letters


def _rule(literals: Iterable[Literal]) -> dict[str, Any]:
    return {"all": [{"m": {"$and": [{operator: {name: number}} for name, operator, number in literals]}}]}


def _free(library: ModuleType, handle: int) -> None:
    library.delete_state(handle, "0")
    library.delete_ruleset(handle)
