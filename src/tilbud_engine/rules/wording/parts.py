"""A bound condition taken apart for words: its parts, where their truth stands, and which of them belong together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tilbud_engine.rules.conditions import Condition, Every, Named, Test, Truth
from tilbud_engine.rules.reference import Trace
from tilbud_engine.rules.wording.comparisons import compares_order
from tilbud_engine.rules.wording.texts import Clause
from tilbud_engine.vocabulary import Fact

Joint = Literal["all", "any"]
Spot = tuple[tuple[int, ...], bool]
Kind = Literal["fact", "flag", "named", "all", "any", "everyone", "nobody"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition as it is said, and where its truth stands in the trace.

    `spots` lead from the trace of the whole to the traces of the part, each with whether its truth is turned around.
    `members` are those of a set that it asks for, `wanted` whether it wants them or their absence; `detail` is the
    amount of a number. `holds` is what a yes/no parameter is, and `useful` the clause without such parameters that
    can no longer help. `need` is the sentence on whom the card is for, `plain` the clause as a sentence.
    """

    kind: Kind
    clause: Clause
    spots: tuple[Spot, ...] = ()
    joint: Joint = "all"
    fact: Fact | None = None
    parts: tuple[Part, ...] = ()
    members: tuple[str, ...] | None = None
    wanted: bool = True
    place: str = ""
    version: str | None = None
    detail: str = ""
    label: str = ""
    holds: bool = False
    useful: Clause | None = None
    need: str = ""
    plain: str = ""

    def truth(self, whole: Trace) -> Truth:
        """Return what the part is for the citizen of the trace."""
        if not self.spots:
            return self.kind != "nobody"
        deciding = self.joint == "any"
        result: Truth = not deciding
        for steps, negated in self.spots:
            one = whole
            for step in steps:
                one = one.parts[step]
            truth = not one.truth if negated and one.truth is not None else one.truth
            if truth is deciding:
                return deciding
            if truth is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class Entry:
    """A condition on the way down: the steps to its trace, whether it is turned around, and its version."""

    condition: Condition
    steps: tuple[int, ...] = ()
    negated: bool = False
    version: str | None = None

    @property
    def spot(self) -> Spot:
        """Return where its truth stands."""
        return self.steps, self.negated

    @property
    def joint(self) -> Joint:
        """How a group counts: not all is any of the opposites."""
        return "all" if isinstance(self.condition, Every) is not self.negated else "any"

    def down(self, condition: Condition, step: int = 0, *, negated: bool | None = None) -> Entry:
        """Go to a condition directly inside."""
        version = self.version
        if isinstance(self.condition, Named):
            version = iso_date(self.condition.version) or version
        turned = self.negated if negated is None else negated
        return Entry(condition, (*self.steps, step), turned, version)


def by_fact(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Put comparisons of the order of one fact together, where the first of them stands."""
    made: list[list[Entry]] = []
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        test = entry.condition
        if isinstance(test, Test) and compares_order(test):
            if test.fact.key in found:
                found[test.fact.key].append(entry)
                continue
            found[test.fact.key] = together = [entry]
            made.append(together)
        else:
            made.append([entry])
    return made


def iso_date(day: dt.date | None) -> str | None:
    """Return a day as it is written in data."""
    return day.isoformat() if day else None
