"""The lanes of a plan: the legs of the chair, "Det gode liv", and the meetings (R-P2, R-P3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tilbud_engine.board.plan import GOOD_LIFE, MEETINGS, Plan
from tilbud_engine.messages import Messages, engine_language
from tilbud_engine.rules.leg_sets import Chair


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: its key, and what it is called."""

    key: str
    label: str


def lanes(_: Plan, chair: Chair, language: str, added: Path | None = None) -> tuple[Lane, ...]:
    """Return the lanes of a plan, the meetings last: that is where a covered card lies too.

    A leg that a card lies in and the chair does not have, because the legs were divided otherwise since, is no lane:
    `rows` puts its cards into "Det gode liv". `added` are a municipality's own texts.
    """
    say = Messages("tilbud_engine.board", "lanes", language, added)
    legs = (Lane(key, chair.label(key, engine_language(language))) for key in chair.legs)
    return (*legs, Lane(GOOD_LIFE, say(GOOD_LIFE)), Lane(MEETINGS, say(MEETINGS)))
