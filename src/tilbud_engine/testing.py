"""A pytest plugin for authors of plugins: their scenarios and the contract tests, with failures in sentences.

It does nothing until a folder is named: `tilbud_plugins = .` in pytest's settings, or `--tilbud DIR`. Then each
`scenarios/*.yaml` and each `offer.yaml` there is collected. A test file of one's own needs a few lines:

    from pathlib import Path

    import pytest

    from tilbud_engine.testing import check_plugin, check_scenario, scenarios_of

    FOLDER = Path(__file__).parent

    def test_the_plugin_is_as_it_should_be():
        check_plugin(FOLDER)

    @pytest.mark.parametrize("scenario", scenarios_of(FOLDER))
    def test_a_scenario(tilbud_engine, scenario):
        check_scenario(scenario, tilbud_engine)

pytest imports this module before it measures anything, so nothing of the engine is imported here but in functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from tilbud_engine.engine import Engine
    from tilbud_engine.scenarios import Scenario

__all__ = ["check_plugin", "check_scenario", "scenarios_of"]


def check_plugin(folder: Path, on: dt.date | None = None) -> None:
    """Fail with every fault that the contract tests find in a plugin's folder; remarks are no faults.

    `on` is the day by which nothing may be checked in the future, else today.
    """
    __tracebackhide__ = True
    from tilbud_engine.kit import pytest_items

    pytest_items.fail_with(pytest_items.faults_of(folder, on))


def scenarios_of(folder: Path) -> list[Any]:
    """Return the scenarios of a plugin's folder for `pytest.mark.parametrize`, each under its name.

    Fails in words where a file cannot be read.
    """
    __tracebackhide__ = True
    from tilbud_engine.kit import pytest_items

    return [pytest.param(one, id=one.name) for one in pytest_items.scenarios_of(folder)]


def check_scenario(scenario: Scenario, engine: Engine) -> None:
    """Fail in words where the engine answers otherwise than the scenario expects."""
    __tracebackhide__ = True
    from tilbud_engine.kit import pytest_items

    pytest_items.fail_with(pytest_items.misses_of(scenario, engine))


@pytest.fixture(scope="module")
def tilbud_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine with the catalogue and the plugin that the test file stands in or below."""
    from tilbud_engine.kit import pytest_items

    engine = pytest_items.engine_for(request.path, request.config)
    yield engine
    engine.close()


# --- what pytest calls -------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--tilbud` and the setting `tilbud_plugins`."""
    group = parser.getgroup("tilbud", "offers of tilbud_engine")
    group.addoption("--tilbud", action="append", default=[], metavar="DIR", help="test the plugins in DIR")
    parser.addini("tilbud_plugins", "folders with plugins of tilbud_engine", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest walk the folders that are named on the command line too."""
    named = [str(config.invocation_params.dir / one) for one in config.getoption("tilbud")]
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        config.args.extend(named)
    elif named:
        config.args[:] = named


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the files of plugins in the folders that are named."""
    if file_path.suffix not in (".yaml", ".yml") or not _is_named(parent.config):
        return None
    from tilbud_engine.kit import pytest_items

    return pytest_items.collector(file_path, parent)


def _is_named(config: pytest.Config) -> bool:
    return bool(config.getoption("tilbud") or config.getini("tilbud_plugins"))
