"""Who may see what of a plan: everything is left out here, never in a template (R-D3, R-D15).

Hers until she shares each: cards at P, frustrations, own notes, her limit and the history. A confidential card is an
appointment to everybody but her and her caseworker, in a lane that says nothing, until she shows its name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from tilbud_engine.board.laying import CORNER, other_draft
from tilbud_engine.board.plan import (
    LIMIT,
    MEETINGS,
    BoardCard,
    Face,
    Meeting,
    Note,
    NoteKind,
    Part,
    Participant,
    Plan,
    Said,
    Section,
    Stretch,
)
from tilbud_engine.errors import Language
from tilbud_engine.messages import Messages, engine_language

Viewer = Literal["citizen", "caseworker", "companion", "shared"]
"""`shared` is what may lie on the table for all to see, and go home on paper."""

_SECTION_OF: Mapping[NoteKind, Section] = MappingProxyType(
    {
        "wish": "wishes",
        "good_at": "wishes",
        "mind": "notes",
        "attention": "notes",
        "note": "notes",
        "success": "successes",
        "frustration": "frustrations",
    }
)
_HERS_TO_SHARE: frozenset[NoteKind] = frozenset({"note", "frustration"})


def seen_by(
    plan: Plan,
    who: Viewer,
    companion: str | None = None,
    hidden: Collection[str] | None = None,
    *,
    language: str | None = None,
) -> Plan:
    """Return the plan with what this person may see of it.

    `companion` is a companion's id; one whose access has ended sees nothing. `hidden` are the barrier codes that are
    shown to nobody but her and the caseworker; without it a companion sees no barriers at all. A covered card is an
    appointment in the language that is asked for, else in the plan's.
    """
    spoken = engine_language(language or plan.about.language)
    match who:
        case "citizen":
            return plan
        case "caseworker":
            return _for_caseworker(plan, spoken)
        case "shared":
            return _for_the_table(plan, spoken)
        case "companion":
            return _for_companion(plan, companion, hidden, spoken)


def with_consent_of(now: Plan, then: Plan, who: Viewer = "shared") -> Plan:
    """Return an earlier plan with nothing shared that is not shared any more.

    A companion sees by what is switched on now; a contact person who now belongs to a card that this person does not
    see by its name is left out of the past too.
    """
    cards = {key: _still_shown(one, now.cards.get(key)) for key, one in then.cards.items()}
    drafted = {key: _still_shown(one, now.cards.get(key)) for key, one in then.drafted.items()}
    notes = {
        key: one if not one.shared or _is_shared(now, key) else one.model_copy(update={"shared": False})
        for key, one in then.notes.items()
    }
    shares = tuple(one for one in then.about.shares if one in now.about.shares)
    about = then.about.model_copy(update={"shares": shares})
    closed = _closed_contacts(now, who)
    contacts = {key: one for key, one in then.contacts.items() if key not in closed} if closed else then.contacts
    parts = {"about": about, "cards": cards, "drafted": drafted, "notes": notes, "companions": now.companions}
    parts["contacts"] = contacts
    return then.model_copy(update=parts)


def _closed_contacts(plan: Plan, who: Viewer) -> frozenset[str | None]:
    """Return the contact persons who belong only to cards that this person does not see, or not by their name."""
    named = [one for one in plan.cards.values() if one.contact is not None]
    seen = (one for one in named if (one.shown or one.place not in CORNER) and not is_covered(one, who))
    return frozenset(one.contact for one in named) - {one.contact for one in seen}


def _still_shown(card: BoardCard, now: BoardCard | None) -> BoardCard:
    shown = now is not None and now.shown
    return card.model_copy(update={"shown": False}) if card.shown and not shown else card


def _is_shared(plan: Plan, note: str) -> bool:
    found = plan.notes.get(note)
    return found is not None and found.shared


def sees(plan: Plan, who: Viewer, part: Part, key: str, companion: str | None = None) -> bool:
    """Tell whether this person may see an item that is on the plan."""
    return who == "citizen" or part == "about" or key in getattr(seen_by(plan, who, companion), part)


def is_covered(card: BoardCard, audience: Viewer) -> bool:
    """Tell whether a card is shown as an appointment only."""
    return audience in ("shared", "companion") and card.face.privacy == "confidential" and not card.shown


def _appointment(language: Language) -> Face:
    say = Messages("tilbud_engine.board", "views", language)
    return Face(word=say("appointment"), pictogram="calendar-blank", alt=say("appointment-alt"))


def _for(card: BoardCard, audience: Viewer, language: Language) -> BoardCard:
    """Return the card as others see it: her note on it is hers, and a caseworker's on the rules is between the two.

    Of a covered card nothing tells what it is: only when it is.
    """
    if not is_covered(card, audience):
        override = card.override if audience == "caseworker" else None
        same = card.note is None and card.override == override
        return card if same else card.model_copy(update={"note": None, "override": override})
    proposal = card.proposal
    if proposal is not None:
        proposal = proposal.model_copy(update={"at": _in_no_lane(proposal.at), "why": None})
    return card.model_copy(
        update={
            "face": _appointment(language),
            "offer": None,
            "at": _in_no_lane(card.at),
            "where": None,
            "state": "agreed" if card.state in ("waiting", "declined") else card.state,
            "waiting": None,
            "declined_by": None,
            "proposal": proposal,
            "override": None,
            "hours": None,
            "note": None,
            "contact": None,
        }
    )


def _in_no_lane(at: Stretch | None) -> Stretch | None:
    return at.model_copy(update={"lane": MEETINGS}) if at else None


def _for_caseworker(plan: Plan, language: Language) -> Plan:
    about = plan.about
    answers = {key: one for key, one in plan.answers.items() if key != LIMIT or "limit" in about.shares}
    return _with_cards(
        plan,
        "caseworker",
        language,
        corner=False,
        notes={key: one for key, one in plan.notes.items() if _is_open(one) or one.by == "caseworker"},
        answers=answers,
    )


def _for_the_table(plan: Plan, language: Language) -> Plan:
    limit = {key: one for key, one in plan.answers.items() if key == LIMIT and "limit" in plan.about.shares}
    return _with_cards(
        plan,
        "shared",
        language,
        corner=False,
        about=plan.about.model_copy(update={"alone": False, "talked_about": (), "previous": None}),
        notes={key: one for key, one in plan.notes.items() if _is_open(one)},
        answers=limit,
        says={},
        companions={},
    )


def _for_companion(plan: Plan, key: str | None, hidden: Collection[str] | None, language: Language) -> Plan:
    seen = plan.is_open_to(key)
    herself = {key: plan.companions[key]} if seen and key else {}
    on: frozenset[Section] = frozenset(one for companion in herself.values() for one in companion.sees)
    about = plan.about.model_copy(
        update={
            "alone": False,
            "previous": None,
            "shares": (),
            "talked_about": plan.about.talked_about if "barriers" in on else (),
            **({} if "wishes" in on else {"aim": None, "aim_text": None}),
        }
    )
    parts: dict[str, Any] = {
        "about": about,
        "notes": {
            note: one
            for note, one in plan.notes.items()
            if _SECTION_OF[one.kind] in on or (seen and one.companion == key)
        },
        "agreements": plan.agreements if "agreements" in on else {},
        "meetings": plan.meetings if "meeting" in on else {},
        "says": _codes_alone(plan.says, hidden) if "barriers" in on else {},
        "answers": {},
        "companions": herself,
    }
    if "plan" not in on:
        parts |= {"everyday": {}}
    return _with_cards(plan, "companion", language, corner="parked" in on, laid="plan" in on, **parts)


def _codes_alone(says: Mapping[str, Said], hidden: Collection[str] | None) -> dict[str, Said]:
    """Return the barriers that may be shown, without her words: they may hold more than the code."""
    if hidden is None:
        return {}
    return {
        key: one.model_copy(update={"words": None})
        for key, one in says.items()
        if one.barrier is not None and one.barrier not in hidden
    }


def _is_open(note: Note) -> bool:
    return note.shared or note.kind not in _HERS_TO_SHARE


def _with_cards(
    plan: Plan, who: Viewer, language: Language, *, corner: bool, laid: bool = True, **parts: Any
) -> Plan:
    """Return the plan with the cards and the contact persons that this person may see, and other parts in place."""

    def kept(cards: Mapping[str, BoardCard]) -> dict[str, BoardCard]:
        return {
            key: _for(one, who, language)
            for key, one in cards.items()
            if (corner or (laid and one.shown) if one.place in CORNER else laid)
        }

    cards = kept(plan.cards)
    named = {one.contact for one in cards.values()}
    closed = {one.contact for one in plan.cards.values()} - named
    contacts = {key: one for key, one in plan.contacts.items() if key not in closed} if laid else {}
    drafted = kept(other_draft(plan)) if plan.about.drafting else {}
    meetings = parts.get("meetings", plan.meetings)
    parts["meetings"] = _without_names_of(_hidden_words(plan, (*cards.values(), *drafted.values())), meetings)
    return plan.model_copy(update={"cards": cards, "drafted": drafted, "contacts": contacts, **parts})


def struck_with(plan: Plan, card: BoardCard) -> tuple[Meeting, ...]:
    """Return the meetings that change when a card goes whose name others do not see: without what names it.

    Nothing would hide that any more, once the card is not there.
    """
    others = {key: one for key, one in plan.cards.items() if key != card.id}
    rest = plan.model_copy(update={"cards": others})
    hidden = _hidden_from_the_table(plan) - _hidden_from_the_table(rest)
    made = _without_names_of(hidden & card.face.names, plan.meetings)
    return tuple(one for key, one in made.items() if one != plan.meetings[key])


def _hidden_from_the_table(plan: Plan) -> frozenset[str]:
    shown = seen_by(plan.model_copy(update={"meetings": {}}), "shared")
    return _hidden_words(plan, (*shown.cards.values(), *shown.drafted.values()))


def _hidden_words(plan: Plan, shown: Iterable[BoardCard]) -> frozenset[str]:
    """Return the words of the cards, in either draft, that this person does not see by their name."""
    every = (one.face.names for one in (*plan.cards.values(), *plan.drafted.values()))
    return frozenset().union(*every).difference(*(one.face.names for one in shown))


def _without_names_of(words: frozenset[str], meetings: Mapping[str, Meeting]) -> Mapping[str, Meeting]:
    """Return the meetings without what names a card that was hidden afterwards: why somebody comes, and points."""
    if not words or not meetings:
        return meetings
    names = _naming(words)

    def masked(one: Participant) -> Participant:
        return one.model_copy(update={"because": None}) if names(one.because or "") else one

    return {
        key: one.model_copy(
            update={
                "participants": tuple(masked(person) for person in one.participants),
                "agenda": tuple(point for point in one.agenda if not names(point)),
            }
        )
        for key, one in meetings.items()
    }


_WORD_BEGINS = re.compile(r"(?<!\w)\S")


def _naming(words: Collection[str]) -> Callable[[str], bool]:
    """Return what tells whether a text has one of many words, with whatever ending: behandling, behandlingen."""
    beginnings: list[str] = []
    for word in sorted(one.casefold() for one in words):
        if not beginnings or not word.startswith(beginnings[-1]):
            beginnings.append(word)
    longest = max(map(len, beginnings))

    def names(text: str) -> bool:
        folded = text.casefold()
        for found in _WORD_BEGINS.finditer(folded):
            # None is the beginning of another, so only the last that sorts before what stands here can begin it.
            place = bisect_right(beginnings, folded[found.start() : found.start() + longest])
            if place and folded.startswith(beginnings[place - 1], found.start()):
                return True
        return False

    return names
