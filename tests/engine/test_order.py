"""The order of the cards is her own, and holds nothing about her beyond what she stated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engine.people import HOME, Strangers, citizen, offer, shuffled, world
from tests.rules.random_rules import seeded
from tilbud_engine.engine import Engine
from tilbud_engine.suggestion import Card


def expected_order(cards: Sequence[Card], barriers: Sequence[str]) -> list[str]:
    """Follow the words of the order: her first barrier, how many of hers, then id."""
    place = {code: number for number, code in enumerate(barriers)}
    return [
        one.offer
        for one in sorted(
            cards, key=lambda one: (min(place[code] for code in one.answers), -len(one.answers), one.offer)
        )
    ]


def test_cards_come_by_her_first_barrier_then_by_how_many_then_by_id(tmp_path: Path) -> None:
    engine = world(
        tmp_path,
        offer("d_one", ["D-GAELD"]),
        offer("b_two", ["H-ANGST", "D-GAELD"]),
        offer("c_one", ["H-ANGST"]),
        offer("a_one", ["H-ANGST"]),
    )
    found = engine.suggest(citizen("H-ANGST", "D-GAELD"), ruleset="byen").cards
    assert [one.offer for one in found] == ["b_two", "a_one", "c_one", "d_one"]
    found = engine.suggest(citizen("D-GAELD", "H-ANGST"), ruleset="byen").cards
    assert [one.offer for one in found] == ["b_two", "d_one", "a_one", "c_one"]


def test_the_verdict_does_not_change_the_order(tmp_path: Path) -> None:
    engine = world(tmp_path, *(offer(name, eligible="{age: {at_least: 18}}") for name in "ab"), offer("c"))
    unknown = engine.suggest(citizen("H-ANGST"), ruleset="byen").cards
    known = engine.suggest(citizen("H-ANGST", age=30), ruleset="byen").cards
    assert [one.verdict for one in unknown] == ["unknown", "unknown", "yes"]
    assert [one.offer for one in unknown] == [one.offer for one in known] == ["a", "b", "c"]


def test_permuting_her_statements_permutes_the_cards_and_changes_nothing_else(engine: Engine) -> None:
    chance = seeded(7)
    for stranger in Strangers(engine.vocabulary, 7).many(60):
        before = engine.suggest(stranger)
        assert [one.offer for one in before.cards] == expected_order(before.cards, stranger.barriers())
        other = stranger.model_copy(update={"says": tuple(shuffled(stranger.says, chance))})
        after = engine.suggest(other)
        assert [one.offer for one in after.cards] == expected_order(after.cards, other.barriers())
        assert {one.offer: set(one.answers) for one in before.cards} == {
            one.offer: set(one.answers) for one in after.cards
        }
        assert {one.offer: one.verdict for one in before.cards} == {one.offer: one.verdict for one in after.cards}


def test_what_a_card_answers_stands_in_her_order_with_its_legs(engine: Engine) -> None:
    """R-P4: job and treatment lie side by side."""
    stranger = citizen("A-MOTIV", "H-STRESS", "N-ENSOM", municipality=HOME, months_unemployed=24)
    [culture] = [one for one in engine.suggest(stranger).cards if one.offer == "kulturvitaminer"]
    assert culture.answers == ("A-MOTIV", "H-STRESS", "N-ENSOM")
    assert culture.legs == ("A", "H", "N")


def test_saying_the_same_twice_changes_nothing(engine: Engine) -> None:
    once = engine.suggest(citizen("H-ANGST", "N-TILLID", municipality=HOME))
    twice = engine.suggest(citizen("H-ANGST", "N-TILLID", "H-ANGST", municipality=HOME))
    assert once.to_json() == twice.to_json()


@pytest.mark.parametrize("audience", ["citizen", "shared"])
def test_a_hidden_barrier_does_not_move_a_card(tmp_path: Path, audience: str) -> None:
    engine = world(
        tmp_path,
        offer("a_home", ["D-BOLIG"]),
        offer("b_both", ["D-BOLIG", "N-VOLD"]),
        offer("c_debt", ["D-GAELD"]),
    )
    for before, after in (
        (("D-BOLIG", "D-GAELD"), ("N-VOLD", "D-BOLIG", "D-GAELD")),
        (("D-GAELD", "D-BOLIG"), ("N-VOLD", "D-GAELD", "D-BOLIG")),
        (("D-GAELD", "D-BOLIG"), ("D-GAELD", "N-VOLD", "D-BOLIG")),
    ):
        silent = engine.suggest(citizen(*before), ruleset="byen", audience=audience)  # type: ignore[arg-type]
        spoken = engine.suggest(citizen(*after), ruleset="byen", audience=audience)  # type: ignore[arg-type]
        assert [one.name for one in silent.cards] == [one.name for one in spoken.cards]
        assert silent.to_json() == spoken.to_json()
