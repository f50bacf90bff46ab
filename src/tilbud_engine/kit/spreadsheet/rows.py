"""Offers as rows: what stands in each cell on a day, in the order of the columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.errors import Problem
from tilbud_engine.kit.spreadsheet.columns import Column, Words, choices, columns, table
from tilbud_engine.kit.spreadsheet.conditions import one_line
from tilbud_engine.kit.spreadsheet.values import told, value_in
from tilbud_engine.offers import Offer, plain_offer
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.wording import requirement
from tilbud_engine.vocabulary import Vocabulary

Row = Mapping[str, object]
"""What stands in the cells of an offer, by the key of the column."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows of offers: the words that may be chosen, and the rules by which a condition is put into words."""

    rulebook: Rulebook
    ruleset: str
    on: dt.date
    words: Mapping[str, Words]

    @classmethod
    def of(cls, rulebook: Rulebook, ruleset: str, on: dt.date) -> Rows:
        """Return what makes rows on the day under the rules."""
        return cls(rulebook, ruleset, on, all_words(rulebook.vocabulary))

    def row(self, offer: Offer) -> Row:
        """Return the cells of one offer."""
        document = plain_offer(offer)
        return {column.key: self._cell(column, offer, document) for column in columns()}

    def _cell(self, column: Column, offer: Offer, document: Mapping[str, Any]) -> object:
        match column.kind:
            case "words":
                return self.in_words(offer.eligible)
            case "control":
                return f"{self.in_words(offer.eligible)}\n{one_line(offer.eligible)}"
            case "rule":
                return one_line(offer.eligible)
            case "shown":
                return rights_words(offer)
            case _:
                return told(column, value_in(column, document), self.words.get(column.key))

    def in_words(self, eligible: Any) -> str:
        """Return who can have an offer, in words."""
        faults: list[Problem] = []
        condition, problems = self.rulebook.condition(eligible)
        bound = self.rulebook.binder(self.rulebook.layers(self.ruleset), self.on).bind(condition, faults)
        if problems or faults:
            return "Reglen kan ikke læses"
        asks = requirement(bound, "da")
        return f"{asks[:1].upper()}{asks[1:]}"


def all_words(vocabulary: Vocabulary) -> dict[str, Words]:
    """Return what may be chosen in each column that has a list."""
    return {one.key: choices(one.list, vocabulary, one.with_key) for one in columns() if one.list}


def rights_words(offer: Offer) -> str | None:
    """Return the rights that some have, one on each line."""
    return "\n".join(" ".join(right.text.split()) for right in offer.rights) or None


def parameter_rows(offer: Offer) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield each parameter of an offer with the cells of its row."""
    said = table()["parameters"]
    for name, one in offer.parameters.items():
        low, high = one.range_ or (None, None)
        who = said[one.set_by]
        limits = _number(low), _number(high)
        yield name, (offer.offer, name, one.label, default_cell(one), one.unit, *limits, kind_words(one), who)


def kind_words(one: ParameterDeclaration) -> str:
    """Return what kind of value a parameter takes: "helt tal", "tal med 1 decimaler", "valg: a, b"."""
    said = table()["parameters"]
    if one.places:
        return str(said["decimals"]).format(count=one.places)
    kind = str(said["types"][one.type])
    return f"{kind}: {', '.join(one.values)}" if one.type == "choice" else kind


def default_cell(one: ParameterDeclaration) -> object:
    """Return the value that holds until somebody sets one, as its cell has it."""
    if one.default is None:
        return None
    text = str(one.default)
    match one.type:
        case "bool":
            return {"true": table()["parameters"]["yes"], "false": table()["parameters"]["no"]}.get(text, text)
        case "int" | "number":
            return _number(text)
        case "date":
            value = one.read(one.default, "")
            return value if isinstance(value, dt.date) else text
        case _:
            return text


def _number(text: object) -> object:
    try:
        number = float(str(text))
    except ValueError:
        return None if text is None else str(text)
    return int(number) if number.is_integer() else number


def source_rows(offer: Offer) -> Iterator[Sequence[object]]:
    """Yield the sources of an offer, a row each."""
    for one in offer.sources:
        yield offer.offer, *(getattr(one, name) for name in table()["sources"]["fields"])
