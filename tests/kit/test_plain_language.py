"""Plain Danish: measured by hand first, then by the program."""

from __future__ import annotations

import pytest

from tilbud_engine.kit.plain_language import (
    EASY_LIX,
    heavy_words,
    lix,
    plain_problems,
    plain_words,
    sentences_of,
    words_of,
)
from tilbud_engine.offers import Offer
from tilbud_engine.reading import as_node


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Vi går en tur.", 4),  # four words, one sentence, no long word
        ("Vi går en tur. Det er sjovt.", 4),  # seven words in two sentences, rounded
        ("Beskæftigelsesindsatsen iværksættes.", 102),  # two words in one sentence, both long
        ("Vi synger sange sammen hver tirsdag.", 23),  # six words, one of seven letters
        ("", 0),
        ("12 34 56 78", 0),
    ],
)
def test_the_lix_is_words_a_sentence_plus_per_cent_long_words(text: str, measure: int) -> None:
    assert lix(text) == measure


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Fra 1. juli 2026 er det gratis. Kom bare.", 2),
        ("Tag f.eks. en ven med. I får kaffe.", 2),
        ("Kan du komme? Ja! Godt.", 3),
        ("Det er gratis", 1),
        ("Ring kl. 10. Vi svarer.", 2),
    ],
)
def test_dates_and_short_forms_end_no_sentence(text: str, count: int) -> None:
    assert len(sentences_of(text)) == count


def test_numbers_are_no_words() -> None:
    assert words_of("3 ture om ugen i 10 uger, f.eks. på Fyn") == [
        "ture",
        "om",
        "ugen",
        "i",
        "uger",
        "f",
        "eks",
        "på",
        "Fyn",
    ]


def test_the_list_is_long_enough_and_says_something_else_than_the_word_itself() -> None:
    words = plain_words()
    assert len(words) >= 150
    assert all(plain and plain != word for word, plain in words.items())


@pytest.mark.parametrize("word", sorted(plain_words()))
def test_every_word_of_the_list_is_found_in_a_sentence(word: str) -> None:
    found = heavy_words(f"Her er {word} for dig.")
    assert word in [one.found.lower() for one in found]


def test_a_plain_word_is_never_itself_on_the_list() -> None:
    heavy = {word: [one.found for one in heavy_words(plain)] for word, plain in plain_words().items()}
    assert {word: found for word, found in heavy.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kommunen iværksætter et forløb.", ["iværksætter"]),
        ("Vi har iværksat det.", ["iværksat"]),  # a form that no rule of endings reaches
        ("Borgerens barrierer afdækkes.", ["Borgerens", "barrierer"]),
        ("Målgruppen er unge.", ["Målgruppen"]),
        ("Indsatsen og dens barrierer.", ["Indsatsen", "barrierer"]),
        ("Det sker i henhold til loven.", ["i henhold til"]),
        ("Vi mødes med henblik på job.", ["med henblik på"]),
        ("Kommunen træffer afgørelse.", ["træffer afgørelse"]),
    ],
)
def test_a_word_is_found_in_its_forms_and_a_phrase_before_its_words(text: str, found: list[str]) -> None:
    assert [one.found for one in heavy_words(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Vi går en tur i dit eget tempo.",
        "Det gør ondt i et led.",  # no form of `ledig`
        "Vi løber sammen hver uge.",  # no form of `løbende`
        "Få et godt råd.",  # no form of `rådighed`
        "Kom frem til os.",  # no form of `fremme`
        "Et ydre hjul på en cykel.",
        "Du ansættes i butikken.",
        "Vi taler om din borg i Spanien.",
    ],
)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert heavy_words(text) == []


def offer(**fields: object) -> Offer:
    given = {
        "offer": "proeve",
        "name": "Prøve",
        "card": {"word": "Prøve", "text": "Kom og prøv"},
        "answers": ["N-ENSOM"],
        "eligible": {},
        **fields,
    }
    return Offer.model_validate(as_node(given), by_alias=True)


def codes(**fields: object) -> list[str]:
    return [one.code for one in plain_problems(offer(**fields), None, "offer.yaml:1")]


def test_a_heavy_word_is_a_fault_on_the_card_and_a_remark_below_it() -> None:
    on_card = {"card": {"word": "Indsats", "text": "Kom og prøv"}}
    [one] = plain_problems(offer(**on_card), None, "offer.yaml:1")
    assert (one.code, one.is_remark, one.values["plain"]) == ("heavy-word-on-card", False, "hjælp")
    [other] = plain_problems(offer(about="Vi iværksætter en tur."), None, "offer.yaml:1")
    assert (other.code, other.is_remark) == ("heavy-word", True)


def test_notes_for_staff_are_left_alone() -> None:
    assert codes(for_staff="Målgruppen er borgere, for hvem indsatsen iværksættes i henhold til loven.") == []


def test_a_long_sentence_and_a_hard_text_are_told() -> None:
    long = "Du kan komme og være med til det hele " + "og så lidt til " * 4 + "når du har lyst."
    assert codes(about=long) == ["sentence-long"]
    hard = "Gruppelederen hjælper deltagerne gennem træningen. " * 5
    assert lix(hard) > EASY_LIX
    assert codes(about=hard) == ["text-hard"]


def test_what_a_citizen_reads_of_rights_hints_and_cost_is_measured_too() -> None:
    right = {"rights": [{"when": {}, "text": "Kommunen bevilger det."}]}
    hint = {"hints": [{"when": {}, "text": "Der ydes støtte."}]}
    assert codes(**right) == ["heavy-word"]
    assert codes(**hint) == ["heavy-word"]
    assert codes(cost="Brugerbetaling: 20 kr.") == ["heavy-word"]
