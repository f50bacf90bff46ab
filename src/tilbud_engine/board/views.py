"""Who may see what of a plan: everything is left out here, never in a template (R-D3, R-D15).

Hers until she shares each: cards at P, frustrations, own notes, her limit and the history. A confidential card is an
appointment to everybody but her and her caseworker, in a lane that says nothing, until she shows its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from tilbud_engine.board.laying import CORNER, other_draft
from tilbud_engine.board.naming import Names, Veil, naming
from tilbud_engine.board.plan import (
    LIMIT,
    MEETINGS,
    BoardCard,
    Contact,
    Face,
    Note,
    NoteKind,
    Part,
    Plan,
    Said,
    Section,
    Stretch,
)
from tilbud_engine.messages import Messages

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
    added: Path | None = None,
) -> Plan:
    """Return the plan with what this person may see of it.

    `companion` is a companion's id; one whose access has ended sees nothing. `hidden` are the barrier codes that are
    shown to nobody but her and the caseworker; without it a companion sees no barriers at all. A covered card is an
    appointment in the language that is asked for, else in the plan's; `added` are a municipality's own texts.
    """
    say = Messages("tilbud_engine.board", "views", language or plan.about.language, added)
    match who:
        case "citizen":
            return plan
        case "caseworker":
            return _for_caseworker(plan, say)
        case "shared":
            return _for_the_table(plan, say)
        case "companion":
            return _for_companion(plan, companion, hidden, say)


def with_consent_of(now: Plan, then: Plan, who: Viewer = "shared", companion: str | None = None) -> Plan:
    """Return an earlier plan with nothing shared that is not shared any more.

    A companion sees by what is switched on now; a contact person who now belongs to a card that this person does not
    see by its name is left out of the past too, and so is a line about a card that this person does not see now.
    """
    cards = {key: _still_shown(one, now.cards.get(key)) for key, one in then.cards.items()}
    drafted = {key: _still_shown(one, now.cards.get(key)) for key, one in then.drafted.items()}
    notes = {
        key: one if not one.shared or _is_shared(now, key) else one.model_copy(update={"shared": False})
        for key, one in then.notes.items()
    }
    shares = tuple(one for one in then.about.shares if one in now.about.shares)
    about = then.about.model_copy(update={"shares": shares})
    seen = seen_by(now, who, companion)
    closed = now.contacts.keys() - seen.contacts.keys()
    veil = Veil(frozenset(_known(now, seen, who)), people=_people(now, closed))
    parts = {
        "about": about,
        "cards": cards,
        "drafted": drafted,
        "notes": notes,
        "companions": now.companions,
        "contacts": {key: one for key, one in then.contacts.items() if key not in closed},
        "meetings": {key: veil.meeting(one) for key, one in then.meetings.items()},
        "agreements": veil.agreements(then.agreements),
    }
    return then.model_copy(update=parts)


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


def _appointment(say: Messages) -> Face:
    return Face(word=say("appointment"), pictogram="calendar-blank", alt=say("appointment-alt"))


def _for(card: BoardCard, audience: Viewer, say: Messages) -> BoardCard:
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
            "face": _appointment(say),
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


def _for_caseworker(plan: Plan, say: Messages) -> Plan:
    about = plan.about
    answers = {key: one for key, one in plan.answers.items() if key != LIMIT or "limit" in about.shares}
    return _with_cards(
        plan,
        "caseworker",
        say,
        corner=False,
        notes={key: one for key, one in plan.notes.items() if _is_open(one) or one.by == "caseworker"},
        answers=answers,
    )


def _for_the_table(plan: Plan, say: Messages) -> Plan:
    limit = {key: one for key, one in plan.answers.items() if key == LIMIT and "limit" in plan.about.shares}
    return _with_cards(
        plan,
        "shared",
        say,
        corner=False,
        about=plan.about.model_copy(update={"alone": False, "talked_about": (), "previous": None}),
        notes={key: one for key, one in plan.notes.items() if _is_open(one)},
        answers=limit,
        says={},
        companions={},
    )


def _for_companion(plan: Plan, key: str | None, hidden: Collection[str] | None, say: Messages) -> Plan:
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
    return _with_cards(plan, "companion", say, corner="parked" in on, laid="plan" in on, **parts)


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


def _with_cards(plan: Plan, who: Viewer, say: Messages, *, corner: bool, laid: bool = True, **parts: Any) -> Plan:
    """Return the plan with the cards and the contact persons that this person may see, and other parts in place."""

    def kept(cards: Mapping[str, BoardCard]) -> dict[str, BoardCard]:
        return {
            key: _for(one, who, say)
            for key, one in cards.items()
            if (corner or (laid and one.shown) if one.place in CORNER else laid)
        }

    cards = kept(plan.cards)
    drafted = kept(other_draft(plan)) if plan.about.drafting else {}
    contacts = _open_contacts(plan, cards, who) if laid else {}
    parts = {"cards": cards, "drafted": drafted, "contacts": contacts, **parts}
    return _veiled(plan, plan.model_copy(update=parts), who)


def _open_contacts(plan: Plan, shown: Mapping[str, BoardCard], who: Viewer) -> dict[str, Contact]:
    """Return the contact persons but those who belong only to cards that are not shown, or belonged to such a card."""
    every = [*plan.cards.values(), *plan.drafted.values()]
    named = {one.contact for one in shown.values()}
    closed = {one.contact for one in every} - named
    open_ones = {key for key in shown if not is_covered(plan.cards[key], who)}
    return {
        key: one
        for key, one in plan.contacts.items()
        if key in named or (key not in closed and (one.first or open_ones.issuperset(one.names)))
    }


def known_cards(plan: Plan, who: Viewer, companion: str | None = None) -> tuple[BoardCard, ...]:
    """Return the cards, in either draft, that this person sees by their name."""
    return tuple(_known(plan, seen_by(plan, who, companion), who).values())


def _known(plan: Plan, seen: Plan, who: Viewer) -> dict[str, BoardCard]:
    drafts = ((plan.cards, seen.cards), (other_draft(plan) if seen.drafted else {}, seen.drafted))
    return {key: cards[key] for cards, shown in drafts for key in shown if not is_covered(cards[key], who)}


def _people(plan: Plan, contacts: Collection[str]) -> frozenset[str]:
    return frozenset(plan.contacts[key].name.casefold() for key in contacts)


def _names_of(cards: Iterable[BoardCard]) -> frozenset[str]:
    return frozenset[str]().union(*(one.face.names for one in cards))


def _veiled(plan: Plan, seen: Plan, who: Viewer) -> Plan:
    """Return what somebody sees of a plan without the lines that tell of a card which this person does not see.

    A line about a card is seen by those who see the card. Before those who look on, and on paper, nothing else names
    what is hidden either; and in her own words, on whatever else, no confidential card that she has not shown is named.
    """
    known = _known(plan, seen, who)
    hidden = [one for one in (*plan.cards.values(), *plan.drafted.values()) if one.id not in known]
    # A word that is merely offered to her shows nothing of a card of hers.
    words = _names_of(one for one in known.values() if one.place != "offered")
    unseen = _names_of(hidden) - words if who in ("shared", "companion") else frozenset()
    people = _people(plan, plan.contacts.keys() - seen.contacts.keys())
    veil = Veil(frozenset(known), unseen, people, may_name=who == "companion")
    parts: dict[str, Any] = {
        "meetings": {key: veil.meeting(one) for key, one in seen.meetings.items()},
        "agreements": veil.agreements(seen.agreements),
        "contacts": {
            key: one.model_copy(update={"names": ()}) if one.names else one for key, one in seen.contacts.items()
        },
    }
    covered = _names_of(one for one in hidden if is_covered(one, who)) - words
    if covered:
        parts |= _in_her_words(seen.model_copy(update=parts), naming(covered), who)
    return seen.model_copy(update=parts)


def _in_her_words(seen: Plan, names: Names, who: Viewer) -> dict[str, Any]:
    """Return the parts of a plan that hold own words, without those that name a covered card."""

    def card(one: BoardCard) -> BoardCard:
        hidden = {name: None for name in ("where", "declined_by") if names(getattr(one, name))}
        return one.model_copy(update=hidden) if hidden else one

    return {
        "cards": {key: card(one) for key, one in seen.cards.items()},
        "drafted": {key: card(one) for key, one in seen.drafted.items()},
        "notes": {key: one for key, one in seen.notes.items() if one.by == who or not names(one.text)},
        "everyday": {key: one for key, one in seen.everyday.items() if not names(one.text)},
        "contacts": {key: one for key, one in seen.contacts.items() if not (names(one.name) or names(one.role))},
        "about": seen.about.model_copy(update={"aim_text": None}) if names(seen.about.aim_text) else seen.about,
    }
