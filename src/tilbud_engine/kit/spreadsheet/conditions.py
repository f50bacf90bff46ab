"""A condition in one cell: on one line in the language of rules, and in words."""

from __future__ import annotations

import json
import re
from typing import Any

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.reading import Map, Seq, Text, read_bytes
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.vocabulary import Vocabulary

_SAFE = re.compile(r"[$\wæøåÆØÅ][\wæøåÆØÅ. -]*(?<! )")
_TYPED = re.compile(r"[-+]?[0-9][0-9_.eE]*|true|false|null|", re.IGNORECASE)


def one_line(node: Any) -> str:
    """Return a condition as it was written, on one line; what is read from it again is the same."""
    if isinstance(node, dict):
        return f"{{{', '.join(f'{_text(key)}: {one_line(value)}' for key, value in node.items())}}}"
    if isinstance(node, list | tuple):
        return f"[{', '.join(map(one_line, node))}]"
    if isinstance(node, Text):
        return _text(node)
    return json.dumps(node, ensure_ascii=False, default=str)


def _text(text: str) -> str:
    quoted = getattr(text, "quoted", False)
    typed = _TYPED.fullmatch(text) is not None
    if typed:
        return json.dumps(str(text)) if quoted else str(text)
    return str(text) if _SAFE.fullmatch(text) else json.dumps(str(text), ensure_ascii=False)


def read_rule(text: str, place: str, vocabulary: Vocabulary) -> tuple[Any, list[Problem]]:
    """Read the condition of a cell; every problem stands at the place of the cell."""
    try:
        node = at_place(read_bytes(text.encode(), place), place)
    except InputError as error:
        return None, [problem(one.code, place, **one.values) for one in error.problems]
    condition, faults = parse_condition(node, vocabulary)
    del condition
    return node, faults


def at_place(node: Any, place: str) -> Any:
    """Return a document with everything in it at one place."""
    if isinstance(node, Map):
        keys = dict.fromkeys(node, place)
        return Map({key: at_place(value, place) for key, value in node.items()}, place, keys)
    if isinstance(node, Seq):
        return Seq([at_place(one, place) for one in node], place)
    return Text(str(node), place, node.quoted) if isinstance(node, Text) else node
