"""A target group in free text: unknown until a human has picked the condition, never everyone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.rules.worlds import offer, rulebook
from tilbud_engine.kit.naming import clean, first_words, id_for
from tilbud_engine.kit.unsettled import is_unsettled, unsettled, unsettled_fact, unsettled_notes, unsettled_remark
from tilbud_engine.reading import as_node, to_yaml
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.rulebook import Rulebook

DAY = dt.date(2026, 9, 1)


def world(name: str = "Gåtur", text: str = "For alle") -> Rulebook:
    eligible, vocabulary = unsettled("proeve", name, text)
    shipped = rulebook(offer("{}"))
    words, problems = shipped.vocabulary.extended(as_node(vocabulary), plugin="proeve")
    assert problems == []
    made = rulebook(offer(f"{{{unsettled_fact('proeve')}: true}}"))
    assert is_unsettled("proeve", eligible)
    return Rulebook(words, made.offers, made.rulesets)


@pytest.mark.parametrize("text", ["For alle", "", "Everyone", "Unge under 30"])
def test_nobody_gets_yes_or_no(text: str) -> None:
    found = world(text=text).resolve("danmark", DAY).offers["proeve"]
    assert found.faults == ()
    assert decide(found.eligible, {}) is None
    assert decide(found.eligible, {"age": 34}) is None


def test_only_the_municipality_is_asked() -> None:
    fact = world().vocabulary.facts[unsettled_fact("proeve")]
    assert fact.for_authority
    assert fact.answerer == "municipality"
    assert fact.shown_as == "Kommunen mangler at vælge målgruppen for Gåtur"


def test_a_name_with_braces_is_no_place_to_fill_in() -> None:
    fact = world(name="Gå {value}").vocabulary.facts[unsettled_fact("proeve")]
    assert "{" not in fact.phrase


def test_the_text_as_it_stood_is_kept_for_staff() -> None:
    notes = unsettled_notes("Unge  under\n30", "Ring først.")
    assert notes["for_staff"] == "Ring først. Målgruppe, som den stod: Unge under 30"
    assert len(notes["assumptions"]) == 1
    assert unsettled_notes("")["for_staff"] == "Der stod ingen målgruppe."


def test_a_human_is_reminded_until_the_condition_is_picked() -> None:
    eligible, _ = unsettled("proeve", "Prøve", "")
    (remark,) = unsettled_remark("proeve", eligible, "offer.yaml:5")
    assert remark.is_remark
    assert remark.code == "target-group-unsettled"
    assert unsettled_remark("proeve", {"age": {"at_least": 18}}, "") == []
    assert not is_unsettled("proeve", {})


def test_the_words_can_be_written_as_yaml() -> None:
    _, vocabulary = unsettled("proeve", 'Prøve: "nu"', "a # b")
    assert "maalgruppe_afklaret" in to_yaml(vocabulary)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Gåtur på Ærø", "gaatur_paa_aeroe"),
        ("Reparationscafé", "reparationscafe"),
        ("12-trins kursus", "tilbud_12_trins_kursus"),
        ("日本語", "tilbud"),
        ("Łódź & Øl", "odz_oel"),
        ("a\u030abent hus", "aabent_hus"),
        ("x" * 200, "x" * 60),
    ],
)
def test_any_name_gives_an_id(name: str, made: str) -> None:
    assert id_for(name) == made
    assert made.isascii()


def test_texts_from_elsewhere_lose_what_a_file_may_not_hold() -> None:
    assert clean("<b>Ring</b>\n 010203-1234\u200b nu") == "Ring ******-**** nu"
    assert clean("3 < 4 og 5 > 2") == "3 < 4 og 5 > 2"
    assert len(clean("ord " * 3_000)) == 5_000
    assert first_words("Kom. Og gå.", 12) == "Kom"
