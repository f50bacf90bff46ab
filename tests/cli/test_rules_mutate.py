"""`tilbud rules mutate`: what a policy officer sees, what a program reads, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import plain_environment, program, run
from tests.lab.mutated_rules import plugin, ruleset, scenario

LIMIT = {"age": {"at_least": 18}}
ALL = [scenario("yes", age=18), scenario("no", age=17), scenario("unknown")]


def mutate(folder: Path, *more: str) -> tuple[int, str]:
    result = run("rules", "mutate", str(folder), "--on", "2026-09-01", "--jobs", "1", *more)
    return result.exit_code, result.stdout


def test_a_survivor_is_told_with_its_place_and_a_citizen_who_would_notice(tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, [scenario("yes", age=18)])
    code, told = mutate(folder)
    text = " ".join(told.split())
    assert code == 1
    assert f"{folder.name}/offer.yaml:" in text
    assert "Prøve: hvis du er mindst 18 år → hvis du er mindst 17 år" in text
    assert (
        "Forslag til et scenarie: alder: 17 år (danmark, 1. september 2026). proeve giver: nej. Med fejlen: ja." in text
    )
    assert "2 af 5 fejl blev opdaget: 40 procent." in text


def test_rules_in_which_every_mistake_is_noticed_end_well(tmp_path: Path) -> None:
    code, told = mutate(plugin(tmp_path, LIMIT, ALL), "--lang", "en")
    assert code == 0
    assert "5 of 5 mistakes were noticed: 100 percent." in told
    assert "No scenario" not in told


def test_what_makes_no_difference_is_listed_as_proved(tmp_path: Path) -> None:
    rule = {"any": [LIMIT, {"age": {"above": 30}}]}
    _, told = mutate(plugin(tmp_path, rule, ALL))
    text = " ".join(told.split())
    assert "Gør ingen forskel for nogen (bevist, tæller ikke med) -" in text
    assert "hvis du er over 30 år → hvis du er over 31 år" in text.split("bevist")[1]


@pytest.mark.parametrize(("floor", "code"), [("40", 0), ("41", 1)])
def test_a_floor_decides_alone(floor: str, code: int, tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, [scenario("yes", age=18)])
    found, told = mutate(folder, "--fail-under", floor)
    assert found == code
    assert ("under de 41 procent" in told) is (code == 1)


def test_writing_leaves_nothing_unnoticed(tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, [scenario("yes", age=18)])
    code, told = mutate(folder, "--write")
    assert code == 1
    assert "generated.yaml: 1 nye scenarier" in told or "generated.yaml: 2 nye scenarier" in told
    assert run("rules", "test", str(folder)).exit_code == 0
    code, told = mutate(folder, "--write")
    assert code == 0
    assert "Der var ingen nye scenarier at skrive." in told


def test_json_has_every_mutant_and_how_it_ended(tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, [scenario("yes", age=18)])
    _, told = mutate(folder, "--format", "json")
    made = json.loads(told)
    assert next(iter(made)) == "schema"
    assert made["schema"] == 1
    assert made["score"] == 40
    assert made["counts"] == {"killed": 2, "survived": 3, "equivalent": 0, "unseen": 0, "refused": 0}
    killed = [one for one in made["mutants"] if one["status"] == "killed"]
    assert all("egne.yaml:" in one["killed_by"] for one in killed)
    survivor = next(one for one in made["mutants"] if one["after"] == "hvis du er mindst 17 år")
    assert survivor["proved"]
    assert survivor["proposal"]["citizen"]["facts"] == {"age": 17}
    assert survivor["proposal"]["name"].startswith("genereret, bekræft det forventede")
    assert survivor["instead"] == {"verdict": "yes"}


def test_no_minutes_stop_at_once_and_no_score_is_made_up(tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, ALL)
    code, told = mutate(folder, "--minutes", "0")
    assert code == 1
    assert "5  ikke prøvet" in told
    assert "Tiden er gået, før alle var prøvet." in told
    assert "Ingen fejl blev prøvet, så der er intet tal." in told
    assert mutate(folder, "--minutes", "0", "--fail-under", "0")[0] == 1


def test_scenarios_that_fail_already_are_told(tmp_path: Path) -> None:
    _, told = mutate(plugin(tmp_path, LIMIT, [*ALL, scenario("no", age=40)]))
    assert "Scenarier, der fejler på reglerne, som de er, og derfor ikke kan opdage noget: 1." in " ".join(told.split())


def test_a_draft_without_scenarios_is_told_so_and_can_be_given_its_first(tmp_path: Path) -> None:
    few = {"parameters": {"kultur_min_months": 12}, "offers": {"mentor": {"eligible": LIMIT}}}
    written = {"ruleset": "udkast", "draft": True, "municipality": "9999", **few}  # In the place of eksempelkommune.
    file = ruleset(tmp_path, written) / "ruleset.yaml"
    code, told = mutate(file, "--write")
    assert code == 1
    assert "Ingen scenarier prøver disse regler." in told
    assert "fejl blev opdaget: 0 procent." in told
    assert run("rules", "test", str(file)).exit_code == 0
    code, told = mutate(file)
    assert code == 0
    assert "fejl blev opdaget: 100 procent." in told


@pytest.mark.parametrize(
    ("word", "code"),
    [("eksempelkomune", "unknown-rules"), ("rulesets/ingen", "file-missing"), ("docs", "nothing-to-check")],
)
def test_what_is_not_there_is_told_without_trying_anything(word: str, code: str) -> None:
    result = run("rules", "mutate", word)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert code != "unknown-rules" or "eksempelkommune" in result.stderr


@pytest.mark.parametrize(
    ("eligible", "answers", "code"),
    [({"agee": {"at_least": 18}}, ["N-ENSOM"], "unknown-fact"), (LIMIT, "N-ENSOM", "expected-list")],
)
def test_rules_with_faults_are_to_be_mended_first(eligible: Any, answers: Any, code: str, tmp_path: Path) -> None:
    result = run("rules", "mutate", str(plugin(tmp_path, eligible, answers=answers)))
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


def test_the_files_of_rules_are_never_changed(tmp_path: Path) -> None:
    folder = plugin(tmp_path, LIMIT, ALL)
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    mutate(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="what a process is at is seen in /proc alone")
def test_ctrl_c_tells_what_is_done() -> None:
    arguments = [program(), "rules", "mutate", "danmark", "--jobs", "2"]
    running = subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment(),
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    # Once it has children it is at work.
    while time.monotonic() < deadline and not _children(running.pid):
        os.sched_yield()
    os.killpg(running.pid, signal.SIGINT)
    told, complaints = running.communicate(timeout=120)
    assert running.returncode == 130, complaints.decode()
    assert "Stoppet, før alle var prøvet." in told.decode("utf-8")
    assert "Traceback" not in complaints.decode("utf-8")


def _children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
