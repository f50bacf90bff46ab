"""`tilbud rules prove`: what is printed, in which order, and how the run ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.checkout import ROOT
from tests.cli.running import run
from tilbud_engine.lab.findings import proving

ON = ("--on", "2026-11-22")
SHIPPED = ["danmark", "eksempelkommune", "haderslev", "halsnaes", "randers", "varde"]


def draft(folder: Path, more: str) -> str:
    file = folder / "udkast" / "ruleset.yaml"
    file.parent.mkdir()
    file.write_text(
        "ruleset: udkast\nextends: danmark\nmunicipality: '0573'\ndraft: true\n" + dedent(more), encoding="utf-8"
    )
    return str(file)


def test_the_shipped_rules_have_no_faults_and_everything_is_proved_the_nations_first() -> None:
    result = run("rules", "prove", *ON, "--format", "json", "--seconds", "60")
    answers = json.loads(result.output)["rules"]

    assert result.exit_code == 0
    assert [one["ruleset"] for one in answers] == SHIPPED
    assert [(one["faults"], one["not_proved"]) for one in answers] == [(0, [])] * len(SHIPPED)
    assert all(one["proved"] > 50 for one in answers)


def test_a_right_that_a_draft_takes_away_is_printed_first_with_a_person_and_its_line(tmp_path: Path) -> None:
    path = draft(
        tmp_path,
        """
        offers:
          psykolog_henvist: {eligible: {age: {at_least: 30}}}
        definitions:
          ung: {when: {age: {at_least: 30, at_most: 20}}, label: unge}
        """,
    )
    result = run("rules", "prove", path, *ON)
    english = run("rules", "prove", path, *ON, "--lang", "en")

    assert result.exit_code == 1
    faults = result.output.partition("Fejl, der skal rettes")[2]
    assert faults.index("EN RET ER TAGET FRA NOGEN.") < faults.index("Ingen hører til definitionen ung.")
    assert "Eksempel: alder: 29 år." in faults
    assert "ruleset.yaml:7" in faults
    assert "A RIGHT IS TAKEN FROM SOMEBODY." in english.output


def test_json_tells_the_same_for_programs(tmp_path: Path) -> None:
    path = draft(tmp_path, "offers: {psykolog_henvist: {eligible: {age: {at_least: 30}}}}")
    result = run("rules", "prove", path, "varde", *ON, "--format", "json")
    answer = json.loads(result.output)
    first, second = answer["rules"]
    finding = first["findings"][0]

    assert answer["schema"] == 1
    assert result.exit_code == 1
    assert (first["ruleset"], second["ruleset"]) == ("udkast", "varde")
    assert first["faults"] == 1
    assert second["faults"] == 0
    assert (finding["kind"], finding["fault"], finding["offers"]) == ("right-narrowed", True, ["psykolog_henvist"])
    assert finding["person"] == {"age": 29}
    assert finding["proof"] == "example"
    assert first["not_proved"] == []


def test_a_plugin_is_proved_by_itself(tmp_path: Path) -> None:
    text = (ROOT / "plugins" / "mentor" / "offer.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "mentor"
    folder.mkdir()
    changed = text.replace(
        "  is: lab_maalgruppe_alle", "  is: lab_maalgruppe_alle\n  age: {at_least: 30, at_most: 20}", 1
    )
    (folder / "offer.yaml").write_text(changed, encoding="utf-8")
    result = run("rules", "prove", str(folder), *ON)

    assert result.exit_code == 1
    assert "Kun mentor" in result.output
    assert "Ingen kan få Mentorstøtte." in result.output
    assert "Huller" not in result.output
    assert run("rules", "prove", str(ROOT / "plugins" / "mentor"), *ON).exit_code == 0


def test_one_offer_is_proved_alone() -> None:
    result = run("rules", "prove", "eksempelkommune", *ON, "--offer", "psykolog_unge_aaben")

    assert result.exit_code == 0
    assert "Kun psykolog_unge_aaben" in result.output
    assert "Huller" not in result.output
    assert "unge_psyk_max_age ændrer sig den 1. januar 2027." in result.output
    misspelt = run("rules", "prove", "eksempelkommune", *ON, "--offer", "psykolog_unge_aben")
    assert misspelt.exit_code == 2
    assert "psykolog_unge_aaben" in misspelt.output


def test_strict_ends_with_1_for_remarks_alone() -> None:
    assert run("rules", "prove", "danmark", *ON, "--strict").exit_code == 1


def test_what_changes_soon_is_told_within_the_days_that_are_asked_for() -> None:
    def told(rules: str, days: str) -> str:
        return run("rules", "prove", rules, *ON, "--within", days, "--offer", "psykolog_unge_aaben").output

    assert "unge_psyk_max_age ændrer sig den 1. januar 2027." in told("eksempelkommune", "90")
    assert "ændrer sig" not in told("eksempelkommune", "30")
    assert "2027" in told("eksempelkommune@2026-12-01", "31")


def test_gaps_that_need_many_things_at_once_are_shown_on_demand() -> None:
    few, every = (run("rules", "prove", "varde", *ON, *more).output for more in ((), ("--gaps",)))

    assert "Se dem med --gaps." in few
    assert "--gaps" not in every
    assert len(every) > len(few)


def test_offers_within_another_are_shown_on_demand() -> None:
    few, pairs = (run("rules", "prove", "eksempelkommune", *ON, *more).output for more in ((), ("--pairs",)))

    assert "kan også få" not in few
    assert "kan også få" in pairs


def test_what_is_not_proved_in_time_is_told_and_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "PERSONS", 0)
    result = run("rules", "prove", "varde", *ON, "--seconds", "0")

    assert "IKKE BEVIST" in result.output
    assert result.exit_code == 0
    assert run("rules", "prove", "varde", *ON, "--seconds", "0", "--strict").exit_code == 1


def test_an_offer_that_cannot_be_read_is_a_fault_and_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "nyt"
    folder.mkdir()
    head = "offer: nyt\nname: Nyt\ncard: {word: Nyt, text: Noget nyt}\nanswers: [H-ANGST]\n"
    (folder / "offer.yaml").write_text(head + "eligible: {agge: 3}\n", encoding="utf-8")
    result = run("rules", "prove", str(folder), *ON)

    assert result.exit_code == 1
    assert "Reglen for Nyt kan ikke læses, så intet er bevist om den:" in result.output
    (folder / "offer.yaml").write_text("offer: nyt\n", encoding="utf-8")
    assert run("rules", "prove", str(folder), *ON).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("findes_ikke",), "findes_ikke"),
        (("varde@i-morgen",), "varde@i-morgen"),
        (("mangler/ruleset.yaml",), "mangler/ruleset.yaml"),
        (("varde", "--within", "-1"), "--within"),
    ],
)
def test_what_is_not_there_is_refused_without_a_traceback(arguments: tuple[str, ...], said: str) -> None:
    result = run("rules", "prove", *arguments)

    assert result.exit_code == 2
    assert said in result.output


def test_without_the_solver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    result = run("rules", "prove", "varde", *ON)

    assert result.exit_code == 2
    assert "z3-solver" in result.output


def test_what_is_written_wrong_is_told_first_and_never_beside_that_there_are_no_faults(tmp_path: Path) -> None:
    path = draft(tmp_path, "parameters:\n  unge_psyk_maks_age: {value: 29, source: {title: Forslag}}\n")
    result = run("rules", "prove", path, *ON)
    text = " ".join(result.output.split())

    assert result.exit_code == 3
    assert "NOGET ER SKREVET FORKERT" in text
    assert "Mente du `unge_psyk_max_age`?" in text
    assert "Der er ingen fejl." not in text
    [answer] = json.loads(run("rules", "prove", path, *ON, "--format", "json").output)["rules"]
    assert len(answer["problems"]) == 1
