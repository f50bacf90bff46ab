"""`tilbud rules check` and `tilbud schema`: for those who write rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tests.checkout import ROOT
from tests.cli.running import run, run_program

OFFER = """\
offer: min_proeve
name: Prøve
card: {word: Prøve, text: Et kort til en prøve}
answers: [N-ENSOM]
eligible: {age: {at_least: 18}}
"""
RULESET = 'ruleset: proeve\nextends: danmark\nmunicipality: "9998"\n'
LINE = re.compile(r"^(?P<place>.+:\d+): (?P<message>.+)\. .*\[(?P<code>[a-z-]+)\]( \((bemærkning|remark)\))?$")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_shipped_has_no_faults() -> None:
    result = run("rules", "check", str(ROOT / "rulesets"), str(ROOT / "plugins"))
    assert result.exit_code == 0, result.stdout
    assert "Fejl: 0." in result.stdout.splitlines()[-1]


def test_every_fault_is_told_with_its_place_and_what_to_do(tmp_path: Path) -> None:
    file = write(
        tmp_path / "proeve" / "ruleset.yaml",
        RULESET
        + "offers:\n"
        + "  kulturvitamine: {offered: true}\n"
        + "  kulturvitaminer:\n"
        + "    eligible: {agee: 3, age: {atleast: 4}, is: findesikke}\n"
        + "  bisidder: {offered: false}\n",
    )
    result = run("rules", "check", str(file.parent))
    assert result.exit_code == 1
    *lines, summary = result.stdout.splitlines()
    found = [match.groupdict() for line in lines if (match := LINE.match(line))]
    assert len(found) == len(lines), lines
    assert {(one["place"].rpartition(":")[2], one["code"]) for one in found} == {
        ("5", "unknown-offer"),
        ("7", "unknown-fact"),
        ("7", "unknown-operator"),
        ("7", "unknown-definition"),
        ("8", "right-narrowed"),
    }
    assert all(one["place"].startswith(str(file)) for one in found)
    assert "Mente du `age`?" in result.stdout
    assert summary == "Kontrolleret: 1. Fejl: 5. Bemærkninger: 0."
    english = run("rules", "check", str(file.parent), "--lang", "en")
    assert "Did you mean `age`?" in english.stdout
    assert english.stdout.splitlines()[-1] == "Checked: 1. Faults: 5. Remarks: 0."


def test_a_remark_is_marked_and_is_no_fault(tmp_path: Path) -> None:
    file = write(tmp_path / "proeve" / "ruleset.yaml", RULESET + "draft: true\n")
    result = run("rules", "check", str(file))
    assert result.exit_code == 0
    assert "(bemærkning)" in result.stdout
    assert "Bemærkninger: 1." in result.stdout


def test_what_has_expired_by_the_day_is_remarked_on(tmp_path: Path) -> None:
    file = write(
        tmp_path / "proeve" / "ruleset.yaml",
        RULESET + "offers:\n  kulturvitaminer: {offered: true, valid: {to: 2026-12-31}}\n",
    )
    assert "[part-expired]" not in run("rules", "check", str(file), "--on", "2026-12-31").stdout
    assert "[part-expired]" in run("rules", "check", str(file), "--on", "2027-01-01").stdout


def test_a_file_that_cannot_be_read_is_a_fault_and_the_others_are_still_checked(tmp_path: Path) -> None:
    broken = write(tmp_path / "a" / "ruleset.yaml", "ruleset: [\n")
    other = write(tmp_path / "b" / "ruleset.yaml", RULESET + "offers: {mentorr: {offered: true}}\n")
    result = run("rules", "check", str(broken), str(other))
    assert result.exit_code == 1
    assert f"{broken}:" in result.stdout
    assert f"{other}:4:" in result.stdout


def test_a_folder_of_rulesets_a_plugin_and_a_single_file_may_be_given(tmp_path: Path) -> None:
    write(tmp_path / "regler" / "en" / "ruleset.yaml", RULESET)
    write(tmp_path / "regler" / "to" / "ruleset.yaml", RULESET.replace("proeve", "anden").replace("9998", "9997"))
    write(tmp_path / "plugins" / "min_proeve" / "offer.yaml", OFFER.replace("age:", "agee:"))
    single = write(tmp_path / "loest.yaml", OFFER.replace("N-ENSOM", "N-ENSO").replace("min_proeve", "loest"))
    result = run("rules", "check", str(tmp_path / "regler"), str(tmp_path / "plugins"), str(single))
    assert result.exit_code == 1
    assert "offer.yaml:5: `agee`" in result.stdout
    assert "loest.yaml:4: `N-ENSO`" in result.stdout
    assert result.stdout.splitlines()[-1] == "Kontrolleret: 4. Fejl: 2. Bemærkninger: 0."
    own_file = tmp_path / "plugins" / "min_proeve" / "offer.yaml"
    assert "offer.yaml:5: `agee`" in run("rules", "check", str(own_file)).stdout


def test_a_copy_of_a_shipped_plugin_is_checked_in_its_place(tmp_path: Path) -> None:
    text = (ROOT / "plugins" / "bisidder" / "offer.yaml").read_text(encoding="utf-8")
    write(tmp_path / "plugins" / "bisidder" / "offer.yaml", text)
    result = run_program("rules", "check", "plugins/bisidder", cwd=tmp_path)
    assert result.returncode == 0, result.stdout.decode()
    write(tmp_path / "plugins" / "bisidder" / "offer.yaml", text + "findesikke: 1\n")
    result = run_program("rules", "check", "plugins/bisidder", cwd=tmp_path)
    assert result.returncode == 1
    assert b"`findesikke`" in result.stdout


def test_two_rulesets_of_one_name_are_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name / "ruleset.yaml", RULESET)
    result = run("rules", "check", str(tmp_path))
    assert result.exit_code == 1
    assert "[ruleset-twice]" in result.stdout


@pytest.mark.parametrize("text", ["a: b\n", "- a\n"])
def test_a_file_of_something_else_is_a_fault(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "andet.yaml", text)
    result = run("rules", "check", str(file))
    assert result.exit_code == 1
    assert "[nothing-to-check]" in result.stdout
    (tmp_path / "tom").mkdir()
    assert "[nothing-to-check]" in run("rules", "check", str(tmp_path / "tom")).stdout


def test_the_schemas_are_written_where_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "skemaer"
    result = run("schema", str(folder))
    assert result.exit_code == 0
    written = [Path(line.removeprefix("Skrevet: ")) for line in result.stdout.splitlines()]
    assert {one.parent for one in written} == {folder}
    for file in written:
        jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))
    assert "Written: " in run("schema", str(folder), "--lang", "en").stdout


def test_schemas_that_cannot_be_written_are_told_without_a_traceback(tmp_path: Path) -> None:
    taken = write(tmp_path / "fil", "")
    result = run("schema", str(taken))
    assert result.exit_code == 2
    assert "systemet siger nej" in result.stderr


def test_a_fault_in_the_shape_does_not_hide_faults_in_the_contents(tmp_path: Path) -> None:
    write(
        tmp_path / "plugins" / "proeve" / "offer.yaml",
        "offer: proeve\nname: Prøve\ndecidess: kommunen\ncard: {word: Prøve, text: Et kort}\n"
        "answers: [N-ENSOM, N-XX]\nhours_per_week: to\neligible: {agee: 18}\n",
    )
    write(
        tmp_path / "rulesets" / "proeven" / "ruleset.yaml",
        "ruleset: proeven\nextends: danmark\ndraftt: true\noffers:\n  mentorr: {offered: true}\n"
        "  kulturvitaminer: {statuss: idea, eligible: {agee: 3}}\n",
    )
    result = run("rules", "check", str(tmp_path / "plugins"), str(tmp_path / "rulesets"))
    assert result.exit_code == 1
    found = [LINE.match(line) for line in result.stdout.splitlines()]
    told = [(Path(one["place"]).name, one["code"]) for one in found if one]
    assert told == [
        ("offer.yaml:3", "unknown-key"),
        ("offer.yaml:5", "unknown-barrier"),
        ("offer.yaml:6", "expected-int"),
        ("offer.yaml:6", "expected-int"),
        ("offer.yaml:7", "unknown-fact"),
        ("ruleset.yaml:3", "unknown-key"),
        ("ruleset.yaml:5", "unknown-offer"),
        ("ruleset.yaml:6", "unknown-key"),
        ("ruleset.yaml:6", "unknown-fact"),
    ]


def test_a_copy_of_a_made_up_municipalitys_rules_may_be_a_draft_and_still_name_its_municipality(tmp_path: Path) -> None:
    shipped = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    file = write(tmp_path / "udkast" / "ruleset.yaml", shipped.replace("extends:", "draft: true\nextends:", 1))
    result = run("rules", "check", str(file.parent))
    assert result.exit_code == 0, result.stdout
    assert "Fejl: 0." in result.stdout
