"""A card that can be seen: as a page with its two sides, and as a picture of the size of a playing card.

Nothing that an author wrote is ever read as markup: the page escapes it, and the typesetter gets it as data.
"""

from __future__ import annotations

import base64
import html
import json
import struct
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tilbud_engine.errors import InputError, Language, problem
from tilbud_engine.pictures import is_own, picture
from tilbud_engine.rules.wording import words

WIDTH_MM, HEIGHT_MM, DPI = 85, 55, 300
"""The size of the drawn card: that of a bank card, sharp enough for paper."""

_INK = "#1f2d3a"
_FORMATS = {".svg": ("svg", "image/svg+xml"), ".png": ("png", "image/png")}
_JPEG = ("jpg", "image/jpeg")
_APPOINTMENT_PICTOGRAM = "calendar-blank"
_LONG_WORD = 15
_PNG_HEAD = 8 + 25
"""The signature and the first chunk of a PNG file, behind which others may stand."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a citizen sees of a card. `lines` are label and text for its back; `lasts` goes without a label.

    `drawing` is the file of its picture, None where there is none: then the word stands alone.
    """

    offer: str
    word: str
    text: str
    alt: str
    pictogram: str
    drawing: bytes | None = None
    status: str = "running"
    entitlement: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    language: Language = "da"

    @property
    def format(self) -> tuple[str, str]:
        """The suffix of the picture's file, and its media type."""
        return _FORMATS.get(Path(self.pictogram).suffix.lower(), _JPEG) if is_own(self.pictogram) else _FORMATS[".svg"]


def drawing_of(pictogram: str, folder: Path | None) -> bytes | None:
    """Return the file of a card's picture; None where it is not there."""
    return picture(pictogram, folder)


def appointment(face: Face) -> Face:
    """Return the card as paper shows it when it is nobody's business: an appointment without particulars."""
    return replace(
        Face(face.offer, "", "", "", _APPOINTMENT_PICTOGRAM, language=face.language),
        word=words("appointment", face.language),
        alt=words("appointment-alt", face.language),
        drawing=picture(_APPOINTMENT_PICTOGRAM),
    )


def label(key: str, language: Language) -> str:
    """Return one of the card's own words."""
    return str(_texts()[key][language])


# --- the page -----------------------------------------------------------------------------------------------------


def card_page(faces: Iterable[Face], language: Language) -> str:
    """Return a page with the front and the back of each card: self-contained, with no address to fetch from."""
    shown = list(faces)
    title = ", ".join(face.word for face in shown)
    return _template("card.html").format(
        lang=language,
        title=html.escape(label("title", language).format(word=title)),
        cards="\n".join(_card(face) for face in shown),
    )


def _card(face: Face) -> str:
    front, back = (html.escape(label(side, face.language)) for side in ("front", "back"))
    word = html.escape(face.word)
    status = f'\n    <p class="status">{html.escape(label(face.status, face.language))}</p>' if _marked(face) else ""
    lines = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in face.lines)
    text = f'\n    <p class="text">{html.escape(face.text)}</p>' if face.text else ""
    promise = f'\n    <p class="promise">{html.escape(face.entitlement)}</p>' if face.entitlement else ""
    details = f"\n    <dl>{lines}</dl>" if lines else ""
    note = html.escape(label("note", face.language))
    size = ' class="long"' if max(map(len, face.word.split()), default=0) > _LONG_WORD else ""
    return (
        f'<article class="pair" aria-label="{word}">\n'
        f'  <section class="card front" aria-label="{front}">\n'
        f'    <div class="picture">{_image(face)}</div>\n    <h2{size}>{word}</h2>{status}\n  </section>\n'
        f'  <section class="card back" aria-label="{back}">\n    <h3>{word}</h3>{text}{promise}{details}\n'
        f'    <p class="note">{note}</p>\n  </section>\n</article>'
    )


def _image(face: Face) -> str:
    alt = html.escape(face.alt, quote=True)
    if face.drawing is None:
        return f'<p class="alt">{alt}</p>' if alt else ""
    if not is_own(face.pictogram):
        # Drawn by the page itself, so that it takes the page's colour; the file is our own.
        drawing = face.drawing.decode("utf-8")
        return drawing.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
    # An author's own drawing could hold a script; within an image none of it runs.
    data = base64.b64encode(face.drawing).decode("ascii")
    return f'<img src="data:{face.format[1]};base64,{data}" alt="{alt}">'


# --- the picture --------------------------------------------------------------------------------------------------


def card_png(face: Face) -> bytes:
    """Return the card as a picture in PNG, 85 by 55 mm at 300 dots an inch, with its words inside for readers aloud.

    Raises InputError where the typesetter is not installed, and for a picture that it cannot read.
    """
    try:
        import typst
    except ImportError:
        raise InputError([problem("extra-missing", "", library="typst", extra="kit")]) from None
    data: dict[str, Any] = {
        "word": face.word,
        "text": face.text,
        "status": label(face.status, face.language) if _marked(face) else "",
        "picture": "",
        "lang": face.language,
        "own": is_own(face.pictogram),
    }
    with TemporaryDirectory() as folder:
        # The typesetter reads nothing outside of this folder, whatever a drawing points at.
        main = Path(folder) / "card.typ"
        main.write_text(_template("card.typ"), encoding="utf-8")
        if face.drawing is not None:
            data["picture"] = f"picture.{face.format[0]}"
            own = is_own(face.pictogram)
            drawing = face.drawing if own else face.drawing.replace(b"currentColor", _INK.encode())
            (main.parent / data["picture"]).write_bytes(drawing)
        try:
            made = typst.compile(
                main,
                root=main.parent,
                format="png",
                ppi=float(DPI),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data)},
            )
        except RuntimeError as error:
            cause = " ".join(str(error).split())[:120].replace(folder, "")
            raise InputError([problem("card-not-drawn", face.offer, cause=cause)]) from None
    spoken = ". ".join(part for part in (face.word, face.text, face.alt) if part)
    return _with_description(made, spoken)


def _with_description(png: bytes, text: str) -> bytes:
    """Return the picture with a description inside, as the format has it (an `iTXt` chunk)."""
    body = b"iTXt" + b"Description\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:_PNG_HEAD] + chunk + png[_PNG_HEAD:]


def _marked(face: Face) -> bool:
    return face.status in ("idea", "trial")


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("card_texts.toml").read_text(encoding="utf-8"))
