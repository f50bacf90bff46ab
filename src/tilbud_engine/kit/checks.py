"""The contract tests of a plugin: whether it can be used, and whether it is as an offer should be.

Everything is told at once, each thing with its place. An error must be mended; a remark (`is_remark`) only asks
somebody to look, so that an offer with few fields can stand while the rest is found out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language, Problem, problem
from tilbud_engine.kit.completeness import Completeness
from tilbud_engine.kit.thresholds import untested
from tilbud_engine.offers import DatedOffer, sound_offers
from tilbud_engine.over_catalogue import load_over_catalogue
from tilbud_engine.plugins.finding import MARKS, Found, find_folders, own_file
from tilbud_engine.reading import read_path
from tilbud_engine.rules.checking import problems_beside, rule_problems
from tilbud_engine.scenarios import FOLDER, Scenario, read_scenarios, run, scenario_files, unknown_words
from tilbud_engine.settings import Settings


@dataclass(frozen=True, slots=True)
class Report:
    """What the contract tests say of one plugin folder; `scenarios` is how many were run."""

    name: str
    place: str
    offers: tuple[str, ...]
    scenarios: int
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What must be mended."""
        return tuple(one for one in self.problems if not is_remark(one))


def is_remark(one: Problem) -> bool:
    """Tell whether nothing must be mended; whether a plugin's code may run is for the installation to say."""
    return one.is_remark or one.code == "plugin-code-not-allowed"


def check_plugins(
    folders: Sequence[Path], on: dt.date, settings: Settings | None = None, language: Language = "da"
) -> tuple[list[Report], list[Problem]]:
    """Check plugin folders, or folders of them: a report for each, and what belongs to none.

    `on` is the day by which nothing may be checked in the future or be over; `language` is that of the reasons.

    Raises InputError for folders that are not there.
    """
    if missing := [one for one in folders if not one.is_dir()]:
        raise InputError(problem("file-missing", str(one)) for one in missing)
    settings = settings or Settings()
    found, problems = find_folders(folders, settings)
    others = [one for one in problems if not any(_lies_in(one, folder) for folder in found)]
    engine = load_over_catalogue(folders, settings=settings)
    try:
        reports = [_report(one, engine, on, language, problems) for one in found]
    finally:
        engine.close()
    return reports, others


def _report(found: Found, engine: Engine, on: dt.date, language: Language, beside: Iterable[Problem]) -> Report:
    info = next((one for one in engine.registry.plugins if one.place == found.shown), None)
    if info is None:  # It is blocked out by another of its name; that is told of both.
        return Report(found.name, found.shown, (), 0, tuple(one for one in beside if _lies_in(one, found)))
    loaded = [engine.rulebook.offers[key] for key in info.offers]
    sound = _sound_offers(found)
    problems = [
        *(one for one in beside if _lies_in(one, found)),
        *info.problems,
        *(one for one in rule_problems(engine.rulebook, on) if _lies_in(one, found)),
        *problems_beside(engine.rulebook, sound, ()),
    ]
    usable = all(map(is_remark, problems))
    scenarios, faults = _read(found, engine)
    # What cannot be loaded, or is named otherwise than its folder, its own scenarios do not know; that is told once.
    own = {found.name} if usable else {found.name, *(one.id for one in sound)}
    told = [one for one in faults if one.code != "unknown-offer" or _is_slip(one, own, guess=not usable)]
    problems += [*Completeness(found, engine, [*loaded, *sound], on).problems(), *told, *_same_names(scenarios)]
    # A scenario tells something only of rules that can be used, and what is untried only where all can be read.
    if usable and not faults:
        problems += [miss for one in scenarios for miss in run(one, engine, language).problems]
        problems += [fault for offer in loaded for fault in untested(offer, scenarios, engine, on)]
    kept = sorted(dict.fromkeys(problems), key=_order)
    return Report(found.name, found.shown, info.offers, len(scenarios), tuple(kept))


def _read(found: Found, engine: Engine) -> tuple[list[Scenario], list[Problem]]:
    """Read the scenarios of a plugin: those that can be read, and all that is wrong with how they are written."""
    if found.root is None:
        return [], []
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for one in scenario_files(found.root):
        file, refused = own_file(found, f"{FOLDER}/{one.name}")
        problems += refused
        if file is not None:
            read, faults = read_scenarios(file, f"{found.shown}/{FOLDER}/{file.name}")
            scenarios += read
            problems += faults
    return scenarios, [*problems, *(fault for one in scenarios for fault in unknown_words(one, engine))]


def _is_slip(one: Problem, own: Container[str], guess: bool) -> bool:
    """Tell whether an offer that nobody knows is misspelt, and is none of the plugin's own.

    With `guess` not all of its own are known; then only what looks like a known name is a slip.
    """
    return one.values.get("name") not in own and ("nearest" in one.values or not guess)


def _same_names(scenarios: Sequence[Scenario]) -> Iterator[Problem]:
    names: set[str] = set()
    for one in scenarios:
        if one.name in names:
            yield problem("scenario-twice", one.place, name=one.name)
        names.add(one.name)


def _sound_offers(found: Found) -> list[DatedOffer]:
    """Return what fits of the offers that do not fit as a whole, so that all faults are told at once."""
    file, _ = own_file(found, "offer.yaml")
    if file is not None:
        with suppress(InputError):  # What cannot be read at all has been told already.
            return sound_offers(read_path(file, f"{found.shown}/offer.yaml"), found.name)
    return []


def _is_plugin(folder: Path) -> bool:
    return folder.is_dir() and any((folder / name).exists() for name in MARKS)


def _lies_in(one: Problem, found: Found) -> bool:
    return one.where == found.shown or one.where.startswith(f"{found.shown}/")


def _order(one: Problem) -> tuple[str, int]:
    """Order problems as they stand in their files."""
    file, _, line = one.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (one.where, 0)


def as_json(report: Report, language: Language) -> Mapping[str, Any]:
    """Return a report as plain JSON values."""
    return {
        "name": report.name,
        "place": report.place,
        "offers": list(report.offers),
        "scenarios": report.scenarios,
        "problems": [problem_json(one, language) for one in report.problems],
    }


def problem_json(one: Problem, language: Language) -> dict[str, Any]:
    """Return a problem as plain JSON values."""
    return {
        "code": one.code,
        "where": one.where,
        "message": one.message(language),
        "hint": one.hint(language),
        "remark": is_remark(one),
    }
