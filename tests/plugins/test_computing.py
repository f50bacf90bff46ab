"""What plugins compute: declared, checked, and never above what a person said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.made import folder_plugin, loaded
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.errors import Problem
from tilbud_engine.plugins import CitizenView, Registry
from tilbud_engine.vocabulary import Members, Vocabulary

ON = dt.date(2026, 9, 1)
OTHER = Members(frozenset({"social"}), frozenset({"network"}))
DISTANCE = "distance_to_public_transport_km"


def derived(
    registry: Registry, document: dict[str, Any] | None = None
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    citizen = Citizen.read(document or {"facts": {"age": 37}})
    knowledge, _ = read_knowledge(citizen, registry.vocabulary, ON)
    known, problems = registry.derive_facts(citizen, knowledge, ON)
    assert {one.origin for one in known.values()} <= {"derived"}
    return {key: one.value for key, one in known.items()}, problems


def returning(value: str, before: str = "") -> str:
    start = "from tilbud_engine.vocabulary import Members\n"
    return f"{start}@hookimpl\ndef tilbud_derive_facts(citizen, on):\n    {before or 'pass'}\n    return {value}\n"


@pytest.mark.parametrize(
    ("fact", "written", "read"),
    [
        (DISTANCE, "4.7", 47),
        (DISTANCE, "4", 40),
        (DISTANCE, "dt.date", None),
        ("has_driving_licence", "True", True),
        ("has_driving_licence", "1", None),
        ("benefit_type", "'kontanthjaelp'", "kontanthjaelp"),
        ("benefit_type", "'penge'", None),
        ("age", "37", 37),
        ("age", "37.0", None),
        ("consent_sharing", "{'has': ['gp']}", Members(frozenset({"gp"}), frozenset())),
        ("consent_sharing", "Members(frozenset(['social']), frozenset(['network']))", OTHER),
        ("consent_sharing", "Members(frozenset(['ukendt']), frozenset())", None),
        ("benefit_type", "'uddannelseshjaelp'", None),
        ("consent_sharing", "{'gp'} & {'andet'} | {'ukendt'}", None),
    ],
)
def test_a_computed_value_is_read_like_a_stated_one(tmp_path: Path, fact: str, written: str, read: object) -> None:
    folder_plugin(tmp_path, "kor", returning(f"{{{fact!r}: {written}}}"), fact)
    found, problems = derived(loaded(tmp_path), {"facts": {}})
    assert found == ({} if read is None else {fact: read})
    assert bool(problems) == (read is None)


def test_a_stated_fact_wins_also_over_what_is_computed_beside_it(tmp_path: Path) -> None:
    value = f"{{{DISTANCE!r}: 4.7, 'has_driving_licence': True}}"
    folder_plugin(tmp_path, "kor", returning(value), f"{DISTANCE}, has_driving_licence")
    found, problems = derived(loaded(tmp_path), {"facts": {DISTANCE: Decimal("1.5")}})
    assert found == {"has_driving_licence": True}
    assert problems == ()


def test_a_plugin_is_not_asked_when_all_it_computes_is_known(tmp_path: Path) -> None:
    trace = tmp_path / "spurgt"
    code = returning(f"{{{DISTANCE!r}: 4.7}}", f"open({str(trace)!r}, 'w').close()")
    folder_plugin(tmp_path / "plugins", "kor", code, DISTANCE)
    registry = loaded(tmp_path / "plugins")
    derived(registry, {"facts": {DISTANCE: Decimal("1.5")}})
    assert not trace.exists()
    derived(registry)
    assert trace.exists()


def test_an_undeclared_fact_is_refused_and_the_declared_ones_stay(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor", returning(f"{{{DISTANCE!r}: 4.7, 'age': 20}}"), DISTANCE)
    found, (problem,) = derived(loaded(tmp_path), {"facts": {}})
    assert found == {DISTANCE: 47}
    assert problem.code == "derived-undeclared"
    assert "`age`" in problem.message("en")


def test_a_value_in_the_place_of_a_key_is_not_shown(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor", returning("{str(citizen.facts['age']): 1}"), DISTANCE)
    _, (problem,) = derived(loaded(tmp_path))
    assert problem.code == "derived-undeclared"
    assert "37" not in problem.message("en")


def test_two_plugins_that_differ_give_unknown_and_a_problem(tmp_path: Path) -> None:
    folder_plugin(
        tmp_path,
        "a_kor",
        returning(f"{{{DISTANCE!r}: 4.7, 'has_driving_licence': True}}"),
        f"{DISTANCE}, has_driving_licence",
    )
    folder_plugin(
        tmp_path,
        "b_sang",
        returning(f"{{{DISTANCE!r}: 4.8, 'has_driving_licence': True}}"),
        f"{DISTANCE}, has_driving_licence",
    )
    found, (problem,) = derived(loaded(tmp_path))
    assert found == {"has_driving_licence": True}
    assert problem.code == "derived-facts-differ"
    assert problem.message("en").startswith("a_kor, b_sang")
    assert "4" not in problem.message("en").replace(DISTANCE, "")


def test_a_plugin_sees_plain_values_and_nothing_that_is_shielded_or_in_her_words() -> None:
    vocabulary = Vocabulary.shipped()
    hidden = {code for code, barrier in vocabulary.barriers.items() if barrier.hidden}
    private = {key for key, fact in vocabulary.facts.items() if fact.raised_by and set(fact.raised_by) <= hidden}
    citizen = Citizen.read(
        {
            "says": [
                {"words": "Bussen kører ikke", "barrier": "D-TRANSPORT"},
                {"words": "Jeg er bange", "barrier": "N-VOLD"},
            ],
            "facts": {"age": 37, DISTANCE: Decimal("6.1")},
        }
    )
    knowledge, _ = read_knowledge(citizen, vocabulary, ON)
    view = CitizenView.of(citizen, knowledge, vocabulary)
    assert view.barriers == ("D-TRANSPORT",)
    assert view.facts["age"] == 37
    assert view.facts[DISTANCE] == Decimal("6.1")
    assert set(view.facts).isdisjoint(private)
    assert "bange" not in repr(view)
    with pytest.raises(TypeError):
        view.facts["age"] = 1  # type: ignore[index]


def test_the_date_of_the_call_is_handed_over(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor", returning(f"{{{DISTANCE!r}: on.day}}"), DISTANCE)
    assert derived(loaded(tmp_path))[0] == {DISTANCE: 10}


def answering(value: str) -> str:
    return f"@hookimpl\ndef tilbud_availability(offer_id, municipality, on, data):\n    return {value}\n"


def test_availability_may_come_as_a_value_or_as_a_mapping(tmp_path: Path) -> None:
    folder_plugin(tmp_path / "a", "kor", answering("Availability(free_places=2, as_of=on)"))
    folder_plugin(tmp_path / "b", "kor", answering("{'free_places': 2, 'as_of': on}"))
    one, two = (loaded(tmp_path / name).availability("kor", "varde", ON) for name in "ab")
    assert one == two
    assert one[0] is not None
    assert (one[0].free_places, one[0].as_of) == (2, ON)


def test_a_plugin_may_know_of_an_offer_that_another_one_brings(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "a_kor")
    folder_plugin(tmp_path, "b_tal", answering("{'free_places': 2} if offer_id == 'a_kor' else None"))
    registry = loaded(tmp_path)
    there, problems = registry.availability("a_kor", "varde", ON)
    assert there is not None
    assert problems == ()
    assert registry.availability("b_tal", "varde", ON) == (None, ())
    assert registry.availability("a_kor", None, ON) == (None, ())


def test_two_plugins_that_differ_on_places_give_none_and_a_problem(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "a_kor", answering("{'free_places': 2}"))
    folder_plugin(tmp_path, "b_tal", answering("{'free_places': 3}"))
    there, (problem,) = loaded(tmp_path).availability("a_kor", "varde", ON)
    assert there is None
    assert problem.code == "availability-differs"
    assert problem.message("en").startswith("a_kor, b_tal")


def test_what_she_has_declined_is_not_computed_behind_her_back(tmp_path: Path) -> None:
    registry = loaded(folder_plugin(tmp_path, "p", returning("{'has_vehicle': False}"), "has_vehicle"))
    assert derived(registry)[0] == {"has_vehicle": False}
    assert derived(registry, {"declined": ["has_vehicle"]})[0] == {}


def test_what_is_hers_to_say_of_her_health_no_plugin_computes(tmp_path: Path) -> None:
    """R-D10: no inference beyond what she stated; a computed no would be a right withheld."""
    registry = loaded(folder_plugin(tmp_path, "p", returning("{'wants_treatment': False}"), "wants_treatment"))
    found, problems = derived(registry)
    assert found == {}
    assert [one.code for one in problems] == ["derived-is-hers"]
