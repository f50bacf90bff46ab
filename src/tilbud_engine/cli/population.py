"""`tilbud population make`: a made-up population, to try rules on where no real one may be used."""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, settings_here
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenGroup, SpokenOption, texts_of, wrong
from tilbud_engine.lab.rules_at import load_engine
from tilbud_engine.lab.words import Words


class _Population(SpokenGroup):
    parent_name = "population"


@click.group("population", cls=_Population, modules={"make": "tilbud_engine.cli.population"}, no_args_is_help=True)
@lang_option
def population(lang: str | None) -> None:
    """Hold the commands about populations; the help stands in help.toml."""


class _Make(SpokenCommand):
    help_key = "population make"


@click.command("make", cls=_Make)
@click.argument("marginals", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False), metavar="TO")
@click.option("--rows", cls=SpokenOption, type=click.IntRange(1, 1_000_000_000), default=10_000, metavar="NUMBER")
@click.option("--seed", cls=SpokenOption, type=click.IntRange(0), default=1, metavar="NUMBER")
@click.option("--force", cls=SpokenOption, is_flag=True)
@on_option
@plugins_option
@lang_option
@click.pass_context
def make(
    ctx: click.Context,
    *,
    marginals: Path,
    to: Path,
    rows: int,
    seed: int,
    force: bool,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Write a made-up population to TO."""
    from tilbud_engine.lab.population.making import make_population
    from tilbud_engine.lab.population.marginals import read_marginals

    spoken = texts_of(ctx)
    say = Words("simulate", spoken.language)
    if to.exists() and not force:
        wrong(spoken, "file-exists", ctx, name=str(to))
    with aside():
        rulebook = load_engine(plugins, (), settings_here()).rulebook
    wanted = read_marginals(marginals, rulebook.vocabulary)
    with _stoppable() as stopped, progress(say("making"), rows) as step:
        drawn = make_population(
            wanted,
            rulebook.vocabulary,
            rulebook.never(on or today()),
            to,
            rows=rows,
            seed=seed,
            progress=step,
            stopped=stopped,
        )
    page = Page()
    page.text(say("made", rows=drawn.rows, file=to, seed=seed, title=wanted.title))
    figures, assumed = len(wanted.figures), len(wanted.assumed)
    page.text(say("made-figures", figures=figures, assumed=assumed, sourced=figures - assumed))
    if drawn.again:
        page.text(say("made-again", again=drawn.again))
    if drawn.left_unknown:
        page.text(say("made-left-unknown", left=drawn.left_unknown))
    if drawn.rows < rows:
        page.text(say("made-stopped", rows=drawn.rows, asked=rows), style="loud")
        return Exit.INTERRUPTED
    return Exit.FINE


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C end the work after the chunk that is being made, so that the file is whole."""
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)

    earlier = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, earlier)


COMMANDS = {"population": population, "make": make}
