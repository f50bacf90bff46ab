"""What words mean: facts, barriers, the four legs, needs and municipalities, as data.

The shipped words stand in the YAML files beside this module; a plugin may add facts and barriers in a file of the same
shape and never redefine one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field

from tilbud_engine.dated import ConditionSource, Model, Period
from tilbud_engine.errors import InputError, Language, Problem, nearest, problem
from tilbud_engine.reading import (
    Decimals,
    Flag,
    Id,
    Line,
    Map,
    Seq,
    Whole,
    as_node,
    date_of,
    decode,
    flag_of,
    place_of,
    read_bytes,
    scaled_of,
    whole_of,
)

FactType = Literal["int", "number", "choice", "set", "bool", "date"]
Ask = Literal["anyone", "alone", "if_raised", "authority"]


@dataclass(frozen=True, slots=True)
class Members:
    """An answer to a question with several answers: what holds, what does not, the rest unknown."""

    has: frozenset[str]
    has_not: frozenset[str]

    def answer(self, member: str) -> bool | None:
        """Tell whether the member holds; None when that is unknown."""
        if member in self.has:
            return True
        return False if member in self.has_not else None

    def joined(self, other: Members) -> Members:
        """Add what another answer tells; where the two differ, this one wins."""
        return Members(self.has | (other.has - self.has_not), self.has_not | (other.has_not - self.has))


FactValue = int | bool | str | dt.date | Members


class Label(Model):
    """A value in words: `label` fits the phrase of its fact, `says` is how a citizen puts it."""

    label: Line | None = None
    label_en: Line | None = None
    says: Line | None = None
    says_en: Line | None = None


class Fact(Model):
    """Something that may be known about a citizen, with its type, its question and who may answer.

    A `number` is kept as an integer of its smallest unit everywhere inside: 6.1 km with one decimal is 61.
    """

    key: Id
    type: FactType
    unit: Line | None = None
    unit_en: Line | None = None
    unit_one: Line | None = None
    unit_one_en: Line | None = None
    range_: tuple[Whole, Whole] | None = Field(default=None, alias="range")
    decimals: Decimals = 0
    grows: Literal["years", "months"] | None = None
    question: Line | None = None
    question_en: Line | None = None
    shown_as: Line | None = None
    shown_as_en: Line | None = None
    label: Line
    label_en: Line | None = None
    phrase: Line
    phrase_en: Line | None = None
    phrase_not: Line | None = None
    phrase_not_en: Line | None = None
    values: Mapping[str, Label] = Field(default_factory=dict)
    values_from: Literal["municipalities", "offers"] | None = None
    valid: Mapping[str, Period] = Field(default_factory=dict)
    sensitivity: Literal["ordinary", "confidential", "health", "treat_as_health"] = "ordinary"
    source: Line | None = None
    use: Literal["eligibility", "need", "context"] = "eligibility"
    ask: tuple[Ask, ...] = ("anyone",)
    raised_by: tuple[Line, ...] = ()
    answerer: Literal["citizen", "municipality", "authority"] = "citizen"
    say_first: Line | None = None
    say_first_en: Line | None = None
    plugin: str | None = None

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest value in the smallest unit; for dates as day numbers."""
        if self.type == "date":
            return dt.date(1900, 1, 1).toordinal(), dt.date(2199, 12, 31).toordinal()
        low, high = self.range_ or (0, 2**31 - 1)
        return low * 10**self.decimals, high * 10**self.decimals

    @property
    def for_authority(self) -> bool:
        """Whether only an authority can settle it: never asked of the citizen."""
        return "authority" in self.ask

    def in_words(self, name: str, language: Language) -> str:
        """Return the text of the field in the language; Danish where there is no English."""
        english = getattr(self, f"{name}_en") if language == "en" else None
        return english or getattr(self, name) or ""

    def value_label(self, value: str, language: Language) -> str:
        """Return a choice or a member in words."""
        label = self.values.get(value)
        if label is None:
            return value
        return (label.label_en if language == "en" else None) or label.label or value

    def read(self, node: Any) -> FactValue | Problem:
        """Read a value as it was written; a problem when it is no value of this fact.

        The problem names the fact and never the value.
        """
        place = place_of(node)
        match self.type:
            case "bool":
                flag = flag_of(node)
                return flag if flag is not None else problem("fact-not-bool", place, name=self.key)
            case "int" | "number":
                return self._read_number(node, place)
            case "date":
                day = node if isinstance(node, dt.date) else date_of(node) if isinstance(node, str) else None
                if day is None:
                    return problem("fact-not-date", place, name=self.key)
                low, high = self.bounds
                inside = low <= day.toordinal() <= high
                return day if inside else problem("fact-out-of-range", place, name=self.key, range="1900 - 2199")
            case "choice":
                if isinstance(node, str) and node in self.values:
                    return str(node)
                return problem("fact-not-a-choice", place, name=self.key, known=self._known_values())
            case "set":
                return self._read_members(node, place)

    def _read_number(self, node: Any, place: str) -> FactValue | Problem:
        value = whole_of(node) if self.type == "int" else scaled_of(node, self.decimals)
        if value is None:
            code = "fact-not-int" if self.type == "int" else "fact-not-number"
            return problem(code, place, name=self.key, decimals=self.decimals)
        low, high = self.bounds
        if not low <= value <= high:
            limits = f"{low // 10**self.decimals} - {high // 10**self.decimals}"
            return problem("fact-out-of-range", place, name=self.key, range=limits)
        return value

    def _read_members(self, node: Any, place: str) -> FactValue | Problem:
        if isinstance(node, Members):
            return node
        if isinstance(node, Seq) and self._all_members(node):
            return Members(frozenset(map(str, node)), frozenset(self.values) - set(node))
        if isinstance(node, Map) and node and not set(node) - {"has", "has_not"}:
            has, has_not = node.get("has", Seq([])), node.get("has_not", Seq([]))
            if self._all_members(has) and self._all_members(has_not):
                if set(has) & set(has_not):
                    return problem("fact-set-contradiction", place, name=self.key)
                return Members(frozenset(map(str, has)), frozenset(map(str, has_not)))
        return problem("fact-not-a-set", place, name=self.key, known=self._known_values())

    def _all_members(self, node: Any) -> bool:
        return isinstance(node, Seq) and all(isinstance(one, str) and one in self.values for one in node)

    def _known_values(self) -> str:
        names = list(self.values)
        return ", ".join(names if len(names) <= 20 else [*names[:20], "…"])


class Leg(Model):
    """One leg of the chair: a side of life that must hold (seed 000, R-P2)."""

    label: Line
    label_en: Line | None = None


class Barrier(Model):
    """Something that stands in a person's way, by code; `says` is how she would put it."""

    code: Line
    leg: Line
    kind: Line
    label: Line
    label_en: Line | None = None
    says: Line
    says_en: Line | None = None
    mapping: Line | None = None
    phrases: tuple[Line, ...] = ()
    implies: Mapping[str, Any] = Field(default_factory=dict)
    alarm: Flag = False
    shielded: Flag = False
    plugin: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether it stays out of every shared view, question list and count."""
        return self.alarm or self.shielded


class Need(Model):
    """A practical need of a card: a to-do, never a condition (R-P14, R-D5)."""

    todo: Line
    todo_en: Line | None = None
    met: Any = None


class Unit(Model):
    """A department, or a team within it, in words."""

    label: Line
    label_en: Line | None = None


class Municipality(Model):
    """A Danish municipality; `code` is its four digits, kept as text."""

    name: Line
    code: Line


class Impossible(Model):
    """A relation between facts: there is nobody of whom `when` holds, and `because` tells why.

    It names facts and values alone. Proofs leave such persons out; an answer to a citizen never comes from it.
    """

    when: ConditionSource
    because: Line
    because_en: Line | None = None


class VocabularyDocument(Model):
    """A vocabulary file: the shipped ones and a plugin's `vocabulary.yaml` have the same shape."""

    facts: tuple[Fact, ...] = ()
    legs: Mapping[str, Leg] = Field(default_factory=dict)
    kinds: Mapping[str, Leg] = Field(default_factory=dict)
    barriers: tuple[Barrier, ...] = ()
    needs: Mapping[str, Need] = Field(default_factory=dict)
    units: Mapping[str, Unit] = Field(default_factory=dict)
    teams: Mapping[str, Unit] = Field(default_factory=dict)
    municipalities: Mapping[str, Municipality] = Field(default_factory=dict)
    never: tuple[Impossible, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All words in use, each by its key."""

    facts: Mapping[str, Fact]
    barriers: Mapping[str, Barrier]
    legs: Mapping[str, Leg]
    kinds: Mapping[str, Leg]
    needs: Mapping[str, Need]
    municipalities: Mapping[str, Municipality]
    units: Mapping[str, Unit] = field(default_factory=dict)
    teams: Mapping[str, Unit] = field(default_factory=dict)
    never: tuple[Impossible, ...] = ()
    other_legs: frozenset[str] = frozenset()
    """The keys of legs that rulesets have in sets of their own: a citizen may have talked about those too."""

    @classmethod
    def shipped(cls) -> Vocabulary:
        """Load the words that come with the engine."""
        folder = files("tilbud_engine.vocabulary")
        empty = cls({}, {}, {}, {}, {}, {})
        made = empty
        for name in ("municipalities", "facts", "barriers", "needs", "units", "relations"):
            node = read_bytes(folder.joinpath(f"{name}.yaml").read_bytes(), f"vocabulary/{name}.yaml")
            made, problems = made.extended(node, plugin=None)
            if problems:
                raise InputError(problems)
        return made

    def extended(self, node: Any, plugin: str | None) -> tuple[Vocabulary, list[Problem]]:
        """Add the words of a document; on any problem the vocabulary stays as it was."""
        document, problems = decode(VocabularyDocument, node)
        if document is None:
            return self, problems
        problems.extend(self._clashes(document, node))
        if problems:
            return self, problems
        marked = {"plugin": plugin}
        return replace(
            self,
            facts={**self.facts, **{fact.key: fact.model_copy(update=marked) for fact in document.facts}},
            barriers={
                **self.barriers,
                **{one.code: one.model_copy(update=marked) for one in document.barriers},
            },
            legs={**self.legs, **document.legs},
            kinds={**self.kinds, **document.kinds},
            needs={**self.needs, **document.needs},
            units={**self.units, **document.units},
            teams={**self.teams, **document.teams},
            municipalities={**self.municipalities, **document.municipalities},
            never=(*self.never, *document.never),
        ), []

    def with_values(
        self, municipalities: Mapping[str, str], offers: Mapping[str, str], legs: Iterable[str] = ()
    ) -> Vocabulary:
        """Fill the facts whose values are municipalities and offers; both map a key to a name.

        `legs` are the keys of the legs in the rulesets' own sets.
        """
        known = {key: one.name for key, one in self.municipalities.items()}
        sources = {"municipalities": {**known, **municipalities}, "offers": dict(offers)}
        filled = {
            key: fact.model_copy(
                update={
                    "values": {
                        value: Label(label=name, label_en=name, says=name, says_en=name)
                        for value, name in sources[fact.values_from].items()
                    }
                }
            )
            for key, fact in self.facts.items()
            if fact.values_from
        }
        return replace(self, facts={**self.facts, **filled}, other_legs=frozenset(legs))

    def unit_words(self, key: str, language: Language) -> str:
        """Return a department in words; its key where nobody has named it."""
        return _named(self.units.get(key), key, language)

    def team_words(self, key: str, language: Language) -> str:
        """Return a team in words; its key where nobody has named it."""
        return _named(self.teams.get(key), key, language)

    @cached_property
    def hidden_facts(self) -> frozenset[str]:
        """The facts that belong to a hidden barrier: it settles them, or it brings them up."""
        hidden = {code for code, one in self.barriers.items() if one.hidden}
        settled = {key for code in hidden for key in self.barriers[code].implies}
        raised = {key for key, fact in self.facts.items() if hidden.intersection(fact.raised_by)}
        return frozenset(settled | raised)

    def _clashes(self, document: VocabularyDocument, node: Any) -> Iterator[Problem]:
        for kind, key, names, taken in (
            ("fact", "facts", [fact.key for fact in document.facts], self.facts),
            ("barrier", "barriers", [one.code for one in document.barriers], self.barriers),
            ("leg", "legs", list(document.legs), self.legs),
            ("need", "needs", list(document.needs), self.needs),
            ("unit", "units", list(document.units), self.units),
            ("team", "teams", list(document.teams), self.teams),
            ("municipality", "municipalities", list(document.municipalities), self.municipalities),
        ):
            seen: set[str] = set()
            for i, name in enumerate(names):
                if name in taken or name in seen:
                    yield problem("word-redefined", _place(node, key, i, name), kind=kind, name=name)
                seen.add(name)
        facts = {**self.facts, **{fact.key: fact for fact in document.facts}}
        legs = {**self.legs, **document.legs}
        for i, barrier in enumerate(document.barriers):
            place = _place(node, "barriers", i, "leg")
            if barrier.leg not in legs:
                close = nearest(barrier.leg, legs)
                yield problem("unknown-leg", place, name=barrier.leg, nearest=close, known=", ".join(legs))
            for key, value in barrier.implies.items():
                if fault := _implied_fault(facts, key, value):
                    yield problem(fault.code, place_of(value) or place, **fault.values)
        for i, fact in enumerate(document.facts):
            yield from _fact_faults(fact, _place(node, "facts", i, "key"))


def _named(unit: Unit | None, key: str, language: Language) -> str:
    return key if unit is None else (unit.label_en if language == "en" else None) or unit.label


def _place(node: Any, key: str, index: int, name: str) -> str:
    """Return where the index-th word of a field stands, or the name in it."""
    listed = node.get(key)
    item = listed[index] if isinstance(listed, Seq) else listed
    return item.place_of(name) if isinstance(item, Map) else place_of(node)


def _implied_fault(facts: Mapping[str, Fact], key: str, value: Any) -> Problem | None:
    fact = facts.get(key)
    if fact is None:
        return problem("unknown-fact", name=key, nearest=nearest(key, facts))
    # Which municipalities and offers there are is known only later.
    read = None if fact.values_from else fact.read(as_node(value))
    return read if isinstance(read, Problem) else None


def _fact_faults(fact: Fact, place: str) -> Iterator[Problem]:
    if not fact.values and fact.type in ("choice", "set") and not fact.values_from:
        yield problem("fact-without-values", place, name=fact.key)
    if fact.ask and not fact.for_authority and not fact.question:
        yield problem("fact-without-question", place, name=fact.key)
    if fact.range_ and fact.range_[0] > fact.range_[1]:
        yield problem("amount-reversed", place, name="range")
    if fact.grows and fact.type != "int":
        yield problem("fact-field-out-of-place", place, name=fact.key, field="grows", type="int")
    if fact.decimals and fact.type != "number":
        yield problem("fact-field-out-of-place", place, name=fact.key, field="decimals", type="number")
    if any(abs(end) >= 2**62 for end in fact.bounds):
        yield problem("fact-range-too-wide", place, name=fact.key)
    for value in fact.valid:
        if value not in fact.values:
            close = nearest(value, fact.values)
            known = ", ".join(fact.values)
            yield problem("unknown-value", place, text=value, name=fact.key, nearest=close, known=known)
