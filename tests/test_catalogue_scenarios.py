"""Every scenario of every plugin folder of the catalogue, through the engine as it ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem
from tilbud_engine.scenarios import Scenario, read_scenarios, run, scenario_files, unknown_words

FOLDERS = sorted(file.parent.name for file in ROOT.glob("plugins/*/offer.yaml"))


def scenarios_in(folder: str) -> Iterator[tuple[Path, list[Scenario], list[Problem]]]:
    for file in scenario_files(ROOT / "plugins" / folder):
        yield file, *read_scenarios(file, f"plugins/{folder}/scenarios/{file.name}")


READ = {folder: list(scenarios_in(folder)) for folder in FOLDERS}
SCENARIOS = {folder: [one for _, scenarios, _ in found for one in scenarios] for folder, found in READ.items()}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


def told(problems: list[Problem]) -> str:
    return "\n".join(one.line() for one in problems)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_scenarios_of_an_offer_can_be_read_and_name_only_what_there_is(engine: Engine, folder: str) -> None:
    assert SCENARIOS[folder]
    problems = [fault for _, _, faults in READ[folder] for fault in faults]
    problems += [fault for one in SCENARIOS[folder] for fault in unknown_words(one, engine)]
    assert not problems, told(problems)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(one, id=f"{folder}/{file.stem}: {one.name}")
        for folder, found in READ.items()
        for file, scenarios, _ in found
        for one in scenarios
    ],
)
def test_the_engine_gives_what_the_scenario_expects(engine: Engine, scenario: Scenario) -> None:
    outcome = run(scenario, engine)
    assert outcome.passed, told(list(outcome.problems))


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_scenarios_of_a_file_share_a_name(folder: str) -> None:
    for _, scenarios, _ in READ[folder]:
        names = [one.name for one in scenarios]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_barrier_of_each_offer_gives_the_card_in_some_scenario(engine: Engine, folder: str) -> None:
    offers = [one for one in engine.rulebook.offers.values() if one.plugin == folder]
    assert offers
    for offer in offers:
        shown = {
            scenario.citizen.barriers()[0]
            for scenario in SCENARIOS[folder]
            if offer.id in scenario.expect
            and scenario.expect[offer.id].verdict == "yes"
            and len(scenario.citizen.says) == 1
            and scenario.citizen.barriers()
        }
        assert set(offer.versions[-1].answers) <= shown, offer.id


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_offer_is_seen_as_yes_and_as_not_relevant(engine: Engine, folder: str) -> None:
    offers = [one for one in engine.rulebook.offers.values() if one.plugin == folder]
    every = [one for scenarios in SCENARIOS.values() for one in scenarios]
    for offer in offers:
        seen = {one.expect[offer.id].verdict for one in every if offer.id in one.expect}
        # What is shielded stands in no list where it is not relevant.
        elsewhere = "absent" if offer.versions[0].privacy == "shielded" else "not_relevant"
        assert {"yes", elsewhere} <= seen, offer.id
