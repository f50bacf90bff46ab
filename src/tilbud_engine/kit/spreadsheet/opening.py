"""An .xlsx file to rows of cells: nothing in it is run, and what is no sheet is refused with a reason."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.spreadsheet.values import Cell, cell_faults, letters_of

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_CELLS = 600_000
"""More cells than the lists of any municipality; beyond it the file holds something else, or empty formatted rows."""
MOST_PARTS = 5 * MOST_CELLS
MOST_OTHER_PARTS = 250_000
"""So many elements a sheet or its texts may have, and everything else (styles, comments); each becomes an object."""

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_COUNTED = re.compile(rb"<(?:[^\s<>/:]+:)?(?:c|row)[\s/>]")
_ELEMENT = re.compile(rb"<[^/!?]")
# The library makes every cell of such an area.
_AREA = re.compile(rb"<(?:[^\s<>/:]+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
_CORNERS = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_FORMULA = re.compile(rb"<(?:[^\s<>/:]+:)?f[\s/>]")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# What is looked for is ASCII; text in an encoding where that is written otherwise could hide anything.
_ENCODED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8|us-ascii|iso-8859-1|windows-1252)", re.IGNORECASE)
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\0<")
_LARGE = ("xl/worksheets/", "xl/sharedStrings")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the rows in which something stands, by number, each with its cells by column number."""

    name: str
    rows: dict[int, dict[int, Cell]]
    hidden: bool = False
    problems: tuple[Problem, ...] = ()


def open_sheets(file: Path) -> list[Sheet]:
    """Read every sheet of an .xlsx file; of a formula its value is read.

    Raises InputError for a file that is missing, too large, protected or no .xlsx, and for cells that no cell may be.
    """
    raw = _raw(file)
    has_formulas = _looked_through(raw, str(file))
    book = _loaded(raw, str(file), values=True)
    formulas = _loaded(raw, str(file), values=False) if has_formulas else None
    found = [_sheet(one, file.name, None if formulas is None else formulas[one.title]) for one in book.worksheets]
    faults = [one for sheet in found for one in sheet.problems if not one.is_remark]
    if faults:
        raise InputError(faults)
    return found


def _raw(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise InputError([problem("file-is-folder", str(file))])
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([problem("file-missing", str(file))]) from None
    except (OSError, ValueError):
        raise InputError([problem("file-unreadable", str(file))]) from None
    if len(raw) > MOST_BYTES:
        raise InputError([problem("sheet-too-large", str(file), limit=MOST_CELLS)])
    if not raw:
        raise InputError([problem("file-empty", str(file))])
    if raw.startswith(_OLD_FORMAT):
        code = "sheet-protected" if _PROTECTED in raw else "sheet-old-format"
        raise InputError([problem(code, str(file))])
    return raw


def _looked_through(raw: bytes, name: str) -> bool:
    """Look at what is packed before anything is made of it; tell whether there are formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            code, formulas = _looked_into(archive)
    except Exception:  # noqa: BLE001  (a broken archive ends in many ways; none of them is told better than this)
        code, formulas = "sheet-not-xlsx", False
    if code:
        raise InputError([problem(code, name, limit=MOST_CELLS)])
    return formulas


def _looked_into(archive: zipfile.ZipFile) -> tuple[str, bool]:
    """Return the code of what is wrong, empty for nothing, and whether there are formulas."""
    members = archive.infolist()
    if any(one.flag_bits & 1 for one in members):
        return "sheet-protected", False
    if sum(one.file_size for one in members) > MOST_UNPACKED:
        return "sheet-too-large", False
    names = {one.filename for one in members}
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        return "sheet-not-xlsx", False
    cells, formulas, counted = 0, False, [0, 0]
    for name, piece in _pieces(archive, members):
        if b"\0" in piece or _DECLARED.search(piece) or _ENCODED.search(piece):
            return "sheet-unreadable", False
        areas = [_area(one) for one in _AREA.findall(piece)]
        if None in areas:
            return "sheet-unreadable", False
        cells += len(_COUNTED.findall(piece)) + sum(one or 0 for one in areas)
        counted[name.startswith(_LARGE)] += len(_ELEMENT.findall(piece))
        formulas = formulas or _FORMULA.search(piece) is not None
        if cells > MOST_CELLS or counted[True] > MOST_PARTS or counted[False] > MOST_OTHER_PARTS:
            return "sheet-too-large", False
    return "", formulas


def _area(written: bytes) -> int | None:
    """Return how many cells an area has; None for one that is not written as spreadsheet programs write it."""
    corners = _CORNERS.fullmatch(written)
    if corners is None:
        return None
    left, top, right, bottom = corners.groups()
    wide = 1 + abs(_column(right or left) - _column(left))
    return wide * (1 + abs(int(bottom or top) - int(top)))


def _column(letters: bytes) -> int:
    number = 0
    for one in letters.upper():
        number = number * 26 + one - ord("A") + 1
    return number


def _pieces(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Yield what the XML of the file says, each piece with the name of its part, so that no element is cut in two."""
    for one in members:
        with archive.open(one) as opened:
            rest = opened.read(_PIECE)
            # A part may be called anything; what begins as XML is read as XML.
            if not one.filename.endswith((".xml", ".rels")) and not _BEGINS.match(rest):
                continue
            while piece := opened.read(_PIECE):
                piece = rest + piece
                end = max(piece.rfind(b">") + 1, len(piece) - _PIECE)
                rest = piece[end:]
                yield one.filename, piece[:end]
            yield one.filename, rest


def _loaded(raw: bytes, name: str, *, values: bool) -> Any:
    try:
        import openpyxl
    except ImportError:
        raise InputError([problem("extra-missing", library="openpyxl", extra="kit")]) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What it cannot draw is nothing that is read.
        try:
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values, keep_links=False)
        except Exception:  # noqa: BLE001  (whatever is wrong in there, it is the file's own)
            raise InputError([problem("sheet-unreadable", name)]) from None


def _sheet(sheet: Any, file: str, formulas: Any) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    problems: list[Problem] = []

    def place(cell: Any) -> str:
        return f"{file}: {sheet.title}!{cell.coordinate}"

    for cell in _cells(sheet):
        if cell.value is None:
            if formulas is not None and formulas[cell.coordinate].data_type == "f":
                problems.append(problem("sheet-formula-without-value", place(cell)))
        elif cell.data_type == "e":
            problems.append(problem("sheet-error-value", place(cell)))
        else:
            made = Cell(cell.value, place(cell))
            problems.extend(cell_faults(made))
            if not (isinstance(cell.value, str) and not cell.value.strip()):
                rows.setdefault(cell.row, {})[cell.column] = made
    problems.extend(_merged(sheet, rows, file))
    hidden = [number for number in rows if number in sheet.row_dimensions and sheet.row_dimensions[number].hidden]
    if hidden:
        listed = ", ".join(map(str, hidden[:10])) + (" …" if len(hidden) > 10 else "")
        problems.append(problem("sheet-hidden-rows", f"{file}: {sheet.title}", rows=listed))
    return Sheet(sheet.title, rows, sheet.sheet_state != "visible", tuple(problems))


def _cells(sheet: Any) -> list[Any]:
    """Return the cells that stand in the file, row by row; the library's own walk makes all those between as well."""
    return [cell for _, cell in sorted(sheet._cells.items())]  # noqa: SLF001  (one cell far down would be millions)


def _merged(sheet: Any, rows: dict[int, dict[int, Cell]], file: str) -> Iterator[Problem]:
    """Let the value of cells that are merged downwards count for each of their rows, and say so."""
    numbers = sorted(rows)
    for area in sheet.merged_cells.ranges:
        first = rows.get(area.min_row, {}).get(area.min_col)
        below = numbers[bisect_right(numbers, area.min_row) : bisect_right(numbers, area.max_row)]
        if first is None or not below:
            continue
        for number in below:
            place = f"{file}: {sheet.title}!{letters_of(area.min_col)}{number}"
            rows[number].setdefault(area.min_col, Cell(first.value, place))
        yield problem("sheet-merged-cells", f"{file}: {sheet.title}!{area.coord}")
