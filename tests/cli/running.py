"""Running `tilbud` in a test: inside the process, and as the installed program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from tests.checkout import ROOT
from tilbud_engine.cli import tilbud

SOEREN = str(ROOT / "examples" / "soeren.yaml")
ESCAPE = "\x1b"


def run(*arguments: str, typed: str | bytes | None = None, **environment: str | None) -> Result:
    """Run the command; a traceback fails the test here."""
    result = CliRunner(env={"TILBUD_LANG": None, **environment}).invoke(tilbud, list(arguments), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def program() -> str:
    """Return the installed console script."""
    found = shutil.which("tilbud", path=str(Path(sys.executable).parent))
    assert found, "the project is not installed in this environment"
    return found


def run_program(
    *arguments: str | bytes, typed: bytes = b"", cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed program in a process of its own."""
    return subprocess.run(
        [program(), *arguments],
        input=typed,
        capture_output=True,
        cwd=cwd,
        env=plain_environment() | (environment or {}),
        check=False,
        timeout=120,
    )


def plain_environment() -> dict[str, str]:
    """Return the environment without what steers Python's text or our language."""
    left_out = ("PYTHONUTF8", "PYTHONIOENCODING", "TILBUD_", "LC_", "LANG")
    return {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
