"""Files to values: strict YAML and JSON with a place for every piece of text.

Scalars stay text; the declared type of the field decides what they are, so `0573` and `6.10` are right where text is
meant, and `no` or `on` surprise nobody. This is the only module that imports a YAML library.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

from tilbud_engine.errors import (
    InputError,
    Problem,
    error_codes,
    invisible_in,
    is_cpr_shaped,
    nearest,
    problem,
    shown,
)

SINCE = "\0since"
"""The field of a model that takes the date of a version; no file can write a key of this name."""

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_TEXT = 10_000
_MOST_DECIMALS = 9
WORTH_A_GUESS = 50  # so many problems of a file get a nearest name; it takes time, and by then nobody reads on

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,9})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# What may be shown of a key that a person wrote: something that looks like a name or a date, not like a sentence.
_NAME_LIKE = re.compile(r"[^\W\d_][\w.-]{0,59}|[0-9]{1,4}|[0-9]\.[0-9]{1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
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


def as_node(value: Any, place: str = "", depth: int = 0) -> Any:
    """Turn plain Python data into nodes, for documents that were not read from a file.

    Raises InputError for data that is nested too deep.
    """
    if value is None or isinstance(value, Text | Map | Seq):
        return value
    if depth > MAX_DEPTH:
        raise InputError([problem("too-deep", place, limit=MAX_DEPTH)])
    if isinstance(value, Mapping):
        keys = {str(key): place for key in value}
        return Map({str(key): as_node(child, place, depth + 1) for key, child in value.items()}, place, keys)
    if isinstance(value, list | tuple | set | frozenset):
        return Seq([as_node(child, place, depth + 1) for child in value], place)
    if isinstance(value, bool):
        return Text("true" if value else "false", place, quoted=False)
    if isinstance(value, int) and value.bit_length() > 64:
        return Text("too large", place, quoted=False)  # more digits than any field takes, or than str() writes
    return Text(str(value), place, quoted=isinstance(value, str))


def texts_in(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a document, keys too, with its place."""
    if isinstance(node, Map):
        for key, child in node.items():
            yield key, node.place_of(key) or place
            yield from texts_in(child, node.place_of(key) or place)
    elif isinstance(node, Seq):
        for child in node:
            yield from texts_in(child, place)
    elif isinstance(node, str):
        yield node, place_of(node, place)


def name_to_show(name: str, close: str | None = None) -> str:
    """Return a name that a person wrote as a message may show it; one that may be more than a name is left out."""
    return shown(name, 40) if close or _NAME_LIKE.fullmatch(name) else "…"


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
    cpr_lines = [number for number, line in enumerate(text.split("\n"), 1) if is_cpr_shaped(line)]
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


def decode(model: type[M], node: Any, quote: bool = True, context: Any = None) -> tuple[M | None, list[Problem]]:
    """Check a document against a model: the value, or every problem with its place.

    `quote` says whether offending text may stand in the messages: true for rule and plugin files, never for what a
    person told.
    """
    if not isinstance(node, Mapping):
        return None, [problem("not-a-mapping", place_of(node))]
    try:
        # By the names that files use alone: the names that fields have in Python are ours.
        return model.model_validate(node, context=context, by_alias=True, by_name=False), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, [_problem_of(one, model, node, quote, i < WORTH_A_GUESS) for i, one in enumerate(faults)]


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
        for number, line in enumerate(text.split("\n"), 1)
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
        self.problems.extend(
            one for one in text_problems(text, place) if not (one.code == "cpr-number" and self._told(event))
        )
        quoted = bool(event.style)
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


def text_problems(text: str, place: str) -> Iterator[Problem]:
    """Yield what no text may hold: invisible characters, a CPR number, endless length."""
    if len(text) > MAX_TEXT:
        yield problem("text-too-long", place, limit=MAX_TEXT)
        return
    if found := invisible_in(text):
        yield problem("invisible-character", place, character=found)
    if is_cpr_shaped(text):
        yield problem("cpr-number", place)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    lines = text.rstrip().split("\n")
    if mark and mark.line >= len(lines) and error.context_mark:
        mark = error.context_mark  # Something is not closed: where it begins says more than where the file ends.
    line = min(mark.line + 1, len(lines)) if mark else 1
    written = lines[line - 1]
    if "\t" in written[: len(written) - len(written.lstrip())] or "\\t" in str(error.problem):
        return problem("tab", f"{name}:{line}")
    return problem("yaml-syntax", f"{name}:{line}", column=mark.column + 1 if mark else 1)


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


# What pydantic calls a fault -> our code, and the kind of value that was expected.
_KINDS = {
    "string_type": "text", "list_type": "list", "tuple_type": "list", "dict_type": "mapping",
    "mapping_type": "mapping", "model_type": "mapping", "model_attributes_type": "mapping",
    "int_type": "int", "bool_type": "bool", "date_type": "date", "frozen_set_type": "list", "set_type": "list",
}  # fmt: skip
_LENGTHS = frozenset({"too_long", "too_short"})


def _problem_of(error: Any, model: type[BaseModel], root: Any, quote: bool, guess: bool) -> Problem:
    loc = tuple(error["loc"])
    kind = error["type"]
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    node, place = _walk(root, loc)
    name = _last_name(loc)
    if kind == "missing" and isinstance(loc[-1], str):
        return problem("missing-key", _walk(root, loc[:-1])[1], name=loc[-1])
    if kind == "extra_forbidden":
        fields = _field_names(_model_at(model, loc[:-1]))
        key = str(loc[-1])
        if node is None and " " in key:
            # In braces a comma ends the text, and what follows it looks like a field without a value.
            return problem("text-cut-by-comma", place)
        close = nearest(key, fields) if guess else None
        said = shown(key) if quote else name_to_show(key, close)
        return problem("unknown-key", place, name=said, nearest=close, known=", ".join(fields))
    text = shown(str(node)) if quote and isinstance(node, str) and node else None
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        close = nearest(str(node), expected.split(", ")) if guess and isinstance(node, str) else None
        code = "bad-choice" if text else "bad-choice-here"
        return problem(code, place, name=name, text=text, expected=expected, nearest=close)
    if kind in _LENGTHS or kind == "missing":
        return problem("wrong-length", place, name=name)
    code = f"expected-{_KINDS[kind]}" if kind in _KINDS else kind if kind in error_codes() else "bad-value"
    if "text" in context and not quote:
        code = f"{code}-here"
    written = (text or context.get("text")) if quote else None
    return problem(code, place, **{"name": name, **context, "text": written})


def _walk(node: Any, loc: tuple[Any, ...]) -> tuple[Any, str]:
    place = place_of(node)
    for i, part in enumerate(loc):
        if loc[i + 1 :] == ("[key]",):
            return part, node.place_of(part) if isinstance(node, Map) else place
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
    named = loc[:-2] if loc[-1:] == ("[key]",) else loc
    return next((str(part) for part in reversed(named) if isinstance(part, str)), "")


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


def _decimals(value: Any) -> Any:
    number = _whole(value)
    if not 0 <= number <= _MOST_DECIMALS:
        raise PydanticCustomError("too-many-decimals", "few decimals", {"limit": _MOST_DECIMALS})
    return number


def _day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("expected-date", "a date", {})
    if day := date_of(value):
        return day
    raise PydanticCustomError("bad-date", "a date", {"text": shown(str(value))})


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
        return text * int(10**decimals)
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
Decimals = Annotated[int, BeforeValidator(_decimals)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Line = Annotated[str, BeforeValidator(_line)]
