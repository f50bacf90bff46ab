"""Files to nodes: strict YAML and JSON under the same limits. The only module that imports a YAML library."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tilbud_engine.errors import InputError, Problem, invisible_in, is_cpr_shaped, problem, shown
from tilbud_engine.reading.nodes import MAX_DEPTH, MAX_TEXT, Map, Node, Seq, Text, name_to_show, text_problems

MAX_BYTES = 256 * 1024
MAX_NODES = 20_000
_NULLS = frozenset({"", "~", "null"})

_FIELD = re.compile(r"\s*(?:- +)?[a-z][a-z_]*:(?:\s|$)")
_QUOTE = re.compile(r'(?<!\\)"')


def read_path(path: Path, called: str | None = None, quote: bool = True) -> Any:
    """Read a YAML or JSON file; `called` is how the file is called in messages, `quote` as in `read_bytes`.

    Raises InputError with every problem of the file.
    """
    name = called or str(path)
    try:
        if path.is_dir():
            raise InputError([problem("file-is-folder", name)])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([problem("file-missing", name)]) from None
    except (OSError, ValueError):
        raise InputError([problem("file-unreadable", name)]) from None
    read = read_json if path.suffix.lower() in (".json", ".jsonl") else read_bytes
    return read(raw, name, quote)


def read_bytes(raw: bytes, name: str, quote: bool = True) -> Any:
    """Read one YAML document.

    `quote` says whether offending text may stand in the messages: true for rule and plugin files, false for what a
    person told.

    Raises InputError with every problem: no anchors, aliases, tags or second documents; unique keys; at most
    256 KB, 32 levels and 20,000 nodes; only visible characters.
    """
    text = _decoded(raw, name)
    # Looked for in all of it first: nearly always there is none, and then no line has one.
    lines = text.split("\n") if is_cpr_shaped(text) else []
    cpr_lines = [number for number, line in enumerate(lines, 1) if is_cpr_shaped(line)]
    builder = _Builder(name, quote, cpr_lines)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, text, name))
    except (yaml.YAMLError, ValueError, OverflowError):  # the last two from the parser in Python alone
        builder.problems.append(problem("yaml-syntax", name, column=1))
    except _Stop:
        pass
    if builder.problems:
        raise InputError(builder.problems)
    if builder.root is None:
        raise InputError([problem("file-empty", name)])
    return builder.root


def read_json(raw: bytes, name: str, quote: bool = True) -> Any:
    """Read one JSON value under the same limits as YAML; places are paths such as `file: facts.age`.

    Raises InputError with every problem.
    """
    text = _decoded(raw, name)
    problems: list[Problem] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = {}
        for written, value in found:
            key = unicodedata.normalize("NFC", written)
            if key in made:
                problems.append(problem("duplicate-key", name, name=_said(key, quote)))
            made[key] = value
        return made

    def constant(_: str) -> None:
        problems.append(problem("not-a-json-number", name))

    def number(digits: str) -> Text:
        return Text(digits, name, quoted=False)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_int=number, parse_float=number)
    except json.JSONDecodeError as error:
        raise InputError([problem("json-syntax", f"{name}:{error.lineno}", column=error.colno)]) from None
    except RecursionError:
        raise InputError([problem("too-deep", name, limit=MAX_DEPTH)]) from None
    reader = _JsonReader(name, problems)
    try:
        node = reader.node(value, "", 0)
    except _Stop:
        node = None
    if problems:
        raise InputError(problems)
    if node is None:
        raise InputError([problem("file-empty", name)])
    return node


def _decoded(raw: bytes, name: str) -> str:
    if len(raw) > MAX_BYTES:
        raise InputError([problem("file-too-large", name, limit=MAX_BYTES // 1024)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError([problem("not-utf8", f"{name}:{line}")]) from None
    if not text.strip():
        raise InputError([problem("file-empty", name)])
    # What ends a line in YAML ends it here too, so that lines are counted alike everywhere.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = [
        problem("invisible-character", f"{name}:{number}", character=found)
        for number, line in enumerate(text.split("\n") if invisible_in(text) else (), 1)
        if (found := invisible_in(line))
    ]
    if hidden:
        raise InputError(hidden)
    return text


class _Stop(Exception):
    """Raised to leave a document that is too large to go on with."""


# libyaml's event parser keeps its stack on the heap, so depth cannot end the process; composing is never used.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Builds nodes from YAML events and collects what is wrong on the way."""

    def __init__(self, name: str, quote: bool, cpr_lines: Sequence[int]) -> None:
        self.name = name
        self._quote = quote
        # A comment is text too: a number in one would travel with the file.
        self.problems = [problem("cpr-number", f"{name}:{line}") for line in cpr_lines]
        self._cpr_lines = cpr_lines
        self.root: Node = None
        self._stack: list[Map | Seq] = []
        self._keys: list[Text | None] = []
        self._events = 0
        self._documents = 0

    def take(self, event: Event) -> None:
        place = f"{self.name}:{event.start_mark.line + 1}" if event.start_mark else self.name
        self._events += 1
        if self._events > MAX_NODES:
            self._give_up("too-many-nodes", place, MAX_NODES)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._give_up("second-document", place, 1)
        elif isinstance(event, AliasEvent):
            self.problems.append(problem("alias", place, text=self._mark("*", event.anchor or "")))
            self._put(Text("", place), place)
        elif isinstance(event, ScalarEvent):
            self._refuse_marks(event, place)
            self._put(self._scalar(event, place), place)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._refuse_marks(event, place)
            if len(self._stack) >= MAX_DEPTH:
                self._give_up("too-deep", place, MAX_DEPTH)
            self._stack.append(Map({}, place, {}) if isinstance(event, MappingStartEvent) else Seq([], place))
            self._keys.append(None)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._keys.pop()
            self._put(self._stack.pop(), place)

    def _give_up(self, code: str, place: str, limit: int) -> None:
        self.problems.append(problem(code, place, limit=limit))
        raise _Stop

    def _refuse_marks(self, event: Any, place: str) -> None:
        if event.anchor is not None:
            self.problems.append(problem("anchor", place, text=self._mark("&", event.anchor)))
        if event.tag is not None:
            self.problems.append(problem("tag", place, text=self._mark("", event.tag) if self._quote else "!…"))

    def _mark(self, sign: str, text: str) -> str:
        return sign + (shown(text) if self._quote else "…")

    def _scalar(self, event: Any, place: str) -> Text | None:
        text = unicodedata.normalize("NFC", event.value)
        quoted = bool(event.style)
        # What is plain and on one line is a piece of a line that has been looked at.
        if quoted or event.start_mark.line != event.end_mark.line or len(text) > MAX_TEXT:
            self.problems.extend(
                one for one in text_problems(text, place) if not (one.code == "cpr-number" and self._told(event))
            )
        return None if not quoted and text in _NULLS else Text(text, place, quoted)

    def _told(self, event: Any) -> bool:
        """Tell whether a CPR number was found in the lines of the scalar as they are written."""
        i = bisect_left(self._cpr_lines, event.start_mark.line + 1)
        return i < len(self._cpr_lines) and self._cpr_lines[i] <= event.end_mark.line + 1

    def _put(self, node: Any, place: str) -> None:
        if not self._stack:
            self.root = node
            return
        box = self._stack[-1]
        if isinstance(box, Seq):
            box.append(node)
            return
        key = self._keys[-1]
        if key is not None:
            box[key] = node
            self._keys[-1] = None
            return
        if not isinstance(node, Text):
            self.problems.append(problem("key-not-text", place))
            node = Text(f"\0{len(box)}", place)
        elif node == "<<":
            self.problems.append(problem("merge-key", place))
        elif node in box:
            self.problems.append(problem("duplicate-key", place, name=_said(node, self._quote)))
        box.keys_at[str(node)] = place
        self._keys[-1] = node


def _said(name: str, quote: bool) -> str:
    return shown(name) if quote else name_to_show(name)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    lines = text.rstrip().split("\n")
    if mark and mark.line >= len(lines) and error.context_mark:
        mark = error.context_mark  # Something is not closed: where it begins says more than where the file ends.
    line = min(mark.line + 1, len(lines)) if mark else 1
    written = lines[line - 1]
    told, context = str(error.problem), str(error.context)
    if "\t" in written[: len(written) - len(written.lstrip())] or "\\t" in told:
        return problem("tab", f"{name}:{line}")
    begins = f"{name}:{error.context_mark.line + 1}" if error.context_mark else f"{name}:{line}"
    if "quoted scalar" in context and "end of stream" in told:
        return problem("quote-open", begins)
    if opened := _open_quote(lines[:line]):
        return problem("quote-open", f"{name}:{opened}")
    if "could not find expected ':'" in told:
        return problem("colon-missing", begins)
    if "mapping values are not allowed" in told and written.count(": ") > 1:
        return problem("colon-in-text", f"{name}:{line}")
    if "flow" in context:
        return problem("bracket-open", begins)
    return problem("yaml-syntax", f"{name}:{line}", column=mark.column + 1 if mark else 1)


def _open_quote(lines: Sequence[str]) -> int | None:
    """Return the line of a quotation mark behind which a field begins before it is closed; None when there is none."""
    opened = 0
    for number, line in enumerate(lines, 1):
        if opened and _FIELD.match(line):
            return opened
        for found in _QUOTE.finditer(line):
            before = line[: found.start()].rstrip()
            if opened:
                opened = 0
            elif not before or before[-1] in ":,[{-":
                opened = number
    return None


class _JsonReader:
    """Turns what the JSON library gives into nodes, under the limits of YAML."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self._left = MAX_NODES

    def node(self, value: Any, path: str, depth: int) -> Any:
        place = f"{self.name}: {path}" if path else self.name
        self._left -= 1
        if self._left < 0:
            self.problems.append(problem("too-many-nodes", self.name, limit=MAX_NODES))
            raise _Stop
        if depth > MAX_DEPTH:
            self.problems.append(problem("too-deep", place, limit=MAX_DEPTH))
            raise _Stop
        if isinstance(value, dict):
            return self._map(value, place, path, depth)
        if isinstance(value, list):
            return Seq([self.node(child, f"{path}[{i}]", depth + 1) for i, child in enumerate(value)], place)
        if isinstance(value, bool):
            return Text("true" if value else "false", place, quoted=False)
        if isinstance(value, str):
            text = unicodedata.normalize("NFC", value)
            self.problems.extend(text_problems(text, place))
            return Text(text, place, quoted=value.quoted if isinstance(value, Text) else True)
        return None

    def _map(self, value: dict[str, Any], place: str, path: str, depth: int) -> Map:
        start = f"{path}." if path else ""
        keys_at = {}
        made = {}
        for key, child in value.items():
            # A key is only shown once it is known to hold nothing that must not be.
            faults = list(text_problems(key, place))
            self.problems.extend(faults)
            inner = f"{start}{'…' if faults else name_to_show(key)}"
            keys_at[key] = f"{self.name}: {inner}"
            made[key] = self.node(child, inner, depth + 1)
        return Map(made, place, keys_at)
