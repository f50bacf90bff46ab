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
    """Return the file of a picture: SVG of the engine's own, or whatever lies in the offer's folder.

    None where it is not there: an unknown name, a missing file, or a package that was built without pictures.
    """
    if is_own(key):
        own = folder / Path(key).name if folder else None
        return own.read_bytes() if own and own.is_file() else None
    if key not in pictograms():
        return None
    found = files("tilbud_engine.pictures").joinpath("vendor", f"{key}.svg")
    return found.read_bytes() if found.is_file() else None
