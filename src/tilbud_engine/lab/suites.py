"""Which scenarios there are, beside which rules they stand, and the engine that they run with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.lab.rules_at import load_engine
from tilbud_engine.plugins.finding import MARKS
from tilbud_engine.reading import Map, read_path
from tilbud_engine.rules.ruleset import FILE_NAME, Ruleset, is_national, load_ruleset
from tilbud_engine.scenarios import FOLDER, Scenario, read_scenarios, scenario_files, unknown_words
from tilbud_engine.settings import Settings

_ENDINGS = (".yaml", ".yml", ".json")
_DEEPEST = 3
"""So many folders down rules are looked for: `.` finds `rulesets/varde` and what lies no deeper."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules that is tried: a ruleset's, or the `offer.yaml` of a plugin.

    `name` is the ruleset's or the plugin's folder; `called` is how the file is called in places and messages.
    """

    kind: Literal["ruleset", "offer"]
    name: str
    path: Path
    called: str


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
    found = _Finder(settings)
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


def _catalogue() -> Path:
    return catalogue_folder("plugins").parent


def _file_of(ruleset: Ruleset) -> str:
    return ruleset.place.rpartition(":")[0] or ruleset.place


class _Finder:
    """Sorts paths into files of rules and files of scenarios."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules: list[RuleFile] = []
        self.files: dict[Path, tuple[str, RuleFile | None]] = {}
        self.problems: list[Problem] = []
        self.stated: set[Path] = set()
        self.is_named = False
        self.holds_some = False

    def take(self, path: Path) -> None:
        """Take what somebody has named."""
        self.is_named, self.holds_some = True, False
        if not path.exists():
            self.problems.append(problem("file-missing", str(path)))
        elif path.is_file():
            self.file(path)
        elif not self.folder(path, _DEEPEST):
            self.problems.append(problem("nothing-to-test", str(path)))
        elif not self.holds_some and not self.problems:
            self.problems.append(problem("scenarios-missing", str(path), name=path.name or str(path)))
        self.stated.update(one.path for one in self.rules)

    def take_everything(self) -> None:
        """Take all that the engine comes with and all that the settings add."""
        shipped = _catalogue()
        for folder in (shipped / "rulesets", shipped / "plugins"):
            self.folder(folder, 1, f"{folder.name}/")
        for folder in (*self.settings.rulesets_dirs, *self.settings.plugins_dirs):
            if folder.is_dir():
                self.folder(folder, 1)

    def file(self, path: Path) -> None:
        if path.name in MARKS:
            self.beside(self.plugin(path.parent, str(path.parent)))
        elif path.parent.name == FOLDER and path.suffix.lower() in _ENDINGS:
            self.scenarios(path, str(path), self.owner(path.parent.parent))
        elif path.suffix.lower() not in _ENDINGS:
            self.problems.append(problem("nothing-to-test", str(path)))
        else:
            self.unknown(path)

    def scenarios(self, file: Path, called: str, rules: RuleFile | None) -> None:
        self.holds_some = True
        self.files.setdefault(file.resolve(), (called, rules))

    def unknown(self, path: Path) -> None:
        """Take a file by what stands in it; what cannot be read is told by whoever reads it."""
        try:
            node = read_path(path)
        except InputError as error:
            self.problems.extend(error.problems)
            return
        if isinstance(node, Map) and "ruleset" in node and FOLDER not in node:
            self.beside(self.ruleset(path, str(path)))
        elif isinstance(node, Map) and FOLDER in node:
            self.scenarios(path, str(path), None)
        else:
            self.problems.append(problem("nothing-to-test", str(path)))

    def folder(self, path: Path, depth: int, called: str = "") -> bool:
        """Take a folder: a ruleset's, a plugin's, one of scenarios, or one that holds such; tell whether it does."""
        shown = f"{called}{path.name}" if called and depth < 1 else str(path)
        if path.name == FOLDER:
            owner = self.owner(path.parent)
            for file in scenario_files(path.parent):
                self.scenarios(file, f"{shown}/{file.name}", owner)
            return True
        if (path / FILE_NAME).is_file():
            self.beside(self.ruleset(path / FILE_NAME, f"{shown}/{FILE_NAME}"))
            return True
        if any((path / name).is_file() for name in MARKS):
            self.beside(self.plugin(path, shown))
            return True
        children = [one for one in sorted(path.iterdir()) if one.is_dir() and one.name[0] not in "._"]
        inside = [self.folder(one, depth - 1, called) for one in children] if depth > 0 else []
        return any(inside)

    def owner(self, folder: Path) -> RuleFile | None:
        """Return the rules beside a folder of scenarios."""
        if (folder / FILE_NAME).is_file():
            return self.ruleset(folder / FILE_NAME, str(folder / FILE_NAME))
        if any((folder / name).is_file() for name in MARKS):
            return self.plugin(folder, str(folder))
        return None

    def ruleset(self, file: Path, called: str) -> RuleFile:
        try:
            name = load_ruleset(file).name
        except InputError as error:
            self.problems.extend(error.problems)
            name = file.parent.name
        twin = next((one for one in self.rules if one.kind == "ruleset" and one.name == name), None)
        if twin is not None and twin.path.resolve() != file.resolve():
            self.problems.append(problem("ruleset-twice", called, name=name, first=twin.called))
        return self.rule(RuleFile("ruleset", name, file, called))

    def plugin(self, folder: Path, shown: str) -> RuleFile:
        twin = next((one for one in self.rules if one.kind == "offer" and one.name == folder.resolve().name), None)
        if twin is not None and twin.path.parent.resolve() != folder.resolve():
            first = str(twin.path.parent)
            self.problems.append(problem("plugin-twice", shown, plugin=twin.name, first=first))
        return self.rule(RuleFile("offer", folder.resolve().name, folder / "offer.yaml", f"{shown}/offer.yaml"))

    def rule(self, made: RuleFile) -> RuleFile:
        known = next((one for one in self.rules if one.path.resolve() == made.path.resolve()), None)
        if known is None:
            self.rules.append(made)
        return known or made

    def beside(self, rules: RuleFile) -> None:
        folder = rules.path.parent
        shown = rules.called.rpartition("/")[0]
        for file in scenario_files(folder):
            called = f"{shown}/{FOLDER}/{file.name}" if shown else f"{FOLDER}/{file.name}"
            self.scenarios(file, called, rules)


class _Reader:
    """Reads the scenarios that were found, each to run under the rules that are tried."""

    def __init__(self, engine: Engine, trial: Ruleset | None) -> None:
        self.engine = engine
        self.trial = trial
        self.stood: dict[tuple[str, str], None] = {}

    def suite(self, found: _Finder, draft: Path | None) -> Suite:
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
        gone = {self.trial.name, *everywhere}
        yield from (one for one in rules if one.kind == "offer" or one.name not in gone)
        yield RuleFile("ruleset", self.trial.name, draft / FILE_NAME if draft.is_dir() else draft, _file_of(self.trial))

    def read(
        self, path: Path, called: str, rules: RuleFile | None, found: _Finder, everywhere: dict[str, str]
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
        installed = _catalogue().name == "catalogue" and path.is_relative_to(_catalogue().resolve())
        shipped = installed and not found.is_named
        return ScenarioFile(path, called, tuple(sound), tuple(dict.fromkeys(problems)), rules, shipped)

    def copied(self, draft: Ruleset) -> dict[str, str]:
        """Return the ruleset that a draft under another name is a copy of, to the draft's own name."""
        return dict.fromkeys(self.originals(draft), draft.name) if draft.draft else {}

    def originals(self, draft: Ruleset) -> Iterator[str]:
        code = draft.document.municipality
        for name, one in self.engine.rulebook.rulesets.items():
            same = code is not None and one.document.municipality == code
            if name != draft.name and not one.draft and not is_national(one) and same:
                yield name
