"""Own words propose barriers by phrases; nothing is assumed, and nothing is kept."""

from __future__ import annotations

import pytest

from tilbud_engine.reading import as_node
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


@pytest.mark.parametrize(
    "words",
    [
        "Jeg vil ikke være her mere.",
        "Nogle gange tænker jeg, at jeg vil dø",
        "Jeg har selvmordstanker om natten",
        "Jeg har flere gange forsøgt selvmord",
        "Jeg overvejer at tage mit eget liv",
    ],
)
def test_words_of_danger_are_recognised(words: str) -> None:
    assert codes(words) == ["H-AKUT"]


def test_the_phrase_that_matched_is_told_and_nothing_else() -> None:
    (found,) = propose("Hver dag er det sådan, at jeg græder for ingenting om natten", VOCABULARY)
    assert found.phrase == "jeg græder for ingenting"


def test_danger_is_heard_also_within_a_longer_phrase_of_something_else() -> None:
    longer = [f"at {phrase}" for one in VOCABULARY.barriers.values() if one.hidden for phrase in one.phrases]
    barrier = {"code": "X-LANG", "leg": "H", "kind": "F", "label": "Lang", "says": "Lang", "phrases": longer}
    words, problems = VOCABULARY.extended(as_node({"barriers": [barrier]}), "plugin")
    assert not problems
    for code, one in VOCABULARY.barriers.items():
        for phrase in one.phrases if one.hidden else ():
            found = [proposal.barrier for proposal in propose(f"Jeg tror, at {phrase}", words)]
            assert code in found, phrase
