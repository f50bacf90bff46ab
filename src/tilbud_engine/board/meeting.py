"""The meeting: who may come and for which of the three reasons, and what to talk about, drawn from the plan.

Everything here is a proposal; she chooses (R-P1, R-X1). It is drawn from what may lie on the table for all to see, so
no name and no reason tells what she keeps to herself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tilbud_engine.board.faces import FaceNow, kept_face
from tilbud_engine.board.plan import BoardCard, Meeting, Participant, Plan, Reason
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import Language
from tilbud_engine.messages import Messages, engine_language
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.suggestion import LegState
from tilbud_engine.vocabulary import Vocabulary

NETWORK = "network_persons"
"""The fact that tells how many she can call; her network is proposed where she says that there is somebody (R-D6)."""

FOLLOW_UP = "follow_up"
"""The need of an offer that somebody keeps in touch with her and the place (R-X5, R-O09)."""

EVERYBODY = "alle"
"""The unit that is no department of its own."""

_UNDER_WAY = ("agreed", "running")

Doubt = Literal["past", "before", "after"]
"""What may be wrong with a meeting's day: it has passed, or lies before the plan begins or after it ends."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a plan: what holds in her municipality that day, the words, and her legs as all may see."""

    resolved: Resolved
    vocabulary: Vocabulary
    legs: tuple[LegState, ...] = ()
    words: Messages = field(default_factory=lambda: meeting_words("da"))
    face: FaceNow = kept_face

    def word(self, card: BoardCard) -> str:
        """Return what a card is called to this reader: a word that it is known by, so that it is hidden with it."""
        face = self.face(card)
        return face.word if face.word in card.face.names else card.face.word

    @property
    def language(self) -> Language:
        """Return the language in which the catalogue is told."""
        return engine_language(self.words.language)


def meeting_words(language: str, added: Path | None = None) -> Messages:
    """Return the texts that meetings are proposed with."""
    return Messages("tilbud_engine.board", "meeting", language, added)


def propose_participants(plan: Plan, around: Around) -> tuple[Participant, ...]:
    """Return who may come, each with one of the three reasons; nobody twice, and nobody chosen.

    The one who chairs comes first, then companions, then those in contact now, those who can give what is missing,
    and those who have the authority to decide.
    """
    shared = seen_by(plan, "shared")
    proposed = [
        _chair(shared, around),
        *_companions(plan),
        *_in_contact(shared, around),
        *_givers(shared, around),
        *_network(plan, around),
        *_deciders(shared, around),
    ]
    first: dict[str, Participant] = {}
    for one in proposed:
        first.setdefault(one.name.casefold(), one)
    return tuple(first.values())


def still_proposed(plan: Plan, meeting: Meeting, around: Around) -> tuple[Participant, ...]:
    """Return who may come and is not on the meeting's list yet."""
    return not_named(propose_participants(plan, around), meeting)


def not_named(proposed: Iterable[Participant], meeting: Meeting) -> tuple[Participant, ...]:
    """Return those who are not on the meeting's list yet."""
    named = {one.name.casefold() for one in meeting.participants}
    return tuple(one for one in proposed if one.name.casefold() not in named)


def propose_agenda(plan: Plan, meeting: Meeting, around: Around) -> tuple[str, ...]:
    """Return points that the meeting may have and does not have yet, in an order that begins with trust.

    The first meeting goes through rights and duties (R-X3, R-O10); every meeting ends with who does what.
    """
    return tuple(one for one in _points(seen_by(plan, "shared"), meeting, around) if one not in meeting.agenda)


def without_agreements(plan: Plan, meeting: Meeting) -> bool:
    """Tell whether nobody has agreed on anything at a meeting yet: it always ends with who does what."""
    return not any(one.meeting == meeting.id for one in plan.agreements.values())


def doubt_of(plan: Plan, day: dt.date | None, today: dt.date) -> Doubt | None:
    """Return what there is to ask about the day of a meeting that is not held; any day may be chosen."""
    if day is None:
        return None
    if day < today:
        return "past"
    if day < plan.weeks[0]:
        return "before"
    return "after" if day >= plan.weeks[-1] + dt.timedelta(weeks=1) else None


def laid_cards(plan: Plan) -> tuple[BoardCard, ...]:
    """Return the cards that a meeting may be about: in her hand or in weeks, and not over."""
    return tuple(one for one in plan.placed("hand", "plan") if one.state not in ("done", "declined"))


def _chair(plan: Plan, around: Around) -> Participant:
    first = next((one for one in plan.contacts.values() if one.first), None)
    return Participant(
        name=first.name if first else around.words("chair"),
        role="chair",
        reason="has_authority",
        because=around.words("chair_because"),
    )


def _companions(plan: Plan) -> Iterator[Participant]:
    """Yield her companions: she has chosen them before, and they need no reason but hers."""
    for one in plan.companions.values():
        if not one.ended:
            yield Participant(name=one.name, role="companion")


def _in_contact(plan: Plan, around: Around) -> Iterator[Participant]:
    for one in plan.contacts.values():
        because = around.words("in_contact_about", role=one.role) if one.role else around.words("in_contact")
        yield Participant(name=one.name, reason="in_contact", because=because)


def _network(plan: Plan, around: Around) -> Iterator[Participant]:
    known = plan.answers.get(NETWORK)
    if known is None or known.by != "citizen":
        return
    if isinstance(known.value, int) and known.value > 0:
        yield Participant(name=around.words("network"), reason="in_contact", because=around.words("network_because"))


def _givers(plan: Plan, around: Around) -> Iterator[Participant]:
    """Yield who can help with her cards, and with a leg where something stands in the way and no card lies."""
    giving: dict[str, list[str]] = {}
    for card, offer in _offers_of(laid_cards(plan), around):
        if _she_decides(offer, around):
            for name in _names_of(offer, around):
                giving.setdefault(name, []).append(around.word(card))
    yield from _grouped(giving, "can_give", "gives", around)
    held = {one.offer for one in laid_cards(plan)}
    for leg in around.legs:
        if leg.state != "stated" or held & set(leg.cards):
            continue
        for key in leg.cards:
            found = around.resolved.offers.get(key)
            if found is None or found.offer.privacy != "normal":
                continue
            word = _card_word(found, around)
            because = around.words("gives_missing", card=word, leg=leg.label)
            yield from (Participant(name=one, reason="can_give", because=because) for one in _names_of(found, around))
            break


def _deciders(plan: Plan, around: Around) -> Iterator[Participant]:
    deciding: dict[str, list[str]] = {}
    for card, offer in _offers_of(laid_cards(plan), around):
        if not _she_decides(offer, around):
            deciding.setdefault(_decider(offer, around), []).append(around.word(card))
    yield from _grouped(deciding, "has_authority", "decides", around)


def _grouped(found: Mapping[str, Sequence[str]], reason: Reason, key: str, around: Around) -> Iterator[Participant]:
    for name, cards in found.items():
        told = around.words(key if len(cards) > 1 else f"{key}_one", cards=_listed(cards, around.words))
        yield Participant(name=name, reason=reason, because=told)


def _offers_of(cards: Iterable[BoardCard], around: Around) -> Iterator[tuple[BoardCard, ResolvedOffer]]:
    for one in cards:
        found = around.resolved.offers.get(one.offer or "")
        if found is not None:
            yield one, found


def _decides(offer: ResolvedOffer, around: Around) -> str:
    """Return who decides, in the catalogue's words: they begin with "dig" where she does."""
    found = offer.offer
    return (found.decides_en if around.language == "en" else None) or found.decides or around.words("municipality")


def _she_decides(offer: ResolvedOffer, around: Around) -> bool:
    return _clause(_decides(offer, around)).partition(" ")[0] == around.words("you")


def _decider(offer: ResolvedOffer, around: Around) -> str:
    """Return who decides, as a name: the municipality by its department."""
    who = _clause(_decides(offer, around))
    departments = _departments(offer, around)
    if who == around.words("municipality") and departments:
        return around.words("department", department=departments[0])
    return who[:1].upper() + who[1:]


def _clause(text: str) -> str:
    for end in ",.;":
        text = text.partition(end)[0]
    return text


def _names_of(offer: ResolvedOffer, around: Around) -> tuple[str, ...]:
    """Return whom to invite about an offer: its own contact, else the first department it belongs to."""
    contact = offer.contact or offer.offer.contact
    if contact is not None and contact.name:
        return (contact.name,)
    return _departments(offer, around)[:1]


def _departments(offer: ResolvedOffer, around: Around) -> tuple[str, ...]:
    units = (around.vocabulary.units.get(key) for key in offer.offer.units if key != EVERYBODY)
    return tuple((around.language == "en" and one.label_en) or one.label for one in units if one is not None)


def _card_word(offer: ResolvedOffer, around: Around) -> str:
    card = offer.offer.card
    return (around.language == "en" and card.word_en) or card.word


def _points(plan: Plan, meeting: Meeting, around: Around) -> Iterator[str]:
    words, cards = around.words, laid_cards(plan)
    yield words("agenda.roles")
    others = [one for one in plan.meetings.values() if one.id != meeting.id]
    if not any(one.held for one in others):
        yield words("agenda.rights")
    if any(not one.done for one in plan.agreements.values()):
        yield words("agenda.last_time")
    yield words("agenda.topic", topic=meeting.topic) if meeting.topic else words("agenda.choose_topic")
    yield words("agenda.good_at")
    if plan.about.aim is not None:
        yield words(f"agenda.aim.{plan.about.aim}")
    for card, offer in _offers_of(cards, around):
        if FOLLOW_UP in offer.offer.needs and card.state in _UNDER_WAY:
            yield words("agenda.follow_up", card=around.word(card))
    waiting = [around.word(one) for one in cards if one.state == "waiting"]
    if waiting:
        yield words("agenda.waiting", cards=_listed(waiting, words))
    held = {one.offer for one in cards}
    bare = [one.label for one in around.legs if one.state == "stated" and not held & set(one.cards)]
    if bare:
        yield words("agenda.legs", legs=_listed(bare, words))
    if len({one.at.lane for one in cards if one.at}) > 1:
        yield words("agenda.alongside")
    if sum(not one.held for one in others) > 0:
        yield words("agenda.fewer")
    yield words("agenda.agreements")


def _listed(names: Sequence[str], words: Messages) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words('and')} {names[-1]}"


def upcoming(plan: Plan, on: dt.date) -> tuple[Meeting, ...]:
    """Return the meetings that are not held, the next first, those without a day last."""
    open_ones = [one for one in plan.meetings.values() if not one.held]
    return tuple(sorted(open_ones, key=lambda one: (one.day is None, one.day or on, one.start or dt.time.max, one.id)))
