"""`tilbud ask`: whole conversations, typed line by line."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.running import ESCAPE, run, run_program
from tilbud_engine.case import Citizen
from tilbud_engine.cli.answers import read_answer
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import Problem
from tilbud_engine.reading import read_path
from tilbud_engine.vocabulary import Vocabulary

ASK = ("ask", "--ruleset", "eksempelkommune", "--on", "2026-09-01")
WORDS = Vocabulary.shipped()
DANISH = Texts("da")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed last may be taken for the name of a file to save."""
    monkeypatch.chdir(tmp_path)


def talk(*lines: str, more: tuple[str, ...] = ()) -> str:
    """Return what is shown when these lines are typed, on one line."""
    result = run(*ASK, *more, typed="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def question_of(shown: str, question: str) -> str:
    """Return what is shown from a question to the next prompt."""
    return shown.split(question, 1)[1].split(" > ", 1)[0]


def test_her_own_words_are_confirmed_one_by_one_and_become_cards() -> None:
    shown = talk("Der går dage, hvor jeg ikke taler med nogen", "ja", "", "", "30", "", "")
    assert "Betyder det: ”Jeg er meget alene”? (ja/nej)" in shown
    assert "Svarer på det, du sagde: ”Der går dage, hvor jeg ikke taler med nogen”." in shown


def test_words_that_are_not_confirmed_are_noted_and_give_no_card() -> None:
    shown = talk("Der går dage, hvor jeg ikke taler med nogen", "måske", "nej", "")
    assert "Svar ja eller nej." in shown
    assert "Der er ingen kort at vise lige nu" in shown
    assert "Måske mener du også" not in shown


def test_words_that_mean_nothing_we_know_are_met_with_the_list() -> None:
    assert "Skriv `liste`, hvis du vil vælge" in talk("xyzzy", "")


def test_a_barrier_may_be_chosen_from_the_list_by_number_and_hidden_ones_are_not_on_it() -> None:
    listing = run(*ASK, typed="liste\n").stdout
    assert "Jeg er meget alene" in listing
    hidden = [one.says for one in WORDS.barriers.values() if one.hidden]
    assert hidden
    assert [says for says in hidden if says in listing] == []
    number = next(line.split(".")[0].strip() for line in listing.splitlines() if "Jeg er meget alene" in line)
    shown = talk("liste", "999", f"{number} {number}", "", "")
    assert "Skriv numre fra 1 til" in shown
    assert "Svarer på det, du sagde: ”Jeg er meget alene”." not in shown.split(" 1. ")[0]
    assert "Kultur" in shown


def test_what_a_barrier_settles_is_shown_and_may_be_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "samtale.yaml"
    for answer, withdrawn in (("ja", ()), ("nej", ("substance_use",))):
        shown = talk("Jeg drikker lidt for meget", "ja", answer, "", "stop", str(file))
        assert "Så regner vi også med det her:" in shown
        assert "alkohol" in shown.split("Så regner vi også med det her:")[1].split("(ja/nej)")[0]
        assert Citizen.read(read_path(file)).withdrawn == withdrawn
        file.unlink()


def test_questions_come_one_at_a_time_with_what_they_can_settle() -> None:
    shown = talk("Jeg sidder alene", "ja", "", "", "30 måneder", "16 år")
    months = question_of(shown, "Hvor længe er det siden, du sidst havde job?")
    assert "Det betyder noget for: Kultur." in months
    assert "v (ved ikke), i (vil ikke svare), a (spørg mig alene)" in months


def test_what_has_been_answered_is_not_asked_again_and_nothing_else_is() -> None:
    asked = talk("Jeg sidder alene", "ja", "", "", "30", "30").split("Her er forslag.")[0]
    assert asked.count("Hvor gammel er du?") == 1
    assert asked.count("Hvor længe er det siden, du sidst havde job?") == 1
    assert asked.count("Det betyder noget for:") == 2


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    shown = talk("Jeg sidder alene", "ja", "", "", "halvandet år", "9999", "30", "16")
    assert "Det kan ikke læses som et helt tal." in shown
    assert "Svaret er uden for grænserne (0 - 120)." in shown
    assert "9999" not in shown.replace("Skriv", "")


def test_a_cpr_number_is_refused_in_words_and_in_answers() -> None:
    shown = talk("Mit nummer er 010203-1234", "Jeg sidder alene", "ja", "", "", "0102031234", "v", "v")
    assert shown.count("ligner et CPR-nummer") == 2
    assert "1234" not in shown


def test_declined_is_remembered_unknown_is_left_and_alone_is_told_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "samtale.yaml"
    typed = "Bussen kører ikke her\nja\nJeg ryger hash for at få ro\nja\n\n\ni\nv\na\nstop\n"
    result = run(*ASK, typed=f"{typed}{file}\n")
    shown = " ".join(result.stdout.split())
    assert "Til sagsbehandleren: tal om det her alene" in shown
    written = file.read_text(encoding="utf-8")
    citizen = Citizen.read(read_path(file))
    assert len(citizen.declined) == 1
    assert written.startswith("# Tal om det her alene: ")
    assert citizen.facts == {}


def test_what_only_an_authority_can_settle_is_told_and_not_asked() -> None:
    shown = talk("Det gik helt galt sidste sted", "ja", "", "", "v", "v", "v", "v")
    before = shown.split("Her er forslag.")[0]
    assert "Kommunen mangler at afgøre, hvilken gruppe du er i." in before
    assert "gruppe efter LAB § 6" not in before


def test_what_must_be_told_before_a_question_is_said_first() -> None:
    fact = WORDS.facts["household_children"]
    assert fact.say_first
    assert fact.question
    from tilbud_engine.cli.conversation import Conversation
    from tilbud_engine.cli.page import Page
    from tilbud_engine.engine import Engine
    from tilbud_engine.suggestion import Question

    class Once(Conversation):
        def hear(self, prompt: str = ">") -> str:
            return "v"

    talked = Once(Engine.load(runtime="reference"), Page(), DANISH, dt.date(2026, 9, 1), "danmark")
    asked = Question(fact.key, fact.question, "citizen", ("anyone",), fact.say_first, ())
    from contextlib import redirect_stdout
    from io import StringIO

    with redirect_stdout(StringIO()) as out:
        talked.question(asked, talked.suggestion())
    shown = " ".join(out.getvalue().split())
    assert 0 <= shown.index(" ".join(fact.say_first.split())) < shown.index(fact.question)


def test_words_of_danger_stop_the_talk_with_calm_words() -> None:
    shown = talk("Jeg sidder alene", "ja", "Det er bedst for alle, hvis jeg er væk", "ja", "30", "16", "samtale.yaml")
    assert "Du er ikke alene." in shown
    assert "112" in shown  # She may sit alone at this keyboard.
    assert "Kort" not in shown.split("Du er ikke alene.")[1]
    assert "Det betyder noget for" not in shown


def test_the_end_of_the_input_stops_kindly_and_shows_what_there_is() -> None:
    for typed in ("", "Jeg sidder alene", "Jeg sidder alene\nja\n", "Jeg sidder alene\nja\n\n\n"):
        result = run(*ASK, typed=typed)
        assert result.exit_code == 0
        assert "Vi stopper her." in result.stdout
        assert "Stolens fire ben" in result.stdout


def test_stop_shows_what_there_is_at_any_time() -> None:
    assert "Vi stopper her." in talk("stop", "")
    assert "Kultur" in talk("Jeg sidder alene", "ja", "", "stop", "")


def test_a_leg_that_was_talked_about_is_told_from_silence() -> None:
    shown = talk("Jeg sidder alene", "ja", "", "1", "v", "v", "v")
    assert "Krop og sind: det har I talt om, og der står intet i vejen." in shown
    assert "Hverdag og hjem: det har I ikke talt om endnu." in shown


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_what_is_saved_gives_the_same_cards_again(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"samtale.{suffix}"
    words = 'Jeg sidder alene: "sådan" #er det'
    result = run(*ASK, typed=f"{words}\nja\n\n\n30\n16\n{file}\n")
    assert f"Gemt i {file}" in " ".join(result.stdout.split()).replace(" ", " ")
    again = json.loads(run("suggest", str(file), "--format", "json").stdout)
    assert Citizen.read(read_path(file)).says[0].words == words
    assert again["ruleset"] == "eksempelkommune"
    assert again["on"] == "2026-09-01"
    kept = " ".join(result.stdout.split())
    assert again["cards"]
    assert [card["word"] for card in again["cards"] if card["word"] not in kept] == []
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_there_a_folder_that_is_not_and_a_cpr_number_are_refused_as_names(tmp_path: Path) -> None:
    taken = tmp_path / "taget.yaml"
    taken.write_text("mit", encoding="utf-8")
    names = [str(taken), str(tmp_path / "mangler" / "x.yaml"), "010203-1234.yaml", str(tmp_path / "ny.yaml")]
    shown = talk("Jeg sidder alene", "ja", "", "stop", *names)
    for words in ("Der er allerede en fil med det navn", "Filen kan ikke skrives der", "ligne et CPR-nummer", "Gemt i"):
        assert words in shown
    assert taken.read_text(encoding="utf-8") == "mit"
    assert not os.path.lexists("010203-1234.yaml")


def test_nothing_is_saved_unless_she_names_a_file(tmp_path: Path) -> None:
    result = run_program(*ASK, typed=b"Jeg sidder alene\nja\n\n\n30\n16\n\n", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.iterdir()) == []
    assert ESCAPE.encode() not in result.stdout


def test_the_talk_may_be_in_english() -> None:
    shown = talk("Jeg sidder alene", "yes", "", "", "30", "16", "", more=("--lang", "en"))
    for part in (
        "What stands in your way?",
        "Does it mean: “I am alone a lot”?",
        "It matters for:",
        "You choose which cards",
    ):
        assert part in shown, part


def test_without_a_ruleset_she_is_asked_where_she_lives_and_may_misspell_it() -> None:
    result = run("ask", "--on", "2026-09-01", typed="Jeg sidder alene\nja\n\n\nVrde\nVarde\n")
    shown = " ".join(result.stdout.split())
    assert "Hvilken kommune bor du i?" in shown
    assert "Mente du `Varde`?" in shown
    assert "efter reglerne for varde" in shown


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("age", "34", "34"),
        ("age", "Jeg er 34 år", "34"),
        ("age", "007", "7"),
        ("daily_travel_km", "24,5", "24.5"),
        ("daily_travel_km", "24.5 km", "24.5"),
        ("has_driving_licence", "Ja.", "true"),
        ("has_driving_licence", "nej", "false"),
        ("expected_discharge_date", "2026-09-01", "2026-09-01"),
        ("expected_discharge_date", "1.9.2026", "2026-09-01"),
        ("expected_discharge_date", "1/9-2026", "2026-09-01"),
        ("expected_discharge_date", "1. september 2026", "2026-09-01"),
        ("expected_discharge_date", "den 1. sep. 2026", "2026-09-01"),
        ("housing_status", "1", "own"),
        ("housing_status", "på herberg", "shelter"),
        ("housing_status", "shelter", "shelter"),
        ("substance_use", "1 2", ["alcohol", "cannabis"]),
        ("substance_use", "2, 1", ["cannabis", "alcohol"]),
        ("substance_use", "ingen", []),
        ("substance_use", "hash, alkohol", ["cannabis", "alcohol"]),
    ],
)
def test_an_answer_is_read_as_people_write_it(key: str, typed: str, value: object) -> None:
    assert read_answer(WORDS.facts[key], typed, DANISH) == value


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("age", "", "answer-not-int"),
        ("age", "34 eller 35", "answer-not-int"),
        ("age", "34,5", "answer-not-int"),
        ("age", "-1", "answer-out-of-range"),
        ("age", "9" * 100_000, "text-too-long"),
        ("age", "12:30:45", "answer-not-int"),
        ("daily_travel_km", "24,55", "answer-not-number"),
        ("has_driving_licence", "måske", "answer-not-yes-no"),
        ("expected_discharge_date", "31.2.2026", "answer-not-date"),
        ("expected_discharge_date", "snart", "answer-not-date"),
        ("housing_status", "99", "answer-not-listed"),
        ("housing_status", "et slot", "answer-not-listed"),
        ("substance_use", "1 99", "answer-not-listed"),
        ("substance_use", "", "answer-not-listed"),
        ("housing_status", "her\u200b", "invisible-character"),
    ],
)
def test_an_answer_that_is_none_is_a_problem_without_the_answer_in_it(key: str, typed: str, code: str) -> None:
    found = read_answer(WORDS.facts[key], typed, DANISH)
    assert isinstance(found, Problem)
    assert found.code == code
    assert not typed or typed not in found.line()
