"""Advice on a plan: hints with a reason, never a block, never a score; she decides what to do with them.

Source: R-B13, R-D4, R-D9, R-D11, R-D13, R-P4, R-P5, R-P10; the relations between cards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import get_args

from tilbud_engine.board.advice.gaps import hints_of_gaps
from tilbud_engine.board.advice.hours import Load, hints_of_load, limit_of, load
from tilbud_engine.board.advice.people import hints_of_people
from tilbud_engine.board.advice.relations import hints_of_relations
from tilbud_engine.board.advice.seen import Hint, HintKind, Seen
from tilbud_engine.board.advice.standing import hints_of_standing
from tilbud_engine.board.advice.times import hints_of_times
from tilbud_engine.board.following import Following, News
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.views import seen_by
from tilbud_engine.engine import Engine
from tilbud_engine.messages import Messages

__all__ = ["Hint", "HintKind", "Load", "advise", "limit_of", "load", "news_of_hints"]

_ORDER = {kind: place for place, kind in enumerate(get_args(HintKind))}


def advise(
    engine: Engine,
    plan: Plan,
    following: Following,
    on: dt.date,
    language: str | None = None,
    *,
    added: Path | None = None,
) -> tuple[Hint, ...]:
    """Return the hints on a plan for the audience of `following`, the most pressing kind first.

    `plan` is the whole plan. None where a human comes first. No hint speaks of a shielded card, nor of what the
    audience may not see, and what is only proposed gives none. `added` are a municipality's own texts.
    """
    if following.suggestion.alarms:
        return ()
    say = Messages("tilbud_engine.board", "advice", language or following.asked.language, added)
    seen = Seen(engine, plan, seen_by(plan, following.asked.audience), following, on, say)
    found = chain(
        hints_of_times(seen),
        hints_of_load(seen),
        hints_of_people(seen),
        hints_of_standing(seen),
        hints_of_gaps(seen),
        hints_of_relations(seen),
    )
    return tuple(sorted(found, key=lambda one: _ORDER[one.kind]))


def news_of_hints(before: Iterable[Hint], after: Iterable[Hint]) -> tuple[News, ...]:
    """Return the hints that were not there before, as news."""
    known = {(one.kind, one.text) for one in before}
    return tuple(News("hint", one.kind, one.text, one.because) for one in after if (one.kind, one.text) not in known)
