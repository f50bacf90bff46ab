"""A process that changes one board without pause and says each change once it is kept, until it is killed.

`python -m tests.board.writing_process URL CODE FIRST COUNT`; the master key is in the environment.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from tests.board.stories import HER, NOW, taken
from tilbud_engine.board.storage import Keys, Store


def main(url: str, code: str, first: int, count: int) -> None:
    """Write `count` cards, numbered from `first`, from three threads."""
    store = Store.open(url, Keys.find(os.environ))
    one_at_a_time = Lock()

    def write(number: int) -> None:
        version = store.change(code, 1, HER, taken(f"Kort {number}"), NOW).version
        with one_at_a_time:
            say(f"{version} {number}")

    say("open")
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(write, range(first, first + count)))


def say(line: str) -> None:
    """Write a line at once: whoever reads it may kill us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
