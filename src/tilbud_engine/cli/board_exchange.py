"""`tilbud board export` and `import`: everything about a plan as JSON, out and in."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import STDIN, STDIN_SHOWN
from tilbud_engine.cli.options import lang_option
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.errors import InputError, problem


class _Export(SpokenCommand):
    help_key = "board export"


@click.command("export", cls=_Export)
@click.argument("code", metavar="BOARD")
@click.option("--output", cls=SpokenOption, type=click.Path(path_type=Path), metavar="FILE")
@lang_option
@click.pass_context
def export(ctx: click.Context, *, code: str, output: Path | None, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Write everything about a plan; a file is for its owner alone, and none is written over."""
    from tilbud_engine.cli.storing import store_here

    text = json.dumps(store_here().export(code), ensure_ascii=False, indent=1) + "\n"
    if output is None or str(output) == "-":
        sys.stdout.write(text)
        return Exit.FINE
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    click.echo(texts_of(ctx)("board-exported", name=output.name))
    return Exit.FINE


class _Import(SpokenCommand):
    help_key = "board import"


@click.command("import", cls=_Import)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@lang_option
@click.pass_context
def import_(ctx: click.Context, *, file: Path, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Take in a plan that was exported, and print its code."""
    from tilbud_engine.board.storage import read_document
    from tilbud_engine.cli.storing import now, store_here

    raw, name = _read(file)
    document = read_document(raw, name)
    click.echo(store_here().import_(document, now()).code)
    click.echo(texts_of(ctx)("board-imported"), err=True)
    return Exit.FINE


def _read(file: Path) -> tuple[bytes, str]:
    """Return what the file holds, a byte more than may be read at most, and how it is called in messages."""
    from tilbud_engine.board.storage.documents import MOST_BYTES

    if str(file) == STDIN:
        return sys.stdin.buffer.read(MOST_BYTES + 1), STDIN_SHOWN
    try:
        if file.is_dir():
            raise InputError([problem("file-is-folder", str(file))])
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1), str(file)
    except FileNotFoundError:
        raise InputError([problem("file-missing", str(file))]) from None
    except (OSError, ValueError):
        raise InputError([problem("file-unreadable", str(file))]) from None


COMMANDS = {"export": export, "import": import_}
