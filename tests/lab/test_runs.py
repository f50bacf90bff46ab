"""Running scenarios: which are found, under which rules they run, and what is told of those that fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.kit.authors import OFFER, SCENARIOS, write_plugin
from tests.lab.small_catalogue import only
from tests.lab.town import AS_DRAFT, CULTURE, LONGER, TOWN, copied_town
from tilbud_engine.errors import InputError
from tilbud_engine.lab.runs.explaining import Reasoning, failure_words, reasoning
from tilbud_engine.lab.runs.running import Run, run_all
from tilbud_engine.lab.runs.suites import Suite, find_suite
from tilbud_engine.settings import Settings

FEW = only("kulturvitaminer")
"""Of the catalogue, what the rules of these tests name."""


def run_at(*paths: Path, draft: Path | None = None) -> Run:
    return run_all(find_suite(paths, draft=draft, settings=FEW))


def codes(run: Run) -> list[str]:
    return [one.code for result in run.failed for one in result.problems]


def why(run: Run) -> tuple[Reasoning, ...]:
    [failed] = run.failed
    return reasoning(failed, run.suite.engine)


def told(run: Run) -> str:
    [failed] = run.failed
    return "\n".join(one.text for one in failure_words(failed, reasoning(failed, run.suite.engine)))


def refused(*paths: Path, draft: Path | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        find_suite(paths, draft=draft)
    return [one.code for one in error.value.problems]


# --- what is found -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything() -> Suite:
    return find_suite()


def test_without_a_path_every_scenario_of_the_catalogue_runs_and_passes(everything: Suite) -> None:
    files = {*ROOT.glob("rulesets/*/scenarios/*.yaml"), *ROOT.glob("plugins/*/scenarios/*.yaml")}
    assert {one.path for one in everything.files} == {one.resolve() for one in files}
    run = run_all(everything)
    assert (len(run.results), run.failed, run.problems) == (len(everything.scenarios), (), ())
    assert len(run.results) > 900


def test_the_catalogue_is_called_as_in_its_places(everything: Suite) -> None:
    assert all(one.called.startswith(("rulesets/", "plugins/")) for one in everything.files)
    assert {one.rules.kind for one in everything.files if one.rules} == {"ruleset", "offer"}


def test_a_file_a_folder_of_scenarios_a_plugin_and_a_folder_of_plugins_can_be_named(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path / "vore")
    file = plugin / "scenarios" / "graenser.yaml"
    for path in (file, file.parent, plugin, plugin / "offer.yaml", tmp_path / "vore", tmp_path):
        run = run_at(path)
        assert (len(run.results), run.failed) == (4, ()), path


def test_a_file_of_scenarios_that_stands_anywhere_runs_under_what_is_shipped(tmp_path: Path) -> None:
    file = tmp_path / "borgere.yaml"
    file.write_text(CULTURE, encoding="utf-8")
    assert run_at(file).passed == 1


def test_a_path_may_be_short_where_one_stands_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    longer = copied_town(tmp_path, LONGER)
    for folder, named in ((longer, "."), (longer, "scenarios"), (longer / "scenarios", "."), (tmp_path, "by")):
        monkeypatch.chdir(folder)
        assert codes(run_at(Path(named))) == ["scenario-verdict"], named
    monkeypatch.chdir(longer / "scenarios")
    assert codes(run_at(Path("kultur.yaml"))) == ["scenario-verdict"]


def test_the_same_file_named_twice_runs_once(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path)
    assert len(run_at(plugin, plugin / "scenarios", tmp_path).results) == 4


def test_only_the_wanted_scenarios_are_kept(everything: Suite) -> None:
    kept = everything.only(lambda one: "kulturvitaminer" in one.expect)
    assert 0 < len(kept.scenarios) < len(everything.scenarios)
    assert all("kulturvitaminer" in one.expect for one in kept.scenarios)


# --- what takes the place of what --------------------------------------------------------------------------------


def test_a_ruleset_that_is_named_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    assert run_at(copied_town(tmp_path)).passed == 1
    longer = copied_town(tmp_path, LONGER, name="laengere")
    assert codes(run_at(longer)) == ["scenario-verdict"]
    assert codes(run_at(longer / "scenarios" / "kultur.yaml")) == ["scenario-verdict"]


def test_a_plugin_that_is_named_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "plugins" / "mentor", tmp_path / "mentor")
    text = (tmp_path / "mentor" / "offer.yaml").read_text(encoding="utf-8")
    (tmp_path / "mentor" / "offer.yaml").write_text(text.replace("status: running", "status: closed"), encoding="utf-8")
    run = run_all(find_suite([tmp_path / "mentor"]))
    assert run.failed
    assert {one.values["found"] for result in run.failed for one in result.problems} == {"not_offered"}


def test_a_draft_under_another_name_runs_the_scenarios_beside_it(tmp_path: Path) -> None:
    run = run_at(copied_town(tmp_path, AS_DRAFT, LONGER))
    assert codes(run) == ["scenario-verdict"]
    assert run.suite.stands_for == (("eksempelkommune", "udkast"),)
    assert run.suite.idle == ()


def test_a_draft_can_stand_for_what_it_copies_in_every_scenario(tmp_path: Path) -> None:
    draft = copied_town(tmp_path, AS_DRAFT, LONGER)
    run = run_at(TOWN, ROOT / "plugins" / "kulturvitaminer", draft=draft)
    assert {one.values["offer"] for result in run.failed for one in result.problems} == {"kulturvitaminer"}
    assert {one.file.rules.name for one in run.failed if one.file.rules} == {"eksempelkommune", "kulturvitaminer"}
    assert "udkast" in {one.name for one in run.suite.rules}
    assert "eksempelkommune" not in {one.name for one in run.suite.rules}


def test_a_draft_on_top_of_a_ruleset_stands_for_it_too(tmp_path: Path) -> None:
    draft = tmp_path / "udkast.yaml"
    draft.write_text(
        "ruleset: udkast\nextends: eksempelkommune\ndraft: true\nparameters: {kultur_min_months: 13}\n",
        encoding="utf-8",
    )
    run = run_at(TOWN / "scenarios" / "graenser.yaml", draft=draft)
    assert codes(run) == ["scenario-verdict"] * 2
    assert [one.name for one in run.suite.rules] == ["eksempelkommune", "udkast"]


def test_a_draft_that_keeps_the_name_runs_too(tmp_path: Path) -> None:
    draft = copied_town(tmp_path, ("extends: danmark\n", "draft: true\nextends: danmark\n"), LONGER)
    assert codes(run_at(draft)) == ["scenario-verdict"]
    assert codes(run_at(TOWN / "scenarios" / "graenser.yaml", draft=draft)) == ["scenario-verdict"] * 2


def test_a_draft_of_no_ruleset_is_refused(tmp_path: Path) -> None:
    draft = copied_town(tmp_path, AS_DRAFT, ('municipality: "9999"\n', 'municipality: "9998"\n'))
    assert refused(TOWN, draft=draft) == ["draft-copies-nothing"]


def test_a_ruleset_that_no_scenario_runs_under_is_told_of(tmp_path: Path) -> None:
    elsewhere = CULTURE.replace("ruleset: eksempelkommune", "ruleset: danmark").replace("yes", "unknown")
    run = run_at(copied_town(tmp_path, scenarios=elsewhere))
    assert [one.name for one in run.suite.idle] == ["eksempelkommune"]


def test_two_rulesets_and_two_plugins_of_one_name_are_refused(tmp_path: Path) -> None:
    one, other = copied_town(tmp_path, name="en"), copied_town(tmp_path, name="to")
    assert refused(one, other) == ["ruleset-twice"]
    assert refused(write_plugin(tmp_path / "a"), write_plugin(tmp_path / "b")) == ["plugin-twice"]


# --- bad input ---------------------------------------------------------------------------------------------------


def test_what_is_not_there_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "andet.yaml").write_text("navn: intet\n", encoding="utf-8")
    (tmp_path / "brev.txt").write_text("hej", encoding="utf-8")
    assert refused(tmp_path / "findesikke") == ["file-missing"]
    for name in ("tom", "andet.yaml", "brev.txt"):
        assert refused(tmp_path / name) == ["nothing-to-test"], name
    assert refused(write_plugin(tmp_path, scenarios=None)) == ["scenarios-missing"]


def test_a_ruleset_that_cannot_be_read_is_refused_with_its_problems(tmp_path: Path) -> None:
    assert refused(copied_town(tmp_path, ("extends: danmark", "extedns: danmark"))) == ["unknown-key"]


def test_what_cannot_be_read_is_told_of_and_the_rest_runs(tmp_path: Path) -> None:
    broken = SCENARIOS.replace("age: 19", "agee: 19").replace("gaatur: {verdict: no", "gaatur: {verdict: nej")
    run = run_at(write_plugin(tmp_path, scenarios=broken))
    assert sorted(one.code for one in run.problems) == ["bad-choice", "unknown-fact"]
    assert [one.scenario.name for one in run.results] == ["Voksen med angst", "Alder og uddannelse mangler"]
    assert not run.failed


def test_a_misspelt_offer_is_no_scenario_that_passes(tmp_path: Path) -> None:
    run = run_at(write_plugin(tmp_path, scenarios=SCENARIOS.replace("gaatur: yes", "gaature: absent")))
    assert [one.code for one in run.problems] == ["unknown-offer"]


def test_a_file_that_is_no_yaml_leaves_the_others_alone(tmp_path: Path) -> None:
    plugin = write_plugin(tmp_path)
    (plugin / "scenarios" / "andre.yaml").write_text("scenarios: [\n", encoding="utf-8")
    run = run_at(plugin)
    assert (run.passed, [one.code for one in run.problems]) == (4, ["bracket-open"])


# --- running -----------------------------------------------------------------------------------------------------


def test_stopping_keeps_what_is_done(everything: Suite) -> None:
    def stop(done: int, of: int) -> None:
        assert of == len(everything.scenarios)
        if done == 3:
            raise KeyboardInterrupt

    run = run_all(everything, progress=stop)
    assert (run.stopped, len(run.results), run.passed) == (True, 3, 3)


def test_progress_is_told_after_each_scenario_and_each_has_its_time(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    run = run_all(find_suite([write_plugin(tmp_path)]), progress=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert all(one.seconds > 0 for one in run.results)
    assert run.seconds == sum(one.seconds for one in run.results)


def test_every_scenario_can_be_moved_to_one_day(everything: Suite) -> None:
    day = everything.scenarios[0].on.replace(year=2031)
    moved = everything.moved_to(day)
    assert {one.on for one in moved.scenarios} == {day}
    assert everything.moved_to(None) is everything


def test_the_code_of_a_plugin_runs_only_where_it_may(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "plugins" / "transporthjaelp", tmp_path / "transporthjaelp")
    assert not run_all(find_suite([tmp_path], settings=Settings(allow_code=(tmp_path,)))).failed
    assert "plugin-code-not-allowed" in {one.code for one in find_suite([tmp_path]).engine.problems}


# --- why a scenario failed ---------------------------------------------------------------------------------------


def test_a_failure_tells_each_part_with_its_value_and_both_places(tmp_path: Path) -> None:
    town = copied_town(tmp_path, LONGER)
    [offer] = why(run_at(town))
    assert offer.expected_at == f"{town}/scenarios/kultur.yaml:6"
    assert offer.rule.startswith(f"{town}/ruleset.yaml:")
    assert [(one.depth, one.truth) for one in offer.lines] == [(0, False), (1, False)]
    assert "mindst 13 måneder: nej" in offer.lines[1].text
    assert "kultur_min_months" in offer.lines[1].text
    text = told(run_at(town))
    assert "kulturvitaminer: ventet `yes` (ja), men svaret er `no` (nej)." in text
    assert offer.rule in text


def test_a_right_answer_by_the_wrong_rule_fails(tmp_path: Path) -> None:
    other = CULTURE.replace("kulturvitaminer: yes", "kulturvitaminer: {verdict: yes, rule: plugins/kulturvitaminer}")
    run = run_at(copied_town(tmp_path, scenarios=other))
    assert codes(run) == ["scenario-rule"]
    assert "svaret er rigtigt, men reglen" in told(run)


def test_a_wrong_reason_fails_and_the_reason_is_told(tmp_path: Path) -> None:
    run = run_at(write_plugin(tmp_path, scenarios=SCENARIOS.replace("mindst 18 år", "mindst 21 år")))
    assert codes(run) == ["scenario-because"]
    assert "mindst 18 år" in told(run)


def test_what_is_missing_and_what_is_asked_are_held_too(tmp_path: Path) -> None:
    asks = SCENARIOS.replace(
        "missing: [age, enrolled_in_education]}", "missing: [age]}\n    questions: [months_unemployed]"
    )
    run = run_at(write_plugin(tmp_path, scenarios=asks))
    assert codes(run) == ["scenario-missing", "scenario-questions"]
    assert "Der skulle spørges om [months_unemployed]" in told(run)


def test_a_failed_right_shows_the_conditions_of_the_right(tmp_path: Path) -> None:
    offer = OFFER.replace(
        "decides: dig", "rights:\n  - when: {has_employer: true}\n    text: Det er din ret.\ndecides: dig"
    )
    first = SCENARIOS.split("  - name: Voksen, der")[0]
    scenarios = first.replace("gaatur: yes", "gaatur: {verdict: yes, right: yes}")
    run = run_at(write_plugin(tmp_path, offer, scenarios))
    [told_of] = why(run)
    assert codes(run) == ["scenario-right"]
    assert [(one.text, one.lines[0].truth) for one in told_of.rights] == [("Det er din ret.", None)]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (("barrier: H-ANGST}]\n      facts: {age: 18,", "barrier: A-MOTIV}]\n      facts: {age: 18,"), "hjælper med"),
        (("on: 2026-11-22\n    ruleset: eksempelkommune", "on: 2026-11-22\n    ruleset: varde"), "findes ikke her"),
    ],
    ids=["another barrier", "another municipality"],
)
def test_where_no_rule_was_asked_the_failure_says_why(tmp_path: Path, change: tuple[str, str], note: str) -> None:
    first = SCENARIOS.split("  - name: Voksen, der")[0].replace(*change)
    [offer] = why(run_at(write_plugin(tmp_path, scenarios=first)))
    assert note in offer.note


def test_an_offer_that_is_closed_and_one_with_a_broken_rule_say_so(tmp_path: Path) -> None:
    first = SCENARIOS.split("  - name: Voksen, der")[0]
    [closed] = why(run_at(write_plugin(tmp_path / "a", f"{OFFER}status: closed\n", first)))
    assert closed.note
    assert not closed.lines
    broken = OFFER.replace("$gaatur_min_age", "$findes_ikke")
    [faulty] = why(run_at(write_plugin(tmp_path / "b", broken, first)))
    assert "findes_ikke" in faulty.note
    assert not faulty.lines
