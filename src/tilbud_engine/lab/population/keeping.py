"""The encoded population kept beside its file, and whether it still tells the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tilbud_engine.errors import Problem
from tilbud_engine.vocabulary import Vocabulary

SUFFIX = ".encoded.parquet"

_KEY = "tilbud"
_ENCODING = 1
"""Rises whenever the same file would be encoded otherwise."""


@dataclass(frozen=True)
class Kept:
    """An encoded file: what it was made for (`schema`), from which state of its source, and what there was to say."""

    path: Path
    schema: str
    source: str
    rows: int
    remarks: tuple[Problem, ...] = ()


def kept_beside(path: Path) -> Path:
    """Return where the encoded population of a file is kept."""
    return path.with_name(path.name + SUFFIX)


def fingerprint(vocabulary: Vocabulary, on: dt.date, months: int, leave_out: Collection[str]) -> str:
    """Return what tells whether the same file would be encoded the same."""
    facts = [
        [
            *(fact.key, fact.type, fact.decimals, fact.bounds, list(fact.values)),
            *(fact.grows and months, [one for one, period in fact.valid.items() if not period.holds(on)]),
        ]
        for fact in vocabulary.facts.values()
    ]
    barriers = [
        [code, {key: str(value) for key, value in one.implies.items()}] for code, one in vocabulary.barriers.items()
    ]
    told = json.dumps([_ENCODING, facts, barriers, sorted(leave_out)])
    return hashlib.sha256(told.encode()).hexdigest()


def stamp(path: Path) -> str:
    """Return what changes when a file does, or one in a folder: its size, and when it was last written."""
    try:
        files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        return json.dumps([[one.name, one.stat().st_size, one.stat().st_mtime_ns] for one in files])
    except OSError:
        return ""


def read_kept(path: Path, schema: str, source: str | None = None) -> Kept | None:
    """Return the encoded file at the path, None where there is none that was made for this schema and source."""
    told = _told(path)
    if told is None or told["schema"] != schema or source not in (None, told["source"]):
        return None
    return Kept(path, told["schema"], told["source"], told["rows"], tuple(Problem(*one) for one in told["remarks"]))


def is_kept(path: Path) -> bool:
    """Tell whether a file is an encoded population, whatever it was made for."""
    return _told(path) is not None


def _told(path: Path) -> dict[str, Any] | None:
    """Return what an encoded file tells of itself, None for any other file."""
    if not (path.is_file() and path.name.endswith(SUFFIX)):
        return None
    try:
        found: dict[str, Any] | None = json.loads(pl.read_parquet_metadata(path).get(_KEY, "null"))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return None
    return found


def write(frame: pl.LazyFrame, kept: Kept) -> None:
    """Write the frame where it is kept, for this user alone; what was there before is replaced only when it is done."""
    remarks = [[one.code, one.where, dict(one.values)] for one in kept.remarks]
    told = {"schema": kept.schema, "source": kept.source, "rows": kept.rows, "remarks": remarks}
    unfinished = kept.path.with_name(f".{kept.path.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600)
        frame.sink_parquet(unfinished, metadata={_KEY: json.dumps(told)})
        unfinished.replace(kept.path)
    finally:
        unfinished.unlink(missing_ok=True)
