"""`tilbud schema`: the JSON Schemas of all files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import lang_option, plugins_option
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, texts_of
from tilbud_engine.schema import write_schemas


@click.command("schema", cls=SpokenCommand)
@click.argument("folder", metavar="[DIR]", required=False, default="schemas", type=click.Path(path_type=Path))
@plugins_option
@lang_option
@click.pass_context
def schema(ctx: click.Context, *, folder: Path, plugins: tuple[Path, ...], lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Write the schemas, with the words of all plugins in them."""
    say, page = texts_of(ctx), Page()
    engine, _ = load_engine(plugins, None, "reference")
    for file in write_schemas(folder, engine.vocabulary):
        page.line(say("schema-written", path=file))
    return exit_for(engine)


COMMANDS = {"schema": schema}
