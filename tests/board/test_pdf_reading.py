"""What the tests say about a PDF is true: a good one passes, a bad one does not, and each text has its place."""

from __future__ import annotations

import struct

import pytest
import typst

from tests.board.pdf import check_pdf_ua, image_of, page_sizes, text_boxes

GOOD = """
#set document(title: "Min plan")
#set text(lang: "da", size: 10pt)
#set page(width: 200mm, height: 100mm, margin: 0mm)
#place(top + left, dx: 20mm, dy: 10mm)[Læg her]
#place(top + left, dx: 120mm, dy: 50mm)[Øvelse]
#pagebreak()
Bagside
"""


def test_a_pdf_that_can_be_read_aloud_passes_and_one_that_cannot_is_told_of() -> None:
    check_pdf_ua(typst.compile(GOOD.encode(), format="pdf", pdf_standards=["ua-1"]))
    with pytest.raises(pytest.fail.Exception, match="not PDF/UA-1"):
        check_pdf_ua(typst.compile(b"Uden titel", format="pdf"))


def test_each_text_has_its_place_in_millimetres_from_the_upper_left_corner() -> None:
    pdf = typst.compile(GOOD.encode(), format="pdf")
    assert page_sizes(pdf) == [(200, 100), (200, 100)]
    here, practice, back = text_boxes(pdf)
    assert [here.text, practice.text, back.text] == ["Læg her", "Øvelse", "Bagside"]
    assert [here.page, practice.page, back.page] == [0, 0, 1]
    assert here.left == pytest.approx(20, abs=1)
    assert here.top == pytest.approx(10, abs=1)
    assert practice.left == pytest.approx(120, abs=1)
    assert here.left < here.right < 40
    assert here.top < here.bottom < 20
    assert not here.overlaps(practice)
    assert not back.overlaps(here)


def test_texts_on_top_of_each_other_overlap() -> None:
    over = GOOD.replace("dx: 120mm, dy: 50mm", "dx: 22mm, dy: 11mm")
    here, practice, _ = text_boxes(typst.compile(over.encode(), format="pdf"))
    assert here.overlaps(practice)
    assert practice.overlaps(here)


def test_a_page_is_drawn_as_a_picture() -> None:
    picture = image_of(typst.compile(GOOD.encode(), format="pdf"), page=1, dots_per_inch=127)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == pytest.approx((1000, 500), abs=1)
