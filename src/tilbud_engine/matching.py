"""Matching: which offers concern the citizen, and the verdict on each, reached twice and independently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tilbud_engine.case import Knowledge
from tilbud_engine.errors import Problem, TilbudError, problem
from tilbud_engine.rules.conditions import Condition, Truth, Verdict
from tilbud_engine.rules.reference import Facts, ReferenceRuntime
from tilbud_engine.rules.relevance import facts_that_matter
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer


class Runtime(Protocol):
    """Something that decides bound conditions for known facts."""

    @property
    def name(self) -> str:
        """Return what the runtime is called in answers."""

    def decide(self, conditions: Sequence[Condition], facts: Facts) -> list[Truth]:
        """Return what each condition is for these facts."""

    def close(self) -> None:
        """Free what the runtime holds."""


@dataclass(frozen=True, slots=True)
class Match:
    """An offer and its verdict for the citizen; `missing` are the facts whose answers can decide it.

    `by_addition` says that she has it, or may have it, only by what the municipality has added to it.
    """

    offer: ResolvedOffer
    verdict: Verdict
    answers: tuple[str, ...] = ()
    right: Truth = False
    missing: frozenset[str] = frozenset()
    by_addition: bool = False
    problems: tuple[Problem, ...] = ()


def match(
    resolved: Resolved,
    barriers: Sequence[str],
    knowledge: Knowledge,
    runtime: Runtime,
    reference: ReferenceRuntime,
    *,
    with_ideas: bool = False,
) -> list[Match]:
    """Return the offers that answer one of her barriers, each with its verdict, in the documented order.

    The order is her own: by her first barrier that the offer answers, then by how many of hers it answers, then by
    id. The verdict does not change it.
    """
    relevant = [one for one in resolved.relevant(barriers).values() if is_here(one, resolved, knowledge)]
    order = {code: place for place, code in enumerate(barriers)}
    answered = [
        replace(one, answers=tuple(sorted(order.keys() & set(one.offer.offer.answers), key=order.__getitem__)))
        for one in judge(resolved, relevant, knowledge, runtime, reference, with_ideas=with_ideas)
    ]
    return in_her_order(answered, barriers)


def in_her_order(matches: Iterable[Match], barriers: Sequence[str]) -> list[Match]:
    """Return the matches in the documented order, as if she had stated these barriers alone."""
    order = {code: place for place, code in enumerate(barriers)}

    def key(found: Match) -> tuple[int, int, str]:
        places = [order[code] for code in found.answers if code in order]
        return min(places, default=len(order)), -len(places), found.offer.id

    return sorted(matches, key=key)


def judge(
    resolved: Resolved,
    offers: Sequence[ResolvedOffer],
    knowledge: Knowledge,
    runtime: Runtime,
    reference: ReferenceRuntime,
    *,
    with_ideas: bool = False,
) -> list[Match]:
    """Return the verdict on each offer, whatever she has stated."""
    decided = [one for one in offers if _is_decided(one, with_ideas)]
    verdicts = _verdicts(decided, knowledge.values, runtime, reference)
    matches = [verdicts.get(one.id) or Match(one, Verdict.NOT_OFFERED) for one in offers]
    return [_local(one, resolved, knowledge) if one.offer.not_loaded else one for one in matches]


def is_here(offer: ResolvedOffer, resolved: Resolved, knowledge: Knowledge) -> bool:
    """Tell whether an offer may be there for her: not one of other municipalities, which national rules do not know."""
    home = knowledge.values.get("municipality")
    listed = offer.offer.municipalities
    return resolved.municipality is not None or home is None or not listed or home in listed


def _is_decided(offer: ResolvedOffer, with_ideas: bool) -> bool:
    if offer.not_loaded:
        return False
    return offer.not_offered is None or (with_ideas and offer.not_offered.code == "idea")


def _local(found: Match, resolved: Resolved, knowledge: Knowledge) -> Match:
    """Return the match for a local offer where only national rules are loaded: unknown, never no."""
    if "municipality" not in knowledge.values:
        return Match(
            found.offer, Verdict.UNKNOWN, right=_unknown_right(found.offer), missing=frozenset({"municipality"})
        )
    note = problem("municipality-not-loaded", "", ruleset=resolved.ruleset)
    return Match(found.offer, Verdict.UNKNOWN, right=_unknown_right(found.offer), problems=(note,))


def _unknown_right(offer: ResolvedOffer) -> Truth:
    return False if offer.right is None else None


def _verdicts(
    offers: Sequence[ResolvedOffer], facts: Facts, runtime: Runtime, reference: ReferenceRuntime
) -> dict[str, Match]:
    sound = [one for one in offers if not one.faults]
    made = {
        one.id: Match(one, Verdict.UNKNOWN, right=_unknown_right(one), problems=one.faults)
        for one in offers
        if one.faults
    }
    trees: dict[int, Condition] = {}
    for one in sound:
        for condition in (one.eligible, one.own, one.right):
            if condition is not None:
                trees[id(condition)] = condition
    conditions = list(trees.values())
    meant = dict(zip(trees, reference.decide(conditions, facts), strict=True))
    live = meant if runtime is reference else dict(zip(trees, _live(runtime, conditions, facts), strict=True))
    for one in sound:
        made[one.id] = _match(one, facts, meant, live)
    return made


def _live(runtime: Runtime, conditions: Sequence[Condition], facts: Facts) -> list[Truth | Problem]:
    """Return the live runtime's truths; where it fails on a condition, the problem instead."""
    together = _asked(runtime, conditions, facts)
    if not isinstance(together, Problem):
        return list(together)
    # One of them is at fault: each is asked alone, so that the others still get their answer.
    alone = (_asked(runtime, [condition], facts) for condition in conditions)
    return [one if isinstance(one, Problem) else one[0] for one in alone]


def _asked(runtime: Runtime, conditions: Sequence[Condition], facts: Facts) -> list[Truth] | Problem:
    """Return the truths, or why there are none; what a fault says may hold what she told, so only its kind is named."""
    try:
        found = list(runtime.decide(conditions, facts))
    except TilbudError as error:
        return error.problems[0]
    except Exception as error:  # noqa: BLE001  (whatever a runtime does, nobody's other cards are lost by it)
        return problem("durable-failed", reason=type(error).__name__)
    return found if len(found) == len(conditions) else problem("durable-failed", reason="ValueError")


def _match(
    offer: ResolvedOffer, facts: Facts, meant: Mapping[int, Truth], live: Mapping[int, Truth | Problem]
) -> Match:
    """Return the verdict if both runtimes agree; else unknown with nothing missing, and the problem."""
    conditions = [one for one in (offer.eligible, offer.own, offer.right) if one is not None]
    for condition in conditions:
        answer = live[id(condition)]
        if answer is not meant[id(condition)]:
            found = answer if isinstance(answer, Problem) else problem("runtimes-disagree", offer.rule, name=offer.id)
            return Match(offer, Verdict.UNKNOWN, right=_unknown_right(offer), problems=(found,))
    truth = meant[id(offer.eligible)]
    right = False if offer.right is None else None if offer.right_faults else meant[id(offer.right)]
    missing: frozenset[str] = frozenset()
    if truth is None:
        missing |= facts_that_matter(offer.eligible, facts)
    if truth is not False and right is None and offer.right is not None and not offer.right_faults:
        missing |= facts_that_matter(offer.right, facts)
    own = meant[id(offer.own)]
    # What is not hers by the offer's own rule, or not surely, she has by what the municipality adds.
    by_addition = truth is not False and (own is False or (truth is True and own is None))
    return Match(
        offer, Verdict.of(truth), right=right, missing=missing, by_addition=by_addition, problems=offer.right_faults
    )
