"""What holds for the whole plan: when it begins and ends, what she aims at, what she shares, how it is spoken."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tilbud_engine.board.changes.writing import Intent, changed, gone, is_hers, may_decide, plain_item, put
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.plan import LIMIT, About, Aim, Answer, Plan
from tilbud_engine.board.weeks import USUAL_WEEKS, monday_of

Shareable = Literal["limit", "history"]


def begin(
    by: By,
    start: dt.date,
    ruleset: str,
    weeks: int = USUAL_WEEKS,
    *,
    leg_set: str | None = None,
    language: str = "da",
    name: str | None = None,
    previous: str | None = None,
) -> Intent:
    """Begin an empty plan in the week that `start` lies in; citizen or caseworker lays it on the table (R-B01)."""

    def intent(_: Plan, __: int) -> Change:
        may_decide(by)
        about = About(
            start=monday_of(start),
            weeks=weeks,
            ruleset=ruleset,
            leg_set=leg_set,
            language=language,
            name=name,
            previous=previous,
        )
        return Change("begin", (Write(part="about", id=about.id, after=plain_item(about)),))

    return intent


def _about(what: str, **fields: object) -> Intent:
    return lambda plan, _: Change(what, (put(plan, "about", changed(plan.about, **fields)),))


def _hers(by: By, intent: Intent) -> Intent:
    def hers(plan: Plan, version: int) -> Change:
        is_hers(by)
        return intent(plan, version)

    return hers


def set_time(by: By, start: dt.date, weeks: int) -> Intent:
    """Move the plan, or make it longer or shorter; no card moves, and `laying.outside` names those left outside."""
    return _hers(by, _about("time", start=monday_of(start), weeks=weeks))


def set_aim(by: By, aim: Aim | None, text: str | None = None) -> Intent:
    """Say what she aims at: work, education or something else, in her words (R-X6)."""
    return _hers(by, _about("aim", aim=aim, aim_text=text))


def set_limit(by: By, hours: int | None, on: dt.date | None = None) -> Intent:
    """Say how many hours a week she can manage in all, or that she does not say.

    The limit is the answer to the fact `max_hours_per_week`, so that it stands in one place (R-B13).
    """

    def intent(plan: Plan, _: int) -> Change:
        if hours is None:
            return Change("limit", (gone(plan, "answers", LIMIT),) if LIMIT in plan.answers else ())
        return Change("limit", (put(plan, "answers", Answer(id=LIMIT, value=hours, on=on)),))

    return _hers(by, intent)


def share(by: By, what: Shareable, shared: bool = True) -> Intent:
    """Let others see her limit or the history, or not; hers alone (R-D3)."""

    def intent(plan: Plan, version: int) -> Change:
        kept: list[str] = [one for one in plan.about.shares if one != what]
        return _about("share_" + what, shares=(*kept, what) if shared else kept)(plan, version)

    return _hers(by, intent)


def talk_alone(by: By, wanted: bool = True) -> Intent:
    """Say that she wants to talk with her caseworker alone; only the caseworker sees it."""
    return _hers(by, _about("alone", alone=wanted))


def name(by: By, name: str | None) -> Intent:
    """Say what she wants to be called on the plan."""
    return _hers(by, _about("name", name=name))


def language(by: By, language: str) -> Intent:
    """Choose the language of the plan."""
    return _hers(by, _about("language", language=language))
