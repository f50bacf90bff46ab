"""What an installation decides for itself: `tilbud.toml` and three environment variables.

Nothing here is global: the edge (command line, web) calls `Settings.find` once and hands the result on.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tilbud_engine.errors import InputError, Problem, nearest, problem

FILE_NAME = "tilbud.toml"
PLUGINS_VARIABLE = "TILBUD_PLUGINS"
DISABLED_VARIABLE = "TILBUD_DISABLED_PLUGINS"
DATABASE_VARIABLE = "TILBUD_DATABASE"

MAX_BYTES = 64 * 1024

_FOLDER_LISTS = ("plugins_dirs", "rulesets_dirs", "allow_code")
_NAME_LISTS = ("blocked",)
_FOLDERS = ("data",)
_BOARD = "board"
KEYS = (*_FOLDER_LISTS, *_NAME_LISTS, *_FOLDERS, _BOARD)
BOARD_KEYS = ("database", "keys", "retention_months", "look")

MOST_MONTHS = 120

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """Where plans are kept and for how long, and how the board looks: the table `[board]`.

    `database` and `keys` are addresses of databases, `keys` None for a place that the store finds itself. Plans that
    nobody has changed for `retention_months` may be erased. `look` is a folder with the municipality's name, logo,
    colours and texts.
    """

    database: str = f"{_SQLITE}boards.db"
    keys: str | None = None
    retention_months: int = 12
    look: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an installation.

    `plugins_dirs` and `rulesets_dirs` are folders to read besides the shipped ones. A `plugin.py` runs only below a
    folder of `allow_code`. `blocked` are names of plugins that are not loaded. `data` holds one subfolder for each
    plugin with what the municipality keeps itself. `board` is about plans. `file` is where the settings came from.
    """

    plugins_dirs: tuple[Path, ...] = ()
    rulesets_dirs: tuple[Path, ...] = ()
    allow_code: tuple[Path, ...] = ()
    blocked: tuple[str, ...] = ()
    data: Path | None = None
    board: BoardSettings = field(default_factory=BoardSettings)
    file: Path | None = None

    @property
    def database(self) -> str:
        """Return where plans are kept; a file that nobody placed is beside the settings, else in this folder."""
        return _address(self.board.database, self.file.absolute().parent if self.file else Path())

    @classmethod
    def find(cls, start: Path, environ: Mapping[str, str]) -> Settings:
        """Read the nearest `tilbud.toml` in `start` or above it, and the environment.

        `TILBUD_PLUGINS` adds folders, separated as in PATH and relative to `start`; `TILBUD_DISABLED_PLUGINS` adds
        blocked names, separated by commas; `TILBUD_DATABASE` is where plans are kept, whatever the file says. Raises
        InputError with every problem of the file.
        """
        start = start.absolute()
        files = (folder / FILE_NAME for folder in (start, *start.parents))
        file = next((one for one in files if one.is_file()), None)
        found = cls() if file is None else cls.read(file)
        folders = [part for part in environ.get(PLUGINS_VARIABLE, "").split(os.pathsep) if part.strip()]
        names = [part.strip() for part in environ.get(DISABLED_VARIABLE, "").split(",") if part.strip()]
        return replace(
            found,
            plugins_dirs=(*found.plugins_dirs, *(start / folder for folder in folders)),
            blocked=(*found.blocked, *names),
            board=_board_of(found.board, start, environ),
        )

    @classmethod
    def read(cls, file: Path) -> Settings:
        """Read a settings file; relative paths in it are relative to the file.

        Raises InputError with every problem. A file that anybody may change is refused: it decides whose code runs.
        """
        if any(is_open_to_all(one) for one in (file, file.absolute().parent)):
            raise InputError([problem("settings-open-to-all", str(file))])
        text = _text_of(file)
        try:
            written = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise InputError([problem("toml-syntax", f"{file}:{line[1]}" if line else str(file))]) from None
        except (RecursionError, ValueError):  # too deep, or a number with thousands of digits
            raise InputError([problem("toml-syntax", str(file))]) from None
        problems: list[Problem] = []
        values: dict[str, Any] = {}
        for key, value in written.items():
            place = f"{file}:{_line_of(key, text)}"
            if key not in KEYS:
                problems.append(
                    problem("unknown-key", place, name=key[:60], nearest=nearest(key, KEYS), known=", ".join(KEYS))
                )
            elif key in _FOLDERS:
                if _is_name(value):
                    values[key] = file.absolute().parent / value
                else:
                    problems.append(problem("expected-text", place, name=key))
            elif key == _BOARD:
                made, faults = _read_board(value, file, text)
                values[key] = made
                problems += faults
            elif isinstance(value, list) and all(map(_is_name, value)):
                values[key] = tuple(file.absolute().parent / one if key in _FOLDER_LISTS else one for one in value)
            else:
                problems.append(problem("settings-expected-names", place, name=key))
        if problems:
            raise InputError(problems)
        return cls(**values, file=file)


def _read_board(written: object, file: Path, text: str) -> tuple[BoardSettings, list[Problem]]:
    """Return the table `[board]` of a settings file, and what is wrong with it."""
    if not isinstance(written, dict):
        return BoardSettings(), [problem("expected-mapping", f"{file}:{_line_of(_BOARD, text)}", name=_BOARD)]
    folder = file.absolute().parent
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, value in written.items():
        place = f"{file}:{_line_of(key, text)}"
        if key not in BOARD_KEYS:
            close = nearest(key, BOARD_KEYS)
            known = ", ".join(BOARD_KEYS)
            problems.append(problem("unknown-key", place, name=key[:60], nearest=close, known=known))
        elif key == "retention_months":
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_MONTHS:
                problems.append(problem("settings-months", place, name=key, limit=MOST_MONTHS))
            values[key] = value
        elif not _is_name(value):
            problems.append(problem("expected-text", place, name=key))
        else:
            values[key] = folder / value if key == "look" else _address(value, folder)
    return BoardSettings(**values), problems


def _board_of(found: BoardSettings, start: Path, environ: Mapping[str, str]) -> BoardSettings:
    """Return the settings of the board with what the environment says; a file of its own has an absolute path."""
    asked = environ.get(DATABASE_VARIABLE, "").strip()
    return replace(found, database=_address(asked, start)) if asked else found


def _address(written: str, folder: Path) -> str:
    """Return the address of a database; a file in it is relative to a folder."""
    if not written.startswith(_SQLITE):
        return written
    return f"{_SQLITE}{folder / written.removeprefix(_SQLITE)}"


def is_open_to_all(path: Path) -> bool:
    """Tell whether anybody on the machine may change the file, or put files of their own into the folder."""
    if os.name == "nt":  # pragma: no cover  (the bits say nothing there)
        return False
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_IWOTH)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError([problem("file-missing", str(file))]) from None
    except OSError:
        raise InputError([problem("file-unreadable", str(file))]) from None
    if len(raw) > MAX_BYTES:
        raise InputError([problem("file-too-large", str(file), limit=MAX_BYTES // 1024)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([problem("not-utf8", str(file))]) from None


def _line_of(key: str, text: str) -> int:
    found = re.search(rf"^\s*\[*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1
