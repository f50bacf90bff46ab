"""A package that `tilbud plugin new` wrote: built, installed beside the engine, listed, and asked for its card."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.checkout import copy_project
from tests.packaging.installing import Installed, build, contents, run

pytestmark = pytest.mark.packaging

ALONE = """\
on: 2026-11-22
says: [{barrier: N-ENSOM}]
facts: {age: 20, months_unemployed: 3, municipality: eksempelkommune}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the engine's wheel in it, and nothing of the checkout."""
    copy = copy_project(tmp_path_factory.mktemp("checkout"))
    build(copy, "wheel")
    (wheel,) = (copy / "dist").glob("*.whl")
    made = Installed(tmp_path_factory.mktemp("author") / "venv", "build.txt")
    made.pip("--no-deps", wheel)
    return made


def test_a_new_package_builds_installs_and_is_listed(installed: Installed, tmp_path: Path) -> None:
    installed.tilbud(
        *("plugin", "new", "Cykelværkstedet", "--barrier", "N-ENSOM", "--age", "18-29", "--months", "1"),
        *("--municipality", "eksempelkommune", "--just-come", "--word", "Cykel", "--text", "Kom og byg"),
        *("--picture", "cykel", "--about", "Vi mødes onsdag.", "--hours", "2", "--contact-name", "Værkstedet"),
        *("--contact-telephone", "00 00 00 31", "--contact-hours", "onsdag", "--source", "Byrådet"),
        *("--package", "--into", tmp_path),
    )
    package = tmp_path / "tilbud-cykelvaerkstedet"
    assert "Fejl: 0" in installed.tilbud("plugin", "check", package / "src" / "cykelvaerkstedet")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=package)
    (wheel,) = (package / "dist").glob("*.whl")
    held = {name for name in contents(wheel) if ".dist-info/" not in name}
    assert {"cykelvaerkstedet/__init__.py", "cykelvaerkstedet/offer.yaml"} <= held
    assert "cykelvaerkstedet/scenarios/graenser.yaml" in held
    installed.pip("--no-deps", wheel)
    listed = json.loads(installed.tilbud("plugins", "--format", "json"))
    [plugin] = [one for one in listed["plugins"] if one["name"] == "cykelvaerkstedet"]
    assert (plugin["status"], plugin["kind"], plugin["distribution"]) == (
        "loaded",
        "package",
        "tilbud-cykelvaerkstedet",
    )
    assert plugin["offers"] == ["cykelvaerkstedet"]
    assert "tilbud-cykelvaerkstedet 0.1.0" in installed.tilbud("plugins")
    (tmp_path / "anna.yaml").write_text(ALONE, encoding="utf-8")
    shown = installed.tilbud("suggest", tmp_path / "anna.yaml")
    assert "Kom og byg." in shown
