"""What the municipality has set itself: who fails by it, where it meets an assessment, and what offers cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab.small_rules import offer, rules
from tests.rules.random_rules import Maker, seeded
from tilbud_engine.lab.report.assessment import fixed_rules
from tilbud_engine.lab.report.levels import failing, levels
from tilbud_engine.lab.report.local import Layers
from tilbud_engine.lab.report.reckoning import cost_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.lab.simulation.values import Load, Month
from tilbud_engine.offers import Price
from tilbud_engine.rules.conditions import Condition, Every, Flagged, Named, Not, Some, Test
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.wording.layout import laid_out

PARAMETER = "parameters: {mindst: {type: int, range: [0, 99], default: 20, label: Mindst}}"
UNITS = "units: [kultur]"
FLAG = "parameters: {aaben: {type: bool, default: false, label: Åben for alle}}"


def parts(found: RulesAt) -> list[str]:
    return [laid_out(one, "da").clause.main for one in levels(found)[0].stated]


# --- levels -------------------------------------------------------------------------------------------------------


def test_a_value_that_the_municipality_sets_is_a_level(tmp_path: Path) -> None:
    made = offer("age: {at_least: $mindst}", more=f"{UNITS}\n{PARAMETER}")
    found = rules(tmp_path, made, here="parameters: {mindst: 30}")
    [level] = levels(found)
    assert level.fails
    assert parts(found) == ["du er mindst 30 år"]


def test_the_default_of_an_offer_is_nobodys_choice_here(tmp_path: Path) -> None:
    made = offer("age: {at_least: $mindst}", more=f"{UNITS}\n{PARAMETER}")
    assert levels(rules(tmp_path, made, here="")) == ()


def test_limits_that_hold_together_are_told_as_one_and_either_or_is_not(tmp_path: Path) -> None:
    made = offer("{}", more=UNITS)
    together = rules(tmp_path / "a", made, here="offers: {proeve: {eligible: {age: {at_least: 15, at_most: 24}}}}")
    assert parts(together) == ["du er 15 til 24 år"]
    either = rules(
        tmp_path / "b",
        made,
        here="offers: {proeve: {eligible: {any: [{age: {at_most: 15}}, {age: {at_least: 60}}]}}}",
    )
    assert parts(either) == ["du er højst 15 år", "du er mindst 60 år"]


def test_a_limit_that_must_not_hold_is_told_as_that(tmp_path: Path) -> None:
    made = offer("{}", more=UNITS)
    found = rules(tmp_path, made, here="offers: {proeve: {eligible: {not: {age: {at_least: 60}}}}}")
    assert parts(found) == ["du er under 60 år"]


def test_a_rule_that_opens_a_way_keeps_nobody_out(tmp_path: Path) -> None:
    made = offer("any: [{$aaben: true}, {wishes_work: true}]", more=f"{UNITS}\nentitlement: skoen\n{FLAG}")
    closed = rules(tmp_path / "a", made, here="parameters: {aaben: false}")
    opened = rules(tmp_path / "b", made, here="parameters: {aaben: true}")
    assert levels(opened) == ()
    assert [one.fails for one in levels(closed)] == [True]
    assert fixed_rules(closed, opened) == ()
    assert len(fixed_rules(opened, closed)) == 1


@pytest.mark.parametrize(
    ("nation", "municipality"),
    [
        ("wishes_work: true", "{any: [{wishes_work: true}, {age: {at_least: 60}}]}"),
        ("housing_status: [own, rented]", "{housing_status: [rented, own]}"),
        ("age: {at_least: 30}", "{age: {above: 29}}"),
    ],
    ids=["one more way in", "another order", "other words"],
)
def test_a_limit_that_keeps_nobody_out_who_was_not_out_before_is_not_told(
    tmp_path: Path, nation: str, municipality: str
) -> None:
    made = offer(nation, more="entitlement: skoen")
    before = rules(tmp_path / "a", made, here="")
    after = rules(tmp_path / "b", made, here=f"offers: {{proeve: {{eligible: {municipality}}}}}")
    assert fixed_rules(before, after) == ()


def test_a_limit_beside_one_more_way_in_is_told_alone(tmp_path: Path) -> None:
    made = offer("wishes_work: true", more="entitlement: skoen")
    eligible = "{all: [{any: [{wishes_work: true}, {age: {at_least: 60}}]}, {has_vehicle: true}]}"
    before = rules(tmp_path / "a", made, here="")
    after = rules(tmp_path / "b", made, here=f"offers: {{proeve: {{eligible: {eligible}}}}}")
    [found] = fixed_rules(before, after)
    assert isinstance(found.after.part, Test)
    assert found.after.part.fact.key == "has_vehicle"


def test_limits_that_say_the_same_twice_are_both_told(tmp_path: Path) -> None:
    made = offer("wishes_work: true", more="entitlement: skoen")
    eligible = "{all: [{wishes_work: true}, {has_vehicle: true}, {age: {at_least: 30}}, {age: {above: 29}}]}"
    before = rules(tmp_path / "a", made, here="")
    after = rules(tmp_path / "b", made, here=f"offers: {{proeve: {{eligible: {eligible}}}}}")
    assert len(fixed_rules(before, after)) == 3


def test_that_an_offer_is_for_those_who_live_here_is_no_level(tmp_path: Path) -> None:
    found = rules(tmp_path, offer("{}", more=UNITS), here="offers: {proeve: {eligible: {municipality: varde}}}")
    assert levels(found) == ()


def test_what_the_employment_department_does_itself_is_no_level_of_others(tmp_path: Path) -> None:
    made = offer("{}", more="units: [beskaeftigelse]")
    assert levels(rules(tmp_path, made, here="offers: {proeve: {eligible: {age: 20}}}")) == ()


def test_an_offer_that_is_not_here_fails_for_everyone(tmp_path: Path) -> None:
    found = rules(tmp_path, offer("{}", more=UNITS), here="offers: {proeve: {offered: false}}")
    [level] = levels(found)
    assert level.not_offered is not None
    assert level.not_offered.code == "not-here"


def test_who_comes_in_by_an_addition_does_not_fail(tmp_path: Path) -> None:
    made = offer("age: {at_least: $mindst}", more=f"{UNITS}\n{PARAMETER}")
    here = """
        parameters: {mindst: 30}
        offers:
          proeve: {also_eligible: {wishes_work: true}, because: Hjælp, source: {title: En beslutning}}
    """
    found = rules(tmp_path, made, here=here)
    condition = levels(found)[0].failing
    assert condition is not None
    assert decide(condition, {"age": 25, "wishes_work": False}) is True
    assert decide(condition, {"age": 25, "wishes_work": True}) is False
    assert decide(condition, {"age": 35, "wishes_work": False}) is False
    assert decide(condition, {"age": 25}) is None


def marked(condition: Condition, draw: Maker, place: str) -> Condition:
    """Return the condition with some of its comparisons written elsewhere."""
    match condition:
        case Test() | Flagged():
            return replace(condition, place=f"{place}:1") if draw.below(2) else condition
        case Every(parts=inner) | Some(parts=inner):
            return replace(condition, parts=tuple(marked(one, draw, place) for one in inner))
        case Not(part=part) | Named(part=part):
            return replace(condition, part=marked(part, draw, place))
        case _:
            return condition


@pytest.mark.parametrize("seed", range(150))
def test_whoever_fails_by_a_level_is_refused_and_would_not_be_if_all_of_it_were_met(seed: int) -> None:
    maker = Maker(seeded(seed).randrange)
    condition = marked(maker.condition(3), maker, "her.yaml")
    layers = Layers(frozenset({"her"}), frozenset({"her.yaml"}))
    offer_ = replace(_bare(), own=condition, eligible=condition)
    fails = failing(offer_, layers)
    own = layers.limits(condition)
    for number in range(40):
        facts: Facts = maker.citizen() if number else {}
        truth = decide(fails, facts)
        if truth is True:
            assert decide(condition, facts) is False
            assert decide(layers.without(condition), facts) is True
            assert own, "only what the municipality has set can make somebody fail by it"
        if decide(condition, facts) is True:
            assert truth is False


def _bare() -> ResolvedOffer:
    return ResolvedOffer(offer=None, plugin="p", rule="p:1")  # type: ignore[arg-type]


# --- a rule in the place of an assessment -------------------------------------------------------------------------


def changed(folder: Path, made: str, before: str, after: str) -> list[tuple[str, str | None]]:
    old, new = (rules(folder / name, made, here=text) for name, text in (("a", before), ("b", after)))
    return [
        (
            laid_out(one.after.condition, "da").clause.those,
            None if one.before is None else laid_out(one.before.condition, "da").clause.those,
        )
        for one in fixed_rules(old, new)
    ]


BY_ASSESSMENT = offer("age: {at_least: $mindst}", more=f"entitlement: skoen\n{PARAMETER}")


def test_a_limit_that_moves_is_told_with_what_it_was(tmp_path: Path) -> None:
    found = changed(tmp_path, BY_ASSESSMENT, "parameters: {mindst: 25}", "parameters: {mindst: 30}")
    assert found == [("der er mindst 30 år", "der er mindst 25 år")]


def test_a_limit_where_the_default_held_is_told(tmp_path: Path) -> None:
    found = changed(tmp_path, BY_ASSESSMENT, "", "parameters: {mindst: 30}")
    assert found == [("der er mindst 30 år", "der er mindst 20 år")]


def test_a_condition_that_is_added_is_told_as_new(tmp_path: Path) -> None:
    after = "offers: {proeve: {eligible: {age: {at_least: 20}, wishes_work: true}}}"
    assert [before for _, before in changed(tmp_path, BY_ASSESSMENT, "", after)] == [None]


@pytest.mark.parametrize("entitlement", ["aabent", "pligt"])
def test_what_is_no_assessment_is_left_alone(tmp_path: Path, entitlement: str) -> None:
    made = BY_ASSESSMENT.replace("skoen", entitlement)
    assert changed(tmp_path, made, "parameters: {mindst: 25}", "parameters: {mindst: 30}") == []


def test_what_stays_is_not_warned_of_and_neither_is_what_goes(tmp_path: Path) -> None:
    strict = "offers: {proeve: {eligible: {age: {at_least: 40}, wishes_work: true}}}"
    loose = "offers: {proeve: {eligible: {age: {at_least: 40}}}}"
    assert changed(tmp_path / "x", BY_ASSESSMENT, strict, strict) == []
    assert changed(tmp_path / "y", BY_ASSESSMENT, strict, loose) == []


# --- cost ---------------------------------------------------------------------------------------------------------

HALF_YEAR = Load(
    capacity=None,
    weeks=(4, 9),
    hours_per_week=(2, 3),
    months=tuple(Month(dt.date(2027, month, 1), 10.0, 10.0, 20.0, 20.0) for month in range(1, 7)),
)
WEEKS = 365.25 / 7 / 12


@pytest.mark.parametrize(
    ("per", "cost"),
    [
        ("course", (6_000, 6_000)),
        ("month", (6_000, 12_000)),
        ("week", (6_000 * WEEKS, 12_000 * WEEKS)),
        ("hour", (2 * 6_000 * WEEKS, 3 * 12_000 * WEEKS)),
    ],
)
def test_a_price_is_paid_for_what_it_is_stated_for(per: str, cost: tuple[float, float]) -> None:
    found = cost_of(Price(dkk=100, per=per), HALF_YEAR)  # type: ignore[arg-type]
    assert found == pytest.approx(cost)


def test_a_price_an_hour_cannot_be_reckoned_without_hours() -> None:
    assert cost_of(Price(dkk=100, per="hour"), replace(HALF_YEAR, hours_per_week=None)) is None
