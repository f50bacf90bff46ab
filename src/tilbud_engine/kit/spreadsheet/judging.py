"""The rows of a sheet one by one: what each changes in its offer, or the new offer it makes, with every remark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from tilbud_engine.errors import Problem, problem
from tilbud_engine.kit.incoming import Change, Incoming
from tilbud_engine.kit.naming import folder_problems, id_for
from tilbud_engine.kit.shielding import may_need_shielding
from tilbud_engine.kit.spreadsheet.beside import declared_in, sources_in
from tilbud_engine.kit.spreadsheet.columns import Column, Words, columns
from tilbud_engine.kit.spreadsheet.conditions import at_place, one_line, read_rule
from tilbud_engine.kit.spreadsheet.drafting import draft
from tilbud_engine.kit.spreadsheet.edits import VOCABULARY_FILE, Edit, moved
from tilbud_engine.kit.spreadsheet.folder import KeyPath, Standing
from tilbud_engine.kit.spreadsheet.reading import SheetRow, Table
from tilbud_engine.kit.spreadsheet.rows import Rows
from tilbud_engine.kit.spreadsheet.values import listed_back, text_of, tidy, told, value_in
from tilbud_engine.kit.unsettled import is_unsettled, unsettled, unsettled_fact, unsettled_notes
from tilbud_engine.offers import DatedOffer, Offer, plain_offer, read_offers
from tilbud_engine.reading import Map, as_node

# What is checked of a part as a whole, and the column in which it is mended.
_CELLS = {
    "card-text-too-long": "text",
    "card-word-too-long": "word",
    "capacity-empty": "places",
    "period-reversed": "valid_to",
    "right-uses-local-parameter": "entitlement",
}
_HELD = ("words", "rule", "control", "shown", "id")


class Judged:
    """What has been found of the rows so far: edits, new offers, what is wrong and what somebody should look at."""

    def __init__(self, found: Table, there: Mapping[str, Standing], rows: Rows) -> None:
        self.table = found
        self.there = there
        self.rows = rows
        self.faults = list(found.faults)
        self.remarks = list(found.remarks)
        self.edits: dict[str, Edit] = {}
        self.new: dict[str, tuple[Incoming, DatedOffer]] = {}
        self.coming: dict[str, SheetRow] = {}
        # What is told once for all offers together.
        self.left: list[str] = []
        self.made: list[str] = []
        self.bare: list[str] = []
        self.silent: list[str] = []

    def take(self, row: SheetRow, by_name: Mapping[str, str]) -> None:
        """Judge a row; without an id it is known by its name, `by_name` in small letters."""
        name, id_ = row.values.get("name") or "", row.values.get("id")
        if not name and id_ is None:
            self.faults.append(problem("sheet-cell-empty", row.place_of("name"), name="Navn"))
            return
        if id_ is None:
            id_ = id_for(name)
            id_ = id_ if id_ in self.there else by_name.get(name.casefold(), id_)
        if (first := self.coming.get(id_)) is not None:
            place = row.place_of("id" if "id" in row.cells else "name")
            self.faults.append(problem("sheet-row-twice", place, name=id_, first=first.number))
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
            edit.shown.append(Change(column.heading, _said(column, before, words), _said(column, after, words)))
        self.target(row, standing, edit)
        edit.emptied(document)
        self.remarks += edit.english(document, row.place)
        if ("answers",) in edit.values and not edit.values["answers",]:
            self.silent.append(standing.id)

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
                if column.key == "privacy" and after is None and before != column.default:
                    # An empty cell says nothing; it must not put on the table what was hidden.
                    shown = told(column, before, self.rows.words.get(column.key))
                    place = row.place_of(column.key)
                    self.remarks.append(problem("sheet-privacy-emptied", place, name=column.heading, before=shown))
                    continue
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
            for path, value in changed_parts(eligible, node, ("eligible",)):
                edit.values[path] = edit.nodes[path] = value
            edit.shown.append(Change("Regel", one_line(eligible), one_line(node)))
            if is_unsettled(standing.id, eligible):
                self.settled(standing, edit)

    @staticmethod
    def settled(standing: Standing, edit: Edit) -> None:
        """Take away the note that nobody has picked the condition yet: now somebody has."""
        stood = standing.offer.assumptions if standing.offer else ()
        notes = unsettled_notes("")["assumptions"]
        kept = [one for one in edit.values.get(("assumptions",), stood) or () if one not in notes]
        if len(kept) < len(stood) and not standing.is_dated(("assumptions",)):
            edit.put(("assumptions",), kept or None, "")

    def condition(self, row: SheetRow, id_: str, eligible: Any) -> tuple[Any, str | None]:
        """Return the condition that a row picks, or the free text that nobody has picked one for; neither if as was.

        `eligible` is the condition that stands there, None for a new offer.
        """
        rule, words = row.values.get("rule"), row.values.get("who") or ""
        stood_words, _, stood_rule = (row.values.get("control") or "").rpartition("\n")
        reworded = "who" in self.table.present and tidy(words) != stood_words
        # The rule counts where somebody has written it, and where nobody has touched the row of a new offer.
        if rule is not None and (not self.table.own or rule != stood_rule or (eligible is None and not reworded)):
            node, unpicked = self.picked(row, id_, eligible, rule)
            if node is not None or unpicked is not None or self.table.own or eligible is None:
                return node, unpicked
        if eligible is not None:
            unsettled_before = is_unsettled(id_, eligible)
            as_was = tidy(words) == tidy(self.rows.in_words(eligible)) or (
                unsettled_before and self.known_text(id_, words)
            )
            untouched = rule is not None and not reworded
            if untouched or not self.table.own:
                # Nobody says otherwise here: what a human has picked in the folder stays.
                differs = rule != one_line(eligible) if self.table.own else bool(words) and not as_was
                if differs and not unsettled_before:
                    self.left.append(id_)
                return None, None
            if as_was and (rule is not None or unsettled_before):
                return None, None
        self.remarks.append(problem("sheet-target-unknown", row.place_of("who"), name=id_))
        return None, words

    def picked(self, row: SheetRow, id_: str, eligible: Any, rule: str) -> tuple[Any, str | None]:
        """Read the rule of a row; one that waited for a human where it came from waits here too."""
        node, faults = read_rule(rule, row.place_of("rule"), self.rows.rulebook.vocabulary)
        if faults and all(one.values.get("name") == unsettled_fact(id_) for one in faults):
            return (None, "") if eligible is None else (None, None)
        self.faults += faults
        same = eligible is not None and one_line(node) == one_line(at_place(eligible, ""))
        return (None, None) if faults or same else (node, None)

    def known_text(self, id_: str, words: str) -> bool:
        """Tell whether the same free text has come before."""
        fact = self.rows.rulebook.vocabulary.facts.get(unsettled_fact(id_))
        return fact is not None and fact.source == unsettled(id_, "", words)[1]["facts"][0]["source"]

    def fresh(self, row: SheetRow, id_: str) -> None:
        """Make a new offer of a row."""
        if unfit := folder_problems(id_, row.place_of("id")):
            self.faults += unfit
            return
        node, unpicked = self.condition(row, id_, None)
        vocabulary: Mapping[str, Any] = {}
        if unpicked is not None:
            plain, vocabulary = unsettled(id_, row.values.get("name") or id_, unpicked)
            node = as_node(plain)
        document, made = draft(row, self.present(row), node, unpicked)
        if row.values.get("privacy") is None and may_need_shielding(*map(document.get, ("name", "about", "for_staff"))):
            document["privacy"] = "shielded"
            self.remarks.append(problem("import-shielded-to-be-safe", row.place, name=id_))
        document |= {"parameters": declared} if (declared := declared_in(self.table, id_)) else {}
        document |= {"sources": sources} if (sources := sources_in(self.table, id_)) else {}
        if row.values.get("rights"):
            self.remarks.append(problem("sheet-shown-only", row.place_of("rights"), name="Ret for nogle"))
        required = [one for one in columns() if one.required and one.key not in row.cells]
        lacking = [one for one in required if one.key in self.present(row) or one.key == "name"]
        self.faults += [problem("sheet-cell-empty", row.place_of(one.key), name=one.heading) for one in lacking]
        if lacking or (node is None and unpicked is None):
            return
        placed = as_node({"offer": id_, **document}, row.place)
        for column in columns():
            if column.key in row.cells and column.path and column.kind not in _HELD:
                placed = moved(placed, column.path, row.place_of(column.key))
        placed = moved(placed, ("offer",), row.place_of("id"))
        offers, faults = read_offers(placed, id_)
        self.faults += [at_cell(one, row) for one in faults]
        if not offers:
            return
        if made:
            self.made.append(id_)
        if set(row.cells) == {"name"} and len(self.table.present) > 1:
            self.bare.append(f"{id_} ({row.number})")
        if not document["answers"]:
            self.silent.append(id_)
        beside = {VOCABULARY_FILE: vocabulary} if vocabulary else {}
        coming = Incoming(id_, plain_offer(offers[0].versions[0]), beside=beside, place=row.place)
        self.new[id_] = coming, offers[0]

    def present(self, row: SheetRow) -> frozenset[str]:
        """Return the columns that a new offer is made from; in a list of others an empty cell of the card is none."""
        if self.table.own:
            return self.table.present
        return self.table.present - ({"word", "text"} - set(row.cells))

    def elsewhere(self, row: SheetRow, dated: DatedOffer) -> None:
        """Tell of a row that differs from an offer which stands in another folder."""
        offer = dated.history.at(self.rows.on)
        rule = row.values.get("rule")
        if offer is None:
            return
        stood = (row.values.get("control") or "").rpartition("\n")[0]
        edited = self.table.own and tidy(row.values.get("who") or "") != stood
        edited = edited or (rule is not None and rule != one_line(offer.eligible))
        if not edited and not any(True for _ in self.differences(row, offer, plain_offer(offer))):
            return
        self.remarks.append(problem("sheet-offer-elsewhere", row.place, name=dated.id, plugin=dated.plugin))


def changed_parts(before: Any, after: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the parts of a condition that read otherwise, each with the way to it; what stays keeps its comments."""
    same_kind = isinstance(before, Map) and isinstance(after, Map) and set(before) & set(after)
    if not same_kind:
        yield path, after
        return
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            yield (*path, key), None
        elif key not in before:
            yield (*path, key), after[key]
        elif one_line(at_place(before[key], "")) != one_line(at_place(after[key], "")):
            yield from changed_parts(before[key], after[key], (*path, key))


def _said(column: Column, value: Any, words: Words | None) -> object:
    """Return a value as a change is told: a date as people write it."""
    shown = told(column, value, words)
    return text_of(shown) if isinstance(shown, dt.date) else shown


def at_cell(fault: Problem, row: SheetRow) -> Problem:
    """Return the fault of a part of an offer at the cell that it comes from."""
    key = _CELLS.get(fault.code)
    return fault if key is None else problem(fault.code, row.place_of(key), **fault.values)
