"""Makes suggestions, or loads the engine again and again, and prints what memory the process holds on the way.

python benchmarks/memory.py suggestions|reloads COUNT
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

import psutil

from tilbud_engine import Citizen, Engine
from tilbud_engine.reading import read_path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STEPS = 10


def held() -> float:
    """Return the resident memory of this process in MB."""
    gc.collect()
    return round(psutil.Process().memory_info().rss / 1024**2, 1)


def main(what: str, count: int) -> None:
    people = [Citizen.read(read_path(file)) for file in sorted(EXAMPLES.glob("*.yaml"))]
    engine = Engine.load()
    found = {}
    for number in range(1, count + 1):
        if what == "reloads":
            engine.close()
            engine = Engine.load()
            for citizen in people:
                engine.suggest(citizen)
        else:
            engine.suggest(people[number % len(people)])
        if number % (count // STEPS) == 0:
            found[number] = held()
    engine.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
