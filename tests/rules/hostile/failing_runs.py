"""A run that fails halfway, at every call into the library: it says nothing of the citizen, and harms nobody after."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import durable_rules_engine as library

from tests.rules.random_rules import Maker, make_fact, seeded
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Not, Operator, Some, Test
from tilbud_engine.rules.durable import DurableRuntime, RuntimeFault

SECRET = 97531
maker = Maker(seeded(5).randrange)
income, flag = make_fact("income", "int"), make_fact("flag", "bool")
rich = Test(income, Operator.ABOVE, (Constant(9),))
yes = Test(flag, Operator.IS, (Constant(True),))
conditions: list[Condition] = [Every((rich, yes)), Some((Named("rich", rich), yes)), Not(rich), *maker.ruleset(60)]
facts = {"income": SECRET, "flag": True, **maker.citizen()}
another = {"flag": False, **maker.citizen()}
nobody: dict[str, Any] = {}


def failing_at(turn: int, error: type[BaseException] | None, real: Callable[..., Any], result: Any = None) -> Any:
    calls = 0

    def call(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls != turn:
            return real(*given)
        if error is not None:
            raise error(f"value {SECRET}" if error is ValueError else "error code: 303")
        return result

    return call


def check(runtime: DurableRuntime) -> None:
    for person in (another, nobody, facts):
        assert runtime.decide(conditions, person) == [reference.decide(one, person) for one in conditions]


faults: list[tuple[str, Any, Any]] = [
    *(
        (name, error, None)
        for name in ("assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact")
        for error in (ValueError, library.error, MemoryError)
    ),
    *((name, KeyboardInterrupt, None) for name in ("assert_fact", "complete_and_start_action", "retract_fact")),
    ("start_action_for_state", None, None),  # the rule set is locked: nothing fires
    ("assert_fact", None, (2, 0)),  # somebody else is still there
    ("complete_and_start_action", None, "nonsense"),
    ("create_ruleset", ValueError, None),
    ("create_ruleset", None, 77_777),
]
for name, error, result in faults:
    for turn in (1, 2, 7, 30):
        runtime = DurableRuntime()
        if name != "create_ruleset":
            check(runtime)
        real = getattr(library, name)
        setattr(library, name, failing_at(turn, error, real, result))
        fault: BaseException | None = None
        try:
            runtime.decide(conditions, facts)
        except (RuntimeFault, KeyboardInterrupt) as caught:
            fault = caught
        finally:
            setattr(library, name, real)
        if isinstance(fault, RuntimeFault):
            told = "".join(traceback.format_exception(fault)) + repr(fault.problems) + fault.problems[0].line("da")
            assert str(SECRET) not in told
            assert fault.problems[0].code == "durable-failed"
            assert fault.__context__ is None
            assert fault.__cause__ is None
        elif fault is None:
            assert name == "create_ruleset", name
            assert turn > 1, "one rule set at least is made"
        else:
            assert error is KeyboardInterrupt
        check(runtime)
        runtime.close()

# Both outcomes at once is a contradiction, whatever the cause.
runtime = DurableRuntime()
check(runtime)
real = library.complete_and_start_action
forged = iter(['{"f9":{}}', '{"t9":{}}'])
library.complete_and_start_action = lambda *given: next(forged, None) or real(*given)
try:
    runtime.decide(conditions, facts)
except RuntimeFault:
    pass
else:
    raise AssertionError("a contradiction is no verdict")
library.complete_and_start_action = real
check(runtime)
