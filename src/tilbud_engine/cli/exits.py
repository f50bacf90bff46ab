"""Exit codes: what a script may learn from how `tilbud` ended."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a run of `tilbud` ended; also told by `tilbud --help` and docs/cli.md."""

    FINE = 0
    FAULTS = 1
    WRONG_INPUT = 2
    BROKEN_PART = 3
    INTERRUPTED = 130
    PIPE_CLOSED = 141
