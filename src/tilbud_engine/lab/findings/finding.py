"""What is found in rules: each with its kind, its places, what it speaks of and its example or proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tilbud_engine.errors import Problem
from tilbud_engine.lab.persons import Person
from tilbud_engine.offers import Offer
from tilbud_engine.rules.conditions import Condition, Every, Flagged, Named, Not, Some, Test
from tilbud_engine.rules.regions import Region
from tilbud_engine.rules.resolved import NotOffered
from tilbud_engine.vocabulary import Barrier, Leg


class Kind(StrEnum):
    """What is wrong or worth a look, the gravest first."""

    RIGHT_NARROWED = "right-narrowed"
    UNREADABLE = "unreadable"
    OFFER_FOR_NOBODY = "offer-for-nobody"
    RIGHT_FOR_NOBODY = "right-for-nobody"
    LIMITS_REVERSED = "limits-reversed"
    CONTRADICTION = "contradiction"
    RELATIONS_CONFLICT = "relations-conflict"
    NEVER_TRUE = "never-true"
    HINT_NEVER_SHOWN = "hint-never-shown"
    COVERED_BRANCH = "covered-branch"
    COVERED_PART = "covered-part"
    COVERED_ADDITION = "covered-addition"
    ALWAYS_TRUE = "always-true"
    EXPIRED = "expired"
    BAND_GAP = "band-gap"
    BARRIER_WITHOUT_OFFER = "barrier-without-offer"
    LEG_GAP = "leg-gap"
    BARRIER_GAP = "barrier-gap"
    REQUIRED_MISSING = "required-missing"
    LIMIT_IDLE = "limit-idle"
    NEEDLESS_BRANCH = "needless-branch"
    NEEDLESS_PART = "needless-part"
    SAME_DEFINITION = "same-definition"
    OFFER_COVERED = "offer-covered"
    PARAMETER_WITHOUT_EFFECT = "parameter-without-effect"
    UNUSED_PARAMETER = "unused-parameter"
    UNUSED_DEFINITION = "unused-definition"
    ENDED = "ended"
    EXPIRING = "expiring"
    CHANGING = "changing"
    NOT_OFFERED = "not-offered"


GRAVITY = tuple(Kind)

FAULTS = frozenset(GRAVITY[: GRAVITY.index(Kind.EXPIRED) + 1])
"""The kinds that must be mended; the others ask somebody to look."""

GAPS = frozenset({Kind.BAND_GAP, Kind.BARRIER_WITHOUT_OFFER, Kind.LEG_GAP, Kind.BARRIER_GAP})
"""The kinds that tell of somebody who gets nothing."""

FEW_FACTS = 3

CONDITIONS = Test | Every | Some | Not | Named | Flagged

Word = str | int | dt.date | Condition | Offer | Barrier | Leg | NotOffered | Problem
Words = Word | tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: `places` as file:line, the first of them where to begin.

    `about` fills the sentence of the kind; `person` is an example, `regions` say exactly whom it concerns (`complete`
    tells whether all of them are there). `proved` says that it was asked of the solver and not read from the files.
    """

    kind: Kind
    places: tuple[str, ...]
    about: Mapping[str, Words] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    person: Person | None = None
    regions: tuple[Region, ...] = ()
    complete: bool = True
    proved: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that it tells of."""
        told = (one for value in self.about.values() for one in (value if isinstance(value, tuple) else (value,)))
        return tuple(one for one in told if isinstance(one, CONDITIONS))

    @property
    def is_fault(self) -> bool:
        """Whether it must be mended."""
        return self.kind in FAULTS

    @property
    def is_gap(self) -> bool:
        """Whether it tells of somebody who gets nothing."""
        return self.kind in GAPS

    @property
    def is_narrow(self) -> bool:
        """Whether it is a gap that nobody is in of whom not a good many things hold at once."""
        return self.least_facts > FEW_FACTS

    @property
    def least_facts(self) -> int:
        """How many facts place somebody in the gap, at the least."""
        known = len(self.person.facts) if self.person and self.is_gap else 0
        return min((len(one.extents) for one in self.regions), default=known)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A question that the solver did not settle in its time: neither safe nor found."""

    kind: Kind
    place: str
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was found in a ruleset on a day, the gravest first, and how many questions were settled."""

    ruleset: str
    on: dt.date
    findings: tuple[Finding, ...]
    proved: int
    unsettled: tuple[Unsettled, ...] = ()
    stopped: bool = False
    """Whether it was stopped before all was looked at."""

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(one for one in self.findings if one.is_fault)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What asks somebody to look."""
        return tuple(one for one in self.findings if not one.is_fault)
