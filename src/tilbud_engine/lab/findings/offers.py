"""Offers that nobody can get, rights and hints that reach nobody, and offers that lie within another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import permutations

from tilbud_engine.lab.findings.finding import Finding, Kind, Words
from tilbud_engine.lab.findings.parts import Unit, at_odds, part_findings
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.findings.trees import is_everyone
from tilbud_engine.reading import place_of
from tilbud_engine.rules.conditions import Condition, Every, Some
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import NOT_IN_FORCE


def offer_findings(one: ResolvedOffer, prover: Prover) -> Iterator[Finding]:
    """Yield what is wrong in the conditions of one offer: who can get it, who else, the rights and the hints."""
    for fault in (fault for fault in (*one.faults, *one.right_faults) if fault.code not in NOT_IN_FORCE):
        told: dict[str, Words] = {"offer": one.offer, "problem": fault}
        yield Finding(Kind.UNREADABLE, (fault.where or one.rule,), told, (one.id,))
    if one.faults or (one.not_offered is not None and one.not_offered.code == "no-rule"):
        return  # Where there is no rule there is nothing to prove.
    about: dict[str, Words] = {"offer": one.offer}
    # Whom a municipality lets in beside them may get it although nobody meets the rule itself.
    closed = Kind.OFFER_FOR_NOBODY if one.also is None else Kind.CONTRADICTION
    own = part_findings(Unit(one.own, one.rule, closed, one.offer, about), prover)
    yield from own
    if one.also is not None:
        yield from _addition(one, one.also, prover)
    if _holds(own, Kind.OFFER_FOR_NOBODY):
        return
    if one.not_offered is None and not _reached(one, (one.eligible,), Kind.OFFER_FOR_NOBODY, prover):
        said = {**about, "part": one.eligible, "here": one.id}
        yield Finding(Kind.OFFER_FOR_NOBODY, (one.rule,), said, (one.id,), proved=True)
        return
    if not one.right_faults:
        for written, right in zip(one.offer.rights, one.rights, strict=True):
            place = place_of(written.when, one.rule)
            unit = Unit(right.when, place, Kind.RIGHT_FOR_NOBODY, one.offer, about)
            yield from _within(one, one.own, unit, prover)
    for hint in one.hints:
        text = {**about, "hint": hint.text, "hint_en": hint.text_en or hint.text}
        unit = Unit(hint.when, hint.when.place or one.rule, Kind.HINT_NEVER_SHOWN, one.offer, text)
        yield from _within(one, one.eligible, unit, prover)


def _within(one: ResolvedOffer, given: Condition, unit: Unit, prover: Prover) -> Iterator[Finding]:
    """Yield what is wrong with a right or a hint, also where it and the offer are never for the same person."""
    if is_everyone(unit.condition):
        return
    made = part_findings(unit, prover)
    yield from made
    if not _holds(made, unit.kind) and not _reached(one, (given, unit.condition), unit.kind, prover):
        parts = [
            part for each in (given, unit.condition) for part in (each.parts if isinstance(each, Every) else [each])
        ]
        fewest = at_odds(parts, lambda condition: not prover.possible((condition, True)))
        said = {**unit.about, "parts": tuple(fewest)}
        yield Finding(unit.kind, tuple(dict.fromkeys((unit.place, one.rule))), said, (one.id,), proved=True)


def _reached(one: ResolvedOffer, wanted: tuple[Condition, ...], kind: Kind, prover: Prover) -> bool:
    """Tell whether all of it holds of somebody who lives here; unsettled counts as yes, and is told."""
    asked = [(condition, True) for condition in wanted if not is_everyone(condition)]
    return not asked or prover.settled(kind, one.rule, lambda: prover.possible(*asked), one.id) is not False


def _addition(one: ResolvedOffer, also: Condition, prover: Prover) -> Iterator[Finding]:
    """Yield what is wrong with whom a municipality lets in beside those whom the rule names."""
    place = also.place or one.rule
    yield from part_findings(Unit(also, place, Kind.CONTRADICTION, one.offer), prover)
    # The whole before its parts: of several ways in each may let in nobody new.
    ways = also.parts if isinstance(also, Some) and len(also.parts) > 1 else ()
    for part in (also, *ways):
        others = () if part is also else tuple(way for way in ways if way is not part)
        covered = partial(prover.logic.equivalent, Some((one.own, *others)), Some((one.own, also)))
        if prover.settled(Kind.COVERED_ADDITION, part.place or place, covered, one.id):
            about: dict[str, Words] = {"offer": one.offer, "part": part}
            places = tuple(dict.fromkeys((part.place or place, one.rule)))
            yield Finding(Kind.COVERED_ADDITION, places, about, (one.id,), proved=True)
            if part is also:
                return


def not_offered_findings(resolved: Resolved) -> Iterator[Finding]:
    """Yield the offers that nobody gets here, those with the same reason together."""
    reasons: dict[str, list[ResolvedOffer]] = {}
    for one in resolved.offers.values():
        # What has a day is told with it: it ended, or is to come.
        if one.not_offered is not None and one.not_offered.on is None:
            reasons.setdefault(one.not_offered.code, []).append(one)
    for code, offers in reasons.items():
        ids, names = tuple(one.id for one in offers), tuple(one.offer for one in offers)
        yield Finding(Kind.NOT_OFFERED, (offers[0].rule,), {"state": code, "offers": names}, ids)


def pair_findings(resolved: Resolved, prover: Prover) -> Iterator[Finding]:
    """Yield the offers that another one covers: it answers the same barriers, and all who can get one get the other."""
    running = [one for one in resolved.offers.values() if one.not_offered is None and not one.not_loaded]
    for one, other in permutations((one for one in running if not one.faults), 2):
        if not set(one.offer.answers) <= set(other.offer.answers) or one.offer.privacy != other.offer.privacy:
            continue
        alike = set(one.offer.answers) == set(other.offer.answers) and _covers(one, other, prover)
        if (alike and other.id < one.id) or not _covers(other, one, prover):
            continue  # Of two that cover each other it is told once.
        about: dict[str, Words] = {"offer": one.offer, "other": other.offer}
        yield Finding(Kind.OFFER_COVERED, (one.rule, other.rule), about, (one.id, other.id), proved=True)


def _covers(other: ResolvedOffer, one: ResolvedOffer, prover: Prover) -> bool:
    """Tell whether all who can have the one can have the other, whatever is known of them."""

    def outside() -> bool:
        return any(prover.possible((one.eligible, True), (other.eligible, truth)) for truth in (False, None))

    return prover.settled(Kind.OFFER_COVERED, one.rule, outside, one.id) is False


def _holds(findings: tuple[Finding, ...], kind: Kind) -> bool:
    return any(one.kind is kind for one in findings)
