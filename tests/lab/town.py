"""A copy of the made-up municipality, with rules and scenarios of the test's own."""

from __future__ import annotations

from pathlib import Path

from tests.checkout import ROOT

TOWN = ROOT / "rulesets" / "eksempelkommune"
CULTURE = """\
scenarios:
  - name: Et år uden job
    on: 2026-09-01
    ruleset: eksempelkommune
    citizen: {says: [{barrier: N-ENSOM}], facts: {municipality: eksempelkommune, months_unemployed: 12}}
    expect: {kulturvitaminer: yes}
"""
LONGER = ("        value: 12\n", "        value: 13\n")
"""The culture card a month later than the scenario has it."""
AS_DRAFT = ("ruleset: eksempelkommune\n", "ruleset: udkast\ndraft: true\n")
"""The same rules as a draft under another name."""


def copied_town(folder: Path, *changes: tuple[str, str], name: str = "by", scenarios: str = CULTURE) -> Path:
    """Write a copy of the made-up municipality with some words changed, and return its folder."""
    text = (TOWN / "ruleset.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    made = folder / name
    (made / "scenarios").mkdir(parents=True)
    (made / "ruleset.yaml").write_text(text, encoding="utf-8")
    (made / "scenarios" / "kultur.yaml").write_text(scenarios, encoding="utf-8")
    return made
