"""The options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.speaking import SpokenOption, texts_of
from tilbud_engine.cli.texts import LANGUAGES
from tilbud_engine.errors import shown


def day_of(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a day written as 2026-09-01; refuse anything else, also days that never were."""
    from tilbud_engine.reading import date_of

    day = None if value is None else date_of(value)
    if value is not None and day is None:
        raise click.BadParameter(texts_of(ctx)("not-a-date", text=shown(value)), ctx, param)
    return day


lang_option = click.option("--lang", cls=SpokenOption, type=click.Choice(LANGUAGES))
on_option = click.option("--on", cls=SpokenOption, callback=day_of, metavar="DATE")
ruleset_option = click.option("--ruleset", cls=SpokenOption, metavar="NAME|PATH")
legs_option = click.option("--legs", "leg_set", cls=SpokenOption, metavar="NAME")
plugins_option = click.option(
    "--plugins", cls=SpokenOption, type=click.Path(path_type=Path), multiple=True, metavar="DIR"
)
runtime_option = click.option(
    "--runtime", cls=SpokenOption, type=click.Choice(("durable", "reference")), default="durable"
)
format_option = click.option("--format", "form", cls=SpokenOption, type=click.Choice(("text", "json")), default="text")


def today() -> dt.date:
    """Return today's date: only here, at the edge, does the clock come in."""
    return dt.datetime.now().astimezone().date()
