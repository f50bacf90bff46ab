"""What cards show: the face of an offer as it is when a card is taken, and as it is today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from tilbud_engine.board.plan import Face, Plan
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language
from tilbud_engine.messages import engine_language
from tilbud_engine.offers import Amount, Offer
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.suggestion import Card


def face_of_card(card: Card) -> Face:
    """Return what a card of a suggestion shows; whatever is not open to all is confidential."""
    return Face(
        word=card.word,
        text=card.text,
        pictogram=card.pictogram,
        alt=card.alt,
        privacy="normal" if card.privacy == "normal" else "confidential",
        hours=_stretch(card.hours_per_week),
        weeks=_stretch(card.weeks),
        duty=card.entitlement == "pligt",
    )


def face_of_offer(offer: Offer, language: Language) -> Face:
    """Return what the card of an offer shows, whatever the verdict on it: she may take any card (R-P12)."""
    shown, english = offer.card, language == "en"
    return Face(
        word=(english and shown.word_en) or shown.word,
        text=(english and shown.text_en) or shown.text,
        pictogram=shown.pictogram,
        alt=(english and shown.alt_en) or shown.alt,
        privacy="normal" if offer.privacy == "normal" else "confidential",
        hours=_amount(offer.hours_per_week),
        weeks=_amount(offer.weeks),
        duty=offer.entitlement == "pligt",
    )


def current_faces(
    plan: Plan,
    engine: Engine,
    on: dt.date,
    language: str,
    face: Callable[[Offer, Language], Face] = face_of_offer,
) -> Mapping[str, Face]:
    """Return what each card on the board shows on a day, by its id.

    An offer may have changed its words since the card was taken. One that is not offered any more keeps what it
    showed, as does a card that she wrote herself. What was confidential when she took it stays so. `face` is
    `face_of_offer`, or what remembers its answers.
    """
    try:
        offers: Mapping[str, ResolvedOffer] = engine.rulebook.resolve(plan.about.ruleset, on).offers
    except InputError:
        offers = {}  # The rules of the plan are gone; her cards are not.
    spoken = engine_language(language)
    named = {card.offer for card in plan.cards.values() if card.offer is not None}
    today = {
        key: face(offers[key].offer, spoken)
        for key in named
        if key in offers and offers[key].not_offered is None and offers[key].offer.privacy != "shielded"
    }
    faces: dict[str, Face] = {}
    for key, card in plan.cards.items():
        now = today.get(card.offer or "", card.face)
        if now.privacy != card.face.privacy:
            now = now.model_copy(update={"privacy": "confidential"})
        faces[key] = now
    return faces


def _stretch(amount: Mapping[str, int] | None) -> tuple[int, int] | None:
    return None if amount is None else (amount["from"], amount["to"])


def _amount(amount: Amount | None) -> tuple[int, int] | None:
    return None if amount is None else (amount.from_, amount.to)
