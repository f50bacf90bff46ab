"""`tilbud offers export --xlsx`, `import --xlsx` and `--stale`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import run
from tests.kit.sheets import WALK, folder_of, letter, own_list, with_cells


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "mine", gaagruppe=WALK)


def told(*arguments: str | Path, code: int = 0) -> str:
    result = run(*map(str, arguments))
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_out_and_back_changes_nothing(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    shown = told("offers", "export", "--xlsx", "--out", file, "--plugins", folder, "--on", "2026-09-01")
    assert "tilbud er skrevet i" in shown
    assert "Skærmede tilbud er ikke med: krisecenter" in shown
    assert "0 nye, 0 ændrede" in told("offers", "import", file, "--xlsx", "--into", folder)


def test_only_the_offers_that_are_named_are_written(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    told("offers", "export", "gaagruppe", "--xlsx", "--out", file, "--plugins", folder)
    assert [cell.value for cell in openpyxl.load_workbook(file)["Tilbud"]["A"]] == ["Id", "gaagruppe"]


def test_a_change_is_first_shown_and_then_written(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    told("offers", "export", "gaagruppe", "--xlsx", "--out", file, "--plugins", folder)
    with_cells(file, name="Gåklubben", last_checked="01-09-2026")
    shown = told("offers", "import", file, "--xlsx", "--into", folder)
    assert "Ændret: gaagruppe" in shown
    assert "Navn: Gågruppen i byparken bliver til Gåklubben" in shown
    assert "Intet er skrevet." in shown
    assert (folder / "gaagruppe" / "offer.yaml").read_text(encoding="utf-8") == WALK
    assert "Skrev" in told("offers", "import", file, "--xlsx", "--into", folder, "--write")
    assert "name: Gåklubben  # det, den hedder på plakaten" in (folder / "gaagruppe" / "offer.yaml").read_text(
        encoding="utf-8"
    )
    assert "0 ændrede" in told("offers", "import", file, "--xlsx", "--into", folder)
    assert "Gåklubben" in told("offers", "gaagruppe", "--plugins", folder)


def test_dates_are_shown_as_people_write_them(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    told("offers", "export", "gaagruppe", "--xlsx", "--out", file, "--plugins", folder)
    with_cells(file, last_checked="01-09-2026")
    assert "15-01-2026 bliver til 01-09-2026" in told("offers", "import", file, "--xlsx", "--into", folder)


def test_a_list_of_their_own_comes_in_through_a_mapping(tmp_path: Path) -> None:
    file = own_list(tmp_path / "liste.xlsx", ["Hvad", "Hvem"], ["Koret", "Alle, der kan synge"])
    mapping = tmp_path / "kolonner.yaml"
    mapping.write_text("Hvad: Navn\n", encoding="utf-8")
    arguments = ("offers", "import", file, "--xlsx", "--columns", mapping, "--into", tmp_path / "mine")
    shown = told(*arguments)
    assert "Nyt: koret" in shown
    assert "[sheet-target-unknown]" in shown
    told(*arguments, "--write")
    assert "Koret" in told("offers", "koret", "--plugins", tmp_path / "mine")
    assert "Fejl: 0." in told("rules", "check", tmp_path / "mine")


def test_everything_that_is_wrong_is_told_and_nothing_written(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    told("offers", "export", "gaagruppe", "--xlsx", "--out", file, "--plugins", folder)
    with_cells(file, status="måske", hours="mange")
    shown = told("offers", "import", file, "--xlsx", "--into", folder, "--write", code=2)
    assert f"ud.xlsx: Tilbud!{letter('status')}2" in shown
    assert f"ud.xlsx: Tilbud!{letter('hours')}2" in shown
    assert (folder / "gaagruppe" / "offer.yaml").read_text(encoding="utf-8") == WALK


@pytest.mark.parametrize(("text", "code"), [("Navn;Telefon\n", "sheet-not-xlsx"), ("", "file-empty")])
def test_a_file_that_is_no_sheet_ends_with_a_message(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_text(text, encoding="utf-8")
    assert f"[{code}]" in told("offers", "import", file, "--xlsx", "--into", tmp_path / "mine", code=2)


def test_a_sheet_needs_a_file_of_the_right_name(tmp_path: Path) -> None:
    assert "--out FILE" in told("offers", "export", "--xlsx", code=2)
    assert "[sheet-file-name]" in told("offers", "export", "--xlsx", "--out", tmp_path / "ud.ods", code=2)
    told("offers", "export", "--xlsx", "--out", tmp_path / "findes" / "ikke" / "ud.xlsx", code=2)


# --- what nobody has looked at lately ----------------------------------------------------------------------------


def test_offers_that_nobody_has_looked_at_lately_are_listed_with_whom_to_ask(folder: Path) -> None:
    shown = told("offers", "--stale", "--plugins", folder, "--on", "2027-02-01")
    assert "1 tilbud i danmark er ikke set efter inden for 12 måneder før 1. februar 2027." in shown
    assert "Gågruppen i byparken. Set efter 15. januar 2026 af Frivilligcenteret." in shown
    english = told("offers", "--stale", "--plugins", folder, "--on", "2027-02-01", "--lang", "en")
    assert "The walking group. Looked at 15 January 2026 by Frivilligcenteret." in english


@pytest.mark.parametrize("span", ["3 months", "3 måneder", "90 dage", "13 uger", "1 month"])
def test_the_span_is_read_in_danish_too(folder: Path, span: str) -> None:
    assert "gaagruppe" in told(
        "offers", "--stale", "--older-than", span, "--plugins", folder, "--on", "2026-09-01"
    )  # fmt: skip


def test_where_all_are_fresh_it_is_said(folder: Path) -> None:
    shown = told("offers", "--stale", "--older-than", "30 år", "--plugins", folder)
    assert "Alle tilbud i danmark er set efter inden for 30 år" in shown


def test_an_offer_that_nobody_ever_looked_at_says_whom_to_ask(tmp_path: Path) -> None:
    text = WALK.replace("last_checked: 2026-01-15\nchecked_by: Frivilligcenteret\n", "")
    folder = folder_of(tmp_path / "mine", gaagruppe=text)
    assert "Aldrig set efter. Spørg: Foreninger og frivillige." in told("offers", "--stale", "--plugins", folder)


@pytest.mark.parametrize("span", ["3", "længe", "-1 months", "12 moons", "1.5 years"])
def test_a_wrong_span_is_told(span: str) -> None:
    shown = told("offers", "--stale", f"--older-than={span}", code=2)
    assert "12 måneder" in shown


def test_all_are_shown_at_once_not_one() -> None:
    assert "Lad `mentor` være" in told("offers", "mentor", "--stale", code=2)


def test_a_sheet_that_somebody_may_have_edited_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "ud.xlsx"
    told("offers", "export", "mentor", "--xlsx", "--out", file)
    before = file.read_bytes()
    assert "[export-file-there]" in told("offers", "export", "mentor", "--xlsx", "--out", file, code=2)
    assert file.read_bytes() == before
