"""The page about JSON names every key that the commands of the lab answer with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.cli.running import run

PAGE = (ROOT / "docs" / "lab-json.md").read_text(encoding="utf-8")

# Below these stand facts, offers, groups or a scenario: their keys are names of the field, not of the answer.
NAMES = {"facts", "missing", "groups", "right_groups", "person", "proposal", "instead", "ways", "before", "after"}

DRAFT = """ruleset: udkast
extends: eksempelkommune
draft: true
parameters:
  unge_psyk_max_age: 29
"""
MENTOR = str(ROOT / "plugins" / "mentor")
CITIZENS = str(ROOT / "examples" / "befolkning" / "befolkning.csv")


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in NAMES or isinstance(inner, list):
                yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def named_in(command: str) -> set[str]:
    [section] = re.findall(rf"^## {command}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    quoted = re.findall(r"`([^`]+)`", section)
    return {"schema", *(part for text in quoted for part in re.findall(r"[a-z0-9_]+", text))}


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("test", (MENTOR,)),
        ("coverage", (MENTOR,)),
        ("mutate", (MENTOR, "--minutes", "5")),
        ("diff", ("eksempelkommune", "udkast.yaml", "--scenarios", "--population", CITIZENS, "--on", "2026-09-01")),
        ("prove", ("udkast.yaml", "--on", "2026-09-01")),
        ("simulate", ("eksempelkommune", "--population", CITIZENS, "--on", "2026-09-01")),
    ],
)
def test_every_key_of_an_answer_is_told_on_its_page(
    command: str, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "udkast.yaml").write_text(DRAFT, encoding="utf-8")
    result = run("rules", command, *arguments, "--format", "json")
    assert result.exit_code in (0, 1), result.stderr
    answer = json.loads(result.stdout)
    assert next(iter(answer)) == "schema"
    assert set(keys(answer)) - named_in(command) == set()


def test_the_keys_of_a_failed_scenario_are_told_too(tmp_path: Path) -> None:
    file = tmp_path / "forkert.yaml"
    file.write_text(
        "scenarios:\n  - name: forkert\n    on: 2026-09-01\n    ruleset: eksempelkommune\n"
        "    citizen: {says: [{barrier: N-ENSOM}], facts: {months_unemployed: 3}}\n"
        "    expect: {kulturvitaminer: yes}\n",
        encoding="utf-8",
    )
    result = run("rules", "test", str(file), "--format", "json")
    assert result.exit_code == 1, result.stderr
    assert set(keys(json.loads(result.stdout))) - named_in("test") == set()
