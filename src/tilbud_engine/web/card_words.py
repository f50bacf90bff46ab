"""A card on the screen: what stands on its face in the pile, and on its back when she turns it (R-D8, R-D11, R-P16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.board.following import AnyCard
from tilbud_engine.board.plan import Face
from tilbud_engine.offers import RelationKind
from tilbud_engine.rules.wording import missing_words
from tilbud_engine.suggestion import Card, SourceText
from tilbud_engine.web.speaking import Say
from tilbud_engine.web.talking import Talk

TOLD_RELATIONS: tuple[RelationKind, ...] = (
    "same_function",
    "pairs_with",
    "parallel_ok",
    "soft_before",
    "bridge_to",
    "requires_active",
    "exclusive_full_time",
)
"""The relations that help her choose; the rest come as hints beside the plan, where they matter."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the back of a card: its heading's key, and its sentences."""

    heading: str
    texts: tuple[str, ...]


def answers_words(card: Card, talk: Talk) -> str:
    """Return which of the things she said a card answers, in her own few words; empty where it answers none."""
    say = talk.say
    said = [say("quoted", text=talk.own.get(code) or talk.says(code)) for code in card.answers]
    return say("answers-said", said=listed(list(dict.fromkeys(said)), say)) if said else ""


def back_of(card: Card, talk: Talk) -> tuple[Line, ...]:
    """Return what stands on the back of a card that suits her or may: no more than is known, and no promise."""
    say = talk.say
    open_ = [one.text for one in card.reasons if one.fact in card.missing]
    settled = [one.text for one in card.reasons if one.fact not in card.missing]
    facts = talk.vocabulary.facts
    named = {one.fact for one in card.reasons}
    asked = {one.fact for one in talk.following.questions}
    missing = [missing_words(facts[key], talk.language) for key in card.missing if key in asked and key not in named]
    made = (
        Line("card-about", _given(card.about)),
        Line("card-why", _given(answers_words(card, talk), *settled)),
        Line("card-missing", _given(*open_, *missing)),
        Line("card-entitlement", _given("" if card.status == "idea" else card.entitlement_text)),
        Line("card-decides", _given(_begun(card.decides))),
        Line("card-todos", _given(*card.todos)),
        Line("card-time", _given(time_words(face_span(card.hours_per_week), face_span(card.weeks), say))),
        Line("card-cost", _given(card.cost)),
        Line("card-place", tuple(_places(card.availability, say))),
        Line("card-contact", _given(contact_words(card, say))),
        Line("card-related", tuple(_related(card, talk.following.all_cards, say))),
        Line("card-sources", tuple(dict.fromkeys(source_words(one) for one in card.sources if one.law))),
    )
    return tuple(one for one in made if one.texts)


def back_of_any(one: AnyCard, talk: Talk) -> tuple[Line, ...]:
    """Return what stands on the back of a card that is not for now: why, from when, and that she may still take it."""
    say = talk.say
    offer = talk.following.resolved.offers[one.offer].offer
    later = say("card-turns-yes", day=one.turns_yes_on) if one.turns_yes_on else ""
    refusal = "" if say("no-refusal") in one.because else say("no-refusal")
    made = (
        Line("card-about", _given((talk.language == "en" and offer.about_en) or offer.about)),
        Line("card-not-now", _given(one.because, later, refusal, say("card-still"))),
        Line("card-time", _given(time_words(one.face.hours, one.face.weeks, say))),
    )
    return tuple(line for line in made if line.texts)


def time_words(hours: tuple[int, int] | None, weeks: tuple[int, int] | None, say: Say) -> str:
    """Return how much time it takes: hours a week, for so many weeks."""
    hours_text, weeks_text = _span(say, "hours-a-week", hours), _span(say, "weeks", weeks)
    if hours_text and weeks_text:
        return say("for-weeks", hours=hours_text, weeks=weeks_text)
    return hours_text or weeks_text


def face_time(face: Face, say: Say) -> str:
    """Return how much time a card takes, in the few words of its face."""
    return time_words(face.hours, face.weeks, say)


def face_span(amount: Mapping[str, int] | None) -> tuple[int, int] | None:
    """Return an amount as from and to."""
    return None if amount is None else (amount["from"], amount["to"])


def contact_words(card: Card, say: Say) -> str:
    """Return whom to call: name, telephone and hours; what the place itself says wins."""
    told = (card.availability or {}).get("contact")
    contact = told if isinstance(told, Mapping) else card.contact
    if not contact:
        return ""
    call = say("call", number=contact["telephone"]) if contact.get("telephone") else ""
    return ", ".join(part for part in (contact.get("name"), call, contact.get("hours")) if part)


def source_words(source: SourceText) -> str:
    """Return a source as one line."""
    return ", ".join(one for one in (source.law, source.title, source.section) if one)


def listed(words: Sequence[str], say: Say) -> str:
    """Return words as a list in a sentence."""
    *most, last = words
    return f"{', '.join(most)} {say('and')} {last}" if most else last


def _given(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _begun(text: str | None) -> str:
    return f"{text[:1].upper()}{text[1:]}" if text else ""


def _span(say: Say, key: str, amount: tuple[int, int] | None) -> str:
    if amount is None or amount[1] == 0:
        return ""
    low, high = amount
    most = low == 0 or (key == "weeks" and low == 1)
    number = str(low) if low == high else say("up-to", n=high) if most else say("from-to", low=low, high=high)
    return say(f"{key}-one" if high == 1 else key, n=number)


def _places(told: Mapping[str, Any] | None, say: Say) -> Iterable[str]:
    """Yield what is known of room and waiting: as of a day, and never as a promise (R-D11)."""
    if not told:
        return
    found = False
    for key in ("free_places", "waiting_weeks", "next_start"):
        value = told.get(key)
        if value is not None:
            found = True
            shown = _weeks(value, say) if key == "waiting_weeks" else _as_day(value)
            yield say(key.replace("_", "-"), n=shown)
    if found:
        if told.get("as_of"):
            yield say("as-of", day=_as_day(told["as_of"]))
        yield say("card-place-no-promise")


def _weeks(count: int, say: Say) -> str:
    return say("weeks-one" if count == 1 else "weeks", n=count)


def _as_day(value: object) -> object:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _related(card: Card, known: Iterable[AnyCard], say: Say) -> Iterable[str]:
    """Yield the other cards that matter for this one; only those that may be named."""
    words = {one.offer: one.face.word for one in known}
    for kind in TOLD_RELATIONS:
        cards = [words[one] for one in card.relations.get(kind, ()) if one in words and one != card.offer]
        if cards:
            yield say(f"relation-{kind}", cards=listed(cards, say))
