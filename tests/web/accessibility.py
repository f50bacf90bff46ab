"""The rules of WCAG 2.2 AA that a machine can check, on a page as the browser shows it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.checkout import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def check_accessibility(page: Page) -> None:
    """Fail with what is wrong, where, and what would cure it; needs the page's JavaScript switched on."""
    found = violations(page)
    if found:
        pytest.fail(f"{page.url}\n" + "\n".join(_told(one) for one in found), pytrace=False)


def violations(page: Page) -> list[dict[str, Any]]:
    """Return what axe-core finds, as it tells it."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: python -m tests.install_programs installs it", pytrace=False)
    page.wait_for_load_state()
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", list(RULES))
    found: list[dict[str, Any]] = report["violations"]
    return found


def _told(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(map(str, node['target']))}\n      {node['html']}\n      {node['failureSummary']}"
        for node in violation["nodes"]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
