"""How a municipality's board looks: its name, logo, colour and languages, from `look.toml` in a folder of its own.

The folder may also hold texts in other languages: see `tilbud_engine.messages`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.messages import check_added
from tilbud_engine.pictures import is_own, own_picture
from tilbud_engine.reading import MAX_BYTES

FILE_NAME = "look.toml"
KEYS = ("name", "logo", "colour", "languages")

LEAST_CONTRAST = 4.5
"""White words on the colour, and the colour on white, can be read by people who see less (WCAG 2.2, 1.4.3)."""

SPEAKING = ("tilbud_engine.board", "tilbud_engine.web")
"""The packages whose texts a municipality may say in another way: named, not imported."""

_MOST_LETTERS = 80
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Look:
    """What a board shows of the municipality; as it stands it belongs to none.

    `folder` is where the texts of added languages are; `languages` are those that a person may choose.
    """

    name: str = ""
    logo: Path | None = None
    colour: str = "#0b4f8a"
    languages: tuple[str, ...] = ("da", "en")
    folder: Path | None = None

    def logo_bytes(self) -> bytes | None:
        """Return the logo's file; None where there is none."""
        return own_picture(self.logo, self.folder) if self.logo else None


def load_look(folder: Path | None) -> Look:
    """Read the look in a folder; without a folder, the one that belongs to no municipality.

    Raises InputError with every problem of the file.
    """
    if folder is None:
        return Look()
    file = folder / FILE_NAME
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise InputError([problem("file-missing", str(file))]) from None
    except OSError:
        raise InputError([problem("file-unreadable", str(file))]) from None
    if len(raw) > MAX_BYTES:
        raise InputError([problem("file-too-large", str(file), limit=MAX_BYTES // 1024)])
    try:
        written = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError([problem("not-utf8", str(file))]) from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise InputError([problem("toml-syntax", str(file))]) from None
    problems = [
        problem("unknown-key", str(file), name=key[:60], nearest=nearest(key, KEYS), known=", ".join(KEYS))
        for key in written
        if key not in KEYS
    ]
    name = written.get("name", "")
    if not isinstance(name, str) or len(name) > _MOST_LETTERS:
        problems.append(problem("expected-text", str(file), name="name"))
    logo = _logo(written.get("logo"), folder, file, problems)
    colour = written.get("colour", Look().colour)
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        problems.append(problem("look-colour", str(file)))
    elif (ratio := contrast(colour, "#ffffff")) < LEAST_CONTRAST:
        problems.append(problem("look-contrast", str(file), ratio=f"{ratio:.1f}", least=LEAST_CONTRAST))
    languages = written.get("languages", list(Look().languages))
    if not _are_languages(languages):
        problems.append(problem("look-languages", str(file)))
    else:
        problems += check_added(folder, dict.fromkeys(languages), SPEAKING)
    if problems:
        raise InputError(problems)
    return Look(name.strip(), logo, colour, tuple(dict.fromkeys(languages)), folder)


def contrast(one: str, other: str) -> float:
    """Return how far two colours are apart, 1 to 21, as WCAG counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(written: object, folder: Path, file: Path, problems: list[Problem]) -> Path | None:
    if written is None:
        return None
    if not isinstance(written, str) or not is_own(written) or own_picture(folder / written, folder) is None:
        problems.append(problem("look-logo", str(file)))
        return None
    return folder / written


def _are_languages(written: object) -> bool:
    return (
        isinstance(written, list)
        and bool(written)
        and all(isinstance(one, str) and _LANGUAGE.fullmatch(one) for one in written)
    )
