"""`tilbud rules report`: its first page on the screen, and the whole of it in files."""

from __future__ import annotations

from pathlib import Path

from tests.checkout import ROOT
from tests.cli.running import run

SIDES = ("eksempelkommune@2026-11-01", "eksempelkommune@2027-02-01")


def test_the_first_page_is_printed_and_both_files_are_written(tmp_path: Path) -> None:
    html, pdf = tmp_path / "rapport.html", tmp_path / "rapport.pdf"
    result = run("rules", "report", *SIDES, "--html", str(html), "--pdf", str(pdf), "--on", "2026-11-01")
    assert result.exit_code == 0
    for text in ("Hvad betyder regelændringen?", "Hvem mærker det?", "før 24 år, efter 25 år", "Er reglerne i orden?"):
        assert text in result.stdout
    page = html.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert f"--on 2026-11-01 --html {html} --pdf {pdf} --lang da" in page
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_without_a_file_only_the_first_page_is_there_and_that_is_said(tmp_path: Path) -> None:
    same = run("rules", "report", "danmark@2026-11-01", "danmark@2026-11-01", "--lang", "en")
    assert same.exit_code == 0
    assert "THERE IS NO DIFFERENCE" in same.stdout
    assert "This is the first page alone." in " ".join(same.stdout.split())
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    html = tmp_path / "rapport.html"
    for arguments in (
        ("eksempelkommun", "varde"),
        ("varde", "udkast/ruleset.yaml"),
        ("varde", "varde@2026-13-01"),
        ("varde", "varde@2027-01-01", "--population", str(tmp_path / "ingen.csv")),
    ):
        result = run("rules", "report", *arguments, "--on", "2026-11-01", "--html", str(html))
        assert result.exit_code == 2, result.stdout
        assert result.stderr
        assert not html.exists()


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    same = ("danmark@2026-11-01", "danmark@2026-11-01")
    result = run("rules", "report", *same, "--html", str(tmp_path / "ingen" / "rapport.html"))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_plugin_can_be_reported_on() -> None:
    result = run("rules", "report", "danmark", str(ROOT / "plugins" / "mentor"), "--on", "2026-11-01")
    assert result.exit_code == 0
    assert "INGEN FORSKEL" in result.stdout or "INGEN VIRKNING" in result.stdout


def test_no_cpr_number_in_the_name_of_a_file_gets_into_the_report(tmp_path: Path) -> None:
    people, html = tmp_path / "borger 010190-1234.csv", tmp_path / "rapport.html"
    people.write_bytes((ROOT / "examples" / "befolkning" / "befolkning.csv").read_bytes())
    result = run("rules", "report", *SIDES, "--population", str(people), "--html", str(html))
    assert result.exit_code == 0, result.stderr
    assert "010190-1234" not in result.stdout + result.stderr
    assert "010190-1234" not in html.read_text(encoding="utf-8")
