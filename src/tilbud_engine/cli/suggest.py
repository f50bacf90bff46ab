"""`tilbud suggest`: cards, reasons and questions for one citizen, or for many, one a line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from tilbud_engine.cli.cards import card_words
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.lines import answer_lines
from tilbud_engine.cli.loading import aside, exit_for, load_engine, read_citizen
from tilbud_engine.cli.options import (
    format_option,
    lang_option,
    legs_option,
    on_option,
    plugins_option,
    ruleset_option,
    runtime_option,
    today,
)
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.showing import show_suggestion
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong
from tilbud_engine.suggestion import Audience


@click.command("suggest", cls=SpokenCommand)
@click.argument("file")
@ruleset_option
@on_option
@plugins_option
@runtime_option
@legs_option
@click.option("--audience", cls=SpokenOption, type=click.Choice(("citizen", "caseworker", "shared")), default="citizen")
@click.option("--with-ideas", cls=SpokenOption, is_flag=True)
@click.option("--all", "all_offers", cls=SpokenOption, is_flag=True)
@format_option
@click.option("--jsonl", cls=SpokenOption, is_flag=True)
@lang_option
@click.pass_context
def suggest(
    ctx: click.Context,
    *,
    file: str,
    ruleset: str | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    runtime: str,
    leg_set: str | None,
    audience: Audience,
    with_ideas: bool,
    all_offers: bool,
    form: str,
    jsonl: bool,
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Print the suggestion for FILE."""
    say = texts_of(ctx)
    many = jsonl or file.lower().endswith(".jsonl")
    if many and form == "text" and ctx.get_parameter_source("form") is click.core.ParameterSource.COMMANDLINE:
        wrong(say, "jsonl-is-json", ctx)
    options: dict[str, Any] = {
        "audience": audience,
        "language": say.language,
        "with_ideas": with_ideas,
        "all_offers": all_offers,
        "leg_set": leg_set,
    }
    engine, name = load_engine(plugins, ruleset, runtime)
    if many:
        return answer_lines(engine, file, on, {"ruleset": name, **options})
    citizen = read_citizen(file, engine.vocabulary)
    with aside():
        suggestion = engine.suggest(citizen, on or citizen.on or today(), ruleset=name, **options)
    if form == "json":
        show_json(suggestion.to_json())
    else:
        show_suggestion(Page(), say, suggestion, engine.vocabulary, says=citizen.says, words=card_words(engine, say))
    return exit_for(engine, (one.code for one in suggestion.problems))


COMMANDS = {"suggest": suggest}
