"""The citizen: what she says stands in her way, in her own words and order, and what is known about her."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from tilbud_engine.dated import Model, add_months, whole_months
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.reading import (
    WORTH_A_GUESS,
    Day,
    Line,
    Map,
    as_node,
    date_of,
    decode,
    name_to_show,
    place_of,
    sound_part,
    text_problems,
    texts_in,
)
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

_CODE = re.compile(r"[A-Za-zÆØÅæøå]{1,3}-[A-Za-zÆØÅæøå]{2,15}")


_FACT_FIELDS = ("value", "from", "on", "expires")


def _placed_text(value: Any) -> Any:
    if isinstance(value, str) and value.strip():
        return value
    raise PydanticCustomError("expected-text", "text", {})


def _placed_mapping(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value
    raise PydanticCustomError("expected-mapping", "a mapping", {})


# These keep the place where they were written, for what the vocabulary may say of them later.
Name = Annotated[str, PlainValidator(_placed_text, json_schema_input_type=str)]
Facts = Annotated[Mapping[str, Any], PlainValidator(_placed_mapping, json_schema_input_type=Mapping[str, Any])]


class _Told(Model):
    """What a person told: an error never shows it."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Statement(_Told):
    """One thing that stands in her way: her words, and the code she has confirmed if there is one."""

    words: Name | None = None
    barrier: Name | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Statement:
        if self.words is None and self.barrier is None:
            raise PydanticCustomError("statement-empty", "says nothing", {})
        return self


class Citizen(_Told):
    """What a citizen says and what is known; nothing is kept after the answer.

    `says` stands in her own order. `declined` are questions she will not answer: unknown, and not asked again.
    `talked_about` are the legs she has talked about, also where nothing stands in her way. `withdrawn` are facts that
    a confirmed barrier would settle and that she takes back.
    """

    on: Day | None = None
    ruleset: Line | None = None
    says: tuple[Statement, ...] = ()
    facts: Facts = Field(default_factory=dict)
    declined: tuple[Name, ...] = ()
    talked_about: tuple[Name, ...] = ()
    withdrawn: tuple[Name, ...] = ()

    @classmethod
    def read(cls, node: Any, vocabulary: Vocabulary | None = None) -> Citizen:
        """Make a citizen from a document that was read.

        Raises InputError with every problem; no message holds what she said. With a vocabulary the facts and codes of
        a faulty document are checked as well, so that all of it is told at once.
        """
        node = as_node(node)
        citizen, problems = decode(cls, node, quote=False)
        if citizen is None:
            sound = sound_part(cls, node)
            if vocabulary is not None and sound is not None:
                problems += given_faults(sound, vocabulary)
            raise InputError(problems)
        return citizen

    def barriers(self) -> tuple[str, ...]:
        """Return the confirmed barrier codes in her order, each once."""
        return tuple(dict.fromkeys(said.barrier for said in self.says if said.barrier))


Origin = Literal["stated", "implied", "derived"]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that is known: its value, and where it comes from.

    `by` is who said it, the barrier that settles it, or the plugin that computed it. `since` is the day on which a
    growing fact had the value `base`.
    """

    value: FactValue
    origin: Origin = "stated"
    by: str = ""
    base: FactValue | None = None
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything known about a citizen at a date: values for the readers of rules, and their origins."""

    values: Mapping[str, FactValue] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)

    def at(self, facts: Mapping[str, Fact], day: dt.date) -> dict[str, FactValue]:
        """Return the values on a later day if nothing but time changes: growing facts rise by whole periods."""
        return {
            key: grown(facts[key], one.base, one.since, day)
            if one.base is not None and one.since is not None
            else one.value
            for key, one in self.known.items()
        }

    def with_derived(self, derived: Mapping[str, Known]) -> Knowledge:
        """Add computed facts; what was stated wins."""
        known = {**derived, **self.known}
        return Knowledge({key: one.value for key, one in known.items()}, known)


def grown(fact: Fact, base: FactValue, since: dt.date, day: dt.date) -> FactValue:
    """Return what a growing fact is on a later day, at most the top of its range."""
    if not isinstance(base, int) or fact.grows is None:
        return base
    months = whole_months(since, day)
    return min(base + (months // 12 if fact.grows == "years" else months), fact.bounds[1])


def reaches(fact: Fact, base: int, since: dt.date, value: int) -> dt.date:
    """Return the first day on which a growing fact is at least `value`."""
    periods = max(value - base, 0)
    return add_months(since, periods * (12 if fact.grows == "years" else 1))


def read_knowledge(citizen: Citizen, vocabulary: Vocabulary, on: dt.date) -> tuple[Knowledge, list[Problem]]:
    """Return what is known about the citizen on the day, and what had to be left unknown.

    Raises InputError with every fault in what was given: unknown facts, barriers and legs, values of the wrong kind.
    """
    reader = _Reader(vocabulary, on)
    known = reader.known(citizen)
    if reader.faults:
        raise InputError(reader.faults)
    return Knowledge({key: one.value for key, one in known.items()}, known), reader.remarks


def given_faults(citizen: Citizen, vocabulary: Vocabulary) -> list[Problem]:
    """Return every fault in what was given, whatever the day."""
    reader = _Reader(vocabulary, dt.date.max)
    reader.known(citizen)
    return reader.faults


class _Reader:
    def __init__(self, vocabulary: Vocabulary, on: dt.date) -> None:
        self.vocabulary = vocabulary
        self.on = on
        self.faults: list[Problem] = []
        self.remarks: list[Problem] = []

    def known(self, citizen: Citizen) -> dict[str, Known]:
        self.texts(citizen)
        known = self.with_implied(citizen, dict(self.stated(citizen.facts)))
        self.names("unknown-fact", [*citizen.declined, *citizen.withdrawn], self.vocabulary.facts)
        legs = dict.fromkeys([*self.vocabulary.legs, *sorted(self.vocabulary.other_legs)])
        self.names("unknown-leg", citizen.talked_about, legs)
        self.statements(citizen)
        return known

    def texts(self, citizen: Citizen) -> None:
        """Refuse what no text may hold, whichever way it came in: a file, a service or a program."""
        said = [
            (text, place_of(text, f"says[{i}]"))
            for i, one in enumerate(citizen.says, 1)
            for text in (one.words or "", one.barrier or "")
        ]
        listed = [
            (name, place_of(name, field))
            for field in ("declined", "withdrawn", "talked_about")
            for name in getattr(citizen, field)
        ]
        named = [(citizen.ruleset or "", "ruleset")]
        for text, place in [*said, *listed, *named, *texts_in(as_node(citizen.facts), "facts")]:
            self.faults.extend(text_problems(text, place))

    def stated(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, Known]]:
        written = as_node(facts)
        for key, value in written.items():
            place = written.place_of(key) or "facts"
            fact = self.vocabulary.facts.get(key)
            if fact is None:
                self.unknown("unknown-fact", key, place, self.vocabulary.facts)
            elif value is not None and (known := self.one(fact, value, place)):
                yield key, known

    def one(self, fact: Fact, node: Any, place: str) -> Known | None:
        told = self.on
        expires = None
        by = ""
        if isinstance(node, Map) and ("value" in node or fact.type != "set"):
            self.told_fields(node, place)
            by = str(node.get("from") or "")
            told = self.day(node, "on", place) or self.on
            expires = self.day(node, "expires", place)
            place = node.place_of("value") or place
            node = node.get("value")
            if node is None:
                return None
        value = fact.read(node)
        if isinstance(value, Problem):
            self.faults.append(problem(value.code, value.where or place, **value.values))
            return None
        if expires and expires < self.on:
            self.remarks.append(problem("fact-expired", "", name=fact.key))
            return None
        if told > self.on:
            self.remarks.append(problem("fact-from-later", "", name=fact.key))
            return None
        period = fact.valid.get(value) if isinstance(value, str) else None
        if period is not None and not period.holds(self.on):
            self.remarks.append(problem("fact-value-not-in-force", "", name=fact.key))
            return None
        if fact.grows and isinstance(value, int):
            return Known(grown(fact, value, told, self.on), "stated", by, value, told)
        return Known(value, "stated", by)

    def told_fields(self, node: Map, place: str) -> None:
        """Check what stands beside a value: who said it, when it was true, and until when it may be used."""
        fields = ", ".join(_FACT_FIELDS)
        for key in node:
            if key not in _FACT_FIELDS:
                close = nearest(key, _FACT_FIELDS)
                at = node.place_of(key) or place
                self.faults.append(
                    problem("unknown-key", at, name=name_to_show(key, close), nearest=close, known=fields)
                )
        if "value" not in node:
            self.faults.append(problem("missing-key", node.place or place, name="value"))
        if not isinstance(node.get("from"), str | None):
            self.faults.append(problem("expected-text", node.place_of("from") or place, name="from"))

    def day(self, node: Map, key: str, place: str) -> dt.date | None:
        text = node.get(key)
        if text is None:
            return None
        day = date_of(text) if isinstance(text, str) else None
        if day is None:
            self.faults.append(problem("bad-date-here", node.place_of(key) or place, name=key))
        return day

    def with_implied(self, citizen: Citizen, known: Mapping[str, Known]) -> dict[str, Known]:
        """Add what confirmed barriers settle; what was stated wins, also for each member of a set."""
        made = dict(known)
        for code in citizen.barriers():
            barrier = self.vocabulary.barriers.get(code)
            for key, value in (barrier.implies if barrier else {}).items():
                fact = self.vocabulary.facts.get(key)
                read = problem("unknown-fact", name=key) if fact is None else fact.read(as_node(value))
                if isinstance(read, Problem) or key in citizen.withdrawn:
                    continue
                earlier = made.get(key)
                if earlier is None:
                    made[key] = Known(read, "implied", code)
                elif isinstance(earlier.value, Members) and isinstance(read, Members):
                    made[key] = replace(earlier, value=earlier.value.joined(read))
        return made

    def statements(self, citizen: Citizen) -> None:
        for number, said in enumerate(citizen.says, 1):
            if said.barrier and said.barrier not in self.vocabulary.barriers:
                written = said.barrier if _CODE.fullmatch(said.barrier) else "…"
                close = nearest(said.barrier.upper(), self.vocabulary.barriers)
                self.faults.append(
                    problem("unknown-barrier", place_of(said.barrier, f"says[{number}]"), name=written, nearest=close)
                )

    def names(self, code: str, names: Iterable[str], known: Mapping[str, Any]) -> None:
        for name in names:
            if name not in known:
                self.unknown(code, name, place_of(name), known)

    def unknown(self, code: str, name: str, place: str, known: Mapping[str, Any]) -> None:
        close = nearest(name, known) if len(self.faults) < WORTH_A_GUESS else None
        self.faults.append(problem(code, place, name=name_to_show(name, close), nearest=close, known=", ".join(known)))
