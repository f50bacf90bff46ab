"""What memory the engine holds after many suggestions and after many reloads: flat once all is warm."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("memory.py")
MOST_GROWTH = 8.0
"""In MB, between the middle and the end."""


@pytest.mark.parametrize(("what", "count"), [("suggestions", 10_000), ("reloads", 300)])
def test_memory(benchmark, what, count):
    found: dict[str, float] = {}

    def run() -> None:
        made = subprocess.run(
            [sys.executable, str(PROGRAM), what, str(count)], check=True, capture_output=True, text=True
        )
        found.update(json.loads(made.stdout))

    benchmark.group = "memory"
    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info.update(world="memory", what=what, megabytes=found)
    figures = list(found.values())
    assert figures[-1] - figures[len(figures) // 2] < MOST_GROWTH, found
