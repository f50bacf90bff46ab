"""A card as the board shows it: its words, what stands under them, and how it is drawn."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from tilbud_engine.board.plan import GOOD_LIFE, BoardCard, Meeting, Plan
from tilbud_engine.board.rows import Laid
from tilbud_engine.board.sheet.weeks import room
from tilbud_engine.board.sheet.wording import BETWEEN, meeting_when, state_of, weeks_of, when
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages
from tilbud_engine.suggestion import Card

QUIET = ("paused", "done", "declined")
MEETING_PICTOGRAM = "users"


class Tile(NamedTuple):
    """A card on the screen. `key` is its id on the page, `id` what a form sends: a card's, or an offer's.

    `lines` stand under the word; `where` is its place in words. `asks` is a proposal that waits for her yes or no.
    `lane` and `week` are where it lies or lay, or would be looked for first.
    """

    key: str
    id: str
    kind: str
    word: str
    picture: str
    lines: tuple[str, ...]
    where: str
    look: str
    asks: str = ""
    place: str = ""
    offer: str = ""
    tells: str = ""
    lane: str = ""
    week: str = ""

    @property
    def may_move(self) -> bool:
        """Whether it can be picked up: a meeting has its own page, and a proposal waits for her answer."""
        return self.kind in ("card", "offer")


def laid_tile(one: Laid, plan: Plan, say: Messages, *, least: int, row: int) -> Tile:
    """Return a card or a meeting in its weeks; `least` are the weeks whose room its words take."""
    mondays = plan.weeks
    first, last = room(one, least, len(mondays))
    place = f"at-{first + 1} for-{last - first + 1} in-{row + 1}"
    weeks = weeks_of(one, mondays, say)
    wider = " wider" * ((first, last) != (one.first, one.last))
    if isinstance(one.item, Meeting):
        lines = (meeting_when(one.item, say), say("meeting-held" if one.item.held else "meeting-planned"))
        word = one.item.topic or say("meeting")
        return Tile(
            f"meeting-{one.item.id}", one.item.id, "meeting", word, MEETING_PICTOGRAM,
            tuple(filter(None, lines)), weeks, f"firm {place}{wider}",
        )  # fmt: skip
    edges = " early" * one.begins_before + " on" * one.goes_on
    return card_tile(one.item, plan, say, proposed=one.proposed, where=weeks, laid=f" {place}{wider}{edges}")


def card_tile(
    card: BoardCard, plan: Plan, say: Messages, *, proposed: bool = False, where: str = "",
    laid: str = "", lane: str = "",
) -> Tile:  # fmt: skip
    """Return a card of the board; `proposed` is the shadow of where somebody else would lay it.

    `where` is its place in words, and `laid` what draws it there; `lane` is the one for it where it has never lain.
    """
    asking = proposed or card.place == "offered"
    state = state_of(card, say, proposed=asking)[0]
    times = "; ".join(when(each, say) for each in card.times)
    why = card.proposal.why if asking and card.proposal else None
    contact = plan.contacts.get(card.contact or "")
    words = (times, card.where, contact.name if contact else None, why)
    look = "proposed" if asking else "firm" if card.state in ("agreed", "running") else "open"
    return Tile(
        key=f"{'proposal' if proposed else 'card'}-{card.id}",
        id=card.id,
        kind="proposal" if asking else "card",
        word=card.face.word,
        picture=card.face.pictogram,
        lines=tuple(word for word in (state, BETWEEN.join(filter(None, words))) if word),
        where=where,
        look=("quiet" if card.state in QUIET and not asking else look) + laid,
        asks=card.id if asking else "",
        place=card.place,
        offer=card.offer or "",
        tells=card.note or "",
        lane=card.at.lane if card.at else lane,
        week=card.at.first.isoformat() if card.at else "",
    )


def proposed_where(card: BoardCard, say: Messages) -> str:
    """Return where somebody else would have a card, in words."""
    proposal = card.proposal
    if proposal is None:
        return ""
    at = proposal.at or card.at
    if proposal.place != "plan" or at is None:
        return say(f"proposed-{proposal.place}")
    first, last = week_number(at.first), week_number(at.last)
    return say("in-week", week=first) if first == last else say("from-to", first=first, last=last)


def offer_tile(card: Card) -> Tile:
    """Return a card of the pile."""
    return Tile(
        key=f"offer-{card.offer}", id=card.offer, kind="offer", word=card.word, picture=card.pictogram,
        lines=(card.text,) if card.text else (), where="", look="open", place="offered", offer=card.offer,
        tells=" ".join(dict.fromkeys(one.text for one in card.reasons)), lane=next(iter(card.legs), GOOD_LIFE),
    )  # fmt: skip


def day_of(monday: dt.date, today: dt.date) -> bool:
    """Tell whether today lies in a week."""
    return monday <= today < monday + dt.timedelta(weeks=1)
