"""The page on the rule language: every block is read, and the wrong ones are wrong as they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.checkout import ROOT
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.offers import read_offers
from tilbud_engine.reading import read_bytes
from tilbud_engine.rules.checking import rule_problems
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import read_ruleset

PAGE = ROOT / "docs" / "rule-language.md"
BLOCKS = re.findall(r"^```(\S+) ?([^\n]*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
WRAPPED = "ruleset: proeve\nextends: danmark\noffers:\n  kulturvitaminer:\n    offered: true\n    eligible:\n"


@pytest.fixture(scope="module")
def book() -> Iterator[Rulebook]:
    """The shipped rules and all right blocks of the page together."""
    engine = Engine.load(runtime="reference")
    made = engine.rulebook
    for _, info, text in BLOCKS:
        if info in ("offer", "ruleset"):
            made, problems = added(made, text)
            assert problems == []
    yield made
    engine.close()


def added(book: Rulebook, text: str) -> tuple[Rulebook, list[Problem]]:
    """Return the rules with one block more; a condition becomes that of a local offer."""
    if text.startswith("ruleset:"):
        ruleset, problems = read_ruleset(read_bytes(text.encode(), "block.yaml"))
        rulesets = {**book.rulesets, **({ruleset.name: ruleset} if ruleset else {})}
        return Rulebook(book.vocabulary, book.offers, rulesets), problems
    if text.startswith("offer:"):
        offers, problems = read_offers(read_bytes(text.encode(), "block.yaml"), "block")
        return Rulebook(book.vocabulary, {**book.offers, **{one.id: one for one in offers}}, book.rulesets), problems
    inside = "".join(f"      {line}\n" for line in text.splitlines())
    return added(book, WRAPPED + inside)


def told(book: Rulebook, text: str) -> list[Problem]:
    try:
        made, problems = added(book, text)
    except InputError as error:
        return list(error.problems)
    return problems or [one for one in rule_problems(made) if not one.is_remark]


def test_the_page_has_blocks_of_every_kind_and_no_others() -> None:
    infos = [info.split(" ")[0] for language, info, _ in BLOCKS if language == "yaml"]
    assert set(infos) == {"condition", "offer", "ruleset", "wrong"}
    assert {language for language, _, _ in BLOCKS} == {"yaml", "text"}


@pytest.mark.parametrize("text", [text for _, info, text in BLOCKS if info in ("condition", "offer", "ruleset")])
def test_a_right_block_is_right(book: Rulebook, text: str) -> None:
    assert [one.line("en") for one in told(book, text)] == []


WRONG = [(info.removeprefix("wrong "), text) for _, info, text in BLOCKS if info.startswith("wrong ")]


@pytest.mark.parametrize(("code", "text"), WRONG, ids=[code for code, _ in WRONG])
def test_a_wrong_block_is_wrong_as_it_says(book: Rulebook, code: str, text: str) -> None:
    problems = told(book, text)
    assert [one.code for one in problems] == [code]
    assert problems[0].where.startswith("block.yaml:")
