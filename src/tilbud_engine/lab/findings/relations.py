"""Relations between offers that contradict each other, and those that point at what is not here."""

from __future__ import annotations

from collections.abc import Iterator

from tilbud_engine.lab.findings.finding import Finding, Kind
from tilbud_engine.offers import RelationKind
from tilbud_engine.rules.resolved import Resolved

# Of two relations of a pair that cannot both be meant; each is told whichever of the two offers says it.
_AT_ODDS: tuple[tuple[RelationKind, RelationKind], ...] = (
    ("exclusive_full_time", "parallel_ok"),
    ("exclusive_full_time", "pairs_with"),
    ("exclusive_full_time", "requires_active"),
    ("same_function", "parallel_ok"),
    ("same_function", "pairs_with"),
    ("same_function", "requires_active"),
    ("replaces", "parallel_ok"),
    ("replaces", "pairs_with"),
    ("replaces", "requires_active"),
    ("overrides", "requires_active"),
)
# What cannot hold both ways.
_ONE_WAY: tuple[RelationKind, ...] = ("overrides", "replaces", "requires_active", "soft_before")


def relation_findings(resolved: Resolved) -> Iterator[Finding]:
    """Yield what the relations between the offers say that cannot be meant."""
    said: dict[tuple[frozenset[str], RelationKind], str] = {}
    for one in resolved.offers.values():
        for kind, others in one.offer.relations.items():
            for other in others:
                if other in resolved.offers and other != one.id:
                    said.setdefault((frozenset((one.id, other)), kind), one.id)
    for (pair, kind), first in said.items():
        for at_odds in (other for ours, other in _AT_ODDS if ours == kind):
            if (second := said.get((pair, at_odds))) is not None:
                ids = (first, *sorted(pair - {first}))
                yield _conflict(resolved, ids, (first, second), (kind, at_odds))
    for one in resolved.offers.values():
        for kind in _ONE_WAY:
            for other in one.offer.relations.get(kind, ()):
                back = resolved.offers.get(other)
                if back is not None and one.id <= other and one.id in back.offer.relations.get(kind, ()):
                    yield _conflict(resolved, (one.id, other), (one.id, other), (kind, kind))
        yield from _required(resolved, one.id)


def _conflict(
    resolved: Resolved, ids: tuple[str, ...], said_by: tuple[str, str], kinds: tuple[RelationKind, RelationKind]
) -> Finding:
    first, second = (resolved.offers[key].offer for key in (ids[0], ids[-1]))
    places = tuple(dict.fromkeys(resolved.offers[key].rule for key in said_by))
    about = {"offer": first, "other": second, "one": kinds[0], "two": kinds[1]}
    return Finding(Kind.RELATIONS_CONFLICT, places, about, ids)


def _required(resolved: Resolved, key: str) -> Iterator[Finding]:
    """Yield an offer that needs another one which nobody can get here."""
    one = resolved.offers[key]
    needed = [resolved.offers.get(other) for other in one.offer.relations.get("requires_active", ())]
    if one.not_offered is not None or not needed:
        return
    if all(other is None or other.not_offered is not None for other in needed):
        names = tuple(other.offer for other in needed if other is not None)
        yield Finding(Kind.REQUIRED_MISSING, (one.rule,), {"offer": one.offer, "offers": names}, (key,))
