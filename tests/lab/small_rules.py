"""Small rules for tests of the policy lab: real files in a folder of their own, and nothing of what is shipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent

from tilbud_engine.engine import Engine
from tilbud_engine.lab.findings import Finding, Findings, Kind, prove
from tilbud_engine.lab.findings.telling import Teller
from tilbud_engine.lab.rules_at import RulesAt

ON = dt.date(2026, 9, 1)
PATIENT = 60_000
"""In milliseconds: a test that waits for its turn proves the same."""
DANMARK = "ruleset: danmark\n"
HERE = "ruleset: varde\nextends: danmark\nmunicipality: '0573'\n"


def offer(eligible: str, *, name: str = "proeve", answers: str = "[H-ANGST]", more: str = "") -> str:
    """Return an offer as YAML: its condition in one line or several, and more fields."""
    condition = indent(dedent(eligible).strip(), "  ")
    head = f"offer: {name}\nname: {name.capitalize()}\ncard: {{word: Prøve, text: En prøve}}\nanswers: {answers}\n"
    return f"{head}eligible:\n{condition}\n{dedent(more)}"


def rules(
    folder: Path, offers: Mapping[str, str] | str, *, danmark: str = "", here: str | None = None, on: dt.date = ON
) -> RulesAt:
    """Write the offers and the rulesets, and load them; `here` is what Varde's ruleset says beside its head."""
    written = {"proeve": offers} if isinstance(offers, str) else offers
    for name, text in written.items():
        file = folder / "plugins" / name / "offer.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    rulesets = {"danmark": DANMARK + dedent(danmark)} | ({} if here is None else {"varde": HERE + dedent(here)})
    for name, text in rulesets.items():
        file = folder / "rulesets" / name / "ruleset.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    engine = Engine.load(
        plugins=[folder / "plugins" / name for name in written],
        rulesets=[folder / "rulesets" / name for name in rulesets],
        runtime="reference",
        catalogue=False,
        drafts=True,
    )
    assert not [one for one in engine.problems if not one.is_remark], [one.line("en") for one in engine.problems]
    return RulesAt(engine, "danmark" if here is None else "varde", on)


def found(made: RulesAt, *kinds: Kind) -> list[Finding]:
    """Return what is found, of these kinds only."""
    findings: Findings = prove(made, milliseconds=PATIENT)
    assert not findings.unsettled
    return [one for one in findings.findings if one.kind in kinds]


def faults(made: RulesAt) -> list[str]:
    """Return the faults in Danish, each with its lines: `3: …`."""
    findings = prove(made, milliseconds=PATIENT)
    assert not findings.unsettled
    teller = Teller(made.engine.vocabulary, "da")
    return [told(teller, one) for one in findings.faults]


def told(teller: Teller, one: Finding) -> str:
    """Return a finding as its lines and its sentence."""
    lines = ", ".join(place.rpartition(":")[2] for place in one.places)
    return f"{lines}: {teller.told(one).sentence}"
