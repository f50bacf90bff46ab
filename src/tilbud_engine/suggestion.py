"""The Suggestion: what comes out of the engine, as frozen values with a versioned JSON form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from tilbud_engine.rules.conditions import Truth, Verdict
from tilbud_engine.rules.wording import Line, Reason

SCHEMA_VERSION = 1

Audience = Literal["citizen", "caseworker", "shared"]
RightTruth = Literal["yes", "no", "unknown"]
LegWord = Literal["stated", "nothing", "not_talked_about"]


@dataclass(frozen=True, slots=True)
class SourceText:
    """Where it is written: a law or another title, the section, the version and a remark."""

    title: str | None = None
    law: str | None = None
    section: str | None = None
    version: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card for the pile: an offer that is a yes, or may be one.

    `answers` are her barriers that it answers, in her order. `missing` are the facts whose answers can decide it.
    """

    offer: str
    name: str
    word: str
    text: str
    pictogram: str
    alt: str
    status: str
    legs: tuple[str, ...]
    hours_per_week: Mapping[str, int] | None
    weeks: Mapping[str, int] | None
    privacy: str
    relations: Mapping[str, tuple[str, ...]]
    contact: Mapping[str, str] | None
    verdict: Literal["yes", "unknown"]
    answers: tuple[str, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[SourceText, ...]
    entitlement: str
    entitlement_text: str
    right: RightTruth
    decides: str | None
    todos: tuple[str, ...]
    availability: Mapping[str, Any] | None
    missing: tuple[str, ...]
    plugin: str
    about: str | None = None
    cooperation: tuple[str, ...] = ()
    service_level: str | None = None
    assumptions: tuple[str, ...] = ()
    cost: str | None = None


@dataclass(frozen=True, slots=True)
class NotNow:
    """An offer that is not a card now, why, and the first day on which time alone makes it one."""

    offer: str
    name: str
    verdict: Literal["no", "not_offered", "not_relevant"]
    because: str
    turns_yes_on: dt.date | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer matters, who can answer it, and the cards it can settle."""

    fact: str
    question: str
    answerer: str
    ask: tuple[str, ...]
    say_first: str | None
    settles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegState:
    """One leg of the chair: what she said of it, and the cards that answer; silence is not a healthy leg (R-P2)."""

    leg: str
    label: str
    state: LegWord
    barriers: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """A telephone for when there is danger."""

    name: str
    telephone: str
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Danger: a human comes first, and there are no cards."""

    text: str
    telephones: tuple[AlarmLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedBarrier:
    """A barrier that her words may mean; she confirms it, or not."""

    words: str
    barrier: str
    because: str


@dataclass(frozen=True, slots=True)
class ProblemText:
    """Something that is wrong, where, and what to do; never holds what a person told."""

    code: str
    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class EngineText:
    """Which engine answered, and by which runtime."""

    name: str
    version: str
    runtime: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The answer for one citizen on one day: proposals, never decisions.

    The order of the cards is her own: by her first barrier that the card answers, then by how many of hers it
    answers, then by id. The verdict does not change the order. `leg_set` names the ruleset's own set of legs that
    `legs` and the cards speak of; None is the vocabulary's.
    """

    on: dt.date
    ruleset: str
    engine: EngineText
    ruleset_sha256: str
    audience: Audience = "citizen"
    cards: tuple[Card, ...] = ()
    not_now: tuple[NotNow, ...] = ()
    questions: tuple[Question, ...] = ()
    legs: tuple[LegState, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    shielded: tuple[Card, ...] = ()
    proposed_barriers: tuple[ProposedBarrier, ...] = ()
    problems: tuple[ProblemText, ...] = ()
    leg_set: str | None = None
    schema: int = field(default=SCHEMA_VERSION)

    def to_json(self) -> dict[str, Any]:
        """Return the suggestion as plain JSON values, keys as its schema has them."""
        made: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return {"schema": made.pop("schema"), **made}


@dataclass(frozen=True, slots=True)
class ExplainedRight:
    """A right to the offer in words, whether it holds, and the trace of its condition."""

    text: str
    source: SourceText | None
    truth: Truth
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole trace of one offer for one citizen on one day, in words; `rule` is where the rule stands.

    `assumptions` are what is not confirmed of the offer, for the caseworker alone, also where the verdict is no.
    """

    offer: str
    name: str
    on: dt.date
    ruleset: str
    verdict: Verdict
    rule: str
    lines: tuple[Line, ...]
    rights: tuple[ExplainedRight, ...] = ()
    sources: tuple[SourceText, ...] = ()
    assumptions: tuple[str, ...] = ()
    card: Card | None = None
    not_now: NotNow | None = None


@cache
def _adapter() -> TypeAdapter[Suggestion]:
    return TypeAdapter(Suggestion)


def suggestion_schema() -> dict[str, Any]:
    """Return the JSON Schema of a suggestion."""
    return _adapter().json_schema(mode="serialization")
