"""What came of scenarios as plain JSON values, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.runs.accepting import Change, Rewrite
from tilbud_engine.lab.runs.explaining import Reasoning
from tilbud_engine.lab.runs.running import Result, Run
from tilbud_engine.lab.runs.suites import ScenarioFile
from tilbud_engine.rules.wording import Line


def run_json(
    run: Run, told: Mapping[int, tuple[Reasoning, ...]], written: Sequence[Rewrite] = (), language: Language = "da"
) -> dict[str, Any]:
    """Return a run as plain JSON values; `told` is the reasoning behind each failure, by its place in the results."""
    by_file: dict[Path, list[dict[str, Any]]] = {}
    for at, one in enumerate(run.results):
        by_file.setdefault(one.file.path, []).append(_result(one, told.get(at, ()), language))
    return {
        "schema": 1,
        "passed": run.passed,
        "failed": len(run.failed),
        "broken": len(run.problems),
        "stopped": run.stopped,
        "seconds": round(run.seconds, 3),
        "stands_for": [{"ruleset": ruleset, "draft": draft} for ruleset, draft in run.suite.stands_for],
        "idle": [one.name for one in run.suite.idle],
        "files": [_file_json(one, by_file.get(one.path, []), language) for one in run.suite.files],
        "accepted": [
            {"file": one.file.called, "changes": [_change_json(change) for change in one.changes]} for one in written
        ],
    }


def _file_json(file: ScenarioFile, results: list[dict[str, Any]], language: Language) -> dict[str, Any]:
    return {
        "file": file.called,
        "rules": None if file.rules is None else file.rules.called,
        "scenarios": results,
        "problems": [_problem(one, language) for one in file.problems],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "place": change.place,
        "scenario": change.scenario,
        "what": change.what,
        "old": change.old,
        "new": change.new,
    }


def _result(result: Result, told: tuple[Reasoning, ...], language: Language) -> dict[str, Any]:
    scenario = result.scenario
    made: dict[str, Any] = {
        "name": scenario.name,
        "place": scenario.place,
        "on": scenario.on.isoformat(),
        "ruleset": scenario.ruleset,
        "passed": result.passed,
        "seconds": round(result.seconds, 4),
    }
    if not result.passed:
        made["problems"] = [_problem(one, language) for one in result.problems]
        made["offers"] = [_reasoning(one) for one in told]
    return made


def _problem(one: Problem, language: Language) -> dict[str, Any]:
    told = {"code": one.code, "where": one.where, "message": one.message(language), "hint": one.hint(language)}
    return told | {key: one.values[key] for key in ("offer", "expected", "found") if key in one.values}


def _reasoning(told: Reasoning) -> dict[str, Any]:
    return {
        "offer": told.offer,
        "expected_at": told.expected_at,
        "rule": told.rule,
        "note": told.note,
        "lines": [_line(one) for one in told.lines],
        "rights": [{"text": one.text, "lines": [_line(each) for each in one.lines]} for one in told.rights],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "depth": line.depth,
        "truth": {True: "true", False: "false", None: "unknown"}[line.truth],
        "text": line.text,
        "fact": line.fact,
        "source": line.source,
        "rule": line.rule,
        "version": line.version,
    }
