"""What can be wrong in a sheet: each cell is named, all of it at once, and no file ends the program."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.kit.sheets import (
    SEVERAL,
    WALK,
    changes_of,
    codes,
    edited,
    exported,
    folder_of,
    imported,
    letter,
    own_list,
    refused,
    with_cells,
)
from tilbud_engine.errors import InputError
from tilbud_engine.kit.spreadsheet.opening import open_sheets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "mine", gaagruppe=WALK, haand=SEVERAL)


@pytest.fixture
def sheet(folder: Path, tmp_path: Path) -> Path:
    return exported(folder, tmp_path / "ud.xlsx")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("name", None, ("sheet-cell-empty", "Navn")),
        ("word", "Et alt for langt ord", ("card-word-too-long", "3")),
        ("text", "en to tre fire fem seks syv otte ni ti elleve tolv tretten", ("card-text-too-long", "12")),
        ("answers", "N-ENSOMM", ("sheet-unknown-choice", "")),
        ("answers", "N-ENSOM; Angst og urp (H-ANGTS)", ("sheet-unknown-choice", "Angst og uro (H-ANGST)")),
        ("answers", "H-AKUT", ("sheet-unknown-choice", "")),
        ("entitlement", "Ret til", ("sheet-unknown-choice", "Mente du `Ret`")),
        ("scope", "Hele lande", ("sheet-unknown-choice", "Mente du `Hele landet`")),
        ("privacy", "hemmelig", ("sheet-unknown-choice", "Almindelig, Fortrolig, Skærmet")),
        ("status", "i gan", ("sheet-unknown-choice", "Mente du `I gang`")),
        ("municipalities", "Vrade", ("sheet-unknown-choice", "Mente du `Varde`")),
        ("needs", "transprt", ("sheet-unknown-choice", "")),
        ("hours", "to", ("sheet-not-amount", "3-37")),
        ("hours", 2.5, ("sheet-not-amount", "3-37")),
        ("hours", "37-3", ("sheet-amount-reversed", "laveste først")),
        ("hours", dt.date(2026, 5, 3), ("sheet-became-date", "Formatér celler")),
        ("kle", dt.date(2002, 10, 15), ("sheet-became-date", "Formatér celler")),
        ("places", "mange", ("sheet-not-whole", "15")),
        ("places", 0, ("capacity-empty", "1")),
        ("valid_from", "31-02-2026", ("sheet-not-date", "01-09-2026")),
        ("valid_from", "1-9-26", ("sheet-not-date", "fire tal")),
        ("last_checked", "i går", ("sheet-not-date", "01-09-2026")),
        ("rule", "{agee: {at_least: 18}}", ("unknown-fact", "Mente du `age`")),
        ("about", "Hendes nummer er 010203-1234", ("cpr-number", "Slet tallet")),
        ("contact", 102031234, ("cpr-number", "Slet tallet")),
        ("about", "her\u202egemt", ("invisible-character", "U+202E")),
        ("about", "#REF!", ("sheet-error-value", "formlen")),
        ("about", '=CONCATENATE("a","b")', ("sheet-formula-without-value", "gem den igen")),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(
    folder: Path, sheet: Path, key: str, value: object, told: tuple[str, str]
) -> None:
    code, says = told
    (fault,) = refused(with_cells(sheet, **{key: value}), folder)
    assert (fault.code, fault.where) == (code, f"ud.xlsx: Tilbud!{letter(key)}2")
    assert says in fault.line("da")
    for language in ("da", "en"):
        assert "010203" not in fault.line(language)
        assert "10203" not in fault.line(language)


def test_a_period_that_ends_before_it_begins_is_named(folder: Path, sheet: Path) -> None:
    faults = refused(with_cells(sheet, valid_from="01-02-2026", valid_to="01-01-2026"), folder)
    assert [(one.code, one.where) for one in faults] == [("period-reversed", f"ud.xlsx: Tilbud!{letter('valid_to')}2")]


def test_everything_that_is_wrong_is_told_at_once(folder: Path, sheet: Path) -> None:
    faults = refused(
        with_cells(sheet, hours="to", status="måske", rule="{agee: 1}", word="fire ord er flere", name=None), folder
    )
    assert sorted(codes(faults)) == [
        "card-word-too-long",
        "sheet-cell-empty",
        "sheet-not-amount",
        "sheet-unknown-choice",
        "unknown-fact",
    ]


@pytest.mark.parametrize(
    "typed", ["  Gågruppen  i byparken ", "Gågruppen\u00a0i byparken", "Gå\u00adgruppen i byparken"]
)
def test_blanks_and_hidden_hyphens_change_nothing(folder: Path, sheet: Path, typed: str) -> None:
    assert not imported(with_cells(sheet, name=typed), folder).comparison.changed


@pytest.mark.parametrize(
    "typed",
    ["15-01-2026", "15.1.2026", "15/01/2026", "2026-01-15", "15. januar 2026", 46037, "46037", dt.date(2026, 1, 15)],
)
def test_a_date_is_read_however_it_is_kept(folder: Path, sheet: Path, typed: object) -> None:
    assert not imported(with_cells(sheet, last_checked=typed), folder).comparison.changed


@pytest.mark.parametrize("typed", [2, 2.0, "2", " 2 ", "2-2", "2 til 2", "2–2"])
def test_a_number_is_read_also_where_it_is_kept_as_text(folder: Path, sheet: Path, typed: object) -> None:
    assert not imported(with_cells(sheet, hours=typed), folder).comparison.changed


@pytest.mark.parametrize("typed", ["lokalt", "LOKALT", "local", "kommunen"])
def test_a_choice_is_read_in_other_words_too(folder: Path, sheet: Path, typed: str) -> None:
    assert not imported(with_cells(sheet, scope=typed), folder).comparison.changed


def test_the_value_of_a_formula_is_read(folder: Path, sheet: Path) -> None:
    with_cells(sheet, name='=CONCATENATE("Gå","klubben")')
    # As a spreadsheet program saves it: the formula with what it came to.
    with zipfile.ZipFile(sheet) as packed:
        parts = {one: packed.read(one).decode() for one in packed.namelist()}
    page = "xl/worksheets/sheet1.xml"
    formula = re.search(r'<c r="B2"[^>]*><f>[^<]*</f><v ?/?>(?:</v>)?</c>', parts[page])
    assert formula
    parts[page] = parts[page].replace(formula[0], '<c r="B2" t="str"><f>A1</f><v>Gåklubben</v></c>')
    with zipfile.ZipFile(sheet, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    found = imported(sheet, folder)
    assert changes_of(found)["gaagruppe"]["Navn"][1] == "Gåklubben"


def test_empty_rows_between_are_no_rows(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"].insert_rows(3, 4)
        book["Tilbud"]["B4"] = "   "

    assert len(imported(edited(sheet, change), folder).comparison.unchanged) == 3


def test_hidden_rows_are_read_and_told(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"].row_dimensions[3].hidden = True
        book["Tilbud"].row_dimensions[900].hidden = True

    found = imported(edited(sheet, change), folder)
    assert [one.line("da") for one in found.comparison.problems] == [
        "ud.xlsx: Tilbud: skjulte rækker er læst med: 3. Vis dem, og slet dem, der ikke skal med. [sheet-hidden-rows]"
    ]
    assert len(found.comparison.unchanged) == 3


def test_merged_cells_count_for_each_of_their_rows_and_are_told(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        at = letter("decides")
        book["Tilbud"][f"{at}2"] = "dig selv"
        book["Tilbud"].merge_cells(f"{at}2:{at}4")

    found = imported(edited(sheet, change), folder)
    assert codes(found.comparison.problems) == ["sheet-merged-cells"]
    assert {key: one["Hvem bestemmer"][1] for key, one in changes_of(found).items()} == dict.fromkeys(
        ("gaagruppe", "kor", "strik"), "dig selv"
    )


# --- files that are no sheets ------------------------------------------------------------------------------------


def code_of(file: Path) -> str:
    with pytest.raises(InputError) as error:
        open_sheets(file)
    (one,) = error.value.problems
    assert one.where == str(file)
    for language in ("da", "en"):
        assert one.message(language)
        assert one.hint(language)
    return one.code


def made(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"Navn;Telefon\nKoret;12345678\n", "sheet-not-xlsx"),
        (b"PK\x03\x04" + bytes(40), "sheet-not-xlsx"),
        (b"%PDF-1.7\n", "sheet-not-xlsx"),
        (OLD, "sheet-old-format"),
        (OLD + "EncryptedPackage".encode("utf-16-le") + bytes(80), "sheet-protected"),
        (bytes(21 * 1024 * 1024), "sheet-too-large"),
    ],
    ids=["empty", "csv", "cut", "pdf", "xls", "password", "huge"],
)
def test_a_file_that_is_no_xlsx_is_refused_with_a_reason(tmp_path: Path, data: bytes, code: str) -> None:
    assert code_of(made(tmp_path / "liste.xlsx", data)) == code


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "findes-ikke.xlsx") == "file-missing"
    assert code_of(tmp_path) == "file-is-folder"


def packed_with(file: Path, **members: bytes) -> Path:
    """Pack a sheet whose parts are replaced, under their names with __ for / and ending in .xml."""
    own_list(file, ["Navn"], ["Koret"])
    with zipfile.ZipFile(file) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts |= {f"{name.replace('__', '/')}.xml": data for name, data in members.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return file


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = packed_with(tmp_path / "bombe.xlsx", xl__worksheets__sheet1=bytes(90 * 1024 * 1024))
    assert file.stat().st_size < 1024 * 1024
    assert code_of(file) == "sheet-too-large"


def test_more_cells_than_any_list_has_are_not_read(tmp_path: Path) -> None:
    row = b"<row><c/><c/><c/></row>" * 200_000
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__worksheets__sheet1=row)) == "sheet-too-large"


def test_a_merged_sheet_does_not_make_billions_of_cells(tmp_path: Path) -> None:
    text = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>'
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__worksheets__sheet1=text)) == "sheet-too-large"


@pytest.mark.parametrize(
    "said",
    [
        "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>",
        '<mergeCells><mergeCell\n ref = "$A$1:$XFD$1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" display="x"/></hyperlinks>',
        "<cols>{}</cols>".format('<col min="1" max="9"/>' * 3_500_000),
    ],
    ids=["quotes", "blanks", "hyperlink", "columns"],
)
def test_however_it_is_written_a_sheet_does_not_make_billions_of_anything(tmp_path: Path, said: str) -> None:
    text = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>{said}</worksheet>'
    )
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__worksheets__sheet1=text.encode())) == "sheet-too-large"


def test_millions_of_styles_are_not_made(tmp_path: Path) -> None:
    text = b"<styleSheet><cellXfs>" + b"<xf/>" * 300_000 + b"</cellXfs></styleSheet>"
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__styles=text)) == "sheet-too-large"


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16BE"?><worksheet/>'.encode("utf-16-be"),
        b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>',
        b'<worksheet><mergeCells><mergeCell ref="A1&#58;XFD1048576"/></mergeCells></worksheet>',
        b'<worksheet><mergeCells><mergeCell ref="A:XFD"/></mergeCells></worksheet>',
    ],
)
def test_what_is_written_so_that_nobody_can_look_into_it_is_not_read(tmp_path: Path, data: bytes) -> None:
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__worksheets__sheet1=data)) == "sheet-unreadable"


def test_a_part_of_another_name_is_looked_into_too(tmp_path: Path) -> None:
    file = packed_with(tmp_path / "ud.xlsx")
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("xl/media/picture1.png", b'<worksheet><mergeCell ref="A1:XFD1048576"/></worksheet>')
    assert code_of(file) == "sheet-too-large"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><sst>&b;</sst>'
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__sharedStrings=text)) == "sheet-unreadable"


def test_a_torn_sheet_is_told(tmp_path: Path) -> None:
    assert code_of(packed_with(tmp_path / "ud.xlsx", xl__worksheets__sheet1=b"<worksheet><sheetData>")) == (
        "sheet-unreadable"
    )


def test_another_kind_of_office_file_is_told(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert code_of(made(tmp_path / "liste.xlsx", packed.getvalue())) == "sheet-not-xlsx"


def test_one_cell_far_down_does_not_make_millions(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"]["XFD1048576"] = "her"

    found = imported(edited(sheet, change), folder)
    assert codes(found.comparison.problems) == ["sheet-column-without-heading"]


def test_forty_thousand_rows_are_too_many_for_a_list(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Ark1")
    sheet.append(["Navn", "Beskrivelse", "Telefon"])
    for number in range(40_000):
        sheet.append([f"Tilbud nummer {number}", "Vi mødes", number])
    book.save(tmp_path / "mange.xlsx")
    (fault,) = refused(tmp_path / "mange.xlsx", folder)
    assert (fault.code, fault.where) == ("sheet-too-many-rows", "mange.xlsx: Ark1")


def test_without_the_library_it_is_said_how_to_get_it(
    folder: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (fault,) = refused(sheet, folder)
    assert fault.code == "extra-missing"
