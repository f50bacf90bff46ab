"""How much own words hear, on sentences by people who wrote no lexicon; and what no sentence may change."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.vocabulary.measuring import FOLDER, measured, sentences
from tilbud_engine.errors import InputError
from tilbud_engine.reading import read_bytes
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import hear, hear_hidden, propose
from tilbud_engine.vocabulary.own_words.lexicon import lexicon_of, shipped_documents

pytestmark = pytest.mark.no_cover  # The same lines hundreds of times.

VOCABULARY = Vocabulary.shipped()
FILES = sorted(FOLDER.glob("*.yaml"))
SEEN = [file for file in FILES if file.stem != "held_out"]
SENTENCES = [one for file in FILES for one in sentences(file)]
SOME = random.Random(7).sample(SENTENCES, 150)  # noqa: S311 - any sample will do


def codes(words: str) -> list[str]:
    return [one.barrier for one in propose(words, VOCABULARY)]


@pytest.mark.parametrize("file", SEEN, ids=lambda file: file.stem)
def test_what_was_read_while_writing_the_lexicon_is_heard(file: Path) -> None:
    total = measured(file, VOCABULARY)
    assert total.precision >= 0.95
    assert total.recall >= 0.75
    assert total.missed_alarms <= 2
    assert total.false_alarms == 0


def test_sentences_that_nobody_has_read_are_heard_no_worse_than_before() -> None:
    """The aims are higher (0.95, 0.75, no alarm missed or false); docs/own-words.md says that they are missed."""
    total = measured(FOLDER / "held_out.yaml", VOCABULARY)
    assert total.precision >= 0.85
    assert total.recall >= 0.74
    assert total.missed_alarms <= 8
    assert total.false_alarms <= 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_document_tells_the_figures_as_they_are(file: Path) -> None:
    page = (ROOT / "docs" / "own-words.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{file.stem}\.yaml`[^|]*\|(?P<figures>.*)\|$", page, re.MULTILINE)
    assert row, f"docs/own-words.md has no row for {file.name}"
    assert tuple(cell.strip() for cell in row["figures"].split("|")) == measured(file, VOCABULARY).row


def test_adding_something_denied_takes_nothing_away() -> None:
    for one in SOME:
        before = codes(one.words)
        for denied in ("Jeg har ikke kørekortproblemer.", "Jeg har ingen hund."):
            assert set(before) <= set(codes(f"{denied} {one.words}")), one.words


def test_what_is_written_with_aa_oe_and_ae_means_the_same() -> None:
    for one in SOME:
        plain = one.words.lower().replace("å", "aa").replace("ø", "oe").replace("æ", "ae")
        assert codes(plain) == codes(one.words), one.words


def test_large_and_small_letters_mean_the_same() -> None:
    for one in SOME:
        assert codes(one.words.upper()) == codes(one.words.lower()) == codes(one.words), one.words


def test_the_same_words_always_mean_the_same() -> None:
    first = [hear(one.words, VOCABULARY) for one in SOME]
    assert [hear(one.words, VOCABULARY) for one in reversed(SOME)] == first[::-1]


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        ("Jeg har ikke gæld", "D-GAELD", "negation"),
        ("Min søn har angst", "H-ANGST", "person"),
        ("Jeg havde angst som barn", "H-ANGST", "past"),
        ("Jeg har haft angst, men det er væk", "H-ANGST", "over"),
        ("Jeg har læst en bog om depression", "H-TRIST", "about"),
    ],
)
def test_what_is_passed_over_says_why(words: str, code: str, reason: str) -> None:
    heard = hear(words, VOCABULARY)
    assert heard.proposals == ()
    assert (code, reason) in [(one.barrier, one.reason) for one in heard.passed_over]


@pytest.mark.parametrize(
    "words",
    [
        "Jeg vil ikke være her til mødet længere",
        "Min kanin er død",
        "Jeg er ved at dø af grin",
        "Jeg har aldrig tænkt på at tage mit liv",
        "Jeg har ikke selvmordstanker",
        "Jeg kunne aldrig finde på at begå selvmord",
        "Min bror begik selvmord sidste år",
        "Jeg er bange for at dø",
        "Jeg vil gøre en ende på det forhold",
        "Jeg gider ikke være her mere i dag",
    ],
)
def test_a_near_miss_raises_no_alarm(words: str) -> None:
    assert "H-AKUT" not in codes(words)


FAULTY = """
barriers:
  H-SOVN:
    patterns:
      - kan ikke (sove
      - <findesikke> sove
"""


def test_a_fault_in_the_lexicon_is_told_with_its_line() -> None:
    node = read_bytes(FAULTY.encode(), "min.yaml")
    phrases = {code: one.phrases for code, one in VOCABULARY.barriers.items()}
    with pytest.raises(InputError) as raised:
        lexicon_of([*shipped_documents(), node], phrases)
    (unknown,) = raised.value.problems
    assert (unknown.code, unknown.where) == ("unknown-barrier", "min.yaml:3")
    with pytest.raises(InputError) as raised:
        lexicon_of([*shipped_documents(), read_bytes(FAULTY.replace("SOVN", "SOEVN").encode(), "min.yaml")], phrases)
    assert [(one.code, one.where) for one in raised.value.problems] == [
        ("lexicon-pattern", "min.yaml:5"),
        ("lexicon-class", "min.yaml:6"),
    ]


def test_what_is_hidden_is_heard_alike_alone_and_among_all() -> None:
    hidden = {code for code, one in VOCABULARY.barriers.items() if one.hidden}
    for one in SENTENCES:
        among_all = {proposal.barrier for proposal in propose(one.words, VOCABULARY)} & hidden
        assert hear_hidden(one.words, VOCABULARY) == among_all, one.words
