"""`tilbud rules mutate`: do the scenarios notice small mistakes in the rules?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import aside, settings_here
from tilbud_engine.cli.options import format_option, lang_option, on_option, plugins_option, today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.progress import progress
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of
from tilbud_engine.lab.mutation.judging import Fate, Status
from tilbud_engine.lab.mutation.running import MutationRun, Score, run_mutants
from tilbud_engine.lab.mutation.targets import find_targets
from tilbud_engine.lab.mutation.wording import PART, Wording
from tilbud_engine.lab.mutation.writing import additions, save
from tilbud_engine.lab.processes import cores
from tilbud_engine.lab.words import Words

DEFAULT_MINUTES = 10.0
MANY_FILES = 4


class _Mutate(SpokenCommand):
    help_key = "rules mutate"


@click.command("mutate", cls=_Mutate)
@click.argument("rules", nargs=-1, required=True, metavar="PATH|NAME...")
@click.option("--write", cls=SpokenOption, is_flag=True)
@click.option("--minutes", cls=SpokenOption, type=click.FloatRange(min=0), default=DEFAULT_MINUTES, metavar="N")
@click.option("--seconds", cls=SpokenOption, type=click.FloatRange(0, 3600), default=5, metavar="SECONDS")
@click.option("--jobs", cls=SpokenOption, type=click.IntRange(min=1), metavar="N")
@click.option("--fail-under", "floor", cls=SpokenOption, type=click.FloatRange(0, 100), metavar="PERCENT")
@on_option
@plugins_option
@format_option
@lang_option
@click.pass_context
def mutate(
    ctx: click.Context,
    *,
    rules: tuple[str, ...],
    write: bool,
    minutes: float,
    seconds: float,
    jobs: int | None,
    floor: float | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    form: str,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Put mistakes into the rules and print those that no scenario notices."""
    language = texts_of(ctx).language
    settings = settings_here()
    with aside(), progress(Words(PART, language)("progress")) as step:
        found = find_targets(rules, settings, plugins, Path.cwd())
        result = run_mutants(
            found,
            on or today(),
            minutes=minutes,
            jobs=jobs or cores(),
            milliseconds=int(1000 * seconds),
            progress=step,
        )
    say = Wording(result.trial, language)
    added = additions(result, say) if write else []
    for one in added:
        save(one)
    files = [(str(one.path), one.count) for one in added]
    if form == "json":
        show_json(_as_json(result, say, files))
    else:
        _print(result, say, floor)
        for file, count in files:
            Page().line(say.words("written", file=file, count=count))
        if write and not files:
            Page().line(say.words("written-nothing"))
    if result.stopped == "interrupted":
        return Exit.INTERRUPTED
    if floor is not None:
        return Exit.FAULTS if _is_below(result.score, floor) else Exit.FINE
    # Where nothing was tried, nothing is known to be fine.
    untried = 0 < len(result.trial.mutants) == result.left_out
    return Exit.FAULTS if untried or result.of(Status.SURVIVED) else Exit.FINE


def _print(result: MutationRun, say: Wording, floor: float | None) -> None:
    page, words = Page(), say.words
    survivors = result.of(Status.SURVIVED)
    if survivors:
        page.line(words("survivors"), "heading")
    for one in survivors:
        page.line()
        page.text(_told(one, result, say))
        page.text(_remark(one, say), 4)
    for status in (Status.EQUIVALENT, Status.UNSEEN):
        if found := result.of(status):
            page.heading(words(status))
            for one in found:
                page.item(_told(one, result, say))
    page.line()
    scores = result.scores
    if len(scores) > 1:
        page.rows([(_share(one, say), file) for file, one in scores.items() if one.counted])
        page.line()
    files = ", ".join(scores) if len(scores) < MANY_FILES else words("files", count=len(scores))
    page.text(words("tried", files=files, mutants=len(result.trial.mutants), scenarios=result.scenarios))
    counts = [(words(f"count-{status}"), len(result.of(status))) for status in Status]
    counts.append((words("count-left-out"), result.left_out))
    page.rows([(f"{count:>6}", text) for text, count in counts if count])
    for text in _remarks(result, say, floor):
        page.text(text)


def _told(one: Fate, result: MutationRun, say: Wording) -> str:
    mutant = result.trial.mutants[one.number]
    before, after = say.change(mutant)
    return say.words("change", place=mutant.mutation.place, about=say.about(mutant), before=before, after=after)


def _remark(one: Fate, say: Wording) -> str:
    """Return what to do about a survivor."""
    if one.proposal is None:
        return say.words("no-proposal" if one.proved else "not-proved")
    made = one.proposal
    return say.words(
        "proposal",
        person=say.person(made),
        ruleset=made.ruleset,
        on=made.on,
        offer=made.offer,
        expect=say.outcome(made.expect),
        instead=say.outcome(made.instead),
    )


def _remarks(result: MutationRun, say: Wording, floor: float | None) -> Iterator[str]:
    """Yield what is to be known of the score, and the score."""
    words, score = say.words, result.score
    if result.stopped:
        yield words(f"stopped-{result.stopped}")
    if not result.scenarios:
        yield words("no-scenarios")
    if result.failing:
        yield words("failing", count=len(result.failing))
    if result.faulty:
        yield words("faulty", count=result.faulty)
    if score.percent is None:
        yield words("score-none")
    else:
        yield words("score", killed=score.noticed, counted=score.counted, score=_percent(score.percent, say))
    if floor is not None and _is_below(score, floor):
        yield words("below", floor=_percent(floor, say))


def _is_below(score: Score, floor: float) -> bool:
    """Tell whether a score does not reach the floor; where nothing was tried, nothing is shown to reach it."""
    return score.percent is None or score.percent < floor


def _share(score: Score, say: Wording) -> str:
    percent = "" if score.percent is None else f"{_percent(score.percent, say)} %"
    return f"{score.noticed:>6} / {score.counted:<4} {percent:>7}"


def _percent(score: float, say: Wording) -> str:
    """Return a percentage with one decimal, rounded down, so that 100 means all."""
    shown = f"{int(score * 10) / 10:g}"
    return shown.replace(".", ",") if say.language == "da" else shown


def _as_json(result: MutationRun, say: Wording, files: Iterable[tuple[str, int]]) -> dict[str, Any]:
    return {
        "schema": 1,
        "total": len(result.trial.mutants),
        "scenarios": result.scenarios,
        "counts": {status.value: len(result.of(status)) for status in Status},
        "score": result.score.percent,
        "files": [
            {"file": file, "noticed": one.noticed, "not_noticed": one.missed, "score": one.percent}
            for file, one in result.scores.items()
        ],
        "left_out": result.left_out,
        "stopped": result.stopped,
        "failing": [one.place for one in result.failing],
        "mutants": [_fate(one, result, say) for one in result.fates],
        "written": [{"file": file, "scenarios": count} for file, count in files],
    }


def _fate(one: Fate, result: MutationRun, say: Wording) -> dict[str, Any]:
    mutant = result.trial.mutants[one.number]
    before, after = say.change(mutant)
    made: dict[str, Any] = {
        "place": mutant.mutation.place,
        "kind": mutant.mutation.kind,
        "about": mutant.mutation.name,
        "before": before,
        "after": after,
        "status": one.status,
    }
    if one.status is Status.KILLED:
        made["killed_by"] = one.killed_by
    if one.status is Status.SURVIVED:
        made["proved"] = one.proved
        made["proposal"] = None if one.proposal is None else one.proposal.written(say.name(one.proposal))
        made["instead"] = None if one.proposal is None else dict(one.proposal.instead)
    return made


COMMANDS = {"mutate": mutate}
