"""`tilbud board print`: the plan on one sheet, the empty plan, cards to cut out, and a meeting on paper."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.options import lang_option, legs_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong

if TYPE_CHECKING:
    from tilbud_engine.board.look import Look
    from tilbud_engine.board.plan import Face, Meeting, Plan
    from tilbud_engine.board.sheet.paper import PaperName
    from tilbud_engine.board.sheet.render import Form
    from tilbud_engine.board.storage import Stored
    from tilbud_engine.board.views import Viewer
    from tilbud_engine.engine import Engine
    from tilbud_engine.errors import Language


STDOUT = "-"
"""Instead of a file's name: the sheet goes to standard output, to be sent on or printed."""


class _Print(SpokenCommand):
    help_key = "board print"


@click.command("print", cls=_Print)
@click.argument("code", metavar="[BOARD]", required=False)
@click.option("--empty", cls=SpokenOption, is_flag=True)
@click.option("--cards", cls=SpokenOption, is_flag=True)
@click.option("--backs", cls=SpokenOption, is_flag=True)
@click.option("--meeting", cls=SpokenOption, is_flag=True)
@click.option("--paper", cls=SpokenOption, type=click.Choice(("a3", "a4")), default="a3")
@click.option(
    "--output", cls=SpokenOption, type=click.Path(path_type=Path, allow_dash=True), required=True, metavar="FILE"
)
@click.option("--audience", cls=SpokenOption, type=click.Choice(("citizen", "caseworker", "shared")), default="shared")
@ruleset_option
@legs_option
@plugins_option
@lang_option
@click.pass_context
def print_(
    ctx: click.Context,
    *,
    code: str | None,
    empty: bool,
    cards: bool,
    backs: bool,
    meeting: bool,
    paper: PaperName,
    output: Path,
    audience: Viewer,
    ruleset: str | None,
    leg_set: str | None,
    plugins: tuple[Path, ...],
    lang: str | None,
) -> Exit:
    """Write a sheet to a file: a PDF, or a picture where its name ends with .png."""
    say = texts_of(ctx)
    if (code is not None and empty) or (code is None and empty == cards) or (cards and meeting):
        wrong(say, "print-what", ctx)
    from tilbud_engine.board.look import load_look
    from tilbud_engine.cli.loading import load_engine, settings_here
    from tilbud_engine.cli.storing import now, store_here
    from tilbud_engine.rules.ruleset import NATIONAL

    engine, rules = load_engine(plugins, ruleset)
    form: Form = "png" if output.suffix.lower() == ".png" else "pdf"
    printer = _Printer(engine, load_look(settings_here().board.look), paper, form, now().astimezone())
    if code is not None:
        raw = printer.plan(store_here().get(code), audience, lang, cards=cards, backs=backs, meeting=meeting)
    elif cards:
        raw = printer.catalogue(rules or NATIONAL, say.language, backs=backs)
    else:
        raw = printer.empty(rules or NATIONAL, leg_set, say.language, meeting=meeting)
    if str(output) == STDOUT:
        sys.stdout.buffer.write(raw)
        return Exit.FINE
    # A plan is its owner's alone; an earlier sheet is written over.
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
    click.echo(say("print-done", name=output.name))
    return Exit.FINE


@dataclass(frozen=True, slots=True)
class _Printer:
    """Makes sheets of one kind of paper for a municipality, on a day."""

    engine: Engine
    look: Look
    paper: PaperName
    form: Form
    now: dt.datetime

    def plan(
        self, stored: Stored, audience: Viewer, language: str | None, *, cards: bool, backs: bool, meeting: bool
    ) -> bytes:
        """Return the sheet of a plan, its cards, or its next meeting."""
        from tilbud_engine.board.faces import face_now, with_faces
        from tilbud_engine.board.lanes import lanes
        from tilbud_engine.board.sheet import sheet
        from tilbud_engine.board.sheet.meeting import meeting_sheet
        from tilbud_engine.board.views import seen_by

        spoken = language or stored.plan.about.language
        plan = with_faces(stored.plan, face_now(stored.plan, self.engine, today(), spoken))
        if cards:
            return self._cards(_held(seen_by(plan, audience, language=spoken)), spoken, backs=backs)
        if meeting:
            return meeting_sheet(
                plan,
                _next_meeting(plan.meetings.values(), self.now.date()),
                now=self.now,
                language=spoken,
                look=self.look,
                code=stored.code,
                version=stored.version,
                audience=audience,
                form=self.form,
            )
        chair = self.engine.chair(plan.about.ruleset, today(), plan.about.leg_set)
        return sheet(
            plan,
            self.paper,
            lanes=lanes(plan, chair, spoken, self.look.folder),
            now=self.now,
            language=spoken,
            look=self.look,
            code=stored.code,
            version=stored.version,
            audience=audience,
            form=self.form,
            drawing=self._drawing,
        )

    def empty(self, ruleset: str, leg_set: str | None, language: Language, *, meeting: bool) -> bytes:
        """Return the empty plan with the legs of a ruleset, or an empty meeting."""
        from tilbud_engine.board.lanes import lanes
        from tilbud_engine.board.plan import About, Plan
        from tilbud_engine.board.sheet import empty
        from tilbud_engine.board.sheet.meeting import meeting_sheet
        from tilbud_engine.board.weeks import monday_of

        plan = Plan(about=About(start=monday_of(today()), ruleset=ruleset, leg_set=leg_set, language=language))
        if meeting:
            return meeting_sheet(plan, None, now=self.now, look=self.look, form=self.form)
        shown = lanes(plan, self.engine.chair(ruleset, today(), leg_set), language, self.look.folder)
        return empty(self.paper, lanes=shown, language=language, look=self.look, form=self.form)

    def catalogue(self, ruleset: str, language: Language, *, backs: bool) -> bytes:
        """Return a card for each offer of a ruleset that is offered today; none that is shielded or an idea."""
        from tilbud_engine.board.faces import face_of_offer

        offers = self.engine.rulebook.resolve(ruleset, today()).offers
        shown = [
            (key, face_of_offer(one.offer, language))
            for key, one in offers.items()
            if one.not_offered is None and one.offer.privacy != "shielded"
        ]
        return self._cards(
            sorted(shown, key=lambda one: one[1].word.casefold().replace("é", "e")), language, backs=backs
        )

    def _cards(self, cards: Iterable[tuple[str, Face]], language: str, *, backs: bool) -> bytes:
        from tilbud_engine.board.sheet import cut_out

        return cut_out(cards, language, self.look, backs=backs, form=self.form, drawing=self._drawing)

    def _drawing(self, key: str, offer: str) -> bytes | None:
        from tilbud_engine.pictures import picture

        folders = (Path(one.place) for one in self.engine.registry.plugins if offer in one.offers)
        return picture(key, next(folders, None))


def _held(plan: Plan) -> list[tuple[str, Face]]:
    return [(card.offer or "", card.face) for card in plan.placed("hand", "plan", "parked")]


def _next_meeting(meetings: Iterable[Meeting], on: dt.date) -> str | None:
    """Return the next meeting that is not held, else the last there was; None where there is none."""
    dated = sorted(meetings, key=lambda one: one.day or dt.date.max)
    coming = [one for one in dated if not one.held and (one.day is None or one.day >= on)]
    return next((one.id for one in coming), dated[-1].id if dated else None)


COMMANDS = {"print": print_}
