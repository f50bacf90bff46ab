"""Small plugins and rulesets on disk, for tests that put mistakes into them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.lab.small_catalogue import only
from tilbud_engine.lab.mutation.judging import Fate, Status
from tilbud_engine.lab.mutation.running import MutationRun, run_mutants
from tilbud_engine.lab.mutation.targets import find_targets
from tilbud_engine.lab.progress import Progress
from tilbud_engine.reading import to_yaml

ON = dt.date(2026, 9, 1)
BARRIER = "N-ENSOM"
SETTINGS = only("kulturvitaminer", "psykolog_unge_aaben")
"""Of the catalogue, what the rules of these tests name."""

_OFFER = {
    "offer": "proeve",
    "name": "Prøve",
    "card": {"word": "Prøve", "text": "Et tilbud til at prøve."},
    "answers": [BARRIER],
    "scope": "national",
}


def plugin(folder: Path, eligible: Any, scenarios: Sequence[Mapping[str, Any]] = (), **more: Any) -> Path:
    """Write a plugin with one national offer, and its scenarios; return its folder."""
    return documents(folder / "proeve", "offer.yaml", {**_OFFER, "eligible": eligible, **more}, scenarios)


def ruleset(folder: Path, written: Mapping[str, Any], scenarios: Sequence[Mapping[str, Any]] = ()) -> Path:
    """Write a ruleset of a made-up municipality, and its scenarios; return its folder."""
    head = {"ruleset": "proevekommune", "title": "Prøvekommune", "extends": "danmark", "municipality": "9997"}
    return documents(folder / "proevekommune", "ruleset.yaml", {**head, **written}, scenarios)


def documents(folder: Path, name: str, document: Mapping[str, Any], scenarios: Sequence[Mapping[str, Any]]) -> Path:
    """Write a file of rules and a file of scenarios beside it."""
    (folder / "scenarios").mkdir(parents=True)
    (folder / name).write_text(to_yaml(document), encoding="utf-8")
    if scenarios:
        (folder / "scenarios" / "egne.yaml").write_text(to_yaml({"scenarios": list(scenarios)}), encoding="utf-8")
    return folder


def scenario(expect: Any, on: dt.date = ON, ruleset: str = "danmark", offer: str = "proeve", **facts: Any) -> Any:
    """Return a scenario of somebody with these facts, as it is written."""
    citizen = {"says": [{"barrier": BARRIER}], "facts": facts}
    return {"name": f"{on} {facts}", "on": on, "ruleset": ruleset, "citizen": citizen, "expect": {offer: expect}}


def tried(
    *folders: Path,
    jobs: int = 1,
    minutes: float = 5,
    milliseconds: int = 5000,
    progress: Progress | None = None,
) -> MutationRun:
    """Try every mutant of the rules in some folders, with the scenarios beside them alone."""
    found = replace(find_targets(map(str, folders), SETTINGS, [], Path.cwd()), others=())
    return run_mutants(found, ON, minutes=minutes, jobs=jobs, milliseconds=milliseconds, progress=progress)


def outcomes(result: MutationRun) -> dict[str, Status]:
    """Return what came of each mutant, by kind and what it says instead."""
    return {key_of(result, one): one.status for one in result.fates}


def key_of(result: MutationRun, fate: Fate) -> str:
    """Return the kind of a mutant, and what the document says in its place."""
    mutation = result.trial.mutants[fate.number].mutation
    return f"{mutation.kind}: {mutation.after}"


def small_rule(chance: random.Random, depth: int = 2) -> dict[str, Any]:
    """Return a random rule over few facts, as it is written."""
    leaves: list[dict[str, Any]] = [
        {"age": {chance.choice(["at_least", "at_most", "above", "below"]): chance.randrange(17, 21)}},
        {"has_employer": chance.random() < 0.5},
        {"housing_status": chance.sample(["own", "rented", "street"], chance.randrange(1, 3))},
        {"substance_use": {chance.choice(["includes_any", "includes_all"]): ["alcohol", "cannabis"]}},
    ]
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(leaves)
    if chance.random() < 0.2:
        return {"not": small_rule(chance, depth - 1)}
    parts = [small_rule(chance, depth - 1) for _ in range(chance.randrange(2, 4))]
    return {chance.choice(["all", "any"]): parts}
