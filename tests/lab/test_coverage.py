"""Coverage: which answers of each condition scenarios have seen, and which can never come."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.kit.authors import OFFER, SCENARIOS, write_plugin
from tests.lab.accessible_pages import check_page
from tests.lab.html_tree import Element
from tests.lab.small_catalogue import only
from tests.lab.town import AS_DRAFT, LONGER, copied_town
from tests.rules.random_rules import Maker, seeded
from tilbud_engine.errors import Language
from tilbud_engine.lab.coverage.listing import coverage_page
from tilbud_engine.lab.coverage.outcome import Coverage, Part, percent
from tilbud_engine.lab.coverage.possible import possible_truths
from tilbud_engine.lab.coverage.seeing import cover
from tilbud_engine.lab.coverage.telling import Telling, coverage_json, percent_words
from tilbud_engine.lab.coverage.written import rules_in_force
from tilbud_engine.lab.runs.suites import Suite, find_suite
from tilbud_engine.rules.conditions import Some
from tilbud_engine.rules.reference import decide

KNOWN, MISSING = SCENARIOS.split("  - name: Alder og uddannelse mangler")
FEW = only("borgerkonsulent", "kulturvitaminer", "psykolog_unge_aaben")
"""Of the catalogue, what the rules of these tests name."""
UNKNOWN = f"  - name: Alder og uddannelse mangler{MISSING}"


def covered(*paths: Path, draft: Path | None = None) -> Coverage:
    return cover(find_suite(paths, draft=draft, settings=FEW))


def parts(found: Coverage, rule: str) -> list[Part]:
    return [one for file in found.files for one in file.parts if one.rule == rule]


def of(folder: Path, offer: str = OFFER, scenarios: str = SCENARIOS) -> Coverage:
    return covered(write_plugin(folder, offer, scenarios))


def with_rule(rule: str) -> str:
    head, rest = OFFER.split("eligible:\n")
    return f"{head}{rule}\nparameters:\n" + rest.split("parameters:\n")[1]


# --- what is seen ------------------------------------------------------------------------------------------------


def test_each_part_as_it_is_written_is_counted_once_with_each_answer_it_can_have(tmp_path: Path) -> None:
    found = of(tmp_path)
    assert [(one.kind, one.line, one.depth) for one in parts(found, "eligible")] == [
        ("all", 15, 0),
        ("comparison", 15, 1),
        ("comparison", 16, 1),
    ]
    assert (found.seen, found.possible) == (12, 12)
    assert [one.parameter and one.parameter.value for one in parts(found, "parameter")] == [18]


def test_what_no_scenario_leaves_open_has_not_been_seen_as_unknown(tmp_path: Path) -> None:
    found = of(tmp_path, scenarios=KNOWN)
    assert [one.holes for one in parts(found, "eligible")] == [(None,)] * 3
    assert [one.holes for one in parts(found, "parameter")] == [(None,)]
    assert percent(found.seen, found.possible) == 66.7


def test_only_scenarios_that_expect_something_of_the_offer_count(tmp_path: Path) -> None:
    other = UNKNOWN.replace("gaatur:", "mentor:").replace(
        "{verdict: unknown, missing: [age, enrolled_in_education]}", "no"
    )
    assert of(tmp_path, scenarios=KNOWN + other.replace("mentor: no", "mentor: not_relevant")).seen == 8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("says: [{barrier: H-ANGST}]", "says: [{barrier: A-MOTIV}]"),
        ("ruleset: eksempelkommune", "ruleset: varde"),
    ],
    ids=["it helps with something else", "it is not there"],
)
def test_where_the_offer_is_not_asked_nothing_is_seen(tmp_path: Path, old: str, new: str) -> None:
    elsewhere = UNKNOWN.replace(old, new)
    assert elsewhere != UNKNOWN
    assert of(tmp_path, scenarios=KNOWN + elsewhere).seen == 8


def test_a_right_is_seen_only_by_scenarios_that_expect_something_of_the_right(tmp_path: Path) -> None:
    offer = OFFER.replace("decides: dig", "rights:\n  - when: {has_employer: true}\n    text: Ret.\ndecides: dig")
    plain = of(tmp_path / "a", offer)
    assert [one.seen for one in parts(plain, "right")] == [{}]
    stated = SCENARIOS.replace("missing: [age, enrolled", "right: unknown, missing: [age, enrolled")
    [right] = parts(of(tmp_path / "b", offer, stated), "right")
    assert [set(right.seen), right.holes] == [{None}, (True, False)]


def test_a_remark_is_seen_where_the_offer_is_a_card(tmp_path: Path) -> None:
    offer = OFFER.replace("decides: dig", "hints:\n  - when: {has_employer: true}\n    text: Hej.\ndecides: dig")
    [hint] = parts(of(tmp_path, offer), "hint")
    assert {truth: len(many) for truth, many in hint.seen.items()} == {None: 3}


def test_definitions_and_parameters_of_a_ruleset_are_seen_where_they_stand(tmp_path: Path) -> None:
    found = covered(copied_town(tmp_path))
    [definition] = parts(found, "definition")
    [used] = [one for one in parts(found, "eligible") if one.kind == "definition"]
    assert (definition.owner, used.owner) == ("langtidsledig", "kulturvitaminer")
    for part in (definition, used):
        assert [one.name for one in part.seen[True]] == ["Et år uden job"]
        assert part.holes == (False, None)
    months = next(one for one in parts(found, "parameter") if one.owner == "kultur_min_months")
    assert (months.line, months.holes) == (36, (False, None))


def test_each_value_that_a_parameter_is_given_is_seen_by_itself(tmp_path: Path) -> None:
    found = covered(ROOT / "rulesets" / "eksempelkommune")
    ages = [one for one in parts(found, "parameter") if one.owner == "unge_psyk_max_age"]
    assert [one.parameter and one.parameter.value for one in ages] == [24, 25]
    assert {one.place for one in ages[0].seen[True]} != {one.place for one in ages[1].seen[True]}


def test_a_draft_is_covered_by_the_scenarios_of_what_it_copies(tmp_path: Path) -> None:
    draft = copied_town(tmp_path, AS_DRAFT, LONGER)
    found = covered(ROOT / "rulesets" / "eksempelkommune", draft=draft)
    assert [one.rules.name for one in found.files] == ["udkast"]
    months = next(one for one in parts(found, "parameter") if one.owner == "kultur_min_months")
    assert months.parameter is not None
    assert (months.parameter.value, set(months.seen)) == (13, {True, False, None})


def test_stopping_keeps_what_was_seen(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        if (done, of) == (1, 4):
            raise KeyboardInterrupt

    found = cover(find_suite([write_plugin(tmp_path)]), stop)
    assert (found.stopped, found.scenarios) == (True, 1)
    assert (found.seen, found.possible) == (4, 12)


# --- what can come -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        ("eligible: {}", [{True}]),
        ("eligible:\n  age: {at_least: 0}", [{True, None}]),
        ("eligible:\n  not: {age: {at_most: 120}}", [{False, None}, {True, None}]),
        ("eligible:\n  has_employer: [true, false]", [{True, None}]),
        (
            "eligible:\n  any:\n    - age: {below: 30}\n    - age: {at_least: 30}",
            [{True, None}] + [{True, False, None}] * 2,
        ),
    ],
    ids=["everyone", "no age is below", "nobody is older", "either way", "both ways together"],
)
def test_what_can_never_come_is_no_hole(tmp_path: Path, rule: str, answers: list[set[bool | None]]) -> None:
    found = of(
        tmp_path,
        with_rule(rule),
        UNKNOWN.join(["scenarios:\n", ""]).replace(", missing: [age, enrolled_in_education]", ""),
    )
    assert [set(one.possible) for one in parts(found, "eligible")] == answers


def test_a_yes_no_parameter_can_only_be_what_it_is_set_to() -> None:
    found = covered(ROOT / "plugins" / "borgerkonsulent", ROOT / "rulesets" / "eksempelkommune")
    [flag] = [one for one in parts(found, "eligible") if one.kind == "yes-no-parameter"]
    assert None not in flag.possible
    values = [one for one in parts(found, "parameter") if one.owner == "bk_motivation_not_required" and one.in_force]
    assert {truth for one in values for truth in one.possible} == {True}


def test_an_impossible_person_is_no_example_and_makes_no_hole(tmp_path: Path) -> None:
    rule = "eligible:\n  age: {at_most: 12}\n  months_unemployed: {at_least: 1}"
    found = of(tmp_path, with_rule(rule))
    whole = parts(found, "eligible")[0]
    assert True not in whole.possible
    assert False in whole.possible


def test_a_rule_that_is_never_in_force_does_not_count(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        f"{OFFER}status: idea\n",
        "scenarios:\n" + UNKNOWN.replace("unknown, missing: [age, enrolled_in_education]", "not_offered"),
    )
    assert (found.possible, found.seen) == (0, 0)
    assert {one.in_force for one in parts(found, "eligible")} == {False}
    assert percent(found.seen, found.possible) == 100


def test_what_random_citizens_can_be_told_is_possible_and_each_example_gives_its_answer() -> None:
    for seed in range(150):
        made = Maker(seeded(seed).randrange)
        condition = made.condition(2)
        found = possible_truths(condition)
        seen = {decide(condition, made.citizen()) for _ in range(30)}
        assert seen <= found.keys(), seed
        for truth, facts in found.items():
            assert facts is None or decide(condition, facts) is truth, seed


def test_a_percentage_is_never_rounded_up_to_all() -> None:
    assert [percent(0, 0), percent(2999, 3000), percent(1, 3), percent(3, 3)] == [100, 99.9, 33.3, 100]
    assert [percent_words(1, 3, "da"), percent_words(1, 3, "en"), percent_words(3, 3, "da")] == ["33,3", "33.3", "100"]


# --- the catalogue -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything() -> Suite:
    return find_suite()


@pytest.fixture(scope="module")
def catalogue(everything: Suite) -> Coverage:
    return cover(everything)


def test_every_condition_that_decides_something_has_been_seen_in_every_way_there_is(catalogue: Coverage) -> None:
    # Who can have an offer and who has a right: the laws and decisions themselves. What is left are remarks on cards,
    # and values of past years.
    deciding = [one for rule in ("eligible", "also_eligible", "right", "definition") for one in parts(catalogue, rule)]
    assert [(one.place, truth) for one in deciding for truth in one.holes] == []


def test_of_all_answers_the_catalogue_sees_no_fewer_than_it_did(catalogue: Coverage) -> None:
    # What it is, in whole percent: whoever adds a remark or a value adds the scenarios that try it.
    assert percent(catalogue.seen, catalogue.possible) >= 93


def test_what_scenarios_saw_can_come(catalogue: Coverage) -> None:
    for file in catalogue.files:
        for part in file.parts:
            assert not part.in_force or set(part.seen) <= set(part.examples), part.place


def test_every_rule_is_followed_as_the_engine_binds_it(everything: Suite) -> None:
    rulebook = everything.engine.rulebook
    for name, day in {(one.ruleset, one.on) for one in everything.scenarios}:
        for offer in rulebook.resolve(name, day).offers.values():
            if offer.not_offered is not None or offer.not_loaded or offer.faults:
                continue
            bound: dict[str, list[object]] = {}
            for rule, condition in rules_in_force(offer, name, day, rulebook):
                bound.setdefault(rule.kind, []).append(condition)
            assert bound["eligible"] == [offer.own]
            assert bound.get("right", []) == [one.when for one in offer.rights]
            assert bound.get("hint", []) == [one.when for one in offer.hints]
            also = bound.get("also_eligible", [])
            assert offer.also == (None if not also else also[0] if len(also) == 1 else Some(tuple(also)))  # type: ignore[arg-type]


def test_every_line_with_a_rule_in_the_catalogue_has_its_place(catalogue: Coverage) -> None:
    counted = Counter(one.rules.kind for one in catalogue.files)
    assert counted["ruleset"] == len(list(ROOT.glob("rulesets/*/ruleset.yaml")))
    assert counted["offer"] == len(list(ROOT.glob("plugins/*/offer.yaml")))
    for file in catalogue.files:
        lines = file.rules.path.read_text(encoding="utf-8").splitlines()
        assert all(one.line is not None and one.line <= len(lines) for one in file.parts)
        assert {one.file for one in file.parts} <= {file.rules.called}


# --- words, JSON and the page ------------------------------------------------------------------------------------


def test_a_hole_is_told_in_words_with_somebody_who_would_fill_it(tmp_path: Path) -> None:
    found = of(tmp_path, scenarios=SCENARIOS.split("  - name: Voksen, der")[0])
    age = next(one for one in parts(found, "eligible") if one.kind == "comparison")
    assert Telling(found.suite.engine.vocabulary).hole(age) == (
        "Intet scenarie har set ”du er mindst 18 år” være nej eller ukendt. "
        "Det er nej for en borger med {age: 17} (eksempelkommune, 22. november 2026). "
        "Det er ukendt for en borger, der ikke har oplyst age (eksempelkommune, 22. november 2026)."
    )
    english = Telling(found.suite.engine.vocabulary, "en").hole(age)
    assert english.startswith("No scenario has seen “you are at least 18 years old” be no or unknown.")


def test_the_json_holds_each_part_with_who_saw_it(tmp_path: Path) -> None:
    found = of(tmp_path, scenarios=KNOWN)
    made = json.loads(json.dumps(coverage_json(found)))
    assert (made["schema"], made["percent"], made["seen"], made["possible"]) == (1, 66.7, 8, 12)
    part = made["files"][0]["parts"][1]
    assert part["answers"]["false"]["seen_by"][0]["name"] == "For ung"
    assert part["answers"]["unknown"] == {
        "possible": True,
        "seen_by": [],
        "example": {"facts": {}, "ruleset": "eksempelkommune", "on": "2026-11-22"},
    }


def page(found: Coverage, language: Language = "da") -> Element:
    return check_page(coverage_page(found, language), language)


def test_the_page_shows_every_line_and_says_in_words_what_was_seen_of_it(tmp_path: Path) -> None:
    found = of(tmp_path, f"{OFFER}# <script>alert(1)</script>\n", KNOWN)
    text = page(found).text
    for line in OFFER.splitlines():
        assert " ".join(line.split()) in text, line
    assert "<script>alert(1)</script>" in text
    for said in ("noget mangler", "ja: set", "nej: set", "ukendt: mangler", "For ung", "Dækning: 66,7 %"):
        assert said in text, said
    assert "Intet scenarie har set ”du er mindst 18 år” være ukendt." in text
    assert "No scenario has seen “you are at least 18 years old” be unknown." in page(found, "en").text


def test_the_page_says_what_is_not_in_use_and_what_is_seen_in_full(tmp_path: Path) -> None:
    assert "alt set" in page(of(tmp_path / "a")).text
    idle = "scenarios:\n" + UNKNOWN.replace("unknown, missing: [age, enrolled_in_education]", "not_offered")
    assert "bruges ikke" in page(of(tmp_path / "b", f"{OFFER}status: idea\n", idle)).text
    nothing = UNKNOWN.replace("H-ANGST", "A-MOTIV").replace(
        "unknown, missing: [age, enrolled_in_education]", "not_relevant"
    )
    assert "intet set" in page(of(tmp_path / "c", scenarios=f"scenarios:\n{nothing}")).text


def test_the_page_of_the_whole_catalogue_is_read_aloud_and_by_keyboard_too(catalogue: Coverage) -> None:
    assert len(page(catalogue).all("table")) == 1 + len(catalogue.files)
