"""What the paths given to `tilbud rules check` are: rulesets, plugin folders, or single files of offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.plugins.finding import MARKS
from tilbud_engine.reading import Map, read_path
from tilbud_engine.rules.ruleset import FILE_NAME, Ruleset, load_ruleset


@dataclass(slots=True)
class Sorted:
    """What was found: rulesets that can be read, folders of plugins, documents of offers, and problems."""

    rulesets: dict[str, tuple[Path, Ruleset]] = field(default_factory=dict)
    plugins: list[Path] = field(default_factory=list)
    offers: list[tuple[Path, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unsound: list[Path] = field(default_factory=list)
    count: int = 0

    def add_ruleset(self, file: Path) -> None:
        """Read a ruleset; of two with one name the first stays."""
        self.count += 1
        try:
            ruleset = load_ruleset(file)
        except InputError as error:
            self.problems.extend(error.problems)
            self.unsound.append(file)
            return
        first = self.rulesets.setdefault(ruleset.name, (file, ruleset))[1]
        if first.place != ruleset.place:
            self.problems.append(problem("ruleset-twice", ruleset.place, name=ruleset.name, first=first.place))

    def add_plugins(self, folder: Path) -> None:
        """Take a plugin's folder, or a folder of them."""
        self.count += 1
        self.plugins.append(folder)

    def add_file(self, file: Path) -> None:
        """Take a single file by what stands in it."""
        if file.name in MARKS:
            # A plugin's own file is checked with the rest of its plugin.
            self.add_plugins(file.parent)
            return
        try:
            node = read_path(file)
        except InputError as error:
            self.count += 1
            self.problems.extend(error.problems)
            return
        if isinstance(node, Map) and "ruleset" in node:
            self.add_ruleset(file)
        elif isinstance(node, Map) and ("offer" in node or "offers" in node):
            self.count += 1
            self.offers.append((file, node))
        else:
            self.problems.append(problem("nothing-to-check", str(file)))

    def add_folder(self, folder: Path) -> None:
        """Take a folder: a ruleset, a plugin, or a folder of either."""
        if (folder / FILE_NAME).is_file():
            self.add_ruleset(folder / FILE_NAME)
        elif _is_plugin(folder):
            self.add_plugins(folder)
        else:
            children = [one for one in sorted(folder.iterdir()) if one.is_dir()]
            rulesets = [one / FILE_NAME for one in children if (one / FILE_NAME).is_file()]
            for file in rulesets:
                self.add_ruleset(file)
            if any(map(_is_plugin, children)):
                self.add_plugins(folder)
            elif not rulesets:
                self.problems.append(problem("nothing-to-check", str(folder)))


def sort_paths(paths: Iterable[Path]) -> Sorted:
    """Sort what is to be checked.

    Raises InputError for paths that are not there.
    """
    paths = list(paths)
    if missing := [one for one in paths if not one.exists()]:
        raise InputError(problem("file-missing", str(one)) for one in missing)
    found = Sorted()
    for path in paths:
        if path.is_dir():
            found.add_folder(path)
        else:
            found.add_file(path)
    return found


def _is_plugin(folder: Path) -> bool:
    return any((folder / name).exists() for name in MARKS)
