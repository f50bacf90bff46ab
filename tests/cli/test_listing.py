"""`tilbud offers`, `tilbud facts`, `tilbud barriers` and `tilbud explain`."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cli.running import SOEREN, run
from tilbud_engine.cli.details import show_barrier, show_fact, show_offer
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import LANGUAGES, Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Language
from tilbud_engine.vocabulary import Vocabulary

WORDS = Vocabulary.shipped()


def told(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def test_every_fact_and_every_barrier_is_listed_in_both_languages() -> None:
    for lang in ("da", "en"):
        facts, barriers = told("facts", "--lang", lang), told("barriers", "--lang", lang)
        assert [key for key in WORDS.facts if key not in facts] == []
        assert [code for code in WORDS.barriers if code not in barriers] == []


def test_the_barriers_stand_by_leg_in_the_citizens_words() -> None:
    shown = run("barriers").stdout
    assert shown.index("Krop og sind") < shown.index("Hverdag og hjem") < shown.index("Arbejde og læring")
    assert "Jeg er meget alene" in shown


def test_the_offers_of_a_ruleset_say_what_is_not_there() -> None:
    here = told("offers", "--ruleset", "varde", "--on", "2026-09-01")
    assert "Kulturvitaminer. Idé – findes ikke endnu." in here
    assert "Local offer" in told("offers", "--lang", "en")


def test_all_about_an_offer_tells_the_limit_in_force_and_who_set_it() -> None:
    before = told("offers", "psykolog_unge_aaben", "--ruleset", "eksempelkommune", "--on", "2026-12-31")
    after = told("offers", "psykolog_unge_aaben", "--ruleset", "eksempelkommune", "--on", "2027-01-01")
    assert "15 til 24 år" in before
    assert "15 til 25 år" in after
    for part in (
        "sat af eksempelkommune",
        "fra 1. januar 2027",
        "Svarer på:",
        "Hvem bestemmer:",
        "Plugin:",
        "Kilder",
        "Antaget",
    ):
        assert part in after, part


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_can_be_told_of_every_offer_fact_and_barrier(
    lang: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = Engine.load(runtime="reference")
    page, say = Page(), Texts(lang)

    def shown() -> str:
        return " ".join(capsys.readouterr().out.split())

    for ruleset in ("danmark", "eksempelkommune"):
        resolved = engine.rulebook.resolve(ruleset, dt.date(2026, 9, 1))
        for key, offer in resolved.offers.items():
            show_offer(page, say, offer, resolved, engine.rulebook)
            assert f"({key})" in shown()
    for key, fact in engine.vocabulary.facts.items():
        show_fact(page, say, fact, engine)
        assert f"({key})" in shown()
    for code, barrier in engine.vocabulary.barriers.items():
        show_barrier(page, say, barrier, engine)
        assert f"({code})" in shown()


def test_all_about_a_fact_tells_who_may_be_asked_and_who_asks() -> None:
    assert "aldrig borgeren; en myndighed afgør det" in told("facts", "lab_target_group")
    shown = told("facts", "age")
    assert "Hvor gammel er du?" in shown
    assert "stofmisbrugsbehandling" in shown


def test_a_barrier_is_found_in_small_letters_too() -> None:
    assert "N-ENSOM" in told("barriers", "n-ensom")


def test_an_explanation_goes_from_the_answer_to_the_law_and_the_date() -> None:
    shown = told("explain", SOEREN, "kulturvitaminer")
    for part in (
        "Kulturvitaminer: ikke lige nu.",
        "Det gælder 1. september 2026 efter reglerne for eksempelkommune.",
        "Kortet passer til dig senest 1. august 2027",
        "Du har været uden job i mindst 12 måneder: nej.",
        "sat af eksempelkommune fra 1. januar 2025",
        "rulesets/eksempelkommune/ruleset.yaml:",
        "Kilde: Eksempelkommunens serviceniveau (opdigtet), Kulturvitaminer",
    ):
        assert part in shown, part


def test_an_explanation_of_a_right_names_the_section() -> None:
    shown = told("explain", SOEREN, "mentor")
    assert "det ved vi ikke endnu" in shown
    assert "§ 167, stk. 2, LBK 280 af 1.3.2024" in " ".join(shown.split())
    assert "Mentor: we do not know yet." in told("explain", SOEREN, "mentor", "--lang", "en")


def test_an_explanation_follows_the_ruleset() -> None:
    assert "Kulturvitaminer: ikke lige nu." in told("explain", SOEREN, "kulturvitaminer", "--on", "2026-09-01")
    assert "Idé – findes ikke endnu." in told("explain", SOEREN, "kulturvitaminer", "--ruleset", "varde")


def test_the_caseworker_reads_what_is_assumed_before_anybody_is_told_no() -> None:
    """Also of a no, where the rule may be narrower than the law; the citizen is told that it is no refusal."""
    citizen = told("explain", SOEREN, "familievejleder")
    caseworker = told("explain", SOEREN, "familievejleder", "--audience", "caseworker")
    assert "Antaget, ikke bekræftet" not in citizen
    assert "Antaget, ikke bekræftet" in caseworker
    assert "før nogen får et nej" in caseworker
    assert "Assumed, not confirmed" in told("explain", SOEREN, "mentor", "--audience", "caseworker", "--lang", "en")


def test_any_offer_can_be_explained_also_one_that_answers_nothing_she_said() -> None:
    assert "Opkvalificering" in told("explain", SOEREN, "opkvalificering")
