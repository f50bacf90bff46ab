"""A sheet beside a plugins folder: what is new, changed, unchanged and missing, and the files as they would then read.

Nothing is ever deleted, and what the sheet does not hold stays as it is written, comments too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.incoming import OFFER_FILE, Change, Changed, Comparison, Incoming
from tilbud_engine.kit.spreadsheet.beside import declared_in, parameter_changes, shown_only, sources_in
from tilbud_engine.kit.spreadsheet.columns import Column, columns
from tilbud_engine.kit.spreadsheet.conditions import at_place, one_line, read_rule
from tilbud_engine.kit.spreadsheet.drafting import FIELDS, draft, id_of, readme
from tilbud_engine.kit.spreadsheet.edits import VOCABULARY_FILE, Edit, joined, moved
from tilbud_engine.kit.spreadsheet.folder import Standing, standing_in
from tilbud_engine.kit.spreadsheet.reading import SheetRow, Table, read_table
from tilbud_engine.kit.spreadsheet.rows import Rows
from tilbud_engine.kit.spreadsheet.values import listed_back, tidy, told, value_in
from tilbud_engine.kit.unsettled import is_unsettled, unsettled, unsettled_fact
from tilbud_engine.offers import DatedOffer, Offer, plain_offer, read_offers
from tilbud_engine.reading import as_node, to_yaml
from tilbud_engine.reading.rewriting import rewritten
from tilbud_engine.rules.checking import problems_beside
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL

# What is checked of a part as a whole, and the column in which it is mended.
_CELLS = {
    "card-text-too-long": "text",
    "card-word-too-long": "word",
    "capacity-empty": "places",
    "period-reversed": "valid_to",
}
_HELD = ("words", "rule", "control", "shown", "id")


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
    run = _Run(found, standing_in(folder, day), Rows.of(rulebook, NATIONAL, day), folder)
    return run.result(file.name)


class _Run:
    """One comparison while it is being made."""

    def __init__(self, found: Table, there: Mapping[str, Standing], rows: Rows, folder: Path) -> None:
        self.table = found
        self.there = there
        self.rows = rows
        self.folder = folder
        self.faults = list(found.faults)
        self.remarks = list(found.remarks)
        self.edits: dict[str, Edit] = {}
        self.new: dict[str, tuple[Incoming, DatedOffer]] = {}
        self.coming: dict[str, SheetRow] = {}
        self.same: list[str] = []
        self.left: list[str] = []

    def result(self, name: str) -> SheetImport:
        by_name = {one.offer.name.casefold(): key for key, one in self.there.items() if one.offer}
        for row in self.table.rows:
            self.take(row, by_name)
        known = {*self.rows.rulebook.offers, *self.there, *self.coming}
        changes, faults, remarks = parameter_changes(self.table, self.there, known)
        self.faults += faults
        self.remarks += [*remarks, *shown_only(self.table, self.there)]
        for id_, path, value, change, place in changes:
            edit = self.edits.setdefault(id_, Edit(self.there[id_]))
            edit.put(path, value, place)
            edit.shown.append(change)
        if self.left:
            self.remarks.append(problem("sheet-target-left", name, name=", ".join(self.left)))
        self.check(name)
        changed = {key: edit for key, edit in self.edits.items() if edit.shown}
        missing = [key for key, one in self.there.items() if one.offer is not None and key not in self.coming]
        self.faults += self.renamed(missing)
        if self.faults:
            raise InputError(self.faults)
        files = self.files(changed)
        unchanged = [key for key in self.coming if key not in changed and key not in self.new]
        comparison = Comparison(
            new=tuple(one for one, _ in self.new.values()),
            changed=tuple(Changed(key, edit.standing.file, tuple(edit.shown)) for key, edit in changed.items()),
            unchanged=tuple(unchanged),
            missing=tuple(missing),
            problems=tuple(dict.fromkeys(self.remarks)),
        )
        return SheetImport(comparison, files)

    # --- rows ---------------------------------------------------------------------------------------------------

    def take(self, row: SheetRow, by_name: Mapping[str, str]) -> None:
        name, id_ = row.values.get("name") or "", row.values.get("id")
        if not name and id_ is None:
            self.faults.append(problem("sheet-cell-empty", row.place_of("name"), name="Navn"))
            return
        if id_ is None:
            id_ = id_of(name)
            id_ = id_ if id_ in self.there else by_name.get(name.casefold(), id_)
        if id_ in self.coming:
            self.faults.append(problem("import-twice", row.place_of("id"), name=id_))
            return
        self.coming[id_] = row
        elsewhere = self.rows.rulebook.offers.get(id_)
        if (standing := self.there.get(id_)) is not None:
            self.known(row, standing)
        elif elsewhere is not None:
            self.elsewhere(row, elsewhere)
        else:
            self.fresh(row, id_)

    def known(self, row: SheetRow, standing: Standing) -> None:
        """Compare a row with the offer that stands there."""
        if standing.offer is None:
            self.remarks.append(problem("import-dated", standing.written.place, name=standing.id))
            return
        document = plain_offer(standing.offer)
        edit = self.edits[standing.id] = Edit(standing)
        for column, before, after in self.differences(row, standing.offer, document):
            if column.required and after is None:
                if column.key not in row.cells:
                    self.faults.append(problem("sheet-cell-empty", row.place_of(column.key), name=column.heading))
                continue
            if standing.is_dated(column.path):
                self.remarks.append(problem("import-dated", row.place_of(column.key), name=column.heading))
                continue
            stood = document.get(column.path[0]) if column.kind == "lines" else ()
            value = [] if column.key == "answers" and after is None else listed_back(column, after, stood or ())
            edit.put(column.path, value, row.place_of(column.key))
            words = self.rows.words.get(column.key)
            edit.shown.append(Change(column.heading, told(column, before, words), told(column, after, words)))
        self.target(row, standing, edit)
        edit.emptied(document)
        self.remarks += edit.english(document, row.place)
        if ("answers",) in edit.values and not edit.values["answers",]:
            self.remarks.append(problem("sheet-answers-empty", row.place_of("answers"), name=standing.id))

    def differences(
        self, row: SheetRow, offer: Offer, document: Mapping[str, Any]
    ) -> Iterator[tuple[Column, Any, Any]]:
        """Yield the columns in which a row says something else than an offer, with what both say."""
        for column in columns():
            if column.key not in row.values:
                continue
            if column.kind == "shown":
                if tidy(row.values[column.key] or "") != tidy(str(self.rows.row(offer)[column.key] or "")):
                    self.remarks.append(problem("sheet-shown-only", row.place_of(column.key), name=column.heading))
            elif column.kind not in _HELD:
                before, after = value_in(column, document), row.values[column.key] or None
                if column.kind in ("amount", "whole"):
                    after = row.values[column.key]
                after = column.default if column.kind == "choice" and after is None else after
                if before != after:
                    yield column, before, after

    def target(self, row: SheetRow, standing: Standing, edit: Edit) -> None:
        """Compare who can have it: the rule counts; words without their rule are unknown, never everyone."""
        if standing.offer is None or not self.table.present & {"who", "rule"}:
            return
        eligible = standing.offer.eligible
        node, unpicked = self.condition(row, standing.id, eligible)
        if node is None and unpicked is None:
            return
        if standing.is_dated(("eligible",)):
            self.remarks.append(problem("import-dated", row.place_of("rule"), name="Hvem kan få det"))
            return
        before = self.rows.in_words(eligible)
        if unpicked is not None:
            plain, edit.vocabulary = unsettled(standing.id, standing.offer.name, unpicked)
            edit.values["eligible",], edit.nodes["eligible",] = plain, as_node(plain)
            edit.shown.append(Change("Hvem kan få det", before, f"Ved vi ikke: {unpicked}" if unpicked else None))
        else:
            edit.values["eligible",] = edit.nodes["eligible",] = node
            edit.shown.append(Change("Regel", one_line(eligible), one_line(node)))

    def condition(self, row: SheetRow, id_: str, eligible: Any) -> tuple[Any, str | None]:
        """Return the condition that a row picks, or the free text that nobody has picked one for; neither if as was.

        `eligible` is the condition that stands there, None for a new offer.
        """
        rule, words = row.values.get("rule"), row.values.get("who") or ""
        if rule is not None:
            node, faults = read_rule(rule, row.place_of("rule"), self.rows.rulebook.vocabulary)
            if faults:
                new_fact = unsettled_fact(id_)
                self.faults += [one for one in faults if one.values.get("name") != new_fact]
                return None, None
            if eligible is None or one_line(node) != one_line(at_place(eligible, "")):
                return node, None
            edited = "who" in self.table.present and tidy(words) != tidy(row.values.get("control") or "")
            if not self.table.own or not edited or tidy(words) == tidy(self.rows.in_words(eligible)):
                return None, None
        elif eligible is not None and not self.table.own:
            if words and tidy(words) != tidy(self.rows.in_words(eligible)) and not is_unsettled(id_, eligible):
                self.left.append(id_)
            return None, None
        self.remarks.append(problem("sheet-target-unknown", row.place_of("who"), name=id_))
        return None, words

    def fresh(self, row: SheetRow, id_: str) -> None:
        """Make a new offer of a row."""
        node, unpicked = self.condition(row, id_, None)
        vocabulary: Mapping[str, Any] = {}
        if unpicked is not None:
            plain, vocabulary = unsettled(id_, row.values.get("name") or id_, unpicked)
            node = as_node(plain)
        document, made = draft(row, self.table.present, node, unpicked)
        document |= {"parameters": declared} if (declared := declared_in(self.table, id_)) else {}
        document |= {"sources": sources} if (sources := sources_in(self.table, id_)) else {}
        if row.values.get("rights"):
            self.remarks.append(problem("sheet-shown-only", row.place_of("rights"), name="Ret for nogle"))
        required = [one for one in columns() if one.required and one.key not in row.cells]
        lacking = [one for one in required if one.key in self.table.present or one.key == "name"]
        self.faults += [problem("sheet-cell-empty", row.place_of(one.key), name=one.heading) for one in lacking]
        if lacking or (node is None and unpicked is None):
            return
        placed = as_node({"offer": id_, **document}, row.place)
        for column in columns():
            if column.key in row.cells and column.path and column.kind not in _HELD:
                placed = moved(placed, column.path, row.place_of(column.key))
        placed = moved(placed, ("offer",), row.place_of("id"))
        offers, faults = read_offers(placed, id_)
        self.faults += [_at_cell(one, row) for one in faults]
        if not offers:
            return
        if made:
            self.remarks.append(problem("sheet-card-made", row.place, name=id_))
        if not document["answers"]:
            self.remarks.append(problem("sheet-answers-empty", row.place_of("answers"), name=id_))
        beside = {VOCABULARY_FILE: vocabulary} if vocabulary else {}
        coming = Incoming(id_, plain_offer(offers[0].versions[0]), beside=beside, place=row.place)
        self.new[id_] = coming, offers[0]

    def elsewhere(self, row: SheetRow, dated: DatedOffer) -> None:
        """Tell of a row that differs from an offer which stands in another folder."""
        offer = dated.history.at(self.rows.on)
        rule = row.values.get("rule")
        if offer is None or (
            not any(True for _ in self.differences(row, offer, plain_offer(offer)))
            and (rule is None or rule == one_line(offer.eligible))
        ):
            return
        self.remarks.append(problem("sheet-offer-elsewhere", row.place, name=dated.id, plugin=dated.plugin))

    def renamed(self, missing: list[str]) -> Iterator[Problem]:
        """Yield the rows whose id was changed: a new offer that is called like one that is now missing."""
        called = {one.offer.name.casefold(): key for key in missing if (one := self.there[key]).offer is not None}
        for id_, (coming, _) in self.new.items():
            key = called.get(str(coming.offer["name"]).casefold())
            if key is not None and "id" in self.coming[id_].cells:
                yield problem("sheet-id-changed", self.coming[id_].place_of("id"), name=key, title=coming.offer["name"])

    # --- checking and writing -----------------------------------------------------------------------------------

    def check(self, name: str) -> None:
        """Check the offers as they would then read; what was wrong in the files before is not of the sheet."""
        book = self.rows.rulebook
        vocabulary = book.vocabulary
        words = [edit.vocabulary for edit in self.edits.values() if edit.vocabulary]
        words += [one.beside[VOCABULARY_FILE] for one, _ in self.new.values() if one.beside]
        for document in words:
            if document["facts"][0]["key"] not in vocabulary.facts:
                vocabulary, faults = vocabulary.extended(as_node(document), None)
                self.faults += faults
        made = [dated for _, dated in self.new.values()]
        for edit in self.edits.values():
            if edit.nodes:
                offers, faults = edit.standing.read(edit.standing.with_values(edit.nodes))
                row = self.coming.get(edit.standing.id)
                told = [_at_cell(one, row) if row else one for one in faults]
                self.faults += [one for one in told if one not in self.faults]
                made += offers
        whole = Rulebook(vocabulary, book.offers, book.rulesets)
        for one in problems_beside(whole, made, ()):
            if one.where.startswith(f"{name}: "):
                (self.remarks if one.is_remark else self.faults).append(one)

    def files(self, changed: Mapping[str, Edit]) -> dict[Path, str]:
        """Return every file as it would then read.

        Raises InputError for a file that would not read as the sheet says: it is then left as it is.
        """
        texts: dict[Path, str] = {}
        for edit in changed.values():
            standing = edit.standing
            text = texts.get(standing.file) or standing.file.read_text(encoding="utf-8")
            changes = {(*standing.prefix, *path): value for path, value in edit.values.items()}
            texts[standing.file] = rewritten(text, changes, FIELDS)
            if edit.vocabulary:
                beside = standing.file.with_name(VOCABULARY_FILE)
                texts[beside] = joined(texts.get(beside), beside, edit.vocabulary)
        faults = [fault for edit in changed.values() for fault in edit.reads_otherwise(texts[edit.standing.file])]
        if faults:
            raise InputError(faults)
        for id_, (coming, dated) in self.new.items():
            home = self.folder / id_
            texts[home / OFFER_FILE] = to_yaml(plain_offer(dated.versions[0]))
            texts[home / "README.md"] = readme(coming.offer, bool(coming.beside))
            for name, words in coming.beside.items():
                texts[home / name] = to_yaml(words)
        return texts


def _at_cell(fault: Problem, row: SheetRow) -> Problem:
    """Return the fault of a part of an offer at the cell that it comes from."""
    key = _CELLS.get(fault.code)
    return fault if key is None else problem(fault.code, row.place_of(key), **fault.values)
