"""`tilbud plugin new`: asks a few questions about an offer, and writes its folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.hearing import Stopped
from tilbud_engine.cli.loading import load_engine
from tilbud_engine.cli.offer_answers import Given
from tilbud_engine.cli.offer_talk import OfferTalk
from tilbud_engine.cli.options import lang_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.kit.scaffold import package_files, package_name, plugin_files, write_plugin

_SCHEMA = Path("schemas") / "offer.schema.json"


class _New(SpokenCommand):
    help_key = "plugin new"


@click.command("new", cls=_New)
@click.argument("name", required=False)
@click.option("--package", cls=SpokenOption, is_flag=True)
@click.option("--into", cls=SpokenOption, type=click.Path(path_type=Path), default=".", metavar="DIR")
@click.option("--barrier", cls=SpokenOption, metavar="CODE|TEXT", multiple=True)
@click.option("--everyone", cls=SpokenOption, is_flag=True)
@click.option("--age", cls=SpokenOption, metavar="FROM-TO")
@click.option("--months", cls=SpokenOption, metavar="N")
@click.option("--group-text", cls=SpokenOption, metavar="TEXT")
@click.option("--municipality", cls=SpokenOption, metavar="NAME")
@click.option("--just-come", cls=SpokenOption, is_flag=True)
@click.option("--word", cls=SpokenOption, metavar="TEXT")
@click.option("--text", cls=SpokenOption, metavar="TEXT")
@click.option("--picture", cls=SpokenOption, metavar="WORD|FILE")
@click.option("--alt", cls=SpokenOption, metavar="TEXT")
@click.option("--about", cls=SpokenOption, metavar="TEXT")
@click.option("--hours", cls=SpokenOption, metavar="FROM-TO")
@click.option("--contact-name", cls=SpokenOption, metavar="TEXT")
@click.option("--contact-telephone", cls=SpokenOption, metavar="TEXT")
@click.option("--contact-hours", cls=SpokenOption, metavar="TEXT")
@click.option("--source", cls=SpokenOption, metavar="TEXT")
@lang_option
@click.pass_context
def new(
    ctx: click.Context,
    /,
    *,
    package: bool,
    into: Path,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
    **given: Any,
) -> Exit:
    """Ask what was not given, and write the folder of a new offer."""
    say, page = texts_of(ctx), Page()
    engine, _ = load_engine((), None, "reference")
    talk = OfferTalk(page, say, engine, into, package=package)
    try:
        offer = talk.offer(Given(**_cleaned(given)))
    except Stopped:
        page.text(say("new-nothing"))
        return Exit.FINE
    finally:
        engine.close()
    folder = into / (package_name(offer.id) if package else offer.id)
    make = package_files if package else plugin_files
    inner = folder / "src" / offer.id if package else folder
    schema = Path(os.path.relpath(_SCHEMA, inner)).as_posix() if _SCHEMA.is_file() else ""
    written = write_plugin(folder, make(offer, engine, today(), schema))
    page.line()
    page.text(say("new-written", path=folder), style="title")
    for file in written:
        page.item(file.relative_to(folder).as_posix())
    if talk.ended:
        page.text(say("new-rest"))
    page.line()
    page.text(say("new-next"))
    for command in (f"tilbud plugin check {inner}", f"tilbud plugin try {inner}"):
        page.line(f"  {command}")
    return Exit.FINE


def _cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given on the command line; an option that says nothing is refused.

    Raises InputError.
    """
    empty = [
        f"--{key.replace('_', '-')}" for key, value in given.items() if isinstance(value, str) and not value.strip()
    ]
    if empty:
        raise InputError(problem("expected-text", "", name=one) for one in empty)
    return {key: value.strip() if isinstance(value, str) else value for key, value in given.items()}


COMMANDS = {"new": new}
