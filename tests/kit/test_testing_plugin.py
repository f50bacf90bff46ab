"""The public pytest plugin, run as authors run it, in a folder of theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.authors import OFFER, SCENARIOS, write_plugin
from tilbud_engine.kit import pytest_items
from tilbud_engine.testing import check_plugin, scenarios_of

pytest_plugins = ["pytester"]

# Imported here, so that each run inside this process finds the same modules: the parser of YAML knows only its first.
KEPT = pytest_items.__name__

OWN_TESTS = """\
import datetime as dt
from pathlib import Path

import pytest

from tilbud_engine.testing import check_plugin, check_scenario, scenarios_of

FOLDER = Path(__file__).parent


def test_the_plugin_is_as_it_should_be():
    check_plugin(FOLDER, dt.date(2026, 11, 22))


@pytest.mark.parametrize("scenario", scenarios_of(FOLDER))
def test_a_scenario(tilbud_engine, scenario):
    check_scenario(scenario, tilbud_engine)


def test_the_engine_knows_the_offer(tilbud_engine):
    assert "gaatur" in tilbud_engine.rulebook.offers
"""


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest in a folder as an author does; returns its exit code and what it printed."""

    def run(folder: Path, *arguments: str) -> tuple[int, str]:
        monkeypatch.chdir(folder)
        result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "--color=no", *arguments)
        return int(result.ret), f"{result.stdout.str()}\n{result.stderr.str()}"

    return run


def run_in_a_process(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest in a process of its own, so that nothing of this one is there."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV", "TILBUD"))}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        timeout=120,
    )
    return result.returncode, result.stdout + result.stderr


def with_settings(folder: Path, where: str = ".") -> Path:
    (folder / "pytest.ini").write_text(f"[pytest]\ntilbud_plugins = {where}\n", encoding="utf-8")
    return folder


def test_scenarios_and_the_contract_are_collected_where_the_settings_say(tmp_path: Path, run_pytest: Run) -> None:
    folder = with_settings(write_plugin(tmp_path))
    code, told = run_pytest(folder, "-vv")
    assert code == 0, told
    assert "5 passed" in told
    assert "scenarios/graenser.yaml::For ung PASSED" in told
    assert "offer.yaml::kontrakt PASSED" in told


def test_a_folder_of_plugins_may_be_named_on_the_command_line(tmp_path: Path, run_pytest: Run) -> None:
    write_plugin(tmp_path / "plugins")
    (tmp_path / "elsewhere").mkdir()
    code, told = run_pytest(tmp_path / "elsewhere", "--tilbud", "../plugins")
    assert (code, "5 passed" in told) == (0, True), told
    code, told = run_pytest(tmp_path, "plugins/gaatur/scenarios", "--tilbud", "plugins/gaatur", "-k", "For")
    assert (code, "1 passed" in told) == (0, True), told


def test_a_scenario_that_fails_is_told_in_a_sentence(
    tmp_path: Path, run_pytest: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_settings(write_plugin(tmp_path, scenarios=SCENARIOS.replace("age: 19", "age: 16")))
    code, told = run_pytest(folder, "scenarios")
    assert code == 1
    assert "”Voksen, der er ensom”: `gaatur` skulle være `yes`, men er `no`" in told
    assert "mindst 18 år" in told
    assert "Traceback" not in told
    assert "1 failed, 3 passed" in told
    monkeypatch.setenv("TILBUD_LANG", "en")
    assert "should be `yes`, but is `no`" in run_pytest(folder, "scenarios")[1]


def test_a_file_that_cannot_be_read_fails_in_words_and_the_rest_still_runs(tmp_path: Path, run_pytest: Run) -> None:
    folder = with_settings(write_plugin(tmp_path, scenarios=SCENARIOS.replace("gaatur: yes", "gaatur: ja", 1)))
    code, told = run_pytest(folder, "scenarios")
    assert code == 1
    assert "graenser.yaml:9: `ja` kan ikke stå i `verdict`. Mente du `yes`?" in told
    assert "1 failed, 3 passed" in told
    broken = with_settings(write_plugin(tmp_path / "b", OFFER.replace("[H-ANGST", "[H-ANGT"), "scenarios: [\n"))
    code, told = run_pytest(broken)
    assert code == 1
    assert "Mente du `H-ANGST`?" in told
    assert "parentesen, der begynder her" in told
    assert "Traceback" not in told
    assert "2 failed" in told


def test_a_word_that_nobody_knows_in_a_scenario_is_told(tmp_path: Path, run_pytest: Run) -> None:
    folder = with_settings(write_plugin(tmp_path, scenarios=SCENARIOS.replace("age: 19", "agee: 19")))
    code, told = run_pytest(folder, "scenarios")
    assert (code, "Mente du `age`?" in told) == (1, True), told


def test_a_few_lines_are_a_test_file_of_ones_own(tmp_path: Path, run_pytest: Run) -> None:
    folder = write_plugin(tmp_path)
    (folder / "test_gaatur.py").write_text(OWN_TESTS, encoding="utf-8")
    code, told = run_pytest(folder)
    assert (code, "6 passed" in told) == (0, True), told
    (folder / "README.md").unlink()
    (folder / "scenarios" / "graenser.yaml").write_text(SCENARIOS.replace("age: 17", "age: 18"), encoding="utf-8")
    code, told = run_pytest(folder)
    assert code == 1
    assert "der er ingen README.md" in told
    assert "”For ung”" in told
    assert "Traceback" not in told
    assert "site-packages" not in told


def test_a_broken_file_of_scenarios_is_told_in_words_to_a_test_file_too(tmp_path: Path, run_pytest: Run) -> None:
    folder = write_plugin(tmp_path, scenarios="scenarios: [\n")
    (folder / "test_gaatur.py").write_text(OWN_TESTS, encoding="utf-8")
    code, told = run_pytest(folder)
    assert (code, "parentesen, der begynder her" in told) == (2, True), told
    assert "InputError" not in told


def test_a_plugins_own_code_runs_in_its_own_tests(tmp_path: Path, run_pytest: Run) -> None:
    folder = with_settings(write_plugin(tmp_path, OFFER + "derives: [public_transport_usable]\n"))
    (folder / "plugin.py").write_text(
        "from tilbud_engine.plugins import hookimpl\n\n\n@hookimpl\n"
        "def tilbud_derive_facts(citizen, on):\n    return {'public_transport_usable': True}\n",
        encoding="utf-8",
    )
    code, told = run_pytest(folder)
    assert (code, "5 passed" in told) == (0, True), told


def test_other_projects_are_not_disturbed(tmp_path: Path) -> None:
    (tmp_path / "offer.yaml").write_text("not: ours\n", encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.yaml").write_text("- b\n", encoding="utf-8")
    (tmp_path / "test_own.py").write_text(
        "import sys\n\n\ndef test_nothing_of_ours_is_loaded():\n"
        "    mine = [one for one in sys.modules if one.startswith('tilbud_engine.')]\n"
        "    assert mine == ['tilbud_engine.testing']\n"
        "    assert 'pydantic' not in sys.modules\n    assert 'yaml' not in sys.modules\n",
        encoding="utf-8",
    )
    code, told = run_in_a_process(tmp_path, "-W", "error")
    assert (code, "1 passed" in told) == (0, True), told


def test_the_help_names_the_option_and_the_setting(tmp_path: Path, run_pytest: Run) -> None:
    _, told = run_pytest(tmp_path, "--help")
    assert "--tilbud=DIR" in told
    assert "tilbud_plugins (paths)" in told


def test_the_functions_may_be_called_from_anywhere(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path)
    check_plugin(folder)
    assert [one.id for one in scenarios_of(folder)][2] == "For ung"
    (folder / "README.md").unlink()
    with pytest.raises(pytest.fail.Exception, match="README"):
        check_plugin(folder)
    (folder / "scenarios" / "graenser.yaml").write_text("scenarios: [\n", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="bracket-open"):
        scenarios_of(folder)
