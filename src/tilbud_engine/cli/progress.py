"""How far long work has come: one line on standard error, on a terminal only, gone when the work is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tilbud_engine.lab.progress import Progress


@contextmanager
def progress(text: str, total: int | None = None) -> Iterator[Progress]:
    """Show how far the work is while it runs; the step that is given takes (done, of) and says nothing elsewhere.

    `total` is how much there is to do, None where that is not known yet; what the step is told comes before it.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _silent
        return
    # Imported here: whoever pipes the answer waits for no drawing.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Drawn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Drawn(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _silent(done: int, of: int) -> None:
    """Say nothing: standard error is no terminal."""
