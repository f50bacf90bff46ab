"""A mutation in words: what the rule says, and what it would say with the mistake."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.mutation.mutants import Mutant
from tilbud_engine.lab.mutation.mutations import Kind, Mutation
from tilbud_engine.lab.mutation.proposals import Proposal
from tilbud_engine.lab.mutation.trial import Trial
from tilbud_engine.lab.words import Words
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import Map, Node, Seq, Text, date_of, flag_of, plain
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import requirement

PART = "mutate"

MOST_SAID = 3
"""A list of so many values is said as a whole."""

MOST_LETTERS = 160


class Wording:
    """Says mutations and proposals in one language."""

    def __init__(self, trial: Trial, language: Language) -> None:
        self.trial = trial
        self.words = Words(PART, language)
        self.language = language

    def change(self, mutant: Mutant) -> tuple[str, str]:
        """Return what the rule says and what it would say with the mistake."""
        mutation = mutant.mutation
        if not mutation.of_condition:
            return self._value(mutation, mutation.before), self._value(mutation, mutation.after)
        if mutation.kind is Kind.MEMBER and (fewer := self._member(mutant)) is not None:
            return fewer
        before, after = (self._condition(mutant, one) for one in (mutation.before, mutation.after))
        if before == after:  # Two that sound the same are told apart as they are written.
            return _written(mutation.before), _written(mutation.after)
        short = _shortened(before), _shortened(after)
        return short if short[0] != short[1] else (before, after)

    def about(self, mutant: Mutant) -> str:
        """Return the offer, the definition or the parameter that it concerns, in words."""
        name = mutant.mutation.name
        declared = self._declared(name)
        if declared is not None:
            return (self.language == "en" and declared.label_en) or declared.label
        offer = self.trial.rulebook.offers.get(name)
        if offer is not None:
            version = offer.history.at(self.trial.on) or offer.versions[-1]
            return (self.language == "en" and version.name_en) or version.name
        return name

    def person(self, proposal: Proposal) -> str:
        """Return the invented citizen of a proposal in words."""
        return proposal.person.words(self.trial.rulebook.vocabulary, self.language) or self.words("nobody-known")

    def name(self, proposal: Proposal) -> str:
        """Return the name that a proposal has as a scenario, which tells that nobody has confirmed it."""
        on = proposal.on.isoformat()
        return self.words("generated", offer=proposal.offer, on=on, person=self.person(proposal))

    def outcome(self, expect: Any) -> str:
        """Return what is answered, as a proposal tells it."""
        said = [self.words(f"verdict-{expect['verdict']}")]
        if "right" in expect:
            said.append(self.words(f"right-{expect['right']}"))
        if "missing" in expect:
            facts = self.trial.rulebook.vocabulary.facts
            named = [facts[one].in_words("label", self.language) for one in expect["missing"]]
            said.append(self.words("missing", facts=", ".join(named)) if named else self.words("missing-nothing"))
        return ", ".join(said)

    def _member(self, mutant: Mutant) -> tuple[str, str] | None:
        """Return the one value of a long list that is left out or added; None for a short list, said as a whole."""
        before, after = (_values(one) for one in (mutant.mutation.before, mutant.mutation.after))
        moved = set(before) ^ set(after)
        if len(before) <= MOST_SAID or len(moved) != 1:
            return None
        [value] = moved
        said = self.words("listed", value=self._condition(mutant, _only(mutant.mutation.before, value)))
        left_out = self.words("left-out")
        return (said, left_out) if len(after) < len(before) else (left_out, said)

    def _declared(self, name: str) -> ParameterDeclaration | None:
        return next(reversed(self.trial.rulebook.declarations.get(name, ())), None)

    def _value(self, mutation: Mutation, node: Node) -> str:
        written = str(node)
        day, flag = date_of(written), flag_of(node)
        if mutation.field in ("from", "to", "versions"):
            return self.words(f"field-{mutation.field}", day=day or written)
        if flag is not None:
            return self.words(f"field-{mutation.field}-{'yes' if flag else 'no'}")
        declared = self._declared(mutation.name)
        unit = "" if declared is None or declared.unit is None else f" {declared.unit}"
        shown = written if day is None else self.words("day", day=day)
        return f"{shown.replace('.', ',') if self.language == 'da' and day is None else shown}{unit}"

    def _condition(self, mutant: Mutant, node: Node) -> str:
        if node is None:
            return self.words("left-out")
        rulebook, on = self.trial.rulebook, _day_of(mutant, self.trial.on)
        condition, problems = rulebook.condition(node)
        # A name that only a municipality has is said under its rules.
        for ruleset in () if problems else dict.fromkeys([mutant.ruleset or NATIONAL, *self.trial.rulesets]):
            faults: list[Problem] = []
            bound = rulebook.binder(rulebook.layers(ruleset), on).bind(condition, faults)
            if not faults:
                return self.words("if", condition=requirement(bound, self.language))
        return _written(node)


def _day_of(mutant: Mutant, on: dt.date) -> dt.date:
    """Return the day on which the rule reads as it is written where the mistake is."""
    path = mutant.mutation.path
    written = [date_of(str(path[at + 1])) for at, step in enumerate(path[:-1]) if step == "versions"]
    return max((day for day in written if day is not None), default=on)


def _values(node: Node) -> list[str]:
    """Return the values of the list in a condition of one fact."""
    while isinstance(node, Map):
        node = next(iter(node.values()))
    return [str(one) for one in node] if isinstance(node, Seq) else [str(node)]


def _only(node: Node, value: str) -> Node:
    """Return the condition of one fact with one value alone in its list."""
    if isinstance(node, Map):
        return node.with_values({key: _only(one, value) for key, one in node.items()})
    return node.with_values([Text(value, node.place)]) if isinstance(node, Seq) else Text(value)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rsplit(' ', 1)[0].rstrip(',')} …"


def _written(node: Node) -> str:
    """Return a condition as it is written, on one line."""
    return str(plain(node)).replace("'", "")
