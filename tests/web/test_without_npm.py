"""A package that was built where npm's registry cannot be reached: plain pages, and every one of them opens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.checkout import ROOT

BROUGHT_BY_NPM = ("vendor", "fonts", "__pycache__")
VISIT = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
import tilbud_engine
from tests.web.served import desk_in
from tilbud_engine.web.app import make_app

here = Path(sys.argv[1])
assert Path(tilbud_engine.__file__).is_relative_to(here)
with desk_in(here) as desk, TestClient(make_app(desk), base_url="http://127.0.0.1") as client:
    page = client.get("/ind/" + desk.links.link("citizen"))
    styles = client.get(page.text.partition('rel="stylesheet" href="')[2].partition('"')[0])
    print(page.status_code, "<h1" in page.text, "<form" in page.text, styles.status_code)
"""


def test_the_first_page_opens_without_what_npm_brings(tmp_path: Path) -> None:
    package = tmp_path / "tilbud_engine"
    shutil.copytree(ROOT / "src" / "tilbud_engine", package, ignore=shutil.ignore_patterns(*BROUGHT_BY_NPM))
    (package / "catalogue").mkdir()
    for kind in ("plugins", "rulesets"):
        (package / "catalogue" / kind).symlink_to(ROOT / kind, target_is_directory=True)
    visited = subprocess.run(
        [sys.executable, "-W", "error", "-c", VISIT, tmp_path],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert visited.stdout.split() == ["200", "True", "True", "404"], visited.stderr
