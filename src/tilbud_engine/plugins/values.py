"""What passes between the engine and a plugin: plain, frozen values, never the engine itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import Field

from tilbud_engine.case import Citizen, Knowledge
from tilbud_engine.dated import Model
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.offers import Contact
from tilbud_engine.reading import MAX_DEPTH, Day, Line, Map, Seq, Text, Whole, as_node, text_problems
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

PlainValue = int | bool | str | dt.date | Decimal | Members
"""A fact as a plugin sees it: a number with decimals is a Decimal in the fact's own unit, not the engine's integer."""


class Availability(Model):
    """How things stand with an offer in a municipality; what is not known is None.

    `waiting_weeks` counts whole weeks, `as_of` is the day the figures are from, and `source` says who keeps them.
    """

    free_places: Whole | None = Field(default=None, ge=0)
    waiting_weeks: Whole | None = Field(default=None, ge=0)
    next_start: Day | None = None
    contact: Contact | None = None
    as_of: Day | None = None
    source: Line | None = None


@dataclass(frozen=True, slots=True)
class CitizenView:
    """What a plugin sees of a citizen: known facts and confirmed barriers, nothing she wrote.

    Barriers that are shielded or raise an alarm, and facts that only those bring up, are left out (R-D3, R-D7).
    """

    facts: Mapping[str, PlainValue]
    barriers: tuple[str, ...] = ()

    @classmethod
    def of(cls, citizen: Citizen, knowledge: Knowledge, vocabulary: Vocabulary) -> CitizenView:
        """Make the view of a citizen."""
        hidden = {code for code, barrier in vocabulary.barriers.items() if barrier.hidden}
        facts = {
            key: plain_value(vocabulary.facts[key], value)
            for key, value in knowledge.values.items()
            if key in vocabulary.facts and not _belongs_to(hidden, vocabulary.facts[key])
        }
        return cls(MappingProxyType(facts), tuple(code for code in citizen.barriers() if code not in hidden))


class DataFault(Exception):
    """Raised by a plugin's hook when a file in its data folder cannot be used.

    Only the file, the line and the name of the field are shown, so that nothing a person told can come along.
    """

    def __init__(self, file: Path, line: int | None = None, field: str = "") -> None:
        super().__init__(f"{file.name}:{line or ''} {field}")
        self.file = file
        self.line = line
        self.field = field


def plain_value(fact: Fact, value: FactValue) -> PlainValue:
    """Return a value as a plugin sees it: 61 of a fact with one decimal is 6.1."""
    if fact.type == "number" and isinstance(value, int):
        return Decimal(value).scaleb(-fact.decimals)
    return value


def node_of(value: Any, place: str, depth: int = 0) -> Any:
    """Turn what a hook returned into a document, to be checked like one that was read from a file.

    Raises InputError for what is nested deeper than a file may be.
    """
    if depth > MAX_DEPTH:
        raise InputError([problem("too-deep", place, limit=MAX_DEPTH)])
    if isinstance(value, Model):
        value = value.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    if isinstance(value, Members):
        value = {"has": sorted(value.has), "has_not": sorted(value.has_not)}
    if isinstance(value, Mapping):
        return Map(
            {str(k): node_of(one, place, depth + 1) for k, one in value.items()}, place, {str(k): place for k in value}
        )
    if isinstance(value, list | tuple | set | frozenset):
        return Seq([node_of(one, place, depth + 1) for one in value], place)
    return as_node(value, place)


def node_problems(node: Any) -> list[Problem]:
    """Return what no text of a plugin may hold, such as a CPR number, wherever it stands."""
    if isinstance(node, Text):
        return list(text_problems(node, node.place))
    children = [*map(Text, node), *node.values()] if isinstance(node, Map) else node if isinstance(node, Seq) else ()
    return [found for child in children for found in node_problems(child)]


def _belongs_to(hidden: set[str], fact: Fact) -> bool:
    return bool(fact.raised_by) and hidden.issuperset(fact.raised_by)
