"""The plan: what lies on the board, as frozen values; who may change it and how stands in `changes` and `history`.

Everything on a plan is an item with an id in one of its parts, so that a change is a list of items before and after.
Source: R-B01 to R-B13; design, the board.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from tilbud_engine.board.texts import MOST_VALUES, AnyText, Key, OwnText, PlainValue, Tongue
from tilbud_engine.board.weeks import FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS, Day, Week, weeks_from
from tilbud_engine.dated import Model

Who = Literal["citizen", "caseworker", "companion"]
State = Literal["wished", "waiting", "agreed", "running", "paused", "done", "declined"]
"""Ønsket, venter på svar, aftalt, i gang, pause, færdig, sagt nej: a wish never looks granted."""

Place = Literal["offered", "hand", "plan", "parked", "earlier"]
"""Offered by somebody else and not hers yet; taken from the pile; in weeks; at P; a former course at P (R-B05)."""

NoteKind = Literal["wish", "good_at", "mind", "attention", "note", "success", "frustration"]
"""Det vil jeg gerne, det er jeg god til, husk at tage hensyn til, opmærksomhedspunkt, egen note, det lykkedes, det
frustrerer mig (R-B06, R-B07)."""

Aim = Literal["work", "education", "other"]
Section = Literal["plan", "wishes", "notes", "parked", "frustrations", "successes", "agreements", "meeting", "barriers"]
Reason = Literal["in_contact", "can_give", "has_authority"]
"""Why somebody sits at the meeting (R-X1)."""

GOOD_LIFE = "life"
"""The lane "Det gode liv", which every plan has beside the legs (R-P3)."""

MEETINGS = "meetings"
"""The lane of the meetings, and of every card that others see as "Aftale" only."""

LIMIT = "max_hours_per_week"
"""The fact whose answer is her own limit; it is hers, and others see it only when she shares it (R-D3)."""

MOST_ITEMS = 1_000
"""So many things a plan holds at most."""

MOST_LINES = 40
"""So many times a card has, and so many people and points a meeting, at most."""

HOURS_IN_A_WEEK = 168


class Item(Model):
    """Something on the plan; an error never shows what a person wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _weekdays(days: tuple[int, ...]) -> tuple[int, ...]:
    if any(not 1 <= day <= 7 for day in days):
        raise PydanticCustomError("board-weekday", "a day of the week is 1 to 7")
    return tuple(sorted(set(days)))


Weekdays = Annotated[tuple[int, ...], AfterValidator(_weekdays)]
"""Days of the week, 1 is Monday."""


class Times(Item):
    """When: on days of the week, or on one day; an end that is not after the start is on the next day."""

    days: Weekdays = ()
    day: Day | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    every: int = Field(default=1, ge=1, le=8)

    @model_validator(mode="after")
    def _one_way(self) -> Times:
        if bool(self.days) == (self.day is not None):
            raise PydanticCustomError("board-times", "days of the week, or one day")
        if self.end is not None and self.start is None:
            raise PydanticCustomError("board-times-end", "an end has a start")
        return self


class Stretch(Item):
    """Weeks in a lane: from one Monday to another, both with."""

    lane: Key
    first: Week
    last: Week

    @model_validator(mode="after")
    def _in_order(self) -> Stretch:
        if self.last < self.first:
            raise PydanticCustomError("board-weeks-reversed", "ends before it begins")
        return self


class Face(Item):
    """What a card shows: kept as it was when it was taken, so that a card on the plan never loses its words.

    `duty` is a card that she must, and says so openly (R-D3). `also` are its words in other languages: where a card is
    hidden, so is what names it by one of them.
    """

    word: OwnText
    text: AnyText = ""
    pictogram: Key = "cards"
    alt: AnyText = ""
    privacy: Literal["normal", "confidential"] = "normal"
    hours: tuple[int, int] | None = None
    weeks: tuple[int, int] | None = None
    duty: bool = False
    also: tuple[AnyText, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Return the words that the card may be called by."""
        return frozenset((self.word, *self.also))


class Proposal(Item):
    """Where somebody else would lay a card: dashed until she says yes."""

    by: Who
    place: Place
    at: Stretch | None = None
    why: OwnText | None = None
    name: OwnText | None = None
    companion: Key | None = None


class Waiting(Item):
    """From whom an answer is awaited, and by when."""

    whom: OwnText
    by: Day | None = None


class Override(Item):
    """A caseworker's note on a card that the rules do not give (R-D1)."""

    note: OwnText
    on: Day


class BoardCard(Item):
    """A card that she holds, has laid or has parked; `offer` is None for a card that she wrote herself.

    `at` are its weeks, kept while it is parked so that it can come back. `shown` is her yes to showing a confidential
    card by its name, and a parked card to others (R-D3). `hours` are hours a week, hers where she has set them.
    """

    id: Key
    face: Face
    offer: Key | None = None
    place: Place = "hand"
    at: Stretch | None = None
    times: tuple[Times, ...] = Field(default=(), max_length=MOST_LINES)
    where: OwnText | None = None
    state: State = "wished"
    state_before: State | None = None
    waiting: Waiting | None = None
    declined_by: OwnText | None = None
    proposal: Proposal | None = None
    override: Override | None = None
    hours: int | None = Field(default=None, ge=0, le=HOURS_IN_A_WEEK)
    note: OwnText | None = None
    contact: Key | None = None
    shown: bool = False
    by: Who = "citizen"

    @model_validator(mode="after")
    def _laid_in_weeks(self) -> BoardCard:
        if self.place == "plan" and self.at is None:
            raise PydanticCustomError("board-card-without-weeks", "a card on the plan has weeks")
        if self.place == "offered" and self.proposal is None:
            raise PydanticCustomError("board-card-without-proposal", "a card that is offered has a proposal")
        return self


class Note(Item):
    """A line that somebody wrote; hers are hers until she shares each (R-D3).

    `companion` is the id of the companion who wrote it.
    """

    id: Key
    kind: NoteKind
    text: OwnText
    by: Who = "citizen"
    name: OwnText | None = None
    companion: Key | None = None
    week: Week | None = None
    shared: bool = False


class Everyday(Item):
    """A part of her 24 hours beside the cards: sleep, children, the way there, meals (R-B08)."""

    id: Key
    text: OwnText
    times: Times
    pictogram: Key = "house-line"


class Agreement(Item):
    """Who does what, by when (R-B11). `names` are the ids of the cards that it names (see `naming`)."""

    id: Key
    who: OwnText
    what: OwnText
    by: Day | None = None
    done: bool = False
    meeting: Key | None = None
    names: tuple[Key, ...] = Field(default=(), max_length=MOST_ITEMS)


class Contact(Item):
    """Whom to call: a name, what for, telephone and hours; never her own number.

    `names` are the ids of the confidential cards that this person has belonged to.
    """

    id: Key
    name: OwnText
    role: OwnText | None = None
    telephone: OwnText | None = None
    hours: OwnText | None = None
    first: bool = False
    names: tuple[Key, ...] = Field(default=(), max_length=MOST_ITEMS)


class Participant(Item):
    """Somebody proposed for the meeting, and whether she has chosen them; a companion needs no reason but hers.

    `names` are the ids of the cards that the name names, and `about` of those that the reason does.
    """

    name: OwnText
    role: Literal["participant", "companion", "chair"] = "participant"
    reason: Reason | None = None
    because: OwnText | None = None
    chosen: bool = False
    names: tuple[Key, ...] = Field(default=(), max_length=MOST_ITEMS)
    about: tuple[Key, ...] = Field(default=(), max_length=MOST_ITEMS)


class Meeting(Item):
    """A Step Up meeting: she chooses the topic and who comes (R-P1, R-X1).

    `names` are the ids of the cards that its topic, place and points name, by these lines.
    """

    id: Key
    topic: OwnText | None = None
    day: Day | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    where: OwnText | None = None
    participants: tuple[Participant, ...] = Field(default=(), max_length=MOST_LINES)
    agenda: tuple[OwnText, ...] = Field(default=(), max_length=MOST_LINES)
    held: bool = False
    names: Mapping[OwnText, tuple[Key, ...]] = Field(default_factory=dict, max_length=MOST_LINES + 2)


class Said(Item):
    """One thing that stands in her way: her words, the code she confirmed if any, and its place in her order."""

    id: Key
    words: OwnText | None = None
    barrier: Key | None = None
    position: int = 0


class Answer(Item):
    """What is known of one fact, from whom and since when.

    `declined` is a question that she will not answer; a value of None without it is one that she cannot.
    `withdrawn` is what a confirmed barrier would settle and she takes back.
    """

    id: Key
    value: PlainValue = None
    by: Literal["citizen", "caseworker"] = "citizen"
    on: Day | None = None
    declined: bool = False
    withdrawn: bool = False


class Companion(Item):
    """Somebody she lets see parts of the board; writes, never decides, and the access ends with the meeting (R-D15)."""

    id: Key
    name: OwnText
    sees: tuple[Section, ...] = Field(default=("plan", "agreements", "meeting"), max_length=MOST_LINES)
    ended: bool = False


class About(Item):
    """What holds for the whole plan: when it begins, how long it is, by which rules, and what she aims at (R-X6)."""

    id: Literal["about"] = "about"
    start: Week
    weeks: int = Field(default=USUAL_WEEKS, ge=FEWEST_WEEKS, le=MOST_WEEKS)
    ruleset: Key
    leg_set: Key | None = None
    language: Tongue = "da"
    name: OwnText | None = None
    aim: Aim | None = None
    aim_text: OwnText | None = None
    talked_about: tuple[Key, ...] = Field(default=(), max_length=MOST_VALUES)
    shares: tuple[Literal["limit", "history"], ...] = Field(default=(), max_length=MOST_LINES)
    alone: bool = False
    drafting: bool = False
    previous: Key | None = None

    @property
    def last(self) -> dt.date:
        """Return the Monday of the last week."""
        return weeks_from(self.start, self.weeks)[-1]


class Plan(Item):
    """A whole plan. `drafted` is a second draft of the cards while two are compared (R-B04)."""

    about: About
    cards: Mapping[str, BoardCard] = Field(default_factory=dict)
    drafted: Mapping[str, BoardCard] = Field(default_factory=dict)
    notes: Mapping[str, Note] = Field(default_factory=dict)
    everyday: Mapping[str, Everyday] = Field(default_factory=dict)
    agreements: Mapping[str, Agreement] = Field(default_factory=dict)
    contacts: Mapping[str, Contact] = Field(default_factory=dict)
    meetings: Mapping[str, Meeting] = Field(default_factory=dict)
    says: Mapping[str, Said] = Field(default_factory=dict)
    answers: Mapping[str, Answer] = Field(default_factory=dict)
    companions: Mapping[str, Companion] = Field(default_factory=dict)

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """Return the Mondays of the plan."""
        return weeks_from(self.about.start, self.about.weeks)

    def placed(self, *places: Place) -> tuple[BoardCard, ...]:
        """Return the cards in these places, in the order in which they came."""
        return tuple(in_order(one for one in self.cards.values() if one.place in places))

    def is_open_to(self, companion: str | None) -> bool:
        """Tell whether a companion has access, which ends with the meeting (R-D15)."""
        found = self.companions.get(companion or "")
        return found is not None and not found.ended

    def noted(self, kind: NoteKind) -> tuple[Note, ...]:
        """Return the notes of a kind, in the order in which they were written."""
        return tuple(in_order(one for one in self.notes.values() if one.kind == kind))


Part = Literal[
    "about",
    "cards",
    "drafted",
    "notes",
    "everyday",
    "agreements",
    "contacts",
    "meetings",
    "says",
    "answers",
    "companions",
]

ITEMS: Mapping[Part, type[Any]] = MappingProxyType(
    {
        "about": About,
        "cards": BoardCard,
        "drafted": BoardCard,
        "notes": Note,
        "everyday": Everyday,
        "agreements": Agreement,
        "contacts": Contact,
        "meetings": Meeting,
        "says": Said,
        "answers": Answer,
        "companions": Companion,
    }
)
"""What kind of item each part holds."""

_Item = TypeVar("_Item", bound=Item)


def in_order(items: Iterable[_Item]) -> list[_Item]:
    """Return items in the order in which they came."""
    return sorted(items, key=lambda one: age_of(getattr(one, "id", "")))


@lru_cache(maxsize=16_384)
def age_of(key: str) -> tuple[int, int, str]:
    """Return what puts ids in the order in which they came: they are `VERSION-NUMBER`, or a fact's key."""
    version, _, number = key.partition("-")
    return (int(version), int(number), "") if version.isdecimal() and number.isdecimal() else (0, 0, key)
