"""Scenarios: read strictly, run by the engine, and told in words where the answer is another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.authors import OFFER, write_plugin
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem
from tilbud_engine.scenarios import Outcome, Scenario, read_scenarios, run, scenario_files, unknown_words

SCENARIO = """\
scenarios:
  - name: Længe uden job
    on: 2026-09-01
    ruleset: eksempelkommune
    citizen:
      says: [{barrier: A-MOTIV}]
      facts: {months_unemployed: 24}
    expect:
      kulturvitaminer: yes
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load(runtime="reference")
    yield made
    made.close()


def read(tmp_path: Path, text: str) -> tuple[list[Scenario], list[Problem]]:
    file = tmp_path / "graenser.yaml"
    file.write_text(text, encoding="utf-8")
    return read_scenarios(file, "graenser.yaml")


def told(problems: list[Problem]) -> list[tuple[str, str, str | None]]:
    return [(one.code, one.where, one.values.get("nearest")) for one in problems]


def outcome(engine: Engine, tmp_path: Path, text: str) -> Outcome:
    [scenario], problems = read(tmp_path, text)
    assert not problems
    assert not unknown_words(scenario, engine)
    return run(scenario, engine)


def test_a_scenario_says_where_it_stands_and_what_it_expects(tmp_path: Path) -> None:
    [scenario], problems = read(tmp_path, SCENARIO)
    assert not problems
    assert (scenario.name, scenario.place) == ("Længe uden job", "graenser.yaml:2")
    assert scenario.place_of("kulturvitaminer") == "graenser.yaml:9"
    assert scenario.expect["kulturvitaminer"].verdict == "yes"


def test_without_a_ruleset_the_nations_rules_hold(tmp_path: Path) -> None:
    [scenario], _ = read(tmp_path, SCENARIO.replace("    ruleset: eksempelkommune\n", ""))
    assert scenario.ruleset == "danmark"


def test_what_comes_as_expected_passes(engine: Engine, tmp_path: Path) -> None:
    assert outcome(engine, tmp_path, SCENARIO).passed


def test_another_answer_is_told_with_what_was_expected_what_came_and_why(engine: Engine, tmp_path: Path) -> None:
    found = outcome(engine, tmp_path, SCENARIO.replace("months_unemployed: 24", "months_unemployed: 3"))
    [one] = found.problems
    assert not found.passed
    assert (one.code, one.where) == ("scenario-verdict", "graenser.yaml:9")
    said = one.line()
    assert "”Længe uden job”: `kulturvitaminer` skulle være `yes`, men er `no`" in said
    assert "mindst 12 måneder" in said
    assert "should be `yes`, but is `no`" in one.line("en")


def test_what_is_missing_must_be_exactly_what_matters(engine: Engine, tmp_path: Path) -> None:
    unknown = SCENARIO.replace("{months_unemployed: 24}", "{}")
    right = unknown.replace("kulturvitaminer: yes", "kulturvitaminer: {verdict: unknown, missing: [months_unemployed]}")
    assert outcome(engine, tmp_path, right).passed
    [one] = outcome(engine, tmp_path, right.replace("[months_unemployed]", "[age]")).problems
    assert one.code == "scenario-missing"
    assert (one.values["expected"], one.values["found"]) == ("[age]", "[months_unemployed]")


def test_a_right_answer_by_the_wrong_rule_fails(engine: Engine, tmp_path: Path) -> None:
    no = SCENARIO.replace("months_unemployed: 24", "months_unemployed: 3")
    right = no.replace("kulturvitaminer: yes", "kulturvitaminer: {verdict: no, because: mindst 12 måneder}")
    assert outcome(engine, tmp_path, right).passed
    [one] = outcome(engine, tmp_path, right.replace("mindst 12 måneder", "højst 30 år")).problems
    assert one.code == "scenario-because"
    rule = no.replace("kulturvitaminer: yes", "kulturvitaminer: {verdict: no, rule: rulesets/eksempelkommune}")
    assert outcome(engine, tmp_path, rule).passed
    [one] = outcome(engine, tmp_path, rule.replace("rulesets/eksempelkommune", "rulesets/varde")).problems
    assert one.code == "scenario-rule"
    assert "rulesets/eksempelkommune" in one.values["found"]


def test_a_right_is_compared_too(engine: Engine, tmp_path: Path) -> None:
    text = SCENARIO.replace("kulturvitaminer: yes", "kulturvitaminer: {verdict: yes, right: yes}")
    [one] = outcome(engine, tmp_path, text).problems
    assert (one.code, one.values["found"]) == ("scenario-right", "no")


def test_the_questions_are_exactly_those_that_are_asked(engine: Engine, tmp_path: Path) -> None:
    text = SCENARIO.replace("{months_unemployed: 24}", "{}").replace("kulturvitaminer: yes", "kulturvitaminer: unknown")
    [one] = outcome(engine, tmp_path, text + "    questions: []\n").problems
    assert one.code == "scenario-questions"
    asked = one.values["found"]
    assert "months_unemployed" in asked
    assert outcome(engine, tmp_path, f"{text}    questions: {asked}\n").passed


def test_an_offer_that_is_not_there_is_absent(engine: Engine, tmp_path: Path) -> None:
    shielded = SCENARIO.replace("kulturvitaminer: yes", "krisecenter: absent")
    assert outcome(engine, tmp_path, shielded).passed


def test_an_offer_with_a_code_that_nobody_knows_stops_nothing(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, OFFER.replace("H-ANGST", "H-ANGT"))
    engine = Engine.load(plugins=[folder], runtime="reference")
    assert outcome(engine, tmp_path, SCENARIO).passed


def test_a_ruleset_that_cannot_be_used_is_a_problem_of_the_outcome(engine: Engine, tmp_path: Path) -> None:
    [scenario], _ = read(tmp_path, SCENARIO.replace("eksempelkommune", "findesikke"))
    found = run(scenario, engine)
    assert [one.code for one in found.problems] == ["unknown-ruleset"]
    assert found.problems[0].where == "graenser.yaml:2"


@pytest.mark.parametrize(
    ("written", "instead", "code", "line", "nearest"),
    [
        ("kulturvitaminer: yes", "kulturvitaminer: ja", "bad-choice", 9, "yes"),
        ("kulturvitaminer: yes", "kulturvitaminer: not_ofered", "bad-choice", 9, "not_offered"),
        ("kulturvitaminer: yes", "kulturvitaminer: {verdict: yes, right: ja}", "bad-choice", 9, "yes"),
        ("kulturvitaminer: yes", "kulturvitaminer: {verdict: yes, becaus: x}", "unknown-key", 9, "because"),
        ("kulturvitaminer: yes", "kulturvitaminer: {right: yes}", "missing-key", 9, None),
        ("    on: 2026-09-01\n", "", "missing-key", 2, None),
        ("on: 2026-09-01", "on: 01-09-2026", "bad-date", 3, "2026-09-01"),
        ("    citizen:", "    borger: x\n    citizen:", "unknown-key", 5, "citizen"),
        ("says:", "siger:", "unknown-key", 6, "says"),
        ("scenarios:", "scenarier:", "unknown-key", 1, "scenarios"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_word(  # noqa: PLR0917
    tmp_path: Path, written: str, instead: str, code: str, line: int, nearest: str | None
) -> None:
    scenarios, problems = read(tmp_path, SCENARIO.replace(written, instead))
    assert scenarios == []
    assert (code, f"graenser.yaml:{line}", nearest) in told(problems)


@pytest.mark.parametrize(
    ("written", "instead", "code", "line", "nearest"),
    [
        ("kulturvitaminer: yes", "kulturvitamin: yes", "unknown-offer", 9, "kulturvitaminer"),
        ("months_unemployed", "month_unemployed", "unknown-fact", 7, "months_unemployed"),
        ("months_unemployed: 24", "months_unemployed: to", "fact-not-int", 7, None),
        ("A-MOTIV", "A-MOTIVE", "unknown-barrier", 6, "A-MOTIV"),
        ("eksempelkommune", "eksempelkomune", "unknown-ruleset", 4, "eksempelkommune"),
        ("kulturvitaminer: yes", "kulturvitaminer: {verdict: unknown, missing: [alder]}", "unknown-fact", 9, None),
    ],
)
def test_a_word_that_nobody_knows_is_told_with_its_line_and_the_nearest(  # noqa: PLR0917
    engine: Engine, tmp_path: Path, written: str, instead: str, code: str, line: int, nearest: str | None
) -> None:
    [scenario], problems = read(tmp_path, SCENARIO.replace(written, instead))
    assert not problems
    assert (code, f"graenser.yaml:{line}", nearest) in told(unknown_words(scenario, engine))


def test_one_faulty_scenario_does_not_hide_the_others(tmp_path: Path) -> None:
    second = SCENARIO.replace("scenarios:\n", "").replace("Længe uden job", "To").replace(": yes", ": ja")
    scenarios, problems = read(tmp_path, SCENARIO + second)
    assert [one.name for one in scenarios] == ["Længe uden job"]
    assert told(problems) == [("bad-choice", "graenser.yaml:17", "yes")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scenarios: []\n", "scenarios-empty"),
        ("scenarios: nej\n", "scenarios-empty"),
        ("- a\n", "not-a-mapping"),
        ("scenarios: [a]\n", "not-a-mapping"),
        ("scenarios:\n\t- a\n", "tab"),
        ("", "file-empty"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, code: str) -> None:
    scenarios, problems = read(tmp_path, text)
    assert (scenarios, [one.code for one in problems]) == ([], [code])


def test_no_message_holds_what_the_invented_citizen_said(tmp_path: Path) -> None:
    text = SCENARIO.replace("says: [{barrier: A-MOTIV}]", "says: [{words: [hemmeligt], barier: hemmeligt}]")
    _, problems = read(tmp_path, text)
    assert problems
    assert "hemmeligt" not in " ".join(one.line() for one in problems)


def test_the_files_of_a_folder_are_found_in_order(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    for name in ("b.yaml", "a.yml", "c.json", "note.md"):
        (tmp_path / "scenarios" / name).write_text("", encoding="utf-8")
    assert [one.name for one in scenario_files(tmp_path)] == ["a.yml", "b.yaml", "c.json"]
    assert scenario_files(tmp_path / "findesikke") == []
