"""The rules under trial: one ruleset on one day, drafts included, and what each offer answers as a condition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.over_catalogue import load_over_catalogue
from tilbud_engine.plugins import Registry
from tilbud_engine.reading import date_of
from tilbud_engine.rules.conditions import EVERYONE, Condition, Not
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.ruleset import FILE_NAME, NATIONAL, load_ruleset
from tilbud_engine.settings import Settings

NOBODY = Not(EVERYONE)
"""The condition that is true of nobody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an offer answers under some rules: for whom it is yes, and for whom it is a right.

    `eligible` is None where the answer is unknown for everyone, and `right` where the right is. `reason` says why the
    answer is the same for everyone: `absent`, a code of NotOffered, `not-loaded` or `faulty`; else it is None.
    """

    id: str
    eligible: Condition | None
    right: Condition | None = NOBODY
    reason: str | None = None
    offer: ResolvedOffer | None = None


@dataclass(frozen=True)
class RulesAt:
    """A ruleset on a day, with the engine that reads it; drafts answer here."""

    engine: Engine
    ruleset: str
    on: dt.date

    @cached_property
    def resolved(self) -> Resolved:
        """What holds in the ruleset on the day."""
        return self.engine.rulebook.resolve(self.ruleset, self.on)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """What each offer answers, by id; an offer that is absent here is left out."""
        return {key: answer_of(one) for key, one in self.resolved.offers.items()}

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What is written wrong in the rules, and so counts for nothing in any answer; remarks are left out."""
        return tuple(one for one in self.engine.problems if not one.is_remark)

    def answer(self, offer: str) -> Answer:
        """Return what an offer answers, also one that is absent."""
        return self.answers.get(offer) or Answer(offer, NOBODY, reason="absent")


def answer_of(offer: ResolvedOffer) -> Answer:
    """Return what an offer answers, in the order in which the engine decides it."""
    right = NOBODY if offer.right is None else None if offer.right_faults else offer.right
    unsure = NOBODY if offer.right is None else None
    if offer.not_loaded:
        return Answer(offer.id, None, unsure, "not-loaded", offer)
    if offer.not_offered is not None:
        return Answer(offer.id, NOBODY, reason=offer.not_offered.code, offer=offer)
    if offer.faults:
        return Answer(offer.id, None, unsure, "faulty", offer)
    return Answer(offer.id, offer.eligible, right, offer=offer)


def load_rules(
    spec: str,
    on: dt.date,
    *,
    plugins: Iterable[Path] = (),
    rulesets: Iterable[Path] = (),
    beneath: str = NATIONAL,
    settings: Settings | None = None,
    runtime: RuntimeName = "reference",
    registry: Registry | None = None,
) -> RulesAt:
    """Load the rules that `spec` names: a ruleset, its file or folder, or a plugin's folder, each perhaps with `@DATE`.

    What is loaded from a path takes the place of what is shipped under the same name. For a plugin, `beneath` is the
    ruleset it is tried under. `registry` are plugins that were loaded already, for a `spec` that names none of its own.
    Raises InputError for what is not there, cannot be read, or is no date.
    """
    name, day = dated_spec(spec, on)
    path, own_plugins, own_rulesets = Path(name), list(plugins), list(rulesets)
    if not names_path(name):
        ruleset = name
    elif not path.exists():
        raise InputError([problem("file-missing", str(path))])
    elif names_plugin(name):
        own_plugins.append(path if path.is_dir() else path.parent)
        ruleset = beneath
    else:
        own_rulesets.append(path)
        ruleset = load_ruleset(path).name
    engine = load_engine(own_plugins, own_rulesets, settings, runtime, registry)
    rules = RulesAt(engine, ruleset, day)
    engine.rulebook.layers(ruleset)
    return rules


def load_engine(
    plugins: Iterable[Path],
    rulesets: Iterable[Path],
    settings: Settings | None = None,
    runtime: RuntimeName = "reference",
    registry: Registry | None = None,
) -> Engine:
    """Load an engine in which drafts answer, and plugins and rulesets take the place of what is shipped as the same.

    Raises InputError for a ruleset that cannot be read.
    """
    own = tuple(plugins)
    if missing := [one for one in own if not one.is_dir()]:
        raise InputError(problem("plugins-folder-missing", str(one)) for one in missing)
    return load_over_catalogue(own, rulesets, settings, runtime=runtime, drafts=True, registry=registry)


def names_plugin(name: str) -> bool:
    """Tell whether a name is the path of a plugin's folder or of its offer, and not of a ruleset."""
    path = Path(name)
    return names_path(name) and (path.name == "offer.yaml" or (path.is_dir() and not (path / FILE_NAME).is_file()))


def dated_spec(spec: str, on: dt.date) -> tuple[str, dt.date]:
    """Return the name or path in NAME@DATE and its day, else `on`.

    Raises InputError for what stands after the @ and is no date.
    """
    name, at, written = spec.rpartition("@")
    if not at:
        return spec, on
    day = date_of(written)
    if day is None:
        raise InputError([problem("rules-not-dated", spec)])
    return name, day


def names_path(name: str) -> bool:
    """Tell whether a name is a path: it looks like one, or is a folder that holds a ruleset."""
    looks_like_one = "/" in name or "\\" in name or name.endswith((".yaml", ".yml", ".json")) or name in (".", "..")
    return looks_like_one or (Path(name) / FILE_NAME).is_file()
