"""The suggestions follow the plan: what the engine says of it, the pile of cards, and what is new since and why.

What the engine is asked depends on what she has said and answered, on the rules and on the day; never on where cards
lie. So an answer is used again for as long as `Asked` is the same, and moving a card asks the engine nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from tilbud_engine.board.case_of import citizen_of
from tilbud_engine.board.faces import face_of_card, face_of_offer
from tilbud_engine.board.plan import LIMIT, Face, Plan
from tilbud_engine.case import Citizen, Knowledge, read_knowledge
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Language
from tilbud_engine.messages import Messages, engine_language
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.suggestion import Audience, Card, NotNow, Question, Suggestion
from tilbud_engine.vocabulary import Vocabulary

Standing = Literal["yes", "unknown", "no", "not_offered", "not_relevant"]
NewsKind = Literal["card", "card_sure", "card_unsure", "card_gone", "question", "answered", "not_asked", "hint"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A place in the pile: one card, or several of the same function of which one is enough ("vælg én")."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class AnyCard:
    """An offer of the municipality as she may take it, whatever the verdict; `because` says why it is as it is."""

    offer: str
    name: str
    face: Face
    verdict: Standing
    because: str
    turns_yes_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the engine was asked of a plan: the answer is the same for as long as this is."""

    citizen: Citizen
    ruleset: str
    leg_set: str | None
    on: dt.date
    audience: Audience
    language: Language


@dataclass(frozen=True)
class Following:
    """What the engine says of a plan, for one audience on one day.

    `pile` are the cards that are not on the board yet, in her order. `knowledge` and `resolved` are for advice, and
    hold more than the audience may read.
    """

    asked: Asked
    suggestion: Suggestion
    pile: tuple[Choice, ...]
    resolved: Resolved
    knowledge: Knowledge
    vocabulary: Vocabulary

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return what is worth asking, most useful first."""
        return self.suggestion.questions

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """Return the cards that suit her or may suit her, by offer."""
        return {one.offer: one for one in self.suggestion.cards}

    @cached_property
    def not_now(self) -> Mapping[str, NotNow]:
        """Return what is not a card now, by offer."""
        return {one.offer: one for one in self.suggestion.not_now}

    @cached_property
    def all_cards(self) -> tuple[AnyCard, ...]:
        """Return every card of the municipality, those that suit her first, then by name: she may take any of them.

        Never one that is shielded. In a shared view only what may lie on the table for all to see, and nobody's
        cards while there is an alarm.
        """
        language = self.asked.language
        offers = self.resolved.offers
        here = [one for one in self.suggestion.not_now if one.verdict != "not_relevant" or _is_offered(one, offers)]
        cards = [
            AnyCard(one.offer, one.name, face_of_card(one, offers[one.offer].offer), one.verdict, _why(one))
            for one in self.suggestion.cards
            if one.offer in offers
        ]
        rest = [
            AnyCard(
                one.offer,
                one.name,
                face_of_offer(offers[one.offer].offer, language),
                one.verdict,
                one.because,
                one.turns_yes_on,
            )
            for one in here
            if offers[one.offer].offer.privacy != "shielded"
        ]
        return (*cards, *sorted(rest, key=lambda one: (one.face.word.casefold(), one.offer)))

    def may_tell(self, fact: str) -> bool:
        """Tell whether the audience may read anything of a fact; on the table for all only what is ordinary."""
        if self.asked.audience == "caseworker":
            return True
        known = self.knowledge.known.get(fact)
        if fact not in self.vocabulary.facts or fact in self.vocabulary.hidden_facts:
            return False
        ordinary = self.vocabulary.facts[fact].sensitivity == "ordinary" and (
            known is None or known.origin != "implied"
        )
        return self.asked.audience == "citizen" or ordinary


@dataclass(frozen=True, slots=True)
class News:
    """Something that is new since she changed the plan, and why; `about` is the offer, fact or kind of hint."""

    kind: NewsKind
    about: str
    text: str
    because: str = ""


def follow(
    engine: Engine,
    plan: Plan,
    on: dt.date,
    audience: Audience = "citizen",
    language: str | None = None,
    *,
    kept: Following | None = None,
) -> Following:
    """Return what the engine says of a plan on a day.

    `plan` is the whole plan; what the audience may not see of it is left out of the answer. `kept` is an earlier
    answer, used again where the engine would be asked the same. Raises InputError where the plan's rules cannot be
    used.
    """
    spoken = engine_language(language or plan.about.language)
    citizen = citizen_of(_without_limit(plan, audience), on, engine.vocabulary)
    asked = Asked(citizen, plan.about.ruleset, plan.about.leg_set, on, audience, spoken)
    if kept is None or kept.asked != asked:
        kept = _answered(engine, asked)
    return replace(kept, pile=pile_of(kept.suggestion, plan, audience))


def _without_limit(plan: Plan, audience: Audience) -> Plan:
    """Return the plan as the engine is asked: her limit is hers, and so is what follows from it (R-D3)."""
    if audience == "citizen" or LIMIT not in plan.answers or "limit" in plan.about.shares:
        return plan
    return plan.model_copy(update={"answers": {key: one for key, one in plan.answers.items() if key != LIMIT}})


def _answered(engine: Engine, asked: Asked) -> Following:
    suggestion = engine.suggest(
        asked.citizen,
        asked.on,
        ruleset=asked.ruleset,
        audience=asked.audience,
        language=asked.language,
        all_offers=True,
        leg_set=asked.leg_set,
    )
    knowledge, _ = read_knowledge(asked.citizen, engine.vocabulary, asked.on)
    derived, _ = engine.registry.derive_facts(asked.citizen, knowledge, asked.on)
    resolved = engine.rulebook.resolve(asked.ruleset, asked.on)
    return Following(asked, suggestion, (), resolved, knowledge.with_derived(derived), engine.vocabulary)


def offers_on(plan: Plan, audience: Audience) -> frozenset[str]:
    """Return the offers that have a card on the board, as the audience may know: what is parked is hers (R-D3)."""
    return frozenset(
        card.offer
        for card in plan.cards.values()
        if card.offer is not None and (audience == "citizen" or card.shown or card.place not in ("parked", "earlier"))
    )


def pile_of(suggestion: Suggestion, plan: Plan, audience: Audience) -> tuple[Choice, ...]:
    """Return the cards that are not on the board, in her order; those of one function make one choice.

    In a shared view a card that shows no name stays out: nobody can choose it.
    """
    laid = offers_on(plan, audience)
    left = [one for one in suggestion.cards if one.offer not in laid and one.plugin]
    groups: dict[str, list[Card]] = {}
    for card in left:
        same = {card.offer, *card.relations.get("same_function", ())}
        meets = [
            key
            for key, others in groups.items()
            if any(one.offer in same or card.offer in one.relations.get("same_function", ()) for one in others)
        ]
        joined = [one for key in meets for one in groups.pop(key)] if len(meets) > 1 else []
        if joined:
            groups[meets[0]] = [*joined, card]
        elif meets:
            groups[meets[0]].append(card)
        else:
            groups[card.offer] = [card]
    order = {one.offer: place for place, one in enumerate(left)}
    return tuple(
        Choice(tuple(sorted(group, key=lambda one: order[one.offer])))
        for group in sorted(groups.values(), key=lambda group: min(order[one.offer] for one in group))
    )


def news(
    before: Following, after: Following, *, language: str | None = None, added: Path | None = None
) -> tuple[News, ...]:
    """Return what is new in the pile and among the questions, and why: first cards, then questions.

    Nothing where a human comes first. `added` are a municipality's own texts, and `language` may be one of its own.
    """
    if before.suggestion.alarms or after.suggestion.alarms:
        return ()
    say = Messages("tilbud_engine.board", "following", language or after.asked.language, added)
    return tuple(_news(before, after, say))


def _news(before: Following, after: Following, say: Messages) -> Iterator[News]:
    moved = _changed_facts(before.asked.citizen, after.asked.citizen)
    free = {card.offer for choice in after.pile for card in choice.cards}
    for offer, card in after.cards.items():
        if not card.plugin:
            continue
        earlier = before.cards.get(offer)
        if earlier is None and offer in free:
            yield News("card", offer, say("new-card", card=card.word), _because(card, before, after, moved, say))
        elif earlier is not None and earlier.verdict != card.verdict:
            kind: NewsKind = "card_sure" if card.verdict == "yes" else "card_unsure"
            yield News(kind, offer, say(kind, card=card.word), _because(card, before, after, moved, say))
    for offer, card in before.cards.items():
        if card.plugin and offer not in after.cards:
            later = after.not_now.get(offer)
            yield News("card_gone", offer, say("card-gone", card=card.word), later.because if later else "")
    yield from _news_of_questions(before, after, moved, say)


def _news_of_questions(before: Following, after: Following, moved: frozenset[str], say: Messages) -> Iterator[News]:
    """Yield the questions that are new, answered, or not asked any more; of what others settle only what is new."""
    asked = {one.fact: one for one in before.questions}
    asking = {one.fact: one for one in after.questions}
    for fact, question in asking.items():
        if fact not in asked:
            hers = question.answerer == "citizen"
            words = [say("quoted", word=after.cards[one].word) for one in question.settles if one in after.cards]
            because = say("new-question-because", cards=", ".join(words)) if words else ""
            text = say("new-question" if hers else "new-question-of-others", question=question.question)
            yield News("question", fact, text, because)
    for fact, question in asked.items():
        if fact in asking or question.answerer != "citizen":
            continue
        if fact in after.asked.citizen.declined:
            yield News("not_asked", fact, say("declined", question=question.question), say("declined-because"))
        elif fact in moved:
            yield News("answered", fact, say("answered", question=question.question))
        else:
            yield News("not_asked", fact, say("not-asked", question=question.question), say("not-asked-because"))


def _because(card: Card, before: Following, after: Following, moved: frozenset[str], say: Messages) -> str:
    """Say why a card is new: what she has said since, or what she has answered since; else why it is there."""
    language = after.asked.language
    earlier = set(before.asked.citizen.barriers())
    said = [code for code in card.answers if code not in earlier]
    if said:
        barrier = after.vocabulary.barriers[said[0]]
        return say("because-said", says=(language == "en" and barrier.says_en) or barrier.says)
    told = [one.text for one in card.reasons if one.fact in moved]
    return " ".join(told) or _why(card)


def _why(card: Card) -> str:
    return " ".join(dict.fromkeys(one.text for one in card.reasons))


def _changed_facts(before: Citizen, after: Citizen) -> frozenset[str]:
    keys: Iterable[str] = {*before.facts, *after.facts}
    return frozenset(key for key in keys if _value(before, key) != _value(after, key))


def _value(citizen: Citizen, fact: str) -> object:
    told = citizen.facts.get(fact)
    return told.get("value") if isinstance(told, Mapping) else told


def _is_offered(one: NotNow, offers: Mapping[str, object]) -> bool:
    found = offers.get(one.offer)
    return found is not None and getattr(found, "not_offered", None) is None
