"""Sort `errors.toml` and write `docs/errors.md` from it: `python -m tests.write_errors_page`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.checkout import ROOT

MESSAGES = ROOT / "src" / "tilbud_engine" / "errors.toml"
PAGE = ROOT / "docs" / "errors.md"

_TABLE = re.compile(r'^\["?([a-z0-9-]+)"?\]\n', re.MULTILINE)

HEAD = """\
# Error codes

Every problem has a code that stays the same, a place (a file with a line, a plugin, or what the caller gave), a message
and what to do about it. Codes stand in square brackets at the end of each line that `tilbud` prints, and in
`problems[].code` of its JSON. Messages come in Danish and English; words in braces are filled in.

Two rules hold for all of them. Offending text is quoted for rule and plugin files only, never what a person told. And
nothing shaped like a CPR number is ever repeated, wherever it stood, also in the name of a file.

A code marked *look* only asks somebody to look: nothing is wrong that must be mended, and it changes no exit code.

This page is written from `src/tilbud_engine/errors.toml` by `python -m tests.write_errors_page`; a test holds the two
equal.

| code | what it means | what to do | på dansk |
| --- | --- | --- | --- |
"""


def messages(text: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the messages by code, in the order of the file."""
    return tomllib.loads(text)


def sorted_messages(text: str) -> str:
    """Return the file's text with its tables sorted by code; what stands above the first stays there."""
    starts = [found.start() for found in _TABLE.finditer(text)]
    head = text[: starts[0]].rstrip("\n")
    tables = [text[start:end].rstrip("\n") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    tables.sort(key=lambda table: re.findall(_TABLE, table)[0])
    return "\n\n".join([head, *tables]) + "\n"


def page(text: str) -> str:
    """Return `docs/errors.md` for the messages."""
    return HEAD + "".join(_row(code, texts) for code, texts in sorted(messages(text).items()))


def _row(code: str, texts: Mapping[str, Any]) -> str:
    look = " *look*" if texts.get("remark") else ""
    danish = " ".join(part for part in (_sentence(texts["da"]), texts.get("hint_da", "")) if part)
    cells = (f"`{code}`{look}", _sentence(texts["en"]), texts.get("hint_en", ""), danish)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |\n"


def _sentence(text: str) -> str:
    start = text[:1].upper() + text[1:]
    return start if start.endswith((".", "!", "?")) else f"{start}."


def _cell(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}").replace("|", "\\|").strip()


if __name__ == "__main__":
    ordered = sorted_messages(MESSAGES.read_text(encoding="utf-8"))
    MESSAGES.write_text(ordered, encoding="utf-8")
    PAGE.write_text(page(ordered), encoding="utf-8")
