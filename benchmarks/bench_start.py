"""A cold start of the command line beside a start of Python with its three largest libraries, and the steps between.

Each round starts them all, one after the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-c"]
STEPS = {
    "Python alone": [*PYTHON, "pass"],
    "import click, pluggy, pydantic": [*PYTHON, "import click, pluggy, pydantic"],
    "what of pydantic and PyYAML is used": [*PYTHON, "import click, pluggy, yaml; from pydantic import BaseModel"],
    "the engine's modules": [*PYTHON, "import tilbud_engine.cli.suggest"],
    "the engine loaded": [*PYTHON, "import tilbud_engine.cli.suggest; from tilbud_engine import Engine; Engine.load()"],
    "tilbud suggest": [str(Path(sys.executable).with_name("tilbud")), "suggest", "examples/soeren.yaml"],
}
ROUNDS = 20
# Python keeps what it compiled, as it does wherever nobody forbids it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def start(step: str) -> None:
    subprocess.run(STEPS[step], cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def test_cold_start(benchmark):
    taken: dict[str, list[float]] = {step: [] for step in STEPS}

    def others() -> None:
        for step, times in taken.items():
            before = time.perf_counter()
            start(step)
            times.append(time.perf_counter() - before)

    others()  # from here on Python's compiled files are there, and the files are in the system's memory
    for times in taken.values():
        times.clear()
    benchmark.group = "cold start"
    benchmark.pedantic(start, args=("tilbud suggest",), setup=others, rounds=ROUNDS)
    steps = {step: median(times) for step, times in taken.items()}
    benchmark.extra_info.update(world="cold start", what="tilbud", steps=steps)
