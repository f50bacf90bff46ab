"""Plans that advice is asked about: cards of real offers in weeks, and what she has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tilbud_engine.board.advice import Hint, advise
from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.following import Following, follow
from tilbud_engine.board.plan import About, Answer, BoardCard, Face, Plan, Said, Stretch, Times
from tilbud_engine.engine import Engine
from tilbud_engine.suggestion import Audience

MONDAY = dt.date(2026, 8, 31)
ON = dt.date(2026, 9, 1)
"""A day in the first week of the plan: week 36."""

HOME = "eksempelkommune"


def weeks(first: int, last: int | None = None, lane: str = "A") -> Stretch:
    """Return weeks of the plan, counted from 0."""
    last = first if last is None else last
    return Stretch(lane=lane, first=MONDAY + dt.timedelta(weeks=first), last=MONDAY + dt.timedelta(weeks=last))


def own(key: str, word: str, first: int = 0, last: int | None = None, **fields: Any) -> BoardCard:
    """Return a card that she wrote herself."""
    at = weeks(first, last, fields.pop("lane", "life"))
    return BoardCard.model_validate({"id": key, "face": Face(word=word), "place": "plan", "at": at, **fields})


def on_day(day: int, start: str, end: str | None = None, **fields: Any) -> Times:
    """Return hours of one day of the week."""
    until = dt.time.fromisoformat(end) if end else None
    return Times(days=(day,), start=dt.time.fromisoformat(start), end=until, **fields)


class Advised:
    """An engine, and a plan that is made for it."""

    def __init__(self, engine: Engine, ruleset: str = HOME) -> None:
        self.engine = engine
        self.ruleset = ruleset
        self._numbers: Iterator[int] = iter(range(1, 10_000))

    def card(self, offer: str, first: int = 0, last: int | None = None, **fields: Any) -> BoardCard:
        """Return a card of an offer in weeks of the plan."""
        found = self.engine.rulebook.resolve(self.ruleset, ON).offers[offer].offer
        at = weeks(first, last, fields.pop("lane", "A"))
        key = fields.pop("key", f"2-{next(self._numbers)}")
        made = {"id": key, "face": face_of_offer(found, "da"), "offer": offer, "place": "plan", "at": at}
        return BoardCard.model_validate({**made, **fields})

    def plan(
        self, *cards: BoardCard, says: tuple[str, ...] = (), facts: dict[str, Any] | None = None, **parts: Any
    ) -> Plan:
        """Return a plan with cards, barriers that she has confirmed, and answers of hers."""
        about = About.model_validate({"start": MONDAY, "ruleset": self.ruleset, **parts.pop("about", {})})
        said = (Said(id=f"1-{number}", barrier=code, position=number) for number, code in enumerate(says, 1))
        answers = (Answer(id=key, value=value, on=MONDAY) for key, value in (facts or {}).items())
        return Plan.model_validate(
            {
                "about": about,
                "cards": {one.id: one for one in cards},
                "says": {one.id: one for one in said},
                "answers": {one.id: one for one in answers},
                **{part: {one.id: one for one in items} for part, items in parts.items()},
            }
        )

    def following(
        self, plan: Plan, audience: Audience = "citizen", language: str = "da", on: dt.date = ON
    ) -> Following:
        """Return what the engine says of a plan."""
        return follow(self.engine, plan, on, audience, language)

    def hints(
        self, plan: Plan, audience: Audience = "citizen", language: str = "da", on: dt.date = ON
    ) -> tuple[Hint, ...]:
        """Return the hints on a plan."""
        return advise(self.engine, plan, self.following(plan, audience, language, on), on, language)


def of_kind(hints: tuple[Hint, ...], kind: str) -> Hint:
    """Return the only hint of a kind."""
    [found] = [one for one in hints if one.kind == kind]
    return found


def kinds(hints: tuple[Hint, ...]) -> set[str]:
    """Return the kinds of hints that there are."""
    return {one.kind for one in hints}
