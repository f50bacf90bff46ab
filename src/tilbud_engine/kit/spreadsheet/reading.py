"""Sheets to rows of offers: which row has the headings, which column is which, and what each cell means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem, nearest, problem, shown
from tilbud_engine.kit.spreadsheet.columns import Column, columns, headings, plain, table
from tilbud_engine.kit.spreadsheet.opening import Sheet, open_sheets
from tilbud_engine.kit.spreadsheet.rows import all_words
from tilbud_engine.kit.spreadsheet.values import Cell, day_of, letters_of, read_value, text_of
from tilbud_engine.kit.spreadsheet.writing import SHEET
from tilbud_engine.reading import Map, read_path
from tilbud_engine.vocabulary import Vocabulary

MOST_ROWS = 5_000
_LOOKED_FOR_HEADINGS = 40
_IGNORED = ("", "-", "ingen", "intet")

Mapped = Mapping[str, Column | None]
"""The columns by heading in the form that `plain` gives; None is a column that is not to be read."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: its cells, and what they mean, by the key of the column.

    A column that the sheet does not have is in neither; an empty cell is None.
    """

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    values: Mapping[str, Any]
    letters: Mapping[str, str]

    @property
    def place(self) -> str:
        """The place of the row as a whole."""
        return f"{self.sheet}!{self.number}:{self.number}"

    def place_of(self, key: str) -> str:
        """Return the place of a cell, also of an empty one; the row's own where the sheet has no such column."""
        letter = self.letters.get(key)
        return self.place if letter is None else f"{self.sheet}!{letter}{self.number}"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: its rows, the columns it has, and the other sheets as they stand.

    `own` says that it came from here, so that edits of who can have an offer can be seen; `day` is the day it shows.
    `faults` must be mended; `remarks` only ask somebody to look.
    """

    rows: tuple[SheetRow, ...]
    present: frozenset[str]
    own: bool = False
    day: dt.date | None = None
    parameters: tuple[tuple[Cell | None, ...], ...] = ()
    sources: tuple[tuple[Cell | None, ...], ...] = ()
    faults: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Head:
    """The row of headings: its number, the columns by where they stand, and what is said of the other headings.

    `titles` are the headings as they stand there, which is how whoever made the sheet knows its columns.
    """

    row: int
    columns: Mapping[int, Column]
    titles: Mapping[int, str]
    remarks: tuple[Problem, ...]


def read_table(file: Path, vocabulary: Vocabulary, mapping: Path | None = None) -> Table:
    """Read a file that came from here, or a municipality's own list, by its headings.

    `mapping` is a YAML file from headings of the list to headings of ours. Raises InputError for what is no list.
    """
    mapped = _mapping(mapping)
    sheets = open_sheets(file)
    remarks = [one for sheet in sheets if not sheet.hidden for one in sheet.problems]
    sheet, head = _found(sheets, mapped, file)
    made = Table(
        rows=(),
        present=frozenset(one.key for one in head.columns.values()),
        own={"rule", "control"} <= {one.key for one in head.columns.values()},
        day=_day(sheets),
        parameters=_beside(sheets, table()["parameters"]["title"], len(table()["parameters"]["headings"])),
        sources=_beside(sheets, table()["sources"]["title"], len(table()["sources"]["headings"])),
        remarks=[*remarks, *head.remarks],
    )
    words = all_words(vocabulary)
    letters = {one.key: letters_of(at) for at, one in head.columns.items()}
    rows: list[SheetRow] = []
    for number, cells in sorted(sheet.rows.items()):
        if number <= head.row:
            continue
        known = {one.key: cells[at] for at, one in head.columns.items() if at in cells}
        if not known:
            continue
        if len(rows) >= MOST_ROWS:
            raise InputError([problem("sheet-too-many-rows", f"{file.name}: {sheet.name}", limit=MOST_ROWS)])
        values: dict[str, Any] = {}
        for at, column in head.columns.items():
            cell = cells.get(at)
            called = replace(column, heading=head.titles[at])
            value, faults = (None, []) if cell is None else read_value(called, cell, words.get(column.key))
            values[column.key] = value
            made.faults.extend(faults)
        rows.append(SheetRow(f"{file.name}: {sheet.name}", number, known, values, letters))
    return Table(
        tuple(rows), made.present, made.own, made.day, made.parameters, made.sources, made.faults, made.remarks
    )


def _mapping(file: Path | None) -> Mapped:
    """Read which heading is which; a name that is none of ours is told with the nearest."""
    if file is None:
        return {}
    node = read_path(file)
    if not isinstance(node, Map):
        raise InputError([problem("not-a-mapping", str(file))])
    known = {**headings(), **{one.key: one for one in columns()}}
    made: dict[str, Column | None] = {}
    faults: list[Problem] = []
    for written, target in node.items():
        text = str(target or "")
        if plain(text) in _IGNORED:
            made[plain(written)] = None
        elif (found := known.get(plain(text))) is not None and found.kind != "control":
            made[plain(written)] = found
        else:
            faults.append(problem("sheet-unknown-heading", node.place_of(written), **_nearest_heading(text)))
    if faults:
        raise InputError(faults)
    return made


def _nearest_heading(text: str) -> dict[str, object]:
    shown_ones = [one.heading for one in columns() if not one.hidden]
    # Words that merely rhyme, such as Noter and Center, are worse than no proposal.
    alike = [one for one in headings() if one[:2] == plain(text)[:2]]
    by_synonym = headings().get(nearest(plain(text), alike) or "")
    close = nearest(text, shown_ones) or (by_synonym.heading if by_synonym else None)
    return {"name": shown(text), "nearest": close, "known": ", ".join(shown_ones)}


def _found(sheets: Sequence[Sheet], mapped: Mapped, file: Path) -> tuple[Sheet, _Head]:
    """Find the sheet and its row of headings: the one with the most that are known, our own sheet first."""
    visible = sorted((one for one in sheets if not one.hidden), key=lambda one: one.name != SHEET)
    own = {table()[one]["title"] for one in ("parameters", "sources", "guide", "lists")}
    if any(one.name == SHEET for one in visible):
        visible = [one for one in visible if one.name not in own]
    best: tuple[Sheet, _Head] | None = None
    for sheet in visible:
        for number in sorted(sheet.rows)[:_LOOKED_FOR_HEADINGS]:
            head = _head(sheet, number, mapped)
            keys = {one.key for one in head.columns.values()}
            if keys & {"name", "id"} and (best is None or len(keys) > len(best[1].columns)):
                best = sheet, head
    if best is None:
        known = ", ".join(one.heading for one in columns() if not one.hidden)
        raise InputError([problem("sheet-no-headings", str(file), known=known)])
    sheet, head = best
    return sheet, replace(head, remarks=(*head.remarks, *_unnamed(sheet, head)))


def _head(sheet: Sheet, number: int, mapped: Mapped) -> _Head:
    cells = _heading_cells(sheet, number)
    titles = {one.key: plain(one.heading) for one in columns()}
    named = {at: plain(text_of(cell.value)) for at, cell in cells.items()}
    found: dict[int, Column] = {}
    remarks: list[Problem] = []
    # What the mapping says comes first, then our own headings, then the others that we know.
    for round_ in range(3):
        for at, name in named.items():
            column = mapped.get(name) if name in mapped else headings().get(name)
            if at in found or column is None:
                continue
            exact = titles[column.key] == name
            if (0 if name in mapped else 1 if exact else 2) == round_ and column not in found.values():
                found[at] = column
    for at, name in named.items():
        if at in found or (name in mapped and mapped[name] is None):
            continue
        cell, column = cells[at], mapped.get(name) or headings().get(name)
        if column is not None:
            first = next(cells[other].value for other, one in found.items() if one == column)
            values = {"name": shown(text_of(cell.value)), "first": shown(text_of(first)), "column": column.heading}
            remarks.append(problem("sheet-column-twice", cell.place, **values))
        else:
            remarks.append(problem("sheet-unknown-column", cell.place, **_nearest_heading(text_of(cell.value))))
    titled = {at: shown(text_of(cells[at].value)) for at in found}
    return _Head(number, found, titled, tuple(remarks))


def _heading_cells(sheet: Sheet, number: int) -> Mapping[int, Cell]:
    """Return the headings of a row; where it has none, a known one above counts: some lists have two rows of them."""
    above = sheet.rows.get(number - 1, {})
    known = {at: cell for at, cell in above.items() if plain(text_of(cell.value)) in headings()}
    return dict(sorted({**known, **sheet.rows[number]}.items()))


def _unnamed(sheet: Sheet, head: _Head) -> Iterator[Problem]:
    """Yield the columns in which something stands below no heading at all."""
    titled = set(_heading_cells(sheet, head.row))
    seen: set[int] = set()
    for number, cells in sorted(sheet.rows.items()):
        if number > head.row:
            for at in sorted(set(cells) - titled - seen):
                seen.add(at)
                yield problem("sheet-column-without-heading", cells[at].place)


def _day(sheets: Sequence[Sheet]) -> dt.date | None:
    """Return the day that a file from here shows."""
    guide = next((one for one in sheets if one.name == table()["guide"]["title"]), None)
    for cells in () if guide is None else guide.rows.values():
        if 1 in cells and 2 in cells and cells[1].value == table()["guide"]["day"]:
            return day_of(cells[2].value)
    return None


def _beside(sheets: Sequence[Sheet], title: str, width: int) -> tuple[tuple[Cell | None, ...], ...]:
    """Return the rows of another sheet of ours below its headings."""
    sheet = next((one for one in sheets if one.name == title), None)
    if sheet is None:
        return ()
    return tuple(
        tuple(cells.get(at) for at in range(1, width + 1)) for number, cells in sorted(sheet.rows.items()) if number > 1
    )
