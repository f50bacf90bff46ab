"""`tilbud rules simulate` and `tilbud population make`: what they say, write and refuse."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import plain_environment, program, run
from tilbud_engine.lab.words import Words

FILE = str(ROOT / "examples" / "befolkning" / "befolkning.csv")
EXAMPLE = str(ROOT / "examples" / "befolkning" / "befolkning.yaml")
DAY = ("--on", "2026-09-01")


@pytest.fixture(scope="module")
def told() -> str:
    result = run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY)
    assert result.exit_code == 0
    return result.stdout


def test_the_text_tells_the_counts_the_groups_the_places_and_how_it_is_worked_out(told: str) -> None:
    for part in (
        "Hvad eksempelkommune svarer den 1. september 2026",
        "600 personer i befolkning.csv.",
        "Hvorfor svaret er “ved ikke”",
        "Efter alder",
        "Efter kommune",
        "Efter målgruppe",
        "Efter det ben på stolen",
        "Borgerkonsulent på tværs: 60 pladser",
        "100 procent af dem med ja tager imod.",
        "De begynder jævnt fordelt over de 12 måneder.",
        "tal er skjult",
    ):
        assert part in " ".join(told.split())
    assert re.search(r"^Kulturvitaminer +211 +153 +47 +-$", told, re.MULTILINE)


def test_every_line_fits_the_page(told: str) -> None:
    assert [line for line in told.splitlines() if len(line) > 80] == []


def test_each_offer_is_shown_by_the_groups_that_are_asked_for() -> None:
    result = run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--by", "age")
    assert re.search(r"^Tilbud +18-24 +25-29 +30-39 +40-49 +50-59 +60-66$", result.stdout, re.MULTILINE)
    one = run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--offer", "kulturvitaminer")
    assert "Kulturvitaminer" in one.stdout
    assert "Bisidder" not in one.stdout


def test_json_holds_everything_and_begins_with_the_schema() -> None:
    result = run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--format", "json")
    made = json.loads(result.stdout)
    assert result.stdout.lstrip("{\n ").startswith('"schema": 1')
    offer = next(one for one in made["offers"] if one["offer"] == "kulturvitaminer")
    assert (offer["yes"], offer["no"], offer["unknown"], offer["not_relevant"]) == (211, 153, 47, 189)
    assert offer["missing"] == {"months_unemployed": 47}
    assert set(offer["groups"]) == {"age", "municipality", "target_group", "leg"}
    assert len(offer["load"]["months"]) == 12


def test_the_spreadsheet_has_a_row_for_each_offer_and_group(tmp_path: Path) -> None:
    file = tmp_path / "tal.csv"
    run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--csv", str(file))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter=";"))
    total = next(one for one in rows if one["offer"] == "kulturvitaminer" and not one["by"])
    assert (total["yes"], total["what"]) == ("211", "answer")
    assert {one["by"] for one in rows} == {"", "age", "municipality", "target_group", "leg", "fact"}


@pytest.mark.long
def test_another_engine_gives_the_same_answer() -> None:
    pytest.importorskip("pysail")
    asked = ("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--format", "json")
    assert run(*asked, "--engine", "sail").stdout == run(*asked).stdout
    refused = run(*asked, "--engine", "sale")
    assert refused.exit_code == 2
    assert "[engine-unknown]" in refused.stderr


def test_small_figures_are_shown_only_with_a_warning() -> None:
    result = run("rules", "simulate", "eksempelkommune", "--population", FILE, *DAY, "--no-suppress")
    assert "Små tal er IKKE skjult" in " ".join(result.stderr.split())
    assert "skjult    " not in result.stdout
    assert re.search(r"^Alkoholbehandling +\d+ +27 +0 +\d+$", result.stdout, re.MULTILINE)


def test_a_draft_is_told_to_be_one(tmp_path: Path) -> None:
    draft = tmp_path / "udkast.yaml"
    written = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    draft.write_text(
        written.replace("ruleset: eksempelkommune", "ruleset: udkast\ndraft: true").replace(
            "        value: 12\n", "        value: 24\n", 1
        ),
        encoding="utf-8",
    )
    result = run("rules", "simulate", str(draft), "--population", FILE, *DAY)
    assert result.exit_code == 0
    assert "Regelsættet er et udkast" in result.stdout
    yes = re.search(r"^Kulturvitaminer +(\d+)", result.stdout, re.MULTILINE)
    assert yes
    assert int(yes[1]) < 211


def test_what_is_not_offered_tells_why_and_unknown_for_everyone_is_no_no() -> None:
    told = run("rules", "simulate", "varde", "--population", FILE, *DAY).stdout
    listed = " ".join(told.split("Ikke tilbudt")[1].split())
    assert "Kulturvitaminer: Det er en idé og findes ikke endnu. (411 personer" in listed
    national = run("rules", "simulate", "danmark", "--population", FILE, *DAY).stdout
    assert "Ukendt for alle: kommunens egne regler er ikke lagt ind" in national
    assert "Ikke tilbudt" not in national
    over = run("rules", "simulate", "eksempelkommune@2028-09-01", "--population", FILE).stdout
    assert "Kulturvitaminer: Det sluttede den 31. december 2027." in over


def test_every_reason_has_its_words() -> None:
    say = Words("simulate", "da")
    for code in ("not-here", "not-yet", "over", "idea", "paused", "closed", "no-rule", "not-loaded", "faulty"):
        assert say(f"reason-{code}", on=dt.date(2026, 9, 1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("age,barriers\n", "population-no-rows"),
        ("age\nfyrre\n", "population-not-int"),
        ("age,agee\n40,1\n", "population-column-unknown"),
        ("age,benefit_type\n40,kontanthjælp\n", "population-not-choice"),
        ("age,months_unemployed\n40,010203-1234\n", "population-cpr"),
    ],
)
def test_a_population_that_cannot_be_read_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "borgere.csv"
    file.write_text(text, encoding="utf-8")
    result = run("rules", "simulate", "eksempelkommune", "--population", str(file), *DAY)
    assert result.exit_code == 2
    assert f"[{code}" in result.stderr
    assert "010203" not in result.stderr
    assert result.stdout == ""


def test_wrong_names_are_met_with_the_nearest() -> None:
    for arguments, near in (
        (["eksempelkommunen", "--population", FILE], "eksempelkommune"),
        (["eksempelkommune", "--population", FILE, "--offer", "kulturvitamin"], "kulturvitaminer"),
    ):
        result = run("rules", "simulate", *arguments)
        assert result.exit_code == 2
        assert f"Mente du `{near}`?" in result.stderr
    assert run("rules", "simulate", "eksempelkommune", "--population", "findes-ikke.csv").exit_code == 2
    assert run("rules", "simulate", "eksempelkommune", "--population", FILE, "--uptake", "101").exit_code == 2
    assert run("rules", "simulate", "eksempelkommune").exit_code == 2


def test_a_population_is_made_and_simulated(tmp_path: Path) -> None:
    for suffix in ("csv", "parquet"):
        file = tmp_path / f"borgere.{suffix}"
        made = run("population", "make", EXAMPLE, str(file), "--rows", "200", *DAY)
        assert made.exit_code == 0
        assert "200 opdigtede personer" in made.stdout
        assert "Antaget: 48." in made.stdout
        assert run("rules", "simulate", "eksempelkommune", "--population", str(file), *DAY).exit_code == 0


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    file.write_text("age\n40\n", encoding="utf-8")
    refused = run("population", "make", EXAMPLE, str(file), "--rows", "10")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert file.read_text(encoding="utf-8") == "age\n40\n"
    assert run("population", "make", EXAMPLE, str(file), "--rows", "10", "--force").exit_code == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 11


def test_another_suffix_and_bad_figures_are_refused(tmp_path: Path) -> None:
    result = run("population", "make", EXAMPLE, str(tmp_path / "borgere.xlsx"))
    assert result.exit_code == 2
    assert "[population-format]" in result.stderr
    assert not (tmp_path / "borgere.xlsx").exists()
    bad = tmp_path / "tal.yaml"
    bad.write_text("population: Prøve\nfacts:\n  age: {shares: {18: 0.5}, assumed: true}\n", encoding="utf-8")
    result = run("population", "make", str(bad), str(tmp_path / "borgere.csv"))
    assert result.exit_code == 2
    assert f"{bad}:3: andelene for `age` er 0.5 i alt" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to another process")
def test_ctrl_c_leaves_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    arguments = [program(), "population", "make", EXAMPLE, str(file), "--rows", "100000000", *DAY]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=plain_environment(), cwd=ROOT
    ) as process:
        deadline = time.monotonic() + 120
        while not (file.exists() and file.stat().st_size > 1_000_000) and time.monotonic() < deadline:
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Stoppet før tid" in out.decode()
    lines = file.read_bytes().splitlines()
    assert lines[0].count(b",") == lines[-1].count(b",")
    assert (len(lines) - 1) % 200_000 == 0


def test_what_is_written_wrong_in_the_rules_is_told_before_the_counts(tmp_path: Path) -> None:
    file = tmp_path / "ruleset.yaml"
    file.write_text(
        "ruleset: udkast\nextends: eksempelkommune\ndraft: true\n"
        "parameters:\n  unge_psyk_maks_age: {value: 29, source: {title: Forslag}}\n",
        encoding="utf-8",
    )
    result = run("rules", "simulate", str(file), "--population", FILE, *DAY)
    text = " ".join(result.stdout.split())
    assert result.exit_code == 3
    assert text.index("Mente du `unge_psyk_max_age`?") < text.index("Svarene, tilbud for tilbud")
    plain = run("rules", "simulate", str(file), "--population", FILE, *DAY, "--format", "json").stdout
    assert len(json.loads(plain)["problems"]) == 1
