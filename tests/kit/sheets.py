"""Folders and sheets for the tests of spreadsheets: real files, made as a municipality's program makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.kit.spreadsheet import SheetImport, compare_sheet, write_sheet
from tilbud_engine.kit.spreadsheet.columns import columns
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.settings import Settings

ON = dt.date(2026, 9, 1)
LATER = dt.date(2027, 3, 1)

WALK = """\
# Gågruppen: spørg frivilligcenteret, før du retter noget her.
offer: gaagruppe
name: Gågruppen i byparken  # det, den hedder på plakaten
name_en: The walking group
card:
  word: Gåtur
  text: Gå en tur sammen med andre, i dit eget tempo
  text_en: Take a walk with others
answers: [N-ENSOM, H-TRIST]
eligible:
  # Besluttet i udvalget den 3. maj.
  age: {at_least: $gaa_min_alder}
parameters:
  gaa_min_alder: {type: int, unit: år, range: [15, 99], default: 18, label: Mindste alder}
about: Vi mødes ved bænken i byparken.
units: [civilsamfund]
cooperation:
  - {who: Frivilligcenteret, who_en: The volunteer centre}
  - Kirken
scope: local
hours_per_week: 2
contact: {telephone: 12 34 56 78}
sources:
  - {title: Frivilligcenterets program, where: Gågruppen}
last_checked: 2026-01-15
checked_by: Frivilligcenteret
"""

SEVERAL = """\
offers:
  - offer: kor
    name: Koret
    card: {word: Kor, text: Syng sammen med andre}
    answers: [N-ENSOM]
    eligible: {}
    scope: local

  # Strikkecaféen har eget budget.
  - offer: strik
    name: Strikkecafé
    card: {word: Strik, text: Strik sammen med andre}
    answers: [N-ENSOM]
    eligible: {age: {at_least: 60}}
    cost:
      versions:
        2026-01-01: Gratis
        2027-01-01: 10 kr.
    scope: local
"""


def folder_of(place: Path, **documents: str) -> Path:
    """Make a plugins folder with an `offer.yaml` for each document."""
    for name, text in documents.items():
        (place / name).mkdir(parents=True)
        (place / name / "offer.yaml").write_text(text, encoding="utf-8")
    return place


def rulebook_of(*folders: Path, catalogue: bool = False) -> Rulebook:
    engine = Engine.load(
        plugins=folders,
        rulesets=[] if catalogue else [catalogue_folder("rulesets") / "danmark"],
        settings=Settings(),
        runtime="reference",
        catalogue=catalogue,
    )
    return engine.rulebook


def exported(folder: Path, file: Path, on: dt.date = ON) -> Path:
    book = rulebook_of(folder)
    write_sheet(file, sorted(book.offers), book, ruleset="danmark", on=on)
    return file


def edited(file: Path, change: Callable[[Any], object]) -> Path:
    """Change a file as a spreadsheet program would, and save it again."""
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    return file


def letter(key: str) -> str:
    """Return the letter of a column of ours."""
    from tilbud_engine.kit.spreadsheet.values import letters_of

    return letters_of(next(at for at, one in enumerate(columns(), 1) if one.key == key))


def with_cells(file: Path, **cells: object) -> Path:
    """Set cells of the first offer, by the key of the column."""

    def change(book: Any) -> None:
        for key, value in cells.items():
            book["Tilbud"][f"{letter(key)}2"] = value

    return edited(file, change)


def own_list(file: Path, *rows: Sequence[object], title: str = "Ark1") -> Path:
    """Make a sheet as a municipality has it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return file


def imported(file: Path, folder: Path, mapping: Path | None = None, catalogue: bool = False) -> SheetImport:
    book = rulebook_of(*([folder] if folder.is_dir() else []), catalogue=catalogue)
    return compare_sheet(file, folder, book, on=None, today=ON, mapping=mapping)


def refused(file: Path, folder: Path, mapping: Path | None = None) -> list[Problem]:
    """Return what an import is refused for."""
    try:
        imported(file, folder, mapping)
    except InputError as error:
        return list(error.problems)
    raise AssertionError("nothing was refused")


def written(found: SheetImport) -> None:
    for path, text in found.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def changes_of(found: SheetImport) -> Mapping[str, dict[str, tuple[object, object]]]:
    """Return what is changed: from what to what, by offer and heading."""
    return {
        one.id: {change.name: (change.before, change.after) for change in one.changes}
        for one in found.comparison.changed
    }


def codes(problems: Sequence[Problem]) -> list[str]:
    return [one.code for one in problems]
