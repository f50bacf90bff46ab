"""The report on a rule change: what it tells, that it can be read by everybody, and that nothing in it is markup."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.lab.accessible_pages import check_page
from tests.lab.html_tree import Element
from tests.lab.reported import MARKUP, ROWS, SCRIPT
from tests.lab.small_rules import offer, rules
from tilbud_engine.errors import Language, problem
from tilbud_engine.lab import words
from tilbud_engine.lab.differences import Move, Turn, compare
from tilbud_engine.lab.differences.counting import with_population
from tilbud_engine.lab.findings import Kind, Unsettled
from tilbud_engine.lab.population.reading import read_population
from tilbud_engine.lab.report.document import Chart, Document, Notice, Table
from tilbud_engine.lab.report.gathering import Asked, Gathered, digest_of, suite_of
from tilbud_engine.lab.report.html import html_of
from tilbud_engine.lab.report.reckoning import reckoned
from tilbud_engine.lab.report.writing import document_of
from tilbud_engine.lab.rules_at import load_rules
from tilbud_engine.lab.simulation import simulate


@pytest.fixture(scope="module")
def document(gathered: Gathered) -> Document:
    return document_of(gathered, "da")


@pytest.fixture(scope="module")
def page(document: Document) -> str:
    return html_of(document)


@pytest.fixture(scope="module")
def root(page: str) -> Element:
    return check_page(page, "da")


def section(root: Element, name: str) -> Element:
    return next(one for one in root.all("section") if one.attributes.get("id") == name)


def row(table: Element, name: str) -> list[str]:
    return next(cells for one in table.all("tr") if (cells := [cell.text for cell in one.all("th", "td")])[0] == name)


def table(root: Element, caption: str) -> Element:
    return next(one for one in root.all("table") if caption in one.all("caption")[0].text)


# --- what it tells ------------------------------------------------------------------------------------------------


def test_the_page_has_every_part(root: Element) -> None:
    ids = [one.attributes["id"] for one in root.all("section") if "id" in one.attributes]
    assert ids == ["summary", "changes", "numbers", "load", "cost", "levels", "fixed", "checks", "sources", "repeat"]


def test_the_summary_tells_what_was_changed_who_notices_and_what_to_look_at(root: Element) -> None:
    told = section(root, "summary").text
    for words_ in (
        "ÆNDRINGEN HAR VIRKNING",
        "før 12 måneder, efter 18 måneder",
        "måneder uden job: 12 til 17",
        "Skøn under regel: i",
        "scenarier for de nye regler",
        "Et menneske træffer afgørelsen",
    ):
        assert words_ in told, words_


def test_an_example_person_stands_beside_each_way_of_changing(root: Element) -> None:
    assert "Eksempel (opdigtet person): måneder uden job: 12" in section(root, "changes").text


def test_a_chart_says_the_same_as_its_table(document: Document) -> None:
    charts = [one for each in document.sections for one in each.blocks if isinstance(one, Chart)]
    assert len(charts) >= 3
    for chart in charts[:2]:
        for name, *_ in chart.table.rows:
            assert name in chart.sentence or name not in chart.svg


def test_small_counts_show_nowhere(gathered: Gathered, root: Element) -> None:
    counted = next(one for one in gathered.difference.changed if one.id == "kulturvitaminer").population["verdict"]
    assert counted.ways[True, False] is None
    numbers = section(root, "numbers")
    assert row(table(numbers, "Hvor mange der får et andet svar"), "Kulturvitaminer")[1] == "skjult"
    before, after = row(table(numbers, "Ja før og efter"), "Kulturvitaminer")[1:]
    assert "skjult" in (before, after)
    kept = next(one for one in reckoned(gathered) if one.id == "kulturvitaminer")
    assert kept.withheld
    assert kept.before.cost is None
    assert kept.after.cost is None
    assert "skjult" in row(table(section(root, "cost"), "Kroner om året"), "Kulturvitaminer")


@pytest.mark.parametrize(("silent", "withheld"), [(3, True), (0, False), (5, False)])
def test_a_load_is_withheld_that_with_the_count_of_all_tells_of_few_who_named_nothing(
    tmp_path: Path, silent: int, withheld: bool
) -> None:
    made = offer("age: {at_least: 42}", more="weeks: 4\ncapacity: {places: 9}")
    old = rules(tmp_path / "old", made, here="")
    new = rules(tmp_path / "new", made, here="offers: {proeve: {eligible: {age: {at_least: 44}}}}")
    people = tmp_path / "borgere.csv"
    rows = ["42;H-ANGST"] * 10 + ["44;H-ANGST"] * 20 + ["44;D-GAELD"] * silent + ["41;H-ANGST", "41;D-GAELD"] * 10
    people.write_text("\n".join(["age;barriers", *rows]) + "\n", encoding="utf-8")
    population = read_population(people, new.engine.vocabulary, new.on)
    counted = with_population(compare(old, new), population)
    [one] = reckoned(Gathered(counted, before=simulate(old, population), after=simulate(new, population)))
    assert one.withheld is withheld


def test_the_load_stands_against_the_places_and_the_cost_beside_the_price(root: Element) -> None:
    assert "Plads til 20" in section(root, "load").text
    assert "50 procent" in section(root, "load").text
    _, price, before, after = row(table(section(root, "cost"), "Kroner om året"), SCRIPT)
    assert (price, before) == ("100 kr. pr. time", "ingen pris oplyst")
    assert re.fullmatch(r"[\d.]+ til [\d.]+", after), after
    assert "Budget <i>" in section(root, "cost").text


def test_cards_of_other_departments_that_fail_by_a_local_level_are_counted(root: Element) -> None:
    levels = table(section(root, "levels"), "Kort fra andre afdelinger")
    _, unit, why, scenarios, people = row(levels, "Kulturvitaminer")
    assert (unit, why) == ("Kultur og fritid", "Kun for dem, der har været uden job i mindst 18 måneder")
    assert re.fullmatch(r"\d+ af \d+", scenarios)
    assert people == str(ROWS // 2)
    assert "Kun for dem, der er 15 til 24 år" in row(levels, "Gratis åben psykologordning for unge")[2]
    assert f"{SCRIPT} (Kultur og fritid): Kun om tirsdagen <b>" in section(root, "levels").text


def test_a_limit_in_an_offer_by_assessment_is_warned_of_in_words(root: Element) -> None:
    fixed = section(root, "fixed")
    assert "en fast regel må ikke træde i stedet for vurderingen" in fixed.text
    found = {cells[0]: cells[1:3] for one in fixed.all("tr") if (cells := [cell.text for cell in one.all("th", "td")])}
    assert found["Kulturvitaminer"] == [
        "kun dem, der har været uden job i mindst 12 måneder",
        "kun dem, der har været uden job i mindst 18 måneder",
    ]
    assert found["Mestring af arbejdsliv og privatliv"] == ["ingen grænse", "kun dem, der er mindst 25 år"]
    assert "Gratis åben psykologordning for unge" not in found


def test_tests_coverage_and_proofs_are_told(gathered: Gathered, root: Element) -> None:
    checks = section(root, "checks").text
    assert gathered.run is not None
    assert f"{len(gathered.run.failed)} af {len(gathered.run.results)} scenarier" in checks
    assert "Scenarierne har set" in checks
    assert "spørgsmål er afgjort for enhver tænkelig borger" in checks


def test_what_is_not_proved_is_never_told_as_free_of_faults(gathered: Gathered) -> None:
    assert gathered.findings is not None
    unsure = replace(gathered.findings, unsettled=(Unsettled(Kind.NEVER_TRUE, "offer.yaml:1"),))
    made = document_of(replace(gathered, findings=unsure), "da")
    assert "IKKE BEVIST: 1 spørgsmål" in html_of(replace(made, sections=()))


def test_the_report_tells_its_versions_its_files_and_its_command(
    world: Path, gathered: Gathered, root: Element
) -> None:
    repeat = section(root, "repeat").text
    assert "tilbud rules report 'a b' <udkast>" in repeat
    assert digest_of(world / "borgere.csv") in repeat
    assert digest_of(world / "udkast.yaml") in repeat
    assert gathered.new.resolved.sha256 in repeat
    assert "z3 " in repeat
    assert "1. november 2026" in repeat


def test_without_a_population_nothing_is_counted_and_the_report_says_so(gathered: Gathered) -> None:
    offers = tuple(replace(one, population={}) for one in gathered.difference.offers)
    difference = replace(gathered.difference, offers=offers, population=None, rows=0)
    bare = replace(gathered, difference=difference, population=None, before=None, after=None)
    root = check_page(html_of(document_of(bare, "da")), "da")
    ids = {one.attributes.get("id") for one in root.all("section")}
    assert not ids & {"numbers", "load", "cost"}
    assert "der var ingen fil med (--population)" in section(root, "repeat").text


# --- how it can be read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_is_accessible_and_needs_nothing_else(gathered: Gathered, language: Language) -> None:
    page = html_of(document_of(gathered, language))
    assert (page.count("Kort fortalt") > 0) is (language == "da")
    assert (page.count("In short") > 0) is (language == "en")
    check_page(page, language)


def test_hostile_names_stay_text(page: str, root: Element) -> None:
    assert SCRIPT not in page
    assert root.text.count(SCRIPT) > 3
    assert MARKUP in root.text
    drawn = [one.text for one in root.all("svg")]
    assert any("alert" in text for text in drawn)
    assert not [one.tag for one in root.walk() if one.tag in ("script", "b", "i", "img")]


def test_the_same_input_gives_the_same_page(gathered: Gathered, page: str) -> None:
    assert html_of(document_of(gathered, "da")) == page


def test_tables_have_a_cell_for_every_heading(document: Document) -> None:
    blocks = [block for each in (document.summary, *document.sections) for block in each.blocks]
    tables = [
        *(one for one in blocks if isinstance(one, Table)),
        *(one.table for one in blocks if isinstance(one, Chart)),
    ]
    assert tables
    for one in tables:
        assert {len(cells) for cells in one.rows} == {len(one.headings)}


def test_no_line_of_the_shortest_summary_is_long(document: Document) -> None:
    shortest = document.summaries[-1]
    for block in shortest.blocks:
        if isinstance(block, Notice):
            assert all(len(text) <= 90 for text in block.texts)


# --- words --------------------------------------------------------------------------------------------------------

TEXTS = tomllib.loads(files(words).joinpath("report.toml").read_text(encoding="utf-8"))
CODE = "".join(
    file.read_text(encoding="utf-8")
    for folder in ("lab/report", "cli")
    for file in sorted((ROOT / "src" / "tilbud_engine" / folder).glob("*.py"))
).replace("'", '"')


def test_every_text_is_in_both_languages_and_is_used() -> None:
    for key, text in TEXTS.items():
        assert {"da", "en"} == set(text), key
        # Keys may be put together: then their beginning stands in an f-string.
        starts = [key[:end] for end, mark in enumerate(key, 1) if mark == "-"]
        assert f'"{key}"' in CODE or any(f'f"{start}{{' in CODE for start in starts), key


# --- single changes -----------------------------------------------------------------------------------------------


def told_of(folder: Path, made: str, before: str, after: str) -> Document:
    old, new = (rules(folder / name, made, here=text) for name, text in (("a", before), ("b", after)))
    return document_of(Gathered(compare(old, new)), "da")


def notice_of(document: Document) -> Notice:
    return next(block for block in document.summary.blocks if isinstance(block, Notice))


RIGHT = offer("age: {at_least: 18}", more="entitlement: ret")


def test_a_right_that_is_narrowed_is_what_a_human_must_look_at(tmp_path: Path) -> None:
    draft = "draft: true\noffers: {proeve: {eligible: {age: {at_least: 30}}}}"
    document = told_of(tmp_path, RIGHT, "", draft)
    notice = notice_of(document)
    assert notice.tone == "warning"
    assert notice.texts[0].startswith("En ret bliver snævrere: Proeve.")
    root = check_page(html_of(document), "da")
    assert "Proeve: reglen er nu, hvis du er mindst 30 år." in section(root, "summary").text
    assert "RETTEN BLIVER SNÆVRERE" in section(root, "changes").text


def test_a_change_without_effect_is_told_loudly(tmp_path: Path) -> None:
    draft = "draft: true\noffers: {proeve: {eligible: {all: [{age: {above: 17}}]}}}"
    document = told_of(tmp_path, RIGHT, "", draft)
    assert "ÆNDRINGEN HAR INGEN VIRKNING" in section(check_page(html_of(document), "da"), "summary").text
    assert notice_of(document).tone == "note"


def test_an_offer_that_pauses_is_told_in_words(tmp_path: Path) -> None:
    document = told_of(tmp_path, offer("{}"), "", "offers: {proeve: {status: paused}}")
    told = section(check_page(html_of(document), "da"), "summary").text
    assert "Proeve. Før: tilbuddet er her. Efter: tilbuddet holder pause." in told


def test_a_change_that_is_not_proved_is_told_as_that(gathered: Gathered) -> None:
    first, *rest = gathered.difference.offers
    unsure = replace(first, turns={"verdict": Turn("not-proved", (Move((True, False), proved=False),))})
    difference = replace(gathered.difference, offers=(unsure, *rest))
    made = html_of(document_of(replace(gathered, difference=difference), "da"))
    assert "IKKE BEVIST: For 1 tilbud" in section(check_page(made, "da"), "summary").text


def test_what_the_population_does_not_tell_is_warned_of(gathered: Gathered) -> None:
    assert gathered.after is not None
    lacking = replace(gathered.after, remarks=(problem("population-fact-missing", "borgere.csv", fact="age"),))
    document = document_of(replace(gathered, after=lacking), "da")
    assert any("siger intet om: alder" in text for text in notice_of(document).texts)
    assert "koster tilsammen" not in section(check_page(html_of(document), "da"), "summary").text


def test_two_groups_of_a_gap_are_not_read_as_one(gathered: Gathered, page: str) -> None:
    assert gathered.findings is not None
    assert any(one.is_gap and not one.is_narrow and len(one.regions) > 1 for one in gathered.findings.findings)
    assert " – eller: " in page


SCENARIO = """\
scenarios:
  - name: Hun er 40 år
    on: 2026-11-01
    ruleset: {name}
    citizen: {{says: [{{barrier: H-ANGST}}], facts: {{age: 40, municipality: eksempelkommune}}}}
    expect: {{psykolog_unge_aaben: no}}
"""


@pytest.mark.parametrize("name", ["eksempelkommune", "udkast"])
def test_scenarios_of_its_own_do_not_keep_a_draft_from_those_of_its_municipality(tmp_path: Path, name: str) -> None:
    shipped = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    draft = shipped.replace("ruleset: eksempelkommune", f"ruleset: {name}\ndraft: true", 1)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "ruleset.yaml").write_text(draft, encoding="utf-8")
    (tmp_path / "scenarios" / "egne.yaml").write_text(SCENARIO.format(name=name), encoding="utf-8")
    on = dt.date(2026, 11, 1)
    suite = suite_of(Asked("eksempelkommune", str(tmp_path), on), load_rules(str(tmp_path), on))
    assert suite is not None
    names = [one.name for one in suite.scenarios]
    assert names.count("Hun er 40 år") == 1
    assert "Kulturvitaminer efter 12 måneder" in names
