"""`tilbud facts` and `tilbud barriers`: lists, and everything about one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from tilbud_engine.cli.details import show_barrier, show_fact
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import format_option, lang_option, plugins_option
from tilbud_engine.cli.own_words import show_heard
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong
from tilbud_engine.errors import InputError, nearest, problem


@click.command("facts", cls=SpokenCommand)
@click.argument("name", required=False)
@plugins_option
@lang_option
@click.pass_context
def facts(ctx: click.Context, *, name: str | None, plugins: tuple[Path, ...], lang: str | None) -> Exit:  # noqa: ARG001  (as above)
    """Print the facts, or all about one."""
    say, page = texts_of(ctx), Page()
    engine, _ = load_engine(plugins, None, "reference")
    known = engine.vocabulary.facts
    if name is not None:
        check_name("unknown-fact", name, known)
        show_fact(page, say, known[name], engine)
        return exit_for(engine)
    page.rows([(key, say(f"type-{one.type}"), one.in_words("label", say.language)) for key, one in known.items()])
    return exit_for(engine)


@click.command("barriers", cls=SpokenCommand)
@click.argument("name", required=False)
@click.option("--from", "words", cls=SpokenOption, metavar="TEXT")
@format_option
@plugins_option
@lang_option
@click.pass_context
def barriers(
    ctx: click.Context,
    *,
    name: str | None,
    words: str | None,
    form: str,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (as above)
) -> Exit:
    """Print the barriers by leg, all about one, or what a text may mean."""
    say, page = texts_of(ctx), Page()
    engine, _ = load_engine(plugins, None, "reference")
    known = engine.vocabulary.barriers
    if words is not None:
        if name is not None:
            wrong(say, "from-or-name", ctx)
        show_heard(page, say, engine, words, form)
        return exit_for(engine)
    if form == "json":
        wrong(say, "json-with-from", ctx)
    if name is not None:
        code = name.upper()
        check_name("unknown-barrier", code, known)
        show_barrier(page, say, known[code], engine)
        return exit_for(engine)
    for leg, one in engine.vocabulary.legs.items():
        page.heading((say.language == "en" and one.label_en) or one.label)
        here = [barrier for barrier in known.values() if barrier.leg == leg]
        page.rows([(barrier.code, (say.language == "en" and barrier.says_en) or barrier.says) for barrier in here])
    return exit_for(engine)


def check_name(code: str, name: str, known: Iterable[str]) -> None:
    """Refuse a name that is not known, with the nearest.

    Raises InputError.
    """
    names = list(known)
    if name not in names:
        raise InputError([problem(code, "", name=name, nearest=nearest(name, names) or nearest(name.upper(), names))])


COMMANDS = {"facts": facts, "barriers": barriers}
