"""Hints about how it stands with a card: its offer has ended or will, it is for others now, or there is a wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tilbud_engine.board.advice.seen import Hint, Seen
from tilbud_engine.board.plan import BoardCard
from tilbud_engine.board.weeks import monday_of
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.rules.wording import not_offered_words

_SUNDAY = dt.timedelta(days=6)


def hints_of_standing(seen: Seen) -> Iterator[Hint]:
    """Yield a hint for each card in the hand or in weeks whose offer is not as it was; the card stays (R-P12)."""
    last_day = seen.plan.weeks[-1] + _SUNDAY
    later = seen.engine.rulebook.resolve(seen.plan.about.ruleset, last_day) if last_day > seen.on else None
    for card in seen.placed("hand", "plan"):
        if card.offer is None or card.state in ("done", "declined"):
            continue
        found = _expired(seen, card) or _no_longer(seen, card) or _closing(seen, card, later) or _wait(seen, card)
        if found is not None:
            yield found


def _expired(seen: Seen, card: BoardCard) -> Hint | None:
    offer = seen.resolved(card)
    word = seen.quoted([seen.word(card)])
    if offer is None:
        return Hint("expired", seen.say("expired", one=word), seen.say("unknown-offer"), (card.id,))
    if offer.not_offered is None:
        return None
    because = not_offered_words(offer.not_offered, seen.following.asked.language)
    return Hint("expired", seen.say("expired", one=word), because, (card.id,))


def _no_longer(seen: Seen, card: BoardCard) -> Hint | None:
    """Return why a card is for others now; a caseworker's note on it settles that (R-D1)."""
    said = seen.following.not_now.get(card.offer or "")
    if said is None or said.verdict != "no" or card.override is not None:
        return None
    return Hint("no_longer", seen.say("no_longer", one=seen.quoted([seen.word(card)])), said.because, (card.id,))


def _closing(seen: Seen, card: BoardCard, later: Resolved | None) -> Hint | None:
    if later is None:
        return None
    then = later.offers.get(card.offer or "")
    if then is not None and then.not_offered is None:
        return None
    language = seen.following.asked.language
    because = seen.say("unknown-offer") if then is None else not_offered_words(then.not_offered, language)
    return Hint("closing", seen.say("closing", one=seen.quoted([seen.word(card)])), because, (card.id,))


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
