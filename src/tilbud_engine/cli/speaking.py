"""Commands whose --help and mistakes are told in the reader's language: click with our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from typing import Any, NoReturn

import click

from tilbud_engine.cli.texts import LANGUAGES, Texts, help_of
from tilbud_engine.errors import Language, nearest, shown

LANGUAGE_VARIABLE = "TILBUD_LANG"

_WRITTEN = frozenset(("--html", "--pdf", "--png", "--csv", "--junit"))
"""The options that name a file to write; an earlier one is written over."""
_RULES = frozenset((".yaml", ".yml"))


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language that the arguments ask for, wherever --lang stands; else the environment's; else Danish.

    It is read before anything else, so that --help and every complaint speak it.
    """
    asked = environ.get(LANGUAGE_VARIABLE, "")
    for word, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if word == "--":
            break
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return next((one for one in LANGUAGES if one == asked), LANGUAGES[0])


def texts_of(ctx: click.Context) -> Texts:
    """Return the texts of the run."""
    told = ctx.find_root().obj
    return told if isinstance(told, Texts) else Texts(LANGUAGES[0])


class SpokenOption(click.Option):
    """An option whose help stands in `help.toml` under its long name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written, and its help in the reader's language."""
        record = super().get_help_record(ctx)
        long = max(self.opts, key=len)
        return None if record is None else (record[0], str(help_of(long)[texts_of(ctx).language]))


class SpokenCommand(click.Command):
    """A command whose help, with an example, stands in `help.toml` under its name."""

    help_key = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; one too many is refused in our own words."""
        if isinstance(self, click.Group):
            return super().parse_args(ctx, args)
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            wrong(texts_of(ctx), "too-much", ctx, name=rest[0])
        self._spare_what_is_read(ctx)
        return rest

    def _spare_what_is_read(self, ctx: click.Context) -> None:
        """Refuse to write over rules, or over a file that the same command reads or writes."""
        named = [(one, path) for one in self.params for path in _paths(ctx.params.get(one.name or ""))]
        for option, target in named:
            if _WRITTEN.isdisjoint(option.opts):
                continue
            others = [path for one, path in named if one is not option]
            if (target.exists() and target.suffix.lower() in _RULES) or any(_is_same(target, one) for one in others):
                wrong(texts_of(ctx), "written-over", ctx, name=str(target))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        say = texts_of(ctx)
        pieces = " ".join(self.collect_usage_pieces(ctx))
        pieces = pieces.replace("[OPTIONS]", say("usage-options")).replace("COMMAND [ARGS]...", say("usage-command"))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{say('usage')}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(help_of(self.help_name)[texts_of(ctx).language]))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        say = texts_of(ctx)
        rows = [
            (record[0], say("help-option") if one.opts == ["--help"] else record[1])
            for one in self.get_params(ctx)
            if isinstance(one, click.Option) and (record := one.get_help_record(ctx)) is not None
        ]
        with formatter.section(say("options")):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on a line of its own, ready to copy."""
        with formatter.section(texts_of(ctx)("example")):
            for line in help_of(self.help_name)["examples"]:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    @property
    def help_name(self) -> str:
        """The name under which its help stands."""
        return self.help_key or self.name or ""


class SpokenGroup(SpokenCommand, click.Group):
    """A group of commands, each in a module that is imported when it is called."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click calls it so)
        """Return the names of the commands, in the order in which they help."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (the same)
        """Return the command; its module is imported now."""
        if cmd_name not in self.modules:
            return None
        found: click.Command = import_module(self.modules[cmd_name]).COMMANDS[cmd_name]
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was asked for; a misspelt one is met with the nearest."""
        if args[0] not in self.modules and not args[0].startswith("-"):
            say = texts_of(ctx)
            wrong(say, "no-such-command", ctx, list(self.modules), name=args[0])
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands with what each is for."""
        super().format_options(ctx, formatter)
        say = texts_of(ctx)
        rows = [(name, str(help_of(self._help_of(name))[f"short_{say.language}"])) for name in self.modules]
        with formatter.section(say("commands")):
            formatter.write_dl(rows)

    def _help_of(self, command: str) -> str:
        return command if self.parent_name is None else f"{self.parent_name} {command}"

    parent_name: str | None = None


class SpokenListing(SpokenCommand):
    """A command that does its own work, and has commands of its own below it: `tilbud offers` and `offers export`."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the context of the command below when its name comes first, else of this one."""
        if args and args[0] in self.modules:
            below: click.Command = import_module(self.modules[args[0]]).COMMANDS[f"{self.name} {args[0]}"]
            return below.make_context(f"{info_name} {args[0]}", args[1:], parent=parent, **extra)
        return super().make_context(info_name, args, parent=parent, **extra)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands below with what each is for."""
        super().format_options(ctx, formatter)
        say = texts_of(ctx)
        rows = [(name, str(help_of(f"{self.name} {name}")[f"short_{say.language}"])) for name in self.modules]
        if rows:
            with formatter.section(say("commands")):
                formatter.write_dl(rows)


def _paths(value: object) -> list[Path]:
    """Return what may be the path of a file; rules may be named with a day behind them."""
    found = value if isinstance(value, (tuple, list)) else [value]
    texts = [one.partition("@")[0] if isinstance(one, str) else one for one in found if isinstance(one, (str, Path))]
    return [Path(one) for one in texts if "\0" not in str(one)]


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one == other or one.samefile(other)
    except OSError:  # one of them is not there
        return False


def wrong(
    say: Texts, key: str, ctx: click.Context | None = None, known: Sequence[str] = (), name: str = "", **values: object
) -> NoReturn:
    """Refuse what was written on the command line, with the nearest name there is.

    Raises click.UsageError.
    """
    close = nearest(name, known) if known else None
    message = say(key, name=shown(name), **values)
    hint = f" {say('did-you-mean', name=close)}" if close else ""
    raise click.UsageError(f"{message}{hint}", ctx)


def complaint(error: click.UsageError, say: Texts) -> str:
    """Return in the reader's language what click found wrong."""
    match error:
        case click.NoSuchOption():
            close = f" {say('did-you-mean', name=error.possibilities[0])}" if error.possibilities else ""
            return f"{say('no-such-option', name=shown(error.option_name))}{close}"
        case click.MissingParameter():
            return say("missing-argument", name=_written(error.param))
        case click.BadParameter() if isinstance(error.param, click.Parameter):
            if isinstance(error.param.type, click.Choice):
                names = ", ".join(map(str, error.param.type.choices))
                return say("not-one-of", name=_written(error.param), known=names)
            return say("bad-value", name=_written(error.param), message=error.message)
        case click.BadOptionUsage():
            return say("option-needs-value", name=shown(error.option_name))
        case _:
            return shown(error.message, 500)


def _written(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return ""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return str(parameter.metavar or parameter.name or "").upper()
