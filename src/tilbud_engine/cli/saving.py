"""Writing a citizen to a file that `tilbud suggest` reads: YAML with every text in quotes, or JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.case import Statement
from tilbud_engine.reading import Text


def save_citizen(path: Path, document: Mapping[str, Any], remarks: Sequence[str] = ()) -> None:
    """Write the document; only its owner may read the file.

    Raises FileExistsError when there is such a file, and OSError when it cannot be written.
    """
    as_json = path.suffix.lower() == ".json"
    text = _json(document) if as_json else _yaml(document, remarks)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def document_of(
    on: dt.date, ruleset: str | None, says: Sequence[Statement], facts: Mapping[str, Any], **lists: Sequence[str]
) -> dict[str, Any]:
    """Return a citizen as it stands in a file; what is empty is left out."""
    made: dict[str, Any] = {"on": on.isoformat(), "ruleset": ruleset}
    made["says"] = [one.model_dump(exclude_none=True) for one in says]
    made["facts"] = dict(facts)
    made |= {key: list(values) for key, values in lists.items()}
    return {key: value for key, value in made.items() if value}


def _json(document: Mapping[str, Any]) -> str:
    return f"{_scalar(document)}\n"


def _yaml(document: Mapping[str, Any], remarks: Sequence[str]) -> str:
    lines = [f"# {' '.join(one.split())}" for one in remarks]
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            for one in value:
                lines.extend(
                    f"  {'-' if number == 0 else ' '} {name}: {_scalar(text)}"
                    for number, (name, text) in enumerate(one.items())
                )
        elif isinstance(value, dict):
            lines.append(f"{key}:")
            lines.extend(f"  {name}: {_scalar(one)}" for name, one in value.items())
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return "\n".join([*lines, ""])


def _scalar(value: Any) -> str:
    """Return a value as JSON, which YAML reads too; a number keeps the digits it was typed with."""
    if isinstance(value, Text) and not value.quoted:
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {_scalar(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
