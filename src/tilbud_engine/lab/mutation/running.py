"""Trying every mutant, on all cores, until all are done, the time is over, or somebody stops it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Literal

from tilbud_engine.errors import InputError
from tilbud_engine.lab.mutation.judging import Fate, Status, Stopped, judged
from tilbud_engine.lab.mutation.mutants import Mutants
from tilbud_engine.lab.mutation.targets import Found
from tilbud_engine.lab.mutation.trial import MILLISECONDS, Trial
from tilbud_engine.lab.processes import worker_processes
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.runs.running import run_all
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.scenarios import Scenario

FEW = 16
"""So few mutants are tried sooner than another process has begun."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants were noticed, and how many were not though somebody could."""

    noticed: int
    missed: int

    @property
    def counted(self) -> int:
        """How many mutants somebody could notice."""
        return self.noticed + self.missed

    @property
    def percent(self) -> float | None:
        """The percentage that was noticed; None where there is nothing to notice."""
        return 100 * self.noticed / self.counted if self.counted else None


@dataclass(frozen=True)
class MutationRun:
    """What came of the mutants; `left_out` are those that were not tried, and `stopped` says why.

    `failing` are scenarios that fail on the rules as they are, and so can notice nothing; `faulty` cannot be run.
    """

    trial: Trial = field(repr=False)
    fates: tuple[Fate, ...]
    stopped: Literal["time", "interrupted"] | None = None
    failing: tuple[Scenario, ...] = ()
    faulty: int = 0
    scenarios: int = 0

    def of(self, status: Status) -> tuple[Fate, ...]:
        """Return the mutants of which one thing came, in the order in which they stand in the rules."""
        return tuple(one for one in self.fates if one.status is status)

    @property
    def left_out(self) -> int:
        """How many mutants were not tried."""
        return len(self.trial.mutants) - len(self.fates)

    @property
    def score(self) -> Score:
        """How many mutants the scenarios noticed."""
        return Score(len(self.of(Status.KILLED)), len(self.of(Status.SURVIVED)))

    @property
    def scores(self) -> dict[str, Score]:
        """The same for each file of rules."""
        found = {one.rules.called: Score(0, 0) for one in self.trial.mutants}
        for one in self.fates:
            file = self.trial.mutants[one.number].rules.called
            noticed, missed = one.status is Status.KILLED, one.status is Status.SURVIVED
            found[file] = Score(found[file].noticed + noticed, found[file].missed + missed)
        return found


def run_mutants(
    found: Found,
    on: dt.date,
    *,
    minutes: float,
    jobs: int,
    milliseconds: int = MILLISECONDS,
    progress: Progress | None = None,
) -> MutationRun:
    """Try every mutant of the files that were found; `on` is the day that examples are near.

    One question may take so many milliseconds to prove; what takes longer is not proved, and is no safe mutant.

    Ends with what is done after `minutes`, or at KeyboardInterrupt; how many processes work changes nothing else.
    Raises InputError for rules that cannot be read or where z3 is not installed, and WitnessRefuted where a proof is
    contradicted, and SetupError where a process ends before its work is done.
    """
    until = time.monotonic() + 60 * minutes
    Logic()  # Without the solver nothing can be proved; whoever lacks it is told before any work is done.
    suite, targets = found.suite()
    mutants = Mutants(suite.engine, targets)
    if mutants.faults:
        raise InputError(mutants.faults)
    run = run_all(suite.only(mutants.concerns))
    failing = tuple(one.scenario for one in run.failed)
    trial = Trial(mutants, [one.scenario for one in run.results if one.passed], on, milliseconds)
    work = _Work(len(trial.mutants), time.monotonic() if run.stopped else until, progress)
    names = frozenset((one.place, one.name) for one in failing)
    order = _Order(found, on, milliseconds, names, time.time() + until - time.monotonic())
    workers = 0 if run.stopped else min(jobs, len(trial.mutants) // FEW)
    stopped: Literal["time", "interrupted"] | None = "interrupted" if run.stopped else None
    fates: list[Fate] = []
    try:
        for one in _in_processes(order, workers, work) if workers > 1 else _here(trial, work):
            fates.append(one)
            work.tell(len(fates))
    except KeyboardInterrupt:
        stopped = "interrupted"
    fates.sort(key=lambda one: one.number)
    if stopped is None and len(fates) < len(trial.mutants):
        stopped = "time"
    return MutationRun(trial, tuple(fates), stopped, failing, len(suite.problems), len(run.suite.scenarios))


@dataclass(frozen=True, slots=True)
class _Work:
    count: int
    until: float
    progress: Progress | None

    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def tell(self, done: int) -> None:
        if self.progress is not None:
            self.progress(done, self.count)


def _here(trial: Trial, work: _Work) -> Iterator[Fate]:
    try:
        for number in range(work.count):
            yield judged(trial, number, work.is_over)
    except Stopped:
        return


# --- processes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """What a process of its own needs to come to the same trial; `until` is by the clock on the wall."""

    found: Found
    on: dt.date
    milliseconds: int
    failing: frozenset[tuple[str, str]]
    until: float


def _in_processes(order: _Order, workers: int, work: _Work) -> Iterator[Fate]:
    """Yield the fates as they come; few are given out at a time, so that the work can be stopped."""
    waiting = iter(range(work.count))
    out: set[Future[Fate | None]] = set()
    with worker_processes(workers) as pool:
        while not work.is_over():
            out |= {pool.submit(_judge, order, number) for number in islice(waiting, 2 * workers - len(out))}
            if not out:
                return
            done, out = wait(out, max(work.until - time.monotonic(), 0), FIRST_COMPLETED)
            yield from _results(done)
        yield from _results(wait(out)[0])


def _results(done: Iterable[Future[Fate | None]]) -> Iterator[Fate]:
    yield from (one for one in (future.result() for future in done) if one is not None)


def _judge(order: _Order, number: int) -> Fate | None:
    try:
        return judged(_loaded(order), number, lambda: time.time() >= order.until)
    except Stopped:
        return None


@cache
def _loaded(order: _Order) -> Trial:
    """Load the same rules and scenarios in this process, once."""
    suite, targets = order.found.suite()
    passing = [one for one in suite.scenarios if (one.place, one.name) not in order.failing]
    return Trial(Mutants(suite.engine, targets), passing, order.on, order.milliseconds)
