"""Offers to an .xlsx file: one row an offer, with drop-downs, real dates and a guide."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, problem
from tilbud_engine.kit.spreadsheet.columns import Column, columns, table
from tilbud_engine.kit.spreadsheet.rows import Rows, parameter_rows, source_rows
from tilbud_engine.offers import Offer
from tilbud_engine.rules.rulebook import Rulebook

SHEET = "Tilbud"
DAY_FORMAT = "dd-mm-yyyy"
MOST_IN_A_CELL = 32_000
"""So much text fits into a cell; a sheet that held less than the offer would take the rest away when it comes back."""

_TEXT_FORMAT = "@"
_SPARE_ROWS = 500
_LINE, _MOST_LINES = 15, 8
"""The height of a line in points, and how many of them a row shows: not every program makes room for text itself."""
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (24, 28, 44, 24, 12, 10, 10, 22, 16)


def write_sheet(file: Path, names: Iterable[str], rulebook: Rulebook, ruleset: str, on: dt.date) -> int:
    """Write the offers as they stand on the day and return how many there are.

    An offer that has no version yet on the day is left out. Raises InputError without openpyxl and for a file that no
    program would open, and OSError where it cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise InputError([problem("sheet-file-name", str(file))])
    try:
        import openpyxl
    except ImportError:
        raise InputError([problem("extra-missing", library="openpyxl", extra="kit")]) from None
    rows = Rows.of(rulebook, ruleset, on)
    offers = [offer for name in names if (offer := rulebook.offers[name].history.at(on)) is not None]
    book = openpyxl.Workbook()
    book.properties.creator = "tilbud"
    writer = _Writer(rows)
    writer.offers(book.active, offers)
    writer.parameters(book.create_sheet(table()["parameters"]["title"]), offers)
    writer.sources(book.create_sheet(table()["sources"]["title"]), offers)
    writer.guide(book.create_sheet(table()["guide"]["title"]))
    writer.lists(book.create_sheet(table()["lists"]["title"]))
    packed = io.BytesIO()
    book.save(packed)
    file.write_bytes(packed.getvalue())
    return len(offers)


def _lines(value: object, column: Column) -> int:
    """Return on how many lines the text of a cell stands in its column, about."""
    if column.hidden or column.kind == "rule" or not isinstance(value, str):
        return 1
    return sum(1 + len(line) // max(1, column.width - 2) for line in value.split("\n"))


class _Writer:
    """Fills the sheets of one file; they share their looks and the words that may be chosen."""

    def __init__(self, rows: Rows) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self.rows = rows
        self.wrap = Alignment(wrap_text=True, vertical="top")
        self.one_line = Alignment(vertical="top")
        self.bold = Font(bold=True)
        self.muted = Font(color="666666")
        self.heading = PatternFill("solid", fgColor="D9E4EC")
        self.fixed = PatternFill("solid", fgColor="EEEEEE")

    def offers(self, sheet: Any, offers: Sequence[Offer]) -> None:
        sheet.title = SHEET
        self.head(sheet, [one.heading for one in columns()], [one.width for one in columns()])
        sheet.freeze_panes = "C2"
        last = len(offers) + 1
        for number, column in enumerate(columns(), 1):
            self.column(sheet, column, number, last + _SPARE_ROWS)
        for at, offer in enumerate(offers, 2):
            row = self.rows.row(offer)
            for number, column in enumerate(columns(), 1):
                self.fill(sheet.cell(at, number), row[column.key], column)
            sheet.row_dimensions[at].height = _LINE * min(
                _MOST_LINES, max(_lines(row[one.key], one) for one in columns())
            )
        sheet.auto_filter.ref = f"A1:{sheet.cell(1, len(columns())).column_letter}{max(last, 2)}"

    def column(self, sheet: Any, column: Column, number: int, last: int) -> None:
        """Give a column its drop-down, its hint and the format that keeps what is typed as it was typed."""
        from openpyxl.worksheet.datavalidation import DataValidation

        letter = sheet.cell(1, number).column_letter
        dimension = sheet.column_dimensions[letter]
        dimension.number_format = DAY_FORMAT if column.kind == "date" else _TEXT_FORMAT
        dimension.alignment = self.one_line if column.kind == "rule" else self.wrap
        dimension.hidden = column.hidden
        rule = DataValidation(showInputMessage=True, promptTitle=column.heading[:32], prompt=column.help[:250])
        if words := self.rows.words.get(column.key):
            place = self.list_place(column, len(words.labels))
            # Several may be chosen, which a drop-down of Excel can only suggest.
            one_only = column.kind == "choice"
            rule.type, rule.formula1, rule.showErrorMessage = "list", place, one_only
            rule.errorTitle, rule.error = column.heading[:32], "Vælg en af dem på listen."
        rule.allowBlank = True
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)

    def fill(self, cell: Any, value: object, column: Column | None = None) -> None:
        """Put a value into a cell; text stays text, whatever it begins with.

        Raises InputError for more text than a cell can hold.
        """
        cell.alignment = self.one_line if column and column.kind == "rule" else self.wrap
        if column is not None and column.kind in ("id", "rule", "control", "shown"):
            cell.font, cell.fill = self.muted, self.fixed
        if isinstance(value, dt.date):
            cell.value, cell.number_format = value, DAY_FORMAT
        elif isinstance(value, int | float):
            cell.value = value
        elif value is not None:
            text = str(value)
            if len(text) > MOST_IN_A_CELL:
                raise InputError([problem("text-too-long", str(cell.coordinate), limit=MOST_IN_A_CELL)])
            cell.value = text
            cell.data_type, cell.number_format = "s", _TEXT_FORMAT
            cell.quotePrefix = text.startswith(_LOOKS_LIKE_FORMULA)

    def head(self, sheet: Any, headings: Sequence[str], widths: Sequence[int]) -> None:
        for number, (heading, width) in enumerate(zip(headings, widths, strict=False), 1):
            cell = sheet.cell(1, number)
            self.fill(cell, heading)
            cell.font, cell.fill = self.bold, self.heading
            sheet.column_dimensions[cell.column_letter].width = width
        sheet.freeze_panes = "A2"

    def parameters(self, sheet: Any, offers: Sequence[Offer]) -> None:
        self.head(sheet, table()["parameters"]["headings"], _WIDTHS)
        listed = [cells for offer in offers for _, cells in parameter_rows(offer)]
        for at, cells in enumerate(listed, 2):
            for number, value in enumerate(cells, 1):
                self.fill(sheet.cell(at, number), value)
                if number != 4:
                    sheet.cell(at, number).fill = self.fixed

    def sources(self, sheet: Any, offers: Sequence[Offer]) -> None:
        self.head(sheet, table()["sources"]["headings"], (24, 40, 40, 20, 34, 26, 44))
        for at, cells in enumerate((cells for offer in offers for cells in source_rows(offer)), 2):
            for number, value in enumerate(cells, 1):
                self.fill(sheet.cell(at, number), value)
        sheet.protection.sheet = True

    def guide(self, sheet: Any) -> None:
        said = table()["guide"]
        for letter, width in (("A", 36), ("B", 100)):
            sheet.column_dimensions[letter].width = width
        self.fill(sheet["A1"], said["day"])
        self.fill(sheet["B1"], self.rows.on)
        self.fill(sheet["A2"], said["ruleset"])
        self.fill(sheet["B2"], self.rows.ruleset)
        for at, line in enumerate(said["lines"], 4):
            self.fill(sheet.cell(at, 1), line)
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=2)
        sheet["A4"].font = self.bold
        below = len(said["lines"]) + 5
        for number, heading in enumerate(said["head"], 1):
            self.fill(sheet.cell(below, number), heading)
            sheet.cell(below, number).font = self.bold
        for at, column in enumerate(columns(), below + 1):
            self.fill(sheet.cell(at, 1), column.heading)
            self.fill(sheet.cell(at, 2), column.help)

    def lists(self, sheet: Any) -> None:
        for number, column in enumerate(self._with_lists(), 1):
            self.fill(sheet.cell(1, number), column.heading)
            for at, label in enumerate(self.rows.words[column.key].labels.values(), 2):
                self.fill(sheet.cell(at, number), label)
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True

    def list_place(self, column: Column, count: int) -> str:
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(self._with_lists().index(column) + 1)
        return f"={table()['lists']['title']}!${letter}$2:${letter}${count + 1}"

    def _with_lists(self) -> list[Column]:
        return [one for one in columns() if one.list]
