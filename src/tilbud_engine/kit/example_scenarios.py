"""The scenarios of a new offer: each barrier, each limit below, at and above, each fact missing, and where it is.

What is expected follows from the condition as the author chose it; the contract tests then hold the engine to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.rules.ruleset import NATIONAL

_UNITS = {"age": "år", "months_unemployed": "måneder uden job"}


@dataclass(frozen=True, slots=True)
class Where:
    """Where an offer is: everywhere, or in a municipality, by its ruleset if one is loaded."""

    municipality: str | None = None
    ruleset: str | None = None

    @property
    def is_not_loaded(self) -> bool:
        """Whether the municipality has no rules yet: then every answer is unknown until it has."""
        return self.municipality is not None and self.ruleset is None


@dataclass(frozen=True, slots=True)
class _Example:
    name: str
    barrier: str
    facts: Mapping[str, Any]
    verdict: str
    missing: tuple[str, ...] | None = None


def scenario_files_for(
    offer: str, barriers: Sequence[str], eligible: Mapping[str, Any], where: Where, *, engine: Engine, on: dt.date
) -> dict[str, str]:
    """Return the files of scenarios by name, for an offer with limits of whole numbers and yes/no facts alone."""
    maker = _Maker(offer, tuple(barriers), eligible, where, engine)
    made = {
        "barrierer": ("Det, tilbuddet svarer på, og noget, det ikke svarer på.", maker.of_barriers()),
        "graenser": ("Hver grænse: under, på og over.", maker.of_limits()),
        "ukendt": ("Det, der ikke vides endnu: svaret er ”ved ikke” og siger, hvad der mangler.", maker.of_missing()),
        "sted": ("Hvor tilbuddet findes.", maker.of_places()),
    }
    texts = {name: (head, [maker.text(one, on) for one in found]) for name, (head, found) in made.items()}
    return {
        f"scenarios/{name}.yaml": f"# {head}\n\nscenarios:\n" + "\n".join(listed)
        for name, (head, listed) in texts.items()
        if listed
    }


class _Maker:
    def __init__(
        self, offer: str, barriers: tuple[str, ...], eligible: Mapping[str, Any], where: Where, engine: Engine
    ) -> None:
        self.offer = offer
        self.barriers = barriers
        self.eligible = eligible
        self.where = where
        self.vocabulary = engine.vocabulary

    def of_barriers(self) -> Iterator[_Example]:
        """Yield each barrier that the card answers, and one that it does not."""
        for code in self.barriers:
            yield self.example(f"{code} giver kortet", code, self.fitting())
        known = self.vocabulary.barriers
        other = next((code for code, one in known.items() if code not in self.barriers and not one.hidden), None)
        if other is not None:
            yield _Example(f"{other} giver ikke kortet", other, self.fitting(), "not_relevant")

    def of_limits(self) -> Iterator[_Example]:
        """Yield each value at which the answer turns, and its neighbours."""
        for fact, condition in self.eligible.items():
            if not isinstance(condition, Mapping):
                for value, verdict in ((True, "yes"), (False, "no")):
                    says = f"{'er' if value else 'er ikke'} i målgruppen"
                    yield self.example(f"En, der {says}", self.barriers[0], {**self.fitting(), fact: value}, verdict)
                continue
            low, high = condition.get("at_least"), condition.get("at_most")
            least, most = self.vocabulary.facts[fact].bounds
            around = {limit + step for limit in (low, high) if limit is not None for step in (-1, 0, 1)}
            for value in sorted(one for one in around if least <= one <= most):
                inside = (low is None or low <= value) and (high is None or value <= high)
                facts = {**self.fitting(), fact: value}
                unit = _UNITS.get(fact, fact)
                yield self.example(f"{value} {unit}", self.barriers[0], facts, "yes" if inside else "no")

    def of_missing(self) -> Iterator[_Example]:
        """Yield each fact that the condition needs, left out."""
        for fact in self.eligible:
            facts = {key: value for key, value in self.fitting().items() if key != fact}
            name = f"{self.vocabulary.facts[fact].label if fact in self.vocabulary.facts else 'målgruppen'} mangler"
            missing = () if self.where.is_not_loaded else (fact,)
            yield _Example(f"{name[:1].upper()}{name[1:]}", self.barriers[0], facts, "unknown", missing)

    def of_places(self) -> Iterator[_Example]:
        """Yield the municipality of the offer, and another one."""
        home = self.where.municipality
        if home is None:
            return
        says = (
            "Her er tilbuddet, men vi kender ikke kommunens regler" if self.where.is_not_loaded else "Her er tilbuddet"
        )
        yield self.example(says, self.barriers[0], self.fitting())
        other = next(key for key in self.vocabulary.municipalities if key != home)
        facts = {**self.fitting(), "municipality": other}
        yield _Example("I en anden kommune er det der ikke", self.barriers[0], facts, "elsewhere")

    def example(self, name: str, barrier: str, facts: Mapping[str, Any], verdict: str = "yes") -> _Example:
        """Return an example, with what can be answered where the municipality's rules are not loaded."""
        if self.where.is_not_loaded:
            return _Example(name, barrier, facts, "unknown", ())
        return _Example(name, barrier, facts, verdict)

    def fitting(self) -> dict[str, Any]:
        """Return the facts of somebody who may have it."""
        made: dict[str, Any] = {}
        for fact, condition in self.eligible.items():
            if isinstance(condition, Mapping):
                limits = [condition[key] for key in ("at_least", "at_most") if key in condition]
                made[fact] = sum(limits) // len(limits)
            else:
                made[fact] = condition
        return made | ({"municipality": self.where.municipality} if self.where.municipality else {})

    def text(self, one: _Example, on: dt.date) -> str:
        """Return an example as it stands in a file; every word in it is ours or a name that was checked."""
        elsewhere = one.verdict == "elsewhere"
        ruleset = NATIONAL if elsewhere else (self.where.ruleset or NATIONAL)
        verdict = "absent" if elsewhere else one.verdict
        if one.missing is not None:
            verdict = f"{{verdict: {verdict}, missing: [{', '.join(one.missing)}]}}"
        lines = [
            f"  - name: {one.name}",
            f"    on: {on.isoformat()}",
            *([f"    ruleset: {ruleset}"] if ruleset != NATIONAL else []),
            "    citizen:",
            f"      says: [{{barrier: {one.barrier}}}]",
            *(
                [f"      facts: {{{', '.join(f'{key}: {_plain(value)}' for key, value in one.facts.items())}}}"]
                if one.facts
                else []
            ),
            "    expect:",
            f"      {self.offer}: {verdict}",
        ]
        return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
