"""The pictures of the cards: by name from those that come with the engine, or a file of the offer's own folder.

A picture never stands without its word; where it is missing, the word and the alternative text stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from tilbud_engine.reading import Map, read_bytes

OWN_FORMATS = (".svg", ".png", ".jpg", ".jpeg")
"""What a municipality's own picture may be."""

MAX_PICTURE_BYTES = 5 * 1024 * 1024
"""So large is a municipality's own picture at most."""

MAX_PICTURE_SIDE = 6000
"""So many dots wide and high it is at most: a small file may hold a picture that fills all memory."""

_PNG_START = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_JPEG_START = b"\xff\xd8"
_JPEG_SIZES = {0xC0 + number for number in range(16)} - {0xC4, 0xC8, 0xCC}
"""The marks behind which a JPEG file tells its height and width."""


@dataclass(frozen=True, slots=True)
class Pictogram:
    """A picture that comes with the engine, and what it shows."""

    key: str
    shows: str
    shows_en: str


@cache
def pictograms() -> dict[str, Pictogram]:
    """Return the pictures that come with the engine, by name."""
    folder = files("tilbud_engine.pictures")
    read = read_bytes(folder.joinpath("pictograms.yaml").read_bytes(), "pictures/pictograms.yaml")
    listed = read["pictograms"] if isinstance(read, Map) else {}
    return {key: Pictogram(key, str(shows[0]), str(shows[1])) for key, shows in listed.items()}


def is_own(key: str) -> bool:
    """Tell whether a card's `pictogram` names a file of the offer's own folder."""
    return key.lower().endswith(OWN_FORMATS)


def picture(key: str, folder: Path | None = None) -> bytes | None:
    """Return the file of a picture: SVG of the engine's own, or the offer's own from its folder.

    None where it is not there: an unknown name, a missing file, one that no picture can be, or a package that was built
    without pictures.
    """
    if is_own(key):
        return own_picture(folder / Path(key).name, folder) if folder else None
    if key not in pictograms():
        return None
    found = files("tilbud_engine.pictures").joinpath("vendor", f"{key}.svg")
    return found.read_bytes() if found.is_file() else None


def own_picture(file: Path, folder: Path | None = None) -> bytes | None:
    """Return a picture of somebody's own, from a folder that it must lie in where one is given.

    None for what is not there, leads out of the folder, is too large, or is no picture of the kind that its name says.
    """
    try:
        if not file.is_file() or (folder and not file.resolve().is_relative_to(folder.resolve())):
            return None
        with file.open("rb") as opened:
            raw = opened.read(MAX_PICTURE_BYTES + 1)
    except (OSError, RuntimeError):  # the latter is how Python up to 3.12 tells of links that lead in a circle
        return None
    return raw if len(raw) <= MAX_PICTURE_BYTES and _is_fit(raw, file.suffix.lower()) else None


def _is_fit(raw: bytes, suffix: str) -> bool:
    if suffix == ".svg":
        return b"<svg" in raw
    sides = _png_sides(raw) if suffix == ".png" else _jpeg_sides(raw)
    return sides is not None and all(0 < side <= MAX_PICTURE_SIDE for side in sides)


def _png_sides(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(_PNG_START) or len(raw) < len(_PNG_START) + 8:
        return None
    return int.from_bytes(raw[16:20]), int.from_bytes(raw[20:24])


def _jpeg_sides(raw: bytes) -> tuple[int, int] | None:
    """Return the height and the width that a JPEG file tells, behind parts of which each says how long it is."""
    at = len(_JPEG_START)
    while raw.startswith(_JPEG_START) and at + 9 <= len(raw) and raw[at] == 0xFF:
        if raw[at + 1] in _JPEG_SIZES:
            return int.from_bytes(raw[at + 5 : at + 7]), int.from_bytes(raw[at + 7 : at + 9])
        at += 1 if raw[at + 1] == 0xFF else 2 + int.from_bytes(raw[at + 2 : at + 4])
    return None
