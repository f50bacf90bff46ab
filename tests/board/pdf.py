"""What tests ask of a PDF: can it be read aloud, where does everything stand, how does it look."""

from __future__ import annotations

import ctypes
import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import page as page_validation
import pypdf
import pypdfium2
import pytest

MILLIMETRES = 25.4 / 72
"""A point of a PDF."""


@dataclass(frozen=True, slots=True)
class Box:
    """A text on a page and where it stands, in millimetres from the upper left corner; pages count from 0."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, more_than: float = 0.1) -> bool:
        """Tell whether two texts cover each other by more than so many millimetres both ways."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return self.page == other.page and across > more_than and down > more_than


def check_pdf_ua(pdf: bytes) -> None:
    """Fail with every rule of PDF/UA-1 that a PDF breaks."""
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    if not report.is_compliant:
        broken = "\n".join(f"{failure.rule_id}: {failure.message}" for failure in report.failures)
        pytest.fail(f"not PDF/UA-1:\n{broken}", pytrace=False)


def text_boxes(pdf: bytes) -> list[Box]:
    """Return each run of text with the box that its letters take, in the order in which it was drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [box for number in range(len(document)) for box in _boxes_of_page(document, number)]


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Return the width and the height of each page, in whole millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(round(one.get_width() * MILLIMETRES), round(one.get_height() * MILLIMETRES)) for one in document]


def spoken_pictures(pdf: bytes) -> list[str]:
    """Return what each picture of a PDF says to those who listen."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    numbers = range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1)
    objects: list[Any] = [reader.get_object(number) for number in numbers]
    return [str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one]


def all_words(pdf: bytes) -> str:
    """Return all words of a PDF, without spaces: on its pages, of its pictures and outline, and of itself."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    pages = "".join(page.extract_text() for page in reader.pages)
    words = "".join(pages.replace("\xad", "").replace("-\n", "").split())
    about_it = (reader.metadata, reader.outline, reader.xmp_metadata and reader.xmp_metadata.stream.get_data())
    return f"{words} {about_it} {spoken_pictures(pdf)}"


def spoken(pdf: bytes) -> list[str]:
    """Return each heading, paragraph and cell as it is read aloud: all that stands between two pauses is one."""
    tree = pypdf.PdfReader(io.BytesIO(pdf))
    pages = {one.indirect_reference.idnum: number for number, one in enumerate(tree.pages) if one.indirect_reference}
    with pypdfium2.PdfDocument(pdf) as document:
        words = {(page, key): text for page in range(len(document)) for key, text in _marked(document, page).items()}
    told: list[str] = []

    def listen(element: Any, page: int) -> None:
        element = element.get_object()
        if isinstance(element, dict) and "/Pg" in element:
            page = pages[element.raw_get("/Pg").idnum]  # type: ignore[attr-defined]
        below = [] if isinstance(element, int) else element.get("/K", [])
        below = below if isinstance(below, list) else [below]
        own = [one for one in (each.get_object() for each in below) if isinstance(one, int)]
        told.append(" ".join("".join(words.get((page, one), "") for one in own).split()))
        for one in below:
            if not isinstance(one.get_object(), int):
                listen(one, page)

    listen(tree.trailer["/Root"]["/StructTreeRoot"], 0)  # type: ignore[index]
    return [one for one in told if one]


def _marked(document: pypdfium2.PdfDocument, number: int) -> dict[int, str]:
    """Return the text of each marked part of a page, by its number."""
    page = document[number]
    texts = page.get_textpage()
    found: dict[int, str] = {}
    for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
        size = pypdfium2.raw.FPDFTextObj_GetText(one.raw, texts.raw, None, 0)
        buffer = (ctypes.c_ushort * (size // 2))()
        pypdfium2.raw.FPDFTextObj_GetText(one.raw, texts.raw, buffer, size)
        key = pypdfium2.raw.FPDFPageObj_GetMarkedContentID(one.raw)
        found[key] = found.get(key, "") + bytes(buffer).decode("utf-16-le").rstrip("\0")
    return found


def image_of(pdf: bytes, page: int = 0, dots_per_inch: int = 96) -> bytes:
    """Return a page as PNG, to be looked at."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[page].render(scale=dots_per_inch / 72, rev_byteorder=True, no_smoothtext=False)
        wide, high, channels = drawn.width, drawn.height, drawn.n_channels
        dots = bytes(drawn.buffer)
        lines = b"".join(b"\0" + dots[row * drawn.stride :][: wide * channels] for row in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def _boxes_of_page(document: pypdfium2.PdfDocument, number: int) -> list[Box]:
    page = document[number]
    high = page.get_height()
    texts = page.get_textpage()
    found = []
    for index in range(texts.count_rects()):
        left, bottom, right, top = texts.get_rect(index)
        text = texts.get_text_bounded(left, bottom, right, top)
        edges = (left, high - top, right, high - bottom)
        found.append(Box(number, text, *(edge * MILLIMETRES for edge in edges)))
    return found
