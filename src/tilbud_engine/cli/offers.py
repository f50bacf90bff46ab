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
from tilbud_engine.cli.speaking import SpokenListing, SpokenOption, texts_of, wrong
from tilbud_engine.cli.texts import Texts
from tilbud_engine.dated import Span
from tilbud_engine.errors import InputError, problem, shown
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import not_offered_words


def _span(ctx: click.Context, param: click.Parameter, value: str | None) -> Span | None:
    """Read a length of time such as `12 months`, also in Danish."""
    if value is None:
        return None
    count, _, unit = " ".join(value.split()).casefold().partition(" ")
    span = Span.parse(f"{count} {_UNITS.get(unit, unit)}")
    if span is None:
        raise click.BadParameter(texts_of(ctx)("not-a-span", text=shown(value)), ctx, param)
    return span


_UNITS = {
    **dict.fromkeys(("dag", "dage"), "days"),
    **dict.fromkeys(("uge", "uger"), "weeks"),
    **dict.fromkeys(("måned", "måneder", "mdr", "mdr."), "months"),
    "år": "years",
}

BELOW: dict[str, str] = {"export": "tilbud_engine.cli.exchange", "import": "tilbud_engine.cli.exchange"}


@click.command("offers", cls=SpokenListing, modules=BELOW)
@click.argument("name", required=False)
@click.option("--stale", is_flag=True, cls=SpokenOption)
@click.option("--older-than", "older_than", cls=SpokenOption, callback=_span, metavar="SPAN")
@ruleset_option
@on_option
@plugins_option
@lang_option
@click.pass_context
def offers(
    ctx: click.Context,
    *,
    name: str | None,
    stale: bool,
    older_than: Span | None,
    ruleset: str | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Print the offers, or all about one."""
    say, page, day = texts_of(ctx), Page(), on or today()
    if name is not None and (stale or older_than):
        wrong(say, "stale-without-name", ctx, name=name)
    engine, chosen = load_engine(plugins, ruleset, "reference")
    resolved = engine.rulebook.resolve(chosen or NATIONAL, day)
    if stale or older_than:
        _show_stale(page, say, resolved, engine.rulebook, older_than)
        return exit_for(engine)
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


def _show_stale(page: Page, say: Texts, resolved: Resolved, rulebook: Rulebook, older_than: Span | None) -> None:
    """Print the offers that nobody has looked at lately, those first that have waited longest."""
    from tilbud_engine.kit.staleness import USUAL, stale_offers

    span = older_than or USUAL
    due = stale_offers((one.offer for one in resolved.offers.values()), resolved.on, span)
    length = f"{span.count} {say(f'span-{span.unit}' if span.count == 1 else f'span-{span.unit}s')}"
    if not due:
        page.text(say("stale-none", day=resolved.on, ruleset=resolved.ruleset, span=length))
        return
    page.text(say("stale-some", day=resolved.on, ruleset=resolved.ruleset, span=length, count=len(due)))
    rows = []
    for one in due:
        checked = say("stale-never") if one.last_checked is None else say("stale-checked", day=one.last_checked)
        by = one.checked_by or ", ".join(rulebook.vocabulary.unit_words(unit, say.language) for unit in one.units)
        who = "" if not by else say("stale-by" if one.checked_by else "stale-ask", who=by)
        title = (say.language == "en" and one.name_en) or one.name
        rows.append((one.id, f"{title}. {checked}{who}"))
    page.rows(rows)


def _check_offer(name: str, resolved: Resolved, rulebook: Rulebook) -> None:
    if name in rulebook.offers and name not in resolved.offers:
        raise InputError([problem("offer-absent-here", "", name=name)])
    check_name("unknown-offer", name, resolved.offers)


COMMANDS = {"offers": offers}
