"""`tilbud suggest`: from a file to cards, for people and for programs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.checkout import ROOT
from tests.cli.running import ESCAPE, SOEREN, run
from tilbud_engine.schema import schema_for
from tilbud_engine.vocabulary import Vocabulary

MEASURED = "says: [{words: 'Jeg er alene', barrier: N-ENSOM}]\nfacts: {months_unemployed: 20}\n"


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_soeren_gets_his_cards_with_words_reasons_and_todos() -> None:
    result = run("suggest", SOEREN)
    assert result.exit_code == 0
    told = one_line(result.stdout)
    for part in (
        "Et forslag er ikke en afgørelse. Du bestemmer selv",
        "Det gælder 1. september 2026 efter reglerne for eksempelkommune.",
        "12. Behandling – passer",
        "Svarer på det, du sagde: ”Jeg ryger hash for at få ro”.",
        "Hvorfor: Du er 34 år.",
        "Husk: Bed din læge om en henvisning til psykolog.",
        "Hvem bestemmer: kommunen",
        "Mentor – måske",
        "Kommunen mangler at afgøre, hvilken gruppe du er i",
        "Ikke lige nu",
        "Kortet passer til dig senest 1. august 2027",
        "Hverdag og hjem: det har I ikke talt om endnu.",
        "Måske betyder det: ”Jeg har svært ved at komme derhen”",
    ):
        assert part in told, part
    cards = json.loads(run("suggest", SOEREN, "--format", "json").stdout)["cards"]
    assert [card["offer"] for card in cards if card["entitlement_text"] not in told] == []
    assert [card["offer"] for card in cards if any(one not in told for one in card["todos"])] == []


def test_the_same_in_english() -> None:
    told = one_line(run("suggest", SOEREN, "--lang", "en").stdout)
    for part in (
        "You choose which cards you want",
        "1 September 2026",
        "Treatment",
        "Why: You are 34 years old",
        "Not right now",
    ):
        assert part in told, part


def test_the_cards_stand_in_the_order_of_the_engine() -> None:
    cards = json.loads(run("suggest", SOEREN, "--format", "json").stdout)["cards"]
    shown = re.findall(r"^\d+\. (.+)$", run("suggest", SOEREN).stdout.split("Spørgsmål, der")[0], re.MULTILINE)
    assert [line.split(" – ")[0] for line in shown] == [card["word"] for card in cards]


def test_the_name_in_the_law_is_for_the_caseworker() -> None:
    assert "misbrug" not in run("suggest", SOEREN).stdout
    assert (
        "12. Behandling (Stofmisbrugsbehandling) – passer" in run("suggest", SOEREN, "--audience", "caseworker").stdout
    )


def test_her_own_words_are_quoted_to_her_and_the_caseworker_alone() -> None:
    for audience in ("citizen", "caseworker"):
        assert "”Jeg er hundeangst for mødet”" in run("suggest", SOEREN, "--audience", audience).stdout
    assert "hundeangst" not in run("suggest", SOEREN, "--audience", "shared").stdout


def test_words_that_may_tell_of_violence_are_not_repeated_on_another_card(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    for says in (
        "[{words: 'Han slår mig, og jeg er angst', barrier: H-ANGST}]",
        "[{words: 'Det er slemt hver dag', barrier: H-ANGST}, {words: 'Det er slemt hver dag', barrier: N-VOLD}]",
    ):
        file.write_text(f"says: {says}\nfacts: {{}}\n", encoding="utf-8")
        told = run("suggest", str(file), "--on", "2026-09-01").stdout
        assert "Svarer på det, du sagde: ”Jeg bliver angst eller urolig”." in told
        assert not re.search("slår|slemt", told)


def test_what_waits_until_she_brings_it_up_is_not_named_as_missing(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text("says: [{barrier: N-TILLID}]\nfacts: {}\n", encoding="utf-8")
    told = run("suggest", str(file), "--on", "2026-09-01", "--ruleset", "eksempelkommune").stdout
    assert "Mentor – måske" in told
    assert "psykiatri" not in told


def test_no_line_is_wider_than_80() -> None:
    for audience in ("citizen", "caseworker", "shared"):
        lines = run("suggest", SOEREN, "--audience", audience).stdout.splitlines()
        assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
def test_json_holds_to_its_schema_for_every_audience(audience: str, lang: str) -> None:
    arguments = ("--audience", audience, "--lang", lang, "--all", "--with-ideas", "--format", "json")
    result = run("suggest", SOEREN, *arguments)
    answer = json.loads(result.stdout)
    jsonschema.validate(answer, schema_for("suggestion", Vocabulary.shipped()))
    assert answer["audience"] == audience
    assert list(answer)[:4] == ["schema", "on", "ruleset", "engine"]


def test_the_shared_view_shows_no_own_words_and_no_questions() -> None:
    told = run("suggest", SOEREN, "--audience", "shared").stdout
    assert "Svarer på" not in told
    assert "Spørgsmål" not in told
    assert "Aftale" in told
    assert "hash" not in told


def test_sources_are_for_the_caseworker() -> None:
    assert "Kilde:" not in run("suggest", SOEREN).stdout
    told = one_line(run("suggest", SOEREN, "--audience", "caseworker").stdout)
    assert "Kilde: Forvaltningsloven, § 8" in told
    assert "Borgeren bestemmer selv" in told


def test_a_day_on_the_command_line_wins_over_the_day_in_the_file() -> None:
    assert json.loads(run("suggest", SOEREN, "--on", "2027-08-01", "--format", "json").stdout)["on"] == "2027-08-01"


def test_without_any_day_it_is_today(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text("facts: {age: 34}\n", encoding="utf-8")
    assert run("suggest", str(file)).exit_code == 0


def test_the_other_offers_are_shown_only_when_asked_for() -> None:
    def verdicts(*more: str) -> set[str]:
        later = json.loads(run("suggest", SOEREN, "--format", "json", *more).stdout)["not_now"]
        return {one["verdict"] for one in later}

    assert "not_relevant" not in verdicts()
    assert "not_relevant" in verdicts("--all")


def test_an_idea_is_a_card_only_when_asked_for_and_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text(MEASURED, encoding="utf-8")
    arguments = ("suggest", str(file), "--ruleset", "varde", "--on", "2026-09-01")
    assert ". Kultur\n" not in run(*arguments).stdout
    with_ideas = run(*arguments, "--with-ideas").stdout
    assert "Idé – findes ikke endnu." in with_ideas.split(". Kultur\n")[1]


def test_a_ruleset_may_be_given_by_path(tmp_path: Path) -> None:
    source = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "proeve"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(source.replace("ruleset: eksempelkommune", "ruleset: proeve", 1), "utf-8")
    for path in (folder, folder / "ruleset.yaml"):
        answer = json.loads(run("suggest", SOEREN, "--ruleset", str(path), "--format", "json").stdout)
        assert answer["ruleset"] == "proeve"


def test_the_reference_runtime_answers_alone_and_says_so() -> None:
    result = run("suggest", SOEREN, "--runtime", "reference")
    assert "Reglerne er kun regnet ud én gang" in result.stdout
    both = [
        json.loads(run("suggest", SOEREN, "--runtime", name, "--format", "json").stdout)
        for name in ("durable", "reference")
    ]
    assert both[0]["cards"] == both[1]["cards"]


@pytest.mark.parametrize(
    "typed", [MEASURED, json.dumps({"says": [{"barrier": "N-ENSOM"}], "facts": {"months_unemployed": 20}})]
)
def test_a_dash_reads_standard_input_as_yaml_or_json(typed: str) -> None:
    result = run("suggest", "-", "--ruleset", "eksempelkommune", "--on", "2026-09-01", typed=typed)
    assert result.exit_code == 0
    assert "Kultur" in result.stdout


def test_yaml_that_opens_with_a_brace_is_read_too() -> None:
    assert run("suggest", "-", "--on", "2026-09-01", typed="{facts: {age: 34}}").exit_code == 0


def test_an_alarm_is_calm_words_and_nothing_else() -> None:
    typed = "says: [{words: 'Det er bedst for alle, hvis jeg er væk'}, {barrier: N-ENSOM}]"
    arguments = ("suggest", "-", "--ruleset", "eksempelkommune", "--on", "2026-09-01")
    citizen = run(*arguments, typed=typed)
    assert "Du er ikke alene" in one_line(citizen.stdout)
    assert "Kort\n" not in citizen.stdout
    assert "112" not in citizen.stdout
    caseworker = run(*arguments, "--audience", "caseworker", typed=typed)
    assert "112" in caseworker.stdout
    shared = run(*arguments, "--audience", "shared", typed=typed)
    assert one_line(shared.stdout) == "Vi holder en pause."


def test_a_leg_without_a_card_is_said_loudly(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text(
        "says: [{barrier: D-BOLIG}]\nfacts: {age: 16, housing_status: own, eviction_notice: false}\n", "utf-8"
    )
    result = run("suggest", str(file), "--ruleset", "eksempelkommune", "--on", "2026-09-01")
    assert "Læg mærke til: Hverdag og hjem." in result.stdout
    assert result.exit_code == 0


def test_what_is_printed_inside_a_test_has_no_colours() -> None:
    assert ESCAPE not in run("suggest", SOEREN).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_bold_headings() -> None:
    import os
    import pty
    import subprocess

    from tests.cli.running import plain_environment, program

    parent, child = pty.openpty()
    environment = {**plain_environment(), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen([program(), "suggest", SOEREN], stdout=child, stdin=child, env=environment) as process:
        os.close(child)
        told = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            told += part
        assert process.wait(120) == 0
    os.close(parent)
    assert b"\x1b[1" in told
    assert "Behandling" in told.decode()
