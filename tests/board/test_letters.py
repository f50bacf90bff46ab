"""The sheet is set in the letters that come with the wheel, on every machine."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pypdf
import typst

LETTERS = Path(str(files("tilbud_engine.board"))) / "sheet" / "fonts"
DANISH = "Rødgrød med fløde, ÆØÅ æøå é ü: § 12 – »ja«, “nej” … ½ × 3 € · Łódź Nguyễn Київ Ελένη → ✓"
MARKUP = """
#set text(font: "IBM Plex Sans", fallback: false)
#let words = json(bytes(sys.inputs.words))
#words #text(weight: 600, words) #text(weight: 700, words) #text(style: "italic", words)
"""


def test_the_letters_are_there_beside_their_licence() -> None:
    there = {file.name for file in LETTERS.iterdir()}
    faces = {f"IBMPlexSans-{face}.ttf" for face in ("Regular", "SemiBold", "Bold", "Italic")}
    others = {"IBMPlexSansArabic_400Regular.ttf", "IBMPlexSansArabic_700Bold.ttf", "NotoEmoji_400Regular.ttf"}
    assert there == faces | others | {"license.txt", "LICENSE_FONT", "stamp"}
    for licence in ("license.txt", "LICENSE_FONT"):
        assert "SIL OPEN FONT LICENSE" in (LETTERS / licence).read_text(encoding="utf-8")


def test_each_face_is_found_and_knows_the_letters_of_danish_and_of_names_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "words.typ").write_text(MARKUP, encoding="utf-8")
    pdf = typst.compile(
        tmp_path / "words.typ",
        font_paths=[LETTERS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"words": json.dumps(DANISH)},
    )
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    fonts = cast("Any", page)["/Resources"]["/Font"].get_object().values()
    names = {str(font.get_object()["/BaseFont"]).rpartition("+")[2] for font in fonts}
    assert names == {"IBMPlexSans", "IBMPlexSans-SemiBold", "IBMPlexSans-Bold", "IBMPlexSans-Italic"}
    assert " ".join(page.extract_text().split()).count(DANISH) == 4
