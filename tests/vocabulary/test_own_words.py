"""Own words propose barriers by phrases; nothing is assumed, and nothing is kept."""

from __future__ import annotations

import pytest

from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import propose

VOCABULARY = Vocabulary.shipped()


def codes(words: str) -> list[str]:
    return [one.barrier for one in propose(words, VOCABULARY)]


@pytest.mark.parametrize(("code", "barrier"), list(VOCABULARY.barriers.items()))
def test_each_phrase_of_a_barrier_proposes_that_barrier(code: str, barrier: object) -> None:
    for phrase in VOCABULARY.barriers[code].phrases:
        assert codes(phrase) == [code], phrase
        assert codes(f"Ja, altså: {phrase.upper()}!") == [code], phrase


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Bussen kører ikke her, og jeg har ikke kørekort", ["D-TRANSPORT"]),
        ("Jeg ligger vågen, og jeg sidder alene", ["H-SOEVN", "N-ENSOM"]),
        ("Jeg er alene med tre", ["N-BOERN"]),
        ("Jeg er hundeangst for mødet", ["H-ANGST"]),
        ("Jeg bliver sendt fra Herodes til Pilatus", ["N-MANGE"]),
        ("Jeg har det fint", []),
        ("Min søn har ADHD", []),
        ("Jeg har ikke gæld", []),
        ("Jeg er ikke bipolar", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_sentence_proposes_what_it_says_in_its_order(words: str, expected: list[str]) -> None:
    assert codes(words) == expected


def test_words_of_danger_are_recognised() -> None:
    assert codes("Jeg vil ikke være her mere.") == ["H-AKUT"]


def test_the_phrase_that_matched_is_told_and_nothing_else() -> None:
    (found,) = propose("Hver dag er det sådan, at jeg græder for ingenting om natten", VOCABULARY)
    assert found.phrase == "jeg græder for ingenting"
