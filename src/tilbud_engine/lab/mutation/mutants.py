"""Every mutant there is of some files of rules, and the offers that each of them concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem
from tilbud_engine.lab.mutation.mutations import Mutation
from tilbud_engine.lab.mutation.reach import Users, reach_of, users_of
from tilbud_engine.lab.mutation.rules import offer_mutations, ruleset_mutations
from tilbud_engine.lab.mutation.targets import OFFER_FILE
from tilbud_engine.lab.runs.suites import RuleFile
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mutation in the document of an offer, or with `offer` None of a ruleset; `reach` are the offers it concerns."""

    rules: RuleFile
    mutation: Mutation
    offer: str | None
    ruleset: str | None
    reach: frozenset[str]


@dataclass(frozen=True)
class Mutants:
    """The mutants of some files, in the order in which they stand; what code makes of offers has none."""

    engine: Engine
    targets: Sequence[RuleFile]

    @cached_property
    def listed(self) -> tuple[Mutant, ...]:
        """The mutants."""
        return tuple(one for target in self.targets for one in self._of(target))

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What is wrong in the files as they are: a rule that cannot be read has no mutants."""
        rulesets = self.engine.rulebook.rulesets
        named = {one.name for one in self.targets if one.kind == "offer"}
        files = {f"{one.place}/{OFFER_FILE}" for one in self.engine.registry.plugins if one.name in named}
        files |= {_file_of(rulesets[one.name].place) for one in self.targets if one.kind == "ruleset"}
        return tuple(one for one in self.engine.problems if not one.is_remark and _file_of(one.where) in files)

    def concerns(self, scenario: Scenario) -> bool:
        """Tell whether a scenario may notice one of them."""
        layers = {layer.name for layer in self.engine.rulebook.layers(scenario.ruleset)}
        mutated = (offers for name, offers in self._reach.items() if name is None or name in layers)
        return any(scenario.questions is not None or not offers.isdisjoint(scenario.expect) for offers in mutated)

    @cached_property
    def _reach(self) -> Mapping[str | None, frozenset[str]]:
        """The offers that the mutants of each ruleset concern, and with None those of offers themselves."""
        found: dict[str | None, frozenset[str]] = {}
        for one in self.listed:
            found[one.ruleset] = found.get(one.ruleset, frozenset()) | one.reach
        return found

    def _of(self, target: RuleFile) -> Iterator[Mutant]:
        rulebook = self.engine.rulebook
        if target.kind == "offer":
            for offer in rulebook.offers.values():
                if offer.plugin == target.name:
                    for one in offer_mutations(offer, rulebook.vocabulary):
                        yield Mutant(target, one, offer.id, None, reach_of(rulebook, self._users, offer.id, one.path))
            return
        ruleset = rulebook.rulesets[target.name]
        for one in ruleset_mutations(ruleset, rulebook.vocabulary, self._declared):
            yield Mutant(target, one, None, target.name, reach_of(rulebook, self._users, None, one.path))

    def _declared(self, name: str) -> ParameterDeclaration | None:
        return next(reversed(self.engine.rulebook.declarations.get(name, ())), None)

    @cached_property
    def _users(self) -> Users:
        return users_of(self.engine.rulebook)


def _file_of(place: str) -> str:
    return place.rpartition(":")[0] or place
