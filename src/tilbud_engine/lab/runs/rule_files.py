"""What paths hold: files of rules, and the files of scenarios beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.plugins.finding import MARKS
from tilbud_engine.reading import Map, read_path
from tilbud_engine.rules.ruleset import FILE_NAME, load_ruleset
from tilbud_engine.scenarios import FOLDER, scenario_files
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


class Finder:
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
            self._file(path)
        elif not self._folder(path, _DEEPEST):
            self.problems.append(problem("nothing-to-test", str(path)))
        elif not self.holds_some and not self.problems:
            self.problems.append(problem("scenarios-missing", str(path), name=path.name or str(path)))
        self.stated.update(one.path for one in self.rules)

    def take_everything(self) -> None:
        """Take all that the engine comes with and all that the settings add."""
        shipped = catalogue()
        for folder in (shipped / "rulesets", shipped / "plugins"):
            self._folder(folder, 1, f"{folder.name}/")
        for folder in (*self.settings.rulesets_dirs, *self.settings.plugins_dirs):
            if folder.is_dir():
                self._folder(folder, 1)

    def _file(self, path: Path) -> None:
        if path.name in MARKS:
            self._beside(self._plugin(path.parent, str(path.parent)))
        elif path.resolve().parent.name == FOLDER and path.suffix.lower() in _ENDINGS:
            self._scenarios(path, str(path), self._owner(path.resolve().parent.parent))
        elif path.suffix.lower() not in _ENDINGS:
            self.problems.append(problem("nothing-to-test", str(path)))
        else:
            self._unknown(path)

    def _scenarios(self, file: Path, called: str, rules: RuleFile | None) -> None:
        self.holds_some = True
        self.files.setdefault(file.resolve(), (called, rules))

    def _unknown(self, path: Path) -> None:
        """Take a file by what stands in it; what cannot be read is told by whoever reads it."""
        try:
            node = read_path(path)
        except InputError as error:
            self.problems.extend(error.problems)
            return
        if isinstance(node, Map) and "ruleset" in node and FOLDER not in node:
            self._beside(self._ruleset(path, str(path)))
        elif isinstance(node, Map) and FOLDER in node:
            self._scenarios(path, str(path), None)
        else:
            self.problems.append(problem("nothing-to-test", str(path)))

    def _folder(self, path: Path, depth: int, called: str = "") -> bool:
        """Take a folder: a ruleset's, a plugin's, one of scenarios, or one that holds such; tell whether it does."""
        shown = f"{called}{path.name}" if called and depth < 1 else str(path)
        if path.resolve().name == FOLDER:
            path = path.resolve()
            owner = self._owner(path.parent)
            for file in scenario_files(path.parent):
                self._scenarios(file, f"{shown}/{file.name}", owner)
            return True
        if (path / FILE_NAME).is_file():
            self._beside(self._ruleset(path / FILE_NAME, str(Path(shown) / FILE_NAME)))
            return True
        if any((path / name).is_file() for name in MARKS):
            self._beside(self._plugin(path, shown))
            return True
        children = [one for one in sorted(path.iterdir()) if one.is_dir() and one.name[0] not in "._"]
        inside = [self._folder(one, depth - 1, called) for one in children] if depth > 0 else []
        return any(inside)

    def _owner(self, folder: Path) -> RuleFile | None:
        """Return the rules beside a folder of scenarios."""
        if (folder / FILE_NAME).is_file():
            return self._ruleset(folder / FILE_NAME, str(folder / FILE_NAME))
        if any((folder / name).is_file() for name in MARKS):
            return self._plugin(folder, str(folder))
        return None

    def _ruleset(self, file: Path, called: str) -> RuleFile:
        try:
            name = load_ruleset(file).name
        except InputError as error:
            self.problems.extend(error.problems)
            name = file.parent.name
        twin = next((one for one in self.rules if one.kind == "ruleset" and one.name == name), None)
        if twin is not None and twin.path.resolve() != file.resolve():
            self.problems.append(problem("ruleset-twice", called, name=name, first=twin.called))
        return self._rule(RuleFile("ruleset", name, file, called))

    def _plugin(self, folder: Path, shown: str) -> RuleFile:
        twin = next((one for one in self.rules if one.kind == "offer" and one.name == folder.resolve().name), None)
        if twin is not None and twin.path.parent.resolve() != folder.resolve():
            first = str(twin.path.parent)
            self.problems.append(problem("plugin-twice", shown, plugin=twin.name, first=first))
        return self._rule(RuleFile("offer", folder.resolve().name, folder / "offer.yaml", f"{shown}/offer.yaml"))

    def _rule(self, made: RuleFile) -> RuleFile:
        known = next((one for one in self.rules if one.path.resolve() == made.path.resolve()), None)
        if known is None:
            self.rules.append(made)
        return known or made

    def _beside(self, rules: RuleFile) -> None:
        folder = rules.path.parent
        shown = rules.called.rpartition("/")[0]
        for file in scenario_files(folder):
            called = f"{shown}/{FOLDER}/{file.name}" if shown else f"{FOLDER}/{file.name}"
            self._scenarios(file, called, rules)


def catalogue() -> Path:
    """Return the folder that holds the shipped plugins and rulesets."""
    return catalogue_folder("plugins").parent
