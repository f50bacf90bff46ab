"""The report on paper: A4, the summary on page one, tagged so that it is read aloud as it is read by eye."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from tilbud_engine.errors import InputError, problem
from tilbud_engine.lab.report.document import Block, Chart, Document, Table

_STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: the typesetter stops where a picture has no words or a heading is missing."""

_UNSHOWN = re.compile("could not be displayed|disallowed codepoint")
"""A character that the fonts lack: it is shown as a box, and the paper is tagged but outside of the standard."""

_LONGEST_WORD, _MOST_HELD = 16, 40
"""In characters: a longer word is broken, and a column that holds more grows downwards."""

_WIDEST = 700
"""So many pixels of a drawing fill the width of the paper."""


def pdf_of(document: Document) -> bytes:
    """Return the report as a PDF.

    Raises InputError where the typesetter is not installed, or cannot set the report.
    """
    if find_spec("typst") is None:
        raise InputError([problem("extra-missing", "", library="typst", extra="lab")])
    with TemporaryDirectory() as folder:
        # The typesetter reads nothing outside of this folder.
        main = Path(folder) / "report.typ"
        main.write_text(files(__package__).joinpath("report.typ").read_text(encoding="utf-8"), encoding="utf-8")
        data = _data(document, main.parent)
        (main.parent / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            return _set(main)
        except RuntimeError as error:
            cause = " ".join(str(error).split())[:200].replace(folder, "")
            raise InputError([problem("report-not-set", "", cause=cause)]) from None


def _set(main: Path) -> bytes:
    import typst

    try:
        return typst.compile(main, root=main.parent, format="pdf", ignore_system_fonts=True, pdf_standards=_STANDARD)
    except RuntimeError as error:
        if not _UNSHOWN.search(str(error)):
            raise
    return typst.compile(main, root=main.parent, format="pdf", ignore_system_fonts=True)


def widths(table: Table) -> list[int]:
    """Return how wide the columns are to each other: by their longest word and by how much they hold."""
    made = []
    for column, heading in enumerate(table.headings):
        cells = [heading, *(row[column] for row in table.rows)]
        word = max(len(each) for cell in cells for each in (cell.split() or [""]))
        held = max(len(cell) for cell in cells[1:]) if table.rows else 0
        made.append(max(round(min(word, _LONGEST_WORD) * 1.4) + 2, min(held, _MOST_HELD)))
    return made


def _data(document: Document, folder: Path) -> dict[str, Any]:
    charts = iter(range(1_000))

    def block_data(block: Block) -> dict[str, Any]:
        made = asdict(block)
        if isinstance(block, Table):
            made["widths"] = widths(block)
        if isinstance(block, Chart):
            name = f"chart{next(charts)}.svg"
            (folder / name).write_text(made.pop("svg"), encoding="utf-8")
            found = re.search(r'width="(\d+)', block.svg)
            made["table"]["widths"] = widths(block.table)
            made |= {"file": name, "width": round(100 * int(found[1]) / _WIDEST) if found else 100}
        return made

    def section(one: Any) -> dict[str, Any]:
        return {"title": one.title, "blocks": [block_data(block) for block in one.blocks]}

    return {
        "title": document.title,
        "lead": document.lead,
        "lang": document.language,
        "summaries": [section(one) for one in document.summaries],
        "sections": [section(one) for one in document.sections],
    }
