"""Every scenario of every plugin folder of the catalogue, through the engine as it ships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.reading import read_path
from tilbud_engine.suggestion import Card, NotNow, Suggestion

VERDICTS = {"yes", "no", "unknown", "not_offered", "not_relevant", "absent"}
EXPECTATIONS = {"verdict", "right", "missing", "because"}


@dataclass(frozen=True)
class Scenario:
    place: str
    name: str
    on: dt.date
    ruleset: str
    citizen: Any
    expect: dict[str, dict[str, Any]]


def read_scenarios() -> Iterator[Scenario]:
    for file in sorted(ROOT.glob("plugins/*/scenarios/*.yaml")):
        place = f"{file.parent.parent.name}/{file.stem}"
        for written in read_path(file, f"plugins/{place}")["scenarios"]:
            expect = {
                str(offer): dict(one) if isinstance(one, dict) else {"verdict": str(one)}
                for offer, one in written["expect"].items()
            }
            yield Scenario(
                place,
                str(written["name"]),
                dt.date.fromisoformat(written["on"]),
                str(written.get("ruleset", "danmark")),
                written["citizen"],
                expect,
            )


SCENARIOS = list(read_scenarios())
FOLDERS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/offer.yaml"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


def found_in(suggestion: Suggestion, offer: str) -> Card | NotNow | None:
    listed: list[Card | NotNow] = [*suggestion.cards, *suggestion.shielded, *suggestion.not_now]
    return next((one for one in listed if one.offer == offer), None)


@pytest.mark.parametrize("scenario", [pytest.param(one, id=f"{one.place}: {one.name}") for one in SCENARIOS])
def test_the_engine_gives_what_the_scenario_expects(engine: Engine, scenario: Scenario) -> None:
    suggestion = engine.suggest(
        Citizen.read(scenario.citizen),
        scenario.on,
        ruleset=scenario.ruleset,
        audience="caseworker",
        all_offers=True,
    )
    for offer, expected in scenario.expect.items():
        found = found_in(suggestion, offer)
        assert (found.verdict if found else "absent") == expected["verdict"], offer
        if "right" in expected:
            assert (found.right if isinstance(found, Card) else "no") == expected["right"], offer
        if "missing" in expected:
            assert isinstance(found, Card)
            assert set(found.missing) == set(expected["missing"]), offer
        if "because" in expected:
            assert isinstance(found, NotNow)
            assert expected["because"] in found.because


def test_scenarios_use_only_the_words_of_their_form() -> None:
    for scenario in SCENARIOS:
        for offer, expected in scenario.expect.items():
            assert expected["verdict"] in VERDICTS, f"{scenario.place}: {scenario.name}: {offer}"
            assert set(expected) <= EXPECTATIONS, f"{scenario.place}: {scenario.name}: {offer}"


def test_no_two_scenarios_of_a_plugin_share_a_name() -> None:
    named = [(one.place, one.name) for one in SCENARIOS]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_barrier_of_each_offer_gives_the_card_in_some_scenario(engine: Engine, folder: str) -> None:
    offers = [one for one in engine.rulebook.offers.values() if one.plugin == folder]
    assert offers
    for offer in offers:
        shown = {
            said["barrier"]
            for scenario in SCENARIOS
            if scenario.place.startswith(f"{folder}/")
            and scenario.expect.get(offer.id, {}).get("verdict") == "yes"
            and len(scenario.citizen["says"]) == 1
            for said in scenario.citizen["says"]
        }
        assert set(offer.versions[-1].answers) <= shown, offer.id


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_offer_is_seen_as_yes_and_as_not_relevant(engine: Engine, folder: str) -> None:
    offers = [one for one in engine.rulebook.offers.values() if one.plugin == folder]
    for offer in offers:
        seen = {one.expect[offer.id]["verdict"] for one in SCENARIOS if offer.id in one.expect}
        # What is shielded stands in no list where it is not relevant.
        elsewhere = "absent" if offer.versions[0].privacy == "shielded" else "not_relevant"
        assert {"yes", elsewhere} <= seen, offer.id
