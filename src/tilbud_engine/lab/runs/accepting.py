"""Writing what came out into the scenarios that expected something else, for a human to look through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.lab.runs.running import Result
from tilbud_engine.lab.runs.suites import ScenarioFile
from tilbud_engine.reading import Map, Text, rewritten
from tilbud_engine.scenarios import FOLDER, Expected, answer_for, reasons_of
from tilbud_engine.suggestion import Card, NotNow, Suggestion

_Path = tuple[str | int, ...]
_Values = Mapping[_Path, "str | list[str] | None"]

_JUDGED = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Change:
    """One expectation that is written anew; `new` is None where it is taken away."""

    place: str
    scenario: str
    what: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file of scenarios with the outcomes that came written into it; every comment stays."""

    file: ScenarioFile
    content: bytes
    changes: tuple[Change, ...]


def accepted(results: Iterable[Result], engine: Engine) -> list[Rewrite]:
    """Return the files of failed scenarios as they are with what came out in the place of what was expected.

    A scenario that the engine could not answer is left as it is. Raises InputError where ruamel.yaml is not installed.
    """
    by_file: dict[Path, list[Result]] = {}
    for one in results:
        if not one.passed and one.outcome.suggestion is not None:
            by_file.setdefault(one.file.path, []).append(one)
    return [_rewrite(found, engine) for found in by_file.values()]


def _rewrite(results: Sequence[Result], engine: Engine) -> Rewrite:
    file = results[0].file
    values: dict[_Path, Any] = {}
    changes: list[Change] = []
    for result in results:
        for path, value, place in _outcomes(result, engine):
            values[FOLDER, result.scenario.number, *path] = value
            what = ".".join(map(str, path[1:] if path[0] == "expect" else path))
            old = _shown(_at(result.scenario.node, path))
            changes.append(Change(place, result.scenario.name, what, old, None if value is None else _shown(value)))
    return Rewrite(file, _written(file.path, values), tuple(changes))


def _outcomes(result: Result, engine: Engine) -> Iterator[tuple[_Path, Any, str]]:
    """Yield what is to be written: the path within the scenario, the value, and where the old one stands."""
    scenario, suggestion = result.scenario, result.outcome.suggestion
    if suggestion is None:
        return
    missed = dict.fromkeys(one.values["offer"] for one in result.problems if "offer" in one.values)
    for offer in missed:
        node = _at(scenario.node, ("expect", offer))
        made = _expected_now(scenario.expect[offer], suggestion, offer, engine)
        if not isinstance(node, Map):
            yield ("expect", offer), made["verdict"], scenario.place_of(offer)
            continue
        for key, value in made.items():
            if key in node and _shown(node[key]) != _shown(value):
                yield ("expect", offer, key), value, node.place_of(key)
    if any(one.code == "scenario-questions" for one in result.problems):
        yield ("questions",), [one.fact for one in suggestion.questions], scenario.node.place_of("questions")


def _expected_now(expected: Expected, suggestion: Suggestion, offer: str, engine: Engine) -> dict[str, Any]:
    """Return what each field of an expectation would say of what came; a field that holds stays as it is."""
    found = answer_for(suggestion, offer)
    verdict = found.verdict if found else "absent"
    right = found.right if isinstance(found, Card) else "no" if verdict in _JUDGED else None
    missing = list(found.missing) if isinstance(found, Card) and found.missing else None
    told = " ".join(reasons_of(found))
    resolved = engine.rulebook.resolve(suggestion.ruleset, suggestion.on).offers.get(offer)
    rules = [*(one.rule for one in found.reasons)] if found else []
    rules += [resolved.rule] if resolved else []
    made: dict[str, Any] = {"verdict": verdict}
    if expected.right != right:
        made["right"] = right
    if set(expected.missing or ()) != set(missing or ()):
        made["missing"] = missing
    if expected.because is not None and expected.because not in told:
        made["because"] = _because(found)
    if expected.rule is not None and not any(expected.rule in one for one in rules):
        made["rule"] = _file_of(rules[-1]) if rules else None
    return made


def _because(found: Card | NotNow | None) -> str | None:
    texts = [one.text for one in found.reasons] if found else []
    return next(iter(texts or reasons_of(found)), None)


def _file_of(place: str) -> str:
    """Return a place as a scenario may name it on any machine: the folder and the file."""
    return "/".join(Path(place.rpartition(":")[0]).parts[-2:])


def _at(node: Any, path: _Path) -> Any:
    for step in path:
        node = node.get(str(step)) if isinstance(node, Map) else None
    return node


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    return "" if value is None else str(value)


def _written(path: Path, values: _Values) -> bytes:
    """Return the file with the values in it, with the line ends that it has."""
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig")
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    text = _json(text, values) if path.suffix.lower() == ".json" else rewritten(text, _plain(values))
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return mark + text.replace("\n", ends).encode()


def _plain(values: _Values) -> dict[_Path, Any]:
    """Return the values as they are written without quotation marks where YAML needs none."""
    words = (*_JUDGED, "not_offered", "not_relevant", "absent")
    return {path: Text(one, quoted=False) if one in words else one for path, one in values.items()}


def _json(text: str, values: _Values) -> str:
    document = json.loads(text)
    for path, value in values.items():
        box = document
        for step in path[:-1]:
            box = box[step]
        if value is None:
            del box[path[-1]]
        else:
            box[path[-1]] = value
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"
