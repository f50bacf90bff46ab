"""Hints about how it stands with a card: its offer has ended or will, it is for others now, or there is a wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tilbud_engine.board.advice.seen import Hint, HintKind, Seen
from tilbud_engine.board.plan import BoardCard
from tilbud_engine.board.weeks import monday_of
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.wording import not_offered_words

_SUNDAY = dt.timedelta(days=6)


def hints_of_standing(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for each card in the hand or in weeks whose offer is not as it was; the card stays (R-P12)."""
    last_day = seen.plan.weeks[-1] + _SUNDAY
    later = _rules(seen, last_day) if last_day > seen.on else None
    for card in seen.cards:
        if card.offer is None or not seen.is_ahead(card):
            continue
        found = _expired(seen, card) or _no_longer(seen, card) or _closing(seen, card, later) or _wait(seen, card)
        if found is not None:
            yield found


def _expired(seen: Seen, card: BoardCard) -> Hint | None:
    """Return that the offer is not here; one that begins before the card does is in time."""
    offer = seen.resolved(card)
    if offer is not None and offer.not_offered is None:
        return None
    begins = offer.not_offered.on if offer and offer.not_offered and offer.not_offered.code == "not-yet" else None
    if begins is not None and card.at is not None and begins <= card.at.first + _SUNDAY:
        return None
    return _said(seen, "expired", card, _why(seen, offer))


def _no_longer(seen: Seen, card: BoardCard) -> Hint | None:
    """Return why a card is for others now; a caseworker's note on it settles that (R-D1)."""
    said = seen.following.not_now.get(card.offer or "")
    if said is None or said.verdict != "no" or card.override is not None:
        return None
    return _said(seen, "no_longer", card, said.because and seen.say("no_longer-because", because=said.because))


def _closing(seen: Seen, card: BoardCard, later: Resolved | None) -> Hint | None:
    """Return that the offer ends before the plan does, unless the card ends before it."""
    if later is None or _is_offered(later, card):
        return None
    if card.at is not None and _is_offered(_rules(seen, card.at.last + _SUNDAY), card):
        return None
    then = later.offers.get(card.offer or "")
    found = None if then is None else then.not_offered
    ends = found.on if found is not None and found.code == "over" else None
    return _said(seen, "closing", card, seen.say("closing-on", day=ends) if ends else seen.say("closing-because"))


def _is_offered(rules: Resolved, card: BoardCard) -> bool:
    found = rules.offers.get(card.offer or "")
    return found is not None and found.not_offered is None


def _rules(seen: Seen, on: dt.date) -> Resolved:
    return seen.engine.rulebook.resolve(seen.plan.about.ruleset, on)


def _why(seen: Seen, offer: ResolvedOffer | None) -> str:
    if offer is None:
        return seen.say("unknown-offer")
    return not_offered_words(offer.not_offered, seen.following.asked.language)


def _said(seen: Seen, kind: HintKind, card: BoardCard, because: str) -> Hint:
    return Hint(kind, seen.say(kind, one=seen.quoted([seen.word(card)])), because, (card.id,))


def _wait(seen: Seen, card: BoardCard) -> Hint | None:
    """Return that she may have to wait, where the card lies before; the figures promise nothing (R-D11)."""
    suggested = seen.following.cards.get(card.offer or "")
    told = suggested.availability if suggested is not None else None
    if not told or card.at is None or card.place != "plan" or card.state not in ("wished", "waiting"):
        return None
    weeks, next_start = told.get("waiting_weeks"), told.get("next_start")
    earliest = dt.date.fromisoformat(next_start) if next_start else None
    if earliest is None and weeks:
        earliest = seen.on + dt.timedelta(weeks=weeks)
    if earliest is None or monday_of(earliest) <= card.at.first:
        return None
    text = seen.say(
        "waiting_time", one=seen.quoted([seen.word(card)]), weeks=seen.weeks_in_words([monday_of(earliest)])
    )
    as_of = told.get("as_of")
    because = (
        seen.say("waiting_time-of", day=dt.date.fromisoformat(as_of)) if as_of else seen.say("waiting_time-because")
    )
    return Hint("waiting_time", text, because, (card.id,), (monday_of(earliest),))
