"""Who reads the answer: what each audience may see is decided here, not on a screen.

`citizen` is hers; `caseworker` sees shielded matters too; `shared` is what may lie on the table for all to see.
"""

from __future__ import annotations

from dataclasses import replace

from tilbud_engine.errors import Language
from tilbud_engine.rules.wording import words
from tilbud_engine.suggestion import Alarm, Audience, Card, Suggestion
from tilbud_engine.vocabulary import Vocabulary


def for_audience(full: Suggestion, audience: Audience, vocabulary: Vocabulary, language: Language) -> Suggestion:
    """Return the suggestion as the audience may see it; `full` holds everything.

    With an alarm only `alarms` and `problems` are filled, and `shielded` for the caseworker.
    """
    if full.alarms:
        full = replace(full, cards=(), not_now=(), questions=(), legs=(), proposed_barriers=())
    match audience:
        case "caseworker":
            return replace(full, audience=audience)
        case "citizen":
            calm = tuple(replace(alarm, telephones=()) for alarm in full.alarms)
            proposed = tuple(one for one in full.proposed_barriers if not vocabulary.barriers[one.barrier].hidden)
            return replace(full, audience=audience, alarms=calm, shielded=(), proposed_barriers=proposed)
        case "shared":
            return _shared(full, vocabulary, language)


def _shared(full: Suggestion, vocabulary: Vocabulary, language: Language) -> Suggestion:
    ordinary = {key for key, fact in vocabulary.facts.items() if fact.sensitivity == "ordinary"}
    cards = tuple(_on_the_table(one, number, ordinary, language) for number, one in enumerate(full.cards, 1))
    open_ = {one.offer for one in full.cards if one.privacy == "normal"}
    return replace(
        full,
        audience="shared",
        cards=cards,
        not_now=(),
        questions=(),
        legs=tuple(
            replace(leg, barriers=(), cards=tuple(one for one in leg.cards if one in open_)) for leg in full.legs
        ),
        alarms=(Alarm(words("pause", language)),) if full.alarms else (),
        shielded=(),
        proposed_barriers=(),
        problems=(),
    )


def _on_the_table(card: Card, number: int, ordinary: set[str], language: Language) -> Card:
    if card.privacy == "normal":
        reasons = tuple(one for one in card.reasons if one.fact is None or one.fact in ordinary)
        missing = tuple(key for key in card.missing if key in ordinary)
        return replace(card, answers=(), reasons=reasons, missing=missing)
    appointment = words("appointment", language)
    return replace(
        card,
        offer=f"aftale_{number}",
        name=appointment,
        word=appointment,
        text="",
        status="running",
        hours_per_week=None,
        weeks=None,
        right="unknown",
        entitlement="skoen",
        pictogram="calendar-blank",
        alt=words("appointment-alt", language),
        legs=(),
        relations={},
        contact=None,
        answers=(),
        reasons=(),
        sources=(),
        decides=None,
        todos=(),
        availability=None,
        missing=(),
        plugin="",
        about=None,
        cooperation=(),
        service_level=None,
        assumptions=(),
        cost=None,
        entitlement_text="",
    )
