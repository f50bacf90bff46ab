"""What is over and what soon will be: periods that end, versions that begin, and values the law has done away with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tilbud_engine.dated import Period, at_date, version_dates
from tilbud_engine.lab.findings.finding import Finding, Kind
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.reading import Map
from tilbud_engine.rules.conditions import Constant, Test, tests_of
from tilbud_engine.rules.ruleset import Ruleset

_FIELDS = ("parameters", "definitions", "offers", "leg_sets")


def date_findings(rules: RulesAt, within: int, only: frozenset[str] | None = None) -> Iterator[Finding]:
    """Yield what is over on the day, and what ends or changes within so many days after it."""
    yield from _Dates(rules, within).findings(only)


class _Dates:
    def __init__(self, rules: RulesAt, within: int) -> None:
        self.rules = rules
        self.on = rules.on
        # No day lies beyond the last that a calendar has.
        self.until = dt.date.fromordinal(min(rules.on.toordinal() + within, dt.date.max.toordinal()))

    def findings(self, only: frozenset[str] | None) -> Iterator[Finding]:
        if only is None:
            for layer in self.rules.engine.rulebook.layers(self.rules.ruleset):
                yield from self.layer(layer)
        for key in self.rules.resolved.offers:
            if only is None or key in only:
                yield from self.offer(key)
                yield from self.values(key)

    def layer(self, layer: Ruleset) -> Iterator[Finding]:
        document, written = layer.history.at(self.on), _map(at_date(layer.node, self.on))
        for field in _FIELDS:
            entries = {} if document is None else getattr(document, field)
            for name, entry in entries.items():
                place = _map(written.get(field)).place_of(name)
                ids = (name,) if field == "offers" else ()
                over = Kind.ENDED if field == "offers" else Kind.EXPIRED
                yield from self.period(entry.valid, place, name, ids, over)
            raw = _map(_map(layer.node).get(field))
            for name, node in raw.items():
                if name in entries and (field != "offers" or name in self.rules.resolved.offers):
                    yield from self.changes(node, raw.place_of(name), name, (name,) if field == "offers" else ())

    def offer(self, key: str) -> Iterator[Finding]:
        dated = self.rules.engine.rulebook.offers[key]
        offer = dated.history.at(self.on)
        written = _map(at_date(dated.node, self.on)) if isinstance(dated.node, Map) else Map({})
        if offer is not None:
            place = written.place_of("valid") if "valid" in written else dated.place
            yield from self.period(offer.valid, place, key, (key,), Kind.ENDED)
        # What moves a source or a text alone is not looked at: only what decides.
        for field in ("eligible", "rights", "status", "valid", "entitlement", "parameters"):
            if isinstance(dated.node, Map) and field in dated.node:
                yield from self.changes(dated.node[field], dated.node.place_of(field), f"{key}: {field}", (key,))

    def period(self, valid: Period, place: str, name: str, ids: tuple[str, ...], over: Kind) -> Iterator[Finding]:
        if valid.to is None or valid.to > self.until:
            return
        kind = over if valid.to < self.on else Kind.EXPIRING
        yield Finding(kind, (place,), {"name": name, "day": valid.to}, ids)

    def changes(self, node: Any, place: str, name: str, ids: tuple[str, ...]) -> Iterator[Finding]:
        for day in sorted(version_dates(node, [])):
            if self.on < day <= self.until:
                yield Finding(Kind.CHANGING, (place,), {"name": name, "day": day}, ids)

    def values(self, key: str) -> Iterator[Finding]:
        """Yield the values of a choice that a rule of the offer names and that are over, or soon will be."""
        one = self.rules.resolved.offers[key]
        whens = (one.eligible, *(right.when for right in one.rights), *(hint.when for hint in one.hints))
        tests = {(test.place, test.fact.key): test for when in whens for test in tests_of(when) if test.fact.valid}
        for test in tests.values():
            yield from self.named(test, key, one.rule)

    def named(self, test: Test, key: str, rule: str) -> Iterator[Finding]:
        for operand in test.operands:
            value = operand.value if isinstance(operand, Constant) else None
            period = test.fact.valid.get(value) if isinstance(value, str) else None
            if period is not None and isinstance(value, str):
                about = f"{test.fact.key}: {value}"
                yield from self.period(period, test.place or rule, about, (key,), Kind.EXPIRED)


def _map(node: Any) -> Map:
    return node if isinstance(node, Map) else Map({})
