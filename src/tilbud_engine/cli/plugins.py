"""`tilbud plugins`: every plugin that was found, and what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import load_engine
from tilbud_engine.cli.options import format_option, lang_option, plugins_option
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, texts_of
from tilbud_engine.errors import Language, Problem
from tilbud_engine.plugins import PluginInfo


@click.command("plugins", cls=SpokenCommand)
@plugins_option
@format_option
@lang_option
@click.pass_context
def plugins(ctx: click.Context, *, plugins: tuple[Path, ...], form: str, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Print the plugins."""
    say = texts_of(ctx)
    registry = load_engine(plugins, None, "reference")[0].registry
    theirs = {one for info in registry.plugins for one in info.problems}
    others = [one for one in registry.problems if one not in theirs]
    if form == "json":
        made = {
            "plugins": [_written(one, say.language) for one in registry.plugins],
            "problems": [_problem(one, say.language) for one in others],
        }
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        page = Page()
        for info in registry.plugins:
            head = f"{info.name} {info.version}".rstrip()
            loud = info.status in ("failed", "partial")
            page.text(f"{head}: {say(f'plugin-{info.status}')}. {info.place}", style="loud" if loud else "name")
            for key, names in (("offers", info.offers), ("facts", info.facts), ("barriers", info.barriers)):
                if names:
                    page.text(say(f"plugin-{key}", value=", ".join(names)), 2)
            for one in info.problems:
                page.item(one.line(say.language), 2)
        for one in others:
            page.item(one.line(say.language))
        counts = {status: sum(one.status == status for one in registry.plugins) for status in ("loaded", "blocked")}
        broken = len(registry.plugins) - counts["loaded"] - counts["blocked"]
        page.text(say("plugins-counted", broken=broken, **counts))
    broken_ones = [one for one in registry.problems if not one.is_remark]
    return Exit.BROKEN_PART if broken_ones else Exit.FINE


def _written(info: PluginInfo, language: Language) -> dict[str, object]:
    return {
        "name": info.name,
        "version": info.version,
        "status": info.status,
        "kind": info.kind,
        "place": info.place,
        "distribution": info.distribution,
        "offers": list(info.offers),
        "facts": list(info.facts),
        "barriers": list(info.barriers),
        "hooks": list(info.hooks),
        "problems": [_problem(one, language) for one in info.problems],
    }


def _problem(one: Problem, language: Language) -> dict[str, str]:
    return {"code": one.code, "where": one.where, "message": one.message(language), "hint": one.hint(language)}


COMMANDS = {"plugins": plugins}
