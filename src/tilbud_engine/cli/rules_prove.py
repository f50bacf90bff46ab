"""`tilbud rules prove`: what is wrong in rules, proved for every person there can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.listing import check_name
from tilbud_engine.cli.loading import aside, exit_for, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.errors import InputError, problem
from tilbud_engine.lab.findings import SOON, Findings, Kind, prove
from tilbud_engine.lab.findings.telling import MOST_TOLD, Teller, Told, as_json
from tilbud_engine.lab.rules_at import RulesAt, load_engine, load_rules, names_plugin
from tilbud_engine.lab.words import Words
from tilbud_engine.plugins.finding import find_folders
from tilbud_engine.plugins.registry import Registry
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.settings import Settings


class _Prove(SpokenCommand):
    help_key = "rules prove"


@click.command("prove", cls=_Prove)
@click.argument("specs", nargs=-1, metavar="[PATH|NAME]...")
@on_option
@click.option("--offer", "named", cls=SpokenOption, multiple=True, metavar="NAME")
@click.option("--ruleset", cls=SpokenOption, default=NATIONAL, metavar="NAME")
@click.option("--within", cls=SpokenOption, type=click.IntRange(min=0), default=SOON, metavar="DAYS")
@click.option("--pairs", cls=SpokenOption, is_flag=True)
@click.option("--gaps", "every_gap", cls=SpokenOption, is_flag=True)
@click.option("--seconds", cls=SpokenOption, type=click.FloatRange(min=0, max=3600), default=5, metavar="SECONDS")
@click.option("--strict", cls=SpokenOption, is_flag=True)
@plugins_option
@format_option
@lang_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    specs: tuple[str, ...],
    on: dt.date | None,
    named: tuple[str, ...],
    ruleset: str,
    within: int,
    pairs: bool,
    every_gap: bool,
    seconds: float,
    strict: bool,
    plugins: tuple[Path, ...],
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Print what is wrong in each of the rules."""
    language = texts_of(ctx).language
    own, page, day = Words("prove", language), Page(), on or today()
    settings = settings_here()
    answers, bad, stopped, broken = [], False, False, False
    registry: Registry | None = None
    for number, spec in enumerate(specs or _every(plugins, settings)):
        with aside():
            kept = None if names_plugin(spec) else registry
            rules = load_rules(spec, day, plugins=plugins, beneath=ruleset, settings=settings, registry=kept)
            registry = registry if names_plugin(spec) else rules.engine.registry
            for name in named:
                check_name("unknown-offer", name, rules.resolved.offers)
            offers = frozenset(named) or _offers_of(spec, rules, settings)
            with progress(f"{own('proving')}: {rules.ruleset}") as step:
                found = prove(
                    rules,
                    within=within,
                    pairs=pairs,
                    offers=offers,
                    milliseconds=int(seconds * 1000),
                    progress=step,
                )
        bad = bad or bool(found.faults or (strict and (found.remarks or found.unsettled)))
        stopped = found.stopped
        broken = broken or exit_for(rules.engine) is not Exit.FINE
        teller = Teller(rules.engine.vocabulary, language)
        if form == "json":
            problems = [one.line(language) for one in rules.faults]
            answers.append(as_json(found, rules.engine.vocabulary, language) | {"problems": problems})
        else:
            if number:
                page.line()
            _head(page, found, own, offers, [one.line(language) for one in rules.faults])
            _body(page, found, [teller.told(one) for one in found.findings], own, every_gap=every_gap)
        if stopped:
            break
    if form == "json":
        show_json({"schema": 1, "rules": answers})
    if stopped:
        return Exit.INTERRUPTED
    return Exit.FAULTS if bad else Exit.BROKEN_PART if broken else Exit.FINE


def _every(plugins: Sequence[Path], settings: Settings) -> list[str]:
    """Return the names of all rulesets, the nation's first."""
    with aside():
        names = load_engine(plugins, (), settings).rulebook.rulesets
    return sorted(names, key=lambda name: (name != NATIONAL, name))


def _offers_of(spec: str, rules: RulesAt, settings: Settings) -> frozenset[str] | None:
    """Return the offers of a plugin that was named; None where a ruleset was.

    Raises InputError for a plugin that gives none because it cannot be read, and for offers that these rules lack.
    """
    if not names_plugin(spec):
        return None
    path = Path(spec)
    found, problems = find_folders([path if path.is_dir() else path.parent], settings)
    named = {one.name for one in found}
    infos = [one for one in rules.engine.registry.plugins if one.name in named]
    faults = [one for one in (*problems, *(each for info in infos for each in info.problems)) if not one.is_remark]
    offers = frozenset(key for one in infos for key in one.offers)
    if faults and not offers:
        raise InputError(faults)
    if absent := sorted(offers - rules.resolved.offers.keys()):
        raise InputError(problem("offer-absent-here", "", name=name) for name in absent)
    return offers


def _head(page: Page, found: Findings, own: Words, offers: frozenset[str] | None, problems: Sequence[str]) -> None:
    page.line(own("title"), "title")
    page.text(own("rules", name=found.ruleset, day=found.on))
    if offers is not None:
        page.text(own("only", offers=", ".join(sorted(offers))))
    page.line()
    count = len(found.faults)
    if found.stopped:
        page.text(own("stopped"), style="loud")
    if problems:
        page.text(own("written-wrong"), style="loud")
    for line in problems:
        page.text(line, style="loud")
    if count or not problems:
        page.text(
            own("faults-one" if count == 1 else "faults" if count else "nothing", count=count),
            style="loud" if count else "plain",
        )
    page.text(own("proved-one" if found.proved == 1 else "proved", count=found.proved))
    if found.unsettled:
        open_ = len(found.unsettled)
        page.text(own("unsettled-one" if open_ == 1 else "unsettled", count=open_), style="loud")


def _body(page: Page, found: Findings, told: Sequence[Told], own: Words, *, every_gap: bool) -> None:
    faults = [one for one in told if one.finding.is_fault]
    gaps = [one for one in told if one.finding.is_gap]
    remarks = [one for one in told if not one.finding.is_fault and not one.finding.is_gap]
    shown = [one for one in gaps if every_gap or not one.finding.is_narrow]
    _group(page, own("faults-heading", count=len(faults)), faults, own)
    _group(page, own("gaps-heading", count=len(gaps)), shown, own, own("gaps-note"))
    if hidden := len(gaps) - len(shown):
        page.line()
        page.text(own("more-gaps-one" if hidden == 1 else "more-gaps", count=hidden))
    _group(page, own("remarks-heading", count=len(remarks)), remarks, own)
    if found.unsettled:
        page.heading(own("unsettled-heading"))
        for place in dict.fromkeys(f"{one.place} {one.offer or ''}".rstrip() for one in found.unsettled):
            page.item(place)


def _group(page: Page, heading: str, told: Sequence[Told], own: Words, note: str = "") -> None:
    if not told:
        return
    page.heading(heading)
    if note:
        page.text(note)
    for one in told:
        page.line()
        page.item(one.sentence, style="loud" if one.finding.kind is Kind.RIGHT_NARROWED else "plain")
        for text in one.notes:
            page.text(text, 2)
        for text in one.regions[:MOST_TOLD]:
            page.item(text, 2)
        if len(one.regions) > MOST_TOLD or not one.finding.complete:
            page.item(own("more-regions"), 2)
        if one.example:
            page.text(own("example", person=one.example), 2)
        elif one.finding.proved:
            page.text(own("is-proved"), 2)
        page.text(one.places, 2)


COMMANDS = {"prove": command}
