"""The panels around the weeks: P, wishes, notes, agreements, whom to call, what went well, and the 24-hour week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from tilbud_engine.board.laying import is_within
from tilbud_engine.board.plan import Agreement, BoardCard, Contact, Meeting, NoteKind, Plan, Times, in_order
from tilbud_engine.board.sheet.wording import MEETING_PICTOGRAM, short_day, span, state_of
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages

_INK = "#3d3d4e"
_PARKED = ("#0b4f8a", "#eef4fa")
_SUCCESS = ("#8a6100", "#fff8e3")

_PARTS = (("morning", 6, 9), ("forenoon", 9, 12), ("afternoon", 12, 17), ("evening", 17, 24), ("night", 24, 30))
"""The parts of a day in hours from midnight; the night belongs to the day that it follows."""


def panels(plan: Plan, say: Messages) -> dict[str, dict[str, Any]]:
    """Return every panel by its key; an empty one has room for writing by hand."""
    every = (_parked, _wishes, _hand, _mind, _notes, _successes, _agreements, _contacts)
    return {one["key"]: one for one in (made(plan, say) for made in every)}


def _panel(key: str, title: str, *sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"ink": _INK, "pale": "#ffffff", "picture": "", "alt": ""}
    return {"key": key, "title": title, "sections": sections, **plain, **more}


def _section(title: str, items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "items": list(items)}


def _texts(plan: Plan, kind: NoteKind) -> list[dict[str, Any]]:
    return [{"kind": "text", "text": note.text} for note in plan.noted(kind)]


def _parked(plan: Plan, say: Messages) -> dict[str, Any]:
    paused, earlier = ([_small_card(card, say) for card in plan.placed(place)] for place in ("parked", "earlier"))
    # On the empty plan there is room to write both.
    past = [_section(say("earlier"), earlier)] if earlier or not plan.cards else []
    ink, pale = _PARKED
    return _panel(
        "parked",
        say("parked"),
        _section(say("paused"), paused),
        *past,
        _section(say("frustrations"), _texts(plan, "frustration")),
        ink=ink,
        pale=pale,
    )


def _wishes(plan: Plan, say: Messages) -> dict[str, Any]:
    about = plan.about
    aim = [part for part in (say(f"aim-{about.aim}") if about.aim else "", about.aim_text) if part]
    aimed = [_section(aim[0], [{"kind": "text", "text": line} for line in aim[1:]])] if about.aim else []
    return _panel(
        "wishes",
        say("wishes"),
        *aimed,
        _section("", _texts(plan, "wish")),
        _section(say("good-at"), _texts(plan, "good_at")),
    )


def _hand(plan: Plan, say: Messages) -> dict[str, Any]:
    held = [_small_card(card, say) for card in plan.placed("hand", "offered") if not _is_drawn(card, plan)]
    undated = [_small_meeting(one, say) for one in in_order(plan.meetings.values()) if one.day is None]
    return _panel("hand", say("hand"), _section("", [*held, *undated]))


def _is_drawn(card: BoardCard, plan: Plan) -> bool:
    """Tell whether somebody proposes weeks for the card, so that it stands there, dashed."""
    if card.proposal is None or card.proposal.place != "plan":
        return False
    at = card.proposal.at or card.at
    return at is not None and is_within(plan, at)


def _mind(plan: Plan, say: Messages) -> dict[str, Any]:
    return _panel(
        "mind",
        say("mind"),
        _section("", _texts(plan, "mind")),
        _section(say("attention"), _texts(plan, "attention")),
    )


def _notes(plan: Plan, say: Messages) -> dict[str, Any]:
    return _panel("notes", say("notes"), _section("", _texts(plan, "note")))


def _successes(plan: Plan, say: Messages) -> dict[str, Any]:
    ink, pale = _SUCCESS
    return _panel(
        "successes",
        say("successes"),
        _section("", _texts(plan, "success")),
        ink=ink,
        pale=pale,
        picture="star",
        alt=say("successes-alt"),
    )


def _agreements(plan: Plan, say: Messages) -> dict[str, Any]:
    def item(one: Agreement) -> dict[str, Any]:
        return {
            "kind": "check",
            "done": one.done,
            "alt": say("agreement-done" if one.done else "agreement-open"),
            "text": say("agreement", who=one.who, what=one.what),
            "by": say("agreement-by", day=short_day(one.by, say)) if one.by else "",
        }

    many = sorted(in_order(plan.agreements.values()), key=lambda one: (one.done, one.by or dt.date.max))
    return _panel("agreements", say("agreements"), _section("", (item(one) for one in many)))


def _contacts(plan: Plan, say: Messages) -> dict[str, Any]:
    def item(one: Contact) -> dict[str, Any]:
        return {
            "kind": "person",
            "name": one.name,
            "role": one.role or "",
            "telephone": one.telephone or "",
            "hours": one.hours or "",
            "first": say("contact-first") if one.first else "",
        }

    many = sorted(in_order(plan.contacts.values()), key=lambda one: not one.first)
    return _panel("contacts", say("contacts"), _section("", (item(one) for one in many)))


def _small_card(card: BoardCard, say: Messages) -> dict[str, Any]:
    proposed = card.proposal is not None and card.place == "offered"
    words = card.note or (state_of(card, say, proposed=True)[0] if proposed else card.face.text)
    return {
        "kind": "card",
        "title": card.face.word,
        "text": words,
        "picture": card.face.pictogram,
        "offer": card.offer or "",
        "alt": card.face.alt,
        "look": "proposed" if proposed else "open",
    }


def _small_meeting(one: Meeting, say: Messages) -> dict[str, Any]:
    return {
        "kind": "card",
        "title": one.topic or say("meeting"),
        "text": say("meeting-undated"),
        "picture": MEETING_PICTOGRAM,
        "offer": "",
        "alt": say("meeting-alt"),
        "look": "open",
    }


def everyday(plan: Plan, say: Messages) -> dict[str, Any]:
    """Return the 24-hour week: what has days and times, of cards and of everyday life (R-B08).

    What begins later than the plan or ends earlier says so; what is on pause, done or refused is not there.
    """
    cells: dict[tuple[str, int], list[tuple[tuple[int, int], dict[str, Any]]]] = {}
    for text, times, weeks, look in _weekly(plan, say):
        part, begins = _part_of(times)
        often = say("every-short", number=times.every) if times.every > 1 else ""
        note = ", ".join(word for word in (weeks, often) if word)
        time = span(times, say)
        entry = look | {"title": text, "time": time, "note": note, "text": " ".join(one for one in (time, note) if one)}
        for day in times.days:
            cells.setdefault((part, day), []).append((begins, entry))
    return {
        "title": say("everyday"),
        "part": say("part"),
        "days": [say(f"day-{day}") for day in range(1, 8)],
        "parts": [
            {
                "label": say(f"part-{part}"),
                "hours": f"{begins}–{ends}" if ends <= 24 else "",
                "cells": [
                    [entry for _, entry in sorted(cells.get((part, day), ()), key=lambda one: one[0])]
                    for day in range(1, 8)
                ],
            }
            for part, begins, ends in _PARTS
        ],
    }


def _weekly(plan: Plan, say: Messages) -> Iterable[tuple[str, Times, str, dict[str, Any]]]:
    for card in plan.placed("plan"):
        weekly = [times for times in card.times if times.days]
        if not weekly or card.at is None or card.state in ("paused", "done", "declined"):
            continue
        if is_within(plan, card.at):
            weeks = _part_of_the_plan(plan.weeks, card.at.first, card.at.last, say)
            look = {"picture": card.face.pictogram, "offer": card.offer or "", "alt": card.face.alt}
            for times in weekly:
                yield card.face.word, times, weeks, look
    for one in in_order(plan.everyday.values()):
        if one.times.days:
            yield one.text, one.times, "", {"picture": one.pictogram, "offer": "", "alt": ""}


@lru_cache(maxsize=4_096)
def _part_of_the_plan(mondays: Sequence[dt.date], first: dt.date, last: dt.date, say: Messages) -> str:
    """Return from which week to which, as far as it is not the whole plan."""
    said = []
    if first > mondays[0]:
        said.append(say("from-week", week=week_number(first)))
    if last < mondays[-1]:
        said.append(say("to-week", week=week_number(last)))
    return " ".join(said)


@lru_cache(maxsize=4_096)
def _part_of(times: Times) -> tuple[str, tuple[int, int]]:
    """Return the part of the day in which most of it lies, and its beginning in minutes to sort by."""
    if times.start is None:
        return "morning", (0, 0)
    start = times.start.hour * 60 + times.start.minute
    start += 24 * 60 if start < 6 * 60 else 0
    end = start + 1
    if times.end is not None:
        end = times.end.hour * 60 + times.end.minute
        while end <= start:
            end += 24 * 60

    def shared(part: tuple[str, int, int]) -> int:
        return min(end, part[2] * 60) - max(start, part[1] * 60)

    return max(_PARTS, key=shared)[0], (1, start)
