"""Every command and code block of the README and the manuals runs, and shows what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import run

# Pages whose blocks another test runs.
RUN_ELSEWHERE = {
    "docs/hooks.md": "tests/plugins/test_hooks_document.py",
    "docs/rule-language.md": "tests/test_rule_language_page.py",
    "docs/cli.md": "tests/cli",
    "docs/semantics.md": "tests/rules/test_semantics.py",
    "docs/performance.md": "tests/docs/test_performance_page.py",
}
# The two commands of the README are run by the packaging tests and by CI, each in a clone of its own.
RUN_IN_A_CLONE = "python3 -m venv .venv &&"

# A prompt, and what the reader types behind it; an empty answer is Enter alone.
PROMPT = re.compile(r"(?P<prompt>>(?= |$)|.*\(ja/nej\)(?= .)|.*\bEnter\b.*:(?= .)) ?(?P<typed>.*)")

PROGRAMS = {"tilbud": [sys.executable, "-m", "tilbud_engine"], "pytest": [sys.executable, "-m", "pytest"]}

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    info: str
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page.relative_to(ROOT).as_posix(),
            text.count("\n", 0, found.start()) + 1,
            found["info"].strip(),
            found["text"],
        )
        for found in FENCE.finditer(text)
    ]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN_HERE = [page for page in PAGES if page.relative_to(ROOT).as_posix() not in RUN_ELSEWHERE and blocks(page)]


@pytest.mark.no_cover  # What a page does is tested elsewhere too, and noting each line takes as long again.
@pytest.mark.parametrize("page", RUN_HERE, ids=lambda page: page.name)
def test_every_block_of_the_page_runs_and_shows_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    names: dict[str, object] = {}
    for block in blocks(page):
        kind, _, rest = block.info.partition(" ")
        if rest.startswith("file="):
            file = tmp_path / rest.removeprefix("file=")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif kind == "python":
            exec(compile(block.text, f"{block.page}:{block.line}", "exec"), names)  # noqa: S102 - our own pages
        elif kind == "console":
            run_console(block, tmp_path)
        elif kind == "sh" and all(line.startswith(RUN_IN_A_CLONE) for line in block.text.splitlines()):
            continue
        else:
            pytest.fail(f"{block.page}:{block.line}: nothing runs a block of kind `{block.info}`")


def run_console(block: Block, folder: Path) -> None:
    """Run each `$ command`; the lines below it must stand in its output in this order, `…` standing for any.

    What follows a prompt, `> ` at the beginning of a line or the end of a question, is typed in.
    """
    commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert commands[0] == "", f"{block.page}:{block.line}: the block does not begin with a command"
    for part in commands[1:]:
        command, _, shown = part.partition("\n")
        command, _, remark = command.partition("  # ")
        expected = int(remark.removeprefix("exit code ")) if remark else 0
        typed = [found["typed"] for found in map(PROMPT.fullmatch, shown.splitlines()) if found]
        code, output = ran(command, typed, folder)
        assert code == expected, f"{block.page}:{block.line}: `{command}` gave {code}:\n{output}"
        rest = output
        for line in shown.splitlines():
            if line.strip() == "…":
                continue
            prompt = PROMPT.fullmatch(line)
            wanted = prompt["prompt"] if prompt else line
            assert wanted in rest, f"{block.page}:{block.line}: `{command}` does not show `{wanted}`:\n{output}"
            rest = rest.split(wanted, 1)[1]


def ran(command: str, typed: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run a command and return its exit code, and all that it wrote.

    Here, where nothing is typed: most of the time that `tilbud` takes is to begin. What is typed is not to be echoed.
    """
    program, *arguments = shlex.split(command)
    if program == "tilbud" and not typed:
        result = run(*arguments)
        return result.exit_code, result.stdout + result.stderr
    done = subprocess.run(
        [*PROGRAMS[program], *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"},
        input="".join(f"{line}\n" for line in typed),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_page_with_blocks_is_run_somewhere() -> None:
    for page in PAGES:
        name = page.relative_to(ROOT).as_posix()
        if name in RUN_ELSEWHERE:
            assert (ROOT / RUN_ELSEWHERE[name]).exists(), f"{name} is said to be run by {RUN_ELSEWHERE[name]}"


def test_every_requirement_is_honoured_by_a_test_or_a_file_that_exists() -> None:
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (R-[A-Z]+\d+) \|(?P<what>[^|]*)\|(?P<where>[^|]*)\|$", text, re.MULTILINE)
    named = {row[0] for row in rows}
    offers = [f"R-O{number:02}" for number in range(1, 32)]
    offers += [f"R-C{number}" for number in range(1, 13)] + [f"R-T{number}" for number in range(1, 12)]
    rest = ["R-P2", "R-P4", "R-P6", "R-P14", "R-P16", "R-D1", "R-D2", "R-D4", "R-D5", "R-D8", "R-D10", "R-D14"]
    rest += ["R-X10", "R-X11", "R-X12", "R-X6", "R-D3", "R-D9", "R-D13", "R-D15"]
    rest += [f"R-B{number:02}" for number in range(1, 14)]
    rest += [f"R-X{number}" for number in range(1, 9)] + ["R-P1", "R-P5", "R-P10", "R-A10"]
    assert named >= {*offers, *rest}
    for requirement, _, where in rows:
        places = re.findall(r"`([^`]+)`", where)
        assert places, f"{requirement} names no place"
        for place in places:
            file, _, test = place.partition("::")
            assert (ROOT / file).exists(), f"{requirement}: there is no `{file}`"
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), (
                f"{requirement}: no `{test}`"
            )
