"""Where plugins are: folders and installed packages, each a `Found`, nothing of theirs run or read yet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from typing import Literal

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.errors import Problem, SetupError, nearest, problem
from tilbud_engine.settings import Settings, is_open_to_all

GROUP = "tilbud_engine"
"""The entry-point group of installed plugins."""

MARKS = ("offer.yaml", "vocabulary.yaml", "plugin.py")
"""What makes a folder a plugin: one of these files."""

EXPECTED = (*MARKS, "pyproject.toml")
_MODULE = "__init__.py"

_LOOKED_AT = frozenset({".yaml", ".yml", ".json", ".toml", ".py"})
_FOR_OTHERS = re.compile(r"\.|test_|conftest\.py$")  # what other programs read: hidden files and the author's own tests
_NAME = re.compile(r"[A-Za-zÆØÅæøå0-9][\wÆØÅæøå-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that was found.

    `shown` is how its place is called in messages. `own` says that it comes with the engine; `may_run` that its code
    is allowed to run. `root` is its folder and `limit` the folder that its files must lie in; both are None for a
    package, whose folder is known only once it is asked for.
    """

    name: str
    kind: Literal["folder", "package"]
    shown: str
    version: str = ""
    own: bool = False
    may_run: bool = False
    root: Path | None = None
    limit: Path | None = None
    distribution: str = ""
    entry: EntryPoint | None = None

    @property
    def label(self) -> str:
        """The name with the version, as messages show it."""
        return f"{self.name} {self.version}".rstrip()

    @property
    def names(self) -> frozenset[str]:
        """The names by which it can be blocked, in the form that `same_name` gives."""
        return frozenset(same_name(one) for one in (self.name, self.distribution) if one)


def same_name(name: str) -> str:
    """Return a name in the form in which two spellings of one package are the same."""
    return re.sub(r"[-_.]+", "-", name.strip()).casefold()


def find_folders(folders: Iterable[Path], settings: Settings) -> tuple[list[Found], list[Problem]]:
    """Find the plugins of folders: a folder is a plugin itself, or holds plugins one level down, taken in order.

    A folder that yields nothing is a problem, and so is a file in a plugin that nobody will read.
    """
    found: dict[Path | None, Found] = {}
    problems: list[Problem] = []
    finder = _Folders(settings)
    # A folder may be named twice, and a plugin both by itself and within its folder; each is looked at once, and is
    # called in messages as it was named first.
    named: dict[Path, Path] = {}
    for folder in folders:
        named.setdefault(_resolved(folder), folder)
    for folder in named.values():
        made, faults = finder.look(folder)
        problems.extend(faults)
        for one in made:
            found.setdefault(one.root, one)
    return list(found.values()), list(dict.fromkeys(problems))


class _Folders:
    def __init__(self, settings: Settings) -> None:
        self.version = engine_version()
        self.allowed = [_resolved(folder) for folder in settings.allow_code]
        try:
            self.catalogue: Path | None = catalogue_folder("plugins").resolve()
        except SetupError:
            self.catalogue = None

    def look(self, folder: Path) -> tuple[list[Found], list[Problem]]:
        if not folder.is_dir():
            return [], [problem("plugins-folder-missing", str(folder))]
        root = folder.resolve()
        if _is_plugin(root):
            return [self.made(folder, root, root)], list(_unexpected(folder))
        found: list[Found] = []
        problems = list(_unexpected(folder))
        for child in sorted(folder.iterdir()):
            if child.name.startswith((".", "_")) or not child.is_dir():
                continue
            inside = child.resolve()
            if not inside.is_relative_to(root):
                problems.append(problem("plugin-outside", str(child)))
                continue
            problems.extend(_unexpected(child))
            if not _NAME.fullmatch(child.name):
                problems.append(problem("plugin-name", str(child), name=child.name[:60]))
            elif _is_plugin(inside):
                found.append(self.made(child, inside, root))
            else:
                problems.append(problem("plugin-folder-empty", str(child)))
        if not found and not problems:
            problems.append(problem("plugins-folder-empty", str(folder)))
        return found, problems

    def made(self, folder: Path, root: Path, limit: Path) -> Found:
        own = self.catalogue is not None and root.is_relative_to(self.catalogue)
        return Found(
            name=root.name if folder.name in ("", "..") else folder.name,
            kind="folder",
            shown=f"plugins/{folder.name}" if own else str(folder),
            version=self.version if own else _stated_version(root),
            own=own,
            may_run=own or any(root.is_relative_to(allowed) for allowed in self.allowed),
            root=root,
            limit=limit,
        )


def find_packages() -> tuple[list[Found], list[Problem]]:
    """Find installed packages with an entry point in the group; a broken package does not hide the others."""
    found: list[Found] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for distribution in metadata.distributions():
        try:
            made = list(_found_in(distribution))
        except Exception as error:  # noqa: BLE001  (whatever is wrong in there is that package's own)
            problems.append(problem("package-unreadable", _named(distribution), cause=type(error).__name__))
            continue
        if made and same_name(made[0].distribution) not in seen:
            seen.add(same_name(made[0].distribution))
            found.extend(made)
    good = [one for one in found if _NAME.fullmatch(one.name)]
    problems.extend(
        problem("plugin-name", one.shown, name=one.name[:60]) for one in found if not _NAME.fullmatch(one.name)
    )
    return sorted(good, key=lambda one: (one.name, one.distribution)), problems


def blocked_by(settings: Settings, found: Sequence[Found]) -> tuple[frozenset[str], list[Problem]]:
    """Return the blocked names in the form of `same_name`, and a problem for each that blocks nothing."""
    known = {name: one.name for one in found for name in one.names}
    problems = [
        problem("plugin-blocked-unknown", name=name[:60], nearest=nearest(same_name(name), known))
        for name in dict.fromkeys(settings.blocked)
        if same_name(name) not in known
    ]
    return frozenset(map(same_name, settings.blocked)), problems


def own_file(found: Found, name: str) -> tuple[Path | None, list[Problem]]:
    """Return a file of the plugin if it is there and may be read.

    Refused: a link that leaves the folder, what is no ordinary file, and a file that anybody may change or put there,
    also by putting a whole plugin beside the others. What comes with the engine is spared the last: whoever can change
    it there can change the engine too.
    """
    if found.root is None or found.limit is None:
        return None, []
    file = found.root / name
    shown = f"{found.shown}/{name}"
    if not file.is_symlink() and not file.exists():
        return None, []
    if not _resolved(file).is_relative_to(found.limit):
        return None, [problem("plugin-outside", shown)]
    if not file.is_file():
        return None, [problem("file-unreadable", shown)]
    if not found.own and any(map(is_open_to_all, (file, found.root, found.limit))):
        return None, [problem("plugin-open-to-all", shown)]
    return file, []


def _resolved(path: Path) -> Path:
    """Return the path without its links; a chain of links that leads back to itself stays as it is written."""
    try:
        return path.resolve()
    except RuntimeError:  # so Python up to 3.12 says it
        return path.absolute()


def engine_version() -> str:
    """Return the version of the installed engine; empty when it is not installed."""
    try:
        return metadata.version("tilbud-engine")
    except metadata.PackageNotFoundError:
        return ""


def _is_plugin(folder: Path) -> bool:
    return any((folder / name).is_symlink() or (folder / name).exists() for name in MARKS)


def _unexpected(folder: Path) -> Iterator[Problem]:
    for file in sorted(folder.iterdir()):
        expected = file.name in EXPECTED or (file.name == _MODULE and _is_module(folder))
        if file.suffix.lower() in _LOOKED_AT and not expected and not _FOR_OTHERS.match(file.name):
            yield problem(
                "plugin-file-unexpected", str(file), nearest=nearest(file.name, EXPECTED), known=", ".join(EXPECTED)
            )


def _is_module(folder: Path) -> bool:
    """Tell whether a plugin's folder is the module of a package that lies around it."""
    return any((above / "pyproject.toml").is_file() for above in (folder.parent, folder.parent.parent))


def _stated_version(folder: Path) -> str:
    try:
        with (folder / "pyproject.toml").open("rb") as file:
            version = tomllib.load(file)["project"]["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return version[:40] if isinstance(version, str) else ""


def _found_in(distribution: Distribution) -> Iterator[Found]:
    if GROUP not in (distribution.read_text("entry_points.txt") or ""):
        return
    named = partial(Found, kind="package", may_run=True, version=distribution.version, distribution=distribution.name)
    for entry in distribution.entry_points.select(group=GROUP):
        yield named(name=entry.name, shown=f"{distribution.name} {distribution.version}", entry=entry)


def _named(distribution: Distribution) -> str:
    try:
        return distribution.name or ""
    except Exception:  # noqa: BLE001  (a package without readable metadata has no name)
        return ""
