"""How far long work has come is shown to a person at a terminal, and to nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

_WORK = """
from tilbud_engine.cli.progress import progress
with progress('Prøver [alt]', 3) as step:
    for done in (1, 2, 3):
        step(done, 3)
print('færdig')
"""


def all_of(terminal: int) -> bytes:
    """Return what a terminal was given, which comes in parts, until nobody is left to write to it."""
    parts: list[bytes] = []
    with suppress(OSError):  # That is how Linux tells of the end.
        while part := os.read(terminal, 65_536):
            parts.append(part)
    return b"".join(parts)


def test_nothing_is_shown_where_standard_error_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _WORK], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert (done.stdout, done.stderr) == ("færdig\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals there")
def test_a_terminal_sees_how_far_the_work_is_and_standard_output_stays_clean() -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _WORK], stdout=subprocess.PIPE, stderr=theirs, env=environment, check=True
    )
    os.close(theirs)
    shown = all_of(ours).decode("utf-8")
    os.close(ours)
    assert done.stdout.decode("utf-8").split() == ["færdig"]
    assert "Prøver [alt]" in shown
    assert "3/3" in shown
