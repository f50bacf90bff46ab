"""Mutants of small rules: noticed or not, the same for everyone by proof, and scenarios that notice them."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from tests.lab.mutated_rules import ON, key_of, outcomes, plugin, ruleset, scenario, small_rule, tried
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.mutation.judging import Status
from tilbud_engine.lab.mutation.running import MutationRun
from tilbud_engine.lab.mutation.trial import notices
from tilbud_engine.lab.mutation.wording import Wording
from tilbud_engine.lab.mutation.writing import additions, save
from tilbud_engine.lab.rules_at import load_engine
from tilbud_engine.lab.runs.running import run_all
from tilbud_engine.lab.runs.suites import find_suite
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Truth
from tilbud_engine.rules.reference import decide
from tilbud_engine.scenarios import run

YES_18 = scenario("yes", age=18)
NO_17 = scenario("no", age=17)

# What is written, the scenario that notices, what it says with the mistake, and a scenario that notices nothing.
EACH_KIND: list[tuple[str, Any, Any, str, Any]] = [
    ("a limit", {"age": {"at_least": 18}}, YES_18, "threshold: {'age': {'at_least': '19'}}", NO_17),
    ("a limit", {"age": {"at_least": 18}}, NO_17, "threshold: {'age': {'at_least': '17'}}", YES_18),
    ("an operator", {"age": {"at_least": 18}}, NO_17, "operator: {'age': {'at_most': '18'}}", YES_18),
    (
        "a member",
        {"housing_status": ["shelter", "street"]},
        scenario("yes", housing_status="street"),
        "member: {'housing_status': ['shelter']}",
        scenario("yes", housing_status="shelter"),
    ),
    (
        "another member",
        {"housing_status": ["shelter", "street"]},
        scenario("no", housing_status="institution"),
        "member: {'housing_status': ['shelter', 'street', 'institution']}",
        scenario("no", housing_status="own"),
    ),
    (
        "all and any",
        {"age": {"at_least": 18}, "has_employer": True},
        scenario("no", age=18, has_employer=False),
        "group: {'any': {'age': {'at_least': '18'}, 'has_employer': 'true'}}",
        scenario("yes", age=18, has_employer=True),
    ),
    ("a not", {"age": {"at_least": 18}}, NO_17, "not: {'not': {'age': {'at_least': '18'}}}", scenario("unknown")),
    ("a flag", {"has_employer": True}, scenario("no", has_employer=False), "flag: {'has_employer': 'false'}", None),
    ("what is left out", {"age": {"at_least": 18}}, scenario("unknown"), "dropped: None", YES_18),
    (
        "a date",
        {"expected_discharge_date": {"on_or_before": "2026-09-10"}},
        scenario("yes", expected_discharge_date=dt.date(2026, 9, 10)),
        "date: {'expected_discharge_date': {'on_or_before': '2026-09-09'}}",
        scenario("yes", expected_discharge_date=dt.date(2026, 9, 9)),
    ),
    (
        "a length of time",
        {"expected_discharge_date": {"within_next": "10 days"}},
        scenario("yes", expected_discharge_date=dt.date(2026, 9, 11)),
        "date: {'expected_discharge_date': {'within_next': '9 days'}}",
        scenario("yes", expected_discharge_date=dt.date(2026, 9, 10)),
    ),
]


@pytest.mark.parametrize(
    ("eligible", "noticing", "mistake", "blind"), [row[1:] for row in EACH_KIND], ids=[row[0] for row in EACH_KIND]
)
def test_each_kind_of_mistake_is_noticed_by_a_scenario_that_tries_it(
    eligible: Any, noticing: Any, mistake: str, blind: Any, tmp_path: Path
) -> None:
    seen = tried(plugin(tmp_path / "seen", eligible, [noticing]))
    assert outcomes(seen)[mistake] is Status.KILLED
    missed = tried(plugin(tmp_path / "missed", eligible, [] if blind is None else [blind]))
    assert outcomes(missed)[mistake] is Status.SURVIVED


def test_a_mistake_that_nobody_could_notice_is_proved_so_and_not_counted(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"any": [{"age": {"at_least": 18}}, {"age": {"above": 30}}]}, [YES_18, NO_17])
    found = outcomes(tried(folder))
    assert found["threshold: {'age': {'above': '31'}}"] is Status.EQUIVALENT
    assert found["threshold: {'age': {'at_least': '19'}}"] is Status.KILLED


def test_another_answer_to_who_has_not_told_everything_is_a_difference_too(tmp_path: Path) -> None:
    eligible = {"months_unemployed": {"at_least": 3}, "age": {"at_least": 10}}  # Nobody of 10 has lost a job.
    result = tried(plugin(tmp_path, eligible))
    survivor = next(one for one in result.of(Status.SURVIVED) if "'11'" in key_of(result, one))
    assert survivor.proposal is not None
    assert survivor.proposal.written("x")["citizen"]["facts"] == {"age": 10}
    assert (survivor.proposal.expect, survivor.proposal.instead) == ({"verdict": "unknown"}, {"verdict": "no"})


def test_a_limit_outside_of_what_can_be_is_no_rule_at_all(tmp_path: Path) -> None:
    found = outcomes(tried(plugin(tmp_path, {"age": {"at_most": 120}})))
    assert found["threshold: {'age': {'at_most': '121'}}"] is Status.REFUSED
    assert found["threshold: {'age': {'at_most': '119'}}"] is Status.SURVIVED


def test_a_right_is_noticed_where_the_verdict_is_the_same(tmp_path: Path) -> None:
    rights = [{"when": {"age": {"below": 30}}, "text": "Du har ret til det."}]
    blind = tried(plugin(tmp_path / "blind", {}, [scenario("yes", age=29)], rights=rights))
    found = outcomes(blind)
    assert found["threshold: {'age': {'below': '29'}}"] is Status.SURVIVED
    survivor = next(one for one in blind.of(Status.SURVIVED) if "'29'" in key_of(blind, one))
    assert survivor.proposal is not None
    assert survivor.proposal.written("x")["expect"] == {"proeve": {"verdict": "yes", "right": "yes"}}
    seeing = scenario({"verdict": "yes", "right": "yes"}, age=29)
    seen = tried(plugin(tmp_path / "seeing", {}, [seeing], rights=rights))
    assert outcomes(seen)["threshold: {'age': {'below': '29'}}"] is Status.KILLED


def test_questions_that_are_stated_notice_what_is_asked_instead(tmp_path: Path) -> None:
    rights = [{"when": {"number_of_contacts": {"at_least": 4}}, "text": "Du har ret til det."}]
    rule = plugin(tmp_path / "blind", {}, [scenario("yes")], rights=rights)
    assert outcomes(tried(rule))["dropped: None"] is Status.SURVIVED
    engine = load_engine([rule], [])
    citizen = Citizen.read(as_node(scenario("yes")["citizen"]))
    asked = [one.fact for one in engine.suggest(citizen, ON, ruleset="danmark").questions]
    assert "number_of_contacts" in asked
    seeing = {**scenario("yes"), "questions": asked}
    found = outcomes(tried(plugin(tmp_path / "seeing", {}, [seeing], rights=rights)))
    assert found["dropped: None"] is Status.KILLED


def test_a_scenario_that_fails_already_notices_nothing(tmp_path: Path) -> None:
    result = tried(plugin(tmp_path, {"age": {"at_least": 18}}, [scenario("no", age=18)]))
    assert len(result.failing) == 1
    assert not result.of(Status.KILLED)


def test_what_could_not_be_proved_in_time_counts_as_not_noticed(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"any": [{"age": {"at_least": 18}}, {"age": {"above": 30}}]}, [YES_18, NO_17])
    result = tried(folder, milliseconds=0)
    assert outcomes(result)["threshold: {'age': {'above': '31'}}"] is Status.SURVIVED
    assert result.of(Status.SURVIVED)
    assert not any(one.proved or one.proposal for one in result.of(Status.SURVIVED))
    assert not result.of(Status.EQUIVALENT)


# --- rulesets ----------------------------------------------------------------------------------------------------


def municipality(folder: Path, *scenarios: Any) -> Path:
    """Write a municipality that sets a parameter, names a condition and bounds an offer in time."""
    written = {
        "parameters": {"unge_psyk_min_age": {"versions": {"2026-01-01": {"value": 18}, "2026-07-01": {"value": 20}}}},
        "definitions": {"voksne": {"age": {"at_least": "$unge_psyk_min_age"}}},
        "offers": {
            "kulturvitaminer": {
                "offered": True,
                "status": "running",
                "valid": {"to": "2026-12-31"},
                "eligible": {"is": "voksne"},
            }
        },
    }
    return ruleset(folder, written, list(scenarios))


def visit(verdict: str, on: dt.date, age: int) -> Any:
    return scenario(verdict, on, "proevekommune", "kulturvitaminer", age=age)


def test_a_parameter_is_mutated_once_for_all_that_use_it_at_each_of_its_dates(tmp_path: Path) -> None:
    result = tried(municipality(tmp_path, visit("yes", dt.date(2026, 9, 1), 20), visit("no", dt.date(2026, 9, 1), 19)))
    found = outcomes(result)
    assert found["threshold: 21"] is Status.KILLED  # 20, in force on the day that is tried
    assert found["threshold: 17"] is Status.SURVIVED  # 18, in force before
    survivor = next(one for one in result.of(Status.SURVIVED) if key_of(result, one) == "threshold: 17")
    assert survivor.proposal is not None
    assert survivor.proposal.on < dt.date(2026, 7, 1)


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> MutationRun:
    """The municipality's mutants, which no scenario tries."""
    return tried(municipality(tmp_path_factory.mktemp("blind")))


@pytest.mark.parametrize(
    ("mistake", "noticing"),
    [
        ("date: 2026-07-02", visit("no", dt.date(2026, 7, 1), 19)),
        ("date: 2026-06-30", visit("yes", dt.date(2026, 6, 30), 19)),
        ("date: 2026-12-30", visit("yes", dt.date(2026, 12, 31), 20)),
        ("date: 2027-01-01", visit("not_offered", dt.date(2027, 1, 1), 20)),
        ("flag: false", visit("yes", dt.date(2026, 9, 1), 20)),
    ],
    ids=["begins later", "begins earlier", "ends earlier", "ends later", "is offered"],
)
def test_a_date_that_is_a_day_off_is_noticed_on_that_day_alone(
    mistake: str, noticing: Any, blind: MutationRun, tmp_path: Path
) -> None:
    assert outcomes(blind)[mistake] is Status.SURVIVED
    survivor = next(one for one in blind.of(Status.SURVIVED) if key_of(blind, one) == mistake)
    assert survivor.proposal is not None
    if mistake.startswith("date"):
        assert survivor.proposal.on == noticing["on"]
    assert outcomes(tried(municipality(tmp_path, noticing)))[mistake] is Status.KILLED


def test_a_rule_that_is_not_in_use_is_told_apart(tmp_path: Path) -> None:
    unused = {"definitions": {"unge": {"age": {"below": 25}}}}
    result = tried(ruleset(tmp_path, unused))
    assert {one.status for one in result.fates} == {Status.UNSEEN}
    assert result.score.percent is None


# --- proposals ---------------------------------------------------------------------------------------------------


def test_a_survivor_is_told_in_words_with_the_simplest_person_who_would_notice(tmp_path: Path) -> None:
    result = tried(plugin(tmp_path, {"age": {"at_least": 18}, "has_employer": True}))
    survivor = next(one for one in result.of(Status.SURVIVED) if "'19'" in key_of(result, one))
    say = Wording(result.trial, "da")
    assert say.change(result.trial.mutants[survivor.number]) == ("hvis du er mindst 18 år", "hvis du er mindst 19 år")
    assert say.change(result.trial.mutants[survivor.number]) != Wording(result.trial, "en").change(
        result.trial.mutants[survivor.number]
    )
    made = survivor.proposal
    assert made is not None
    assert made.written("x") == {
        "name": "x",
        "on": ON,
        "ruleset": "danmark",
        "citizen": {"says": [{"barrier": "N-ENSOM"}], "facts": {"age": 18, "has_employer": True}},
        "expect": {"proeve": "yes"},
    }
    assert made.instead == {"verdict": "no"}


def test_of_a_long_list_only_the_value_that_moves_is_told(tmp_path: Path) -> None:
    result = tried(plugin(tmp_path, {"lab_target_group": ["6.1", "6.2", "6.3", "6.3", "6.4"]}))
    say = Wording(result.trial, "da")
    told = [say.change(one) for one in result.trial.mutants]
    assert ("hvis du er i gruppe 6.1 (dagpenge) (en af flere)", "(udeladt)") in told
    assert all(before != after for before, after in told)
    assert any(before == "(udeladt)" and "6.5" in after for before, after in told)


def test_written_proposals_pass_notice_every_survivor_and_are_marked(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"age": {"at_least": 18}, "housing_status": ["shelter", "street"]}, [YES_18])
    first = tried(folder)
    assert first.failing  # she has no known home: her scenario is wrong, and is not repaired by this
    added = additions(first, Wording(first.trial, "da"))
    for one in added:
        save(one)
    file = folder / "scenarios" / "generated.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("genereret, bekræft det forventede") == added[0].count
    assert "# Opdager i" in text
    written = run_all(find_suite([file]))
    assert written.passed == added[0].count
    assert not written.failed
    second = tried(folder)
    assert not second.of(Status.SURVIVED)
    assert second.score.percent == 100
    assert additions(second, Wording(second.trial, "da")) == []


def test_what_a_human_wrote_into_the_generated_file_stays_when_more_is_added(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"age": {"at_least": 18}})
    own = "# Vores egne ord.\nscenarios:\n  # Hun er lige fyldt 18.\n  - name: 18 år\n    on: 2026-09-01\n"
    own += "    citizen: {says: [{barrier: N-ENSOM}], facts: {age: 18}}\n    expect: {proeve: yes}\n"
    file = folder / "scenarios" / "generated.yaml"
    file.write_text(own, encoding="utf-8")
    [added] = additions(result := tried(folder), Wording(result.trial, "da"))
    save(added)
    assert file.read_text(encoding="utf-8").startswith(own)
    assert tried(folder).score.percent == 100


def test_a_generated_file_that_is_laid_out_otherwise_is_left_as_it_is(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"age": {"at_least": 18}})
    file = folder / "scenarios" / "generated.yaml"
    citizen = "{says: [{barrier: N-ENSOM}], facts: {age: 40}}"
    own = f"scenarios: [{{name: Voksen, on: 2026-09-01, citizen: {citizen}, expect: {{proeve: yes}}}}]\n"
    file.write_text(own, encoding="utf-8")
    [added] = additions(result := tried(folder), Wording(result.trial, "da"))
    with pytest.raises(InputError):
        save(added)
    assert file.read_text(encoding="utf-8") == own


# --- time, cores -------------------------------------------------------------------------------------------------


def test_no_time_at_all_stops_at_once_and_tells_what_is_left_out(tmp_path: Path) -> None:
    result = tried(plugin(tmp_path, {"age": {"at_least": 18}}, [YES_18]), minutes=0)
    assert result.stopped == "time"
    assert result.fates == ()
    assert result.left_out == len(result.trial.mutants) > 0
    assert result.score.percent is None


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    folder = plugin(tmp_path, {"age": {"at_least": 18}}, [YES_18])

    def tired(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    result = tried(folder, progress=tired)
    assert result.stopped == "interrupted"
    assert len(result.fates) == 2
    assert result.left_out == len(result.trial.mutants) - 2


def several(folder: Path) -> Path:
    ages = [{"age": {"at_least": low, "at_most": low + 5}, "has_employer": True} for low in (18, 40, 60)]
    return plugin(folder, {"any": ages}, [scenario("yes", age=18, has_employer=True), scenario("no", age=30)])


def test_how_many_processes_work_changes_nothing(tmp_path: Path) -> None:
    folder = several(tmp_path)
    alone, together = tried(folder, jobs=1), tried(folder, jobs=2)
    assert len(alone.fates) > 32
    assert alone.fates == together.fates


# --- laws --------------------------------------------------------------------------------------------------------


AGES = (None, 16, 17, 18, 19, 20, 21, 40)
EMPLOYED = (None, True, False)
HOMES = (None, "own", "rented", "street", "shelter")


def everyone() -> list[dict[str, Any]]:
    """Return persons who differ in every way that the small rules can tell, as scenarios write them."""
    uses: list[Any] = [None, [], ["alcohol"], ["cannabis"], ["alcohol", "cannabis"], {"has": ["alcohol"]}]
    uses += [{"has_not": ["alcohol"]}, {"has": ["cannabis"], "has_not": ["alcohol"]}]
    return [
        {key: value for key, value in pairs.items() if value is not None}
        for age in AGES
        for employed in EMPLOYED
        for home in HOMES
        for use in uses
        for pairs in [{"age": age, "has_employer": employed, "housing_status": home, "substance_use": use}]
    ]


@pytest.mark.parametrize("seed", range(4))
def test_equal_by_proof_is_equal_for_everyone_and_a_proposal_always_tells_apart(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - a made-up rule needs no secret
    result: MutationRun = tried(plugin(tmp_path, small_rule(chance)))
    trial = result.trial
    people = [facts for facts in everyone() if chance.random() < 0.15]
    for one in result.fates:
        mutated = trial.mutated(trial.mutants[one.number])
        if one.status is Status.EQUIVALENT:
            for facts in people:
                before, after = (decided(engine, facts) for engine in (trial.engine, mutated.engine))
                assert before == after, (key_of(result, one), facts)
        if one.status is Status.SURVIVED:
            assert one.proposal is not None
            assert run(one.proposal.scenario(), trial.engine).passed
            assert notices(one.proposal.scenario(), mutated.engine)
    assert result.of(Status.SURVIVED)


def decided(engine: Engine, written: dict[str, Any]) -> Truth:
    """Return what the rule is for somebody with these facts."""
    facts: Any = {key: engine.vocabulary.facts[key].read(as_node(value)) for key, value in written.items()}
    return decide(engine.rulebook.resolve("danmark", ON).offers["proeve"].eligible, facts)
