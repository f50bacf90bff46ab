"""Files to values: strict YAML and JSON with a place for every piece of text.

Scalars stay text; the declared type of the field decides what they are, so `0573` and `6.10` are right where text is
meant, and `no` or `on` surprise nobody. This is the only module that imports a YAML library.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError
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

from tilbud_engine.errors import InputError, Problem, is_cpr_shaped, nearest, problem

SINCE = "\0since"
"""The field of a model that takes the date of a version; no file can write a key of this name."""

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_TEXT = 10_000

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,9})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Control, soft-hyphen, zero-width, bidirectional and surrogate characters: text that is not what it looks like.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_NULLS = frozenset({"", "~", "null"})

M = TypeVar("M", bound=BaseModel)


class Text(str):
    """A scalar as it was written; `quoted` tells `"34"` from `34`, `since` is the date of its version if it has one."""

    __slots__ = ("place", "quoted", "since")
    place: str
    quoted: bool
    since: dt.date | None

    def __new__(cls, text: str, place: str = "", quoted: bool = True, since: dt.date | None = None) -> Self:
        """Make the text; text that did not come from a file counts as quoted."""
        made = super().__new__(cls, text)
        made.place = place
        made.quoted = quoted
        made.since = since
        return made

    def dated(self, since: dt.date) -> Text:
        """Return the same text as the version of a date."""
        return Text(self, self.place, self.quoted, since)


class Map(dict[str, Any]):
    """A mapping as it was written, with its place and the place of each key."""

    __slots__ = ("keys_at", "place", "since")

    def __init__(
        self,
        values: Mapping[str, Any],
        place: str = "",
        keys_at: dict[str, str] | None = None,
        since: dt.date | None = None,
    ) -> None:
        super().__init__(values)
        self.place = place
        self.keys_at = {} if keys_at is None else keys_at
        self.since = since

    def place_of(self, key: str) -> str:
        """Return where the key stands."""
        return self.keys_at.get(key, self.place)

    def with_values(self, values: Mapping[str, Any]) -> Map:
        """Return the same mapping, in the same place, with other values."""
        return Map(values, self.place, self.keys_at, self.since)

    def dated(self, since: dt.date) -> Map:
        """Return the same mapping as the version of a date."""
        return Map(self, self.place, self.keys_at, since)


class Seq(list[Any]):
    """A list as it was written, with its place."""

    __slots__ = ("place", "since")

    def __init__(self, values: Iterable[Any], place: str = "", since: dt.date | None = None) -> None:
        super().__init__(values)
        self.place = place
        self.since = since

    def with_values(self, values: Iterable[Any]) -> Seq:
        """Return the same list, in the same place, with other values."""
        return Seq(values, self.place, self.since)

    def dated(self, since: dt.date) -> Seq:
        """Return the same list as the version of a date."""
        return Seq(self, self.place, since)


Node = Text | Map | Seq | None


def place_of(node: Any, default: str = "") -> str:
    """Return where a node stands: `file:line` in YAML, `file: path` in JSON."""
    return getattr(node, "place", "") or default


def as_node(value: Any, place: str = "") -> Any:
    """Turn plain Python data into nodes, for documents that were not read from a file."""
    if value is None or isinstance(value, Text | Map | Seq):
        return value
    if isinstance(value, Mapping):
        keys = {str(key): place for key in value}
        return Map({str(key): as_node(child, place) for key, child in value.items()}, place, keys)
    if isinstance(value, list | tuple | set | frozenset):
        return Seq([as_node(child, place) for child in value], place)
    if isinstance(value, bool):
        return Text("true" if value else "false", place, quoted=False)
    return Text(str(value), place, quoted=isinstance(value, str))


def read_path(path: Path, shown: str | None = None) -> Any:
    """Read a YAML or JSON file; `shown` is how the file is called in messages.

    Raises InputError with every problem of the file.
    """
    name = shown or str(path)
    try:
        if path.is_dir():
            raise InputError([problem("file-is-folder", name)])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError([problem("file-missing", name)]) from None
    except (OSError, ValueError):
        raise InputError([problem("file-unreadable", name)]) from None
    return read_json(raw, name) if path.suffix.lower() in (".json", ".jsonl") else read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> Any:
    """Read one YAML document.

    Raises InputError with every problem: no anchors, aliases, tags or second documents; unique keys; at most
    256 KB, 32 levels and 20,000 nodes; only visible characters.
    """
    text = _decoded(raw, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, text, name))
    except yaml.YAMLError:
        builder.problems.append(problem("yaml-syntax", name))
    except _Stop:
        pass
    if builder.problems:
        raise InputError(builder.problems)
    if builder.root is None:
        raise InputError([problem("file-empty", name)])
    return builder.root


def read_json(raw: bytes, name: str) -> Any:
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
                problems.append(problem("duplicate-key", name, name=_shown(key)))
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
    node = _from_json(value, name, "", 0, problems)
    if problems:
        raise InputError(problems)
    if node is None:
        raise InputError([problem("file-empty", name)])
    return node


def decode(model: type[M], node: Any, quote: bool = True, context: Any = None) -> tuple[M | None, list[Problem]]:
    """Check a document against a model: the value, or every problem with its place.

    `quote` says whether offending text may stand in the messages: true for rule and plugin files, never for what a
    person told.
    """
    if not isinstance(node, Mapping):
        return None, [problem("not-a-mapping", place_of(node))]
    try:
        return model.model_validate(node, context=context), []
    except ValidationError as error:
        return None, [_problem_of(one, model, node, quote) for one in error.errors(include_url=False)]


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
    hidden = [
        problem("invisible-character", f"{name}:{number}", character=f"U+{ord(found[0]):04X}")
        for number, line in enumerate(text.split("\n"), 1)
        if (found := _INVISIBLE.search(line))
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

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
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
            self.problems.append(problem("alias", place, text=f"*{event.anchor}"))
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
            self.problems.append(problem("anchor", place, text=f"&{event.anchor}"))
        if event.tag is not None:
            self.problems.append(problem("tag", place, text=event.tag))

    def _scalar(self, event: Any, place: str) -> Text | None:
        text = unicodedata.normalize("NFC", event.value)
        self.problems.extend(text_problems(text, place))
        quoted = bool(event.style)
        return None if not quoted and text in _NULLS else Text(text, place, quoted)

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
            self.problems.append(problem("duplicate-key", place, name=_shown(node), first=box.place_of(node)))
        box.keys_at[str(node)] = place
        self._keys[-1] = node


def text_problems(text: str, place: str) -> Iterator[Problem]:
    """Yield what no text may hold: invisible characters, a CPR number, endless length."""
    if len(text) > MAX_TEXT:
        yield problem("text-too-long", place, limit=MAX_TEXT)
        return
    if found := _INVISIBLE.search(text):
        yield problem("invisible-character", place, character=f"U+{ord(found[0]):04X}")
    if is_cpr_shaped(unicodedata.normalize("NFKC", text)):
        yield problem("cpr-number", place)


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or "\\t" in str(error.problem):
        return problem("tab", f"{name}:{line}")
    return problem("yaml-syntax", f"{name}:{line}", column=mark.column + 1 if mark else 1)


def _from_json(value: Any, name: str, path: str, depth: int, problems: list[Problem]) -> Any:
    place = f"{name}: {path}" if path else name
    if depth > MAX_DEPTH:
        problems.append(problem("too-deep", place, limit=MAX_DEPTH))
        return None
    if isinstance(value, dict):
        start = f"{path}." if path else ""
        keys_at = {}
        made = {}
        for key, child in value.items():
            # A key is only shown once it is known to hold nothing that must not be.
            faults = list(text_problems(key, place))
            problems.extend(faults)
            inner = f"{start}{'?' if faults else _shown(key)}"
            keys_at[key] = f"{name}: {inner}"
            made[key] = _from_json(child, name, inner, depth + 1, problems)
        return Map(made, place, keys_at)
    if isinstance(value, list):
        return Seq(
            [_from_json(child, name, f"{path}[{i}]", depth + 1, problems) for i, child in enumerate(value)],
            place,
        )
    if isinstance(value, bool):
        return Text("true" if value else "false", place, quoted=False)
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        problems.extend(text_problems(text, place))
        return Text(text, place, quoted=value.quoted if isinstance(value, Text) else True)
    return None


# What pydantic calls a fault -> our code, and the kind of value that was expected.
_KINDS = {
    "string_type": "text", "list_type": "list", "tuple_type": "list", "dict_type": "mapping",
    "mapping_type": "mapping", "model_type": "mapping", "model_attributes_type": "mapping",
    "int_type": "int", "bool_type": "bool", "date_type": "date", "frozen_set_type": "list", "set_type": "list",
}  # fmt: skip


def _problem_of(error: Any, model: type[BaseModel], root: Any, quote: bool) -> Problem:
    loc = tuple(error["loc"])
    node, place = _walk(root, loc)
    kind = error["type"]
    if kind == "missing":
        return problem("missing-key", _walk(root, loc[:-1])[1], name=loc[-1])
    if kind == "extra_forbidden":
        fields = _field_names(_model_at(model, loc[:-1]))
        key = str(loc[-1])
        return problem("unknown-key", place, name=_shown(key), nearest=nearest(key, fields), known=", ".join(fields))
    shown = _shown(str(node)) if quote and isinstance(node, str) else None
    if kind in ("literal_error", "enum"):
        expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        close = nearest(str(node), expected.split(", ")) if isinstance(node, str) else None
        code = "bad-choice" if shown else "bad-choice-here"
        return problem(code, place, name=_last_name(loc), text=shown, expected=expected, nearest=close)
    if kind in _KINDS:
        return problem(f"expected-{_KINDS[kind]}", place, name=_last_name(loc))
    context = {key: value for key, value in error.get("ctx", {}).items() if quote or key != "text"}
    if quote or "text" not in error.get("ctx", {}):
        return problem(kind, place, **{"name": _last_name(loc), **context})
    return problem(f"{kind}-here", place, **{"name": _last_name(loc), **context})


def _walk(node: Any, loc: tuple[Any, ...]) -> tuple[Any, str]:
    place = place_of(node)
    for part in loc:
        if isinstance(node, Map) and part in node:
            place = node.place_of(part)
            node = node[part]
        elif isinstance(node, Seq) and isinstance(part, int) and part < len(node):
            node = node[part]
            place = place_of(node, place)
        else:
            break
    return node, place


def _last_name(loc: tuple[Any, ...]) -> str:
    return next((str(part) for part in reversed(loc) if isinstance(part, str)), "")


def _field_names(model: type[BaseModel] | None) -> list[str]:
    return (
        []
        if model is None
        else [alias for name, field in model.model_fields.items() if (alias := field.alias or name) != SINCE]
    )


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel]:
    current = model
    for part in loc:
        for name, field in current.model_fields.items():
            if part in (name, field.alias):
                current = next(_models_in(field.annotation), current)
                break
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _plain(value: object) -> str | None:
    return str(value) if isinstance(value, Text) and not value.quoted else None


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if _plain(value) in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("expected-bool", "true or false", {})


def _whole(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    plain = _plain(value)
    if plain is not None and _WHOLE.fullmatch(plain):
        return int(plain)
    raise PydanticCustomError("expected-int", "a whole number", {})


def _day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and (day := date_of(value)):
        return day
    raise PydanticCustomError("bad-date", "a date", {"text": _shown(str(value))})


def _line(value: Any) -> Any:
    if isinstance(value, str) and value.strip():
        return str(value)
    raise PydanticCustomError("expected-text", "text", {})


def date_of(text: str) -> dt.date | None:
    """Read an ISO date such as `2026-09-01`; None for anything else, also for days that never were."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def whole_of(text: object) -> int | None:
    """Read an unquoted whole number of at most 16 digits; None for anything else."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text
    plain = _plain(text)
    return int(plain) if plain is not None and _WHOLE.fullmatch(plain) else None


def scaled_of(text: object, decimals: int) -> int | None:
    """Read an unquoted number as an integer of its smallest unit: `6.1` with one decimal is 61.

    None for anything else, also for more decimals than there are.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text * 10**decimals
    plain = _plain(text)
    if plain is None or not _NUMBER.fullmatch(plain):
        return None
    whole, _, fraction = plain.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        return None
    sign = -1 if whole.startswith("-") else 1
    return sign * int(whole.lstrip("+-") + fraction.rstrip("0").ljust(decimals, "0"))


def flag_of(text: object) -> bool | None:
    """Read an unquoted `true` or `false`; None for anything else."""
    if isinstance(text, bool):
        return text
    return {"true": True, "false": False}.get(_plain(text) or "")


Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Line = Annotated[str, BeforeValidator(_line)]
