"""Programs that the tests need are installed where they are missing, and nothing is done where they are there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.install_programs import PACKAGES, is_axe_there, missing_programs, offered

COMMAND = "python -m tests.install_programs"


def installing(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *COMMAND.split()[1:]],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_nothing_is_done_where_everything_is_there() -> None:
    assert missing_programs() == []
    done = installing()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="another search path")
def test_where_nothing_can_be_installed_it_says_what_to_install(tmp_path: Path) -> None:
    done = installing(PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The tests need chromium, ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="no Debian")
def test_where_a_package_is_not_offered_the_next_one_is_taken() -> None:
    assert offered(("tilbud-engine-no-such-browser", "chromium")) == "chromium"
    assert offered(("dpkg", "chromium")) == "dpkg"


def test_an_axe_of_another_version_than_the_locks_is_fetched_again(tmp_path: Path) -> None:
    lock = {"packages": {"node_modules/axe-core": {"version": "4.14.1"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    assert not is_axe_there(tmp_path)
    axe = tmp_path / "node_modules" / "axe-core"
    axe.mkdir(parents=True)
    (axe / "axe.min.js").write_text("", encoding="utf-8")
    for version, fits in (("4.14.1", True), ("4.12.1", False)):
        (axe / "package.json").write_text(json.dumps({"version": version}), encoding="utf-8")
        assert is_axe_there(tmp_path) is fits


def test_the_environments_that_need_programs_install_them_first() -> None:
    text = (ROOT / "tox.ini").read_text(encoding="utf-8")
    for tests in ("--numprocesses=auto", "-m long"):
        assert f"    {COMMAND}\n    python -m pytest {tests}" in text
    assert set(PACKAGES) == {"chromium", "postgresql", "setpriv"}
