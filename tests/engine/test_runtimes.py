"""Two runtimes, computed independently: where they differ nothing is decided, and it is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.engine.people import DAY, Strangers, cards, citizen, codes, offer, verdicts, world
from tilbud_engine.engine import Engine
from tilbud_engine.errors import TilbudError, problem
from tilbud_engine.rules.conditions import Condition, Truth
from tilbud_engine.rules.conditions import tests_of as comparisons_of
from tilbud_engine.rules.reference import Facts, decide

OFFERS = (
    offer("a", eligible="{age: {at_least: 18}}"),
    offer("b", eligible="{has_vehicle: true}"),
    offer("c", rights="[{when: {has_driving_licence: true}, text: Ret}]"),
)


def about(condition: Condition) -> set[str]:
    return {test.fact.key for test in comparisons_of(condition)}


class Liar:
    """A runtime that says something else of every condition about one fact."""

    name = "liar"

    def __init__(self, key: str, lie: Any = None) -> None:
        self.key = key
        self.lie = lie

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        return [self.lie if self.key in about(one) else decide(one, facts) for one in conditions]

    def close(self) -> None:
        """Nothing is held."""


class Stumbler(Liar):
    """A runtime that fails whenever a condition about one fact is among those asked."""

    name = "stumbler"

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        if any(self.key in about(one) for one in conditions):
            raise TilbudError([problem("runtimes-disagree", "et sted", name="b")])
        return [decide(one, facts) for one in conditions]


class Silent(Liar):
    """A runtime that answers nothing."""

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        return []


class Breaker(Liar):
    """A runtime that breaks in its own way, and says what it was given."""

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        raise RuntimeError(str(facts))


def with_runtime(engine: Engine, runtime: Liar) -> Engine:
    return Engine(engine.registry, engine.rulebook, runtime)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A small world with the ordinary runtimes."""
    return world(tmp_path_factory.mktemp("verden"), *OFFERS)


@pytest.mark.parametrize("lie", [True, False, None, 0, 1, "ja"])
@pytest.mark.parametrize("vehicle", [True, False, None])
def test_a_disagreement_is_unknown_with_nothing_missing_and_a_problem(
    sound: Engine, lie: Any, vehicle: bool | None
) -> None:
    one = citizen("H-ANGST", age=30, has_vehicle=vehicle)
    honest, lying = sound.suggest(one, ruleset="byen"), with_runtime(sound, Liar("has_vehicle", lie))
    found = lying.suggest(one, ruleset="byen")
    if lie is vehicle:
        assert verdicts(found) == verdicts(honest)
        assert found.problems == honest.problems
        return
    card = cards(found)["b"]
    assert (card.verdict, card.missing) == ("unknown", ())
    assert card.reasons[0].text == "Det kan vi ikke afgøre lige nu. Spørg kommunen."
    assert "runtimes-disagree" in codes(found)
    assert "has_vehicle" not in {asked.fact for asked in found.questions}
    assert {name: verdict for name, verdict in verdicts(found).items() if name != "b"} == {"a": "yes", "c": "yes"}
    assert found.engine.runtime == "liar"


def test_a_disagreement_about_a_right_decides_nothing_either(sound: Engine) -> None:
    one = citizen("H-ANGST", has_driving_licence=True)
    card = cards(with_runtime(sound, Liar("has_driving_licence", False)).suggest(one, ruleset="byen"))["c"]
    assert (card.verdict, card.right, card.missing) == ("unknown", "unknown", ())
    assert "ret til" not in card.entitlement_text.replace("måske ret til", "")


def test_a_runtime_that_fails_on_one_condition_still_decides_the_others(sound: Engine) -> None:
    one = citizen("H-ANGST", age=30, has_vehicle=True, has_driving_licence=True)
    found = with_runtime(sound, Stumbler("has_vehicle")).suggest(one, ruleset="byen")
    assert verdicts(found) == {"a": "yes", "b": "unknown", "c": "yes"}
    assert cards(found)["b"].missing == ()
    assert "runtimes-disagree" in codes(found)


@pytest.mark.parametrize("kind", [Silent, Breaker])
def test_a_runtime_that_breaks_leaves_everything_unknown_and_says_so(sound: Engine, kind: type[Liar]) -> None:
    one = citizen("H-ANGST", age=97, has_vehicle=True)
    found = with_runtime(sound, kind("")).suggest(one, ruleset="byen")
    assert set(verdicts(found).values()) == {"unknown"}
    assert all(card.missing == () for card in found.cards)
    assert "durable-failed" in codes(found)
    assert "97" not in str(found.problems)


def test_a_disagreement_never_says_what_she_said(sound: Engine) -> None:
    one = citizen("H-ANGST", age=97, has_vehicle=True)
    found = with_runtime(sound, Liar("age", None)).suggest(one, ruleset="byen")
    assert "97" not in str(found.problems)


def test_the_answer_says_which_runtime_gave_it(engine: Engine, reference_engine: Engine) -> None:
    one = citizen("H-ANGST", age=30)
    assert engine.suggest(one).engine.runtime == "durable"
    assert reference_engine.suggest(one).engine.runtime == "reference"


@pytest.mark.parametrize("seed", range(3))
def test_both_runtimes_give_the_same_suggestions(engine: Engine, reference_engine: Engine, seed: int) -> None:
    """Three hundred random citizens over the whole catalogue."""
    for one in Strangers(engine.vocabulary, 90 + seed).many(100, hidden=True):
        live = engine.suggest(one, audience="caseworker", all_offers=True, with_ideas=True).to_json()
        alone = reference_engine.suggest(one, audience="caseworker", all_offers=True, with_ideas=True).to_json()
        assert live.pop("engine")["runtime"] != alone.pop("engine")["runtime"]
        assert live == alone


def test_the_days_of_rules_are_the_same_on_both(engine: Engine, reference_engine: Engine) -> None:
    one = citizen(
        "H-PSYK", municipality="eksempelkommune", expected_discharge_date="2026-11-30", lab_target_group="6.3"
    )
    one = one.model_copy(update={"facts": {**one.facts, "psychiatric_contact": "inpatient"}})
    for days in (0, -1, 1, 100):
        day = DAY.fromordinal(DAY.toordinal() + days)
        live, alone = (made.suggest(one, day).to_json()["cards"] for made in (engine, reference_engine))
        assert live == alone


def test_a_closed_engine_can_be_closed_again(tmp_path: Path) -> None:
    made = world(tmp_path, *OFFERS)
    made.suggest(citizen("H-ANGST", age=30), ruleset="byen")
    made.close()
    made.close()
