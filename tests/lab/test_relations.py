"""Who there cannot be, by the shipped vocabulary; and who there is, just beside."""

from __future__ import annotations

import datetime as dt

import pytest

from tilbud_engine.lab.rules_at import load_rules
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def never() -> tuple[Condition, ...]:
    rules = load_rules("danmark", dt.date(2026, 9, 1))
    return rules.engine.rulebook.never(rules.on)


@pytest.mark.parametrize(
    ("nobody", "somebody"),
    [
        ({"age": 12, "months_unemployed": 1}, {"age": 12, "months_unemployed": 0}),
        ({"age": 17, "months_unemployed": 216}, {"age": 17, "months_unemployed": 215}),
        ({"age": 17, "benefit_months": 216}, {"age": 17, "benefit_months": 215}),
        ({"age": 17, "benefit_type": "foertidspension"}, {"age": 18, "benefit_type": "foertidspension"}),
        ({"age": 15, "benefit_type": "dagpenge"}, {"age": 16, "benefit_type": "dagpenge"}),
        ({"age": 17, "lab_target_group": "6.11"}, {"age": 17, "lab_target_group": "6.13"}),
        # The register may be a year behind.
        ({"age": 19, "lab_target_group": "6.13"}, {"age": 18, "lab_target_group": "6.13"}),
        ({"age": 31, "lab_target_group": "6.4"}, {"age": 30, "lab_target_group": "6.4"}),
        ({"age": 12, "lab_target_group": "6.2"}, {"age": 13, "lab_target_group": "6.2"}),
        ({"age": 13, "has_driving_licence": True}, {"age": 14, "has_driving_licence": True}),
        ({"age": 5, "has_vocational_qualification": True}, {"age": 6, "has_vocational_qualification": True}),
        ({"resource_course_start": dt.date(2012, 12, 31)}, {"resource_course_start": dt.date(2013, 1, 1)}),
        ({"benefit_type": "uddannelseshjaelp"}, {"benefit_type": "kontanthjaelp"}),
    ],
)
def test_a_person_who_cannot_be_is_left_out_and_her_neighbour_is_not(
    never: tuple[Condition, ...], nobody: Facts, somebody: Facts
) -> None:
    assert any(decide(one, nobody) is True for one in never)
    assert not any(decide(one, somebody) is True for one in never)


@pytest.mark.parametrize(
    "somebody",
    [
        {"has_driving_licence": True, "has_vehicle": False},
        {"has_driving_licence": False, "has_vehicle": True},
        {"has_employer": True, "work_hours_per_week": 0},
        {"has_employer": False, "work_hours_per_week": 370},
        {"has_employer": True, "months_unemployed": 12},
        {"age": 10, "work_hours_per_week": 10},
        {"age": 70, "lab_target_group": "6.11", "benefit_type": "foertidspension"},
        {"age": 16, "benefit_type": "su", "ordinary_education_12m": True},
        {"age": 16, "benefit_type": "kontanthjaelp"},
        {"psychiatric_contact": "inpatient", "expected_discharge_date": dt.date(2026, 8, 1)},
        {"psychiatric_contact": "none", "expected_discharge_date": dt.date(2026, 10, 1)},
        {"benefit_type": "ingen", "benefit_months": 24},
        {"benefit_type": "sygedagpenge", "lab_target_group": "6.2"},
        {"work_capacity_reduced": True, "functional_limitation": "none"},
        {"violence_at_home": True, "network_persons": 0, "household_children": 0},
        # She worked as a child in the country that she fled from, or has been in a film.
        {"age": 17, "months_unemployed": 84},
        {"age": 13, "months_unemployed": 30},
        # A child on the stage is employed, and may fall ill.
        {"age": 12, "lab_target_group": "6.6", "benefit_type": "sygedagpenge"},
        # A few have a degree from abroad as children.
        {"age": 12, "has_vocational_qualification": True},
        {"enrolled_in_education": True, "has_vocational_qualification": True, "age": 16},
    ],
)
def test_who_is_only_unlikely_is_not_left_out(never: tuple[Condition, ...], somebody: Facts) -> None:
    assert not any(decide(one, somebody) is True for one in never)


def test_each_relation_has_its_reason_in_both_languages() -> None:
    for one in Vocabulary.shipped().never:
        assert one.because.endswith(".")
        assert one.because_en
        assert one.because_en.endswith(".")
