"""What --help says: in two languages, with an example each that works, without starting the engine."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.board.stories import two_plans
from tests.checkout import ROOT
from tests.cli.running import program, run
from tilbud_engine.cli import _COMMANDS
from tilbud_engine.cli.texts import _table

BELOW = (
    ["rules", "check"],
    ["rules", "test"],
    ["rules", "coverage"],
    ["rules", "diff"],
    ["rules", "mutate"],
    ["rules", "report"],
    ["rules", "simulate"],
    ["population", "make"],
    ["offers", "export"],
    ["offers", "import"],
    ["plugin", "new"],
    ["plugin", "check"],
    ["plugin", "try"],
    ["board", "new"],
    ["board", "list"],
    ["board", "show"],
    ["board", "print"],
    ["board", "export"],
    ["board", "import"],
    ["board", "delete"],
    ["board", "retention"],
    ["board", "key"],
)
# What these look for they may find, and then end with 1.
FINDS = (["rules", "diff"], ["rules", "mutate"])
COMMANDS = [[], *([name] for name in _COMMANDS), *BELOW]
DOCUMENT = ROOT / "docs" / "cli.md"


def examples() -> list[str]:
    in_help = [line for table in _table("help.toml").values() for line in table.get("examples", ())]
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    in_document = [line for block in blocks for line in block.splitlines() if line.strip()]
    # A server runs until it is stopped: `test_serve` starts it.
    return [line for line in dict.fromkeys([*in_help, *in_document]) if not line.startswith("tilbud serve")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("lang", "heading"), [("da", "Eksempel:"), ("en", "Example:")])
def test_every_help_has_an_example_in_both_languages(command: list[str], lang: str, heading: str) -> None:
    result = run(*command, "--lang", lang, "--help")
    assert result.exit_code == 0
    example = result.stdout.split(heading)[1]
    assert f"tilbud {' '.join(command)}".strip() in example
    assert ("Brug:" in result.stdout) is (lang == "da")


@pytest.mark.no_cover  # Each command has its own tests, and noting each line takes as long again.
@pytest.mark.parametrize("line", examples())
def test_every_example_of_help_and_document_works_as_it_stands(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("examples", "plugins", "rulesets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "borgere.jsonl").write_text('{"facts": {"age": 34}}\n', encoding="utf-8")
    words = shlex.split(line)
    assert words[0] == "tilbud"
    monkeypatch.chdir(tmp_path)
    if words[1] == "board":
        monkeypatch.setenv("TILBUD_KEY", two_plans(tmp_path))
    result = run(*words[1:])
    assert result.exit_code in ((0, 1) if words[1:3] in FINDS else (0,)), result.stderr
    assert result.stdout


def test_the_exit_codes_stand_in_the_help_and_in_the_document() -> None:
    told = " ".join(run("--help").stdout.split())
    for code in ("0 fint", "1 kontrollen", "2 noget", "3 der er svaret"):
        assert code in told
    document = DOCUMENT.read_text(encoding="utf-8")
    assert {"0", "1", "2", "3", "130", "141"} <= set(re.findall(r"^\| (\d+) \|", document, re.MULTILINE))


def test_the_document_names_every_command_and_every_option() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    options = [name for name in _table("help.toml") if name.startswith("--")]
    commands = [f"tilbud {name}" for name in _table("help.toml") if not name.startswith("--") and name != "tilbud"]
    assert [name for name in [*options, *commands] if name not in document] == []


def test_help_does_not_import_the_engine() -> None:
    code = "import sys; from tilbud_engine.cli import tilbud; tilbud.main(['--help'])"
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0
    for module in ("tilbud_engine.engine", "tilbud_engine.reading", "pydantic", "yaml", "pluggy", "rich"):
        assert f" {module}\n" not in result.stderr


def test_without_a_command_the_help_is_shown_and_the_code_says_that_something_is_missing() -> None:
    result = run()
    assert result.exit_code == 2
    assert "tilbud suggest examples/soeren.yaml" in result.stderr


def test_the_language_may_stand_anywhere_or_in_the_environment() -> None:
    for arguments in (["--lang", "en", "facts"], ["facts", "--lang=en"]):
        assert "months without a job" in run(*arguments).stdout
    assert "months without a job" in run("facts", TILBUD_LANG="en").stdout
    assert "måneder uden job" in run("facts", "--lang", "da", TILBUD_LANG="en").stdout


def test_every_text_is_there_in_both_languages() -> None:
    for name in ("texts.toml", "help.toml"):
        for key, table in _table(name).items():
            assert {"da", "en"} <= set(table), f"{name}: {key}"
            if isinstance(table["da"], str):
                assert set(re.findall(r"\{(\w+)\}", table["da"])) == set(re.findall(r"\{(\w+)\}", table["en"])), key


def test_every_text_is_used_somewhere() -> None:
    files = (ROOT / "src" / "tilbud_engine" / "cli").glob("*.py")
    code = "".join(file.read_text(encoding="utf-8") for file in files).replace("'", '"')
    for key in _table("texts.toml"):
        # Keys may be put together: then their beginning stands in an f-string.
        whole = key.removesuffix("-one")
        starts = [key[:end] for end, mark in enumerate(key, 1) if mark == "-"]
        assert f'"{whole}"' in code or any(f'f"{start}{{' in code for start in starts), key


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"tilbud \d+\.\d+\S*\n", run("--version").stdout)


def test_the_program_is_installed_under_its_name() -> None:
    assert Path(program()).name.startswith("tilbud")
