"""A report as blocks of text, tables and charts, before it is a page or a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tilbud_engine.errors import Language


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; `level` 3 is directly below the section's own."""

    text: str
    level: Literal[3, 4] = 3
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead` is a larger one, `soft` a remark."""

    text: str
    style: Literal["plain", "lead", "soft"] = "plain"
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `steps` are numbered."""

    items: tuple[str, ...]
    steps: bool = False
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with what they stand for."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["pairs"] = "pairs"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings; each row begins with its own heading. `numbers` are the columns that hold numbers."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, the sentence that says what it shows, and the table with the numbers in it."""

    title: str
    sentence: str
    svg: str
    table: Table
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Notice:
    """A box with a title; `warning` for what must be decided by a human, `bad` for what is wrong."""

    tone: Literal["note", "warning", "bad", "good"]
    title: str
    texts: tuple[str, ...] = ()
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Code:
    """A command, ready to copy."""

    text: str
    kind: Literal["code"] = "code"


Block = Heading | Text | Items | Pairs | Table | Chart | Notice | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading; `id` is where a link leads."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `summaries` say the same from the longest to the shortest: one fits on the first page."""

    title: str
    lead: str
    summaries: tuple[Section, ...]
    sections: tuple[Section, ...]
    language: Language
    version: str

    @property
    def summary(self) -> Section:
        """The summary where there is room."""
        return self.summaries[0]
