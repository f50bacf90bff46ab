"""A rule change to report on: a draft, an offer with hostile names, and people in a file."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from tests.checkout import ROOT
from tilbud_engine.lab.report.gathering import Asked, Gathered, gather

ON = dt.date(2026, 11, 1)
SCRIPT = "<script>alert('&amp;')</script>"
MARKUP = '#image("/etc/passwd") *fed* $x$ = Overskrift'
ROWS = 400

OFFER = f"""\
offer: fjendtligt
name: "{SCRIPT}"
card: {{word: Prøve, text: En prøve}}
answers: [N-ENSOM]
eligible: {{age: {{at_least: 30}}}}
municipalities: [eksempelkommune]
units: [kultur]
weeks: 10
hours_per_week: {{from: 2, to: 4}}
capacity: {{places: 20}}
"""

CHANGES = (
    ("ruleset: eksempelkommune", "ruleset: udkast\ndraft: true"),
    ("        value: 12\n", "        value: 18\n"),
    (
        "  mestring_arbejde_privat:\n    offered: true\n",
        f"""\
  fjendtligt:
    eligible: {{age: {{at_least: 40}}}}
    because: '{MARKUP}'
    source: {{title: '{MARKUP}'}}
    service_level: 'Kun om tirsdagen <b>'
    price: {{dkk: 100, per: hour, source: {{title: 'Budget <i>'}}}}
  mestring_arbejde_privat:
    offered: true
    eligible: {{age: {{at_least: 25}}}}
""",
    ),
)


def write_world(folder: Path) -> None:
    """Write the draft, the offer and the people."""
    text = (ROOT / "rulesets" / "eksempelkommune" / "ruleset.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "udkast.yaml").write_text(text, encoding="utf-8")
    (folder / "plugins" / "fjendtligt").mkdir(parents=True)
    (folder / "plugins" / "fjendtligt" / "offer.yaml").write_text(OFFER, encoding="utf-8")
    draw = random.Random(7)  # noqa: S311 - made-up people need no secret
    # Three people of 12 to 17 months without a job lose an offer: too few to be shown.
    months = [*(draw.randint(0, 11) for _ in range(ROWS // 2 - 3)), 12, 14, 17]
    months += [draw.randint(18, 40) for _ in range(ROWS - len(months))]
    rows = [f"{draw.randint(18, 66)},eksempelkommune,{month},6.3" for month in months]
    lines = ["age,municipality,months_unemployed,lab_target_group", *rows]
    (folder / "borgere.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def gathered_in(folder: Path) -> Gathered:
    """Return everything of the change, counted and tried."""
    asked = Asked(
        "eksempelkommune",
        str(folder / "udkast.yaml"),
        ON,
        folder / "borgere.csv",
        scenarios=True,
        uptake=50,
        plugins=(folder / "plugins" / "fjendtligt",),
        command="tilbud rules report 'a b' <udkast>",
    )
    return gather(asked)
