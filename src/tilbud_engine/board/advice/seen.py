"""What advice looks at: the cards that lie in weeks and may be spoken of, each with its offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from tilbud_engine.board.following import Following
from tilbud_engine.board.plan import BoardCard, Plan, Stretch
from tilbud_engine.board.weeks import monday_of, week_number
from tilbud_engine.engine import Engine
from tilbud_engine.messages import Messages
from tilbud_engine.offers import Offer
from tilbud_engine.rules.resolved import ResolvedOffer

HintKind = Literal[
    "clash",
    "load",
    "load_maybe",
    "late_answer",
    "expired",
    "no_longer",
    "closing",
    "overrides",
    "exclusive_full_time",
    "requires_active",
    "same_function",
    "replaces",
    "together_much",
    "waiting_time",
    "transport",
    "leg",
    "contacts",
    "meetings",
    "soft_before",
    "parallel_ok",
    "bridge_to",
    "pairs_with",
    "free_weeks",
]
"""What a hint is about, in the order in which hints are told: what cannot be as it lies before what else there is."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Words with a reason; never a block and never a score.

    `cards` are the cards on the board that it is about, `weeks` the Mondays of its weeks, and `offers` are cards that
    she could look at.
    """

    kind: HintKind
    text: str
    because: str = ""
    cards: tuple[str, ...] = ()
    weeks: tuple[dt.date, ...] = ()
    offers: tuple[str, ...] = ()


class Laid(NamedTuple):
    """A card that lies in weeks, with its offer if it has one, and the word that it shows."""

    card: BoardCard
    offer: Offer | None
    word: str
    first: dt.date
    last: dt.date

    def meets(self, other: Laid) -> bool:
        """Tell whether they lie in some of the same weeks."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Seen:
    """A plan as advice sees it for one audience on one day.

    `plan` is what the audience may see of it. `whole` is for sums and for what is not missing, and is never named.
    """

    engine: Engine
    whole: Plan
    plan: Plan
    following: Following
    on: dt.date
    words: Messages

    def say(self, key: str, **values: object) -> str:
        """Return a text for who reads it: the citizen is "you" only where she is spoken to."""
        other = f"{key}-{self.following.asked.audience}"
        return self.words(other if other in self.words else key, **values)

    @property
    def today(self) -> dt.date:
        """Return the Monday of this week."""
        return monday_of(self.on)

    @cached_property
    def weeks(self) -> tuple[dt.date, ...]:
        """Return the Mondays of this week and of those to come."""
        return tuple(monday for monday in self.plan.weeks if monday >= self.today)

    @cached_property
    def cards(self) -> tuple[BoardCard, ...]:
        """Return the cards in the hand and in weeks that a hint may speak of, as they are, in order."""
        return tuple(
            card
            for card in self.whole.placed("hand", "plan")
            if card.id in self.plan.cards and card.state != "declined" and self._may_name(card)
        )

    @cached_property
    def laid(self) -> tuple[Laid, ...]:
        """Return those that lie in weeks and weigh: neither on pause, nor only proposed."""
        return tuple(
            Laid(card, self.offer(card), self.word(card), card.at.first, card.at.last)
            if card.offer is not None
            else Laid(card, None, card.face.word, card.at.first, card.at.last)
            for card in self.cards
            if card.place == "plan" and card.at is not None and card.state != "paused"
        )

    @cached_property
    def lying(self) -> tuple[tuple[BoardCard, Stretch], ...]:
        """Return every card that lies in weeks and weighs, and where: to know what is not missing, never to name it."""
        return tuple(
            (card, card.at)
            for card in self.whole.cards.values()
            if card.place == "plan" and card.at is not None and card.state not in ("paused", "declined")
        )

    @cached_property
    def by_offer(self) -> dict[str, list[Laid]]:
        """Return the laid cards that are not done and not over, by offer: of the past nothing can be changed."""
        found: dict[str, list[Laid]] = {}
        for one in self.laid:
            if one.card.offer is not None and self.is_ahead(one.card):
                found.setdefault(one.card.offer, []).append(one)
        return found

    def is_ahead(self, card: BoardCard) -> bool:
        """Tell whether anything of a card is still to come: it is not done, and its weeks are not over."""
        in_time = card.place != "plan" or card.at is None or card.at.last >= self.today
        return card.state != "done" and in_time

    def resolved(self, card: BoardCard) -> ResolvedOffer | None:
        """Return the offer of a card as it holds on the day."""
        return None if card.offer is None else self.following.resolved.offers.get(card.offer)

    def offer(self, card: BoardCard) -> Offer | None:
        """Return what the offer of a card is; None for her own cards and for one that nobody knows any more."""
        found = self.resolved(card)
        return None if found is None else found.offer

    def word(self, card: BoardCard) -> str:
        """Return the word that a card shows today."""
        found = self.resolved(card)
        if found is None or found.not_offered is not None:
            return card.face.word
        return self.word_of(found.offer)

    def word_of(self, offer: Offer) -> str:
        """Return the word of an offer's card."""
        return (self.following.asked.language == "en" and offer.card.word_en) or offer.card.word

    def may_mention(self, key: str) -> bool:
        """Tell whether a hint may name an offer: it is here, and open for the audience to read of."""
        found = self.following.resolved.offers.get(key)
        if found is None or found.not_offered is not None or not self._is_open(found.offer):
            return False
        return found.offer.privacy == "normal" or self.following.asked.audience != "shared"

    def may_offer(self, key: str) -> bool:
        """Tell whether a hint may point to an offer as something for her: not where it is for others."""
        said = self.following.not_now.get(key)
        return self.may_mention(key) and (said is None or said.verdict != "no")

    def _may_name(self, card: BoardCard) -> bool:
        """Tell whether a hint may speak of a card: of a shielded one never, nor of what is private in a shared view."""
        offer = None if card.offer is None else self.offer(card)
        if offer is not None and not self._is_open(offer):
            return False
        if card.shown or self.following.asked.audience != "shared":
            return True
        return card.face.privacy == "normal" and (offer is None or offer.privacy == "normal")

    def _is_open(self, offer: Offer) -> bool:
        """Tell whether an offer is there for something that is not hidden."""
        barriers = self.following.vocabulary.barriers
        stands_open = any(code not in barriers or not barriers[code].hidden for code in offer.answers)
        return offer.privacy != "shielded" and stands_open

    def quoted(self, words: Iterable[str]) -> str:
        """Return words as they stand on cards, each once, the last joined by "and"."""
        each = [self.say("quoted", word=word) for word in dict.fromkeys(words)]
        return self.joined(each)

    def joined(self, texts: Sequence[str]) -> str:
        """Return texts in a row, the last joined by "and"."""
        if len(texts) < 2:
            return "".join(texts)
        return self.say("and", some=", ".join(texts[:-1]), last=texts[-1])

    def weeks_in_words(self, mondays: Sequence[dt.date]) -> str:
        """Return weeks by their ISO numbers: "uge 49 til 52 og 2"."""
        return self.say("weeks", weeks=self.joined([word for run in runs(mondays) for word in self._numbers(run)]))

    def _numbers(self, run: Sequence[dt.date]) -> list[str]:
        if len(run) < 3:
            return [str(week_number(one)) for one in run]
        return [self.say("from-to", first=week_number(run[0]), last=week_number(run[-1]))]


def runs(mondays: Iterable[dt.date]) -> Iterator[list[dt.date]]:
    """Yield weeks that follow one another together."""
    run: list[dt.date] = []
    for monday in sorted(set(mondays)):
        if run and monday - run[-1] > dt.timedelta(weeks=1):
            yield run
            run = []
        run.append(monday)
    if run:
        yield run
