"""The contract of a plugin: what must be mended, what is only remarked on, and what scenarios must try."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.kit.authors import OFFER, SCENARIOS, start_of_png, write_plugin
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.kit.checks import Report, as_json, check_plugins, is_remark
from tilbud_engine.kit.unsettled import unsettled
from tilbud_engine.reading import to_yaml
from tilbud_engine.settings import Settings

ON = dt.date(2026, 11, 22)

SMALL = """\
offer: lille
name: Lille tilbud
card: {word: Lille, text: Kom og se, alt: Et hus}
answers: [N-ENSOM]
eligible: {}
municipalities: [eksempelkommune]
sources: [{title: Byrådet 3. marts 2026}]
"""
SMALL_SCENARIO = """\
scenarios:
  - name: Alle kan komme
    on: 2026-11-22
    ruleset: eksempelkommune
    citizen: {says: [{barrier: N-ENSOM}]}
    expect: {lille: yes}
"""


def check(folder: Path, on: dt.date = ON, settings: Settings | None = None) -> Report:
    [report], others = check_plugins([folder], on, settings)
    assert not others
    return report


def faults(report: Report) -> list[str]:
    return [one.code for one in report.faults]


def remarks(report: Report) -> list[str]:
    return [one.code for one in report.problems if is_remark(one)]


def of(report: Report, code: str) -> Problem:
    [one] = [one for one in report.problems if one.code == code]
    return one


def test_a_good_plugin_has_no_fault_and_nothing_to_remark_on(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path))
    assert report.problems == (), [one.line() for one in report.problems]
    assert (report.name, report.offers, report.scenarios) == ("gaatur", ("gaatur",), 4)


def test_a_new_offer_with_few_fields_passes_with_remarks(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, SMALL, SMALL_SCENARIO, name="lille"))
    assert faults(report) == []
    assert sorted(remarks(report)) == ["english-missing", "offer-lacks"]
    assert of(report, "offer-lacks").values["fields"] == (
        "about, for_staff, units, decides, hours_per_week, last_checked, contact"
    )
    assert "name_en, card.word_en" in of(report, "english-missing").values["fields"]


@pytest.mark.parametrize(
    ("written", "instead", "code", "line"),
    [
        ("  alt: En person, der går\n", "", "card-alt-missing", 5),
        ("person-simple-walk", "Person Walk", "pictogram-name", 10),
        ("person-simple-walk", "music-node", "pictogram-name", 10),
        ("person-simple-walk", "parken.svg", "picture-missing", 10),
        ("sources:\n  - title: Sundhedspolitik\n    where: Bevægelse\n", "", "sources-missing", 2),
        ("last_checked: 2026-11-01", "last_checked: 2026-11-23", "checked-in-future", 39),
        ("Gå en tur sammen med andre hver uge", "Indsatsen er for alle", "heavy-word-on-card", 8),
        ("default: 18", "default: 50", "parameter-out-of-range", 24),
        ("[sundhed]", "[sundhet]", "unknown-unit", 28),
        ("offer: gaatur", "offer: gaatur_to", "folder-named-otherwise", 2),
    ],
)
def test_what_is_missing_or_wrong_is_told_where_it_stands(
    tmp_path: Path, written: str, instead: str, code: str, line: int
) -> None:
    assert written in OFFER
    report = check(write_plugin(tmp_path, OFFER.replace(written, instead)))
    assert f"{tmp_path}/gaatur/offer.yaml:{line}" in [one.where for one in report.problems if one.code == code]


def test_readme_and_scenarios_must_be_there(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, scenarios=None)
    (folder / "README.md").write_text("\n", encoding="utf-8")
    report = check(folder)
    assert of(report, "readme-missing").where == f"{folder}/README.md"
    assert of(report, "scenarios-missing").values["name"] == "gaatur"
    assert not is_remark(of(report, "readme-missing"))


def test_a_scenario_that_fails_is_a_fault_with_its_reason(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, scenarios=SCENARIOS.replace("age: 19", "age: 16")))
    one = of(report, "scenario-verdict")
    assert one.where.endswith("scenarios/graenser.yaml:17")
    assert "mindst 18 år" in one.hint()


def test_the_same_name_for_two_scenarios_is_remarked_on(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, scenarios=SCENARIOS.replace("For ung", "Voksen med angst")))
    assert (faults(report), remarks(report)) == ([], ["scenario-twice"])


# --- what scenarios must try -------------------------------------------------------------------------------------


def untried(tmp_path: Path, eligible: str, *facts: str, extra: str = "") -> set[str]:
    """Return what no scenario tries of a condition; one scenario for each set of facts."""
    offer = SMALL.replace("eligible: {}", f"eligible: {eligible}") + extra
    scenarios = "scenarios:\n" + "".join(
        f"  - name: Nr. {number}\n    on: 2026-11-22\n    ruleset: eksempelkommune\n"
        f"    citizen: {{says: [{{barrier: N-ENSOM}}], facts: {{{one}}}}}\n    expect: {{lille: unknown}}\n"
        for number, one in enumerate(facts)
    )
    report = check(write_plugin(tmp_path, offer, scenarios, name="lille"))
    codes = {"untested-limit": "example", "untested-missing": "fact", "untested-definition": "truth"}
    return {one.values[codes[one.code]] for one in report.problems if one.code in codes}


def test_each_code_is_said_alone_in_some_scenario(tmp_path: Path) -> None:
    text = SCENARIOS.replace("[{barrier: N-ENSOM}]", "[{barrier: N-ENSOM}, {barrier: H-ANGST}]")
    one = of(check(write_plugin(tmp_path, scenarios=text)), "untested-barrier")
    assert (one.values["name"], one.where) == ("N-ENSOM", f"{tmp_path}/gaatur/offer.yaml:13")


@pytest.mark.parametrize(
    ("eligible", "wanted"),
    [
        ("{age: {at_least: 18}}", {"age: 17", "age: 18", "age: 19"}),
        ("{age: {below: 30}}", {"age: 29", "age: 30", "age: 31"}),
        ("{age: 18}", {"age: 18", "age: 19"}),
        ("{age: [18, 19]}", {"age: 17", "age: 18", "age: 19"}),
        ("{wishes_work: true}", {"wishes_work: true", "wishes_work: false"}),
        ("{danish_level: [none, basic]}", {"danish_level: none", "danish_level: basic", "danish_level: working"}),
        ("{daily_travel_km: {above: 24}}", {"daily_travel_km: 23.9", "daily_travel_km: 24.0", "daily_travel_km: 24.1"}),
        (
            "{resource_course_start: {before: 2026-01-01}}",
            {f"resource_course_start: {day}" for day in ("2025-12-31", "2026-01-01", "2026-01-02")},
        ),
        (
            "{resource_course_start: {within_last: 1 week}}",
            {f"resource_course_start: 2026-11-{day}" for day in ("14", "15", "16", "21", "22", "23")},
        ),
        ("{parallel_services: {is_empty: true}}", {"parallel_services: []", "parallel_services: [social]"}),
    ],
)
def test_each_limit_and_each_value_must_be_tried_and_the_fact_be_missing(
    tmp_path: Path, eligible: str, wanted: set[str]
) -> None:
    fact = next(iter(wanted)).partition(":")[0]
    found = untried(tmp_path, eligible, "municipality: eksempelkommune")
    assert found == wanted
    assert untried(tmp_path / "b", eligible, *wanted) == {fact}


def test_each_member_of_a_set_is_tried_with_and_without(tmp_path: Path) -> None:
    eligible = "{substance_use: {includes_any: [alcohol, cannabis]}}"
    first = untried(tmp_path / "a", eligible, "municipality: eksempelkommune")
    assert first == {"substance_use: [alcohol]", "substance_use: [cannabis]", "substance_use: []"}
    assert untried(tmp_path / "b", eligible, "substance_use: [alcohol]", "substance_use: [cannabis]") == {
        "substance_use"
    }
    half = "substance_use: {has: [alcohol]}"
    assert "substance_use" not in untried(tmp_path / "c", eligible, half)


def test_the_number_of_members_is_tried_below_at_and_above(tmp_path: Path) -> None:
    eligible = "{parallel_services: {count: {at_least: 2}}}"
    found = untried(tmp_path, eligible, "municipality: eksempelkommune")
    assert sorted(one.count(",") for one in found) == [0, 1, 2]


def test_a_limit_at_the_end_of_a_facts_range_has_no_other_side(tmp_path: Path) -> None:
    assert untried(tmp_path, "{months_unemployed: {at_least: 0}}", "municipality: eksempelkommune") == {
        "months_unemployed: 0",
        "months_unemployed: 1",
    }


def test_a_definition_is_tried_as_a_whole(tmp_path: Path) -> None:
    found = untried(tmp_path, "{is: lab_maalgruppe_alle}", "municipality: eksempelkommune")
    assert found == {"yes", "no"}


def test_a_right_for_some_is_tried_as_well(tmp_path: Path) -> None:
    right = "rights: [{when: {age: {below: 30}}, text: Du har ret til det}]\n"
    found = untried(tmp_path, "{}", "municipality: eksempelkommune", extra=right)
    assert found == {"age: 29", "age: 30", "age: 31"}


def test_a_parameter_is_tried_at_the_value_it_has_where_the_scenario_is(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace("default: 18", "default: 20")))
    limits = {one.values["example"] for one in report.problems if one.code == "untested-limit"}
    assert limits == {"age: 20", "age: 21"}


# --- folders -----------------------------------------------------------------------------------------------------


def test_several_folders_are_checked_together_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    write_plugin(tmp_path)
    write_plugin(tmp_path, SMALL, SMALL_SCENARIO, name="lille")
    reports, others = check_plugins([tmp_path], ON)
    assert [one.name for one in reports] == ["gaatur", "lille"]
    assert others == []
    with pytest.raises(InputError, match="file-missing"):
        check_plugins([tmp_path / "findesikke"], ON)


def test_what_belongs_to_no_plugin_is_told_beside(tmp_path: Path) -> None:
    write_plugin(tmp_path)
    (tmp_path / "tom").mkdir()
    _, others = check_plugins([tmp_path], ON)
    assert [one.code for one in others] == ["plugin-folder-empty"]


def test_an_offer_that_the_catalogue_has_already_is_refused(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace("offer: gaatur", "offer: mentor")))
    assert "offer-twice" in faults(report)


def test_a_copy_of_a_shipped_plugin_is_checked_in_its_place(tmp_path: Path) -> None:
    text = SMALL.replace("offer: lille", "offer: bisidder")
    report = check(write_plugin(tmp_path, text, SMALL_SCENARIO.replace("lille:", "bisidder:"), name="bisidder"))
    assert faults(report) == []


def test_several_offers_in_a_folder_of_another_name_are_only_remarked_on(tmp_path: Path) -> None:
    both = "offers:\n" + "".join(
        f"  - {text.strip().replace(chr(10), chr(10) + '    ')}\n"
        for text in (SMALL, SMALL.replace("offer: lille", "offer: anden"))
    )
    second = SMALL_SCENARIO.replace("scenarios:\n", "").replace("lille", "anden").replace("Alle", "Også alle")
    report = check(write_plugin(tmp_path, both, SMALL_SCENARIO + second, name="par"))
    assert faults(report) == []
    assert "folder-named-of-several" in remarks(report)


def test_code_runs_only_where_it_is_allowed_and_its_hooks_are_checked(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path)
    (folder / "plugin.py").write_text(
        "from tilbud_engine.plugins import hookimpl\n\n\n@hookimpl\ndef tilbud_ofers():\n    return []\n",
        encoding="utf-8",
    )
    report = check(folder)
    assert (faults(report), remarks(report)) == ([], ["plugin-code-not-allowed"])
    report = check(folder, settings=Settings(allow_code=(tmp_path,)))
    assert faults(report) == ["hook-unknown"]
    assert of(report, "hook-unknown").values["nearest"] == "tilbud_offers"


def test_a_parameter_that_no_rule_uses_is_remarked_on(tmp_path: Path) -> None:
    text = OFFER.replace("  age: {at_least: $gaatur_min_age}\n", "")
    report = check(write_plugin(tmp_path, text, SCENARIOS.replace("because: mindst 18 år", "missing: []")))
    assert "parameter-unused" in remarks(report)


def test_an_offer_that_is_over_is_remarked_on(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, OFFER + "valid: {to: 2026-11-22}\n"), on=dt.date(2026, 11, 23))
    assert "part-expired" in remarks(report)


def test_faults_in_the_shape_do_not_hide_faults_in_the_contents(tmp_path: Path) -> None:
    text = OFFER.replace("name: Gåtur på recept\n", "navn: Gåtur\nname: Gåtur\n").replace("H-ANGST", "H-ANGTS")
    report = check(write_plugin(tmp_path, text.replace("  alt: En person, der går\n", "")))
    assert {"unknown-key", "unknown-barrier", "card-alt-missing"} <= set(faults(report))


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ("offer: gaatur", "offer: gåtur", "bad-id"),
        ("name: Gåtur på recept", "navn: Gåtur", "unknown-key"),
        ("  word: Gåtur", "  word: En dejlig lang gåtur", "card-word-too-long"),
        ("answers: [H-ANGST, N-ENSOM]", "answers: H-ANGST", "expected-list"),
    ],
)
def test_a_fault_in_what_is_required_does_not_hide_the_others(
    tmp_path: Path, written: str, instead: str, code: str
) -> None:
    text = OFFER.replace(written, instead).replace("at_least", "at_leest").replace("[sundhed]", "[sundhet]")
    report = check(write_plugin(tmp_path, text))
    assert {code, "unknown-operator"} <= set(faults(report))
    assert "unknown-unit" in remarks(report)
    assert "folder-named-otherwise" not in faults(report)


def test_a_report_can_be_read_by_programs(tmp_path: Path) -> None:
    made = as_json(check(write_plugin(tmp_path, SMALL, SMALL_SCENARIO, name="lille")), "en")
    assert (made["name"], made["offers"], made["scenarios"]) == ("lille", ["lille"], 1)
    assert {one["code"] for one in made["problems"]} == {"english-missing", "offer-lacks"}
    assert all(one["remark"] for one in made["problems"])


def test_the_picture_that_was_meant_is_named_and_a_picture_of_ones_own_is_enough(tmp_path: Path) -> None:
    near = write_plugin(tmp_path / "naer", OFFER.replace("person-simple-walk", "person-simple-wlk"))
    assert "Mente du `person-simple-walk`?" in of(check(near), "pictogram-name").hint("da")
    far = write_plugin(tmp_path / "fjern", OFFER.replace("person-simple-walk", "qqqqqqqq"))
    assert "Mente du" not in of(check(far), "pictogram-name").hint("da")
    own = write_plugin(tmp_path / "egen", OFFER.replace("person-simple-walk", "parken.svg"))
    (own / "parken.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    assert check(own).problems == ()


def test_a_target_group_that_nobody_has_picked_is_remarked_on(tmp_path: Path) -> None:
    eligible, words = unsettled("lille", "Lille tilbud", "unge med mod på mere")
    folder = write_plugin(tmp_path, SMALL.replace("eligible: {}", f"eligible: {eligible}".lower()), name="lille")
    (folder / "vocabulary.yaml").write_text(to_yaml(words), encoding="utf-8")
    assert "target-group-unsettled" in remarks(check(folder))


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ("name: Gåtur på recept", "name Gåtur på recept", "colon-missing"),
        ("word: Gåtur", "\tword: Gåtur", "tab"),
        ('"12 34 56 78"', '"12 34 56 78', "quote-open"),
        ("decides: dig selv", "decides: dig selv\ndecides: jer", "duplicate-key"),
    ],
)
def test_an_offer_that_cannot_be_read_is_told_of_once_and_not_by_each_of_its_scenarios(
    tmp_path: Path, written: str, instead: str, code: str
) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace(written, instead)))
    assert faults(report) == [code], [one.line() for one in report.problems]


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ("last_checked: 2026-11-01", "last_checked: 1/11-2026", "bad-date"),
        ("hours_per_week: 2", "hours_per_week: to timer", "expected-int"),
        ("  - title: Sundhedspolitik\n    where: Bevægelse", "  -title: Sundhedspolitik", "expected-list"),
    ],
)
def test_what_is_written_and_cannot_be_read_is_not_told_to_be_missing_as_well(
    tmp_path: Path, written: str, instead: str, code: str
) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace(written, instead)))
    assert set(faults(report)) == {code}, [one.line() for one in report.problems]
    assert "offer-lacks" not in remarks(report)


def test_an_offer_that_helps_with_nothing_is_remarked_on(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace("[H-ANGST, N-ENSOM]", "[]")))
    assert of(report, "answers-none").where.endswith("offer.yaml:13")


def test_scenarios_that_are_no_ordinary_files_end_nothing(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path)
    (folder / "scenarios" / "rundt.yaml").symlink_to("rundt.yaml")
    (folder / "scenarios" / "ud.yaml").symlink_to("/dev/zero")
    os.mkfifo(folder / "scenarios" / "roer.yaml")
    found = {(one.code, one.where.rpartition("/")[2]) for one in check(folder).faults}
    assert found == {
        ("file-unreadable", "rundt.yaml"),
        ("plugin-outside", "ud.yaml"),
        ("file-unreadable", "roer.yaml"),
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parken.png", b"no picture"),
        ("parken.png", b"<svg/>"),
        ("parken.png", start_of_png(60_000, 60_000)),
        ("parken.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03"),
        ("parken.jpg", b"\xff\xd8\xff\xe0"),
        ("parken.svg", b"<html>"),
        ("parken.svg", b"<svg>" + b" " * (5 * 1024 * 1024)),
    ],
)
def test_a_file_that_no_picture_can_be_is_refused_with_what_it_should_be(
    tmp_path: Path, name: str, content: bytes
) -> None:
    folder = write_plugin(tmp_path, OFFER.replace("person-simple-walk", name))
    (folder / name).write_bytes(content)
    assert faults(check(folder)) == ["picture-unfit"]


def test_a_picture_is_never_taken_from_outside_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "hemmelig.svg").write_text("<svg/>", encoding="utf-8")
    folder = write_plugin(tmp_path, OFFER.replace("person-simple-walk", "parken.svg"))
    (folder / "parken.svg").symlink_to(tmp_path / "hemmelig.svg")
    assert faults(check(folder)) == ["picture-unfit"]


def test_a_folder_that_is_named_otherwise_is_told_once_and_not_by_each_scenario(tmp_path: Path) -> None:
    report = check(write_plugin(tmp_path, OFFER.replace("offer: gaatur", "offer: gaature")))
    assert faults(report) == ["folder-named-otherwise"], [one.line() for one in report.problems]
