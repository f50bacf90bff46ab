"""The other sheets: the values of parameters, which may be changed, and what is only shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tilbud_engine.errors import Problem, nearest, problem
from tilbud_engine.kit.incoming import Change
from tilbud_engine.kit.spreadsheet.columns import plain, table
from tilbud_engine.kit.spreadsheet.folder import KeyPath, Standing
from tilbud_engine.kit.spreadsheet.reading import Table
from tilbud_engine.kit.spreadsheet.rows import Rows, default_cell, parameter_rows, source_rows
from tilbud_engine.kit.spreadsheet.values import Cell, day_of, text_of
from tilbud_engine.offers import Offer
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import Text, as_node, decode

ParameterChange = tuple[str, KeyPath, Any, Change, str]
"""The offer, where its default stands, the new one, how it is told, and the place of the cell."""

_VALUE = 3


def parameter_changes(
    found: Table, there: Mapping[str, Standing], known: Collection[str], rows: Rows
) -> tuple[list[ParameterChange], list[Problem], list[Problem]]:
    """Return the defaults that the sheet has changed, what is wrong there, and what somebody should look at.

    `known` are the ids of all offers, also of those that the sheet brings.
    """
    changes: list[ParameterChange] = []
    faults: list[Problem] = []
    remarks: list[Problem] = []
    for cells in found.parameters:
        id_, name = (text_of(cell.value) if cell else "" for cell in cells[:2])
        place = next((cell.place for cell in (cells[1], cells[0]) if cell), "")
        standing = there.get(id_)
        if standing is None or standing.offer is None:
            if id_ not in known:
                faults.append(problem("unknown-offer", place, name=id_, nearest=nearest(id_, known)))
            elif standing is None:
                remarks += _elsewhere(id_, name, cells, place, rows)
            continue
        declared = standing.offer.parameters.get(name)
        if declared is None:
            close = nearest(name, standing.offer.parameters)
            faults.append(problem("sheet-unknown-parameter", place, name=name, offer=id_, nearest=close))
            continue
        remarks += _other_cells(standing.offer, name, cells)
        cell = cells[_VALUE]
        before = default_cell(declared)
        if cell is None:
            if before is not None:
                faults.append(problem("sheet-cell-empty", place, name=table()["parameters"]["headings"][_VALUE]))
            continue
        value = as_written(declared, cell)
        read = declared.read(value, name)
        if isinstance(read, Problem):
            faults.append(read)
        elif declared.default is None or read != declared.read(declared.default, name):
            path: KeyPath = ("parameters", name, "default")
            if standing.is_dated(path):
                remarks.append(problem("import-dated", cell.place, name=name))
            else:
                changes.append((id_, path, value, Change(name, before, text_of(cell.value)), cell.place))
    return changes, faults, remarks


def as_written(declared: ParameterDeclaration, cell: Cell) -> Text:
    """Return a cell as the value of a parameter would be written in a file."""
    text = text_of(cell.value)
    match declared.type:
        case "int" | "number":
            return Text(text.replace(",", "."), cell.place, quoted=False)
        case "bool":
            said = table()["parameters"]
            flag = {said["yes"]: "true", said["no"]: "false"}.get(plain(text), text)
            return Text(flag, cell.place, quoted=False)
        case "date":
            day = day_of(cell.value)
            return Text(day.isoformat() if day else text, cell.place, quoted=False)
        case _:
            return Text(text, cell.place)


def declared_in(found: Table, id_: str) -> dict[str, dict[str, Any]]:
    """Return how the sheet of parameters declares those of a new offer, each value as a file would have it."""
    return {
        text_of(cells[1].value): _declaration(cells)
        for cells in found.parameters
        if _shown(cells[0]) == id_ and cells[1] is not None
    }


def _declaration(cells: tuple[Cell | None, ...]) -> dict[str, Any]:
    said = table()["parameters"]
    kind, _, values = _shown(cells[7]).partition(":")
    decimals = re.search(r"\d", kind)
    names = {plain(words): name for name, words in said["types"].items()}
    type_ = "number" if decimals else names.get(plain(kind), plain(kind))
    made = {"type": type_, "label": _shown(cells[2]) or _shown(cells[1])}
    made |= {"unit": _shown(cells[4])} if cells[4] else {}
    made |= {"decimals": Text(decimals[0], quoted=False)} if decimals else {}
    if cells[5] and cells[6]:
        made["range"] = [Text(_shown(one).replace(",", "."), quoted=False) for one in cells[5:7]]
    made |= {"values": [one.strip() for one in values.split(",")]} if values.strip() else {}
    made |= {"set_by": "national"} if plain(_shown(cells[8])) == said["national"] else {}
    if (cell := cells[_VALUE]) is not None:
        declared, _ = decode(ParameterDeclaration, as_node(made))
        made["default"] = as_written(declared, cell) if declared else _shown(cell)
    return made


def sources_in(found: Table, id_: str) -> list[dict[str, str]]:
    """Return the sources that the sheet has for a new offer."""
    fields = table()["sources"]["fields"]
    rows = [cells[1:] for cells in found.sources if _shown(cells[0]) == id_]
    return [{name: _shown(cell) for name, cell in zip(fields, row, strict=True) if cell} for row in rows]


def _other_cells(offer: Offer, name: str, cells: tuple[Cell | None, ...]) -> Iterator[Problem]:
    expected = dict(parameter_rows(offer))[name]
    for at, heading in enumerate(table()["parameters"]["headings"]):
        cell = cells[at]
        if at != _VALUE and _shown(cell) != text_of(expected[at]):
            place = cell.place if cell else next(one.place for one in cells if one)
            yield problem("sheet-shown-only", place, name=heading)


def _elsewhere(id_: str, name: str, cells: tuple[Cell | None, ...], place: str, rows: Rows) -> Iterator[Problem]:
    """Yield that a parameter was changed which belongs to an offer in another folder."""
    dated = rows.rulebook.offers.get(id_)
    offer = dated.history.at(rows.on) if dated else None
    if dated is None or offer is None:
        return
    expected = dict(parameter_rows(offer)).get(name)
    if expected is None or _shown(cells[_VALUE]) != text_of(expected[_VALUE]):
        yield problem("sheet-offer-elsewhere", place, name=id_, plugin=dated.plugin)


def _shown(cell: Cell | None) -> str:
    return text_of(cell.value) if cell else ""


def shown_only(found: Table, there: Mapping[str, Standing]) -> Iterator[Problem]:
    """Yield that the sheet of sources was changed, which is only shown."""
    given: dict[str, list[tuple[Cell | None, ...]]] = {}
    for cells in found.sources:
        given.setdefault(_shown(cells[0]), []).append(cells)
    for id_, rows in given.items():
        standing = there.get(id_)
        if standing is None or standing.offer is None:
            continue
        said = [tuple(map(_shown, row)) for row in rows]
        if said != [tuple(map(text_of, row)) for row in source_rows(standing.offer)]:
            place = next(cell.place for cell in rows[0] if cell)
            yield problem("sheet-shown-only", place, name=table()["sources"]["title"])
