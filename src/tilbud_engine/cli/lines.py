"""Many citizens, one a line: answered one by one, in order, never all in memory."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from tilbud_engine.case import Citizen
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.loading import STDIN, STDIN_SHOWN, aside, exit_for
from tilbud_engine.cli.options import today
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language, Problem, TilbudError, problem
from tilbud_engine.reading import MAX_BYTES, read_json


def answer_lines(engine: Engine, file: str, on: dt.date | None, options: Mapping[str, Any]) -> Exit:
    """Answer every line with a Suggestion, or with what is wrong with it.

    The exit code is 2 if any line was bad.
    """
    shown = STDIN_SHOWN if file == STDIN else file
    codes: set[str] = set()
    bad = False
    for number, raw in _lines(file, shown):
        try:
            citizen = Citizen.read(read_json(raw, f"{shown}:{number}", quote=False), engine.vocabulary)
            with aside():
                suggestion = engine.suggest(citizen, on or citizen.on or today(), **options)
        except TilbudError as error:
            bad = True
            problems = [_written(one, options["language"]) for one in error.problems]
            answer: dict[str, Any] = {"line": number, "problems": problems}
        else:
            codes.update(one.code for one in suggestion.problems)
            answer = suggestion.to_json()
        click.echo(json.dumps(answer, ensure_ascii=False))
    return Exit.WRONG_INPUT if bad else exit_for(engine, codes)


def _written(one: Problem, language: Language) -> dict[str, str]:
    return {"code": one.code, "where": one.where, "message": one.message(language), "hint": one.hint(language)}


def _lines(file: str, shown: str) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each line that is not empty; of a line too long only its beginning."""
    if file == STDIN:
        yield from _numbered(sys.stdin.buffer)
        return
    with _opened(file, shown) as opened:
        yield from _numbered(opened)


def _opened(file: str, shown: str) -> BinaryIO:
    try:
        return Path(file).open("rb")
    except FileNotFoundError:
        raise InputError([problem("file-missing", shown)]) from None
    except IsADirectoryError:
        raise InputError([problem("file-is-folder", shown)]) from None
    except (OSError, ValueError):
        code = "file-is-folder" if sys.platform == "win32" and Path(file).is_dir() else "file-unreadable"
        raise InputError([problem(code, shown)]) from None


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while raw := stream.readline(MAX_BYTES + 2):
        number += 1
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES)
        if raw.strip():
            yield number, raw
