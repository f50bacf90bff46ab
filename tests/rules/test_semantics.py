"""The page that says what a rule means holds: each row of each table in docs/semantics.md is a test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.errors import Problem
from tilbud_engine.matching import match
from tilbud_engine.offers import read_offers
from tilbud_engine.reading import Map, date_of, read_bytes
from tilbud_engine.rules import conditions
from tilbud_engine.rules.conditions import Condition, Constant, Truth, Verdict
from tilbud_engine.rules.reference import ReferenceRuntime, decide
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import Ruleset, read_ruleset
from tilbud_engine.vocabulary import FactValue, Members, Vocabulary

PAGE = ROOT / "docs" / "semantics.md"
DAY = dt.date(2026, 9, 1)


@dataclass(frozen=True)
class Row:
    """A row of a table, by the names of its columns; `line` is where it stands."""

    line: int
    cells: tuple[tuple[str, str], ...]

    def __getitem__(self, column: str) -> str:
        return dict(self.cells)[column]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.cells)

    def __str__(self) -> str:
        return f"line {self.line}: {' | '.join(cell for _, cell in self.cells)}"


def cells_of(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


@cache
def rows() -> tuple[Row, ...]:
    """Return every row of every table of the page."""
    return tuple(read_rows(PAGE.read_text(encoding="utf-8")))


def read_rows(text: str) -> Iterator[Row]:
    names: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            names = None
        elif names is None:
            names = cells_of(line)
        elif not re.fullmatch(r"[|\s-]+", line):
            yield Row(number, tuple(zip(names, cells_of(line), strict=True)))


@cache
def blocks() -> tuple[bytes, ...]:
    """Return the YAML blocks of the page: the national ruleset and the offer of the examples."""
    return tuple(
        found.encode() for found in re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    )


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.shipped().with_values({}, {"proeve": "Prøve"})


def written(cell: str) -> Map:
    """Return a cell as the document it is."""
    node = read_bytes(cell.encode(), "cell")
    assert isinstance(node, Map)
    return node


def sound_ruleset(raw: bytes) -> Ruleset:
    ruleset, problems = read_ruleset(read_bytes(raw, "ruleset"))
    assert ruleset is not None, lines(problems)
    return ruleset


def lines(problems: list[Problem]) -> list[str]:
    return [one.line("en") for one in problems]


def book(more: str, entry: str = "{}") -> Rulebook:
    """Return a rulebook with the offer of the page, which also says `more`, and a municipality that says `entry`."""
    offer = read_bytes(blocks()[1], "offer")
    offers, problems = read_offers(offer.with_values({**offer, **written(more)}), "page")
    assert offers, lines(problems)
    varde = f'{{ruleset: varde, extends: danmark, municipality: "0573", offers: {{proeve: {entry}}}}}'
    rulesets = [sound_ruleset(blocks()[0]), sound_ruleset(varde.encode())]
    return Rulebook(vocabulary(), {one.id: one for one in offers}, {one.name: one for one in rulesets})


def bound(rule: str, on: dt.date) -> Condition:
    """Return a rule as every reader sees it on the day."""
    resolved = book(f"{{eligible: {rule}}}").resolve("danmark", on).offers["proeve"]
    assert not resolved.faults, lines(list(resolved.faults))
    return resolved.eligible


def known(citizen: Map, on: dt.date) -> dict[str, FactValue]:
    return dict(read_knowledge(Citizen.read(citizen), vocabulary(), on)[0].values)


def day(text: str) -> dt.date:
    found = date_of(text)
    assert found is not None, text
    return found


def truth(word: str) -> Truth:
    return {"yes": True, "no": False, "unknown": None}[word]


def on_of(row: Row) -> dt.date:
    return day(row["on"]) if "on" in row.columns else DAY


# --- one function for each shape of table: what the row must be -------------------------------------------------


def answer(row: Row) -> str:
    return Verdict.of(
        decide(bound(row["rule"], on_of(row)), known(Map({"facts": written(row["known"])}), on_of(row)))
    ).value


PARTS = {"a": "has_vehicle", "b": "has_driving_licence"}


def kleene(row: Row) -> tuple[str, ...]:
    facts: dict[str, FactValue] = {
        PARTS[name]: value for name in ("a", "b") if name in row.columns and (value := truth(row[name])) is not None
    }
    rules = {
        "all": "{all: [{has_vehicle: true}, {has_driving_licence: true}]}",
        "any": "{any: [{has_vehicle: true}, {has_driving_licence: true}]}",
        "not": "{not: {has_vehicle: true}}",
    }
    return tuple(Verdict.of(decide(bound(rules[name], DAY), facts)).value for name in row.columns if name in rules)


def span(row: Row) -> tuple[str, ...]:
    condition = bound(f"{{resource_course_start: {row['rule']}}}", day(row["on"]))
    ends = [
        operand.value
        for test in conditions.tests_of(condition)
        for operand in test.operands
        if isinstance(operand, Constant)
    ]
    return tuple(str(end) for end in ends)


def knowledge(row: Row) -> dict[str, FactValue]:
    return known(written(row["citizen"]), day(row["on"]))


def verdict(row: Row) -> str:
    resolved = book(row["the offer also says"], row["it says of the offer"]).resolve(row["ruleset"], DAY)
    if "proeve" not in resolved.offers:
        return "absent"
    citizen = Citizen.read({"says": [{"barrier": row["she says"]}], "facts": written(row["known"])})
    facts, _ = read_knowledge(citizen, vocabulary(), DAY)
    reference = ReferenceRuntime()
    found = match(resolved, citizen.barriers(), facts, reference, reference)
    return found[0].verdict.value if found else Verdict.NOT_RELEVANT.value


def expected_knowledge(row: Row) -> dict[str, FactValue]:
    facts = {key: vocabulary().facts[key].read(value) for key, value in written(row["known"]).items()}
    assert not any(isinstance(value, Problem) for value in facts.values())
    return {key: value for key, value in facts.items() if not isinstance(value, Problem)}


SHAPES = {
    ("rule", "known", "answer"): (answer, lambda row: row["answer"]),
    ("rule", "known", "on", "answer"): (answer, lambda row: row["answer"]),
    ("a", "b", "all", "any"): (kleene, lambda row: (row["all"], row["any"])),
    ("a", "not"): (kleene, lambda row: (row["not"],)),
    ("on", "rule", "first day", "last day"): (span, lambda row: (row["first day"], row["last day"])),
    ("citizen", "on", "known"): (knowledge, expected_knowledge),
    (
        "the offer also says",
        "ruleset",
        "it says of the offer",
        "she says",
        "known",
        "verdict",
    ): (verdict, lambda row: row["verdict"]),
}  # fmt: skip


@pytest.mark.parametrize("row", rows(), ids=str)
def test_the_page_says_what_holds(row: Row):
    found, expected = SHAPES[row.columns]
    assert found(row) == expected(row)


def test_every_table_of_the_page_is_tested():
    assert {row.columns for row in rows()} == set(SHAPES)
    assert len(rows()) > 180
    assert len(blocks()) == 2


def test_the_truth_tables_are_whole():
    words = ("yes", "no", "unknown")
    two = [(row["a"], row["b"]) for row in rows() if row.columns == ("a", "b", "all", "any")]
    assert sorted(two) == sorted((a, b) for a in words for b in words)
    assert sorted(row["a"] for row in rows() if row.columns == ("a", "not")) == sorted(words)


def test_every_operator_and_every_type_stands_on_the_page():
    rules = " ".join(row["rule"] for row in rows() if "rule" in row.columns)
    orders = ["at_least", "at_most", "above", "below", "after", "before", "on_or_after", "on_or_before"]
    members = ["includes", "includes_any", "includes_all", "includes_none", "count", "is_empty"]
    operators = [*orders, *members, "within_last", "within_next", "all", "any", "not", "is"]
    assert [name for name in operators if f"{name}:" not in rules] == []
    tested = {
        test.fact.type
        for row in rows()
        if "answer" in row.columns
        for test in conditions.tests_of(bound(row["rule"], on_of(row)))
    }
    assert tested == {"int", "number", "choice", "bool", "date", "set"}
    verdicts = {row["verdict"] for row in rows() if "verdict" in row.columns}
    assert verdicts == {*(one.value for one in Verdict), "absent"}


def test_a_changed_cell_fails():
    """The functions above find what the engine says, whatever the page says."""
    for old, new in (("| yes |", "| no |"), ("| no |", "| unknown |"), ("| unknown |", "| yes |")):
        text = PAGE.read_text(encoding="utf-8")
        for row in [row for row in rows() if row.columns[-1] in ("answer", "verdict")][::9]:
            line = text.splitlines()[row.line - 1]
            if line.endswith(old):
                changed = Row(row.line, (*row.cells[:-1], (row.columns[-1], new.strip("| "))))
                found, expected = SHAPES[row.columns]
                assert found(changed) != expected(changed)


def test_a_set_answers_member_by_member_where_the_page_says_so():
    facts = expected_knowledge(Row(0, (("known", "{substance_use: {has: [alcohol]}}"),)))
    assert facts == {"substance_use": Members(frozenset({"alcohol"}), frozenset())}
