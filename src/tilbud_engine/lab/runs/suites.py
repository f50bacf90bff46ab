"""Which scenarios there are, beside which rules they stand, and the engine that they run with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.lab.rules_at import load_engine
from tilbud_engine.lab.runs.rule_files import Finder, RuleFile, catalogue
from tilbud_engine.rules.ruleset import FILE_NAME, Ruleset, load_ruleset
from tilbud_engine.scenarios import Scenario, read_scenarios, unknown_words
from tilbud_engine.settings import Settings

__all__ = ["RuleFile", "ScenarioFile", "Suite", "find_suite"]


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A file of scenarios: those that can be run, and what is wrong with the others.

    `rules` is the file of rules beside it, None where there is none. `shipped` tells that it was installed with the
    engine and that nobody named it: such a file is not written.
    """

    path: Path
    called: str
    scenarios: tuple[Scenario, ...]
    problems: tuple[Problem, ...] = ()
    rules: RuleFile | None = None
    shipped: bool = False


@dataclass(frozen=True)
class Suite:
    """The scenarios of some rules, and the engine that answers them; drafts answer.

    `stands_for` tells which draft takes the place of which ruleset in some scenarios.
    """

    engine: Engine
    files: tuple[ScenarioFile, ...]
    rules: tuple[RuleFile, ...]
    stands_for: tuple[tuple[str, str], ...] = ()

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario that can be run, file by file."""
        return tuple(one for file in self.files for one in file.scenarios)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the scenarios that cannot be run."""
        return tuple(one for file in self.files for one in file.problems)

    @property
    def idle(self) -> tuple[RuleFile, ...]:
        """The rulesets that no scenario runs under, nor under one that builds on them."""
        tried = {layer.name for one in self.scenarios for layer in self.engine.rulebook.layers(one.ruleset)}
        return tuple(one for one in self.rules if one.kind == "ruleset" and one.name not in tried)

    def only(self, wanted: Callable[[Scenario], bool]) -> Suite:
        """Return the suite with the wanted scenarios alone."""
        files = (replace(one, scenarios=tuple(filter(wanted, one.scenarios))) for one in self.files)
        return replace(self, files=tuple(one for one in files if one.scenarios or one.problems))

    def moved_to(self, day: dt.date | None) -> Suite:
        """Return the suite with every scenario on the same day; with None each stays on its own."""
        if day is None:
            return self
        moved = (tuple(replace(one, on=day) for one in file.scenarios) for file in self.files)
        return replace(
            self, files=tuple(replace(file, scenarios=many) for file, many in zip(self.files, moved, strict=True))
        )


def find_suite(
    paths: Iterable[Path] = (),
    *,
    draft: Path | None = None,
    plugins: Iterable[Path] = (),
    settings: Settings | None = None,
    runtime: RuntimeName = "reference",
) -> Suite:
    """Find the scenarios of what is named: files of scenarios, rulesets, plugins, folders of them; else all there are.

    What is named takes the place of what is shipped under the same name. A draft under another name stands for the
    ruleset it copies: one that is named, in the scenarios beside it; `draft`, in all of them.

    Raises InputError for what is not there, holds nothing to run, or is no ruleset that can be read.
    """
    settings = settings or Settings()
    named = list(paths)
    found = Finder(settings)
    for path in named:
        found.take(path)
    if not named:
        found.take_everything()
    if found.problems:
        raise InputError(found.problems)
    trial = None if draft is None else load_ruleset(draft)
    own = [one for one in found.rules if one.path in found.stated]
    rulesets = [one.path for one in own if one.kind == "ruleset"]
    folders = [*plugins, *(one.path.parent for one in own if one.kind == "offer")]
    engine = load_engine(folders, [*rulesets, *([] if draft is None else [draft])], settings, runtime)
    return _Reader(engine, trial).suite(found, draft)


def _file_of(ruleset: Ruleset) -> str:
    return ruleset.place.rpartition(":")[0] or ruleset.place


class _Reader:
    """Reads the scenarios that were found, each to run under the rules that are tried."""

    def __init__(self, engine: Engine, trial: Ruleset | None) -> None:
        self.engine = engine
        self.trial = trial
        self.stood: dict[tuple[str, str], None] = {}

    def suite(self, found: Finder, draft: Path | None) -> Suite:
        everywhere = {} if self.trial is None else self.copied(self.trial)
        files = [self.read(path, called, rules, found, everywhere) for path, (called, rules) in found.files.items()]
        if self.trial is not None and self.trial.name not in {one.ruleset for file in files for one in file.scenarios}:
            raise InputError([problem("draft-copies-nothing", self.trial.place, name=self.trial.name)])
        return Suite(self.engine, tuple(files), tuple(self.tried(found.rules, draft, everywhere)), tuple(self.stood))

    def tried(self, rules: list[RuleFile], draft: Path | None, everywhere: Mapping[str, str]) -> Iterator[RuleFile]:
        """Yield the files of rules that are tried: a draft for all scenarios, and not what it stands for."""
        if self.trial is None or draft is None:
            yield from rules
            return
        beneath = {one.name for one in self.engine.rulebook.layers(self.trial.name)}
        gone = {self.trial.name, *(everywhere.keys() - beneath)}
        yield from (one for one in rules if one.kind == "offer" or one.name not in gone)
        yield RuleFile("ruleset", self.trial.name, draft / FILE_NAME if draft.is_dir() else draft, _file_of(self.trial))

    def read(
        self, path: Path, called: str, rules: RuleFile | None, found: Finder, everywhere: dict[str, str]
    ) -> ScenarioFile:
        scenarios, problems = read_scenarios(path, called)
        beside = self.engine.rulebook.rulesets.get(rules.name) if rules and rules.kind == "ruleset" else None
        instead = {**(self.copied(beside) if beside is not None else {}), **everywhere}
        sound: list[Scenario] = []
        for one in scenarios:
            placed = replace(one, ruleset=instead.get(one.ruleset, one.ruleset))
            if placed.ruleset != one.ruleset:
                self.stood[one.ruleset, placed.ruleset] = None
            faults = unknown_words(placed, self.engine)
            problems += faults
            if not faults:
                sound.append(placed)
        # A checkout's own catalogue is there to be worked on; an installed one is not.
        installed = catalogue().name == "catalogue" and path.is_relative_to(catalogue().resolve())
        shipped = installed and not found.is_named
        return ScenarioFile(path, called, tuple(sound), tuple(dict.fromkeys(problems)), rules, shipped)

    def copied(self, draft: Ruleset) -> dict[str, str]:
        """Return the rulesets of a draft's municipality, each to the draft's own name: it copies or extends them."""
        return dict.fromkeys(self.originals(draft), draft.name) if draft.draft else {}

    def originals(self, draft: Ruleset) -> Iterator[str]:
        layers = self.engine.rulebook.layers(draft.name)
        code = next((one.document.municipality for one in layers if one.document.municipality), None)
        for name, one in self.engine.rulebook.rulesets.items():
            if name != draft.name and not one.draft and code is not None and one.document.municipality == code:
                yield name
