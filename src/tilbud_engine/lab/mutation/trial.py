"""A mutant on trial: the rules as they would be with the mistake, and whether any scenario notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.mutation.mutants import Mutant, Mutants
from tilbud_engine.lab.mutation.mutations import replaced
from tilbud_engine.lab.rules_at import Answer, answer_of
from tilbud_engine.offers import read_offers
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.rulebook import NOT_IN_FORCE, Rulebook
from tilbud_engine.rules.ruleset import read_ruleset
from tilbud_engine.scenarios import Scenario, run

# What a scenario says of reasons in words and of places is not what the rules decide.
_OF_WORDS = frozenset({"scenario-because", "scenario-rule"})


MILLISECONDS = 5000


class Refused(Exception):
    """The rules with the mistake cannot be read: nobody could put them in force."""


@dataclass(frozen=True)
class Difference:
    """An offer that is something else with the mistake, under a ruleset on a day."""

    ruleset: str
    on: dt.date
    offer: str
    before: ResolvedOffer | None
    after: ResolvedOffer | None

    @cached_property
    def answers(self) -> tuple[Answer, Answer]:
        """What the offer answers before and after."""
        before, after = (
            Answer(self.offer, None, reason="absent") if one is None else answer_of(one)
            for one in (self.before, self.after)
        )
        return before, after

    @property
    def essence(self) -> object:
        """What is the same wherever the same changes."""
        return self.offer, *((one.reason, one.eligible, one.right) for one in self.answers)


class Trial:
    """The rules as they are, every mutant of them, and the scenarios that pass.

    `on` is the day that examples are near; `milliseconds` is how long one question may take to prove.
    """

    def __init__(
        self, mutants: Mutants, scenarios: Iterable[Scenario], on: dt.date, milliseconds: int = MILLISECONDS
    ) -> None:
        self.engine = mutants.engine
        self.rulebook = mutants.engine.rulebook
        self.mutants = mutants.listed
        self.on = on
        self.milliseconds = milliseconds
        self.scenarios: dict[str, list[Scenario]] = {}
        self.asking: list[Scenario] = []
        for one in scenarios:
            for offer in one.expect:
                self.scenarios.setdefault(offer, []).append(one)
            if one.questions is not None:
                self.asking.append(one)
        self.rulesets = usable_rulesets(self.rulebook)
        self._before: dict[tuple[str, dt.date, str], ResolvedOffer | None] = {}
        self._never: dict[dt.date, tuple[Condition, ...]] = {}

    def never(self, on: dt.date) -> tuple[Condition, ...]:
        """Return the conditions of impossible persons on a day."""
        if on not in self._never:
            self._never[on] = self.rulebook.never(on)
        return self._never[on]

    def mutated(self, mutant: Mutant) -> Mutated:
        """Return the rules with the mistake.

        Raises Refused where they cannot be read.
        """
        change, offers, rulesets = mutant.mutation, dict(self.rulebook.offers), dict(self.rulebook.rulesets)
        if mutant.offer is not None:
            old = offers[mutant.offer]
            made, faults = read_offers(replaced(old.node, change.path, change.node), old.plugin)
            if faults or [one.id for one in made] != [old.id]:
                raise Refused
            offers[old.id] = made[0]
        elif mutant.ruleset is not None:
            ruleset, problems = read_ruleset(replaced(rulesets[mutant.ruleset].node, change.path, change.node))
            if ruleset is None or problems:
                raise Refused
            rulesets[mutant.ruleset] = ruleset
        rulebook = Rulebook(self.rulebook.vocabulary, offers, rulesets)
        return Mutated(self, rulebook, mutant.reach)

    def before(self, ruleset: str, on: dt.date, offer: str) -> ResolvedOffer | None:
        """Return an offer as it is without the mistake."""
        key = ruleset, on, offer
        if key not in self._before:
            self._before[key] = self.rulebook.offer_on(ruleset, offer, on)
        return self._before[key]


class Mutated:
    """The rules with one mistake in them, seen beside the rules as they are."""

    def __init__(self, trial: Trial, rulebook: Rulebook, reach: frozenset[str]) -> None:
        self.trial = trial
        self.rulebook = rulebook
        self.reach = reach
        self._differences: dict[tuple[str, dt.date, str], Difference | None] = {}

    @cached_property
    def engine(self) -> Engine:
        """The engine as it would answer."""
        made = copy(self.trial.engine)
        made.rulebook = self.rulebook
        return made

    def difference(self, ruleset: str, on: dt.date, offer: str) -> Difference | None:
        """Return what is different of an offer, None where nothing is that an answer could show.

        Raises Refused where its rules cannot be read any more.
        """
        key = ruleset, on, offer
        if key not in self._differences:
            before, after = self.trial.before(*key), self.rulebook.offer_on(ruleset, offer, on)
            if after is not None and _faults(after) - (_faults(before) if before else frozenset()):
                raise Refused
            same = _shown(before) == _shown(after)
            self._differences[key] = None if same else Difference(ruleset, on, offer, before, after)
        return self._differences[key]

    def killer(self, stopped: Callable[[], bool] = lambda: False) -> Scenario | None:
        """Return the first scenario that notices; None when none does, or when it is told to stop."""
        listed = {id(one): one for offer in sorted(self.reach) for one in self.trial.scenarios.get(offer, ())}
        listed |= {id(one): one for one in self.trial.asking}
        for one in listed.values():
            concerned = self.reach if one.questions is not None else self.reach & set(one.expect)
            if any(self.difference(one.ruleset, one.on, offer) for offer in sorted(concerned)):
                if stopped():
                    return None
                if notices(one, self.engine):
                    return one
        return None


def notices(scenario: Scenario, engine: Engine) -> bool:
    """Tell whether a scenario finds another verdict, right, missing facts or questions than it expects."""
    return any(one.code not in _OF_WORDS for one in run(scenario, engine).problems)


def usable_rulesets(rulebook: Rulebook) -> list[str]:
    """Return the names of the rulesets that can be resolved."""
    found = []
    for name in rulebook.rulesets:
        try:
            rulebook.layers(name)
        except InputError:
            continue
        found.append(name)
    return found


def _faults(offer: ResolvedOffer) -> frozenset[str]:
    """Return what is wrong with an offer's rules; where nothing is in force yet, nothing is wrong."""
    return frozenset(one.code for one in (*offer.faults, *offer.right_faults)) - NOT_IN_FORCE


def _shown(resolved: ResolvedOffer | None) -> object:
    """Return everything of an offer that verdict, right, missing facts and questions come from."""
    if resolved is None:
        return None
    answer, offer = answer_of(resolved), resolved.offer
    decides = answer.reason, answer.eligible, answer.right
    return decides, offer.answers, offer.supports, offer.privacy, offer.municipalities
