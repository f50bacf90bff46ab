"""`tilbud plugins`: every plugin that was found, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import load_engine
from tilbud_engine.cli.options import format_option, lang_option, plugins_option
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.speaking import SpokenCommand, texts_of
from tilbud_engine.errors import Language, Problem
from tilbud_engine.plugins import PluginInfo
from tilbud_engine.rules.checking import faulty_offers


@click.command("plugins", cls=SpokenCommand)
@plugins_option
@format_option
@lang_option
@click.pass_context
def plugins(ctx: click.Context, *, plugins: tuple[Path, ...], form: str, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Print the plugins."""
    say = texts_of(ctx)
    engine, _ = load_engine(plugins, None, "reference")
    registry = engine.registry
    found = [_with_rules(one, faulty_offers(engine.rulebook)) for one in registry.plugins]
    theirs = {one for info in registry.plugins for one in info.problems}
    others = [one for one in registry.problems if one not in theirs]
    if form == "json":
        made = {
            "plugins": [_written(one, say.language) for one in found],
            "problems": [_problem(one, say.language) for one in others],
        }
        show_json(made)
    else:
        page = Page()
        for info in found:
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
        counts = {status: sum(one.status == status for one in found) for status in ("loaded", "blocked")}
        broken = len(found) - counts["loaded"] - counts["blocked"]
        page.text(say("plugins-counted", broken=broken, **counts))
    problems = [*others, *(one for info in found for one in info.problems)]
    return Exit.FINE if all(one.is_remark for one in problems) else Exit.BROKEN_PART


def _with_rules(info: PluginInfo, faults: Mapping[str, Sequence[Problem]]) -> PluginInfo:
    """Add what is wrong with the rules of its offers, which only shows once all rules are together."""
    more = [one for offer in info.offers for one in faults.get(offer, ())]
    if not more:
        return info
    return replace(info, status="partial", problems=tuple(dict.fromkeys([*info.problems, *more])))


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
