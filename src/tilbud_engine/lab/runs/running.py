"""Running scenarios: what passed, what failed and why, and how long each took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.runs.suites import ScenarioFile, Suite
from tilbud_engine.scenarios import Outcome, Scenario, run


@dataclass(frozen=True, slots=True)
class Result:
    """One scenario that was run; `seconds` is how long the engine took."""

    file: ScenarioFile
    outcome: Outcome = field(repr=False)
    seconds: float

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.outcome.scenario

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return self.outcome.passed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Each thing that was not as expected."""
        return self.outcome.problems


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a suite; `stopped` tells that somebody stopped it, and the results are those until then."""

    suite: Suite = field(repr=False)
    results: tuple[Result, ...]
    stopped: bool = False

    @property
    def failed(self) -> tuple[Result, ...]:
        """The scenarios of which something was not as expected."""
        return tuple(one for one in self.results if not one.passed)

    @property
    def passed(self) -> int:
        """How many were as expected."""
        return len(self.results) - len(self.failed)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the scenarios that could not be run."""
        return self.suite.problems

    @property
    def seconds(self) -> float:
        """How long the engine took for all of them."""
        return sum(one.seconds for one in self.results)


def run_all(suite: Suite, language: Language = "da", progress: Progress | None = None) -> Run:
    """Run every scenario of a suite, in the order of its files; `language` is that of the reasons in the problems.

    KeyboardInterrupt ends it with what is done until then.
    """
    results: list[Result] = []
    total = len(suite.scenarios)
    try:
        for done, one in enumerate(_each(suite, language), 1):
            results.append(one)
            if progress is not None:
                progress(done, total)
    except KeyboardInterrupt:
        return Run(suite, tuple(results), stopped=True)
    return Run(suite, tuple(results))


def _each(suite: Suite, language: Language) -> Iterator[Result]:
    for file in suite.files:
        for scenario in file.scenarios:
            begun = time.perf_counter()
            outcome = run(scenario, suite.engine, language)
            yield Result(file, outcome, time.perf_counter() - begun)
