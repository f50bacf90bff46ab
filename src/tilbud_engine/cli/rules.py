"""`tilbud rules check`: every fault in rulesets, plugin folders and single files, each with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import click

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import settings_here
from tilbud_engine.cli.options import lang_option, on_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.sorting import Sorted, sort_paths
from tilbud_engine.cli.speaking import SpokenCommand, SpokenGroup, texts_of
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.offers import DatedOffer, read_offers, sound_offers
from tilbud_engine.plugins.finding import Found, find_folders, own_file
from tilbud_engine.reading import read_path
from tilbud_engine.rules.checking import offer_problems, problems_beside, rule_problems
from tilbud_engine.rules.ruleset import Ruleset, sound_ruleset

_COMMANDS = {
    "check": "tilbud_engine.cli.rules",
    "test": "tilbud_engine.cli.rules_test",
    "coverage": "tilbud_engine.cli.rules_coverage",
    "mutate": "tilbud_engine.cli.rules_mutate",
    "diff": "tilbud_engine.cli.rules_diff",
    "prove": "tilbud_engine.cli.rules_prove",
    "simulate": "tilbud_engine.cli.rules_simulate",
    "report": "tilbud_engine.cli.rules_report",
}


class _Rules(SpokenGroup):
    parent_name = "rules"


@click.group("rules", cls=_Rules, modules=_COMMANDS, no_args_is_help=True)
@lang_option
def rules(lang: str | None) -> None:
    """Hold the commands about rules; the help stands in help.toml."""


class _Check(SpokenCommand):
    help_key = "rules check"


@click.command("check", cls=_Check)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@on_option
@lang_option
@click.pass_context
def check(ctx: click.Context, *, paths: tuple[Path, ...], on: dt.date | None, lang: str | None) -> Exit:  # noqa: ARG001  (see speaking.language_of)
    """Print every problem below PATH."""
    say, page = texts_of(ctx), Page()
    found = sort_paths(paths)
    problems = sorted(dict.fromkeys(_problems(found, on or today())), key=_place)
    remark = f" ({say('remark')})"
    for one in problems:
        page.line(f"{one.line(say.language)}{remark if _is_remark(one) else ''}")
    faults = sum(not _is_remark(one) for one in problems)
    page.line(say("checked", count=found.count, faults=faults, remarks=len(problems) - faults))
    return Exit.FAULTS if faults else Exit.FINE


def _problems(found: Sorted, on: dt.date) -> Iterator[Problem]:
    """Yield the problems of what was named, checked in the place of what is shipped under the same names."""
    settings = settings_here()
    yield from found.problems
    folders, problems = find_folders(found.plugins, settings)
    yield from problems
    engine = Engine.load(
        plugins=[*_others(catalogue_folder("plugins"), {one.name for one in folders}), *found.plugins],
        rulesets=[
            *_others(catalogue_folder("rulesets"), found.rulesets),
            *(file for file, _ in found.rulesets.values()),
        ],
        settings=settings,
        runtime="reference",
        catalogue=False,
        drafts=True,  # A draft of a made-up municipality still names it.
    )
    places = {one.shown for one in folders}
    infos = [one for one in engine.registry.plugins if one.place in places]
    for info in infos:
        yield from info.problems
    offers = [engine.rulebook.offers[key] for info in infos for key in info.offers]
    places = {*(one.place for one in offers), *(one.place for _, one in found.rulesets.values())}
    named = {_file_of(place) for place in places}
    yield from (one for one in rule_problems(engine.rulebook, on) if _file_of(one.where) in named)
    for file, node in found.offers:
        made, faults = read_offers(node, file.stem)
        yield from faults
        for offer in made:
            yield from offer_problems(engine.rulebook, offer)
    yield from problems_beside(engine.rulebook, *_sound_parts(found, folders))


def _sound_parts(found: Sorted, folders: Iterable[Found]) -> tuple[list[DatedOffer], list[Ruleset]]:
    """Return what fits of the offers and rulesets that do not fit as a whole."""
    offers = [one for file, node in found.offers for one in sound_offers(node, file.stem)]
    for folder in folders:
        file, _ = own_file(folder, "offer.yaml")
        if file is not None:
            with suppress(InputError):  # What cannot be read at all has been told already.
                offers += sound_offers(read_path(file, f"{folder.shown}/offer.yaml"), folder.name)
    rulesets = []
    for file in found.unsound:
        with suppress(InputError):
            rulesets.append(sound_ruleset(read_path(file)))
    return offers, [one for one in rulesets if one is not None]


def _others(folder: Path, names: Container[str]) -> list[Path]:
    """Return the shipped plugins or rulesets that were not named."""
    return [
        one for one in sorted(folder.iterdir()) if one.is_dir() and one.name[0] not in "._" and one.name not in names
    ]


def _place(one: Problem) -> tuple[str, int]:
    """Order problems as they stand in their files."""
    file, _, line = one.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (one.where, 0)


def _is_remark(one: Problem) -> bool:
    """Tell whether nothing must be mended in the rules; whether a plugin's code may run is no rule."""
    return one.is_remark or one.code == "plugin-code-not-allowed"


def _file_of(place: str) -> str:
    return place.rpartition(":")[0]


COMMANDS = {"rules": rules, "check": check}
