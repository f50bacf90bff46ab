"""Writing the proposed scenarios beside the rules, for a human to confirm what is expected."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, problem
from tilbud_engine.lab.mutation.judging import Status
from tilbud_engine.lab.mutation.mutants import Mutant
from tilbud_engine.lab.mutation.proposals import Proposal
from tilbud_engine.lab.mutation.running import MutationRun
from tilbud_engine.lab.mutation.trial import notices
from tilbud_engine.lab.mutation.wording import Wording
from tilbud_engine.scenarios import FOLDER, read_scenarios

FILE_NAME = "generated.yaml"
"""The file of generated scenarios in the folder of scenarios beside the rules."""

_WIDTH = 118
_BARE = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A proposed scenario and all the mutants that it notices."""

    proposal: Proposal
    mutants: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """A file of generated scenarios as it will be; `count` are new."""

    path: Path
    content: str
    count: int


def chosen(result: MutationRun) -> list[Chosen]:
    """Return proposals that together notice every survivor that has one, none of them idle."""
    trial = result.trial
    waiting = {
        one.number: (one.proposal, trial.mutated(trial.mutants[one.number]))
        for one in result.of(Status.SURVIVED)
        if one.proposal is not None
    }
    made = []
    while waiting:
        first, (proposal, _) = next(iter(waiting.items()))
        scenario = proposal.scenario()
        caught = [
            number
            for number, (_, mutated) in waiting.items()
            if number == first
            or (mutated.difference(proposal.ruleset, proposal.on, proposal.offer) and notices(scenario, mutated.engine))
        ]
        made.append(Chosen(proposal, tuple(trial.mutants[number] for number in caught)))
        for number in caught:
            del waiting[number]
    return made


def additions(result: MutationRun, say: Wording) -> list[Addition]:
    """Return the files of generated scenarios with those added that are missing; nothing that stands there is changed.

    Raises InputError for a file that does not end as a list of scenarios.
    """
    files: dict[Path, list[Chosen]] = {}
    for one in chosen(result):
        files.setdefault(one.mutants[0].rules.path.parent / FOLDER / FILE_NAME, []).append(one)
    return [_addition(path, scenarios, say) for path, scenarios in files.items()]


def _addition(path: Path, scenarios: Iterable[Chosen], say: Wording) -> Addition:
    entries = [line for one in scenarios for line in _entry(one, say)]
    if path.exists():
        text = path.read_text(encoding="utf-8")
        lines = [text.rstrip("\n")]
    else:
        lines = [*_comment(say.words("generated-file")), f"{FOLDER}:"]
    return Addition(path, "\n".join([*lines, *entries, ""]), sum(line.startswith("  - ") for line in entries))


def _entry(one: Chosen, say: Wording) -> Iterator[str]:
    for mutant in one.mutants:
        before, after = say.change(mutant)
        yield from _comment(say.words("notices", place=mutant.mutation.place, before=before, after=after), "  ")
    name = say.name(one.proposal)
    yield from ("  - name: >-", *textwrap.wrap(name, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6))
    written = one.proposal.written(name)
    for key in ("on", "ruleset", "citizen", "expect"):
        yield from _laid_out(key, written[key], 4)


def _laid_out(key: str, value: Any, indent: int) -> Iterator[str]:
    """Yield an entry on one line, or a mapping that is too long for it on several."""
    line = f"{' ' * indent}{key}: {_flow(value)}"
    if len(line) <= _WIDTH or not isinstance(value, Mapping):
        yield line
        return
    yield f"{' ' * indent}{key}:"
    for inner, one in value.items():
        yield from _laid_out(inner, one, indent + 2)


def _flow(value: Any) -> str:
    """Return a value on one line as people write it; text that might be read as something else in quotation marks."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, str) and not _BARE.fullmatch(value) else str(value)
    )


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def save(addition: Addition) -> None:
    """Write a file of generated scenarios.

    Raises InputError where the file that stands there is laid out otherwise, and leaves it as it is.
    """
    before = addition.path.read_bytes() if addition.path.exists() else None
    addition.path.parent.mkdir(exist_ok=True)
    addition.path.write_text(addition.content, encoding="utf-8", newline="\n")
    scenarios, problems = read_scenarios(addition.path)
    if problems or len(scenarios) < addition.count:
        if before is None:
            addition.path.unlink()
        else:
            addition.path.write_bytes(before)
        raise InputError(problems or [problem("scenarios-empty", str(addition.path))])
