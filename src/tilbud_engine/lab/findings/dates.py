"""What is over and what soon will be: periods that end, versions that begin, and values the law has done away with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tilbud_engine.dated import Period, at_date, version_dates
from tilbud_engine.lab.findings.finding import Finding, Kind, Words
from tilbud_engine.lab.findings.trees import conditions_of, parameters_of
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.offers import Offer
from tilbud_engine.reading import Map
from tilbud_engine.rules.conditions import Constant, Named, Test, tests_of, walk
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
        named = None if only is None else only | self.named_by(only)
        for layer in self.rules.engine.rulebook.layers(self.rules.ruleset):
            for one in self.layer(layer):
                if named is None or named & {*one.offers, one.about.get("name")}:
                    yield one
        for key in self.rules.resolved.offers:
            if only is None or key in only:
                yield from self.offer(key)
                yield from self.values(key)

    def named_by(self, offers: frozenset[str]) -> frozenset[str]:
        """Return the parameters and definitions that the offers use."""
        here = [one for key, one in self.rules.resolved.offers.items() if key in offers]
        whens = [when for one in here for when in conditions_of(one)]
        parameters = (one.name for when in whens for one in parameters_of(when))
        return frozenset([*parameters, *(one.name for when in whens for one in walk(when) if isinstance(one, Named))])

    def layer(self, layer: Ruleset) -> Iterator[Finding]:
        document, written = layer.history.at(self.on), _map(at_date(layer.node, self.on))
        for field in _FIELDS:
            entries = {} if document is None else getattr(document, field)
            for name, entry in entries.items():
                over = Kind.ENDED if field == "offers" else Kind.EXPIRED
                about = self.entry(field, name, layer)
                if about:
                    yield from self.period(entry.valid, _map(written.get(field)).place_of(name), about, over)
            raw = _map(_map(layer.node).get(field))
            for name, node in raw.items():
                about = self.entry(field, name, layer)
                if about:
                    yield from self.changes(node, raw.place_of(name), about)

    def entry(self, field: str, name: str, layer: Ruleset) -> dict[str, Words]:
        """Return what an entry of a ruleset is called; nothing for an offer that is not in these rules."""
        if field != "offers":
            return {"name": name}
        one = self.rules.resolved.offers.get(name)
        if one is None:
            return {}
        gone = one.not_offered is not None and one.not_offered.code == "over"
        return {"offer": one.offer} if gone else {"offer": one.offer, "layer": layer.name}

    def offer(self, key: str) -> Iterator[Finding]:
        dated = self.rules.engine.rulebook.offers[key]
        offer = dated.history.at(self.on)
        node = _map(dated.node)
        if offer is not None:
            written = _map(at_date(node, self.on))
            place = written.place_of("valid") if "valid" in written else dated.place
            yield from self.period(offer.valid, place, {"offer": offer}, Kind.ENDED)
        # What moves a source or a text alone is not looked at: only what decides.
        for field in ("eligible", "rights", "status", "valid", "entitlement", "parameters"):
            if field in node:
                about: dict[str, Words] = {"offer": offer or dated.versions[0], "field": field}
                yield from self.changes(node[field], node.place_of(field), about)

    def period(self, valid: Period, place: str, about: Mapping[str, Words], over: Kind) -> Iterator[Finding]:
        if valid.to is not None and valid.to <= self.until:
            kind = over if valid.to < self.on else Kind.EXPIRING
            yield Finding(kind, (place,), {**about, "day": valid.to}, _ids(about))

    def changes(self, node: Any, place: str, about: Mapping[str, Words]) -> Iterator[Finding]:
        for day in sorted(version_dates(node, [])):
            if self.on < day <= self.until:
                yield Finding(Kind.CHANGING, (place,), {**about, "day": day}, _ids(about))

    def values(self, key: str) -> Iterator[Finding]:
        """Yield the values of a choice that a rule of the offer names and that are over, or soon will be."""
        one = self.rules.resolved.offers[key]
        found = (test for when in conditions_of(one) for test in tests_of(when) if test.fact.valid)
        for test in {(test.place, test.fact.key): test for test in found}.values():
            yield from self.named(test, key, one.rule)

    def named(self, test: Test, key: str, rule: str) -> Iterator[Finding]:
        for operand in test.operands:
            value = operand.value if isinstance(operand, Constant) else None
            period = test.fact.valid.get(value) if isinstance(value, str) else None
            if period is not None and period.to is not None and period.to <= self.until:
                only = replace(test, operands=(operand,))
                kind = Kind.EXPIRED if period.to < self.on else Kind.EXPIRING
                yield Finding(kind, (test.place or rule,), {"part": only, "day": period.to}, (key,))


def _ids(about: Mapping[str, Words]) -> tuple[str, ...]:
    offer = about.get("offer")
    return (offer.offer,) if isinstance(offer, Offer) else ()


def _map(node: Any) -> Map:
    return node if isinstance(node, Map) else Map({})
