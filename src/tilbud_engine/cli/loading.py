"""From options and FILE to an engine and a citizen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, redirect_stdout
from pathlib import Path

from tilbud_engine.case import Citizen
from tilbud_engine.cli.exits import Exit
from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.errors import InputError, problem
from tilbud_engine.reading import MAX_BYTES, read_bytes, read_json, read_path
from tilbud_engine.rules.ruleset import FILE_NAME, load_ruleset
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import Vocabulary

STDIN = "-"
STDIN_SHOWN = "stdin"

# What a suggestion may say without anything being broken: about the citizen, the date or the municipality's offers.
_NOT_BROKEN = frozenset(
    {
        "barrier-without-card",
        "fact-expired",
        "fact-from-later",
        "fact-value-not-in-force",
        "municipality-not-loaded",
        "ruleset-mismatch",
    }
)


def load_engine(
    plugins: Iterable[Path] = (), ruleset: str | None = None, runtime: str = "durable"
) -> tuple[Engine, str | None]:
    """Load the engine with the settings of the folder we stand in; returns it and the name of the ruleset.

    `ruleset` may be a name or the path of a ruleset's folder or file. Raises InputError for a folder that is missing.
    """
    folders = list(plugins)
    if missing := [one for one in folders if not one.is_dir()]:
        raise InputError(problem("plugins-folder-missing", str(one)) for one in missing)
    path = ruleset_path(ruleset)
    name: RuntimeName = "reference" if runtime == "reference" else "durable"
    with aside():
        engine = Engine.load(
            plugins=folders,
            rulesets=[] if path is None else [path],
            settings=settings_here(),
            runtime=name,
        )
    return engine, ruleset if path is None else load_ruleset(path).name


def settings_here() -> Settings:
    """Return the settings of the folder we stand in, and of the environment."""
    return Settings.find(Path.cwd(), os.environ)


def aside() -> AbstractContextManager[object]:
    """Let what a plugin prints go to standard error, so that it does not stand in the answer."""
    return redirect_stdout(sys.stderr)


def ruleset_path(ruleset: str | None) -> Path | None:
    """Return the path when `ruleset` is one; a bare name is one only where a folder of that name holds a ruleset."""
    if not ruleset:
        return None
    path = Path(ruleset)
    looks_like_one = (
        "/" in ruleset
        or os.sep in ruleset
        or path.suffix.lower() in (".yaml", ".yml", ".json")
        or ruleset in (".", "..")
    )
    return path if looks_like_one or (path / FILE_NAME).is_file() else None


def read_citizen(file: str, vocabulary: Vocabulary) -> Citizen:
    """Read a citizen from a file, or from standard input for `-`.

    Raises InputError with every problem; no message holds what she said.
    """
    if file != STDIN:
        return Citizen.read(read_path(Path(file), quote=False), vocabulary)
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            return Citizen.read(read_json(raw, STDIN_SHOWN, quote=False), vocabulary)
        except InputError as error:
            # Braces may also open YAML; only what is no JSON at all is tried again.
            if {one.code for one in error.problems} != {"json-syntax"}:
                raise
    return Citizen.read(read_bytes(raw, STDIN_SHOWN, quote=False), vocabulary)


def exit_for(engine: Engine, codes: Iterable[str] = ()) -> Exit:
    """Return how a run ends that has answered: with a broken part where the engine or the answer names one."""
    broken = {one.code for one in engine.problems if not one.is_remark}
    remarks = {one.code for one in engine.problems if one.is_remark}
    broken |= set(codes) - remarks - _NOT_BROKEN
    return Exit.BROKEN_PART if broken else Exit.FINE
