"""Where the shipped plugins and rulesets are found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from tests.checkout import ROOT
from tilbud_engine.catalogue import catalogue_folder

SHOW = """
from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.errors import SetupError
try:
    print(catalogue_folder("plugins"))
except SetupError as error:
    print(error.problems[0].code)
"""


def shown_by(source: Path) -> str:
    """Run the function in a fresh process from a copy of the package."""
    for name in ("__init__.py", "errors.py", "errors.toml", "catalogue.py"):
        (source / "tilbud_engine").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "src" / "tilbud_engine" / name, source / "tilbud_engine" / name)
    (source / "tilbud_engine" / "__init__.py").write_text("", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=os.environ | {"PYTHONPATH": str(source), "PYTHONUTF8": "1"},
        cwd=source,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return result.stdout.strip()


@pytest.mark.parametrize("kind", ["plugins", "rulesets"])
def test_a_checkout_reads_its_own_folders(kind: Literal["plugins", "rulesets"]) -> None:
    assert catalogue_folder(kind) == ROOT / kind


def test_the_packaged_folder_wins_when_it_is_there(tmp_path: Path) -> None:
    packaged = tmp_path / "src" / "tilbud_engine" / "catalogue" / "plugins"
    packaged.mkdir(parents=True)
    (tmp_path / "plugins").mkdir()
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert shown_by(tmp_path / "src") == str(packaged.resolve())


def test_a_folder_called_plugins_outside_a_checkout_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    assert shown_by(tmp_path / "src") == "catalogue-missing"
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert shown_by(tmp_path / "src") == str((tmp_path / "plugins").resolve())
