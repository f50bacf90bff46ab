"""A plugin's own code: imported by itself, checked, and called so that its faults stay its own.

It runs in this process: exceptions and SystemExit are caught here; an endless loop or `os._exit` is not.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import pluggy

from tilbud_engine.errors import Problem, nearest, problem
from tilbud_engine.plugins import hookspecs
from tilbud_engine.plugins.finding import Found
from tilbud_engine.plugins.hookspecs import PLUGIN_API, PROJECT
from tilbud_engine.plugins.values import DataFault

T = TypeVar("T")

PREFIX = "tilbud_"

HOOKS = {
    name: tuple(inspect.signature(spec).parameters)
    for name, spec in vars(hookspecs).items()
    if name.startswith(PREFIX) and inspect.isfunction(spec)
}
"""The hooks and their arguments."""

_TOLD = 160
"""So much of the text of an exception is shown."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code of one plugin, with the hooks that are fit to be called."""

    found: Found
    data: Path
    hooks: tuple[str, ...]
    manager: pluggy.PluginManager

    def call(
        self, hook: str, accept: Callable[[Any], T], *, private: bool, **arguments: Any
    ) -> tuple[T | None, Problem | None]:
        """Call a hook; `accept` turns the result into values of our own while faults are still the plugin's.

        `private` says that the arguments tell about a person: then nothing of an exception is shown but its type.
        Returns nothing at all for a hook that the plugin does not have.
        """
        if hook not in self.hooks:
            return None, None

        def work() -> T | None:
            results = getattr(self.manager.hook, hook)(data=self.data, **arguments)
            return accept(results[0]) if results else None

        return guarded(work, self.found, self.data, hook, private=private)


def guarded(
    work: Callable[[], T], found: Found, data: Path, hook: str, *, private: bool
) -> tuple[T | None, Problem | None]:
    """Run something of a plugin's: its value, or the problem that came of it; `hook` is empty for the import."""
    try:
        return work(), None
    except KeyboardInterrupt:
        raise
    except DataFault as fault:
        return None, _data_problem(fault, found, data)
    except BaseException as error:  # noqa: BLE001  (whatever a plugin raises, SystemExit too, is its own fault)
        cause = type(error).__name__[:60] + ("" if private else _text_of(error))
        code = "hook-failed" if hook else "plugin-import-failed"
        return None, problem(code, _place(error, found), plugin=found.label, hook=hook, cause=cause)


def load_code(found: Found, data: Path, file: Path | None) -> tuple[Code | None, list[Problem]]:
    """Import the code of a plugin and keep the hooks that are fit to be called.

    `file` is the plugin.py of a folder; a package is imported by its entry point.
    """
    work = (lambda: _import_file(found.name, file)) if file else (lambda: _import_entry(found))
    module, fault = guarded(work, found, data, "", private=False)
    if module is None:
        return None, [fault] if fault else []
    place = f"{found.shown}/{file.name}" if file else f"{found.shown}: {found.entry.module if found.entry else ''}"
    # A module can hold anything under any name, so looking at it is guarded like running it.
    checked, fault = guarded(lambda: _checked(module, found, data, place), found, data, "", private=False)
    return checked or (None, [fault] if fault else [])


def _checked(module: ModuleType, found: Found, data: Path, place: str) -> tuple[Code | None, list[Problem]]:
    api = vars(module).get("TILBUD_PLUGIN_API", PLUGIN_API)
    if type(api) is not int or api != PLUGIN_API:
        stated = api if type(api) is int else "?"
        return None, [problem("plugin-api", place, plugin=found.label, found=stated, expected=PLUGIN_API)]
    holder = ModuleType(found.name)
    problems: list[Problem] = []
    contents: dict[Any, Any] = vars(module)
    for name in sorted(name for name in contents if isinstance(name, str)):
        value = contents[name]
        hook = _hook_of(name, value)
        if hook is None:
            continue
        faults = list(_hook_problems(found.label, place, hook, value))
        problems.extend(faults)
        if not faults:
            setattr(holder, hook, value)
    hooks = tuple(name for name in HOOKS if name in vars(holder))
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(holder, found.name)
    return Code(found, data, hooks, manager), problems


def package_root(found: Found) -> Path | None:
    """Return the folder of an installed plugin's module, without running the module itself.

    A module that stands alone beside other packages has no folder of its own.
    """
    if found.entry is None:
        return None
    spec = find_spec(found.entry.module)
    if spec is None or spec.origin is None:
        return None
    alone = not spec.submodule_search_locations and "." not in found.entry.module
    return None if alone else Path(spec.origin).resolve().parent


class _Fresh(SourceFileLoader):
    """Reads the source each time: what was checked is what runs, and nothing is written into the folder."""

    def path_stats(self, path: Any) -> Any:
        """Say that the file has no statistics, and so can have no compiled copy."""
        raise OSError(path)


def _import_file(name: str, file: Path) -> ModuleType:
    digest = hashlib.sha256(str(file).encode()).hexdigest()[:12]
    private = f"_tilbud_plugin_{name}_{digest}"
    spec = spec_from_loader(private, _Fresh(private, str(file)), origin=str(file))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    sys.modules[private] = module  # Where dataclasses and pydantic look up the names in annotations.
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(private, None)
        raise
    return module


def _import_entry(found: Found) -> ModuleType:
    entry = found.entry
    if entry is None or entry.attr:
        raise ImportError("the entry point must name a module")
    return importlib.import_module(entry.module)


def _hook_of(name: str, value: object) -> str | None:
    """Return the name of the hook that a thing in a module is meant to implement; None for anything else."""
    marked = getattr(value, f"{PROJECT}_impl", None) if inspect.isfunction(value) else None
    if marked is not None:
        return str(marked.get("specname") or name)
    return name if name.startswith(PREFIX) and callable(value) else None


def _hook_problems(plugin: str, place: str, hook: str, value: Any) -> Iterator[Problem]:
    if inspect.isfunction(value):
        place = f"{place.partition(': ')[0]}:{value.__code__.co_firstlineno}"
    if hook not in HOOKS:
        known = ", ".join(HOOKS)
        yield problem("hook-unknown", place, plugin=plugin, hook=hook, nearest=nearest(hook, HOOKS), known=known)
        return
    if not isinstance(value, FunctionType) or inspect.iscoroutinefunction(value) or inspect.isasyncgenfunction(value):
        yield problem("hook-not-plain", place, plugin=plugin, hook=hook)
        return
    marked = getattr(value, f"{PROJECT}_impl", None)
    if marked is None:
        yield problem("hook-unmarked", place, plugin=plugin, hook=hook)
        return
    if marked.get("wrapper") or marked.get("hookwrapper"):
        yield problem("hook-wrapper", place, plugin=plugin, hook=hook)
    known = ", ".join(HOOKS[hook])
    for name, parameter in inspect.signature(value, follow_wrapped=False).parameters.items():
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD or name not in HOOKS[hook]:
            close = nearest(name, HOOKS[hook])
            yield problem(
                "hook-argument-unknown", place, plugin=plugin, hook=hook, name=name, nearest=close, known=known
            )
        elif parameter.default is not parameter.empty:
            yield problem("hook-argument-default", place, plugin=plugin, hook=hook, name=name)


def _text_of(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  (an exception may even fail to say what it is)
        return ""
    return f": {text[:_TOLD]}" if text else ""


def _place(error: BaseException, found: Found) -> str:
    """Return the last line of the plugin's own files that the fault went through."""
    if found.root is None:
        return found.shown
    if isinstance(error, SyntaxError) and error.filename:
        steps = [(error.filename, error.lineno or 1)]
    else:
        steps = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    for file, line in reversed(steps):
        if Path(file).is_relative_to(found.root):
            return f"{found.shown}/{Path(file).relative_to(found.root).as_posix()}:{line}"
    return found.shown


def _data_problem(fault: DataFault, found: Found, data: Path) -> Problem:
    file = Path(fault.file)
    if not file.is_relative_to(data):
        return problem("plugin-data", found.shown, plugin=found.label)
    own = found.root is not None and file.is_relative_to(found.root)
    place = f"{found.shown}/{file.relative_to(found.root).as_posix()}" if own and found.root else str(file)
    if isinstance(fault.line, int):
        place = f"{place}:{fault.line}"
    # A field is named only if it is a heading of the file, so that no value can stand in its place.
    if fault.field in _headings(file):
        return problem("plugin-data-field", place, plugin=found.label, name=fault.field)
    return problem("plugin-data", place, plugin=found.label)


def _headings(file: Path) -> frozenset[str]:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            first = opened.readline(4096)
    except (OSError, ValueError):
        return frozenset()
    return frozenset(part.strip().strip('"') for part in first.replace(";", ",").split(",") if part.strip())
