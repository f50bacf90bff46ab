"""`tilbud ask`: the conversation on a terminal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.conversation import Conversation
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.hearing import Stopped
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import lang_option, legs_option, on_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, texts_of


@click.command("ask", cls=SpokenCommand)
@ruleset_option
@on_option
@plugins_option
@legs_option
@lang_option
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    ruleset: str | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    leg_set: str | None,
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Hold the conversation."""
    engine, name = load_engine(plugins, ruleset)
    talk = Conversation(engine, Page(), texts_of(ctx), on or today(), name, leg_set=leg_set)
    talk.suggestion()  # A ruleset or a leg set that cannot be used is refused before anybody is asked anything.
    try:
        talk.open()
        talk.barriers()
        if not talk.alarmed:
            talk.legs()
            talk.questions()
    except Stopped:
        talk.stopped()
    talk.close()
    return exit_for(engine)


COMMANDS = {"ask": ask}
