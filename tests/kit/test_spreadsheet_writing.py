"""The sheet that is written: what a municipal employee sees when she opens it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.checkout import ROOT
from tests.kit.sheets import ON, SEVERAL, WALK, exported, folder_of, letter, rulebook_of
from tilbud_engine.errors import InputError
from tilbud_engine.kit.spreadsheet import write_sheet
from tilbud_engine.kit.spreadsheet.columns import columns, headings, plain


@pytest.fixture
def book(tmp_path: Path) -> Any:
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK, haand=SEVERAL)
    return openpyxl.load_workbook(exported(folder, tmp_path / "ud.xlsx"))


def test_an_offer_is_a_row_below_danish_headings_that_stay_in_sight(book: Any) -> None:
    sheet = book["Tilbud"]
    assert [cell.value for cell in sheet[1]] == [one.heading for one in columns()]
    assert [cell.value for cell in sheet["A"]] == ["Id", "gaagruppe", "kor", "strik"]
    assert sheet.freeze_panes == "C2"
    assert sheet[f"{letter('answers')}2"].value == "Alene, intet netværk (N-ENSOM); Nedtrykt, uden kræfter (H-TRIST)"
    assert sheet[f"{letter('units')}2"].value == "Foreninger og frivillige"
    assert sheet[f"{letter('scope')}2"].value == "Lokalt"
    assert sheet[f"{letter('cooperation')}2"].value == "Frivilligcenteret\nKirken"
    assert sheet[f"{letter('cost')}4"].value == "Gratis"


def test_who_can_have_it_stands_in_words_beside_the_rule(book: Any) -> None:
    sheet = book["Tilbud"]
    assert sheet[f"{letter('who')}2"].value == "Du er mindst 18 år"
    assert sheet[f"{letter('rule')}2"].value == "{age: {at_least: $gaa_min_alder}}"
    assert (sheet[f"{letter('who')}3"].value, sheet[f"{letter('rule')}3"].value) == ("Alle", "{}")
    assert sheet.column_dimensions[letter("control")].hidden


def test_dates_are_real_dates_and_hours_stay_what_is_typed(book: Any) -> None:
    sheet = book["Tilbud"]
    checked = sheet[f"{letter('last_checked')}2"]
    assert (checked.value, checked.number_format) == (dt.datetime(2026, 1, 15), "dd-mm-yyyy")  # noqa: DTZ001 - a sheet
    assert sheet[f"{letter('hours')}2"].value == 2
    assert sheet.column_dimensions[letter("hours")].number_format == "@", "3-5 would become the third of May"


@pytest.mark.parametrize(
    ("key", "first", "only_these"),
    [
        ("entitlement", "Ret", True),
        ("status", "Idé", True),
        ("privacy", "Almindelig", True),
        ("scope", "Hele landet", True),
        ("units", "Alle afdelinger", False),
        ("answers", "Angst og uro (H-ANGST)", False),
    ],
)
def test_what_is_chosen_has_a_drop_down(book: Any, key: str, first: str, only_these: bool) -> None:
    rules = {
        str(one.sqref).rstrip("0123456789").split(":")[0][:-1]: one
        for one in book["Tilbud"].data_validations.dataValidation
    }
    rule = rules[letter(key)]
    assert rule.type == "list"
    assert bool(rule.showErrorMessage) is only_these
    sheet, _, area = rule.formula1.removeprefix("=").partition("!")
    listed = [row[0].value for row in book[sheet][area.replace("$", "")]]
    assert listed[0] == first
    assert None not in listed
    assert book[sheet].sheet_state == "hidden"


def test_an_alarm_cannot_be_chosen(book: Any) -> None:
    assert not any("H-AKUT" in str(cell.value) for row in book["Lister"] for cell in row)


def test_every_column_is_explained(book: Any) -> None:
    said = {row[0].value: row[1].value for row in book["Vejledning"]}
    assert said["Dag"].date() == ON
    assert said["Regler"] == "danmark"
    for one in columns():
        assert said[one.heading] == one.help
        assert len(one.help) > 20


def test_parameters_and_sources_have_sheets_of_their_own(book: Any) -> None:
    rows = list(book["Parametre"].iter_rows(values_only=True))
    assert rows[1] == ("gaagruppe", "gaa_min_alder", "Mindste alder", 18, "år", 15, 99, "helt tal", "kommunen")
    assert list(book["Kilder"].iter_rows(values_only=True))[1] == (
        "gaagruppe", None, "Frivilligcenterets program", None, "Gågruppen", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK.replace("Vi mødes ved bænken i byparken.", f'"{text}"'))
    cell = openpyxl.load_workbook(exported(folder, tmp_path / "ud.xlsx"))["Tilbud"][f"{letter('about')}2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_an_offer_without_a_version_on_the_day_is_left_out(tmp_path: Path) -> None:
    text = "versions:\n  2027-01-01:\n" + "".join(f"    {line}\n" for line in WALK.splitlines())
    folder = folder_of(tmp_path / "mine", gaagruppe=text)
    book = rulebook_of(folder)
    assert write_sheet(tmp_path / "ud.xlsx", book.offers, book, ruleset="danmark", on=ON) == 0
    assert write_sheet(tmp_path / "ud.xlsx", book.offers, book, ruleset="danmark", on=dt.date(2027, 1, 1)) == 1


def test_a_file_that_no_program_would_open_is_not_written(tmp_path: Path) -> None:
    book = rulebook_of(folder_of(tmp_path / "mine", gaagruppe=WALK))
    with pytest.raises(InputError) as error:
        write_sheet(tmp_path / "ud.csv", book.offers, book, ruleset="danmark", on=ON)
    assert error.value.problems[0].code == "sheet-file-name"
    assert not (tmp_path / "ud.csv").exists()


def test_what_a_cell_cannot_hold_is_refused_not_cut(tmp_path: Path) -> None:
    lines = "".join(f"  - {'x' * 9_000}{number}\n" for number in range(4))
    book = rulebook_of(folder_of(tmp_path / "mine", gaagruppe=f"{WALK}assumptions:\n{lines}"))
    with pytest.raises(InputError) as error:
        write_sheet(tmp_path / "ud.xlsx", book.offers, book, ruleset="danmark", on=ON)
    assert error.value.problems[0].code == "text-too-long"
    assert not (tmp_path / "ud.xlsx").exists()


def test_without_the_library_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = rulebook_of(folder_of(tmp_path / "mine", gaagruppe=WALK))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError) as error:
        write_sheet(tmp_path / "ud.xlsx", book.offers, book, ruleset="danmark", on=ON)
    assert error.value.problems[0].code == "extra-missing"
    assert "tilbud-engine[kit]" in error.value.problems[0].hint("da")


def test_the_document_explains_each_column_as_the_sheet_does() -> None:
    document = (ROOT / "docs" / "regneark.md").read_text(encoding="utf-8")
    missing = [one.heading for one in columns() if not one.hidden and f"| {one.heading} | {one.help} |" not in document]
    assert missing == []


def test_no_heading_means_two_columns() -> None:
    said = [plain(word) for one in columns() for word in (one.heading, *one.also)]
    twice = sorted({word for word in said if said.count(word) > 1})
    assert twice == []
    assert len(headings()) == len(said)


def test_a_row_is_high_enough_for_its_text_but_not_for_all_of_a_long_one(tmp_path: Path) -> None:
    text = WALK.replace("Vi mødes ved bænken i byparken.", "Vi mødes ved bænken. " * 100)
    short, long = folder_of(tmp_path / "a", gaagruppe=WALK), folder_of(tmp_path / "b", gaagruppe=text)
    for folder, height in ((short, 45), (long, 120)):
        sheet = openpyxl.load_workbook(exported(folder, tmp_path / f"{folder.name}.xlsx"))["Tilbud"]
        assert sheet.row_dimensions[2].height == height
