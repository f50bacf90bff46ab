"""`tilbud rules report`: what a change of the rules means, for those who decide on it, as a page and on paper."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, exit_for, settings_here
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.errors import Language, mask_cpr
from tilbud_engine.lab.report.document import Document, Heading, Items, Notice, Table, Text
from tilbud_engine.lab.report.gathering import Asked, gather
from tilbud_engine.lab.report.html import html_of
from tilbud_engine.lab.report.pdf import pdf_of
from tilbud_engine.lab.report.writing import document_of
from tilbud_engine.lab.words import Words

_file = click.Path(path_type=Path, dir_okay=False)


class _Report(SpokenCommand):
    help_key = "rules report"


@click.command("report", cls=_Report)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@on_option
@click.option("--population", cls=SpokenOption, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--uptake", cls=SpokenOption, type=click.IntRange(0, 100), default=100, metavar="PERCENT")
@click.option("--scenarios", cls=SpokenOption, is_flag=True)
@click.option("--html", cls=SpokenOption, type=_file, metavar="FILE")
@click.option("--pdf", cls=SpokenOption, type=_file, metavar="FILE")
@plugins_option
@lang_option
@click.pass_context
def report(
    ctx: click.Context,
    *,
    old: str,
    new: str,
    on: dt.date | None,
    population: Path | None,
    uptake: int,
    scenarios: bool,
    html: Path | None,
    pdf: Path | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Write what changes from OLD to NEW, and print its first page."""
    language, day = texts_of(ctx).language, on or today()
    say = Words("report", language)
    asked = Asked(old, new, day, population, scenarios, uptake, plugins, settings_here())
    files = {"--html": html, "--pdf": pdf}
    asked = asked.with_command(_command(asked, files, language))
    with aside(), progress(say("working")) as step:
        gathered = gather(asked, language, lambda _, done, of: step(done, of))
        document = document_of(gathered, language)
        # Both are made before one is written.
        made = {html: html_of(document).encode() if html else b"", pdf: pdf_of(document) if pdf else b""}
    for file, content in made.items():
        if file is not None:
            file.write_bytes(content)
    _show(Page(), document)
    page = Page()
    page.line()
    written = [str(one) for one in files.values() if one is not None]
    page.text(say("written", files=", ".join(written)) if written else say("not-written"))
    return exit_for(gathered.new.engine)


def _command(asked: Asked, files: dict[str, Path | None], language: Language) -> str:
    """Return the command that makes the same report again: with the day, and the language, written out."""
    written = shlex.join(["tilbud", "rules", "report", asked.old, asked.new, *_options(asked, files, language)])
    return mask_cpr(written)


def _options(asked: Asked, files: dict[str, Path | None], language: Language) -> Iterator[str]:
    yield from ("--on", asked.on.isoformat())
    if asked.population is not None:
        yield from ("--population", str(asked.population), "--uptake", str(asked.uptake))
    if asked.scenarios:
        yield "--scenarios"
    for one in asked.plugins:
        yield from ("--plugins", str(one))
    for name, file in files.items():
        if file is not None:
            yield from (name, str(file))
    yield from ("--lang", language)


def _show(page: Page, document: Document) -> None:
    page.line(document.title, "title")
    page.text(document.lead)
    for block in document.summary.blocks:
        match block:
            case Heading():
                page.heading(block.text)
            case Text():
                page.text(block.text)
            case Items():
                for one in block.items:
                    page.item(one)
            case Table():
                page.text(block.caption)
                for first, *cells in block.rows:
                    told = zip(block.headings[1:], cells, strict=True)
                    page.item(f"{first}: {'; '.join(f'{heading.lower()} {cell}' for heading, cell in told)}")
            case Notice():
                page.heading(block.title)
                for one in block.texts:
                    page.item(one)
            case _:
                pass


COMMANDS = {"report": report}
