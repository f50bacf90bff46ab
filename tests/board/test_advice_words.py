"""The words of hints and news: short, kind, in both languages, and never a threat."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import get_args

import pytest

from tests.checkout import ROOT
from tilbud_engine.board.advice import HintKind
from tilbud_engine.kit.plain_language import (
    EASY_LIX,
    MOST_WORDS_IN_A_SENTENCE,
    heavy_words,
    lix,
    sentences_of,
    words_of,
)

PARTS = ("advice", "following")
FILL = {
    "one": "”Mentor”",
    "other": "”Praktik”",
    "others": "”Praktik” og ”Træning”",
    "cards": "”Praktik”",
    "card": "Mentor",
    "weeks": "uge 41",
    "days": "tirsdag",
    "leg": "”Krop og sind”",
    "hours": "12 timer",
    "question": "Hvor gammel er du?",
    "says": "”Jeg er træt”",
    "whom": "lægen",
    "word": "Mentor",
    "start": "9.00",
    "end": "10.00",
    "day": "1. september 2026",
    "because": "Det er for dem, der går i skole.",
}
SPEAKS_TO_HER = re.compile(r"\b(du|dig|din|dit|dine|spørg)\b", re.IGNORECASE)
CASEWORKERS = "-caseworker"


def texts(part: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("tilbud_engine.board").joinpath("words", f"{part}.toml").read_text(encoding="utf-8"))


EVERY = [(part, key) for part in PARTS for key in texts(part)]
SENTENCES = [(part, key) for part, key in EVERY if len(words_of(texts(part)[key]["da"])) > 3]


@pytest.mark.parametrize(("part", "key"), EVERY)
def test_every_text_is_there_in_both_languages_with_the_same_values(part: str, key: str) -> None:
    text = texts(part)[key]
    assert set(text) == {"da", "en"}
    values = [sorted(set(re.findall(r"\{(\w+)\}", one))) for one in (text["da"], text["en"])]
    assert values[0] == values[1]


@pytest.mark.parametrize(("part", "key"), SENTENCES)
def test_a_hint_is_short_and_in_plain_danish(part: str, key: str) -> None:
    # R-P16
    text = texts(part)[key]["da"].format_map(FILL | dict.fromkeys(("limit", "count", "high", "low"), 9))
    assert len(text) <= 160
    if key.endswith(CASEWORKERS):
        text = re.sub("borgeren", "du", text, flags=re.IGNORECASE)  # A caseworker knows that word.
    assert all(len(words_of(one)) <= MOST_WORDS_IN_A_SENTENCE for one in sentences_of(text))
    assert lix(text) <= EASY_LIX + 10
    assert not heavy_words(text)


@pytest.mark.parametrize(("part", "key"), SENTENCES)
def test_a_hint_threatens_nobody_and_forbids_nothing(part: str, key: str) -> None:
    danish, english = texts(part)[key]["da"].casefold(), texts(part)[key]["en"].casefold()
    threats = (
        "ellers",
        "straf",
        "trukket",
        "mister",
        "skal du",
        "du skal ",
        "må ikke",
        "for mange",
        "advarsel",
        "fejl",
    )
    # To have to do nothing is the opposite of a threat.
    assert not [one for one in threats if one in danish.replace("du skal ikke gøre noget", "")]
    assert not [one for one in ("must", "otherwise", "warning", "too many", "not allowed", "error") if one in english]


def test_every_kind_of_hint_has_its_words_and_stands_in_the_manual() -> None:
    written, page = texts("advice"), (ROOT / "docs" / "board-advice.md").read_text(encoding="utf-8")
    for kind in get_args(HintKind):
        assert kind in written, kind
        assert f"`{kind}`" in page, kind


def test_no_text_is_left_that_nobody_says() -> None:
    folder = ROOT / "src" / "tilbud_engine" / "board"
    code = "".join(
        file.read_text(encoding="utf-8") for file in [*(folder / "advice").glob("*.py"), folder / "following.py"]
    )
    kinds = get_args(HintKind)
    for part, key in EVERY:
        said = key.removesuffix(CASEWORKERS)
        of_kind = said.removesuffix("-because") in kinds or said.startswith("day-")
        assert of_kind or f'"{said}"' in code or said in ("card_sure", "card_unsure"), (part, key)


@pytest.mark.parametrize("key", [one for one in texts("advice") if not one.endswith(CASEWORKERS)])
def test_a_caseworker_is_not_spoken_to_as_if_she_were_the_citizen(key: str) -> None:
    written = texts("advice")
    hers, caseworkers = written[key], written.get(key + CASEWORKERS)
    assert caseworkers != hers
    assert not SPEAKS_TO_HER.search((caseworkers or hers)["da"])
    if caseworkers:
        values = [set(re.findall(r"\{(\w+)\}", one["da"])) for one in (hers, caseworkers)]
        assert values[1] <= values[0]
