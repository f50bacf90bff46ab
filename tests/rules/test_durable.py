"""durable-rules behind our interface: right, and immune to all that makes it crash, hang or mix two persons."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checkout import ROOT
from tests.rules.random_rules import Maker, make_fact, numbered, seeded
from tilbud_engine.errors import Problem, TilbudError
from tilbud_engine.rules import reference
from tilbud_engine.rules.conditions import (
    EVERYONE,
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
)
from tilbud_engine.rules.durable import DurableRuntime, RuntimeFault, durable_available
from tilbud_engine.rules.durable.clauses import MOST_CLAUSES, Compiler
from tilbud_engine.vocabulary import Members

HOSTILE = Path(__file__).parent / "hostile"
needs_durable = pytest.mark.skipif(not durable_available(), reason="durable-rules is not installed")

AGE = make_fact("age", "int")
LICENCE = make_fact("licence", "bool")
DRUGS = make_fact("drugs", "set", ("alcohol", "cannabis", "opioids"))
ADULT = Test(AGE, Operator.AT_LEAST, (Constant(18),))
DRIVES = Test(LICENCE, Operator.IS, (Constant(True),))


@pytest.fixture
def runtime() -> Iterator[DurableRuntime]:
    made = DurableRuntime()
    yield made
    made.close()


def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )


def ends_well(script: str) -> None:
    """Run a script in a process of its own, so that a crash or a hang is a failure and not the end of the tests."""
    result = run_alone(str(HOSTILE / f"{script}.py"))
    assert result.returncode == 0, f"{result.returncode}: {result.stderr[-2000:]}"


# --- verdicts


@needs_durable
def test_a_comparison_is_true_false_or_unknown(runtime: DurableRuntime) -> None:
    assert runtime.decide([ADULT], {"age": 18}) == [True]
    assert runtime.decide([ADULT], {"age": 17}) == [False]
    assert runtime.decide([ADULT], {}) == [None]


@needs_durable
def test_verdicts_come_in_the_order_of_the_conditions(runtime: DurableRuntime) -> None:
    conditions: list[Condition] = [DRIVES, ADULT, Not(ADULT), DRIVES, EVERYONE, Some(())]
    assert runtime.decide(conditions, {"age": 20}) == [None, True, False, None, True, False]


@needs_durable
def test_a_yes_no_parameter_is_decided_without_a_citizen(runtime: DurableRuntime) -> None:
    on, off = Flagged(Constant(True), expected=True), Flagged(Constant(True), expected=False)
    conditions: list[Condition] = [on, off, Every((on, ADULT)), Every((off, ADULT))]
    conditions += [Some((on, ADULT)), Some((off, ADULT)), Not(off)]
    assert runtime.decide(conditions, {}) == [True, False, None, False, True, None, True]


@needs_durable
@pytest.mark.parametrize(
    ("has", "has_not", "two_one_or_two_none"),
    [
        (set(), {"alcohol", "cannabis", "opioids"}, [False, False, True]),
        ({"alcohol", "opioids"}, {"cannabis"}, [True, True, False]),
        ({"alcohol"}, {"cannabis"}, [None, True, False]),
        ({"alcohol"}, set(), [None, None, False]),
        (set(), {"cannabis"}, [None, None, None]),
        ({"alcohol", "opioids"}, set(), [None, None, False]),
        (set(), set(), [None, None, None]),
    ],
)
def test_a_count_is_decided_by_the_least_and_the_most_members(
    runtime: DurableRuntime, has: set[str], has_not: set[str], two_one_or_two_none: list[Truth]
) -> None:
    facts = {"drugs": Members(frozenset(has), frozenset(has_not))}
    conditions = [
        Test(DRUGS, Operator.IS, (Constant(2),), counted=True),
        Test(DRUGS, Operator.IS, (Constant(1), Constant(2)), counted=True),
        Test(DRUGS, Operator.IS_EMPTY),
    ]
    assert runtime.decide(conditions, facts) == two_one_or_two_none
    assert [reference.decide(one, facts) for one in conditions] == two_one_or_two_none


@needs_durable
def test_facts_of_one_name_with_other_members_are_counted_by_their_own(runtime: DurableRuntime) -> None:
    few, many = make_fact("offers", "set", numbered("a", 2)), make_fact("offers", "set", numbered("a", 5))
    conditions = [Test(one, Operator.AT_MOST, (Constant(2),), counted=True) for one in (few, many)]
    assert runtime.decide(conditions, {"offers": Members(frozenset(), frozenset())}) == [True, None]


@needs_durable
def test_a_choice_that_no_rule_asks_for_is_known_and_another(runtime: DurableRuntime) -> None:
    housing = make_fact("housing", "choice", ("own", "street"))
    own = Test(housing, Operator.IS, (Constant("own"),))
    assert runtime.decide([own, Not(own)], {"housing": "boat"}) == [False, True]


@needs_durable
def test_a_closed_runtime_may_be_used_again(runtime: DurableRuntime) -> None:
    assert runtime.decide([ADULT], {"age": 18}) == [True]
    runtime.close()
    runtime.close()
    assert runtime.decide([ADULT], {"age": 17}) == [False]


# --- how it is compiled


def clauses_of(compiler: Compiler) -> list[int]:
    return [step.part.size for step in {result.needs[-1] for result in compiler.steps.values()}]


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_no_step_is_too_large_for_durable_rules(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    compiler = Compiler()
    for condition in maker.ruleset(10, depth=5):
        compiler.step(compiler.part(condition))
    for result in compiler.steps.values():
        step = result.needs[-1]
        assert 2 <= step.part.size <= MOST_CLAUSES
        assert len(step.uses) < 2 * MOST_CLAUSES
        names = [name for clause in (*step.part.true, *step.part.false) for name, _, _ in clause]
        earlier = {one.name for one in step.part.needs}
        assert set(names) == set(step.uses) <= set(compiler.properties.by_name) | earlier


def test_what_every_step_needs_comes_before_it() -> None:
    inner = Named("inner", Every((ADULT, DRIVES)))
    outer = Named("outer", Some((inner, Test(DRUGS, Operator.IS_EMPTY))))
    compiler = Compiler()
    whole = compiler.step(compiler.part(Every((outer, Not(inner), ADULT))))
    needed = [step.name for step in whole.needs]
    assert len(needed) == len(set(needed)) == 3
    for at, step in enumerate(whole.needs):
        assert {one.name for one in step.part.needs} <= set(needed[:at])


def test_19_683_clauses_become_a_few_steps() -> None:
    numbers = iter(range(100))

    def tree(levels: int, *, every: bool) -> Condition:
        if levels == 0:
            fact = make_fact(f"fact_{next(numbers)}", "choice", numbered("value_", 4))
            return Test(fact, Operator.IS, tuple(Constant(value) for value in numbered("value_", 3)))
        parts = tuple(tree(levels - 1, every=not every) for _ in range(3))
        return Every(parts) if every else Some(parts)

    compiler = Compiler()
    compiler.step(compiler.part(tree(3, every=True)))
    sizes = clauses_of(compiler)
    assert max(sizes) <= MOST_CLAUSES
    assert sum(sizes) < 1000


def test_conditions_that_say_the_same_share_one_step() -> None:
    compiler = Compiler()
    same: list[Condition] = [
        Every((ADULT, DRIVES)),
        Every((DRIVES, Test(AGE, Operator.ABOVE, (Constant(17),)))),
        Not(Some((Test(AGE, Operator.BELOW, (Constant(18),)), Not(DRIVES)))),
        Named("fit", Every((ADULT, DRIVES))),
        Named("again", Named("fit", Every((DRIVES, ADULT)))),
        Every((Every((ADULT, EVERYONE)), Some((DRIVES, Some(()))))),
    ]
    steps = {compiler.step(compiler.part(one)).needs for one in same}
    assert len(steps) == 1
    assert len(compiler.new) == 1


def test_a_clause_that_a_shorter_one_covers_is_left_out() -> None:
    compiler = Compiler()
    assert compiler.part(Some((ADULT, Every((ADULT, DRIVES))))) == compiler.part(ADULT)
    assert compiler.part(Every((ADULT, ADULT, Some((DRIVES, ADULT))))) == compiler.part(ADULT)


@pytest.mark.parametrize("numbers", [(18, 19, 20, 21, 22), (18, 20)])
def test_a_list_of_numbers_is_compared_a_run_at_a_time(numbers: tuple[int, ...]) -> None:
    compiler = Compiler()
    part = compiler.part(Test(AGE, Operator.IS, tuple(Constant(number) for number in numbers)))
    assert len(part.true) == len([n for n in numbers if n + 1 not in numbers])


def overheard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every fact that durable-rules is told of from now on is added."""
    import durable_rules_engine as library

    facts: list[str] = []
    real: Callable[[int, str], Any] = library.assert_fact

    def listening(handle: int, fact: str) -> Any:
        facts.append(fact)
        return real(handle, fact)

    monkeypatch.setattr(library, "assert_fact", listening)
    return facts


@needs_durable
def test_a_definition_is_decided_once_however_many_rules_use_it(
    runtime: DurableRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = Named("fit", Every((ADULT, DRIVES)))
    conditions = [Every((fit, Test(AGE, Operator.BELOW, (Constant(limit),)))) for limit in range(30, 70)]
    facts = {"age": 31, "licence": True}
    expected = [reference.decide(one, facts) for one in conditions]
    assert runtime.decide(conditions, facts) == expected

    asked = overheard(monkeypatch)
    assert runtime.decide(conditions, facts) == expected
    assert len(asked) == len(conditions) + 1


@needs_durable
def test_a_citizen_is_told_of_only_as_far_as_a_rule_asks(
    runtime: DurableRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.decide([ADULT, DRIVES], {})
    asked = overheard(monkeypatch)
    assert runtime.decide([ADULT], {"age": 4321, "licence": True, "other": 8765}) == [True]
    assert ["4321" in fact for fact in asked] == [True]
    assert [fact.count(":") for fact in asked] == [3]

    asked.clear()
    assert runtime.decide([Every((ADULT, DRIVES))], {"age": 20}) == [None]
    assert [fact.count(":") for fact in asked if "20" in fact] == [3]


# --- what is refused


@needs_durable
def test_a_fault_says_nothing_of_the_citizen(runtime: DurableRuntime) -> None:
    with pytest.raises(RuntimeFault) as caught:
        runtime.decide([ADULT], {"age": 10**30})
    fault = caught.value
    assert isinstance(fault, TilbudError)
    assert [one.code for one in fault.problems] == ["durable-failed"]
    assert "0000" not in f"{fault} {fault.problems}"
    assert (fault.__context__, fault.__cause__) == (None, None)
    assert runtime.decide([ADULT], {"age": 30}) == [True]


@pytest.mark.parametrize("kind", ["int", "number", "choice", "bool", "date", "set"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e16, 10**30, -(10**30), "ja\0", "\0", "1" * 70_000])
def test_what_durable_rules_would_misread_does_not_get_past_a_fact(kind: Any, value: Any) -> None:
    fact = make_fact("a_fact", kind, ("ja", "nej") if kind in ("choice", "set") else ())
    assert isinstance(fact.read(value), Problem)


def test_without_durable_rules_the_module_says_how_to_get_it() -> None:
    result = run_alone(
        "-c",
        "import sys\n"
        "sys.modules['durable_rules_engine'] = None\n"
        "from tilbud_engine.errors import SetupError\n"
        "from tilbud_engine.rules.durable import DurableRuntime, durable_available\n"
        "assert not durable_available()\n"
        "try:\n"
        "    DurableRuntime()\n"
        "except SetupError as error:\n"
        "    (problem,) = error.problems\n"
        "    print(problem.code, problem.line('da'), problem.line('en'))\n",
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("durable-missing ")
    assert result.stdout.count("CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject") == 2
    assert result.stdout.count("tilbud-engine[durable]") == 2


def test_the_library_is_loaded_only_when_a_runtime_is_made() -> None:
    result = run_alone(
        "-c",
        "import sys, tilbud_engine.rules.durable\nassert not {'durable', 'durable_rules_engine'} & set(sys.modules)\n",
    )
    assert result.returncode == 0, result.stderr


# --- what makes the library crash, hang, or mix two persons; each in a process of its own


@needs_durable
def test_the_dangers_are_real() -> None:
    ends_well("dangers")


@needs_durable
def test_65_257_and_513_conditions_in_one_are_decided() -> None:
    ends_well("many_conditions")


@needs_durable
def test_hundreds_of_rules_that_end_alike_are_decided() -> None:
    ends_well("equal_tails")


@needs_durable
def test_conditions_that_would_explode_are_decided() -> None:
    ends_well("exploding_clauses")


@needs_durable
def test_more_rules_than_a_rule_set_takes_are_decided() -> None:
    ends_well("many_rules")


@needs_durable
def test_facts_may_have_any_name() -> None:
    ends_well("awkward_names")


@needs_durable
def test_values_that_the_library_misreads_are_refused() -> None:
    ends_well("awkward_values")


@needs_durable
def test_negations_empty_sets_and_nothing_known_end() -> None:
    ends_well("nothing_positive")


@needs_durable
def test_what_is_no_condition_is_refused() -> None:
    ends_well("unbound_conditions")


@needs_durable
def test_eight_threads_with_citizens_of_their_own_get_their_own_verdicts() -> None:
    ends_well("threads")


@needs_durable
def test_a_run_that_fails_halfway_harms_nobody_after() -> None:
    ends_well("failing_runs")


@needs_durable
def test_reloads_threads_and_failing_runs_leave_no_memory_behind() -> None:
    ends_well("reloading")


@needs_durable
def test_ten_thousand_citizens_leave_no_memory_behind() -> None:
    ends_well("long_run")


def test_every_hostile_script_has_its_test() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [path.stem for path in HOSTILE.glob("*.py") if f'ends_well("{path.stem}")' not in text] == []


@needs_durable
def test_no_thread_of_the_library_is_started(runtime: DurableRuntime) -> None:
    before = threading.active_count()
    runtime.decide([ADULT], {"age": 18})
    assert threading.active_count() == before
