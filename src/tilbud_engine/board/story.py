"""A change in words, for the history and for "what changed": never what its reader may not see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tilbud_engine.board.faces import FaceNow, kept_face
from tilbud_engine.board.history import Event, Write, written
from tilbud_engine.board.plan import BoardCard, Note, Place, Plan, Stretch
from tilbud_engine.board.views import Viewer, seen_by, with_consent_of
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages

MOST_QUOTED = 80
"""So much of what was written is quoted, in characters."""


def told(
    event: Event,
    before: Plan | None,
    language: str,
    who: Viewer = "citizen",
    companion: str | None = None,
    *,
    hidden: Collection[str] | None = None,
    today: Plan | None = None,
    shows: FaceNow = kept_face,
    added: Path | None = None,
) -> str:
    """Return what happened in one sentence, as this reader may know it; empty where the reader sees no difference.

    `before` is the plan that it happened to, None for the first event, and `shows` tells what a card shows
    (`faces.said_in`). `today` is the plan as it is: what is not shown any more is not told of the past either. What
    vanishes from the reader's sight is told as not being there, without whether it was parked, hidden or taken away.
    `added` are a municipality's own texts.
    """
    say = Messages("tilbud_engine.board", "story", language, added)
    after = written(before, event.writes)

    def seen_then(plan: Plan) -> Plan:
        shared = with_consent_of(today, plan, who, companion) if today and who != "citizen" else plan
        return seen_by(shared, who, companion, hidden, language=language, added=added)

    now, was = seen_then(after), seen_then(before) if before else None
    pairs = [pair for one in event.writes if (pair := _difference(one, was, now)) is not None]
    if not pairs:
        return ""
    part, old, new = min(pairs, key=lambda one: one[0] == "drafted")
    key = _key(event.what, new, say)
    if who != "citizen" and part != "drafted" and event.what not in ("undo", "redo"):
        key = "not_there" if new is None else "new_there" if old is None and _came_into_sight(event, part) else key
    words = say(key, who=_subject(event, now, say, who, companion), **_values(part, old, new, say, shows))
    words = words.removesuffix(": ") + "." * words.endswith(": ")  # A meeting may have no topic.
    # Why is told to her, and caseworkers' to one another: it may name what others do not see.
    tells_why = event.why is not None and (who == "citizen" or who == event.by.who == "caseworker")
    return say("with-why", told=words, why=event.why) if tells_why else words


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events without those that were taken back among them: what she undid is told to nobody else."""
    versions = {event.version for event in events}
    gone: set[int] = set()
    for event in reversed(events):
        target = event.undoes or event.redoes
        if event.version not in gone and target in versions:
            gone |= {event.version, target}
    return tuple(event for event in events if event.version not in gone)


_FLAGS: Mapping[str, str] = MappingProxyType({"share": "shown", "share_note": "shared", "alone": "alone"})
"""The changes that turn something on or off, and the field that says which."""


_PARTS = frozenset({"you", "citizen", "caseworker", "week", "weeks"})
"""Words within a sentence; like those with a hyphen in their key they tell of no change, also where a file says so."""


def _key(what: str, new: Any, say: Messages) -> str:
    """Return the key of the words for a change."""
    if what in ("share_limit", "share_history"):
        on = what.removeprefix("share_") in getattr(new, "shares", ())
        return f"{what}_{'on' if on else 'off'}"
    if what in _FLAGS:
        return f"{what}_{'on' if getattr(new, _FLAGS[what], False) else 'off'}"
    if what in ("offer", "say_yes") and isinstance(new, BoardCard) and _place(new) == "hand":
        return f"{what}_to_hand"
    return what if what in say and "-" not in what and what not in _PARTS else "changed"


def _place(card: BoardCard) -> Place:
    return card.proposal.place if card.proposal else card.place


def _difference(write: Write, was: Plan | None, now: Plan) -> tuple[str, Any, Any] | None:
    """Return an item as the reader saw it and sees it; None where the two are alike."""
    old, new = _item(was, write), _item(now, write)
    return None if old == new else (write.part, old, new)


def _item(plan: Plan | None, write: Write) -> Any:
    if plan is None:
        return None
    return plan.about if write.part == "about" else getattr(plan, write.part).get(write.id)


def _came_into_sight(event: Event, part: str) -> bool:
    """Tell whether something that was there before is new only to this reader."""
    return any(one.part == part and one.before is not None for one in event.writes)


def _subject(event: Event, plan: Plan, say: Messages, who: Viewer, companion: str | None) -> str:
    """Return who did it, with the role beside the name (R-D15); caseworkers are named to each other too."""
    by = event.by
    if (by.who == who == "citizen") or (by.who == who == "companion" and by.companion == companion):
        return say("you")
    if by.who == "citizen":
        return plan.about.name or say("citizen")
    if by.name:
        return say(f"{by.who}-named", name=by.name)
    return say("a-companion" if by.who == "companion" else by.who)


def _values(part: str, old: Any, new: Any, say: Messages, shows: FaceNow) -> dict[str, str]:
    item = new if new is not None else old
    values = dict.fromkeys(("card", "where", "lies", "state"), "") | {"thing": say(f"thing-{part}")}
    if isinstance(item, BoardCard):
        values |= {
            "thing": say("thing-named", name=shows(item).word),
            "card": shows(item).word,
            "where": weeks_in_words(item.at, say) if item.at else "",
            "lies": _lies(item, say),
            "state": say(f"state-{item.state}"),
        }
    if isinstance(item, Note):
        values["thing"] = say(f"thing-{item.kind}")
    words = next((one for name in ("text", "words", "what", "topic") if (one := getattr(item, name, None))), "")
    return values | {"text": _short(str(words)), "name": str(getattr(item, "name", "") or "")}


def _short(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"


def _lies(card: BoardCard, say: Messages) -> str:
    """Return where a card lies, or where it is proposed to lie."""
    proposal, place = card.proposal, _place(card)
    at = (proposal.at if proposal else None) or card.at
    return say("lies-weeks", weeks=weeks_in_words(at, say)) if place == "plan" and at else say(f"place-{place}")


def weeks_in_words(at: Stretch, say: Messages) -> str:
    """Return the weeks by their ISO numbers."""
    first, last = week_number(at.first), week_number(at.last)
    return say("week", first=first) if at.first == at.last else say("weeks", first=first, last=last)
