"""Hints from the relations between cards: what goes together, what does not, and what may come next.

A relation never decides anything: two cards that "exclude" one another may both lie there (R-P4, R-P12).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from tilbud_engine.board.advice.hours import hours_of
from tilbud_engine.board.advice.seen import Hint, HintKind, Laid, Seen
from tilbud_engine.offers import Offer, RelationKind
from tilbud_engine.suggestion import Card
from tilbud_engine.vocabulary import Members

FULL_TIME = 37
"""Hours of a full week of work; two cards that fit into it together are no conflict."""

SOON = dt.timedelta(weeks=4)
"""So long before a card ends, what may come after it is worth a word."""


def hints_of_relations(seen: Seen) -> Iterator[Hint]:
    """Yield the hints of all relations, those between laid cards first."""
    for kind, between in _BETWEEN.items():
        for one, other in _pairs(seen, kind):
            yield from between(seen, one, other)
    yield from _requires_active(seen)
    yield from _soft_before(seen)
    yield from _parallel_ok(seen)
    yield from _bridge_to(seen)
    yield from _pairs_with(seen)


def _pairs(seen: Seen, kind: RelationKind) -> Iterator[tuple[Laid, Laid]]:
    """Yield the first cards of each two offers that are related, and lie in the same weeks where any of them do."""
    done: set[frozenset[str]] = set()
    for offer, cards in seen.by_offer.items():
        for other in _related(cards[0].offer, kind):
            pair = frozenset({offer, other})
            if other not in seen.by_offer or other == offer or pair in done:
                continue
            done.add(pair)
            others = seen.by_offer[other]
            together = ((one, two) for one in cards for two in others if one.meets(two))
            yield next(together, (cards[0], others[0]))


def _related(offer: Offer | None, kind: RelationKind) -> tuple[str, ...]:
    return () if offer is None else offer.relations.get(kind, ())


def _weeks(seen: Seen, one: Laid, other: Laid) -> tuple[dt.date, ...]:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return tuple(monday for monday in seen.weeks if first <= monday <= last)


def _said(seen: Seen, kind: HintKind, one: Laid, other: Laid) -> Hint:
    weeks = _weeks(seen, one, other)
    text = seen.say(
        kind,
        one=seen.quoted([one.word]),
        other=seen.quoted([other.word]),
        weeks=seen.weeks_in_words(weeks) if weeks else "",
    )
    because = seen.say(f"{kind}-because", one=seen.quoted([one.word]), other=seen.quoted([other.word]))
    return Hint(kind, text, because, (one.card.id, other.card.id), weeks)


def _same_weeks(kind: HintKind) -> Callable[[Seen, Laid, Laid], Iterator[Hint]]:
    """Return what speaks of two cards where they lie in the same weeks."""

    def between(seen: Seen, one: Laid, other: Laid) -> Iterator[Hint]:
        if one.meets(other):
            yield _said(seen, kind, one, other)

    return between


def _exclusive(seen: Seen, one: Laid, other: Laid) -> Iterator[Hint]:
    if one.meets(other) and _most_hours(one) + _most_hours(other) > FULL_TIME:
        yield _said(seen, "exclusive_full_time", one, other)


def _most_hours(one: Laid) -> int:
    hours = hours_of(one.card)
    return FULL_TIME if hours is None else hours[1]


def _soft_before(seen: Seen) -> Iterator[Hint]:
    """Yield what some begin with, where it lies after what it makes easier; to turn it round is fine."""
    turned: dict[str, tuple[Laid, list[Laid]]] = {}
    for one, other in _pairs(seen, "soft_before"):
        begun = other.card.state == "running"
        together = one.meets(other) and _may_be_parallel(one, other)
        if other.first < one.first and not begun and not together:
            turned.setdefault(one.card.id, (one, []))[1].append(other)
    for one, others in turned.values():
        words = {"one": seen.quoted([one.word]), "others": seen.quoted(other.word for other in others)}
        because = seen.say("soft_before-because", **words)
        yield Hint("soft_before", seen.say("soft_before", **words), because, (one.card.id, *_ids(others)))


def _may_be_parallel(one: Laid, other: Laid) -> bool:
    return other.card.offer in _related(one.offer, "parallel_ok") or one.card.offer in _related(
        other.offer, "parallel_ok"
    )


_BETWEEN: Mapping[RelationKind, Callable[[Seen, Laid, Laid], Iterator[Hint]]] = MappingProxyType(
    {
        "overrides": _same_weeks("overrides"),
        "replaces": _same_weeks("replaces"),
        "same_function": _same_weeks("same_function"),
        "exclusive_full_time": _exclusive,
        "load": _same_weeks("together_much"),
    }
)


def _requires_active(seen: Seen) -> Iterator[Hint]:
    """Yield cards that go with another card, where none of those is on the plan in any of the same weeks."""
    known = seen.following.knowledge.values
    now = known.get("current_offers")
    for cards in seen.by_offer.values():
        others = _related(cards[0].offer, "requires_active")
        named = [seen.following.resolved.offers[key].offer for key in others if seen.may_mention(key)]
        taking_part = isinstance(now, Members) and bool(now.has & set(others))
        employed = known.get("has_employer") is True and any("employer" in one.needs for one in named)
        if not named or taking_part or employed:
            continue
        alone = [
            one for one in cards if not any(one.meets(two) for key in others for two in seen.by_offer.get(key, ()))
        ]
        if alone:
            word, needed = seen.quoted([alone[0].word]), seen.quoted(seen.word_of(one) for one in named)
            free = tuple(one.offer for one in named if one.offer not in seen.by_offer)
            yield Hint(
                "requires_active",
                seen.say("requires_active", one=word),
                seen.say("requires_active-because", one=word, others=needed),
                tuple(one.card.id for one in alone),
                offers=free,
            )


def _parallel_ok(seen: Seen) -> Iterator[Hint]:
    """Yield cards that wait for others and need not: job and treatment may go on at the same time (R-P4)."""
    waits: dict[str, tuple[Laid, list[Laid]]] = {}
    for one, other in _pairs(seen, "parallel_ok"):
        first, later = (one, other) if one.first <= other.first else (other, one)
        in_order = later.card.offer in _related(first.offer, "soft_before")
        if later.first > first.last and later.first >= seen.today and not in_order:
            waits.setdefault(later.card.id, (later, []))[1].append(first)
    for later, earlier in waits.values():
        text = seen.say("parallel_ok", one=seen.quoted([later.word]), others=seen.quoted(one.word for one in earlier))
        cards = (later.card.id, *(one.card.id for one in earlier))
        yield Hint("parallel_ok", text, seen.say("parallel_ok-because"), cards)


def _bridge_to(seen: Seen) -> Iterator[Hint]:
    """Yield what may come after a card that is done or ends soon; only what suits her, and only if she wishes."""
    free = _free(seen)
    told: set[str] = set()
    for one in seen.laid:
        ends_soon = one.card.state == "done" or one.last <= seen.on + SOON
        suits = [key for key in _related(one.offer, "bridge_to") if key in free and free[key].verdict == "yes"]
        if not ends_soon or not suits or one.card.offer in told:
            continue
        told.add(str(one.card.offer))
        text = seen.say("bridge_to", one=seen.quoted([one.word]), others=seen.quoted(free[key].word for key in suits))
        yield Hint("bridge_to", text, seen.say("bridge_to-because"), (one.card.id,), offers=tuple(suits))


def _pairs_with(seen: Seen) -> Iterator[Hint]:
    """Yield cards in the pile that go well with what lies on the plan; transport has a hint of its own."""
    going_with: dict[tuple[str, ...], tuple[list[Laid], list[Card]]] = {}
    for key, card in _free(seen).items():
        own = set(card.relations.get("pairs_with", ()))
        partners = [
            cards[0]
            for other, cards in seen.by_offer.items()
            if other in own or key in _related(cards[0].offer, "pairs_with")
        ]
        if partners and "transport" not in seen.following.resolved.offers[key].offer.supports:
            going_with.setdefault(_ids(partners), (partners, []))[1].append(card)
    for ids, (partners, free) in going_with.items():
        words = {"one": seen.quoted(one.word for one in free), "others": seen.quoted(one.word for one in partners)}
        because = " ".join(f"{card.text.rstrip('.')}." for card in free)
        yield Hint("pairs_with", seen.say("pairs_with", **words), because, ids, offers=tuple(c.offer for c in free))


def _free(seen: Seen) -> dict[str, Card]:
    """Return the cards of the pile that may be pointed to, by offer."""
    left = (card for choice in seen.following.pile for card in choice.cards)
    return {card.offer: card for card in left if seen.may_offer(card.offer)}


def _ids(cards: Iterable[Laid]) -> tuple[str, ...]:
    return tuple(one.card.id for one in cards)
