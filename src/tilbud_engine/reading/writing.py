"""Plain values as the YAML text of the house: what `files` reads back is what was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from tilbud_engine.reading.nodes import Text
from tilbud_engine.reading.scalars import date_of, flag_of, number_of, whole_of

_WIDTH = 118
_SHORT = 88
_LONG = 96


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, and no anchor is ever written: strict reading refuses them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  (PyYAML calls it so)
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (the same)
        return True


def _short(value: Any) -> bool:
    """Tell whether a list or mapping stands well on one line."""
    inside = value.values() if isinstance(value, Mapping) else value
    plain = not any(isinstance(one, Mapping | list | tuple) for one in inside)
    return plain and len(str(value)) <= _SHORT and not any("\n" in str(one) for one in inside)


def _list(dumper: yaml.SafeDumper, value: Any) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=_short(value))


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    folded = len(value) > _LONG and "\n" not in value and value == " ".join(value.split())
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if folded else None)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(tuple, _list)
_Dumper.add_representer(str, _text)


def to_yaml(document: Mapping[str, Any]) -> str:
    """Return plain values (mappings, lists, texts, numbers, yes/no, dates) as YAML text, keys in their own order.

    A long text is folded over several lines; a short list stands on one.
    """
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )


def plain(node: Any) -> Any:
    """Return what was read as plain values; what stands unquoted becomes the number, date or yes/no that it is."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [plain(one) for one in node]
    if not isinstance(node, str):
        return node
    if not isinstance(node, Text) or node.quoted:
        return str(node)
    read = (flag_of(node), whole_of(node), number_of(node), date_of(node))
    return next((one for one in read if one is not None), str(node))
