"""Rulesets as they are written: the nation's, a municipality's on top of it, and drafts.

A ruleset sets parameters, names conditions and says which offers there are. It defines no offers; those are plugins.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from tilbud_engine.dated import ConditionSource, Model, Period, Source, Timeline, at_date, timeline
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.offers import Capacity, Contact, Partner, Price, Status
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import SINCE, Day, Flag, Id, Line, Map, decode, place_of, read_path, sound_part
from tilbud_engine.rules.leg_sets import LegSet

FILE_NAME = "ruleset.yaml"

NATIONAL = "danmark"


class _Entry(Model):
    """Something a ruleset says that may be bounded in time; `since` is the date of its version."""

    valid: Period = Field(default_factory=Period)
    source: Source | None = None
    since: Day | None = Field(default=None, alias=SINCE)


class ParameterEntry(_Entry):
    """The value a ruleset gives a parameter; a bare value is short for `{value: …}`."""

    value: Any

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, node: Any) -> Any:
        written = dict(node) if isinstance(node, Map) else {"value": node}
        return {**written, SINCE: getattr(node, "since", None)}


class DefinitionEntry(_Entry):
    """A condition with a name; a bare condition is short for `{when: …}`."""

    when: ConditionSource
    label: Line | None = None
    label_en: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, node: Any) -> Any:
        written = dict(node) if isinstance(node, Map) and "when" in node else {"when": node}
        return {**written, SINCE: getattr(node, "since", None)}


class OfferEntry(_Entry):
    """What a ruleset says of an offer; what it leaves out is as the layer below has it."""

    offered: Flag | None = None
    status: Status | None = None
    eligible: ConditionSource | None = None
    also_eligible: ConditionSource | None = None
    because: Line | None = None
    because_en: Line | None = None
    contact: Contact | None = None
    cooperation: tuple[Partner, ...] = ()
    capacity: Capacity | None = None
    price: Price | None = None
    service_level: Line | None = None
    service_level_en: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _stamped(cls, node: Any) -> Any:
        return {**node, SINCE: getattr(node, "since", None)} if isinstance(node, Map) else node

    @property
    def stated(self) -> frozenset[str]:
        """Return the fields that were written."""
        return frozenset(self.model_fields_set - {"since"})


class EmergencyLine(Model):
    """A telephone for when there is danger."""

    name: Line
    telephone: Line
    hours: Line | None = None
    source: Source | None = None


class RulesetDocument(Model):
    """A ruleset as it stands in a stretch of time in which nothing in it changes."""

    ruleset: Id
    title: Line | None = None
    extends: Line | None = None
    municipality: Line | None = None
    draft: Flag = False
    about: Line | None = None
    sources: tuple[Source, ...] = ()
    assumptions: tuple[Line, ...] = ()
    declare: Mapping[str, ParameterDeclaration] = Field(default_factory=dict)
    parameters: Mapping[str, ParameterEntry] = Field(default_factory=dict)
    definitions: Mapping[str, DefinitionEntry] = Field(default_factory=dict)
    offers: Mapping[str, OfferEntry] = Field(default_factory=dict)
    leg_sets: Mapping[str, LegSet] = Field(default_factory=dict)
    emergency: tuple[EmergencyLine, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_force(cls, node: Any) -> Any:
        """Leave out the parameters, definitions and leg sets that have no version yet: the layer below holds."""
        if not isinstance(node, Map):
            return node
        kept = dict(node)
        for field, needed in (("parameters", "value"), ("definitions", "when"), ("leg_sets", "legs")):
            entries = node.get(field)
            if isinstance(entries, Map):
                kept[field] = entries.with_values({k: one for k, one in entries.items() if not _waits(one, needed)})
        return node.with_values(kept)


def _waits(node: Any, key: str) -> bool:
    """Tell whether a key was written and has no version yet."""
    return isinstance(node, Map) and key in node.keys_at and key not in node


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset through time; `document` is its newest version, `digest` the SHA-256 of its file."""

    name: str
    place: str
    document: RulesetDocument
    history: Timeline[RulesetDocument | None]
    digest: str
    node: Map

    @property
    def documents(self) -> tuple[RulesetDocument, ...]:
        """Return every version there is."""
        return tuple(one for one in self.history.values if one is not None)

    @property
    def draft(self) -> bool:
        """Whether it is only being tried: `suggest`, `ask` and `serve` refuse it."""
        return self.document.draft


def is_national(ruleset: Ruleset) -> bool:
    """Tell whether a ruleset is the nation's: the only one that may set what is national."""
    return ruleset.name == NATIONAL and not ruleset.document.extends


def leg_sets_on(layers: Iterable[Ruleset], on: dt.date) -> dict[str, tuple[LegSet, Ruleset]]:
    """Return the leg sets in force on the day, each with the layer it comes from; the topmost layer's holds."""
    found: dict[str, tuple[LegSet, Ruleset]] = {}
    for layer in layers:
        document = layer.history.at(on)
        for name, one in document.leg_sets.items() if document is not None else ():
            if one.valid.holds(on):
                found.setdefault(name, (one, layer))
    return found


def written_leg_sets(layer: Ruleset, on: dt.date) -> Map:
    """Return the leg sets of a layer as they were written, for the places of problems."""
    node = at_date(layer.node, on)
    written = node.get("leg_sets") if isinstance(node, Map) else None
    return written if isinstance(written, Map) else Map({})


def read_ruleset(node: Any, digest: str = "") -> tuple[Ruleset | None, list[Problem]]:
    """Read a ruleset, or return everything that is wrong with it."""
    ruleset, problems = _read(node, digest)
    return None if problems else ruleset, problems


def sound_ruleset(node: Any) -> Ruleset | None:
    """Read what fits of a faulty ruleset, only to check the rest of it; None when nothing does."""
    return _read(node, "")[0]


def _read(node: Any, digest: str) -> tuple[Ruleset | None, list[Problem]]:
    if not isinstance(node, Map):
        return None, [problem("not-a-mapping", place_of(node))]
    problems: list[Problem] = []

    def build(document: Any, _: dt.date) -> RulesetDocument | None:
        if document is None:
            return None  # The ruleset has no version yet at this date.
        read, faults = decode(RulesetDocument, document)
        problems.extend(faults)
        return sound_part(RulesetDocument, document) if faults else read

    history, faults = timeline(node, build)
    problems.extend(faults)
    newest = history.values[-1]
    made = [one for one in history.values if one is not None]
    problems.extend(
        problem("ruleset-head-changes", node.place_of(name))
        for name in ("ruleset", "extends", "municipality", "draft")
        if len({getattr(one, name) for one in made}) > 1
    )
    problems = list(dict.fromkeys(problems))
    if newest is None:
        return None, problems
    return Ruleset(newest.ruleset, node.place, newest, history, digest, node), problems


def load_ruleset(path: Path, shown: str | None = None) -> Ruleset:
    """Load a ruleset from its folder or its file.

    Raises InputError with every problem of the file.
    """
    file = path / FILE_NAME if path.is_dir() else path
    name = shown or str(file)
    node = read_path(file, name)
    ruleset, problems = read_ruleset(node, hashlib.sha256(file.read_bytes()).hexdigest())
    if ruleset is None:
        raise InputError(problems)
    return ruleset


def find_rulesets(folders: Iterable[Path]) -> tuple[dict[str, Ruleset], dict[str, tuple[Problem, ...]], list[Problem]]:
    """Return the rulesets of the folders, the problems of those that cannot be read, and what else is wrong.

    A later folder may bring a municipality's own rules; the nation's stay those that came first.
    """
    found: dict[str, Ruleset] = {}
    broken: dict[str, tuple[Problem, ...]] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(problem("rulesets-folder-missing", str(folder)))
        for path in sorted(folder.glob(f"*/{FILE_NAME}")):
            shown = f"rulesets/{path.parent.name}/{FILE_NAME}"
            if path.exists() and not (path.is_file() or path.is_dir()):
                # Nobody may ever write into a pipe that lies in a folder.
                broken[path.parent.name] = (problem("file-unreadable", shown),)
                continue
            try:
                ruleset = load_ruleset(path, shown)
            except InputError as error:
                broken[path.parent.name] = error.problems
            else:
                if ruleset.name == NATIONAL and NATIONAL in found:
                    first = found[NATIONAL].place
                    problems.append(problem("ruleset-twice", ruleset.place, name=NATIONAL, first=first))
                else:
                    found[ruleset.name] = ruleset
    return found, broken, problems
