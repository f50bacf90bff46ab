"""Where things stand that a finding speaks of: the entries of documents, and the values that rulesets have set."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from tilbud_engine.dated import at_date
from tilbud_engine.lab.findings.finding import Finding
from tilbud_engine.lab.findings.trees import parameters_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.reading import Map


def entry_place(node: Any, on: dt.date, field: str, name: str) -> str:
    """Return where a name stands in a field of a document as it reads on the day; nothing where it does not."""
    document = at_date(node, on) if isinstance(node, Map) else None
    written = document.get(field) if isinstance(document, Map) else None
    return written.place_of(name) if isinstance(written, Map) and name in written else ""


def with_settings(finding: Finding, rules: RulesAt) -> Finding:
    """Return a finding that begins where rulesets have set the values behind it."""
    found = []
    for parameter in (one for condition in finding.conditions for one in parameters_of(condition)):
        layer = rules.engine.rulebook.rulesets.get(parameter.layer or "")
        if layer is not None:
            found.append(entry_place(layer.node, rules.on, "parameters", parameter.name))
    places = tuple(dict.fromkeys(place for place in (*found, *finding.places) if place))
    return replace(finding, places=places) if found else finding
