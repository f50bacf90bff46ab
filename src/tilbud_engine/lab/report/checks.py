"""What was tried and what was proved of the new rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilbud_engine.errors import Problem
from tilbud_engine.lab.coverage.outcome import Covered, percent
from tilbud_engine.lab.findings import Findings
from tilbud_engine.lab.findings.telling import Teller, Told
from tilbud_engine.lab.report.document import Block, Heading, Items, Notice, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.runs.running import Run
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.wording import number_words

MOST_FAILED = 15
"""So many failed scenarios are named."""

MOST_FINDINGS, MOST_REGIONS = 12, 2
"""So many remarks of the proofs are written out, each with so many groups of persons; faults always are."""


def checks(gathered: Gathered, say: Words) -> Section:
    """Return what the scenarios and the proofs say of the new rules."""
    return Section("checks", say("checks"), tuple(_blocks(gathered, say)))


def in_short(gathered: Gathered, say: Words) -> Iterator[str]:
    """Yield a sentence on each kind of check."""
    yield _tests(gathered.run, say)
    if concerned(gathered):
        yield _coverage(gathered, say)
    if gathered.findings is not None:
        yield from _proofs(gathered.findings, say)


def _blocks(gathered: Gathered, say: Words) -> Iterator[Block]:
    yield Heading(say("tests"))
    yield Text(_tests(gathered.run, say))
    if gathered.run is not None:
        if gathered.run.stopped:
            yield Notice("warning", say("tests-stopped"))
        if gathered.run.problems:
            yield Text(say("tests-unread", count=len(gathered.run.problems)))
        if gathered.run.failed:
            yield from _failed(gathered.run, say)
    yield Text(_coverage(gathered, say))
    if files := concerned(gathered):
        yield _covered(files, say)
    if gathered.findings is not None:
        yield Heading(say("proofs"))
        yield from _found(gathered, gathered.findings, say)


def _tests(run: Run | None, say: Words) -> str:
    count = len(run.results) if run is not None else 0
    if run is None or not count:
        return say("tests-none")
    return say("tests-failed" if run.failed else "tests-passed", count=count, failed=len(run.failed))


def _failed(run: Run, say: Words) -> Iterator[Block]:
    rows = [(one.scenario.name, *_missed(each, run, say), each.where) for one in run.failed for each in one.problems]
    headings = (say("scenario"), say("offer"), say("tests-expected"), say("tests-found"), say("place"))
    yield Table(say("tests-table"), headings, tuple(rows[:MOST_FAILED]))
    if len(rows) > MOST_FAILED:
        yield Text(say("tests-more", count=len(rows) - MOST_FAILED), "soft")


def _missed(problem: Problem, run: Run, say: Words) -> tuple[str, str, str]:
    """Return the offer, what was expected of it and what came."""
    values = problem.values
    dated = run.suite.engine.rulebook.offers.get(str(values.get("offer", "")))
    offer = dated.versions[-1] if dated else None
    name = ((say.language == "en" and offer.name_en) or offer.name) if offer else str(values.get("offer", ""))
    expected, found = (str(values.get(name, "")) for name in ("expected", "found"))
    if problem.code in ("scenario-verdict", "scenario-right"):
        expected, found = (say(f"answer-{one}") for one in (expected, found))
        if problem.code == "scenario-right":
            expected, found = (say("tests-right", answer=one) for one in (expected, found))
    return name, expected, found


def concerned(gathered: Gathered) -> tuple[Covered, ...]:
    """Return what was seen of the rules that matter here: the new ruleset's own, and those of offers that change."""
    if gathered.coverage is None:
        return ()
    changed = {one.new.offer.plugin for one in gathered.difference.changed if one.new.offer is not None}
    wanted = {("ruleset", gathered.new.ruleset), *(("offer", one) for one in changed)}
    return tuple(one for one in gathered.coverage.files if (one.rules.kind, one.rules.name) in wanted and one.possible)


def _coverage(gathered: Gathered, say: Words) -> str:
    found = concerned(gathered)
    seen, total = sum(one.seen for one in found), sum(one.possible for one in found)
    if not total:
        return say("coverage-none")
    return say("coverage", percent=_percent(seen, total, say), seen=seen, total=total)


def _covered(found: Sequence[Covered], say: Words) -> Table:
    return Table(
        say("coverage-table"),
        (say("coverage-file"), say("coverage-seen"), say("coverage-possible"), say("coverage-percent")),
        tuple(
            (one.rules.called, str(one.seen), str(one.possible), _percent(one.seen, one.possible, say)) for one in found
        ),
        (1, 2, 3),
    )


def _percent(seen: int, total: int, say: Words) -> str:
    tenths = round(10 * percent(seen, total))
    return f"{number_words(tenths, 1, say.language)} %"


def _proofs(findings: Findings, say: Words) -> Iterator[str]:
    faults = len(findings.faults)
    key = "proofs-clean" if not faults else "proofs-faults-one" if faults == 1 else "proofs-faults"
    yield say(key, count=faults, proved=findings.proved)
    if findings.stopped:
        yield say("proofs-stopped")
    if findings.unsettled:
        yield say("proofs-unsettled", count=len(findings.unsettled))


def _found(gathered: Gathered, findings: Findings, say: Words) -> Iterator[Block]:
    yield from (Text(one) for one in _proofs(findings, say))
    teller = Teller(gathered.new.engine.vocabulary, say.language)
    gaps = [one for one in findings.remarks if one.is_gap and not one.is_narrow]
    remarks = [one for one in findings.remarks if not one.is_gap]
    narrow = len(findings.remarks) - len(gaps) - len(remarks)
    for heading, found, most in (
        ("proofs-faults-heading", list(findings.faults), len(findings.faults)),
        ("proofs-gaps", gaps, MOST_FINDINGS),
        ("proofs-remarks", remarks, MOST_FINDINGS),
    ):
        left = len(found) - most if heading != "proofs-gaps" else max(0, len(found) - most) + narrow
        if found:
            yield Heading(say(heading), 4)
            yield Items(tuple(_finding(teller.told(one), say) for one in found[:most]))
            if left > 0:
                yield Text(say("proofs-more", count=left), "soft")


def _finding(told: Told, say: Words) -> str:
    """Return a finding with whom it concerns, its example, and where to look."""
    shown = say("proofs-or").join(told.regions[:MOST_REGIONS])
    more = say("proofs-and-more") if len(told.regions) > MOST_REGIONS or not told.finding.complete else ""
    example = say("proofs-example", person=told.example) if told.example else ""
    places = f"[{told.places}]" if told.places else ""
    ends = f"{shown}{more}." if shown else ""
    return " ".join(one for one in (told.sentence, ends, *told.notes, example, places) if one)
