"""What cards show: the face of an offer as it is when a card is taken, and as it is today in a reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from tilbud_engine.board.plan import BoardCard, Face, Plan
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language
from tilbud_engine.messages import engine_language
from tilbud_engine.offers import Amount, Offer
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.suggestion import Card

FaceNow = Callable[[BoardCard], Face]
"""Returns what a card shows to a reader today."""


def face_of_card(card: Card, offer: Offer | None = None) -> Face:
    """Return what a card of a suggestion shows, with the other words of its offer; what is not open is confidential."""
    return Face(
        word=card.word,
        text=card.text,
        pictogram=card.pictogram,
        alt=card.alt,
        privacy="normal" if card.privacy == "normal" else "confidential",
        hours=_stretch(card.hours_per_week),
        weeks=_stretch(card.weeks),
        duty=card.entitlement == "pligt",
        also=_also(offer, card.word) if offer else (),
    )


def face_of_offer(offer: Offer, language: Language) -> Face:
    """Return what the card of an offer shows, whatever the verdict on it: she may take any card (R-P12)."""
    shown, english = offer.card, language == "en"
    word = (english and shown.word_en) or shown.word
    return Face(
        word=word,
        text=(english and shown.text_en) or shown.text,
        pictogram=shown.pictogram,
        alt=(english and shown.alt_en) or shown.alt,
        privacy="normal" if offer.privacy == "normal" else "confidential",
        hours=_amount(offer.hours_per_week),
        weeks=_amount(offer.weeks),
        duty=offer.entitlement == "pligt",
        also=_also(offer, word),
    )


def _also(offer: Offer, word: str) -> tuple[str, ...]:
    """Return the words of an offer in other languages."""
    return tuple(one for one in (offer.card.word, offer.card.word_en) if one and one != word)


def face_now(
    plan: Plan,
    engine: Engine,
    on: dt.date,
    language: str,
    face: Callable[[Offer, Language], Face] = face_of_offer,
) -> FaceNow:
    """Return what tells what a card of a plan shows on a day, in a language.

    An offer may have changed its words since the card was taken. One that is not offered any more keeps what it
    showed, as does a card that she wrote herself. What was confidential when she took it stays so. `face` is
    `face_of_offer`, or what remembers its answers.
    """
    try:
        offers: Mapping[str, ResolvedOffer] = engine.rulebook.resolve(plan.about.ruleset, on).offers
    except InputError:
        offers = {}  # The rules of the plan are gone; her cards are not.
    spoken = engine_language(language)
    kept: dict[str, Face] = {}

    def today(card: BoardCard) -> Face:
        found = offers.get(card.offer or "")
        if found is None or found.not_offered is not None or found.offer.privacy == "shielded":
            return card.face
        key = card.offer or ""
        now = kept.get(key)
        if now is None:
            now = kept[key] = face(found.offer, spoken)
        return now if now.privacy == card.face.privacy else now.model_copy(update={"privacy": "confidential"})

    return today


def with_faces(plan: Plan, now: FaceNow) -> Plan:
    """Return a plan whose cards show what they show today; each is also known by the words that it had before."""
    made = {part: {key: _shows(one, now(one)) for key, one in getattr(plan, part).items()} for part in _CARDS}
    same = all(one is getattr(plan, part)[key] for part, cards in made.items() for key, one in cards.items())
    return plan if same else plan.model_copy(update=made)


_CARDS = ("cards", "drafted")
_SHOWN = ("word", "text", "pictogram", "alt", "privacy")


def _shows(card: BoardCard, now: Face) -> BoardCard:
    """Return a card with what is seen of its face today; its hours and its weeks are those that it was taken with."""
    was = card.face
    if all(getattr(now, one) == getattr(was, one) for one in _SHOWN):
        return card
    also = tuple(sorted((was.names | now.names) - {now.word}))
    return card.model_copy(
        update={"face": was.model_copy(update={one: getattr(now, one) for one in _SHOWN} | {"also": also})}
    )


def kept_face(card: BoardCard) -> Face:
    """Return what a card showed when it was taken."""
    return card.face


def said_in(now: FaceNow) -> FaceNow:
    """Return what tells what a card of the past showed: as it was kept, and in the reader's language."""

    def then(card: BoardCard) -> Face:
        face = now(card)
        is_same = face.word == card.face.word or card.face.word not in face.names
        return card.face if is_same else face.model_copy(update={"privacy": card.face.privacy})

    return then


def _stretch(amount: Mapping[str, int] | None) -> tuple[int, int] | None:
    return None if amount is None else (amount["from"], amount["to"])


def _amount(amount: Amount | None) -> tuple[int, int] | None:
    return None if amount is None else (amount.from_, amount.to)
