"""What becomes of a mutant: killed by a scenario, the same for everyone by proof, or a survivor with a proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tilbud_engine.lab.mutation.mutants import Mutant
from tilbud_engine.lab.mutation.proofs import differences, noticing
from tilbud_engine.lab.mutation.proposals import Proposal, proposal
from tilbud_engine.lab.mutation.trial import Difference, Mutated, Refused, Trial
from tilbud_engine.rules.proofs import Logic, NotProved, Statement

MOST_TRIED = 8
"""In so many places a citizen who would notice is looked for, before a survivor has no proposal."""


class Status(StrEnum):
    """What came of a mutant; `refused` are rules that cannot be put in force, `unseen` those nothing comes of."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    UNSEEN = "unseen"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of one mutant, by its number in the trial.

    `killed_by` is where the scenario stands that noticed it. A survivor is `proved` where somebody was found who gets
    another answer; else it may be the same for everyone, and nobody has shown it.
    """

    number: int
    status: Status
    killed_by: str = ""
    proved: bool = True
    proposal: Proposal | None = None


class Stopped(Exception):
    """Somebody stopped the work, or its time is over."""


def judged(trial: Trial, number: int, stopped: Callable[[], bool] = lambda: False) -> Fate:
    """Return what comes of a mutant.

    Raises Stopped as soon as it is told to stop.
    """
    mutant = trial.mutants[number]
    try:
        mutated = trial.mutated(mutant)
        killer = mutated.killer(stopped)
        if killer is not None:
            return Fate(number, Status.KILLED, killer.place)
        if stopped():
            raise Stopped
        return _survivor(trial, number, mutant, mutated, stopped)
    except Refused:
        return Fate(number, Status.REFUSED)


def _survivor(trial: Trial, number: int, mutant: Mutant, mutated: Mutated, stopped: Callable[[], bool]) -> Fate:
    """Return what a mutant is that no scenario noticed."""
    noticed, open_questions, seen, left = False, False, False, MOST_TRIED
    for found in differences(trial, mutant, mutated):
        if stopped():
            raise Stopped
        seen = True
        logic = Logic(trial.never(found.on), milliseconds=trial.milliseconds)
        try:
            wishes = noticing(logic, found)
            if not logic.possible(logic.some(*wishes)):
                continue
        except NotProved:
            open_questions = True
            continue
        noticed, left = True, left - 1
        made = next(filter(None, (_tried(trial, mutated, found, logic, wish) for wish in wishes)), None)
        if made is not None or left == 0:
            return Fate(number, Status.SURVIVED, proposal=made)
    if noticed or open_questions:
        return Fate(number, Status.SURVIVED, proved=noticed)
    return Fate(number, Status.EQUIVALENT if seen else Status.UNSEEN)


def _tried(trial: Trial, mutated: Mutated, found: Difference, logic: Logic, wish: Statement) -> Proposal | None:
    """Return the scenario of the simplest person whom a statement is about, if the engine answers her otherwise."""
    try:
        facts = logic.example(wish)
    except NotProved:
        return None
    return None if facts is None else proposal(trial, mutated, found, logic, facts)
