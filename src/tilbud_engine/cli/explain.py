"""`tilbud explain`: the whole way to an answer, from the rule down to the law and the date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.cards import source_words
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import exit_for, load_engine, read_citizen
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, ruleset_option, runtime_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.cli.texts import Texts
from tilbud_engine.rules.wording import Line
from tilbud_engine.suggestion import Audience, Explanation


@click.command("explain", cls=SpokenCommand)
@click.argument("file")
@click.argument("offer")
@ruleset_option
@on_option
@click.option("--audience", cls=SpokenOption, type=click.Choice(("citizen", "caseworker", "shared")), default="citizen")
@plugins_option
@runtime_option
@lang_option
@click.pass_context
def explain(
    ctx: click.Context,
    *,
    file: str,
    offer: str,
    ruleset: str | None,
    on: dt.date | None,
    audience: Audience,
    plugins: tuple[Path, ...],
    runtime: str,
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Print the explanation of OFFER for FILE."""
    say = texts_of(ctx)
    engine, name = load_engine(plugins, ruleset, runtime)
    citizen = read_citizen(file, engine.vocabulary)
    day = on or citizen.on or today()
    show_explanation(
        Page(), say, engine.explain(citizen, offer, day, ruleset=name, audience=audience, language=say.language)
    )
    return exit_for(engine)


def show_explanation(page: Page, say: Texts, told: Explanation) -> None:
    """Print an explanation: the verdict, the rule part by part, the rights, the sources, and what is assumed."""
    page.text(say(f"verdict-{told.verdict.replace('_', '-')}", name=told.name), style="title")
    page.text(say("day-and-rules", day=told.on, ruleset=told.ruleset))
    if told.card is not None:
        page.text(told.card.entitlement_text)
        if told.verdict == "unknown" and not told.card.missing:  # No answer of hers can settle it; say what can.
            page.text(" ".join(one.text for one in told.card.reasons))
    if told.not_now is not None:
        page.text(told.not_now.because)
    page.heading(say("explain-rule"))
    page.text(say("explain-place", place=told.rule))
    for line in told.lines:
        _line(page, say, line)
    for right in told.rights:
        page.heading(say("explain-right"))
        page.text(right.text)
        for line in right.lines:
            _line(page, say, line)
        if right.source:
            page.text(say("card-source", value=source_words(right.source)))
    if told.sources:
        page.heading(say("explain-sources"))
    for source in dict.fromkeys(source_words(one) for one in told.sources):
        page.item(source)
    if told.assumptions:
        page.heading(say("offer-assumptions"))
    for assumption in told.assumptions:
        page.item(assumption)


def _line(page: Page, say: Texts, line: Line) -> None:
    """Print one part of the trace, under the part that it belongs to."""
    indent = 2 * line.depth
    page.item(line.text, indent)
    if line.source:
        since = say("explain-since", day=dt.date.fromisoformat(line.version)) if line.version else ""
        page.text(f"{say('card-source', value=line.source)}{since}", indent + 2)


COMMANDS = {"explain": explain}
