"""The commands of the performance page: what is quick runs here, the rest is what `tox -e bench` runs."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

from tests.checkout import ROOT

PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
GENERATE = "python benchmarks/generate.py "


def test_the_page_has_no_figure_left_to_fill_in() -> None:
    assert not re.search(r"@[A-Z]+@", PAGE)


def test_each_command_is_run_here_or_by_the_environment_for_benchmarks() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    environment = tox["testenv:bench"]["commands"]
    for command in COMMANDS:
        if command.startswith(GENERATE) or command == "tox -e bench":
            continue
        script = next(word for word in command.split() if word.startswith("benchmarks"))
        assert (ROOT / script).exists(), command
        assert script.split("/")[-1] in environment, command


def test_the_offers_that_are_measured_can_be_looked_at_and_are_always_the_same(tmp_path: Path) -> None:
    [command] = [line for line in COMMANDS if line.startswith(GENERATE)]
    folder = command.removeprefix(GENERATE).split()[0]
    made = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        subprocess.run(
            [sys.executable, ROOT / "benchmarks" / "generate.py", folder, "--municipalities", "2", "--offers", "4"],
            cwd=tmp_path / name,
            check=True,
            timeout=120,
        )
        files = sorted(one for one in (tmp_path / name / folder).rglob("*") if one.is_file())
        made.append([(one.relative_to(tmp_path / name).as_posix(), one.read_bytes()) for one in files])
    assert made[0]
    assert made[0] == made[1]
