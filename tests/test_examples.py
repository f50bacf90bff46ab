"""The example citizens get the cards that their stories are about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.reading import read_path
from tilbud_engine.suggestion import Suggestion

PEOPLE = ("soeren", "amina", "birthe")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


def suggestion_for(engine: Engine, person: str) -> Suggestion:
    return engine.suggest(Citizen.read(read_path(ROOT / "examples" / f"{person}.yaml")))


def verdicts(suggestion: Suggestion) -> dict[str, str]:
    cards: dict[str, str] = {one.offer: one.verdict for one in suggestion.cards}
    return cards | {one.offer: one.verdict for one in suggestion.not_now}


def test_soeren_gets_treatment_and_job_side_by_side(engine: Engine) -> None:
    found = verdicts(suggestion_for(engine, "soeren"))
    for offer in (
        "stofmisbrugsbehandling",
        "psykolog_henvist",
        "samlet_plan",
        "laege_med",
        "bisidder",
        "moede_hjemmebane",
    ):
        assert found[offer] == "yes", offer
    for offer in ("virksomhedspraktik", "mentor"):
        assert found[offer] == "unknown", offer
    for offer in ("kulturvitaminer", "psykolog_unge_aaben"):
        assert found[offer] == "no", offer


def test_only_the_municipality_can_settle_soerens_placement(engine: Engine) -> None:
    suggestion = suggestion_for(engine, "soeren")
    missing = {one.offer: one.missing for one in suggestion.cards}
    assert missing["virksomhedspraktik"] == ("lab_target_group",)
    assert missing["mentor"] == ("lab_target_group",)
    [asked] = [one for one in suggestion.questions if one.fact == "lab_target_group"]
    assert asked.answerer == "municipality"


def test_soeren_is_told_when_culture_vitamins_turn_yes(engine: Engine) -> None:
    [culture] = [one for one in suggestion_for(engine, "soeren").not_now if one.offer == "kulturvitaminer"]
    assert str(culture.turns_yes_on) == "2027-08-01"


def test_what_soeren_said_of_the_bus_is_proposed_and_not_assumed(engine: Engine) -> None:
    suggestion = suggestion_for(engine, "soeren")
    assert [one.barrier for one in suggestion.proposed_barriers] == ["D-TRANSPORT"]
    assert "flextur" not in verdicts(suggestion)


def test_amina_may_just_come_and_has_rights(engine: Engine) -> None:
    suggestion = suggestion_for(engine, "amina")
    rights = {one.offer: one.right for one in suggestion.cards}
    assert rights["psykolog_henvist_ung"] == "yes"
    assert rights["mentor"] == "yes"
    assert verdicts(suggestion)["psykolog_unge_aaben"] == "yes"
    assert verdicts(suggestion)["psykolog_henvist"] == "no"
    assert verdicts(suggestion)["kulturvitaminer"] == "no"


def test_birthe_is_helped_on_the_way(engine: Engine) -> None:
    suggestion = suggestion_for(engine, "birthe")
    found = verdicts(suggestion)
    for offer in ("virksomhedspraktik", "kulturvitaminer", "laege_med", "flextur", "befordring_over_24km"):
        assert found[offer] == "yes", offer
    assert found["merudgift_befordring"] == "no"
    [placement] = [one for one in suggestion.cards if one.offer == "virksomhedspraktik"]
    assert any("Flextur" in todo for todo in placement.todos)
    [flextur] = [one for one in suggestion.cards if one.offer == "flextur"]
    assert "Du kan bestille, selv om der ikke kører bus, hvor du bor." in flextur.todos


@pytest.mark.parametrize("person", PEOPLE)
def test_no_example_meets_a_fault_in_a_rule_or_a_plugin(engine: Engine, person: str) -> None:
    codes = {one.code for one in suggestion_for(engine, person).problems}
    # A barrier without a card and a name of an offer that is not loaded are told; neither is a fault.
    assert codes <= {"barrier-without-card", "offer-not-loaded", "parameter-not-loaded"}
