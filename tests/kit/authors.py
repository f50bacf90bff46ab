"""A plugin as an author writes it: small, local to a made-up municipality, and without a fault."""

from __future__ import annotations

from pathlib import Path

OFFER = """\
# Written by Sundhedsafdelingen.
offer: gaatur
name: Gåtur på recept
name_en: Walk on prescription
card:
  word: Gåtur
  word_en: Walk
  text: Gå en tur sammen med andre hver uge
  text_en: Go for a walk with others every week
  pictogram: person-simple-walk
  alt: En person, der går
  alt_en: A person walking
answers: [H-ANGST, N-ENSOM]
eligible:
  age: {at_least: $gaatur_min_age}
  enrolled_in_education: false
parameters:
  gaatur_min_age:
    type: int
    label: Yngste alder
    unit: år
    range: [15, 40]
    set_by: municipality
    default: 18
about: Vi går en tur hver uge. Du bestemmer selv, hvor langt du går.
about_en: We go for a walk every week. You decide how far.
for_staff: Målgruppen er borgere med angst. Gruppelederen koordinerer indsatsen.
units: [sundhed]
decides: dig selv
decides_en: yourself
entitlement: aabent
municipalities: [eksempelkommune]
hours_per_week: 2
relations: {parallel_ok: [mentor]}
contact: {name: Sundhedshuset, telephone: "12 34 56 78"}
sources:
  - title: Sundhedspolitik
    where: Bevægelse
last_checked: 2026-11-01
"""

SCENARIOS = """\
scenarios:
  - name: Voksen med angst
    on: 2026-11-22
    ruleset: eksempelkommune
    citizen:
      says: [{barrier: H-ANGST}]
      facts: {age: 18, enrolled_in_education: false}
    expect:
      gaatur: yes
  - name: Voksen, der er ensom
    on: 2026-11-22
    ruleset: eksempelkommune
    citizen:
      says: [{barrier: N-ENSOM}]
      facts: {age: 19, enrolled_in_education: false}
    expect:
      gaatur: {verdict: yes, missing: []}
  - name: For ung
    on: 2026-11-22
    ruleset: eksempelkommune
    citizen:
      says: [{barrier: H-ANGST}]
      facts: {age: 17, enrolled_in_education: true}
    expect:
      gaatur: {verdict: no, because: mindst 18 år}
  - name: Alder og uddannelse mangler
    on: 2026-11-22
    ruleset: eksempelkommune
    citizen:
      says: [{barrier: H-ANGST}]
    expect:
      gaatur: {verdict: unknown, missing: [age, enrolled_in_education]}
"""

README = "# Gåtur på recept\n\nLavet af Sundhedsafdelingen. Spørg Sundhedshuset.\n"


def write_plugin(root: Path, offer: str = OFFER, scenarios: str | None = SCENARIOS, name: str = "gaatur") -> Path:
    """Write the plugin into a folder and return it; other texts stand in the place of the good ones."""
    folder = root / name
    (folder / "scenarios").mkdir(parents=True)
    (folder / "offer.yaml").write_text(offer, encoding="utf-8", newline="")
    if scenarios is not None:
        (folder / "scenarios" / "graenser.yaml").write_text(scenarios, encoding="utf-8", newline="")
    (folder / "README.md").write_text(README, encoding="utf-8")
    return folder


def start_of_png(wide: int, high: int) -> bytes:
    """Return how a PNG file of so many dots begins."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + wide.to_bytes(4) + high.to_bytes(4)


START_OF_PNG = start_of_png(40, 30)
