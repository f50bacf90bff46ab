"""`tilbud rules coverage`: what the scenarios have tried of the rules, and what nobody has tried."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, exit_for, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.lab.coverage.outcome import Coverage, Covered, Part, percent
from tilbud_engine.lab.coverage.seeing import cover
from tilbud_engine.lab.coverage.telling import Telling, coverage_json, holes_of, idle, percent_words
from tilbud_engine.lab.runs.suites import find_suite
from tilbud_engine.lab.words import Words


class _Coverage(SpokenCommand):
    help_key = "rules coverage"


@click.command("coverage", cls=_Coverage)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--draft", cls=SpokenOption, type=click.Path(path_type=Path), metavar="PATH")
@click.option("--parts", "every", cls=SpokenOption, is_flag=True)
@click.option("--html", "page_file", cls=SpokenOption, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--fail-under", cls=SpokenOption, type=click.FloatRange(0, 100), metavar="PERCENT")
@on_option
@plugins_option
@format_option
@lang_option
@click.pass_context
def coverage(
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    draft: Path | None,
    every: bool,
    page_file: Path | None,
    fail_under: float | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Show what the scenarios beside PATH have seen of its rules."""
    say = texts_of(ctx)
    with aside():
        settings = settings_here()
        suite = find_suite(paths, draft=draft, plugins=plugins, settings=settings).moved_to(on)
        with progress(say("rules-coverage-running"), len(suite.scenarios)) as step:
            found = cover(suite, step)
    if form == "json":
        show_json(coverage_json(found, say.language))
    else:
        _show(Page(), Telling(suite.engine.vocabulary, say.language), found, every=every)
    if page_file is not None:
        from tilbud_engine.lab.coverage.listing import coverage_page

        page_file.write_text(coverage_page(found, say.language), encoding="utf-8")
    if found.stopped:
        return Exit.INTERRUPTED
    if suite.problems:
        return Exit.WRONG_INPUT
    if fail_under is not None and percent(found.seen, found.possible) < fail_under:
        return Exit.FAULTS
    return exit_for(suite.engine)


def _show(page: Page, telling: Telling, found: Coverage, *, every: bool) -> None:
    say, language = telling.say, telling.language
    for fault in found.suite.problems:
        page.text(fault.line(language))
    if every:
        page.heading(say("every-part"))
        for file in found.files:
            _show_parts(page, telling, file)
    page.heading(say("holes"))
    holes = [file for file in found.files if any(holes_of(file))]
    for file in holes:
        page.line(file.rules.called, "name")
        for part in holes_of(file):
            page.item(f"{_at(part, say)}{telling.hole(part)}")
    if not holes:
        page.text(say("no-holes"))
    page.heading(say("files"))
    page.rows([_row(file, telling) for file in found.files])
    page.line()
    if count := idle(found.files):
        page.text(say("not-in-force-count", count=count))
    if found.stopped:
        page.text(say("stopped", scenarios=found.scenarios), style="loud")
    page.text(telling.total(found), style="title")


def _show_parts(page: Page, telling: Telling, file: Covered) -> None:
    page.line(file.rules.called, "name")
    for part in file.parts:
        rule = "" if part.depth or part.rule == "parameter" else f" ({telling.rule(part)})"
        page.item(f"{_at(part, telling.say)}{telling.part(part)}{rule}. {telling.answers(part)}", 2 * part.depth)


def _at(part: Part, say: Words) -> str:
    return "" if part.line is None else f"{say('line', line=part.line)}: "


def _row(file: Covered, telling: Telling) -> tuple[str, str, str]:
    if not file.possible:
        return "", telling.say("nothing"), file.rules.called
    figure = percent_words(file.seen, file.possible, telling.language)
    counted = telling.say("counted-of", seen=file.seen, possible=file.possible)
    return telling.say("percent-of", percent=figure), counted, file.rules.called


COMMANDS = {"coverage": coverage}
