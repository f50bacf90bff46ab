"""The values of coverage: the parts of rules as they are written, which answers can come, and who has seen them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tilbud_engine.lab.runs.rule_files import RuleFile
from tilbud_engine.lab.runs.suites import Suite
from tilbud_engine.rules.conditions import Condition, ParameterValue, Truth
from tilbud_engine.rules.reference import Facts

TRUTHS: tuple[Truth, ...] = (True, False, None)

RuleKind = Literal["eligible", "also_eligible", "right", "hint", "definition"]
PartKind = Literal["comparison", "all", "any", "not", "definition", "yes-no-parameter", "everyone", "parameter"]


@dataclass(frozen=True, slots=True)
class Witness:
    """A scenario that has seen something: its name and where it stands."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Example:
    """Facts for which a part has an answer, under a ruleset on a day; what is not there is unknown."""

    facts: Facts
    ruleset: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule as it is written, or a value that a parameter is given.

    `owner` is the offer, the definition or the parameter it belongs to, `rule` which of its rules, and `way` leads to
    it from the top of that rule. `sample` is the part as it was bound once, or a comparison with the parameter, whose
    value is `parameter`; None where it never is in force. `possible` are the answers that can come on some day under
    some ruleset, each with an example where one was found, and `seen` those that scenarios saw.
    """

    file: str
    line: int | None
    owner: str
    rule: RuleKind | Literal["parameter"]
    kind: PartKind
    way: tuple[int, ...] = ()
    sample: Condition | None = None
    parameter: ParameterValue | None = None
    possible: frozenset[Truth] = frozenset()
    seen: Mapping[Truth, tuple[Witness, ...]] = field(default_factory=dict)
    examples: Mapping[Truth, Example] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many parts it stands within."""
        return len(self.way)

    @property
    def place(self) -> str:
        """Where it stands, as `file:line`."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    @property
    def holes(self) -> tuple[Truth, ...]:
        """The answers that can come and that no scenario has seen."""
        return tuple(one for one in TRUTHS if one in self.possible and one not in self.seen)

    @property
    def in_force(self) -> bool:
        """Whether it is part of an answer on any day under any ruleset."""
        return bool(self.possible)


@dataclass(frozen=True, slots=True)
class Covered:
    """One file of rules and its parts, in the order of the file."""

    rules: RuleFile
    parts: tuple[Part, ...]

    @property
    def possible(self) -> int:
        """How many answers can come."""
        return sum(len(one.possible) for one in self.parts)

    @property
    def seen(self) -> int:
        """How many of them scenarios have seen."""
        return sum(len(one.possible & one.seen.keys()) for one in self.parts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the scenarios of a suite have seen of its rules; `stopped` tells that not all of them were looked at."""

    suite: Suite = field(repr=False)
    files: tuple[Covered, ...]
    scenarios: int
    stopped: bool = False

    @property
    def possible(self) -> int:
        """How many answers can come."""
        return sum(one.possible for one in self.files)

    @property
    def seen(self) -> int:
        """How many of them scenarios have seen."""
        return sum(one.seen for one in self.files)


def percent(seen: int, possible: int) -> float:
    """Return how many percent of the answers that can come were seen, to one decimal and never rounded up to 100."""
    if not possible or seen == possible:
        return 100.0
    return min(round(100 * seen / possible, 1), 99.9)
