"""`tilbud offers`: the offers, or everything about one; what is below it reads and writes other forms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.details import show_offer
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.listing import check_name
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenListing, texts_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import not_offered_words

BELOW: dict[str, str] = {"export": "tilbud_engine.cli.exchange", "import": "tilbud_engine.cli.exchange"}


@click.command("offers", cls=SpokenListing, modules=BELOW)
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


def _check_offer(name: str, resolved: Resolved, rulebook: Rulebook) -> None:
    if name in rulebook.offers and name not in resolved.offers:
        raise InputError([problem("offer-absent-here", "", name=name)])
    check_name("unknown-offer", name, resolved.offers)


COMMANDS = {"offers": offers}
