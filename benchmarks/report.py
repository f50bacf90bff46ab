"""Prints the tables of docs/performance.md from what pytest-benchmark wrote.

    python benchmarks/report.py FILE.json...

Of several runs the median is taken, figure by figure; a ratio is always of two figures of the same run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

Run = dict[tuple[str, str], dict[str, Any]]
"""(what was loaded, what was measured) to its extra information, with the milliseconds for one citizen as `ms`."""

SIXTY, ALL = "400 loaded, about 60 relevant", "400 loaded, all relevant"
SMALL, LARGE = "60 loaded, 60 of the municipality", "4000 loaded, 60 of the municipality"
COLUMNS = ("verdicts reference", "verdicts durable", "verdicts both", "suggestion", "suggestion to JSON")
FISCA = "beside OpenFisca"
GROWTH = {
    "ours": "counted, streamed from encoded Parquet",
    "by-hand": "the same by hand",
    "sail": "counted on Sail",
    "csv": "CSV read, checked, encoded and counted",
    "encode": "CSV read, checked, encoded and kept",
}
MOVES = {
    "ours": "the program",
    "all": "bare Starlette, the same template with the same data",
    "same": "the same, with its parts as they were drawn last",
    "ready": "bare Starlette, the answer made beforehand",
}
ENGINES = ("reference evaluator", "durable-rules", "zen-engine, table", "zen-engine, expressions", "rule-engine")


def read(file: Path) -> Run:
    """Read one run."""
    run: Run = {}
    for one in json.loads(file.read_text(encoding="utf-8"))["benchmarks"]:
        extra = one["extra_info"]
        extra["ms"] = 1000 * one["stats"]["median"] / extra.get("citizens", 1)
        run[extra["world"], extra["what"]] = extra
    return run


def over(runs: Sequence[Run], figure: Callable[[Run], float]) -> float:
    """Return the median of a figure over the runs."""
    return median(map(figure, runs))


def ms(world: str, what: str) -> Callable[[Run], float]:
    """Return the figure: milliseconds for one citizen."""
    return lambda run: float(run[world, what]["ms"])


def ratio(above: Callable[[Run], float], below: Callable[[Run], float]) -> Callable[[Run], float]:
    """Return the figure: one through another."""
    return lambda run: above(run) / below(run)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    for row in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(row)} |")
    print()


def aims(runs: Sequence[Run]) -> None:
    """Print each aim beside what was measured."""

    def start(run: Run) -> float:
        steps = run["cold start", "tilbud"]["steps"]
        return float(steps["tilbud suggest"] / steps["import click, pluggy, pydantic"])

    def best_of_others(run: Run) -> float:
        return min(ms("400 flat rules", name)(run) for name in ENGINES[2:])

    both, whole = "verdicts both", "suggestion"
    rows: list[tuple[str, float, str, Callable[[Run], float]]] = [
        ("400 loaded, about 60 relevant: verdicts of both runtimes", 1, "ms", ms(SIXTY, both)),
        ("400 loaded, about 60 relevant: a whole suggestion", 5, "ms", ms(SIXTY, whole)),
        ("400 relevant: reference evaluator", 1, "ms", ms(ALL, "verdicts reference")),
        ("400 relevant: durable-rules", 6, "ms", ms(ALL, "verdicts durable")),
        ("4,000 loaded, 60 of hers, to 60 loaded: verdicts", 1.5, "times", ratio(ms(LARGE, both), ms(SMALL, both))),
        ("4,000 loaded, 60 of hers, to 60 loaded: suggestion", 1.5, "times", ratio(ms(LARGE, whole), ms(SMALL, whole))),
        (
            "reference evaluator to best other engine",
            1,
            "times",
            ratio(ms("400 flat rules", ENGINES[0]), best_of_others),
        ),
        ("cold start to importing click, pluggy, pydantic", 3, "times", start),
    ]
    made = []
    for what, most, unit, figure in rows:
        value = over(runs, figure)
        made.append([what, f"at most {most:g} {unit}", f"{value:.2f} {unit}", "met" if value <= most else "**missed**"])
    table(["what", "aim", "measured", ""], made)


def offers(runs: Sequence[Run]) -> None:
    """Print the milliseconds for one citizen, by how many offers there are."""
    worlds = list(dict.fromkeys(world for world, what in runs[0] if what == "verdicts both"))
    rows = []
    for world in worlds:
        cells = [f"{over(runs, ms(world, what)):.2f}" if (world, what) in runs[0] else "" for what in COLUMNS]
        rows.append([world, f"{runs[0][world, 'verdicts both']['relevant']:.0f}", *cells])
    table(["offers", "relevant", *COLUMNS], rows)


def engines(runs: Sequence[Run]) -> None:
    """Print the other engines beside ours: as multiples of the reference evaluator, and what they do with unknown."""
    worlds = list(dict.fromkeys(world for world, _ in runs[0] if world.endswith("flat rules")))
    rows = []
    for name in ENGINES:
        times = [f"{over(runs, ratio(ms(world, name), ms(world, ENGINES[0]))):.1f}" for world in worlds]
        found = runs[0]["unknown", name]["unknown"]
        kinds = [f"{100 * found[kind] / sum(found.values()):.0f} %" for kind in ("right", "no for unknown", "error")]
        rows.append([name, *times, *kinds])
    table(["engine", *worlds, "unknown facts: right", "no for unknown", "error"], rows)


def starts(runs: Sequence[Run]) -> None:
    """Print the steps of a cold start as multiples of importing the three libraries."""
    steps = list(runs[0]["cold start", "tilbud"]["steps"])

    def times(step: str) -> Callable[[Run], float]:
        return lambda run: float(run["cold start", "tilbud"]["steps"][step])

    table(["cold start", "times"], [[one, f"{over(runs, ratio(times(one), times(steps[1]))):.1f}"] for one in steps])


def memory(runs: Sequence[Run]) -> None:
    """Print the megabytes held on the way."""
    for what in ("suggestions", "reloads"):
        found = runs[0]["memory", what]["megabytes"]
        table([what, *found], [["MB", *map(str, found.values())]])


def board(runs: Sequence[Run]) -> None:
    """Print the board: its aims, a move and the sheet beside the same with nothing of ours around it, and bytes."""

    def found(what: str, *path: str) -> Callable[[Run], float]:
        def figure(run: Run) -> float:
            value: Any = run["board", what]["found"]
            for name in path:
                value = value[name]
            return float(value)

        return figure

    rows: list[tuple[str, float, str, float]] = []
    for kind in ("SQLite", "PostgreSQL"):
        rows += [
            (f"a move, {kind}: median", 15, "ms", 1000 * over(runs, found(f"move {kind}", "ours", "median"))),
            (f"a move, {kind}: 99th percentile", 50, "ms", 1000 * over(runs, found(f"move {kind}", "ours", "p99"))),
        ]
    rows += [
        (f"the sheet, {name}: slowest of 20", 300, "ms", 1000 * over(runs, found(f"sheet {paper}", "ours", "most")))
        for paper, name in (("a3", "A3"), ("a4", "A4"))
    ]
    pages = [name for name in runs[0]["board", "over the wire"]["found"] if not name.startswith("dkfds")]
    rows += [
        (f"over the wire: {name}", 150, "KB", over(runs, found("over the wire", name)) / 1000)
        for name in pages
        if "again" not in name
    ]
    table(
        ["what", "aim", "measured", ""],
        [
            [what, f"under {most:g} {unit}", f"{value:.1f} {unit}", "met" if value < most else "**missed**"]
            for what, most, unit, value in rows
        ],
    )
    compared = []
    for kind in ("SQLite", "PostgreSQL"):
        for name, title in MOVES.items():
            compared.append((f"a move, {kind}: {title}", f"move {kind}", name, "ours"))
        compared.append((f"what is kept of it, {kind}: the store", f"store {kind}", "ours", "theirs"))
        compared.append(("the same: SQLAlchemy, an insert and an update", f"store {kind}", "theirs", "theirs"))
    for paper, name in (("a3", "A3"), ("a4", "A4")):
        compared.append((f"the sheet, {name}", f"sheet {paper}", "ours", "theirs"))
        compared.append(("the same: Typst, with what it sets already there", f"sheet {paper}", "theirs", "theirs"))
    lines = []
    for title, what, name, beside in compared:
        middle = found(what, name, "median")
        times = over(runs, ratio(middle, found(what, beside, "median")))
        slow = over(runs, found(what, name, "most" if what.startswith("sheet") else "p99"))
        lines.append([title, f"{1000 * over(runs, middle):.1f}", f"{1000 * slow:.1f}", f"{times:.2f}"])
    table(["what", "median, ms", "slowest in a hundred, ms", "times"], lines)
    weights = runs[0]["board", "over the wire"]["found"]
    peer = next(name for name in weights if name.startswith("dkfds"))
    table(
        ["over the wire", "KB", "times"],
        [
            [
                name,
                f"{over(runs, found('over the wire', name)) / 1000:.1f}",
                f"{over(runs, ratio(found('over the wire', name), found('over the wire', peer))):.2f}",
            ]
            for name in weights
        ],
    )


def populations(runs: Sequence[Run]) -> None:
    """Print rules over whole populations: beside OpenFisca and the same by hand, and how time and memory grow."""

    def found(world: str, what: str, *path: str) -> Callable[[Run], float]:
        def figure(run: Run) -> float:
            value: Any = run[world, what]["found"]
            for name in path:
                value = value[name]
            return float(value)

        return figure

    pairs: list[tuple[str, float, str, str, str, str]] = [
        (
            "1,000,000 x 5 rules to openfisca-core",
            0.5,
            "five rules",
            "beside OpenFisca",
            "answers",
            "OpenFisca's answers",
        ),
        (
            "before and after to the same by hand",
            0.5,
            "five rules",
            "beside OpenFisca",
            "changes",
            "OpenFisca's changes",
        ),
        ("5,000,000 x 40 x 20 in memory to by hand", 1.3, "five million", "in memory", "ours", "by hand"),
        ("5,000,000 x 40 x 20 streamed to by hand", 1.3, "five million", "streamed", "ours", "by hand"),
    ]
    rows = []
    for title, most, world, what, ours, other in pairs:
        times = [
            over(runs, ratio(found(world, what, ours, kind), found(world, what, other, kind)))
            for kind in ("clock", "processor")
        ]
        clock = 1000 * over(runs, found(world, what, ours, "clock"))
        met = "met" if max(times) <= most else "**missed**"
        rows.append([title, f"at most {most:g}", f"{times[0]:.2f}", f"{times[1]:.2f}", f"{clock:.0f}", met])
    table(["what", "aim", "times, by the clock", "times, of the processor", "ms", ""], rows)
    grown = []
    for what in dict.fromkeys(what for world, what in runs[0] if world == "growth"):
        name, citizens, rules = what.split(" ")
        seconds, most = (over(runs, found("growth", what, figure)) for figure in ("seconds", "megabytes"))
        grown.append([GROWTH[name], f"{int(citizens):,}", rules, f"{seconds:.2f}", f"{most:.0f}"])
    table(["how", "citizens", "rules", "seconds", "most memory, MB"], grown)


def main(files: Sequence[str]) -> None:
    """Print every table."""
    runs = [read(Path(file)) for file in files]
    for part in (aims, offers, engines, starts, memory, board, populations):
        part(runs)


if __name__ == "__main__":
    main(sys.argv[1:])
