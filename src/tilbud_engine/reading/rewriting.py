"""Changing YAML text that somebody wrote: only what must change does, and every comment stays where it was.

Scalars are text here too, as in strict reading: `0573` and `no` are written back as they stood.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tilbud_engine.errors import InputError, problem
from tilbud_engine.reading.nodes import Map, Seq, Text

KeyPath = tuple[str | int, ...]

WIDTH = 120
"""So many characters stand on a line at most."""

_STEP = 2
_SHORT = 88
_LONG = 96
_PLAIN = re.compile(r"[A-Za-zÆØÅæøå][\wæøåÆØÅ ,.()§/$-]*(?<! )")
_YES_OR_NO = frozenset({"yes", "no", "on", "off", "y", "n"})
_TYPED = re.compile(r"[-+]?[0-9][0-9_.eE]*|true|false|null|~|")


def rewritten(text: str, changes: Mapping[KeyPath, Any], order: Sequence[str] = ()) -> str:
    """Return YAML text with some values changed: a path of keys and indexes to a plain value.

    `None` takes the key or the item away. A path that is not there is added, an index past the end of a list at its
    end; a new key of the document stands where `order` has it, else last. Everything else stays as it is written.

    Raises InputError (`extra-missing`, or `yaml-syntax` for text that strict reading would refuse too).
    """
    for path, value in changes.items():
        text = _changed(text, path, value, order)
    return text


def relaid(text: str) -> str:
    """Return the text with even indentation and no quotation marks where none are needed.

    Raises InputError as `rewritten` does.
    """
    yaml = _yaml()
    from ruamel.yaml.error import YAMLError

    try:
        document = yaml.load(text)
    except YAMLError as error:
        raise _unreadable(error) from None
    written = io.StringIO()
    yaml.dump(_unquoted(document), written)
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def same_meaning(one: Any, other: Any) -> bool:
    """Tell whether two documents that were read say the same; the order of keys and idle quotes say nothing."""
    if isinstance(one, Map) and isinstance(other, Map):
        return set(one) == set(other) and all(same_meaning(value, other[key]) for key, value in one.items())
    if isinstance(one, Seq) and isinstance(other, Seq):
        return len(one) == len(other) and all(map(same_meaning, one, other))
    if isinstance(one, Text) and isinstance(other, Text):
        return str(one) == str(other) and (one.quoted == other.quoted or not _TYPED.fullmatch(one))
    return one is None and other is None


# --- one change --------------------------------------------------------------------------------------------------


def _changed(text: str, path: KeyPath, value: Any, order: Sequence[str]) -> str:
    root = compose(text)
    if root is None:
        return text if value is None else f"{text}{_dumped(_inside(path, value))}"
    box, depth = deepest(root, path)
    rest = path[depth:]
    if not rest:
        parent, key = deepest(root, path[:-1])[0], path[-1]
        return _replaced(text, parent, key, value)
    if value is None:
        return text
    value = _inside(rest[1:], value)
    if box.id == "scalar":  # What is no box becomes one.
        return _changed(text, path[:depth], _inside(rest[:1], value), order)
    return _added(text, box, rest[0], value, order if not path[:depth] else ())


def _inside(path: KeyPath, value: Any) -> Any:
    """Return a value within new mappings and lists, as a path leads to it."""
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def deepest(root: Any, path: KeyPath) -> tuple[Any, int]:
    """Return the node that stands on the path, as far as there is one, and how many steps lead to it."""
    node = root
    for depth, step in enumerate(path):
        inner = _child(node, step)
        if inner is None:
            return node, depth
        node = inner[1]
    return node, len(path)


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Return the node below, with the node of its key; an item of a list has itself for a key."""
    if node.id == "mapping":
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if node.id == "sequence" and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _replaced(text: str, parent: Any, step: str | int, value: Any) -> str:
    child = _child(parent, step)
    if child is None:
        return text
    if parent.flow_style:
        return _spliced(text, parent, _one_line(_with(_plain(parent), step, value)))
    key, node = child
    lines = text.splitlines(keepends=True)
    first, last = line_of(key.start_mark), last_line(node)
    if value is None:
        if len(parent.value) == 1:
            return _spliced(text, parent, "{}" if parent.id == "mapping" else "[]")
        dash = lines[first][: key.start_mark.column]
        if parent.id == "mapping" and dash.strip():  # The first key of an item of a list stands behind its dash.
            after = line_of(parent.value[1][0].start_mark)
            lines[after] = dash + lines[after][len(dash) :]
        return "".join([*lines[:first], *lines[last + 1 :]])
    inline = node.id == "scalar" or node.flow_style
    if inline and not _is_block(node) and node.start_mark.index < node.end_mark.index:
        return _spliced(text, node, _scalar_or_flow(value, key.start_mark.column + _STEP, _tail(text, node)))
    head = lines[first][: key.start_mark.column]
    written = _entry(key.value, value) if parent.id == "mapping" else _entry(None, value)
    if parent.id == "sequence":
        head = head[: head.rstrip().rfind("-")]
    return "".join([*lines[:first], *_indented(written, head), *lines[last + 1 :]])


def _added(text: str, box: Any, step: str | int, value: Any, order: Sequence[str]) -> str:
    if box.flow_style or not box.value:
        whole = _with(_plain(box), step, value)
        return _spliced(text, box, _one_line(whole))
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    after = box.value[-1]
    first = box.value[0]
    if box.id == "mapping":
        known = [key.value for key, _ in box.value]
        if step in order:
            before = [name for name in order[: order.index(str(step))] if name in known]
            after = next((one for one in reversed(box.value) if one[0].value in before[-1:]), after)
        start, node, written = first[0].start_mark, after[1], _entry(str(step), value)
        head = " " * start.column
    else:
        start, node, written = first.start_mark, after, _entry(None, value)
        dash = lines[line_of(start)][: start.column].rstrip()
        head = " " * (len(dash) - 1)
    at = last_line(node) + 1
    return "".join([*lines[:at], *_indented(written, head), *lines[at:]])


def _spliced(text: str, node: Any, written: str) -> str:
    end = node.end_mark.index
    if node.id != "scalar" and not node.flow_style:
        end = _ends(text)[last_line(node)]
        lead = text[: node.start_mark.index].rstrip()
        return f"{lead} {written}{text[end:]}"
    return text[: node.start_mark.index] + written + text[end:]


def _tail(text: str, node: Any) -> str:
    return text[node.end_mark.index :].partition("\n")[0].strip()


def _scalar_or_flow(value: Any, column: int, tail: str) -> str:
    """Return a value as it may stand behind a colon; what needs lines of its own only where nothing follows."""
    written = _entry("x", value).removeprefix("x:")
    if "\n" not in written.strip("\n"):
        return written.strip()
    if tail or isinstance(value, Mapping | list | tuple):
        return _one_line(value)
    header, *below = written.strip("\n").split("\n")
    return "\n".join([header.strip(), *(f"{' ' * (column - _STEP)}{line}" if line else "" for line in below)])


def _entry(key: str | None, value: Any) -> str:
    if key is not None:
        return _dumped({key: value})
    return _dumped([value], block=True)


def _indented(written: str, head: str) -> Iterator[str]:
    blank = " " * len(head)
    body = written.rstrip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    for number, line in enumerate(body):
        start = (head if number == 0 else blank) if line.strip() else ""
        yield f"{start}{line[margin:]}\n"


def _one_line(value: Any) -> str:
    return _dumped({"": value}, flow=True).partition(":")[2].strip()


def _with(plain: Any, step: str | int, value: Any) -> Any:
    """Return a mapping or a list with one of its values changed, added or taken away."""
    if isinstance(step, str) or isinstance(plain, dict):
        made = dict(plain) if isinstance(plain, dict) else {}
        made[str(step)] = value
        return {key: one for key, one in made.items() if one is not None or key != str(step)}
    listed = list(plain)
    listed[step : step + 1] = [] if value is None else [value]
    return listed


def _plain(node: Any) -> Any:
    """Return what a node says as plain values that are written back as they stood."""
    if node.id == "mapping":
        return {key.value: _plain(value) for key, value in node.value}
    if node.id == "sequence":
        return [_plain(one) for one in node.value]
    return Text(node.value, quoted=bool(node.style))


# --- nodes and their lines ---------------------------------------------------------------------------------------


def _is_block(node: Any) -> bool:
    return node.id == "scalar" and node.style in ("|", ">")


def line_of(mark: Any) -> int:
    """Return the line of a mark, the first is 0."""
    return int(mark.line)


def last_line(node: Any) -> int:
    """Return the last line on which something of the node stands."""
    if node.id != "scalar" and not node.flow_style and node.value:
        last = node.value[-1]
        return last_line(last[1] if node.id == "mapping" else last)
    if _is_block(node):
        written = str(node.start_mark.buffer[node.start_mark.index : node.end_mark.index]).rstrip()
        return line_of(node.start_mark) + written.count("\n")
    return line_of(node.end_mark)


def _ends(text: str) -> list[int]:
    """Return where each line ends, without what ends it."""
    ends, at = [], 0
    for line in text.splitlines(keepends=True):
        ends.append(at + len(line.rstrip("\r\n")))
        at += len(line)
    return ends


# --- the library -------------------------------------------------------------------------------------------------


def compose(text: str) -> Any:
    """Return the tree of a document with its places; None for no document.

    Raises InputError as `rewritten` does.
    """
    yaml = _yaml()
    from ruamel.yaml.error import YAMLError

    try:
        return yaml.compose(text)
    except YAMLError as error:
        raise _unreadable(error) from None


def _unreadable(error: Any) -> InputError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    column = mark.column + 1 if mark else 1
    return InputError([problem("yaml-syntax", f":{mark.line + 1}" if mark else "", column=column)])


def _yaml() -> Any:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.resolver import VersionedResolver
        from ruamel.yaml.tag import Tag
    except ImportError:
        raise InputError([problem("extra-missing", library="ruamel.yaml", extra="kit")]) from None

    class AllText(VersionedResolver):
        """Every scalar is text: its field decides what it means."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:  # noqa: ARG002  (the library calls it so)
            name = {"ScalarNode": "str", "SequenceNode": "seq", "MappingNode": "map"}[kind.__name__]
            return Tag(suffix=f"tag:yaml.org,2002:{name}")

    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = AllText
    yaml.preserve_quotes = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.indent(mapping=_STEP, sequence=2 * _STEP, offset=_STEP)
    return yaml


def _dumped(value: Any, flow: bool = False, block: bool = False) -> str:
    """Return plain values as text: short lists on one line, with `flow` everything, with `block` not the outermost."""
    yaml = _yaml()
    if flow:
        yaml.width = 1_000_000
    written = io.StringIO()
    styled = _styled(value, inside_flow=False, flow=flow)
    if block:
        styled.fa.set_block_style()
    yaml.dump(styled, written)
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _styled(value: Any, inside_flow: bool, flow: bool = False) -> Any:
    """Return a value as the library writes it the way the house does."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

    if isinstance(value, Mapping):
        short = inside_flow or not value or flow
        made = CommentedMap((str(key), _styled(one, short, flow)) for key, one in value.items())
        return _flow(made) if inside_flow or not value else made
    if isinstance(value, list | tuple):
        short = inside_flow or _is_short(value)
        listed = CommentedSeq(_styled(one, short, flow) for one in value)
        return _flow(listed) if short else listed
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return value.isoformat() if hasattr(value, "isoformat") else str(value)
    if not getattr(value, "quoted", True):
        return str(value)
    # The library would write a question mark or a colon in front of a text bare within brackets; reading refuses it.
    if _TYPED.fullmatch(value) or ": " in value or " #" in value or value.startswith(("?", ":")):
        return DoubleQuotedScalarString(value)
    long = len(value) > _LONG and not inside_flow and value == " ".join(value.split())
    return FoldedScalarString(value) if long else str(value)


def _flow(made: Any) -> Any:
    made.fa.set_flow_style()
    return made


def _is_short(value: Any) -> bool:
    plain = not any(isinstance(one, Mapping | list | tuple) for one in value)
    return plain and len(str(value)) <= _SHORT and not any("\n" in str(one) for one in value)


def _unquoted(node: Any) -> Any:
    """Return the document with plain text where quotation marks say nothing."""
    if isinstance(node, dict):
        for key, value in node.items():
            node[key] = _unquoted(value)
    elif isinstance(node, list):
        for at, value in enumerate(node):
            node[at] = _unquoted(value)
    elif type(node).__name__ in ("DoubleQuotedScalarString", "SingleQuotedScalarString"):
        from ruamel.yaml.scalarstring import PlainScalarString  # a bare text would take the marks of the one before it

        return PlainScalarString(node) if _reads_plainly(str(node)) else node
    return node


def _reads_plainly(text: str) -> bool:
    """Tell whether text means the same without quotation marks, and is not taken for a number or a yes by people."""
    return _PLAIN.fullmatch(text) is not None and not _TYPED.fullmatch(text) and text.lower() not in _YES_OR_NO
