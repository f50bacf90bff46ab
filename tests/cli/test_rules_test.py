"""`tilbud rules test`: what policy staff read, what programs read, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import plain_environment, run, run_program
from tests.kit.authors import OFFER, SCENARIOS, write_plugin
from tests.lab.town import AS_DRAFT, LONGER, copied_town

# Somebody presses Ctrl-C while the third scenario is answered.
INTERRUPTING = """\
import os
import signal

from tilbud_engine.plugins import hookimpl

TILBUD_PLUGIN_API = 1
ASKED = []


@hookimpl
def tilbud_derive_facts(citizen):
    ASKED.append(citizen)
    if len(ASKED) == 3:
        os.kill(os.getpid(), signal.SIGINT)
    return {}
"""
WRONG = SCENARIOS.replace("gaatur: yes", "gaatur: no  # besluttet", 1)


def test_what_passes_is_one_line_that_counts(tmp_path: Path) -> None:
    write_plugin(tmp_path)
    result = run_program("rules", "test", "gaatur", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    [line] = result.stdout.decode().splitlines()
    assert line.startswith("Scenarier: 4. Bestået: 4. Fejlet: 0. Kan ikke køres: 0. Tid: ")


def test_a_failure_is_told_part_by_part_and_ends_with_one(tmp_path: Path) -> None:
    town = copied_town(tmp_path, AS_DRAFT, LONGER)
    result = run("rules", "test", str(town))
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    assert "Scenarier for eksempelkommune kører her under udkastet udkast." in text
    assert f"✕ Et år uden job {town}/scenarios/kultur.yaml:2" in text
    assert "kulturvitaminer: ventet `yes` (ja), men svaret er `no` (nej)." in text
    assert "✕ Du har været uden job i mindst 13 måneder: nej." in text
    assert "Scenarier: 1. Bestået: 0. Fejlet: 1." in text


def test_the_same_in_english(tmp_path: Path) -> None:
    text = " ".join(run("rules", "test", str(copied_town(tmp_path, LONGER)), "--lang", "en").stdout.split())
    assert "kulturvitaminer: expected `yes`, but the answer is `no`." in text
    assert "You have been out of work for at least 13 months: no." in text


def test_several_failures_are_listed_once_more_at_the_end(tmp_path: Path) -> None:
    wrong = SCENARIOS.replace("gaatur: yes", "gaatur: no").replace("{verdict: yes, missing: []}", "no")
    text = run("rules", "test", str(write_plugin(tmp_path, scenarios=wrong))).stdout
    listed = text.split("\nFejlet\n")[1]
    assert listed.count("- ") == 2
    assert "Voksen med angst" in listed


def test_what_cannot_be_read_ends_with_two_and_the_rest_is_run(tmp_path: Path) -> None:
    broken = WRONG.replace("age: 19", "agee: 19")
    result = run("rules", "test", str(write_plugin(tmp_path, scenarios=broken)))
    assert result.exit_code == 2
    assert "Kan ikke køres" in result.stdout
    assert "[unknown-fact]" in result.stdout
    assert "Scenarier: 3. Bestået: 2. Fejlet: 1. Kan ikke køres: 1." in result.stdout


def test_a_path_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    result = run("rules", "test", str(tmp_path / "findesikke"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "[file-missing]" in result.stderr


def test_scenarios_are_chosen_by_offer_by_ruleset_and_by_name(tmp_path: Path) -> None:
    def count(*options: str) -> int:
        paths = [str(ROOT / "rulesets" / name) for name in ("randers", "haderslev", "halsnaes")]
        made = json.loads(run("rules", "test", *paths, "--format", "json", *options).stdout)
        return sum(len(one["scenarios"]) for one in made["files"])

    everything = count()
    for options in (["--offer", "samlet_plan"], ["--under", "randers"], ["-k", "MÅNEDER"]):
        assert 0 < count(*options) < everything, options
    assert count("--offer", "borgerkonsulent", "--offer", "samlet_plan") > count("--offer", "samlet_plan")
    none = run("rules", "test", str(write_plugin(tmp_path)), "--named", "findes ikke")
    assert none.exit_code == 2
    assert "Ingen af scenarierne passer til det, du har valgt." in none.stdout


def test_a_misspelt_offer_or_ruleset_is_told_with_the_nearest(tmp_path: Path) -> None:
    result = run("rules", "test", str(write_plugin(tmp_path)), "--offer", "gatur", "--under", "vaerde")
    assert result.exit_code == 2
    assert "Mente du `gaatur`?" in result.stderr
    assert "Mente du `varde`?" in result.stderr


def test_a_file_that_cannot_be_written_loses_nothing_of_what_was_found(tmp_path: Path) -> None:
    plugin = str(write_plugin(tmp_path, scenarios=WRONG))
    result = run("rules", "test", plugin, "--junit", str(tmp_path / "findesikke" / "junit.xml"))
    assert result.exit_code == 2
    assert "Voksen med angst" in result.stdout


def test_a_draft_can_be_tried_by_every_scenario_of_what_it_copies(tmp_path: Path) -> None:
    draft = copied_town(tmp_path, AS_DRAFT, LONGER)
    result = run("rules", "test", str(ROOT / "plugins" / "kulturvitaminer"), "--draft", str(draft))
    assert result.exit_code == 1
    assert "12 måneder uden job" in result.stdout


def test_all_scenarios_can_run_on_one_day(tmp_path: Path) -> None:
    result = run("rules", "test", str(copied_town(tmp_path)), "--on", "2028-06-01")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "kører på dagen 1. juni 2028" in text
    assert "svaret er `not_offered` (tilbuddet er her ikke nu)" in text


def test_accepting_writes_the_answer_says_what_it_wrote_and_ends_well(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path, scenarios=WRONG)
    result = run("rules", "test", str(plugin), "--accept")
    file = plugin / "scenarios" / "graenser.yaml"
    assert result.exit_code == 0
    assert f"{file}:9: gaatur: no → yes (Voksen med angst)" in " ".join(result.stdout.split())
    assert "gaatur: yes  # besluttet" in file.read_text(encoding="utf-8")
    assert run("rules", "test", str(plugin)).exit_code == 0


def test_accepting_goes_with_the_scenarios_own_rules_alone(tmp_path: Path) -> None:
    plugin = str(write_plugin(tmp_path, scenarios=WRONG))
    for option in (["--on", "2026-12-01"], ["--draft", str(ROOT / "rulesets" / "eksempelkommune")]):
        result = run("rules", "test", plugin, "--accept", *option)
        assert result.exit_code == 2
        assert "--accept" in result.stderr


@pytest.mark.long
def test_what_comes_with_an_installed_engine_is_written_only_when_it_is_named(tmp_path: Path) -> None:
    installed = tmp_path / "sted" / "tilbud_engine"
    code = (
        "import sys, shutil; from pathlib import Path; import tilbud_engine as t; home = Path(t.__file__).parent;"
        f"made = Path({str(installed)!r}); shutil.copytree(home, made);"
        f"[shutil.copytree(Path({str(ROOT)!r}) / one, made / 'catalogue' / one) for one in ('plugins', 'rulesets')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    file = installed / "catalogue" / "rulesets" / "haderslev" / "scenarios" / "step_up.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace(": yes", ": no", 1), encoding="utf-8")
    spoilt = file.read_text(encoding="utf-8")
    environment = plain_environment() | {"PYTHONPATH": str(installed.parent)}
    start = [sys.executable, "-m", "tilbud_engine", "rules", "test", "--accept", "--runtime", "reference"]
    ran = subprocess.run(start, env=environment, capture_output=True, check=False, timeout=120, cwd=tmp_path)
    assert ran.returncode == 1, ran.stderr.decode()
    assert "følger med programmet og er ikke ændret" in " ".join(ran.stdout.decode().split())
    assert file.read_text(encoding="utf-8") == spoilt
    ran = subprocess.run(
        [*start, str(file)], env=environment, capture_output=True, check=False, timeout=120, cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stdout.decode()
    assert file.read_text(encoding="utf-8") == good


def test_the_json_holds_every_scenario_and_the_reasoning_behind_a_failure(tmp_path: Path) -> None:
    result = run("rules", "test", str(copied_town(tmp_path, LONGER)), "--format", "json")
    made = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [made[key] for key in ("schema", "passed", "failed", "broken", "stopped")] == [1, 0, 1, 0, False]
    [scenario] = made["files"][0]["scenarios"]
    assert (scenario["name"], scenario["passed"]) == ("Et år uden job", False)
    assert scenario["problems"][0]["code"] == "scenario-verdict"
    assert [one["truth"] for one in scenario["offers"][0]["lines"]] == ["false", "false"]
    assert scenario["seconds"] > 0


# What build servers read: the elements and attributes of the JUnit XML that Jenkins and GitLab take.
ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase"}),
    "testcase": ({"name", "classname", "time", "file", "line"}, {"failure", "error"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
}


def test_junit_is_what_build_servers_read(tmp_path: Path) -> None:
    broken = WRONG.replace("age: 19", "agee: 19").replace("Voksen med angst", 'Voksen & "angst" <b>')
    file = tmp_path / "junit.xml"
    run("rules", "test", str(write_plugin(tmp_path, scenarios=broken)), "--junit", str(file))
    root = ET.fromstring(file.read_bytes())  # noqa: S314 - our own file
    for element in root.iter():
        attributes, inside = ALLOWED[element.tag]
        assert set(element.attrib) <= attributes
        assert {one.tag for one in element} <= inside
    for counted in (root, *root.findall("testsuite")):
        assert int(counted.attrib["tests"]) == len(list(counted.iter("testcase"))) == 4
        assert int(counted.attrib["failures"]) == len(list(counted.iter("failure"))) == 1
        assert int(counted.attrib["errors"]) == len(list(counted.iter("error"))) == 1
        assert float(counted.attrib["time"]) >= 0
    [failed] = [one for one in root.iter("testcase") if one.find("failure") is not None]
    assert failed.attrib["name"] == 'Voksen & "angst" <b>'
    assert failed.attrib["classname"] == "gaatur.graenser"
    assert failed.attrib["line"] == "2"
    told = failed.find("failure")
    assert told is not None
    assert told.attrib["type"] == "scenario-verdict"
    assert "Du er mindst 18 år: ja." in str(told.text)


@pytest.mark.skipif(sys.platform == "win32", reason="another signal there")
def test_ctrl_c_shows_what_is_done(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path, f"{OFFER}derives: [has_driving_licence]\n")
    (plugin / "plugin.py").write_text(INTERRUPTING, encoding="utf-8")
    (tmp_path / "tilbud.toml").write_text('allow_code = ["gaatur"]\n', encoding="utf-8")
    ran = run_program("rules", "test", "gaatur", cwd=tmp_path)
    assert ran.returncode == 130, ran.stderr.decode()
    assert "Stoppet. Her er det, der nåede at køre: 2 af 4 scenarier." in ran.stdout.decode()
    assert b"Traceback" not in ran.stderr
