"""Putting text on the screen: wrapped at 80, with bold and colour on a terminal, plain everywhere else."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

WIDTH = 80

_STYLES = {"title": "bold", "heading": "bold cyan", "loud": "bold yellow", "name": "bold", "plain": ""}


class Page:
    """Prints headings, paragraphs and rows; rich is imported only when standard output is a terminal."""

    def __init__(self) -> None:
        self._console: Any = None
        self.width = WIDTH
        if sys.stdout.isatty():
            self.width = min(WIDTH, max(40, shutil.get_terminal_size((WIDTH, 24)).columns))
            if "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb":
                from rich.console import Console

                self._console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)

    def line(self, text: str = "", style: str = "plain") -> None:
        """Print one line as it is."""
        if self._console is not None and _STYLES[style]:
            self._console.print(text, style=_STYLES[style])
        else:
            sys.stdout.write(f"{text}\n")

    def heading(self, text: str) -> None:
        """Print a heading with an empty line before it."""
        self.line()
        self.line(text, "heading")

    def text(self, text: str, indent: int = 0, mark: str = "", style: str = "plain") -> None:
        """Print a paragraph; `mark` stands in front of its first line, the rest is aligned behind it."""
        for paragraph in text.splitlines() or [""]:
            lines = textwrap.wrap(
                paragraph,
                self.width,
                initial_indent=" " * indent + mark,
                subsequent_indent=" " * (indent + len(mark)),
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line in lines or [""]:
                self.line(line, style)
            mark = " " * len(mark)

    def item(self, text: str, indent: int = 0, style: str = "plain") -> None:
        """Print one item of a list."""
        self.text(text, indent, "- ", style)

    def rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Print rows in columns; the last column is wrapped."""
        if not rows:
            return
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
        for row in rows:
            mark = "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
            if len(mark) > self.width // 2:
                self.line(mark.rstrip())
                self.text(row[-1], 4)
            else:
                self.text(row[-1], 0, mark)


def show_json(answer: object) -> None:
    """Print an answer for programs; dates stand as ISO has them."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
