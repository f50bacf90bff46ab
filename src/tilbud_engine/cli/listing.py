"""`tilbud offers`, `tilbud facts` and `tilbud barriers`: lists, and everything about one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click

from tilbud_engine.cli.details import show_barrier, show_fact, show_offer
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, texts_of
from tilbud_engine.errors import InputError, nearest, problem
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import not_offered_words


@click.command("offers", cls=SpokenCommand)
@click.argument("name", required=False)
@ruleset_option
@on_option
@plugins_option
@lang_option
@click.pass_context
def offers(
    ctx: click.Context,
    *,
    name: str | None,
    ruleset: str | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Print the offers, or all about one."""
    say, page, day = texts_of(ctx), Page(), on or today()
    engine, chosen = load_engine(plugins, ruleset, "reference")
    resolved = engine.rulebook.resolve(chosen or NATIONAL, day)
    if name is not None:
        _check_offer(name, resolved, engine.rulebook)
        show_offer(page, say, resolved.offers[name], resolved, engine.rulebook)
        return exit_for(engine)
    page.text(say("day-and-rules", day=day, ruleset=resolved.ruleset))
    rows = []
    for key, one in resolved.offers.items():
        state = say("offer-not-loaded") if one.not_loaded else ""
        if one.not_offered is not None:
            state = not_offered_words(one.not_offered, say.language)
        title = (say.language == "en" and one.offer.name_en) or one.offer.name
        rows.append((key, f"{title}. {state}".rstrip()))
    page.rows(rows)
    return exit_for(engine)


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
        _check("unknown-fact", name, known)
        show_fact(page, say, known[name], engine)
        return exit_for(engine)
    page.rows([(key, say(f"type-{one.type}"), one.in_words("label", say.language)) for key, one in known.items()])
    return exit_for(engine)


@click.command("barriers", cls=SpokenCommand)
@click.argument("name", required=False)
@plugins_option
@lang_option
@click.pass_context
def barriers(ctx: click.Context, *, name: str | None, plugins: tuple[Path, ...], lang: str | None) -> Exit:  # noqa: ARG001  (as above)
    """Print the barriers by leg, or all about one."""
    say, page = texts_of(ctx), Page()
    engine, _ = load_engine(plugins, None, "reference")
    known = engine.vocabulary.barriers
    if name is not None:
        code = name.upper()
        _check("unknown-barrier", code, known)
        show_barrier(page, say, known[code], engine)
        return exit_for(engine)
    for leg, one in engine.vocabulary.legs.items():
        page.heading((say.language == "en" and one.label_en) or one.label)
        here = [barrier for barrier in known.values() if barrier.leg == leg]
        page.rows([(barrier.code, (say.language == "en" and barrier.says_en) or barrier.says) for barrier in here])
    return exit_for(engine)


def _check(code: str, name: str, known: Iterable[str]) -> None:
    """Refuse a name that is not known, with the nearest.

    Raises InputError.
    """
    names = list(known)
    if name not in names:
        raise InputError([problem(code, "", name=name, nearest=nearest(name, names) or nearest(name.upper(), names))])


def _check_offer(name: str, resolved: Resolved, rulebook: Rulebook) -> None:
    if name in rulebook.offers and name not in resolved.offers:
        raise InputError([problem("offer-absent-here", "", name=name)])
    _check("unknown-offer", name, resolved.offers)


COMMANDS = {"offers": offers, "facts": facts, "barriers": barriers}
