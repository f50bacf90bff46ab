"""`tilbud board show`: a plan in plain words, now or as it was, as this reader may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.options import format_option, lang_option, on_option
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import InputError, problem

if TYPE_CHECKING:
    from tilbud_engine.board.faces import FaceNow
    from tilbud_engine.board.history import Event
    from tilbud_engine.board.plan import Agreement, BoardCard, Contact, Meeting, NoteKind, Plan
    from tilbud_engine.board.views import Viewer
    from tilbud_engine.errors import Language

_FIRST_NOTES: tuple[NoteKind, ...] = ("wish", "good_at", "mind")
_LAST_NOTES: tuple[NoteKind, ...] = ("attention", "note", "success", "frustration")


class _Show(SpokenCommand):
    help_key = "board show"


@click.command("show", cls=_Show)
@click.argument("code", metavar="BOARD")
@on_option
@click.option("--audience", cls=SpokenOption, type=click.Choice(("citizen", "caseworker", "shared")), default="shared")
@click.option("--history", cls=SpokenOption, is_flag=True)
@format_option
@lang_option
@click.pass_context
def show(
    ctx: click.Context,
    *,
    code: str,
    on: dt.date | None,
    audience: Viewer,
    history: bool,
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Print a plan."""
    from tilbud_engine.board.faces import with_faces
    from tilbud_engine.board.history import end_of, plan_at
    from tilbud_engine.board.views import seen_by, with_consent_of
    from tilbud_engine.cli.storing import store_here

    say, page = texts_of(ctx), Page()
    store = store_here()
    events = [one for one in store.events(code) if on is None or one.at <= end_of(on)]
    plan = plan_at(events, events[-1].at) if events else None
    if plan is None:
        raise InputError([problem("board-not-begun", "")])
    today = store.get(code).plan
    seen = (
        plan
        if audience == "citizen"
        else seen_by(with_consent_of(today, plan, audience), audience, language=say.language)
    )
    if form == "json":
        show_json({"version": events[-1].version, "plan": seen.model_dump(mode="json", exclude_defaults=True)})
        return Exit.FINE
    shows = _shows(today, say.language)
    _show_plan(with_faces(seen, shows), events[-1], say, page)
    if history:
        _show_history(events, audience, today, say, page, shows=shows)
    return Exit.FINE


def _shows(plan: Plan, language: Language) -> FaceNow:
    """Return what tells what cards show: as they were kept, and in another language than the plan's if asked for."""
    from tilbud_engine.board.faces import face_now, kept_face, said_in
    from tilbud_engine.cli.loading import load_engine
    from tilbud_engine.cli.options import today

    if language == plan.about.language:
        return kept_face
    engine, _ = load_engine()
    return said_in(face_now(plan, engine, today(), language))


def _show_plan(plan: Plan, last: Event, say: Texts, page: Page) -> None:
    about = plan.about
    end = plan.weeks[-1] + dt.timedelta(days=6)
    page.line(about.name or say("board-plan"), "title")
    page.text(say("board-time", start=about.start, end=end, weeks=about.weeks))
    page.text(say("board-version", version=last.version, day=last.at.astimezone().date()))
    if about.aim:
        page.text(say("board-aim", aim=about.aim_text or say(f"board-aim-{about.aim}")))
    if about.alone:
        page.text(say("board-alone"), style="loud")
    for heading, lines in _sections(plan, say):
        page.heading(heading)
        for line in lines:
            page.item(line, 2)


def _sections(plan: Plan, say: Texts) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading that has something below it."""
    found = [
        *((say(f"board-{kind}"), [one.text for one in plan.noted(kind)]) for kind in _FIRST_NOTES),
        (say("board-plan-cards"), [_card(one, say) for one in plan.placed("plan")]),
        (say("board-hand"), [_card(one, say) for one in plan.placed("hand")]),
        (say("board-offered"), [_card(one, say) for one in plan.placed("offered")]),
        (say("board-parked"), [_card(one, say) for one in plan.placed("parked", "earlier")]),
        *((say(f"board-{kind}"), [one.text for one in plan.noted(kind)]) for kind in _LAST_NOTES),
        (say("board-agreements"), [_agreed(one, say) for one in plan.agreements.values()]),
        (say("board-meetings"), [_meeting(one, say) for one in plan.meetings.values()]),
        (say("board-everyday"), [one.text for one in plan.everyday.values()]),
        (say("board-contacts"), [_contact(one) for one in plan.contacts.values()]),
    ]
    yield from (one for one in found if one[1])


def _card(card: BoardCard, say: Texts) -> str:
    from tilbud_engine.board.weeks import week_number

    weeks = ""
    if card.at is not None:
        first, last = week_number(card.at.first), week_number(card.at.last)
        weeks = say("board-week" if card.at.first == card.at.last else "board-weeks", first=first, last=last)
    state = say(f"board-state-{card.state}")
    if card.waiting is not None:
        state = say("board-state-waiting-for", whom=card.waiting.whom)
    proposed = say("board-proposed") if card.proposal is not None else ""
    return ", ".join(part for part in (card.face.word, weeks, state, proposed) if part)


def _agreed(one: Agreement, say: Texts) -> str:
    by = say("board-by", day=one.by) if one.by else ""
    done = say("board-done") if one.done else ""
    return ", ".join(part for part in (f"{one.who}: {one.what}", by, done) if part)


def _meeting(one: Meeting, say: Texts) -> str:
    day = say.day(one.day) if one.day else ""
    start = f"{one.start:%H.%M}" if one.start else ""
    return ", ".join(part for part in (one.topic or say("board-meeting"), day, start, one.where or "") if part)


def _contact(one: Contact) -> str:
    return ", ".join(part for part in (one.name, one.role or "", one.telephone or "", one.hours or "") if part)


def _show_history(
    events: list[Event], audience: Viewer, today: Plan, say: Texts, page: Page, *, shows: FaceNow
) -> None:
    """Print what happened, as this reader may know it; the history is hers until she shares it (R-D3)."""
    from tilbud_engine.board.history import written
    from tilbud_engine.board.story import standing, told

    plan: Plan | None = None
    lines = []
    shown = {event.version for event in (events if audience == "citizen" else standing(events))}
    for event in events:
        words = told(event, plan, say.language, audience, today=today, shows=shows) if event.version in shown else ""
        plan = written(plan, event.writes)
        if words:
            lines.append(f"{say.day(event.at.astimezone().date())}: {words}")
    page.heading(say("board-history"))
    if audience != "citizen" and "history" not in today.about.shares:
        page.text(say("board-history-hers"), 2)
        return
    for line in lines:
        page.item(line, 2)


COMMANDS = {"show": show}
