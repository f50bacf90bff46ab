"""Whatever is typed as an answer is read or refused kindly."""

from __future__ import annotations

import pytest

from tilbud_engine.cli.answers import numbers_of, read_answer
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import Problem
from tilbud_engine.vocabulary import Vocabulary

WORDS = Vocabulary.shipped()
ODD = (
    "9" * 5000,
    f"1 2 {'3' * 5000}",
    "²",
    "1.².2026",
    "²/²-2026",
    "31.02.2026",
    "00.00.0000",
    "½",
    "Ⅳ",
    "\ud800",
    "{",
)


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("language", ["da", "en"])
def test_odd_digits_are_no_answer_to_anything(typed: str, language: str) -> None:
    say = Texts("en" if language == "en" else "da")
    for fact in WORDS.facts.values():
        assert isinstance(read_answer(fact, typed, say), Problem), fact.key
    assert numbers_of(typed, 40) is None


def test_places_in_a_list_are_read_in_the_order_typed_and_each_once() -> None:
    assert numbers_of("3, 1 ; 3", 3) == [3, 1]
    assert numbers_of("4", 3) is None
    assert numbers_of("0", 3) is None
    assert numbers_of("", 3) is None
