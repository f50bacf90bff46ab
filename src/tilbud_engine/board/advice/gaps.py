"""Hints about what is not there: a leg with a barrier and no card, no way to get there, weeks with nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tilbud_engine.board.advice.seen import Hint, Seen, runs
from tilbud_engine.suggestion import LegState
from tilbud_engine.vocabulary import FactValue

NO_WAY: Mapping[str, FactValue] = MappingProxyType({"bus_runs": False, "public_transport_usable": False})
"""What tells that she cannot take a bus or a train; not to know it is no such thing."""

MANY_FREE_WEEKS = 3
"""So many weeks in a row with nothing are worth a word; fewer are a pause."""

_TRANSPORT_BARRIER = "D-TRANSPORT"


def hints_of_gaps(seen: Seen) -> Iterator[Hint]:
    """Yield the hints about what is missing; an empty plan misses nothing."""
    if seen.lying:
        transport = list(_transport(seen))
        yield from transport
        yield from _legs(seen, {_TRANSPORT_BARRIER} if transport else set())
        yield from _free_weeks(seen)


def _transport(seen: Seen) -> Iterator[Hint]:
    """Yield a hint where cards need a way to get there and nothing that she has told gives one (R-D4)."""
    going = [
        one for one in seen.laid if one.offer is not None and "transport" in one.offer.needs and seen.is_ahead(one.card)
    ]
    because = _no_way(seen)
    helping = seen.following.resolved.by_need.get("transport", ())
    ids = {one.id for one in helping}
    helped = any(card.offer in ids for card in seen.cards)
    if not going or because is None or helped:
        return
    offers = tuple(one.id for one in helping if seen.may_offer(one.id))
    words = seen.quoted(seen.word_of(seen.following.resolved.offers[key].offer) for key in offers)
    text = seen.say("transport", cards=seen.quoted(one.word for one in going))
    can = seen.say("transport-cards", cards=words) if offers else seen.say("transport-ask")
    yield Hint("transport", f"{text} {can}", because, tuple(one.card.id for one in going), offers=offers)


def _no_way(seen: Seen) -> str | None:
    """Return why she may not get there, in words that the audience may read; None where nothing says so."""
    following = seen.following
    values, language = following.knowledge.values, following.asked.language
    if values.get("has_vehicle") is True:
        return None
    for key, value in NO_WAY.items():
        fact = following.vocabulary.facts.get(key)
        if fact is not None and values.get(key) is value and following.may_tell(key):
            words = fact.in_words("phrase_not", language)
            return f"{words[:1].upper()}{words[1:]}."
    barrier = following.vocabulary.barriers.get(_TRANSPORT_BARRIER)
    if barrier is None or not any(_TRANSPORT_BARRIER in leg.barriers for leg in following.suggestion.legs):
        return None
    return seen.say("you-said", says=(language == "en" and barrier.says_en) or barrier.says)


def _legs(seen: Seen, spoken_of: set[str]) -> Iterator[Hint]:
    """Yield the legs in which something stands in her way and no card lies on the plan (R-D13, R-P2).

    In a shared view none: which legs those are is hers to tell.
    """
    offers = (seen.offer(card) for card, _ in seen.lying)
    held = {code for offer in offers if offer is not None for code in offer.answers}
    lanes = {at.lane for _, at in seen.lying}
    in_hand = (seen.offer(card) for card in seen.cards if card.place == "hand")
    reached = {code for offer in in_hand if offer is not None for code in offer.answers}
    for leg in seen.following.suggestion.legs:
        if leg.leg in lanes or held.intersection(leg.barriers) or spoken_of.issuperset(leg.barriers):
            continue
        answering = tuple(key for key in leg.cards if seen.may_offer(key))
        text = seen.say("leg", leg=seen.quoted([leg.label]))
        held_now = not reached.isdisjoint(leg.barriers)
        can = seen.say("leg-hand" if held_now else "leg-cards" if answering else "leg-no-cards")
        yield Hint("leg", f"{text} {can}", _said_of(seen, leg), offers=answering)


def _said_of(seen: Seen, leg: LegState) -> str:
    english = seen.following.asked.language == "en"
    barriers = [seen.following.vocabulary.barriers[code] for code in leg.barriers]
    says = [seen.say("quoted", word=(english and one.says_en) or one.says) for one in barriers]
    return seen.say("you-said-several", says=seen.joined(says))


def _free_weeks(seen: Seen) -> Iterator[Hint]:
    """Yield the weeks to come with nothing, where so many follow one another that she may have overlooked them."""
    stretches = {(at.first, at.last) for _, at in seen.lying}
    free = [monday for monday in seen.weeks if not any(first <= monday <= last for first, last in stretches)]
    long = [monday for run in runs(free) if len(run) >= MANY_FREE_WEEKS for monday in run]
    if long:
        text = seen.say("free_weeks", weeks=seen.weeks_in_words(long))
        yield Hint("free_weeks", text, seen.say("free_weeks-because"), weeks=tuple(long))
