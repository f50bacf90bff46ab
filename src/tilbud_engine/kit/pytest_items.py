"""What the pytest plugin collects: one test for each scenario, and one for each plugin's contract.

Imported by `tilbud_engine.testing` only when there is something to test; pytest is there then.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language, Problem
from tilbud_engine.kit.checks import check_plugins, is_remark
from tilbud_engine.over_catalogue import load_over_catalogue
from tilbud_engine.plugins.finding import MARKS
from tilbud_engine.scenarios import FOLDER, Scenario, read_scenarios, run, scenario_files, unknown_words
from tilbud_engine.settings import Settings

_ENGINE = pytest.StashKey[Engine]()


class Told(Exception):
    """Raised to fail a test with problems, which are shown as sentences."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def fail_with(problems: Sequence[Problem]) -> None:
    """Fail the test with the problems in words, if there are any."""
    __tracebackhide__ = True
    if problems:
        pytest.fail(sentences(problems), pytrace=False)


def sentences(problems: Iterable[Problem]) -> str:
    """Return problems as lines in the language of the terminal (`TILBUD_LANG`, else Danish)."""
    return "\n".join(one.line(_language()) for one in problems)


def faults_of(folder: Path, on: dt.date | None = None) -> list[Problem]:
    """Return what must be mended in a plugin's folder, by the day or by today."""
    day = on or dt.datetime.now().astimezone().date()
    reports, others = check_plugins([folder], day, _settings([folder]), _language())
    return [one for one in (*others, *(one for report in reports for one in report.problems)) if not is_remark(one)]


def scenarios_of(folder: Path) -> list[Scenario]:
    """Return the scenarios of a plugin's folder; fails in words where a file cannot be read."""
    __tracebackhide__ = True
    read = [read_scenarios(file, f"{folder.name}/{FOLDER}/{file.name}") for file in scenario_files(folder)]
    fail_with([fault for _, faults in read for fault in faults])
    return [one for scenarios, _ in read for one in scenarios]


def misses_of(scenario: Scenario, engine: Engine) -> list[Problem]:
    """Return what is wrong with a scenario, or else where the engine answers otherwise."""
    return unknown_words(scenario, engine) or list(run(scenario, engine, _language()).problems)


def engine_for(path: Path, config: pytest.Config) -> Engine:
    """Return an engine with the plugin that a file stands in or below, or with those that are named."""
    own = next((one for one in path.parents if _is_plugin(one)), None)
    return _loaded([own] if own is not None else _named(config))


def _loaded(folders: Sequence[Path]) -> Engine:
    return load_over_catalogue(folders, settings=_settings(folders))


def _settings(folders: Sequence[Path]) -> Settings:
    """Return the settings where we stand; who tests a plugin runs its code."""
    found = Settings.find(Path.cwd(), os.environ)
    return replace(found, allow_code=(*found.allow_code, *folders))


def _language() -> Language:
    return "en" if os.environ.get("TILBUD_LANG") == "en" else "da"


def _named(config: pytest.Config) -> list[Path]:
    stated = [config.invocation_params.dir / one for one in config.getoption("tilbud")]
    return [Path(one).resolve() for one in (*stated, *config.getini("tilbud_plugins"))]


def _is_plugin(folder: Path) -> bool:
    return any((folder / name).is_file() for name in MARKS)


# --- collecting --------------------------------------------------------------------------------------------------


def collector(file: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return what collects a file of a plugin that is named: its scenarios, or its contract; None for others."""
    below = file.parent.name == FOLDER
    folder = (file.parent.parent if below else file.parent).resolve()
    if not any(one in (folder, folder.parent) for one in _named(parent.config)) or not _is_plugin(folder):
        return None
    if below:
        return ScenarioFile.from_parent(parent, path=file)
    first = next(name for name in MARKS if (folder / name).is_file())
    return PluginFile.from_parent(parent, path=file) if file.name == first else None


class _File(pytest.File):
    def engine(self) -> Engine:
        """Return the engine with the plugins that are named; loaded when the first test needs it."""
        stash = self.config.stash
        if _ENGINE not in stash:
            stash[_ENGINE] = _loaded(_named(self.config))
            self.config.add_cleanup(stash[_ENGINE].close)
        return stash[_ENGINE]


class ScenarioFile(_File):
    """A file of scenarios: one test for each, and one that fails where the file cannot be read."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests of the file."""
        scenarios, problems = read_scenarios(self.path, _called(self.path))
        if problems:
            yield ReadingItem.from_parent(self, name="kan læses", problems=problems)
        for scenario in scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario)


class PluginFile(_File):
    """A plugin's first file: one test that holds the plugin to its contract."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the one test."""
        yield ContractItem.from_parent(self, name="kontrakt")


class _Item(pytest.Item):
    def problems(self) -> Sequence[Problem]:
        """Return what is wrong."""
        raise NotImplementedError

    def runtest(self) -> None:
        """Fail with what is wrong, if anything is."""
        if problems := self.problems():
            raise Told(problems)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the problems as sentences; a fault of the engine itself keeps its traceback."""
        if isinstance(excinfo.value, Told):
            return sentences(excinfo.value.problems)
        if isinstance(excinfo.value, InputError):
            return sentences(excinfo.value.problems)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where it stands and what it is called."""
        return self.path, None, f"{_called(self.path)}: {self.name}"


class ReadingItem(_Item):
    """Fails with everything that is wrong with how a file is written."""

    def __init__(self, *, problems: Sequence[Problem], **rest: Any) -> None:
        super().__init__(**rest)
        self.found = problems

    def problems(self) -> Sequence[Problem]:
        """Return what was found while the file was read."""
        return self.found


class ScenarioItem(_Item):
    """Runs one scenario."""

    def __init__(self, *, scenario: Scenario, **rest: Any) -> None:
        super().__init__(**rest)
        self.scenario = scenario

    def problems(self) -> Sequence[Problem]:
        """Return what is not as expected."""
        assert isinstance(self.parent, ScenarioFile)  # noqa: S101  (who collects it)
        return misses_of(self.scenario, self.parent.engine())


class ContractItem(_Item):
    """Holds a plugin to its contract; its scenarios have tests of their own."""

    def problems(self) -> Sequence[Problem]:
        """Return what must be mended."""
        folder = self.path.parent
        return [one for one in faults_of(folder) if f"/{FOLDER}/" not in one.where.removeprefix(str(folder))]


def _called(file: Path) -> str:
    return "/".join(file.parts[-3:] if file.parent.name == FOLDER else file.parts[-2:])
