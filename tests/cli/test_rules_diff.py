"""`tilbud rules diff` as a policy officer uses it: copy a ruleset, change it, and read what it means and for whom."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.cli.running import run

RULES = ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml"
ON = ("--on", "2026-12-01")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return a draft of the ruleset of Eksempelkommune, as the tutorial has it copied."""
    file = tmp_path / "udkast" / "ruleset.yaml"
    file.parent.mkdir()
    file.write_text(RULES.read_text(encoding="utf-8").replace("extends:", "draft: true\nextends:", 1), encoding="utf-8")
    return file


def change(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def extending(folder: Path, text: str) -> Path:
    file = folder / "ruleset.yaml"
    file.write_text(f"ruleset: udkast\nextends: eksempelkommune\ndraft: true\n{text}", encoding="utf-8")
    return file


def told(*arguments: str, code: int) -> str:
    """Return what the command says, on one line; it ends with the code."""
    result = run("rules", "diff", *arguments)
    assert result.exit_code == code, result.output
    return " ".join(result.stdout.split())


def as_json(*arguments: str) -> Any:
    return json.loads(run("rules", "diff", *arguments, "--format", "json").stdout)


def test_an_age_limit_that_is_raised_is_told_in_plain_danish(draft: Path) -> None:
    change(draft, "value: 24", "value: 29")
    place = draft.as_posix()
    before, after = (
        f"{name}:{number}"
        for name, text in (("rulesets/eksempelkommune/ruleset.yaml", RULES), (place, draft))
        for number, line in enumerate(text.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip() in ("value: 24", "value: 29")
    )
    output = told("eksempelkommune", str(draft), *ON, code=1)
    assert output.startswith(
        "Hvad ændrer sig, og for hvem? "
        "Før eksempelkommune, som reglerne er den 1. december 2026 "
        f"Efter eksempelkommune [{place}] (udkast), som reglerne er den 1. december 2026 "
        "ÆNDRINGEN HAR VIRKNING. 1 af 40 tilbud giver et andet svar til nogen. "
        "Nogen får muligheden: Gratis åben psykologordning for unge. "
        "Nogen skal svare på mere: Gratis åben psykologordning for unge. "
        "Ingen mister noget. Det er bevist. "
        "Gratis åben psykologordning for unge (psykolog_unge_aaben) "
        "Svaret på, om tilbuddet kan være noget for en borger "
        "NEJ BLIVER TIL JA. De får mulighed for tilbuddet: "
        "- alder: 25 til 29 år; kommune: Eksempelkommune "
        "Eksempel (opdigtet person): alder: 29 år; kommune: Eksempelkommune. "
        "NEJ BLIVER TIL VED IKKE. De kan måske få tilbuddet, men skal svare på mere: "
        "- alder: 25 til 29 år; kommune: ikke oplyst "
        "Eksempel (opdigtet person): alder: 29 år. "
        "Reglen før: hvis du er 15 til 24 år, og din kommune er Eksempelkommune. "
        "Reglen efter: hvis du er 15 til 29 år, og din kommune er Eksempelkommune. "
    )
    assert output.endswith(
        "Det er lavet om i reglerne "
        f"- Højeste alder i den åbne psykologordning (unge_psyk_max_age): 24 år [{before}] bliver til 29 år [{after}]. "
        "Bruges af: Gratis åben psykologordning for unge."
    )


def test_a_right_that_is_narrowed_is_told_first_and_loudest(tmp_path: Path) -> None:
    file = extending(
        tmp_path,
        """
parameters:
  unge_psyk_max_age: 29
offers:
  stofmisbrugsbehandling:
    eligible:
      substance_use: {includes_any: [cannabis, other_drugs, medicine]}
      wants_treatment: true
      age: {at_least: 25}
""",
    )
    output = told("eksempelkommune", str(file), *ON, code=1)
    assert "EN RET BLIVER SNÆVRERE: Stofmisbrugsbehandling. ÆNDRINGEN HAR VIRKNING. 2 af 40 tilbud" in output
    first, second = output.index("(stofmisbrugsbehandling) RETTEN BLIVER SNÆVRERE"), output.index("psykolog_unge_aaben")
    assert first < second
    assert "RET BLIVER TIL IKKE RET. De mister retten:" in output
    assert "- alder: 18 til 24 år; alkohol, hash, stoffer eller piller: " in output
    assert "Svaret på selve tilbuddet ændrer sig for de samme mennesker." in output
    found = as_json("eksempelkommune", str(file), *ON)
    assert [one["offer"] for one in found["offers"]] == ["stofmisbrugsbehandling", "psykolog_unge_aaben"]
    [lost] = [one for one in found["offers"][0]["right"]["moves"] if (one["from"], one["to"]) == ("yes", "no")]
    assert lost["example"]["facts"]["age"] == 24


def test_a_rule_that_is_written_otherwise_and_means_the_same_is_told_loudly(draft: Path) -> None:
    change(draft, "    eligible: {is: langtidsledig}", "    eligible: {months_unemployed: {at_least: 12}}")
    output = told("eksempelkommune", str(draft), *ON, code=0)
    assert "ÆNDRINGEN HAR INGEN VIRKNING. Ingen får et andet svar. Det er bevist for alle 40 tilbud." in output
    assert (
        "ÆNDRET, MEN UDEN VIRKNING Reglen er skrevet anderledes og betyder præcis det samme for alle. Det er bevist. "
        "- Kulturvitaminer (kulturvitaminer) Reglen før: hvis du hører til dem, der har været længe uden job. "
        "Reglen efter: hvis du har været uden job i mindst 12 måneder." in output
    )


def test_words_and_sources_alone_have_no_effect_and_are_told_apart(draft: Path) -> None:
    change(draft, "because: Pengene er sat af til og med 2027.", "because: Pengene er der.")
    change(draft, "telephone: 00 00 00 13", "telephone: 00 00 00 99")
    output = told("eksempelkommune", str(draft), *ON, code=0)
    assert "ÆNDRINGEN HAR INGEN VIRKNING." in output
    assert "UDEN VIRKNING Reglen" not in output
    assert (
        "Kun ord, kilder og oplysninger Her får ingen et andet svar. - Kulturvitaminer (kulturvitaminer) "
        "Begrundelse: ”Pengene er sat af til og med 2027” bliver til ”Pengene er der”. "
        "Kontakt, telefon: ”00 00 00 13” bliver til ”00 00 00 99”." in output
    )


def test_a_source_of_a_parameter_is_no_change_of_its_meaning(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    changed = text.replace("where: Kulturvitaminer}\n  unge_psyk", "where: Side 3}\n  unge_psyk", 1)
    assert changed != text
    draft.write_text(changed, encoding="utf-8")
    output = told("eksempelkommune", str(draft), *ON, code=0)
    assert "kultur_min_months: samme betydning; kun kilden, navnet eller hvem der har sat den, er ændret." in output
    assert "ÆNDRINGEN HAR INGEN VIRKNING." in output


def test_two_days_of_one_ruleset_are_compared() -> None:
    output = told("eksempelkommune@2026-12-31", "eksempelkommune@2027-01-01", code=1)
    assert "- alder: 25 år; kommune: Eksempelkommune" in output
    assert "De samme mennesker med de samme oplysninger er spurgt efter begge dages regler." in output
    assert "24 år [rulesets/eksempelkommune/ruleset.yaml:" in output


def test_nothing_is_different_and_that_is_told() -> None:
    output = told("eksempelkommune@2026-12-01", "eksempelkommune@2026-12-02", code=0)
    assert "DER ER INGEN FORSKEL. 40 tilbud er sammenlignet, og intet er skrevet anderledes." in output


def test_an_offer_that_closes_is_lost_by_all_who_could_have_it_with_the_reason(tmp_path: Path) -> None:
    file = extending(tmp_path, "offers:\n  flextur: {status: closed}\n")
    output = told("eksempelkommune", str(file), *ON, code=1)
    assert "Nogen mister muligheden: Flextur." in output
    assert "Før: tilbuddet er her. Efter: tilbuddet er lukket. Det tælles som nej." in output
    assert "JA BLIVER TIL NEJ. De mister muligheden for tilbuddet: - alder: mindst 16 år" in output


def test_an_offer_that_is_new_is_gained_and_was_absent_before(tmp_path: Path) -> None:
    folder = tmp_path / "cykel"
    folder.mkdir()
    (folder / "offer.yaml").write_text(
        "offer: cykel\nname: Cykel\ncard: {word: Cykel, text: Lån en cykel}\nanswers: [N-ENSOM]\n"
        "eligible: {age: {at_least: 18}}\n",
        encoding="utf-8",
    )
    output = told("danmark", str(folder), *ON, code=1)
    assert "Før: tilbuddet er her slet ikke. Det tælles som nej. Efter: tilbuddet er her." in output
    assert "NEJ BLIVER TIL JA. De får mulighed for tilbuddet: - alder: mindst 18 år" in output


def test_a_plugin_is_compared_under_the_ruleset_that_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "kulturvitaminer"
    shutil.copytree(ROOT / "plugins" / "kulturvitaminer", folder)
    change(folder / "offer.yaml", "answers: [", "answers: [H-ANGST, ")
    output = told("plugins/kulturvitaminer", str(folder / "offer.yaml"), "--ruleset", "varde", *ON, code=1)
    assert "varde [" not in output
    assert "Kortet vises for dem, der siger: nyt:" in output
    assert "(H-ANGST)" in output


def test_a_rule_that_is_written_wrong_is_told_before_what_it_does(tmp_path: Path) -> None:
    file = extending(tmp_path, "offers:\n  kulturvitaminer:\n    eligible: {months_unemployd: {at_least: 6}}\n")
    output = told("eksempelkommune", str(file), *ON, code=1)
    assert "EN REGEL ER SKREVET FORKERT, så svaret er ved ikke for alle: Kulturvitaminer." in output
    assert "Mente du `months_unemployed`?" in output


def test_scenarios_that_notice_the_change_are_named(draft: Path) -> None:
    change(draft, "value: 24", "value: 29")
    output = told("eksempelkommune", str(draft), *ON, "--scenarios", code=1)
    assert re.search(r"\d{3} opdigtede borgere i scenarierne er spurgt. \d\d af dem får et andet svar.", output)
    assert (
        "- Åben psykolog for en på 25 år den sidste dag, grænsen er 24 "
        "[rulesets/eksempelkommune/scenarios/graenser.yaml:49]: nej bliver til ja. "
        "Scenariet venter det gamle svar; se efter, om det skal rettes." in output
    )
    # On its own day the limit is 25 by both rules.
    assert (
        "- Åben psykolog for en på 25 år, da grænsen hæves [rulesets/eksempelkommune/scenarios/graenser.yaml:54]: "
        "nej bliver til ja. - " in output
    )


def test_scenarios_beside_a_draft_come_instead_of_those_it_copies(draft: Path) -> None:
    change(draft, "value: 24", "value: 29")
    shutil.copytree(RULES.parent / "scenarios", draft.parent / "scenarios")
    output = told("eksempelkommune", str(draft), *ON, "--scenarios", code=1)
    assert f"[{draft.parent.as_posix()}/scenarios/graenser.yaml:49]" in output
    assert "[rulesets/eksempelkommune/scenarios/graenser.yaml:49]" not in output


def test_a_population_is_counted_and_small_numbers_are_withheld(draft: Path, tmp_path: Path) -> None:
    pytest.importorskip("polars")
    change(draft, "value: 24", "value: 29")
    file = tmp_path / "borgere.csv"
    ages = [20] * 50 + [27] * 30 + [40] * 20 + [26] * 3
    homes = ["eksempelkommune"] * 100 + [""] * 3
    rows = [f"{age},{home}" for age, home in zip(ages, homes, strict=True)]
    file.write_text("\n".join(["age,municipality", *rows, ""]), encoding="utf-8")
    output = told("eksempelkommune", str(draft), *ON, "--population", str(file), code=1)
    assert "I befolkningen borgere.csv (103 mennesker)." in output
    assert "NEJ BLIVER TIL VED IKKE" in output
    assert "vises ikke, fordi det er under 5 eller kan røbe et lille tal." in output
    found = as_json("eksempelkommune", str(draft), *ON, "--population", str(file))
    counted = found["offers"][0]["verdict"]["population"]
    ways = {(one["from"], one["to"]): one["citizens"] for one in counted["ways"]}
    assert ways["no", "unknown"] is None
    assert sum(one is None for one in ways.values()) > 1
    assert ways["yes", "yes"] == 50
    assert found["population"] == {"name": "borgere.csv", "citizens": 103, "untold": [], "remarks": []}


def test_what_a_population_says_nothing_of_is_told_and_taken_as_unknown(draft: Path, tmp_path: Path) -> None:
    pytest.importorskip("polars")
    change(draft, "value: 24", "value: 29")
    file = tmp_path / "borgere.csv"
    file.write_text("age\n" + "27\n" * 30, encoding="utf-8")
    output = told("eksempelkommune", str(draft), *ON, "--population", str(file), code=1)
    assert "borgere.csv siger intet om: kommune. Det regnes som ukendt for alle i filen." in output
    assert "Før: ja 0, nej 30, ved ikke 0. Efter: ja 0, nej 0, ved ikke 30." in output


def test_a_population_that_cannot_be_read_is_refused(draft: Path, tmp_path: Path) -> None:
    pytest.importorskip("polars")
    result = run("rules", "diff", "eksempelkommune", str(draft), *ON, "--population", str(tmp_path / "nej.csv"))
    assert result.exit_code == 2
    assert "nej.csv" in result.stderr


def test_the_json_has_stable_keys(draft: Path) -> None:
    change(draft, "value: 24", "value: 29")
    found = as_json("eksempelkommune", str(draft), *ON, "--scenarios")
    assert list(found) == [
        "schema",
        "effect",
        "old",
        "new",
        "compared",
        "stopped",
        "offers",
        "rules",
        "texts",
        "scenarios",
        "population",
        "problems",
        "later",
    ]
    assert found["schema"] == 1
    assert found["effect"] == "changed"
    [offer] = found["offers"]
    assert [(one["from"], one["to"]) for one in offer["verdict"]["moves"]] == [("no", "yes"), ("no", "unknown")]
    assert {(one["from"], one["to"]) for one in offer["verdict"]["stays"]} == {
        ("yes", "yes"),
        ("no", "no"),
        ("unknown", "unknown"),
    }
    gained = offer["verdict"]["moves"][0]
    assert gained["complete"] is True
    assert gained["groups"][0]["facts"]["age"] == {"known": True, "unknown": False, "ranges": [[25, 29]]}
    assert gained["example"]["facts"] == {"age": 29, "municipality": "eksempelkommune"}
    assert found["rules"][0]["name"] == "unge_psyk_max_age"


def test_the_page_holds_what_the_text_says_and_loads_nothing(draft: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    change(draft, "value: 24", "value: 29")
    change(draft, "because: Pengene er sat af til og med 2027.", "because: '<script>alert(1)</script>'")
    page = tmp_path / "side.html"
    output = told("eksempelkommune", str(draft), *ON, "--html", str(page), "--lang", "en", code=1)
    assert "THE CHANGE HAS AN EFFECT." in output
    text = page.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "age: 25 to 29 years; municipality: Eksempelkommune" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_english_is_spoken_where_it_is_asked_for(draft: Path) -> None:
    change(draft, "value: 24", "value: 29")
    output = told("eksempelkommune", str(draft), *ON, "--lang", "en", code=1)
    assert "Somebody gains the possibility: Free open psychologist scheme for young people." in output
    assert "NO BECOMES YES. They gain the offer: - age: 25 to 29 years; municipality: Eksempelkommune" in output


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("varde", "vardee", "unknown-ruleset"),
        ("varde", "findes/ikke.yaml", "file-missing"),
        ("varde@i morgen", "varde", "rules-not-dated"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_reason(old: str, new: str, code: str) -> None:
    result = run("rules", "diff", old, new, *ON)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


def test_a_definition_that_is_changed_is_told_by_what_it_says(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("value: 12\n", "value: 6\n", 1), encoding="utf-8")
    output = told("eksempelkommune", str(draft), *ON, code=1)
    assert "- måneder uden job: 6 til 11" in output
    assert (
        "Reglen før: hvis du har været uden job i mindst 12 måneder. "
        "Reglen efter: hvis du har været uden job i mindst 6 måneder." in output
    )


def test_a_rule_that_is_written_wrong_is_told_before_what_changes_and_never_passes_for_no_change(draft: Path) -> None:
    change(draft, "substance_use: {includes: alcohol}", "substance_use: {includes: alkohol}")
    text = told("eksempelkommune", str(draft), *ON, code=1)
    fault = f"{draft.as_posix()}:"
    assert "NOGET ER SKREVET FORKERT OG ER IKKE TALT MED" in text
    assert text.index("`alkohol` er ikke en værdi af `substance_use`") < text.index("ÆNDRINGEN HAR VIRKNING")
    problems = as_json("eksempelkommune", str(draft), *ON)["problems"]
    assert len(problems) == 1
    assert problems[0].startswith(fault)


def test_a_name_that_is_mistyped_in_a_draft_is_told_though_nothing_changes(tmp_path: Path) -> None:
    file = extending(tmp_path, "parameters:\n  unge_psyk_maks_age: {value: 29, source: {title: Forslag}}\n")
    text = told("eksempelkommune", str(file), *ON, code=3)
    assert "Mente du `unge_psyk_max_age`?" in text
    assert "Det er bevist" not in text


def test_a_right_that_somebody_gains_is_told_first_also_where_the_offer_stays_open_to_the_same(draft: Path) -> None:
    change(draft, "    also_eligible:\n      substance_use", "    eligible:\n      substance_use")
    text = told("eksempelkommune", str(draft), *ON, code=1)
    assert "1 af 40 tilbud giver et andet svar til nogen. Nogen får en ret: Alkoholbehandling." in text
    assert "Nogen får muligheden" not in text


def test_what_differs_only_later_is_told_with_its_day_and_never_as_no_difference(tmp_path: Path) -> None:
    file = extending(tmp_path, "offers:\n  kulturvitaminer:\n    valid: {from: 2027-03-01}\n    offered: false\n")
    text = told("eksempelkommune", str(file), *ON, code=0)
    assert "DER ER INGEN FORSKEL den 1. december 2026." in text
    assert "intet er skrevet anderledes" not in text
    assert (
        "Fra den 1. marts 2027 er der en anden forskel: Kulturvitaminer. Sammenlign også med --on 2027-03-01." in text
    )
    assert as_json("eksempelkommune", str(file), *ON)["later"][0] == {
        "on": "2027-03-01",
        "offers": ["kulturvitaminer"],
    }


def test_a_day_on_which_both_sides_change_alike_is_no_difference_to_come(tmp_path: Path) -> None:
    file = extending(tmp_path, "parameters:\n  kultur_min_months: {value: 6, source: {title: Forslag}}\n")
    assert as_json("eksempelkommune", str(file), *ON)["later"] == []


def test_of_many_things_written_wrong_the_first_are_told_and_where_the_others_are(tmp_path: Path) -> None:
    names = "".join(f"  unge_psyk_max_ag{number}: {{value: {number}, source: {{title: F}}}}\n" for number in range(8))
    text = told("eksempelkommune", str(extending(tmp_path, f"parameters:\n{names}")), *ON, code=3)
    assert text.count("[unknown-parameter]") == 5
    assert "… og 3 fejl til. `tilbud rules check` viser dem alle." in text


def test_a_line_that_no_offer_uses_is_told_of_and_never_as_nothing_written(tmp_path: Path) -> None:
    file = extending(tmp_path, "parameters:\n  venteliste: {value: 3, source: {title: Forslag}}\n")
    text = told("eksempelkommune", str(file), *ON, code=0)
    assert "der er ikke indlæst et tilbud, der bruger parameteren `venteliste`" in text
