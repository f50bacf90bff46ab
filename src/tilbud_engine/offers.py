"""What an offer is: the frozen models of a plugin's `offer.yaml`.

The conditions inside are kept as they were written; `rules.rulebook` reads and binds them, because they may use
parameters and definitions that stand elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tilbud_engine.dated import ConditionSource, Model, Period, Source, Timeline, timeline
from tilbud_engine.errors import Language, Problem, problem
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import (
    Day,
    Id,
    Line,
    Map,
    Seq,
    Whole,
    as_node,
    decode,
    place_of,
    plain,
    sound_part,
)

Status = Literal["idea", "trial", "running", "paused", "closed"]
Scope = Literal["national", "local"]
Privacy = Literal["normal", "confidential", "shielded"]
Entitlement = Literal["ret", "skoen", "aabent", "pligt"]
RelationKind = Literal[
    "requires_active",
    "same_function",
    "exclusive_full_time",
    "parallel_ok",
    "soft_before",
    "bridge_to",
    "pairs_with",
    "overrides",
    "load",
    "replaces",
]

MOST_CARD_WORDS = 12
_SYNONYMS = {"lokalt": "skoen", "frivilligt": "aabent"}


def _entitlement(value: Any) -> Any:
    return _SYNONYMS.get(value, value) if isinstance(value, str) else value


class Card(Model):
    """What the citizen holds in her hand: one to three plain words, a picture, and at most 12 words on the back."""

    word: Line
    text: Line
    pictogram: Line = "cards"
    alt: Line = ""
    word_en: Line | None = None
    text_en: Line | None = None
    alt_en: Line | None = None

    @field_validator("word", "text")
    @classmethod
    def _short(cls, value: str, info: ValidationInfo) -> str:
        limit = MOST_CARD_WORDS if info.field_name == "text" else 3
        if len(value.split()) > limit:
            raise PydanticCustomError(
                "card-text-too-long" if limit > 3 else "card-word-too-long", "long", {"limit": limit}
            )
        return value


class Amount(Model):
    """A number or a stretch of numbers, such as 3 to 37 hours a week."""

    from_: Whole = Field(alias="from")
    to: Whole

    @model_validator(mode="before")
    @classmethod
    def _single(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping | Amount) else {"from": value, "to": value}

    @model_validator(mode="after")
    def _in_order(self) -> Amount:
        if not 0 <= self.from_ <= self.to:
            raise PydanticCustomError("amount-reversed", "the stretch ends before it begins")
        return self


class Contact(Model):
    """Whom to call about an offer; telephone numbers are the municipality's, never a person's own."""

    name: Line | None = None
    telephone: Line | None = None
    hours: Line | None = None
    hours_en: Line | None = None
    email: Line | None = None
    website: Line | None = None
    address: Line | None = None

    def told(self, language: Language) -> dict[str, str]:
        """Return what is known, by field, in the language."""
        known: dict[str, str] = self.model_dump(exclude_none=True, exclude={"hours_en"})
        if language == "en" and self.hours_en:
            known["hours"] = self.hours_en
        return known


class Partner(Model):
    """Who must be in the room for the offer to work; a bare text is short for `{who: …}`. Source: R-C1 to R-C12."""

    who: Line
    who_en: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"who": value} if isinstance(value, str) else value

    def told(self, language: Language) -> str:
        """Return who it is in the language."""
        return (self.who_en if language == "en" else None) or self.who


class Capacity(Model):
    """How many it can hold at once: a number for planning, never a condition of the offer. Source: R-D11, R-A10."""

    places: Whole
    text: Line | None = None
    text_en: Line | None = None

    @model_validator(mode="after")
    def _some(self) -> Capacity:
        if self.places < 1:
            raise PydanticCustomError("capacity-empty", "a capacity is at least one place")
        return self


class Price(Model):
    """What the offer costs the municipality for one person, in whole kroner; never a condition, and not told to her.

    A course is the whole of what one person gets; weeks, months and hours are counted from `weeks` and
    `hours_per_week` of the offer.
    """

    dkk: Annotated[Whole, WithJsonSchema({"type": "integer", "minimum": 0})]
    per: Literal["course", "week", "month", "hour"]
    source: Source | None = None

    @model_validator(mode="after")
    def _no_less_than_nothing(self) -> Price:
        if self.dkk < 0:
            raise PydanticCustomError("price-negative", "a price is nothing or more")
        return self


class Right(Model):
    """A right to the offer for those for whom `when` holds; `text` says what no fact can."""

    when: ConditionSource
    text: Line
    text_en: Line | None = None
    source: Source | None = None


class Hint(Model):
    """A practical remark on the card, shown when its condition holds; never a condition of the offer (R-P14)."""

    when: ConditionSource
    text: Line
    text_en: Line | None = None


class Offer(Model):
    """An offer as it stands in a stretch of time in which nothing about it changes.

    Only `offer`, `name`, `card`, `answers` and `eligible` are required; `eligible: {}` is everyone.
    """

    offer: Id
    name: Line
    card: Card
    answers: tuple[Line, ...]
    eligible: ConditionSource
    name_en: Line | None = None
    parameters: Mapping[str, ParameterDeclaration] = Field(default_factory=dict)
    about: Line | None = None
    about_en: Line | None = None
    for_staff: Line | None = None
    for_staff_en: Line | None = None
    units: tuple[Line, ...] = ()
    cooperation: tuple[Partner, ...] = ()
    teams: tuple[Line, ...] = ()
    decides: Line | None = None
    decides_en: Line | None = None
    entitlement: Annotated[Entitlement, BeforeValidator(_entitlement)] = "skoen"
    rights: tuple[Right, ...] = ()
    scope: Scope = "national"
    municipalities: tuple[Line, ...] = ()
    needs: tuple[Line, ...] = ()
    supports: tuple[Line, ...] = ()
    hints: tuple[Hint, ...] = ()
    hours_per_week: Amount | None = None
    weeks: Amount | None = None
    cost: Line | None = None
    cost_en: Line | None = None
    capacity: Capacity | None = None
    relations: Mapping[RelationKind, tuple[Line, ...]] = Field(default_factory=dict)
    privacy: Privacy = "normal"
    status: Status = "running"
    valid: Period = Field(default_factory=Period)
    contact: Contact | None = None
    sources: tuple[Source, ...] = ()
    derives: tuple[Line, ...] = ()
    assumptions: tuple[Line, ...] = ()
    last_checked: Day | None = None
    checked_by: Line | None = None
    kle: tuple[Line, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it is a right, wholly or for some."""
        return self.entitlement == "ret" or bool(self.rights)


def plain_offer(offer: Offer) -> dict[str, Any]:
    """Return an offer as plain values under the names of `offer.yaml`, in the order of the model.

    What is as the model has it by default is left out; whole numbers stand for stretches that begin where they end.
    """
    made = offer.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    made["eligible"] = offer.eligible
    return {key: _plain(value) for key, value in made.items()}


def _plain(value: Any) -> Any:
    """Return a value without its places: text, numbers, dates, lists and mappings that any library can write."""
    if isinstance(value, Mapping):
        if set(value) == {"from", "to"} and value["from"] == value["to"] and isinstance(value["to"], int):
            return value["to"]
        if set(value) == {"who"}:
            return str(value["who"])
        return {str(key): _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return plain(value)


REQUIRED = ("offer", "name", "card", "answers", "eligible")


@dataclass(frozen=True, slots=True)
class DatedOffer:
    """An offer through time, with the plugin it comes from; None where it has no version yet.

    `node` is the document as it was written, for the places of problems; None where code made the offer.
    """

    id: str
    plugin: str
    place: str
    history: Timeline[Offer | None]
    digest: str = ""
    node: Any = field(default=None, compare=False, repr=False)

    @property
    def versions(self) -> tuple[Offer, ...]:
        """Return every version there is."""
        return tuple(version for version in self.history.values if version is not None)

    @property
    def ever_right(self) -> bool:
        """Whether it is a right at any date, wholly or for some (principle 9: local may add, never take away)."""
        return any(version.is_right for version in self.versions)


def read_offers(node: Any, plugin: str) -> tuple[list[DatedOffer], list[Problem]]:
    """Read the offers of a document: one offer, or several below `offers:`.

    A faulty offer is left out and its problems returned; the others are not touched.
    """
    read = [_read_offer(document, plugin) for document in _documents(node)]
    made = [offer for offer, faults in read if offer is not None and not faults]
    return made, [fault for _, faults in read for fault in faults]


def sound_offers(node: Any, plugin: str) -> list[DatedOffer]:
    """Read what fits of the faulty offers of a document, only to check the rest of them."""
    read = [_read_offer(document, plugin) for document in _documents(node)]
    return [offer for offer, faults in read if offer is not None and faults]


def _documents(node: Any) -> list[Any]:
    several = isinstance(node, Map) and set(node) == {"offers"} and isinstance(node["offers"], Seq)
    return list(node["offers"]) if several else [node]


def _read_offer(node: Any, plugin: str) -> tuple[DatedOffer | None, list[Problem]]:
    problems: list[Problem] = []
    if not isinstance(node, Map):
        return None, [problem("not-a-mapping", place_of(node))]

    def build(document: Any, _: dt.date) -> Offer | None:
        if document is None or any(name in node and name not in document for name in REQUIRED):
            return None  # The offer has no version yet at this date.
        offer, faults = decode(Offer, document)
        problems.extend(faults)
        return _sound(document, plugin) if faults else offer

    history, faults = timeline(node, build)
    problems.extend(faults)
    names = {version.offer for version in history.values if version is not None}
    if len(names) > 1:
        problems.append(problem("offer-renamed", node.place))
    problems = list(dict.fromkeys(problems))
    if not names:
        return None, problems
    return DatedOffer(min(names), plugin, node.place, history, _digest(node), node), problems


def _sound(document: Any, plugin: str) -> Offer | None:
    """Return what fits of an offer; what is required and does not fit has a stand-in, so that the rest is checked."""
    sound = sound_part(Offer, document)
    if sound is not None or not isinstance(document, Map):
        return sound
    face = {"word": "…", "text": "…", "alt": "…", "word_en": "…", "text_en": "…", "alt_en": "…"}
    made = {"offer": plugin, "name": "…", "card": face, "answers": [], "eligible": {}}
    for key in REQUIRED:
        if key in document and sound_part(Offer, Map({**as_node(made), key: document[key]})) is not None:
            made[key] = document[key]
    return sound_part(Offer, document.with_values({**document, **as_node(made)}))


def _digest(document: Any) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
