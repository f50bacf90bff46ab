"""`tilbud rules simulate`: what a ruleset answers to a whole population, and the places that this takes."""

from __future__ import annotations

import csv
import datetime as dt
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, exit_for, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.people import HowRead, people_in, population_options
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.errors import InputError, nearest, problem
from tilbud_engine.lab.rules_at import RulesAt, load_rules
from tilbud_engine.lab.words import Words

if TYPE_CHECKING:
    from tilbud_engine.lab.simulation.telling import Section, Table

_DIMENSIONS = ("age", "municipality", "target_group", "leg")


_NAMES = 30
"""So many characters may the names of a table take where it has many columns."""


class _Simulate(SpokenCommand):
    help_key = "rules simulate"


@click.command("simulate", cls=_Simulate)
@click.argument("spec", metavar="RULESET")
@click.option("--population", cls=SpokenOption, required=True, type=click.Path(path_type=Path), metavar="FILE")
@population_options
@click.option("--by", cls=SpokenOption, type=click.Choice(_DIMENSIONS), multiple=True)
@click.option("--offer", "offers", cls=SpokenOption, multiple=True, metavar="NAME")
@click.option("--uptake", cls=SpokenOption, type=click.IntRange(0, 100), default=100, metavar="PERCENT")
@click.option("--arrival", cls=SpokenOption, type=click.Choice(("even", "once")), default="even")
@click.option("--csv", "sheet", cls=SpokenOption, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--no-suppress", cls=SpokenOption, is_flag=True)
@on_option
@plugins_option
@format_option
@lang_option
@click.pass_context
def simulate(
    ctx: click.Context,
    *,
    spec: str,
    population: Path,
    how: HowRead,
    by: tuple[str, ...],
    offers: tuple[str, ...],
    uptake: int,
    arrival: str,
    sheet: Path | None,
    no_suppress: bool,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Print what RULESET answers to the population in FILE."""
    from tilbud_engine.lab.simulation import simulate as simulated
    from tilbud_engine.lab.simulation.telling import sections

    language = texts_of(ctx).language
    say = Words("simulate", language)
    with aside():
        rules = load_rules(spec, on or today(), plugins=plugins, settings=settings_here())
        _check_offers(offers, rules)
        with (
            people_in(population, rules.engine.rulebook.vocabulary, rules.on, how) as people,
            progress(say("counting")) as step,
        ):
            found = simulated(
                rules,
                people,
                uptake=uptake,
                arrival="once" if arrival == "once" else "even",
                suppress=not no_suppress,
                progress=step,
            )
    if sheet is not None:
        # A Danish spreadsheet program reads semicolons, and the mark at the beginning tells it that this is UTF-8.
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(found.as_rows())
    if form == "json":
        problems = {"problems": [one.line(language) for one in rules.faults]}
        show_json(found.as_json(language) | problems)
    else:
        page = Page()
        for one in sections(found, rules, say, by=by, offers=offers):
            _show(page, one)
    if no_suppress:
        click.echo(say("hidden-off"), err=True)
    return Exit.INTERRUPTED if found.left_out else exit_for(rules.engine)


def _check_offers(offers: Sequence[str], rules: RulesAt) -> None:
    """Raise InputError for an offer that the ruleset does not have."""
    unknown = [one for one in offers if one not in rules.answers]
    if unknown:
        raise InputError(problem("unknown-offer", "", name=one, nearest=nearest(one, rules.answers)) for one in unknown)


def _show(page: Page, section: Section) -> None:
    if section.heading:
        page.heading(section.heading)
    else:
        page.line()
    for text in section.before:
        page.text(text)
    if section.table is not None:
        _show_table(page, section.table)
    for text in section.items:
        page.item(text)
    for text in section.after:
        page.text(text)
    for text in section.loud:
        page.text(text, style="loud")


def _show_table(page: Page, table: Table) -> None:
    """Print a table: names to the left, wrapped where they are long, and numbers to the right.

    Columns that there is no room for follow below, with the names again.
    """
    rows = [table.head, *table.rows]
    names = min(_NAMES, max(len(row[0]) for row in rows))
    start = 1
    while start < len(table.head):
        room, end = page.width - names, start
        while end < len(table.head) and (end == start or room >= _width(rows, end)):
            room -= _width(rows, end)
            end += 1
        if start > 1:
            page.line()
        for row in rows:
            *above, last = textwrap.wrap(row[0], names + max(0, room), subsequent_indent="  ") or [""]
            for line in above:
                page.line(line)
            cells = (f"{row[i]:>{_width(rows, i)}}" for i in range(start, end))
            page.line(f"{last:<{names + max(0, room)}}{''.join(cells)}")
        start = end


def _width(rows: Sequence[Sequence[str]], column: int) -> int:
    """Return the room that a column takes, with the blanks before it."""
    return 2 + max(len(row[column]) for row in rows)


COMMANDS = {"simulate": simulate}
