"""`tilbud rules test`: run the scenarios beside rulesets and plugins, and say what the rules made of each failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, exit_for, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option, runtime_option
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong
from tilbud_engine.engine import RuntimeName
from tilbud_engine.errors import InputError, Language, nearest, problem, shown
from tilbud_engine.lab.runs.accepting import Change, Rewrite, accepted
from tilbud_engine.lab.runs.as_json import run_json
from tilbud_engine.lab.runs.explaining import Reasoning, Said, failure_words, reasoning
from tilbud_engine.lab.runs.running import Result, Run, run_all
from tilbud_engine.lab.runs.suites import Suite, find_suite
from tilbud_engine.lab.words import Words
from tilbud_engine.scenarios import Scenario

_file = click.Path(path_type=Path, dir_okay=False)


class _Test(SpokenCommand):
    help_key = "rules test"


@click.command("test", cls=_Test)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--draft", cls=SpokenOption, type=click.Path(path_type=Path), metavar="PATH")
@click.option("--offer", "offers", cls=SpokenOption, multiple=True, metavar="NAME")
@click.option("--under", cls=SpokenOption, multiple=True, metavar="NAME")
@click.option("-k", "--named", cls=SpokenOption, metavar="TEXT")
@click.option("--accept", cls=SpokenOption, is_flag=True)
@click.option("--junit", cls=SpokenOption, type=_file, metavar="FILE")
@on_option
@plugins_option
@runtime_option
@format_option
@lang_option
@click.pass_context
def test(
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    draft: Path | None,
    offers: tuple[str, ...],
    under: tuple[str, ...],
    named: str | None,
    accept: bool,
    junit: Path | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    runtime: RuntimeName,
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Run the scenarios beside PATH, or all there are."""
    say = texts_of(ctx)
    if accept and (on is not None or draft is not None):
        wrong(say, "accept-elsewhere", ctx)
    with aside():
        found = find_suite(
            paths,
            draft=draft,
            plugins=plugins,
            settings=settings_here(),
            runtime=runtime,
        )
        _must_be_known(found, offers, under)
        suite = found.only(lambda one: _is_chosen(one, offers, under, named)).moved_to(on)
        with progress(say("rules-test-running"), len(suite.scenarios)) as step:
            run = run_all(suite, say.language, step)
        told = {at: reasoning(one, suite.engine, say.language) for at, one in enumerate(run.results) if not one.passed}
    rewrites = accepted(run.failed, suite.engine) if accept else []
    kept = [one for one in rewrites if one.file.shipped]
    written = [one for one in rewrites if not one.file.shipped]
    for one in written:
        one.file.path.write_bytes(one.content)
    if form == "json":
        show_json(run_json(run, told, written, say.language))
    else:
        _show(Page(), Words("test", say.language), _Shown(run, told, written, kept, on))
    if junit is not None:  # Last, so that nothing that was found is lost where it cannot be written.
        _write_junit(junit, run, told, say.language)
    left = [one for one in run.failed if one.file.shipped or one.outcome.suggestion is None] if accept else run.failed
    return _exit(run, left)


def _is_chosen(scenario: Scenario, offers: Sequence[str], under: Sequence[str], named: str | None) -> bool:
    return (
        (not offers or any(one in scenario.expect for one in offers))
        and (not under or scenario.ruleset in under)
        and (named is None or named.casefold() in scenario.name.casefold())
    )


def _must_be_known(suite: Suite, offers: Sequence[str], under: Sequence[str]) -> None:
    """Refuse an offer or a ruleset that there is not: it would choose nothing, and nothing would fail."""
    rulebook = suite.engine.rulebook
    known = {"unknown-offer": (offers, rulebook.offers), "unknown-ruleset": (under, rulebook.rulesets)}
    faults = [
        problem(code, "", name=shown(name), nearest=nearest(name, listed), known=", ".join(listed))
        for code, (names, listed) in known.items()
        for name in names
        if name not in listed
    ]
    if faults:
        raise InputError(faults)


def _exit(run: Run, failed: Sequence[Result]) -> Exit:
    if run.stopped:
        return Exit.INTERRUPTED
    if run.problems or not run.results:
        return Exit.WRONG_INPUT
    return Exit.FAULTS if failed else exit_for(run.suite.engine)


@dataclass(frozen=True)
class _Shown:
    """What is shown of a run: the reasoning behind each failure, and what was written into which files."""

    run: Run
    told: Mapping[int, tuple[Reasoning, ...]]
    written: Sequence[Rewrite]
    kept: Sequence[Rewrite]
    on: dt.date | None


def _show(page: Page, say: Words, shown: _Shown) -> None:
    run, suite = shown.run, shown.run.suite
    for ruleset, draft in suite.stands_for:
        page.text(say("stands-for", ruleset=ruleset, draft=draft))
    if shown.on is not None:
        page.text(say("on", day=shown.on))
    # What is wrong with the rules themselves is mended first; much else may follow from it.
    for fault in suite.engine.problems:
        if not fault.is_remark:
            page.text(fault.line(say.language), style="loud")
    for at, reasons in shown.told.items():
        _show_failure(page, run.results[at], reasons, say.language)
    _show_list(page, say("cannot-run"), [one.line(say.language) for one in run.problems])
    if len(run.failed) > 1:
        _show_list(page, say("failed-list"), [f"{one.scenario.place}: {one.scenario.name}" for one in run.failed])
    _show_changes(page, say, shown.written, shown.kept)
    if run.failed or run.problems:
        page.line()
    _show_remarks(page, say, run)
    seconds = f"{run.seconds:.1f}"
    counts = {"total": len(run.results), "passed": run.passed, "failed": len(run.failed), "broken": len(run.problems)}
    page.text(
        say("summary", **counts, seconds=seconds if say.language == "en" else seconds.replace(".", ",")), style="title"
    )


def _show_list(page: Page, heading: str, lines: Sequence[str]) -> None:
    if lines:
        page.heading(heading)
    for one in lines:
        page.item(one)


def _show_remarks(page: Page, say: Words, run: Run) -> None:
    suite = run.suite
    if run.stopped:
        page.text(say("stopped", done=len(run.results), total=len(suite.scenarios)), style="loud")
    if not suite.scenarios and not run.problems:
        page.text(say("none-chosen"), style="loud")
    for rules in suite.idle:
        page.text(say("idle", ruleset=rules.name, place=rules.called), style="loud")


def _show_failure(page: Page, result: Result, told: tuple[Reasoning, ...], language: Language) -> None:
    page.line()
    page.text(result.scenario.name, 0, "✕ ", style="loud")
    page.line(f"  {result.scenario.place}")
    for one in failure_words(result, told, language):
        _said(page, one)


def _said(page: Page, one: Said) -> None:
    page.text(one.text, 2 + 2 * one.depth, f"{one.sign} " if one.sign else "")


def _show_changes(page: Page, say: Words, written: Sequence[Rewrite], kept: Sequence[Rewrite]) -> None:
    for one in written:
        page.heading(say("accepted", file=one.file.called))
        for change in one.changes:
            page.item(_change(change, say))
    for one in kept:
        page.line()
        page.text(say("not-accepted", file=one.file.called), style="loud")
    if written:
        page.line()
        page.text(say("accepted-summary", changes=sum(len(one.changes) for one in written), files=len(written)))


def _change(change: Change, say: Words) -> str:
    named = {"place": change.place, "what": change.what, "old": change.old, "scenario": change.scenario}
    return say("change-away", **named) if change.new is None else say("change", new=change.new, **named)


def _write_junit(file: Path, run: Run, told: dict[int, tuple[Reasoning, ...]], language: Language) -> None:
    from tilbud_engine.lab.runs.junit import junit_xml

    details = {
        at: "\n".join(
            f"{'  ' * one.depth}{one.sign}{' ' if one.sign else ''}{one.text}"
            for one in failure_words(run.results[at], reasons, language)
        )
        for at, reasons in told.items()
    }
    file.write_bytes(junit_xml(run, details, language))


COMMANDS = {"test": test}
