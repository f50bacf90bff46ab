"""`tilbud board`: plans in the store: begin one, list them, delete them, and look after keys and time."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.options import (
    day_of,
    format_option,
    lang_option,
    legs_option,
    on_option,
    plugins_option,
    ruleset_option,
    today,
)
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.speaking import SpokenCommand, SpokenGroup, SpokenOption, texts_of, wrong
from tilbud_engine.cli.texts import Texts

if TYPE_CHECKING:
    from tilbud_engine.board.storage import BoardLine

_COMMANDS = {
    "new": "tilbud_engine.cli.board",
    "list": "tilbud_engine.cli.board",
    "show": "tilbud_engine.cli.board_show",
    "print": "tilbud_engine.cli.board_print",
    "export": "tilbud_engine.cli.board_exchange",
    "import": "tilbud_engine.cli.board_exchange",
    "delete": "tilbud_engine.cli.board",
    "retention": "tilbud_engine.cli.board",
    "key": "tilbud_engine.cli.board",
}


class _Board(SpokenGroup):
    parent_name = "board"


@click.group("board", cls=_Board, modules=_COMMANDS, no_args_is_help=True)
@lang_option
def board(lang: str | None) -> None:
    """Hold the commands about plans; the help stands in help.toml."""


def _weeks(ctx: click.Context, param: click.Parameter, value: int | None) -> int | None:
    """Refuse a plan that is too short or too long."""
    from tilbud_engine.board.weeks import FEWEST_WEEKS, MOST_WEEKS

    if value is not None and not FEWEST_WEEKS <= value <= MOST_WEEKS:
        message = texts_of(ctx)("board-weeks-range", fewest=FEWEST_WEEKS, most=MOST_WEEKS)
        raise click.BadParameter(message, ctx, param)
    return value


class _New(SpokenCommand):
    help_key = "board new"


@click.command("new", cls=_New)
@ruleset_option
@legs_option
@click.option("--start", cls=SpokenOption, callback=day_of, metavar="DATE")
@click.option("--weeks", cls=SpokenOption, type=int, callback=_weeks, metavar="N")
@click.option("--name", cls=SpokenOption, metavar="TEXT")
@click.option("--uuid", "citizen", cls=SpokenOption, metavar="UUID")
@plugins_option
@lang_option
@click.pass_context
def new(
    ctx: click.Context,
    *,
    ruleset: str | None,
    leg_set: str | None,
    start: dt.date | None,
    weeks: int | None,
    name: str | None,
    citizen: str | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Begin an empty plan and print its code."""
    from tilbud_engine.board.changes.about import begin
    from tilbud_engine.board.history import By
    from tilbud_engine.board.weeks import USUAL_WEEKS
    from tilbud_engine.cli.loading import load_engine
    from tilbud_engine.cli.storing import now, store_here
    from tilbud_engine.rules.ruleset import NATIONAL

    say = texts_of(ctx)
    store = store_here()
    engine, rules = load_engine(plugins, ruleset)
    first = start or today()
    rules = rules or NATIONAL
    engine.rulebook.layers(rules)  # An unknown ruleset is told here, and an unknown set of legs below.
    engine.chair(rules, first, leg_set)
    by = By(who="caseworker")
    begun = begin(
        by,
        first,
        rules,
        weeks=USUAL_WEEKS if weeks is None else weeks,
        leg_set=leg_set,
        language=say.language,
        name=name or None,
    )
    click.echo(store.new(by, begun, now(), citizen).code)
    click.echo(say("board-begun"), err=True)
    return Exit.FINE


class _List(SpokenCommand):
    help_key = "board list"


@click.command("list", cls=_List)
@format_option
@lang_option
@click.pass_context
def list_boards(ctx: click.Context, *, form: str, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Print a line for each plan: nothing of what anybody wrote."""
    from tilbud_engine.cli.storing import store_here

    say, page = texts_of(ctx), Page()
    found = store_here(locked=True).boards()
    if form == "json":
        show_json([_as_json(one) for one in found])
        return Exit.FINE
    for one in found:
        page.line(
            say(
                "board-line",
                code=one.code,
                start=one.start,
                weeks=one.weeks,
                changed=one.changed_at.astimezone().date(),
                version=one.version,
            )
        )
    page.line(_counted(say, "boards", len(found)))
    return Exit.FINE


def _as_json(one: BoardLine) -> dict[str, object]:
    return {
        "board": one.code,
        "citizen": one.citizen,
        "version": one.version,
        "changed_at": one.changed_at.isoformat(),
        "start": one.start.isoformat(),
        "weeks": one.weeks,
    }


class _Delete(SpokenCommand):
    help_key = "board delete"


@click.command("delete", cls=_Delete)
@click.argument("codes", nargs=-1, metavar="[BOARD...]")
@click.option("--uuid", "citizen", cls=SpokenOption, metavar="UUID")
@click.option("--yes", "sure", cls=SpokenOption, is_flag=True)
@lang_option
@click.pass_context
def delete(ctx: click.Context, *, codes: tuple[str, ...], citizen: str | None, sure: bool, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Erase plans for good: all that are named, or none where one of them is not there."""
    from tilbud_engine.board.storage import code_of
    from tilbud_engine.cli.storing import store_here
    from tilbud_engine.errors import InputError, problem

    say = texts_of(ctx)
    if bool(codes) == (citizen is not None):
        wrong(say, "board-one-of", ctx)
    if not sure and not _said_yes(say):
        click.echo(say("board-kept"), err=True)
        return Exit.FAULTS
    store = store_here(locked=True)
    chosen = dict.fromkeys(code_of(code) or "" for code in codes)
    if not chosen.keys() <= {one.code for one in store.boards()}:
        raise InputError([problem("board-unknown", "")])
    for code in chosen:
        store.erase(code)
    count = len(chosen) if citizen is None else store.erase_citizen(citizen).boards
    Page().line(_counted(say, "board-erased", count))
    return Exit.FINE


def _said_yes(say: Texts) -> bool:
    """Ask whether plans shall go; anything but a yes is a no."""
    click.echo(f"{say('board-sure')} ", err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in ("ja", "j", "yes", "y")


class _Retention(SpokenCommand):
    help_key = "board retention"


@click.command("retention", cls=_Retention)
@on_option
@click.option("--dry-run", cls=SpokenOption, is_flag=True)
@lang_option
@click.pass_context
def retention(ctx: click.Context, *, on: dt.date | None, dry_run: bool, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Erase the plans that nobody has changed for as long as the settings say."""
    from tilbud_engine.cli.loading import settings_here
    from tilbud_engine.cli.storing import store_here
    from tilbud_engine.dated import add_months

    say, day = texts_of(ctx), on or today()
    if day > today() and not dry_run:
        wrong(say, "board-retention-future", ctx)
    months = settings_here().board.retention_months
    store = store_here(locked=True)
    if dry_run:
        old = store.outlived(months, day)
        Page().line(_counted(say, "board-would-erase", len(old), day=add_months(day, -months)))
    else:
        Page().line(_counted(say, "board-erased", store.retain(months, day).boards))
    return Exit.FINE


class _Key(SpokenCommand):
    help_key = "board key"


@click.command("key", cls=_Key)
@click.option("--rotate", cls=SpokenOption, is_flag=True)
@lang_option
@click.pass_context
def key(ctx: click.Context, *, rotate: bool, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Print a new master key, or lock everything with the one in the environment."""
    from tilbud_engine.board.storage import Keys
    from tilbud_engine.cli.storing import store_here

    say = texts_of(ctx)
    if rotate:
        Page().line(_counted(say, "board-rotated", store_here().wrap_anew()))
        return Exit.FINE
    click.echo(Keys.new().written)
    if Keys.find(os.environ) is None:
        click.echo(say("board-key-how"), err=True)
    return Exit.FINE


def _counted(say: Texts, key: str, count: int, **values: object) -> str:
    return say(f"{key}-one" if count == 1 else key, count=count, **values)


COMMANDS = {"board": board, "new": new, "list": list_boards, "delete": delete, "retention": retention, "key": key}
