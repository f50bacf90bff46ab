"""`tilbud rules diff`: what changes between two rules, for whom exactly, and with a person for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.people import HowRead, people_in, population_options
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.lab.differences.as_json import as_json
from tilbud_engine.lab.differences.comparing import compare
from tilbud_engine.lab.differences.loading import load_pair
from tilbud_engine.lab.differences.telling import Told, ToldMove, ToldOffer, ToldTurn, tell
from tilbud_engine.lab.processes import cores
from tilbud_engine.lab.words import Words
from tilbud_engine.settings import Settings

if TYPE_CHECKING:
    from tilbud_engine.lab.differences.values import Difference

_file = click.Path(path_type=Path, dir_okay=False)


class _Diff(SpokenCommand):
    help_key = "rules diff"


@click.command("diff", cls=_Diff)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@on_option
@click.option("--ruleset", cls=SpokenOption, metavar="NAME")
@click.option("--population", cls=SpokenOption, type=_file, metavar="FILE")
@population_options
@click.option("--scenarios", cls=SpokenOption, is_flag=True)
@click.option("--html", cls=SpokenOption, type=_file, metavar="FILE")
@plugins_option
@format_option
@lang_option
@click.pass_context
def diff(
    ctx: click.Context,
    *,
    old: str,
    new: str,
    on: dt.date | None,
    ruleset: str | None,
    population: Path | None,
    how: HowRead,
    scenarios: bool,
    html: Path | None,
    plugins: tuple[Path, ...],
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Print what changes from OLD to NEW."""
    language = texts_of(ctx).language
    own = Words("diff", language)
    settings = settings_here()
    with aside():
        first, second = load_pair(old, new, on or today(), plugins=plugins, beneath=ruleset, settings=settings)
        with progress(own("comparing")) as step:
            found = compare(first, second, processes=cores(), progress=step)
        found = replace(found, called=(old, new))
        if scenarios:
            found = _with_scenarios(found, (old, new), settings)
        if population is not None:
            found = _with_population(found, population, how)
    if html is not None:
        from tilbud_engine.lab.differences.page import page

        html.write_text(page(found, language), encoding="utf-8")
    if form == "json":
        show_json(as_json(found, language))
    else:
        _show(Page(), tell(found, language), own)
    if found.stopped:
        return Exit.INTERRUPTED
    if found.effect != "none":
        return Exit.FAULTS
    return Exit.BROKEN_PART if found.faults else Exit.FINE


def _with_scenarios(found: Difference, sides: tuple[str, str], settings: Settings) -> Difference:
    from tilbud_engine.lab.differences.witnessing import scenarios_beside, with_scenarios

    return with_scenarios(found, scenarios_beside(sides, settings))


def _with_population(found: Difference, path: Path, how: HowRead) -> Difference:
    from tilbud_engine.lab.differences.counting import with_population

    with people_in(path, found.vocabulary, found.new.on, how) as people:
        return with_population(found, people)


def _show(page: Page, told: Told, own: Words) -> None:
    page.line(told.title, "title")
    page.rows(told.sides)
    page.line()
    for text in told.loud:
        page.text(text, style="loud")
    for text in told.notes:
        page.text(text)
    for one in told.changed:
        page.heading(one.title)
        _offer(page, one, own)
    if told.rules:
        page.heading(own("rules-heading"))
    for text in told.rules:
        page.item(text)
    if told.idle:
        page.heading(own("idle-heading"))
        page.text(own("idle"))
    for one in told.idle:
        _brief(page, one.title, (*one.reasons, *one.lines, *one.texts))
    if told.reworded or told.ruleset:
        page.heading(own("texts-heading"))
        page.text(own("texts"))
    for one in told.reworded:
        _brief(page, one.title, (*one.reasons, *one.texts))
    if told.ruleset:
        _brief(page, own("of-ruleset"), told.ruleset)


def _brief(page: Page, title: str, texts: Sequence[str]) -> None:
    page.item(title)
    for text in texts:
        page.text(text, 4)


def _offer(page: Page, one: ToldOffer, own: Words) -> None:
    for text in one.reasons:
        page.text(text)
    for turn in one.turns:
        _turn(page, turn, own)
    for text in (*one.fields, *one.lines):
        page.text(text)
    if one.texts:
        page.text(f"{own('texts-heading')}:")
        for text in one.texts:
            page.item(text, 2)
    if one.scenarios:
        page.text(f"{own('scenarios-heading')}:")
        for text in one.scenarios:
            page.item(text, 2)


def _turn(page: Page, turn: ToldTurn, own: Words) -> None:
    page.text(turn.heading, style="loud" if turn.loud else "name")
    for text in turn.notes:
        page.text(text, 2)
    for move in turn.moves:
        _move(page, move, own)
    for stay in turn.stays:
        if stay.count:
            page.text(f"{stay.heading}. {stay.count}", 2)


def _move(page: Page, move: ToldMove, own: Words) -> None:
    page.text(own("move", heading=move.heading), 2, style="loud" if move.is_loss else "plain")
    for text in move.groups:
        page.item(text, 4)
    for note in (*move.notes, move.count, move.example):
        if note:
            page.text(note, 4)


COMMANDS = {"diff": diff}
