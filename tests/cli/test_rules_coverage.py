"""`tilbud rules coverage`: the holes in words, the figure, the page, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.running import run, run_program
from tests.kit.authors import SCENARIOS, write_plugin

KNOWN = SCENARIOS.split("  - name: Alder og uddannelse mangler")[0]


def words(*arguments: str) -> str:
    return " ".join(run("rules", "coverage", *arguments).stdout.split())


def test_the_holes_stand_in_words_with_line_and_example(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path, scenarios=KNOWN)
    text = words(str(plugin))
    assert f"{plugin}/offer.yaml - Linje 15: Intet scenarie har set" in text
    assert "- Linje 15: Intet scenarie har set ”du er mindst 18 år” være ukendt." in text
    assert "Det er ukendt for en borger, der ikke har oplyst age (eksempelkommune, 22. november 2026)." in text
    assert "66,7 % 8 af 12" in text
    assert text.endswith("Dækning: 66,7 %. Af 12 svar, der kan komme, har scenarierne set 8. Scenarier: 3.")


def test_the_same_in_english(tmp_path: Path) -> None:
    text = words(str(write_plugin(tmp_path, scenarios=KNOWN)), "--lang", "en")
    assert "- Line 15: No scenario has seen “you are at least 18 years old” be unknown." in text
    assert "It is unknown for a citizen who has not stated age (eksempelkommune, 22 November 2026)." in text
    assert text.endswith("Coverage: 66.7 %. Of 12 answers that can come the scenarios have seen 8. Scenarios: 3.")


def test_every_part_can_be_shown_and_full_coverage_says_so(tmp_path: Path) -> None:
    text = words(str(write_plugin(tmp_path)), "--parts")
    assert "du er mindst 18 år. ja: set, nej: set, ukendt: set" in text
    assert "gaatur_min_age = 18 (standardværdi). ja: set, nej: set, ukendt: set" in text
    assert "Alt, hvad der kan komme, er set." in text


def test_the_figure_below_the_floor_ends_with_one(tmp_path: Path) -> None:
    plugin = str(write_plugin(tmp_path, scenarios=KNOWN))
    assert run("rules", "coverage", plugin, "--fail-under", "66.7").exit_code == 0
    assert run("rules", "coverage", plugin, "--fail-under", "66.8").exit_code == 1
    assert run("rules", "coverage", plugin, "--fail-under", "101").exit_code == 2


def test_scenarios_that_cannot_be_read_end_with_two(tmp_path: Path) -> None:
    result = run("rules", "coverage", str(write_plugin(tmp_path, scenarios=SCENARIOS.replace("age: 19", "agee: 19"))))
    assert result.exit_code == 2
    assert "[unknown-fact]" in result.stdout


def test_the_page_is_written_and_the_json_is_json(tmp_path: Path) -> None:
    page = tmp_path / "daekning.html"
    plugin = str(write_plugin(tmp_path))
    made = json.loads(run("rules", "coverage", plugin, "--html", str(page), "--format", "json").stdout)
    assert (made["schema"], made["percent"], made["files"][0]["name"]) == (1, 100, "gaatur")
    assert "<h1>Hvad scenarierne har prøvet</h1>" in page.read_text(encoding="utf-8")


def test_the_installed_program_does_the_same(tmp_path: Path) -> None:
    write_plugin(tmp_path, scenarios=KNOWN)
    result = run_program("rules", "coverage", "gaatur", "--fail-under", "90", cwd=tmp_path)
    assert result.returncode == 1, result.stderr.decode()
    assert b"66,7 %" in result.stdout


def test_testing_and_covering_rules_import_no_heavy_library() -> None:
    code = (
        "import sys; from tilbud_engine.cli import rules_test, rules_coverage;"
        "heavy = ('z3', 'narwhals', 'polars', 'jinja2', 'typst', 'vl_convert');"
        "print([one for one in heavy if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout == "[]\n"
