"""Building the package and installing it into an environment of its own, as whoever takes it home does."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.checkout import ROOT

SCRIPTS = "Scripts" if os.name == "nt" else "bin"
EXECUTABLE = ".exe" if os.name == "nt" else ""


def run(*arguments: str | Path, cwd: Path, ends_with: int = 0, **environment: str) -> str:
    """Run a program without the environment of the tests; return what it prints, or its errors where it fails."""
    hidden = ("PYTHONPATH", "VIRTUAL_ENV", "TILBUD_PLUGINS", "CPPFLAGS", "COV_CORE_SOURCE")
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    result = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env=clean | {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )
    assert result.returncode == ends_with, f"{arguments}\n{result.stdout}\n{result.stderr}"
    return result.stderr if ends_with else result.stdout


def contents(wheel: Path) -> dict[str, str]:
    """Return each file of a wheel with the digest of its bytes."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def build(checkout: Path, *targets: str, **environment: str) -> None:
    """Build what is named of a checkout: `sdist`, `wheel`."""
    flags = [part for target in targets for part in ("-t", target)]
    run(sys.executable, "-m", "hatchling", "build", *flags, cwd=checkout, ends_with=0, **environment)


class Installed:
    """An environment of its own without durable-rules and without a C compiler."""

    def __init__(self, folder: Path, *locks: str) -> None:
        run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
        self.folder = folder
        self.python = folder / SCRIPTS / f"python{EXECUTABLE}"
        for lock in ("no-compiler.txt", *locks):
            self.pip("--require-hashes", "--only-binary=:all:", "-r", ROOT / "requirements" / lock)

    def pip(self, *arguments: str | Path) -> None:
        install = ["-m", "pip", "install", "--quiet", *arguments]
        run(self.python, *install, cwd=self.folder, CC="/bin/false")

    def tilbud(self, *arguments: str | Path, ends_with: int = 0) -> str:
        return run(self.folder / SCRIPTS / f"tilbud{EXECUTABLE}", *arguments, cwd=self.folder, ends_with=ends_with)

    def asks_python(self, code: str) -> str:
        return run(self.python, "-c", code, cwd=self.folder).strip()
