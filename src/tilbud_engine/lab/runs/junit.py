"""What came of scenarios as JUnit XML, the form in which build servers show tests."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.runs.running import Result, Run
from tilbud_engine.lab.runs.suites import ScenarioFile


def junit_xml(run: Run, details: Mapping[int, str], language: Language = "da") -> bytes:
    """Return a run as JUnit XML: a suite for each file, a case for each scenario, an error where one cannot be run.

    `details` is what is told of a failed scenario beside its problems, by the place of its result in the run.
    """
    by_file: dict[Path, list[tuple[int, Result]]] = {}
    for number, one in enumerate(run.results):
        by_file.setdefault(one.file.path, []).append((number, one))
    root = ET.Element("testsuites", {"name": "tilbud rules test", **_totals(run.results, run.problems)})
    for file in run.suite.files:
        results = by_file.get(file.path, [])
        totals = _totals([one for _, one in results], file.problems)
        suite = ET.SubElement(root, "testsuite", {"name": file.called, **totals})
        for number, one in results:
            case = _case(suite, file, one.scenario.name, one.scenario.place, one.seconds)
            if not one.passed:
                _told(case, "failure", one.problems, [details.get(number, "")], language)
        for fault in file.problems:
            _told(_case(suite, file, fault.code, fault.where, 0), "error", [fault], [], language)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _totals(results: Collection[Result], problems: Collection[Problem]) -> dict[str, str]:
    return {
        "tests": str(len(results) + len(problems)),
        "failures": str(sum(not one.passed for one in results)),
        "errors": str(len(problems)),
        "skipped": "0",
        "time": _seconds(sum(one.seconds for one in results)),
    }


def _case(suite: ET.Element, file: ScenarioFile, name: str, place: str, seconds: float) -> ET.Element:
    """Add a case; its class is whose scenarios they are and the file, as build servers group by it."""
    owner = file.rules.name if file.rules else file.path.parent.name
    classname = f"{owner}.{file.path.stem}"
    line = place.rpartition(":")[2]
    placed = {"file": file.called} | ({"line": line} if line.isdigit() else {})
    named = {"name": name, "classname": classname, "time": _seconds(seconds)}
    return ET.SubElement(suite, "testcase", named | placed)


def _told(case: ET.Element, kind: str, problems: Iterable[Problem], details: list[str], language: Language) -> None:
    listed = list(problems)
    made = ET.SubElement(case, kind, {"message": listed[0].message(language), "type": listed[0].code})
    made.text = "\n".join([*(one.line(language) for one in listed), *filter(None, details)])


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
