"""A plugin for citizens everywhere, whose card the first of its scenarios does not get."""

from __future__ import annotations

from pathlib import Path

from tests.kit.authors import write_plugin

OFFER = """\
offer: vaerksted
name: Værkstedet ved havnen
name_en: The workshop by the harbour
card: {word: Værksted, word_en: Workshop, text: Byg noget sammen med andre, pictogram: hammer, alt: En hammer}
answers: [N-ENSOM]
eligible: {age: {at_least: 18}}
decides: dig
entitlement: aabent
needs: [transport]
cost: Gratis
contact: {name: Værkstedet, telephone: "00 00 00 31", hours: onsdag 10-14}
sources: [{title: Byrådets beslutning}]
"""
SCENARIOS = """\
scenarios:
  - name: For ung
    on: 2026-11-22
    citizen: {says: [{barrier: N-ENSOM}], facts: {age: 17}}
    expect: {vaerksted: no}
  - name: Voksen
    on: 2026-11-22
    citizen: {says: [{barrier: N-ENSOM}], facts: {age: 40}}
    expect: {vaerksted: yes}
"""


def write_workshop(root: Path, offer: str = OFFER, scenarios: str | None = SCENARIOS, name: str = "vaerksted") -> Path:
    """Write the plugin into a folder and return it; other texts stand in the place of the good ones."""
    return write_plugin(root, offer, scenarios, name)
