"""Installs what the tests need and pip does not bring: a browser, PostgreSQL, and axe-core from npm.

Run as `python -m tests.install_programs`; where all is there, nothing is done. Debian's packages are installed as root
or by sudo. No database is set up and no server is left running.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hatch_build import npm_ci

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows and takes little more than half of the processor's time for the same pages."""
POSTGRESQL = ("initdb", "postgres")
DROPPING_RIGHTS = "setpriv"
PACKAGES = {
    "chromium": ("chromium-headless-shell", "chromium"),
    "postgresql": ("postgresql",),
    DROPPING_RIGHTS: ("util-linux",),
}
"""What is looked for, and Debian's packages with it: the first that there is."""

NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/tilbud-engine-tests.conf")
"""Read while Debian installs PostgreSQL, which otherwise makes a database and starts its server."""


def browser() -> str | None:
    """Return the path of a Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgresql(name: str) -> str | None:
    """Return the path of a program of PostgreSQL; Debian keeps them beside the search path, newest last."""
    places = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(places, key=lambda place: int(place.parts[-3]) if place.parts[-3].isdigit() else 0)[-1:]
    return shutil.which(name) or next(map(str, newest), None)


def missing_programs() -> list[str]:
    """Return what is missing, by the names of PACKAGES."""
    there = {
        "chromium": browser() is not None,
        "postgresql": all(map(postgresql, POSTGRESQL)),
        DROPPING_RIGHTS: shutil.which(DROPPING_RIGHTS) is not None,
    }
    return [name for name in PACKAGES if not there[name]]


def is_axe_there(folder: Path) -> bool:
    """Tell whether a folder's node_modules holds the axe-core that its lock names."""
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    axe = folder / "node_modules" / "axe-core"
    if not (axe / "axe.min.js").is_file():
        return False
    found = json.loads((axe / "package.json").read_text(encoding="utf-8"))
    return bool(found["version"] == locked["packages"]["node_modules/axe-core"]["version"])


def install(missing: list[str]) -> None:
    """Install programs with apt-get; ends with a message where that cannot be done."""
    if shutil.which("apt-get") is None:
        sys.exit(f"The tests need {', '.join(missing)}: install them with what installs programs here, and try again.")
    if os.getuid() != 0 and shutil.which("sudo") is None:
        packages = " ".join(offered(PACKAGES[name]) for name in missing)
        sys.exit(f"The tests need {', '.join(missing)}: run `apt-get install {packages}` as root, and try again.")
    as_root = [] if os.getuid() == 0 else ["sudo"]
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    _run(*as_root, "mkdir", "-p", str(NO_CLUSTER.parent))
    _run(*as_root, "sh", "-c", f"echo create_main_cluster = false > {NO_CLUSTER}")
    try:
        _run(*as_root, *quietly, "update")
        wanted = [offered(PACKAGES[name]) for name in missing]
        _run(*as_root, *quietly, "install", "--no-install-recommends", *wanted)
    finally:
        _run(*as_root, "rm", "-f", str(NO_CLUSTER))
    if still := missing_programs():
        sys.exit(f"apt-get has installed {' '.join(wanted)}, and {', '.join(still)} is still not found.")


def offered(packages: Sequence[str]) -> str:
    """Return the first package that apt-get knows, else the last."""
    for name in packages[:-1]:
        if subprocess.run(["apt-cache", "show", name], check=False, capture_output=True).returncode == 0:
            return name
    return packages[-1]


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        sys.exit(f"The tests need programs, and this failed: {' '.join(command)}")


if __name__ == "__main__":
    if missing := missing_programs():
        install(missing)
    if not is_axe_there(ROOT):
        npm_ci(ROOT, ROOT, "--include=dev")
