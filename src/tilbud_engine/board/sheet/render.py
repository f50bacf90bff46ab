"""From what stands on the sheet to a file: the typesetter, its letters, and the pictures beside it."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from tilbud_engine.errors import InputError, problem
from tilbud_engine.pictures import is_own, picture

Form = Literal["pdf", "png"]
Drawing = Callable[[str, str], "bytes | None"]
"""From a picture's name and the offer that it belongs to, to its file; None where there is none."""

DOTS_PER_INCH = 144.0
SHARED = "words.typ"
"""What every template imports."""

FONTS = ("IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Emoji")

_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_UNUSUAL = re.compile("[^\u0000-\u017f\u0400-\u045f\u2010-\u2026]")
_QUESTION = b"""#set document(title: "?")
#set text(font: ("IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Emoji"))
#json(bytes(sys.inputs.words))
"""


def shipped_drawing(key: str, offer: str) -> bytes | None:  # noqa: ARG001
    """Return a picture that comes with the engine; none of a municipality's own."""
    return None if is_own(key) else picture(key)


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    form: Form = "pdf",
    pictures: Iterable[tuple[str, str]] = (),
    drawing: Drawing = shipped_drawing,
    logo: bytes | None = None,
    code: str = "",
    unknown: str = "□",
) -> bytes:
    """Return a file set from one of the templates; as PNG its first page.

    `unknown` stands in place of letters that the sheet has not.

    Raises InputError where the typesetter is not installed, and for a logo that it cannot read.
    """
    if find_spec("typst") is None:
        raise InputError([problem("extra-missing", "", library="typst", extra="board")])
    with TemporaryDirectory() as made:
        # The typesetter reads nothing outside of this folder, whatever a drawing points at.
        folder = Path(made)
        for name in (template, SHARED):
            (folder / name).write_bytes(files(__package__).joinpath(name).read_bytes())
        beside: dict[str, Any] = {
            "fonts": FONTS,
            "pictures": _laid_out(pictures, drawing, folder),
            "logo": _written(folder, "logo", logo),
            "qr": _written(folder, "qr", _code_drawn(code)) if code else "",
        }
        known = {**_shown(data, unknown), **beside}
        try:
            return _set(folder, template, known, form)
        except InputError:
            # Somebody's own picture may be broken: its word stands alone then, and the sheet is there all the same.
            kept = {key: one for key, one in beside["pictures"].items() if not one["own"]}
            if len(kept) == len(beside["pictures"]):
                raise
            return _set(folder, template, known | {"pictures": kept}, form)


def _set(folder: Path, template: str, data: Mapping[str, Any], form: Form) -> bytes:
    import typst

    (folder / "sheet.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    try:
        if form == "pdf":
            return typst.compile(
                folder / template, root=folder, font_paths=_fonts(), format="pdf", pdf_standards="ua-1"
            )
        # One page gives bytes and several give a list, whatever the types say.
        made: Any = typst.compile(folder / template, root=folder, font_paths=_fonts(), format="png", ppi=DOTS_PER_INCH)
    except RuntimeError as error:
        cause = " ".join(str(error).split())[:120].replace(str(folder), "")
        raise InputError([problem("sheet-not-set", "", cause=cause)]) from None
    return bytes(made[0] if isinstance(made, list) else made)


def _shown(data: Mapping[str, Any], unknown: str) -> Mapping[str, Any]:
    """Return the data with `unknown` in place of what the letters lack: what is read aloud must have none of it.

    Only the typesetter knows which letters it finds together. It is asked until nothing is lacking, a whole script at a
    time, and only where there are words that are not plainly European.
    """
    import typst

    asked = " ".join(sorted({word for word in _strings(data) if _UNUSUAL.search(word)}))
    while asked:
        words = {"words": json.dumps(asked)}
        try:
            typst.compile(_QUESTION, font_paths=_fonts(), sys_inputs=words, format="pdf", pdf_standards="ua-1")
            break
        except RuntimeError as error:
            lacking = _LACKING.search(str(error))
            if lacking is None:
                break
            letters = _letters_like(lacking[1], asked)
            data, asked = _without(data, letters, unknown), letters.sub("", asked)
    return data


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield from data.split()
    elif isinstance(data, Mapping | list | tuple):
        for one in data.values() if isinstance(data, Mapping) else data:
            yield from _strings(one)


def _letters_like(shown: str, text: str) -> re.Pattern[str]:
    """Return what to look for: every letter of the text that is of the same script, or just what was shown."""
    lacking = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: chr(int(found[1], 16)), shown)
    script = unicodedata.name(lacking[0], "").partition(" ")[0]
    if len(lacking) > 1 or lacking.isascii() or not script:
        return re.compile(re.escape(lacking))
    alike = {one for one in text if unicodedata.name(one, "").startswith(script)}
    return re.compile(f"[{''.join(map(re.escape, sorted(alike)))}]+")


def _without(data: Any, letters: re.Pattern[str], unknown: str) -> Any:
    if isinstance(data, str):
        return letters.sub(unknown, data)
    if isinstance(data, Mapping):
        return {key: _without(one, letters, unknown) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_without(one, letters, unknown) for one in data]
    return data


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(files(__package__).joinpath("fonts"))],
    )


def _laid_out(wanted: Iterable[tuple[str, str]], drawing: Drawing, folder: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, offer in dict.fromkeys(wanted):
        raw = drawing(key, offer)
        if raw is not None:
            suffix = Path(key).suffix.lower() if is_own(key) else ".svg"
            name = f"picture{len(found)}{suffix}"
            (folder / name).write_bytes(raw)
            found[f"{key}|{offer}"] = {"name": name, "own": is_own(key)}
    return found


def _written(folder: Path, name: str, raw: bytes | None) -> str:
    """Write a picture whose kind only its first bytes tell; return its file's name, empty without a picture."""
    if raw is None:
        return ""
    suffix = ".png" if raw.startswith(b"\x89PNG") else ".jpg" if raw.startswith(b"\xff\xd8") else ".svg"
    (folder / f"{name}{suffix}").write_bytes(raw)
    return f"{name}{suffix}"


@cache
def _code_drawn(text: str) -> bytes:
    if find_spec("segno") is None:
        raise InputError([problem("extra-missing", "", library="segno", extra="board")])
    import segno

    made = io.BytesIO()
    segno.make(text, error="m").save(made, kind="svg", border=2, scale=4)
    return made.getvalue()
