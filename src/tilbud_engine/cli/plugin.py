"""`tilbud plugin`: for those who write offers. `check` stands here; each other command in a module of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.speaking import SpokenCommand, SpokenGroup, SpokenOption, texts_of
from tilbud_engine.kit.checks import as_json, check_plugins, is_remark, problem_json
from tilbud_engine.kit.formatting import fix_folders

_COMMANDS = {
    "new": "tilbud_engine.cli.plugin_new",
    "check": "tilbud_engine.cli.plugin",
    "try": "tilbud_engine.cli.plugin_try",
}


class _Plugin(SpokenGroup):
    parent_name = "plugin"


@click.group("plugin", cls=_Plugin, modules=_COMMANDS, no_args_is_help=True)
@lang_option
def plugin(lang: str | None) -> None:
    """Hold the commands for authors; the help stands in help.toml."""


class _Check(SpokenCommand):
    help_key = "plugin check"


@click.command("check", cls=_Check)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option("--fix", cls=SpokenOption, is_flag=True)
@on_option
@format_option
@lang_option
@click.pass_context
def check(
    ctx: click.Context,
    *,
    folders: tuple[Path, ...],
    fix: bool,
    on: dt.date | None,
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Print everything that is wrong with the plugins in DIR."""
    say = texts_of(ctx)
    settings = settings_here()
    mended = list(fix_folders(folders, settings)) if fix else []
    with aside():
        reports, others = check_plugins(folders, on or today(), settings, say.language)
    problems = [*others, *(one for report in reports for one in report.problems)]
    faults = sum(not is_remark(one) for one in problems)
    if form == "json":
        made = {
            "plugins": [as_json(one, say.language) for one in reports],
            "problems": [problem_json(one, say.language) for one in others],
            "mended": [{"file": name, "changes": list(one.changes)} for name, one in mended],
        }
        show_json(made)
        return Exit.FAULTS if faults else Exit.FINE
    page, remark = Page(), f" ({say('remark')})"
    for name, one in mended:
        page.line(say("mended", name=name, changes=say.listed([say(f"mended-{what}") for what in one.changes])))
    for fault in problems:
        page.line(f"{fault.line(say.language)}{remark if is_remark(fault) else ''}")
    counted = {"faults": faults, "remarks": len(problems) - faults}
    page.line(say("plugins-checked", count=len(reports), scenarios=sum(one.scenarios for one in reports), **counted))
    return Exit.FAULTS if faults else Exit.FINE


COMMANDS = {"plugin": plugin, "check": check}
