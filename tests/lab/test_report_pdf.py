"""The report on paper: the summary alone on page one, tagged for those who hear it, and nothing in it is markup."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.lab.reported import MARKUP, SCRIPT
from tilbud_engine.errors import InputError
from tilbud_engine.lab.report.charts import Bar, two_ways
from tilbud_engine.lab.report.document import Chart, Code, Document, Items, Notice, Pairs, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.pdf import pdf_of
from tilbud_engine.lab.report.writing import document_of


def reader(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def plain(text: str) -> str:
    """Return text without line breaks and soft hyphens."""
    return " ".join(text.replace("\u00ad\n", "").replace("\u00ad", "").split())


@pytest.fixture(scope="module")
def document(gathered: Gathered) -> Document:
    return document_of(gathered, "da")


@pytest.fixture(scope="module")
def made(document: Document) -> bytes:
    return pdf_of(document)


def test_page_one_is_the_summary_and_nothing_else(document: Document, made: bytes) -> None:
    pages = [plain(one.extract_text()) for one in reader(made).pages]
    assert len(pages) > 3
    assert pages[0].startswith(f"{document.title} {document.lead[:60]}")
    assert document.summary.title in pages[0]
    assert "Et menneske træffer afgørelsen" in pages[0]
    assert pages[1].startswith(document.sections[0].title)


def test_the_sheet_is_a4_and_tagged_with_its_language_and_title(document: Document, made: bytes) -> None:
    found = reader(made)
    assert [round(float(side) / 72 * 25.4) for side in found.pages[0].mediabox[2:]] == [210, 297]
    catalogue: Any = found.trailer["/Root"]
    assert catalogue["/Lang"] == "da"
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a value of its own kind)
    assert "/StructTreeRoot" in catalogue
    assert found.metadata is not None
    assert found.metadata.title == document.title
    assert "pdfuaid" in catalogue["/Metadata"].get_data().decode("utf-8")


def test_every_chart_has_its_sentence_for_those_who_do_not_see_it(document: Document, made: bytes) -> None:
    spoken = {plain(str(one)) for one in alternatives(reader(made).trailer["/Root"]["/StructTreeRoot"])}  # type: ignore[index]
    charts = [block for each in document.sections for block in each.blocks if isinstance(block, Chart)]
    assert charts
    assert {plain(one.sentence) for one in charts} <= spoken


def alternatives(node: Any) -> list[Any]:
    """Return the words that stand for pictures, wherever they are in the tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [one for each in node for one in alternatives(each)]
    if not hasattr(node, "get"):
        return []
    own = [node["/Alt"]] if "/Alt" in node else []
    return [*own, *(alternatives(node["/K"]) if "/K" in node else [])]


def test_hostile_names_stay_text(made: bytes) -> None:
    whole = plain(" ".join(one.extract_text() for one in reader(made).pages))
    assert SCRIPT in whole
    assert MARKUP in whole


def test_the_same_input_gives_the_same_bytes(document: Document, made: bytes) -> None:
    assert pdf_of(document) == made


def small(*summaries: Section, blocks: tuple[Any, ...] = ()) -> Document:
    return Document("Titel", "Indledning", summaries, (Section("rest", "Resten", blocks),), "da", "1")


def test_the_longest_summary_that_fits_is_taken() -> None:
    def lines(count: int) -> Section:
        return Section("summary", "Kort", (Items(tuple(f"Linje {count} {number}" for number in range(count))),))

    pages = [plain(one.extract_text()) for one in reader(pdf_of(small(lines(200), lines(30), lines(2)))).pages]
    assert len(pages) == 2
    assert "Linje 30 29" in pages[0]
    assert pages[1].startswith("Resten")


def test_every_kind_of_block_can_be_set() -> None:
    table = Table(MARKUP, ("Navn", "Tal"), ((SCRIPT, "1"), ("", "")), (1,))
    drawn = two_ways([Bar(MARKUP, "a", 3, "3"), Bar(SCRIPT, "b", -1, "1")], ("a", "b"), MARKUP, "da")
    blocks = (
        Text(MARKUP, "lead"),
        Text(SCRIPT, "soft"),
        Items((MARKUP,), steps=True),
        Pairs(((MARKUP, SCRIPT),)),
        table,
        Chart(MARKUP, SCRIPT, drawn, table),
        *(Notice(tone, MARKUP, (SCRIPT,)) for tone in ("note", "warning", "bad", "good")),
        Code("`" * 5 + "\n" + MARKUP),
    )
    whole = plain(
        " ".join(one.extract_text() for one in reader(pdf_of(small(Section("s", "S", ()), blocks=blocks))).pages)
    )
    assert whole.count(MARKUP) >= 8


def test_a_character_that_the_fonts_lack_does_not_stop_the_paper() -> None:
    made = pdf_of(small(Section("s", "S", (Text("Kortet 😀 og 日本"),))))
    assert "Kortet" in plain(reader(made).pages[0].extract_text())


def test_a_picture_without_words_is_refused() -> None:
    drawn = two_ways([Bar("a", "a", 3, "3")], ("a",), "x", "da")
    chart = Chart("Titel", "", drawn, Table("t", ("a",), (("b",),)))
    with pytest.raises(InputError) as caught:
        pdf_of(small(Section("s", "S", ()), blocks=(chart,)))
    assert [one.code for one in caught.value.problems] == ["report-not-set"]


def test_the_typesetter_reads_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "hemmelig.txt").write_text("hemmelig", encoding="utf-8")
    made = pdf_of(small(Section("s", "S", (Text(f'#read("{tmp_path / "hemmelig.txt"}")'),))))
    assert "#read(" in plain(reader(made).pages[0].extract_text())
