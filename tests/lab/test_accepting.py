"""Accepting: what came is written into the scenarios, and nothing else in the file changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.kit.authors import SCENARIOS, write_plugin
from tests.lab.small_catalogue import only as few
from tilbud_engine.lab.runs.accepting import Rewrite, accepted
from tilbud_engine.lab.runs.running import Run, run_all
from tilbud_engine.lab.runs.suites import find_suite
from tilbud_engine.reading import Map, read_path, rewritten
from tilbud_engine.reading.rewriting import same_meaning
from tilbud_engine.scenarios import read_scenarios
from tilbud_engine.settings import Settings


def run_at(*paths: Path) -> Run:
    return run_all(find_suite(paths, settings=few()))


def accept(*paths: Path) -> list[Rewrite]:
    run = run_at(*paths)
    made = accepted(run.failed, run.suite.engine)
    for one in made:
        one.file.path.write_bytes(one.content)
    return made


def only(scenarios: str, folder: Path) -> Path:
    return write_plugin(folder, scenarios=scenarios) / "scenarios" / "graenser.yaml"


def test_the_new_answer_stands_in_the_place_of_the_old_and_comments_stay(tmp_path: Path) -> None:
    text = SCENARIOS.replace("gaatur: yes\n", "gaatur: no  # besluttet i juni\n", 1).replace(
        "scenarios:\n", "# Grænserne.\nscenarios:\n"
    )
    file = only(text, tmp_path)
    [made] = accept(file)
    assert file.read_text(encoding="utf-8") == text.replace("gaatur: no  # besluttet", "gaatur: yes  # besluttet")
    [change] = made.changes
    assert (change.what, change.old, change.new) == ("gaatur", "no", "yes")
    assert change.place == f"{file}:10"
    assert run_at(file).passed == 4


def test_every_field_that_is_stated_is_written_and_no_other(tmp_path: Path) -> None:
    text = (
        SCENARIOS.replace("{verdict: yes, missing: []}", "{verdict: unknown, missing: [age], right: yes}")
        .replace("because: mindst 18 år", "because: højst 12 år, rule: et/andet/sted")
        .replace("missing: [age, enrolled_in_education]}", "missing: [age]}\n    questions: [months_unemployed]")
    )
    file = only(text, tmp_path)
    [made] = accept(file)
    told = {(one.what, one.old, one.new) for one in made.changes}
    assert ("gaatur.verdict", "unknown", "yes") in told
    assert ("gaatur.missing", "[age]", None) in told
    assert ("gaatur.right", "yes", "no") in told
    assert ("gaatur.rule", "et/andet/sted", "gaatur/offer.yaml") in told
    assert ("gaatur.missing", "[age]", "[age, enrolled_in_education]") in told
    [asked] = [new for what, old, new in told if (what, old) == ("questions", "[months_unemployed]")]
    assert "age" in str(asked)
    assert any(what == "gaatur.because" and "mindst 18 år" in str(new) for what, _, new in told)
    assert len(told) == 7
    run = run_at(file)
    assert (run.passed, run.problems) == (4, ())


def test_an_answer_that_is_no_card_any_more_loses_what_belongs_to_cards(tmp_path: Path) -> None:
    text = SCENARIOS.replace("barrier: N-ENSOM", "barrier: A-MOTIV").replace(
        "missing: []}", "missing: [age], right: yes, because: ung}"
    )
    file = only(text, tmp_path)
    accept(file)
    second = read_scenarios(file)[0][1].expect["gaatur"]
    assert (second.verdict, second.right, second.missing) == ("not_relevant", None, None)
    assert run_at(file).passed == 4


def test_what_passes_and_what_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    file = only(SCENARIOS, tmp_path / "a")
    assert accept(file) == []
    broken = only(SCENARIOS.replace("age: 19", "agee: 19").replace("gaatur: yes", "gaatur: no"), tmp_path / "b")
    [made] = accept(broken)
    assert len(made.changes) == 1
    assert "agee: 19" in broken.read_text(encoding="utf-8")


@pytest.mark.parametrize("start", ["", "\N{ZERO WIDTH NO-BREAK SPACE}"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, start: str, ends: str) -> None:
    good = start + SCENARIOS.replace("\n", ends)
    file = only(SCENARIOS, tmp_path)
    file.write_bytes(good.replace("gaatur: yes", "gaatur: unknown").encode())
    assert accept(file)
    assert file.read_bytes() == good.encode()


def test_scenarios_in_json_are_written_as_json(tmp_path: Path) -> None:
    file = only(SCENARIOS, tmp_path)
    document = {
        "scenarios": [
            {
                "name": "Fra et program",
                "on": "2026-11-22",
                "ruleset": "eksempelkommune",
                "citizen": {"says": [{"barrier": "H-ANGST"}], "facts": {"age": 17}},
                "expect": {"gaatur": {"verdict": "yes", "missing": ["age"]}},
            }
        ]
    }
    other = file.with_name("andre.json")
    other.write_text(json.dumps(document), encoding="utf-8")
    [made] = accept(other)
    assert json.loads(made.content)["scenarios"][0]["expect"] == {"gaatur": {"verdict": "no"}}


# --- the law: what was spoilt comes back -------------------------------------------------------------------------


def spoilt(document: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield a wrong answer for each expectation of a document of scenarios."""
    for number, scenario in enumerate(document["scenarios"]):
        for offer, expected in scenario["expect"].items():
            path = ("scenarios", number, "expect", offer)
            verdict = expected["verdict"] if isinstance(expected, Map) else expected
            wrong = "no" if verdict == "yes" else "yes"
            yield ((*path, "verdict") if isinstance(expected, Map) else path), wrong


def test_whatever_answer_of_the_catalogue_is_spoilt_accepting_brings_it_back(tmp_path: Path) -> None:
    for kind in ("rulesets", "plugins"):
        shutil.copytree(ROOT / kind, tmp_path / kind)
    files = sorted(tmp_path.glob("*/*/scenarios/*.yaml"))[::8]
    before = {file: (file.read_text(encoding="utf-8"), read_path(file)) for file in files}
    for file, (text, document) in before.items():
        file.write_text(rewritten(text, dict(spoilt(document))), encoding="utf-8")
    settings = Settings(allow_code=(tmp_path,))
    run = run_all(find_suite(files, settings=settings))
    assert len(run.failed) == sum(len(document["scenarios"]) for _, document in before.values())
    for one in accepted(run.failed, run.suite.engine):
        one.file.path.write_bytes(one.content)
    for file, (text, document) in before.items():
        assert same_meaning(read_path(file), document), file
        remarks = [line for line in text.splitlines() if "#" in line]
        assert [line for line in file.read_text(encoding="utf-8").splitlines() if "#" in line] == remarks
