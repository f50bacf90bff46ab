"""What `tilbud plugin check --fix` mends by itself: how a file is written, never what it says.

After each step the file is read again; a step that would change what it says, or lose a comment, is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from tilbud_engine.errors import InputError
from tilbud_engine.offers import Offer
from tilbud_engine.plugins.finding import Found, find_folders, own_file
from tilbud_engine.reading import SINCE, read_bytes
from tilbud_engine.reading.ordering import Order, reordered
from tilbud_engine.reading.rewriting import relaid, same_meaning
from tilbud_engine.scenarios import FOLDER, scenario_files
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import VocabularyDocument

_TAB_WIDTHS = (2, 4)
_MARK = "\ufeff"
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file as it should be written; `changes` says what was mended, in the order in which it was."""

    text: str
    changes: tuple[str, ...] = ()


def fixed(raw: bytes, order: Order | None = None) -> Fixed | None:
    """Return a YAML file well written; None for one that nobody can read, which is left alone.

    The changes are `bom`, `line-ends`, `tabs`, `blanks`, `order` and `layout`.
    Raises InputError (`extra-missing`) where the library that keeps comments is not installed.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    changes: list[str] = []
    text = _taken(text, text.removeprefix(_MARK), "bom", changes)
    text = _taken(text, text.replace("\r\n", "\n").replace("\r", "\n"), "line-ends", changes)
    if "\t" in text and _read(text) is None:
        made = _without_tabs(text)
        if made is None:
            return None
        text = _taken(text, made, "tabs", changes)
    document = _read(text)
    if document is None:
        return None
    steps: list[tuple[str, Callable[[str], str]]] = [("blanks", _without_blanks)]
    if order is not None:
        steps.append(("order", lambda text: reordered(text, order)))
    steps.append(("layout", relaid))
    for name, step in steps:
        made = _stepped(step, text)
        if same_meaning(document, _read(made)) and _comments(made) == _comments(text):
            text = _taken(text, made, name, changes)
    return Fixed(text, tuple(changes))


def fix_folders(folders: Iterable[Path], settings: Settings) -> Iterator[tuple[str, Fixed]]:
    """Mend the plugins of folders; yields each file that changed, by how it is called, and what was mended."""
    found, _ = find_folders([one for one in folders if one.is_dir()], settings)
    for one in found:
        yield from fix_plugin(one)


def fix_plugin(found: Found) -> Iterator[tuple[str, Fixed]]:
    """Mend the YAML files of a plugin's folder where they stand; yields each that changed, by how it is called."""
    for file, called, order in _files_of(found):
        raw = file.read_bytes()
        made = fixed(raw, order)
        if made is not None and made.changes:
            file.write_text(made.text, encoding="utf-8", newline="\n")
            yield called, made


def _files_of(found: Found) -> Iterator[tuple[Path, str, Order | None]]:
    for name, order in (("offer.yaml", OFFER_ORDER), ("vocabulary.yaml", VOCABULARY_ORDER)):
        file, _ = own_file(found, name)
        if file is not None:
            yield file, f"{found.shown}/{name}", order
    for one in scenario_files(found.root) if found.root is not None else ():
        name = f"{FOLDER}/{one.name}"
        file, _ = own_file(found, name)
        if file is not None and file.suffix.lower() != ".json":
            yield file, f"{found.shown}/{name}", None


def _taken(text: str, made: str, name: str, changes: list[str]) -> str:
    if made != text:
        changes.append(name)
    return made


def _read(text: str) -> Any:
    try:
        return read_bytes(text.encode(), "")
    except InputError:
        return None


def _stepped(step: Callable[[str], str], text: str) -> str:
    """Return the text after a step; as it is where the library that keeps comments is stricter than our own reading."""
    try:
        return step(text)
    except InputError as error:
        if any(one.code != "yaml-syntax" for one in error.problems):
            raise
        return text


def _comments(text: str) -> list[str]:
    """Return all that may be a comment, in any order; a text that holds a `#` counts too, which does no harm."""
    return sorted(found.rstrip() for found in _COMMENT.findall(text))


# --- the steps ---------------------------------------------------------------------------------------------------


def _without_tabs(text: str) -> str | None:
    """Return the text indented with spaces; None where the width of a tab decides what it says."""
    found = []
    for width in _TAB_WIDTHS:
        made = "\n".join(_with_spaces(line, width) for line in text.split("\n"))
        document = _read(made)
        if document is not None:
            found.append((made, document))
    if not found or not all(same_meaning(found[0][1], document) for _, document in found):
        return None
    return found[0][0]


def _with_spaces(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return indent.replace("\t", " " * width) + line[len(indent) :]


def _without_blanks(text: str) -> str:
    lines = [line.rstrip(" \t") for line in text.split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


# --- the order of the models -------------------------------------------------------------------------------------


def order_of(model: type[BaseModel]) -> Order:
    """Return the order of a model's fields under their names in files, each English text behind its Danish one."""
    names: list[str] = []
    below: dict[str, Order] = {}
    for name, field in model.model_fields.items():
        written = field.alias or name
        if written != SINCE:
            names.append(written)
            inner = _order_in(field.annotation)
            if inner is not None:
                below[written] = inner
    place = {name: number for number, name in enumerate(names)}
    names.sort(key=lambda name: (place.get(name.removesuffix("_en"), place[name]), name.endswith("_en")))
    return Order(tuple(names), below)


def _order_in(annotation: Any) -> Order | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return order_of(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = _order_in(inner[1])
        return None if each is None else Order(each=each)
    if isinstance(origin, type) and issubclass(origin, tuple | list):
        return None  # The items of a list stand behind dashes and stay as they are.
    return next((found for one in inner if (found := _order_in(one)) is not None), None)


OFFER_ORDER = order_of(Offer)
VOCABULARY_ORDER = order_of(VocabularyDocument)
