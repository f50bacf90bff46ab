"""`tilbud serve`: the board in a browser, on this machine alone."""

from __future__ import annotations

import datetime as dt
import os
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import load_engine, settings_here
from tilbud_engine.cli.options import lang_option, legs_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of

if TYPE_CHECKING:
    from tilbud_engine.board.storage import Store

USUAL_PORT = 8000


@click.command("serve", cls=SpokenCommand)
@click.option("--port", cls=SpokenOption, type=click.IntRange(0, 65535), default=USUAL_PORT, metavar="N")
@click.option("--no-browser", cls=SpokenOption, is_flag=True)
@click.option("--temporary", cls=SpokenOption, is_flag=True)
@ruleset_option
@legs_option
@plugins_option
@lang_option
@click.pass_context
def serve(
    ctx: click.Context,
    *,
    port: int,
    no_browser: bool,
    temporary: bool,
    ruleset: str | None,
    leg_set: str | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (read before everything else, see speaking.language_of)
) -> Exit:
    """Serve the board until Ctrl-C."""
    _needs_libraries()
    from tilbud_engine.board.look import load_look
    from tilbud_engine.rules.ruleset import NATIONAL
    from tilbud_engine.web.desk import Desk
    from tilbud_engine.web.live import Listeners
    from tilbud_engine.web.serving import listen
    from tilbud_engine.web.serving import serve as run
    from tilbud_engine.web.sessions import Sessions

    say = texts_of(ctx)
    look = load_look(settings_here().board.look)
    with _store(temporary=temporary) as store:
        engine, name = load_engine(plugins, ruleset)
        engine.chair(
            name or NATIONAL, today(), leg_set
        )  # an unknown ruleset or set of legs is told before anything opens
        links = Sessions(_now)
        desk = Desk(engine, store, links, Listeners(store.versions), look, today, _now, name or NATIONAL, leg_set)
        with listen(port) as listening:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"

            def ready() -> None:
                table = f"{address}/ind/{links.link('citizen', at_table=True)}"
                click.echo(say("serve-table", address=table))
                click.echo(say("serve-caseworker", address=f"{address}/ind/{links.link('caseworker')}"))
                click.echo(say("serve-temporary") if temporary else say("serve-once"))
                click.echo(say("serve-stop"))
                if not no_browser:
                    webbrowser.open(table)

            run(desk, listening, ready)
    return Exit.FINE


def _needs_libraries() -> None:
    from importlib.util import find_spec

    from tilbud_engine.errors import InputError, problem

    needed = ("starlette", "uvicorn", "jinja2", "sqlalchemy", "alembic", "cryptography")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise InputError(problem("extra-missing", "", library=name, extra="board") for name in missing)


@contextmanager
def _store(*, temporary: bool) -> Iterator[Store]:
    """Open the plans of this installation; or an empty place that is gone afterwards."""
    from tilbud_engine.board.storage import Keys, Store
    from tilbud_engine.errors import InputError, problem

    with TemporaryDirectory(prefix="tilbud") as folder:
        if temporary:
            store = Store.open(f"sqlite:///{Path(folder, 'boards.db')}", Keys.new())
        else:
            keys = Keys.find(os.environ)
            if keys is None:
                raise InputError([problem("board-key-missing", "")])
            settings = settings_here()
            store = Store.open(settings.database, keys, settings.board.keys)
        try:
            yield store
        finally:
            store.close()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


COMMANDS = {"serve": serve}
