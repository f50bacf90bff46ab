"""The files of the project as a newcomer would get them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hatch_build import PAGES, PICTURES, SHEET

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = {".git", ".venv", ".tox", ".hypothesis", "dist", "build", "node_modules", "__pycache__"}


def project_files() -> list[Path]:
    """Return the files under version control and those about to be; in an unpacked sdist, all."""
    if (ROOT / ".git").exists():
        safe = f"safe.directory={ROOT.as_posix()}"
        listed = subprocess.run(
            ["git", "-c", safe, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        names = sorted(set(listed.stdout.decode("utf-8").split("\0")) - {""})
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    brought_by_npm = {file for folder in (PAGES, PICTURES, SHEET) for file in (ROOT / folder).rglob("*")}
    return [
        file
        for file in sorted(ROOT.rglob("*"))
        if file.is_file()
        and not any(part in LEFT_BEHIND or part.endswith("_cache") for part in file.relative_to(ROOT).parts)
        and file not in brought_by_npm
    ]


def copy_project(to: Path) -> Path:
    """Copy the project's files into a folder of their own, without version control, and return it."""
    for file in project_files():
        target = to / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    return to
