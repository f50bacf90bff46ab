"""The command line `tilbud`: one module per group of commands, no logic.

Each command's module is imported when it is called, so that `tilbud --help` starts quickly.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.options import lang_option
from tilbud_engine.cli.speaking import SpokenGroup, SpokenOption, complaint, language_of
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import SetupError, TilbudError, shown

_COMMANDS = {
    "suggest": "tilbud_engine.cli.suggest",
    "ask": "tilbud_engine.cli.ask",
    "explain": "tilbud_engine.cli.explain",
    "offers": "tilbud_engine.cli.offers",
    "facts": "tilbud_engine.cli.listing",
    "barriers": "tilbud_engine.cli.listing",
    "plugins": "tilbud_engine.cli.plugins",
    "plugin": "tilbud_engine.cli.plugin",
    "rules": "tilbud_engine.cli.rules",
    "population": "tilbud_engine.cli.population",
    "serve": "tilbud_engine.cli.serve",
    "board": "tilbud_engine.cli.board",
    "schema": "tilbud_engine.cli.schema",
}


class Root(SpokenGroup):
    """`tilbud` itself: finds the language, runs a command, and turns every mistake into words and an exit code."""

    def main(  # type: ignore[override]  # click's own has overloads for its two modes; this one always ends the run
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> None:
        """Run a command and end with its exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        say = Texts(language_of(arguments, os.environ))
        extra["standalone_mode"] = False
        try:
            code = super().main(arguments, prog_name or "tilbud", obj=say, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = Exit.WRONG_INPUT
        except click.UsageError as error:
            if error.ctx is not None:
                click.echo(error.ctx.get_usage(), err=True)
            click.echo(complaint(error, say), err=True)
            click.echo(say("see-help", command=error.ctx.command_path if error.ctx else "tilbud"), err=True)
            code = Exit.WRONG_INPUT
        except TilbudError as error:
            for one in error.problems:
                click.echo(one.line(say.language), err=True)
            code = Exit.BROKEN_PART if isinstance(error, SetupError) else Exit.WRONG_INPUT
        except OSError as error:
            _forget_output()
            name = shown(str(error.filename or ""), 160)
            reason = say(_REASONS[error.errno]) if error.errno in _REASONS else error.strerror or ""
            click.echo(say("system-says", name=f"{name}: " if name else "", reason=reason), err=True)
            code = Exit.WRONG_INPUT
        sys.exit(int(code or Exit.FINE))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe and Ctrl-C end it quietly."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            raise click.exceptions.Exit(Exit.PIPE_CLOSED) from None
        except KeyboardInterrupt:
            raise click.exceptions.Exit(Exit.INTERRUPTED) from None
        return code


_REASONS = {
    errno.ENOENT: "system-missing",
    errno.ENOTDIR: "system-missing",
    errno.EEXIST: "system-taken",
    errno.EISDIR: "system-folder",
    errno.EACCES: "system-forbidden",
    errno.ENAMETOOLONG: "system-long",
    errno.ENOSPC: "system-full",
}
"""What the system says most often, in words of ours; anything else in its own."""


def _forget_output() -> None:
    """Let go of output that nobody can take; what is still buffered would complain again while Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group("tilbud", cls=Root, modules=_COMMANDS, no_args_is_help=True)
@lang_option
@click.version_option(package_name="tilbud-engine", message="%(prog)s %(version)s", cls=SpokenOption)
def tilbud(lang: str | None) -> None:
    """Run `tilbud`; its help stands in help.toml."""


def main() -> None:
    """Run `tilbud` on this process's arguments and streams."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # Whoever started us closed it.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (lives as long as we)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal keeps its own encoding unless that has no æ, ø and å; whatever reads a pipe gets UTF-8.
            keeps = stream.isatty() and "ascii" not in (stream.encoding or "ascii").lower()
            stream.reconfigure(encoding=None if keeps else "utf-8", errors="replace")
    if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    tilbud.main()
