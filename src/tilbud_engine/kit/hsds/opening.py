"""A file of HSDS services, as directories really write them: what they left empty or wrote wrong is left out, told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tilbud_engine.errors import InputError, Problem, problem, shown
from tilbud_engine.kit.hsds.objects import Service

MOST_BYTES = 32 * 1024 * 1024
_MOST_DEPTH = 64
_MOST_ROUNDS = 4
_NEEDED = frozenset({"id", "name", "status"})


def open_services(file: Path) -> tuple[list[tuple[Service, str]], list[Problem]]:
    """Read the services of a page, a list or one service, each with its place; and remarks on what was left out.

    Raises InputError for a file that holds no services, and for a service without what HSDS asks of every one.
    """
    found = _listed(_document(file))
    if not found:
        raise InputError([problem("hsds-no-services", str(file))])
    services: list[tuple[Service, str]] = []
    faults: list[Problem] = []
    remarks: list[Problem] = []
    for where, document in found:
        place = f"{file}: {where}"
        service, told = _service(_filled(document), place)
        if service is None:
            faults += told
        else:
            services.append((service, place))
            remarks += told
    if faults:
        raise InputError(faults)
    return services, remarks


def _service(document: Any, place: str) -> tuple[Service | None, list[Problem]]:
    """Return a service, and remarks on the parts that were left out; or None, and what is wrong with it."""
    remarks: list[Problem] = []
    for _ in range(_MOST_ROUNDS):
        try:
            return Service.model_validate(document), remarks
        except ValidationError as error:
            faults = error.errors(include_url=False)
        wrong = [one for one in faults if not one["loc"] or one["loc"][0] in _NEEDED]
        if wrong:
            return None, [_fault(one, place) for one in wrong]
        # From the last to the first, so that the places in a list stay what they are.
        for part in reversed(dict.fromkeys(map(_part, faults))):
            remarks.append(problem("hsds-field-left-out", ".".join([place, *map(str, part)])))
            document = _without(document, part)
    return None, [problem("hsds-field-wrong", place)]


def _fault(error: Any, place: str) -> Problem:
    code = "hsds-field-missing" if error["type"] == "missing" else "hsds-field-wrong"
    return problem(code, ".".join([place, *map(str, error["loc"])]))


def _part(error: Any) -> tuple[Any, ...]:
    """Return what has to go: an item of a list, or a whole field."""
    loc: tuple[Any, ...] = error["loc"]
    return loc[:2] if len(loc) > 1 and isinstance(loc[1], int) else loc[:1]


def _without(document: dict[str, Any], part: tuple[Any, ...]) -> dict[str, Any]:
    """Return the document without an item of a list, or without the field."""
    name, value = part[0], document.get(part[0])
    if len(part) > 1 and isinstance(value, list) and isinstance(part[1], int):
        return {**document, name: [one for number, one in enumerate(value) if number != part[1]]}
    return {key: one for key, one in document.items() if key != name}


def _listed(document: Any) -> list[tuple[str, Any]]:
    """Return the services in a document, each with where it stands: in a page, a list, or by itself."""
    for name in ("contents", "services"):
        if isinstance(document, Mapping) and isinstance(document.get(name), list):
            return [(f"{name}.{number}", one) for number, one in enumerate(document[name])]
    if isinstance(document, list):
        return [(str(number), one) for number, one in enumerate(document)]
    return [("service", document)] if isinstance(document, Mapping) and "name" in document else []


def _filled(document: Any) -> Any:
    """Leave out what is null or empty: many directories write every field."""
    if isinstance(document, Mapping):
        return {key: made for key, value in document.items() if (made := _filled(value)) not in (None, "")}
    return [_filled(one) for one in document if one is not None] if isinstance(document, list) else document


def _document(file: Path) -> Any:
    """Read JSON of the size that a directory may have, which is beyond what a rule file may be."""
    if file.is_dir():
        raise InputError([problem("file-is-folder", str(file))])
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([problem("file-missing", str(file))]) from None
    except (OSError, ValueError):
        raise InputError([problem("file-unreadable", str(file))]) from None
    if len(raw) > MOST_BYTES:
        raise InputError([problem("file-too-large", str(file), limit=MOST_BYTES // 1024)])
    try:
        document = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_pairs)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError([problem("not-utf8", f"{file}:{line}")]) from None
    except json.JSONDecodeError as error:
        raise InputError([problem("json-syntax", f"{file}:{error.lineno}", column=error.colno)]) from None
    except RecursionError:
        raise InputError([problem("too-deep", str(file), limit=_MOST_DEPTH)]) from None
    except _Twice as error:
        raise InputError([problem("json-key-twice", str(file), name=shown(error.args[0]))]) from None
    except ValueError:
        raise InputError([problem("json-number-too-long", str(file))]) from None
    if _is_deeper(document, _MOST_DEPTH):
        raise InputError([problem("too-deep", str(file), limit=_MOST_DEPTH)])
    return document


class _Twice(Exception):
    """A key that an object has twice: one of the two values would be lost."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return made


def _is_deeper(document: Any, limit: int) -> bool:
    """Tell whether there are more levels than that; looked at level by level, so that no depth ends the program."""
    level = [document] if _is_box(document) else []
    for _ in range(limit):
        parts = (part for one in level for part in (one.values() if isinstance(one, dict) else one))
        level = [part for part in parts if _is_box(part)]
    return bool(level)


def _is_box(part: Any) -> bool:
    return isinstance(part, dict | list)
