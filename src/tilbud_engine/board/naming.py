"""What names a card: its word in a line, with whatever ending. A line about a card is seen by those who see the card.

Each line keeps the ids of the cards that it names and that its writer saw by their name. So nothing that is written
vanishes for the one who wrote it, which would tell that there is such a card, hidden; and nothing comes to sight for
somebody who offers her a card of the same name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from tilbud_engine.board.plan import Agreement, BoardCard, Meeting, Participant, Plan

Names = Callable[[str | None], bool]

_WORD_BEGINS = re.compile(r"(?<!\w)\S")


def naming(words: Collection[str]) -> Names:
    """Return what tells whether a text has one of many words, with whatever ending: behandling, behandlingen."""
    beginnings: list[str] = []
    for word in sorted(one.casefold() for one in words):
        if not beginnings or not word.startswith(beginnings[-1]):
            beginnings.append(word)
    longest = max(map(len, beginnings), default=0)

    def names(text: str | None) -> bool:
        folded = (text or "").casefold() if beginnings else ""
        for found in _WORD_BEGINS.finditer(folded):
            # None is the beginning of another, so only the last that sorts before what stands here can begin it.
            place = bisect_right(beginnings, folded[found.start() : found.start() + longest])
            if place and folded.startswith(beginnings[place - 1], found.start()):
                return True
        return False

    return names


def named(cards: Iterable[BoardCard], *texts: str | None) -> tuple[str, ...]:
    """Return the ids of those cards one of whose words stands in any of the texts, with whatever ending."""
    folded = [one.casefold() for one in texts if one]
    begins = [(text, found.start()) for text in folded for found in _WORD_BEGINS.finditer(text)]

    def stands(word: str) -> bool:
        return any(text.startswith(word.casefold(), at) for text, at in begins)

    return tuple(sorted({one.id for one in cards if any(map(stands, one.face.names))}))


def is_named(plan: Plan, card: BoardCard) -> bool:
    """Tell whether a line on a meeting or an agreement is about a card, and is hers alone when the card is gone."""
    lines = [one.names for one in plan.agreements.values()]
    for meeting in plan.meetings.values():
        lines += [*meeting.names.values(), *((*one.names, *one.about) for one in meeting.participants)]
    return any(card.id in one for one in lines)


@dataclass(frozen=True, slots=True)
class Veil:
    """What somebody does not see by its name.

    `seen` are the ids of the cards that this person sees by their name. `unseen` are words that name what is hidden
    now, wherever they stand, but for names of people where `may_name` says that this person writes these too. `people`
    are contact persons whom this person does not see.
    """

    seen: frozenset[str]
    unseen: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    may_name: bool = False
    _hidden: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hidden", naming(self.unseen))

    def hides(self, names: Iterable[str], *texts: str | None) -> bool:
        """Tell whether a line is not for this person: what it was written about, or names now, is not seen."""
        return not self.seen.issuperset(names) or any(map(self._hidden, texts))

    def meeting(self, one: Meeting) -> Meeting:
        """Return a meeting without what names or was proposed from a card that is not seen."""

        def shown(text: str | None) -> str | None:
            return None if self.hides(one.names.get(text or "", ()), text) else text

        people = (self._person(person) for person in one.participants)
        return one.model_copy(
            update={
                "topic": shown(one.topic),
                "where": shown(one.where),
                "agenda": tuple(point for point in one.agenda if shown(point) is not None),
                "participants": tuple(person for person in people if person is not None),
                "names": {},
            }
        )

    def _person(self, one: Participant) -> Participant | None:
        """Return whoever comes, without the reason where that names what is not seen; None who comes for that alone."""
        plain: Participant = one.model_copy(update={"names": (), "about": ()})
        if one.role == "companion":
            return plain
        is_contact = one.reason != "has_authority" and one.name.casefold() in self.people
        if is_contact or self.hides(one.names, None if self.may_name else one.name):
            return None
        if not self.hides(one.about, one.because):
            return plain
        comes_for_cards = one.role != "chair" and one.reason in ("can_give", "has_authority")
        if comes_for_cards and self.seen.isdisjoint(one.about):
            return None
        return plain.model_copy(update={"because": None})

    def agreements(self, many: Mapping[str, Agreement]) -> dict[str, Agreement]:
        """Return the agreements that name nothing that is not seen."""
        return {
            key: one.model_copy(update={"names": ()}) if one.names else one
            for key, one in many.items()
            if not self.hides(one.names, one.who, one.what)
        }
