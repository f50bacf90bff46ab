"""A cold start of the command line beside a start of Python with its three largest libraries, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = [sys.executable, "-c", "import click, pluggy, pydantic"]
TILBUD = [str(Path(sys.executable).with_name("tilbud")), "suggest", "examples/soeren.yaml"]
ROUNDS = 20
# Python keeps what it compiled, as it does wherever nobody forbids it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def test_cold_start(benchmark):
    beside: list[float] = []

    def libraries() -> None:
        start = time.perf_counter()
        subprocess.run(LIBRARIES, cwd=ROOT, env=ENVIRONMENT, check=True)
        beside.append(time.perf_counter() - start)

    def tilbud() -> None:
        subprocess.run(TILBUD, cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)

    libraries()
    tilbud()  # from here on Python's compiled files are there, and the files are in the system's memory
    beside.clear()
    benchmark.group = "cold start"
    benchmark.pedantic(tilbud, setup=libraries, rounds=ROUNDS)
    benchmark.extra_info.update(world="cold start", what="tilbud", libraries=median(beside), least=min(beside))
