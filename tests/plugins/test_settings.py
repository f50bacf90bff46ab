"""tilbud.toml and the environment: read at the edge, every mistake told with its line."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tilbud_engine.errors import InputError
from tilbud_engine.settings import Settings


def written(folder: Path, text: str) -> Path:
    file = folder / "tilbud.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'plugins_dirs = ["egne"]\nrulesets_dirs = ["regler", "/delt"]\nallow_code = ["egne/kor"]\n'
        'blocked = ["sang"]\ndata = "tal"\n',
    )
    assert Settings.read(file) == Settings(
        plugins_dirs=(tmp_path / "egne",),
        rulesets_dirs=(tmp_path / "regler", Path("/delt")),
        allow_code=(tmp_path / "egne" / "kor",),
        blocked=("sang",),
        data=tmp_path / "tal",
        file=file,
    )


def test_the_nearest_file_above_is_found_and_the_environment_adds_to_it(tmp_path: Path) -> None:
    written(tmp_path, 'plugins_dirs = ["egne"]\nblocked = ["sang"]\n')
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    environ = {"TILBUD_PLUGINS": os.pathsep.join(["mere", "", "/delt"]), "TILBUD_DISABLED_PLUGINS": "kor, ,tilbud-x"}
    found = Settings.find(inside, environ)
    assert found.plugins_dirs == (tmp_path / "egne", inside / "mere", Path("/delt"))
    assert found.blocked == ("sang", "kor", "tilbud-x")


def test_without_a_file_everything_is_empty(tmp_path: Path) -> None:
    assert Settings.find(tmp_path, {}) == Settings()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('\nplugin_dirs = ["egne"]\n', "unknown-key", 2),
        ("[plugins]\nkor = 1\n", "unknown-key", 1),
        ('\n\nallow_code = "egne"\n', "settings-expected-names", 3),
        ("blocked = [1]\n", "settings-expected-names", 1),
        ('plugins_dirs = [""]\n', "settings-expected-names", 1),
        ("data = 5\n", "expected-text", 1),
        ('data = "a\\u0000b"\n', "expected-text", 1),
        ('plugins_dirs = ["a\\u0000b"]\n', "settings-expected-names", 1),
        ('blocked = ["a"]\nblocked = ["b"]\n', "toml-syntax", 2),
        ("blocked = [\n", "toml-syntax", 2),
        ("board = 5\n", "expected-mapping", 1),
        ("[board]\nretention = 5\n", "unknown-key", 2),
        ("[board]\nretention_months = true\n", "settings-months", 2),
        ("[board]\nretention_months = 0\n", "settings-months", 2),
        ("[board]\nretention_months = 12.5\n", "settings-months", 2),
        ("[board]\n\nlook = 5\n", "expected-text", 3),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    file = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        Settings.read(file)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.partition(f"{file}")[2]) in [(code, f":{line}"), (code, "")]
    assert problem.line("da")


def test_plans_are_kept_where_the_file_says_unless_the_environment_knows_better(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[board]\ndatabase = "sqlite:///planer.db"\nkeys = "postgresql://a@b/c"\n'
        'retention_months = 6\nlook = "udseende"\n',
    )
    board = Settings.read(file).board
    assert board.database == f"sqlite:///{tmp_path / 'planer.db'}"
    assert (board.keys, board.retention_months, board.look) == ("postgresql://a@b/c", 6, tmp_path / "udseende")
    found = Settings.find(tmp_path, {"TILBUD_DATABASE": "sqlite:////delt/planer.db"}).board
    assert (found.database, found.retention_months) == ("sqlite:////delt/planer.db", 6)


def test_plans_that_nobody_placed_are_beside_the_settings(tmp_path: Path) -> None:
    file = written(tmp_path, "[board]\nretention_months = 6\n")
    assert Settings.read(file).database == f"sqlite:///{tmp_path / 'boards.db'}"
    assert Settings().database == "sqlite:///boards.db"


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Settings.read(written(tmp_path, "plugin_dirs = []\nblock = []\n"))
    assert [one.values["nearest"] for one in caught.value.problems] == ["plugins_dirs", "blocked"]


def test_a_file_of_nonsense_is_told_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "tilbud.toml"
    codes = []
    for raw in (b"\xff\xfe", b"a = " + b"[" * 5000, b"a = " + b"1" * 5000, b"# x\n" * 20_000):
        file.write_bytes(raw)
        with pytest.raises(InputError) as caught:
            Settings.read(file)
        codes.append(caught.value.problems[0].code)
    assert codes == ["not-utf8", "toml-syntax", "toml-syntax", "file-too-large"]
    with pytest.raises(InputError, match="file-missing"):
        Settings.read(tmp_path / "ingen.toml")


@pytest.mark.skipif(os.name == "nt", reason="the bits say nothing there")
def test_a_file_that_anybody_may_change_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "blocked = []\n")
    file.chmod(file.stat().st_mode | stat.S_IWOTH)
    with pytest.raises(InputError, match="settings-open-to-all"):
        Settings.find(tmp_path, {})
    file.chmod(0o644)
    tmp_path.chmod(0o777)
    with pytest.raises(InputError, match="settings-open-to-all"):
        Settings.find(tmp_path, {})
