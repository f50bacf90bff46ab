"""Which files of rules are to be mutated, and which stand beside them with scenarios of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.errors import InputError, nearest, problem
from tilbud_engine.lab.runs.suites import RuleFile, Suite, find_suite
from tilbud_engine.plugins.finding import MARKS
from tilbud_engine.rules.ruleset import FILE_NAME, load_ruleset
from tilbud_engine.settings import Settings

OFFER_FILE = "offer.yaml"
_ENDINGS = (".yaml", ".yml", ".json")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The files to mutate, and all other files of rules whose scenarios count; both as paths."""

    targets: tuple[Path, ...]
    others: tuple[Path, ...]
    settings: Settings
    plugins: tuple[Path, ...] = ()

    def suite(self) -> tuple[Suite, list[RuleFile]]:
        """Return every scenario there is with the engine that answers it, and the files to mutate.

        Raises InputError for rules that cannot be read.
        """
        suite = find_suite([*self.targets, *self.others], plugins=self.plugins, settings=self.settings)
        wanted = {one.resolve() for one in self.targets}
        return suite, [one for one in suite.rules if one.path.resolve() in wanted]


def find_targets(words: Iterable[str], settings: Settings, plugins: Iterable[Path], here: Path) -> Found:
    """Find what is to be mutated: paths of rulesets and offers or of folders with them, or names that are known.

    What is named takes the place of what is shipped under the same name. `here` is the folder we stand in. Raises
    InputError with everything that is not there or holds no rules.
    """
    shipped, own = catalogue_folder("plugins").parent, tuple(plugins)
    if missing := [one for one in own if not one.is_dir()]:
        raise InputError(problem("plugins-folder-missing", str(one)) for one in missing)
    folders = [*own, *settings.plugins_dirs, *settings.rulesets_dirs, shipped / "rulesets", shipped / "plugins"]
    known = {_name(one): one for folder in reversed(folders) for one in _rule_files(_near(folder, here), 1)}
    targets: dict[Path, None] = {}
    problems = []
    for word in words:
        path = Path(word)
        found = list(_rule_files(path, _DEEPEST)) if path.exists() else []
        if not found and word in known:
            found = [known[word]]
        if found:
            targets.update(dict.fromkeys(found))
        elif path.exists():
            problems.append(problem("nothing-to-check", word))
        elif len(path.parts) > 1 or path.suffix:
            problems.append(problem("file-missing", word))
        else:
            problems.append(problem("unknown-rules", "", name=word, nearest=nearest(word, known)))
    if problems:
        raise InputError(problems)
    return Found(tuple(targets), tuple(_without(known, list(targets))), settings, own)


def _rule_files(path: Path, depth: int) -> Iterator[Path]:
    """Yield the rulesets and offers at a path, or in the folders below it."""
    if path.is_file():
        if path.name in MARKS:
            path = path.parent
        elif path.suffix.lower() in _ENDINGS:
            yield path
    if not path.is_dir():
        return
    if (path / FILE_NAME).is_file():
        yield path / FILE_NAME
    elif any((path / name).is_file() for name in MARKS):
        # What code makes of offers is not written in a file, so nothing in it can be mutated.
        yield from (path / name for name in (OFFER_FILE,) if (path / name).is_file())
    elif depth:
        for child in sorted(one for one in path.iterdir() if one.is_dir() and one.name[0] not in "._"):
            yield from _rule_files(child, depth - 1)


def _name(file: Path) -> str:
    """Return the name of a ruleset, or of the plugin's folder."""
    if file.name != OFFER_FILE:
        with suppress(InputError):  # What is wrong with it is told when it is read.
            return load_ruleset(file).name
    return file.resolve().parent.name


def _without(files: Mapping[str, Path], targets: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, by their names, that no target takes the place of."""
    taken = {(_name(one), one.name == OFFER_FILE) for one in targets}
    same = {one.resolve() for one in targets}
    for name, one in files.items():
        if one.resolve() not in same and (name, one.name == OFFER_FILE) not in taken:
            yield one


def _near(folder: Path, here: Path) -> Path:
    """Return a folder as it is called from where we stand, if it lies below."""
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
