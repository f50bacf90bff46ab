"""Which mistakes can be made in a rule: each kind, as somebody might have written it, and nothing that is no rule."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.lab.mutated_rules import small_rule
from tilbud_engine.lab.mutation.mutations import Kind, replaced
from tilbud_engine.lab.mutation.operators import condition_mutations
from tilbud_engine.lab.mutation.rules import offer_mutations, ruleset_mutations
from tilbud_engine.lab.rules_at import load_engine
from tilbud_engine.offers import read_offers
from tilbud_engine.reading import as_node, plain, read_path
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.ruleset import Ruleset, read_ruleset
from tilbud_engine.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_engine([], []).vocabulary


def mistakes(written: Any, vocabulary: Vocabulary, *kinds: Kind) -> list[Any]:
    """Return the condition with each mistake of some kinds, as plain values."""
    node = as_node(written)
    return [
        plain(replaced(node, one.path, one.node))
        for one in condition_mutations(node, (), vocabulary, "rule")
        if not kinds or one.kind in kinds
    ]


THRESHOLDS = [
    ({"age": {"at_least": 18}}, [{"age": {"at_least": 19}}, {"age": {"at_least": 17}}]),
    ({"daily_travel_km": {"above": 5.5}}, [{"daily_travel_km": {"above": 5.6}}, {"daily_travel_km": {"above": 5.4}}]),
    ({"age": 18}, [{"age": 19}, {"age": 17}]),
    ({"age": [18, 20]}, [{"age": [19, 20]}, {"age": [17, 20]}, {"age": [18, 21]}, {"age": [18, 19]}]),
    (
        {"substance_use": {"count": {"at_least": 2}}},
        [{"substance_use": {"count": {"at_least": 3}}}, {"substance_use": {"count": {"at_least": 1}}}],
    ),
    ({"age": {"at_least": "$min_age"}}, []),
]


@pytest.mark.parametrize(("written", "expected"), THRESHOLDS, ids=str)
def test_a_limit_is_one_of_its_smallest_unit_too_high_and_too_low(
    written: Any, expected: list[Any], vocabulary: Vocabulary
) -> None:
    assert mistakes(written, vocabulary, Kind.THRESHOLD) == expected


TURNED = [
    ({"age": {"at_least": 18}}, [{"age": {"at_most": 18}}]),
    ({"age": {"above": 18}}, [{"age": {"below": 18}}]),
    (
        {"age": {"at_least": 15, "at_most": 24}},
        [{"age": {"below": 15, "at_most": 24}}, {"age": {"at_least": 15, "above": 24}}],
    ),
    (
        {"expected_discharge_date": {"on_or_after": "2026-01-01"}},
        [{"expected_discharge_date": {"on_or_before": "2026-01-01"}}],
    ),
    (
        {"expected_discharge_date": {"within_next": "3 months"}},
        [{"expected_discharge_date": {"within_last": "3 months"}}],
    ),
    (
        {"substance_use": {"includes_any": ["alcohol", "cannabis"]}},
        [{"substance_use": {"includes_all": ["alcohol", "cannabis"]}}],
    ),
    (
        {"substance_use": {"includes_all": ["alcohol", "cannabis"]}},
        [{"substance_use": {"includes_any": ["alcohol", "cannabis"]}}],
    ),
    ({"substance_use": {"includes_any": ["alcohol"]}}, []),
]


@pytest.mark.parametrize(("written", "expected"), TURNED, ids=str)
def test_an_operator_is_turned_around(written: Any, expected: list[Any], vocabulary: Vocabulary) -> None:
    assert mistakes(written, vocabulary, Kind.OPERATOR) == expected


MEMBERS = [
    ({"housing_status": "own"}, [{"housing_status": ["own", "rented"]}]),
    (
        {"housing_status": ["shelter", "street"]},
        [
            {"housing_status": ["street"]},
            {"housing_status": ["shelter"]},
            {"housing_status": ["shelter", "street", "institution"]},
        ],
    ),
    (
        {"substance_use": {"includes": "alcohol", "count": 1}},
        [{"substance_use": {"includes_any": ["alcohol", "cannabis"], "count": 1}}],
    ),
    (
        {"substance_use": {"includes_none": ["alcohol", "cannabis"]}},
        [
            {"substance_use": {"includes_none": ["cannabis"]}},
            {"substance_use": {"includes_none": ["alcohol"]}},
            {"substance_use": {"includes_none": ["alcohol", "cannabis", "other_drugs"]}},
        ],
    ),
]


@pytest.mark.parametrize(("written", "expected"), MEMBERS, ids=str)
def test_a_list_has_one_fewer_or_one_more(written: Any, expected: list[Any], vocabulary: Vocabulary) -> None:
    assert mistakes(written, vocabulary, Kind.MEMBER) == expected


GROUPS = [
    (
        {"any": [{"age": 18}, {"has_employer": True}]},
        [{"any": [{"all": [{"age": 18}, {"has_employer": True}]}]}],
    ),
    (
        {"all": {"age": 18, "has_employer": True}},
        [{"all": [{"any": {"age": 18, "has_employer": True}}]}],
    ),
    ({"age": 18, "has_employer": True}, [{"any": {"age": 18, "has_employer": True}}]),
    ({"any": [{"age": 18}]}, []),
]


@pytest.mark.parametrize(("written", "expected"), GROUPS, ids=str)
def test_all_and_any_are_swapped(written: Any, expected: list[Any], vocabulary: Vocabulary) -> None:
    assert mistakes(written, vocabulary, Kind.GROUP) == expected


NOTS = [
    ({"age": 18}, [{"not": {"age": 18}}]),
    ({"not": {"age": 18}}, [{"age": 18}, {"not": {"not": {"age": 18}}}]),
    ({"is": "langtidsledig"}, [{"not": {"is": "langtidsledig"}}]),
    ({"has_employer": True}, []),
    (
        {"not": {"age": 18}, "is": "somebody"},
        [
            {"is": "somebody", "age": 18},
            {"not": {"not": {"age": 18}}, "is": "somebody"},
            {"all": [{"not": {"age": 18}}, {"not": {"is": "somebody"}}]},
        ],
    ),
]


@pytest.mark.parametrize(("written", "expected"), NOTS, ids=str)
def test_a_not_is_added_or_forgotten(written: Any, expected: list[Any], vocabulary: Vocabulary) -> None:
    assert mistakes(written, vocabulary, Kind.NOT) == expected


FLAGS = [
    ({"has_employer": True}, [{"has_employer": False}]),
    ({"$free_for_all": True}, [{"$free_for_all": False}]),
    ({"substance_use": {"is_empty": False}}, [{"substance_use": {"is_empty": True}}]),
]


@pytest.mark.parametrize(("written", "expected"), FLAGS, ids=str)
def test_a_yes_becomes_a_no(written: Any, expected: list[Any], vocabulary: Vocabulary) -> None:
    assert mistakes(written, vocabulary, Kind.FLAG) == expected


DATES = [
    (
        {"expected_discharge_date": {"before": "2026-03-01"}},
        ["2026-03-02", "2026-02-28"],
    ),
    ({"expected_discharge_date": {"within_next": "3 months"}}, ["4 months", "2 months"]),
    ({"expected_discharge_date": {"within_last": "1 year"}}, ["2 years", "0 years"]),
]


@pytest.mark.parametrize(("written", "expected"), DATES, ids=str)
def test_a_date_is_a_day_off_and_a_length_of_time_one_of_its_unit(
    written: Any, expected: list[str], vocabulary: Vocabulary
) -> None:
    node = as_node(written)
    found = [one for one in condition_mutations(node, (), vocabulary, "rule") if one.kind is Kind.DATE]
    assert [str(one.node) for one in found] == expected


def test_each_part_is_left_out_also_the_only_one(vocabulary: Vocabulary) -> None:
    assert mistakes({"age": 18}, vocabulary, Kind.DROPPED) == [{}]
    assert mistakes({"any": [{"age": 18}, {"has_employer": True}]}, vocabulary, Kind.DROPPED) == [
        {},
        {"any": [{"has_employer": True}]},
        {"any": [{"age": 18}]},
    ]
    assert mistakes({"age": {"at_least": 15, "at_most": 24}}, vocabulary, Kind.DROPPED) == [
        {},
        {"age": {"at_most": 24}},
        {"age": {"at_least": 15}},
    ]


def test_a_condition_with_versions_inside_is_mutated_in_each_of_them(vocabulary: Vocabulary) -> None:
    written = {"age": {"at_least": {"versions": {"2025-01-01": 18, "2026-01-01": 20}}}}
    found = mistakes(written, vocabulary, Kind.THRESHOLD)
    limits = [one["age"]["at_least"]["versions"] for one in found]
    assert [tuple(one.values()) for one in limits] == [(19, 20), (17, 20), (18, 21), (18, 19)]


@pytest.mark.parametrize(
    "written", [written for table in (THRESHOLDS, TURNED, MEMBERS, GROUPS, FLAGS) for written, _ in table], ids=str
)
def test_every_mistake_is_a_rule_that_can_be_read_and_is_another_one(written: Any, vocabulary: Vocabulary) -> None:
    original, _ = parse_condition(as_node(written), vocabulary)
    for one in mistakes(written, vocabulary):
        condition, problems = parse_condition(as_node(one), vocabulary)
        assert not problems, one
        assert condition != original, one


@pytest.mark.parametrize("seed", range(40))
def test_a_mistake_in_a_random_rule_is_at_one_place_and_makes_another_rule(seed: int, vocabulary: Vocabulary) -> None:
    node = as_node(small_rule(random.Random(seed), depth=3))  # noqa: S311 - a made-up rule needs no secret
    original, _ = parse_condition(node, vocabulary)
    for one in condition_mutations(node, (), vocabulary, "rule"):
        mistaken = replaced(node, one.path, one.node)
        condition, problems = parse_condition(mistaken, vocabulary)
        assert not problems
        assert condition != original
        there = node
        for step in one.path:
            there = there[step]
        assert replaced(mistaken, one.path, there) == node


# --- documents ---------------------------------------------------------------------------------------------------


def ruleset(written: dict[str, Any]) -> Ruleset:
    made, problems = read_ruleset(as_node({"ruleset": "proeve", **written}))
    assert made is not None, problems
    return made


def fields(found: Any) -> list[tuple[str, str, str, str]]:
    return [(one.name, one.field, str(one.before), str(one.after)) for one in found if not one.of_condition]


def test_values_of_parameters_and_yes_or_no_are_mutated_in_a_ruleset(vocabulary: Vocabulary) -> None:
    declarations = ruleset(
        {
            "declare": {
                "min_age": {"type": "int", "label": "Alder", "default": 10},
                "km": {"type": "number", "decimals": 1, "label": "Vej"},
                "free": {"type": "bool", "label": "Gratis"},
                "since": {"type": "date", "label": "Siden"},
            },
            "parameters": {"min_age": 18, "km": {"value": 5}, "free": True, "since": "2026-01-01"},
        }
    )
    found = fields(ruleset_mutations(declarations, vocabulary, declarations.document.declare.get))
    assert found == [
        ("min_age", "default", "10", "11"),
        ("min_age", "default", "10", "9"),
        ("min_age", "value", "18", "19"),
        ("min_age", "value", "18", "17"),
        ("km", "value", "5", "5.1"),
        ("km", "value", "5", "4.9"),
        ("free", "value", "true", "false"),
        ("since", "value", "2026-01-01", "2026-01-02"),
        ("since", "value", "2026-01-01", "2025-12-31"),
    ]


def test_periods_versions_and_offered_are_mutated_in_a_ruleset(vocabulary: Vocabulary) -> None:
    written = ruleset(
        {
            "offers": {
                "mentor": {
                    "offered": True,
                    "valid": {"from": "2026-01-01"},
                    "because": {"versions": {"2026-02-01": "Derfor."}},
                }
            },
            "definitions": {"unge": {"versions": {"2026-03-01": {"when": {"age": {"below": 25}}}}}},
        }
    )
    found = fields(ruleset_mutations(written, vocabulary, lambda _: None))
    assert found == [
        ("mentor", "offered", "true", "false"),
        ("mentor", "from", "2026-01-01", "2026-01-02"),
        ("mentor", "from", "2026-01-01", "2025-12-31"),
        ("unge", "versions", "2026-03-01", "2026-03-02"),
        ("unge", "versions", "2026-03-01", "2026-02-28"),
    ]


def test_no_version_takes_the_day_of_another(vocabulary: Vocabulary) -> None:
    versions = {"2026-03-01": {"when": {"age": 1}}, "2026-03-02": {"when": {"age": 2}}}
    written = ruleset({"definitions": {"unge": {"versions": versions}}})
    found = fields(ruleset_mutations(written, vocabulary, lambda _: None))
    assert [after for *_, after in found] == ["2026-02-28", "2026-03-03"]


def test_every_mistake_in_the_catalogue_stands_where_its_place_says() -> None:
    engine = load_engine([], [])
    for offer in engine.rulebook.offers.values():
        for one in offer_mutations(offer, engine.vocabulary) if offer.node is not None else ():
            file, _, line = one.place.rpartition(":")
            text = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            last = next((str(step) for step in reversed(one.path) if isinstance(step, str)), "")
            told = [str(one.before), last, *(one.before if isinstance(one.before, dict) else ())]
            assert any(word in text for word in told) or text.lstrip().startswith("- "), (one, text)


def test_what_is_mutated_in_the_catalogue_can_still_be_read() -> None:
    node = read_path(ROOT / "plugins" / "mentor" / "offer.yaml")
    [offer], _ = read_offers(node, "mentor")
    vocabulary = load_engine([], []).vocabulary
    found = list(offer_mutations(offer, vocabulary))
    assert len(found) > 15
    for one in found:
        _, problems = read_offers(replaced(offer.node, one.path, one.node), "mentor")
        assert not problems
