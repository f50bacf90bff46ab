"""A sheet beside a plugins folder: what is new, changed, unchanged and missing, and the files as they would then read.

Nothing is ever deleted, and what the sheet does not hold stays as it is written, comments too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.incoming import OFFER_FILE, Changed, Comparison
from tilbud_engine.kit.shielding import quiet_changes
from tilbud_engine.kit.spreadsheet.beside import parameter_changes, shown_only
from tilbud_engine.kit.spreadsheet.drafting import FIELDS, readme
from tilbud_engine.kit.spreadsheet.edits import VOCABULARY_FILE, Edit, in_text, joined
from tilbud_engine.kit.spreadsheet.folder import standing_in
from tilbud_engine.kit.spreadsheet.judging import Judged, at_cell
from tilbud_engine.kit.spreadsheet.reading import read_table
from tilbud_engine.kit.spreadsheet.rows import Rows
from tilbud_engine.offers import plain_offer
from tilbud_engine.reading import as_node, to_yaml
from tilbud_engine.reading.rewriting import rewritten
from tilbud_engine.rules.checking import problems_beside
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL


@dataclass(frozen=True, slots=True)
class SheetImport:
    """What an import would do, and each file as it would then read."""

    comparison: Comparison
    files: Mapping[Path, str]


def compare_sheet(
    file: Path, folder: Path, rulebook: Rulebook, *, on: dt.date | None, today: dt.date, mapping: Path | None = None
) -> SheetImport:
    """Compare a sheet with the offers in a plugins folder; the folder's own are among the rulebook's.

    The day is `on`, else the day that the sheet shows, else `today`. Raises InputError with everything that is wrong
    in the sheet, each thing with its cell, or in the files that stand there.
    """
    found = read_table(file, rulebook.vocabulary, mapping)
    day = on or found.day or today
    judged = Judged(found, standing_in(folder, day), Rows.of(rulebook, NATIONAL, day))
    return _result(judged, file.name, folder)


def _result(judged: Judged, name: str, folder: Path) -> SheetImport:
    by_name = {one.offer.name.casefold(): key for key, one in judged.there.items() if one.offer}
    for row in judged.table.rows:
        judged.take(row, by_name)
    known = {*judged.rows.rulebook.offers, *judged.there, *judged.coming}
    changes, faults, remarks = parameter_changes(judged.table, judged.there, known, judged.rows)
    judged.faults += faults
    judged.remarks += [*remarks, *shown_only(judged.table, judged.there)]
    for id_, path, value, change, place in changes:
        edit = judged.edits.setdefault(id_, Edit(judged.there[id_]))
        edit.put(path, value, place)
        edit.shown.append(change)
    for code, names in (
        ("sheet-target-left", judged.left),
        ("sheet-card-made", judged.made),
        ("sheet-only-a-name", judged.bare),
        ("sheet-answers-empty", judged.silent),
    ):
        if names:
            judged.remarks.append(problem(code, name, names=", ".join(names)))
    _check(judged, name)
    changed = {key: edit for key, edit in judged.edits.items() if edit.shown}
    missing = [key for key, one in judged.there.items() if one.offer is not None and key not in judged.coming]
    judged.faults += _renamed(judged, missing)
    judged.faults += _without_a_place(judged, folder)
    if judged.faults:
        raise InputError(judged.faults)
    files = _files(judged, changed, folder)
    unchanged = [key for key in judged.coming if key not in changed and key not in judged.new]
    comparison = Comparison(
        new=tuple(one for one, _ in judged.new.values()),
        changed=tuple(Changed(key, edit.standing.file, tuple(edit.shown)) for key, edit in changed.items()),
        unchanged=tuple(unchanged),
        missing=tuple(missing),
        problems=tuple(dict.fromkeys(judged.remarks)),
    )
    return SheetImport(comparison, files)


def _renamed(judged: Judged, missing: list[str]) -> Iterator[Problem]:
    """Yield the rows whose id was changed: a new offer that is called like one that is now missing."""
    called = {one.offer.name.casefold(): key for key in missing if (one := judged.there[key]).offer is not None}
    for id_, (coming, _) in judged.new.items():
        key = called.get(str(coming.offer["name"]).casefold())
        if key is not None and "id" in judged.coming[id_].cells:
            yield problem("sheet-id-changed", judged.coming[id_].place_of("id"), name=key, title=coming.offer["name"])


def _without_a_place(judged: Judged, folder: Path) -> Iterator[Problem]:
    """Yield the new offers whose folder is there already, or could not be read where it would stand."""
    if judged.new and (folder / OFFER_FILE).exists():
        yield problem("sheet-into-one-offer", str(folder))
        return
    for id_ in judged.new:
        if (folder / id_).exists():
            yield problem("sheet-folder-taken", judged.coming[id_].place_of("id"), path=folder / id_)


def _check(judged: Judged, name: str) -> None:
    """Check the offers as they would then read; what was wrong in the files before is not of the sheet."""
    book = judged.rows.rulebook
    vocabulary = book.vocabulary
    words = [edit.vocabulary for edit in judged.edits.values() if edit.vocabulary]
    words += [one.beside[VOCABULARY_FILE] for one, _ in judged.new.values() if one.beside]
    for document in words:
        if document["facts"][0]["key"] not in vocabulary.facts:
            vocabulary, faults = vocabulary.extended(as_node(document), None)
            judged.faults += faults
    made = [dated for _, dated in judged.new.values()]
    for edit in judged.edits.values():
        if edit.nodes:
            offers, faults = edit.standing.read(edit.standing.with_values(edit.nodes))
            row = judged.coming.get(edit.standing.id)
            told = [at_cell(one, row) if row else one for one in faults]
            judged.faults += [one for one in told if one not in judged.faults]
            made += offers
            after = offers[0].history.at(judged.rows.on) if offers else None
            if after is not None and edit.standing.offer is not None:
                place = row.place if row else ""
                judged.remarks += quiet_changes(edit.standing.offer, after, place)
    whole = Rulebook(vocabulary, book.offers, book.rulesets)
    stood = [book.offers[key] for key, edit in judged.edits.items() if edit.nodes and key in book.offers]
    before = {_said(one) for one in problems_beside(book, stood, ())}
    for one in problems_beside(whole, made, ()):
        if one.where.startswith(f"{name}: ") or _said(one) not in before:
            row = judged.coming.get(one.values.get("offer", ""))
            told_at = one if row is None or one.where.startswith(name) else at_cell(one, row)
            (judged.remarks if one.is_remark else judged.faults).append(told_at)


def _said(one: Problem) -> tuple[str, ...]:
    """Return what a problem says, wherever it stands."""
    return (one.code, *sorted(one.values.values()))


def _files(judged: Judged, changed: Mapping[str, Edit], folder: Path) -> dict[Path, str]:
    """Return every file as it would then read.

    Raises InputError for a file that would not read as the sheet says: it is then left as it is.
    """
    texts: dict[Path, str] = {}
    for edit in changed.values():
        standing = edit.standing
        text = texts.get(standing.file) or standing.file.read_text(encoding="utf-8")
        texts[standing.file] = rewritten(text, in_text(standing, edit.values), FIELDS)
        if edit.vocabulary:
            beside = standing.file.with_name(VOCABULARY_FILE)
            texts[beside] = joined(texts.get(beside), beside, edit.vocabulary)
    faults = [fault for edit in changed.values() for fault in edit.reads_otherwise(texts[edit.standing.file])]
    if faults:
        raise InputError(faults)
    for id_, (coming, dated) in judged.new.items():
        home = folder / id_
        texts[home / OFFER_FILE] = to_yaml(plain_offer(dated.versions[0]))
        texts[home / "README.md"] = readme(coming.offer, bool(coming.beside))
        for name, words in coming.beside.items():
            texts[home / name] = to_yaml(words)
    return texts
