"""A population read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from tilbud_engine.errors import Problem


@dataclass(frozen=True)
class Population:
    """Citizens in encoded columns (rules/columns.py), one a row, and what there was to say of the file.

    `facts` are those that the file tells something of; `columns` are all that the frame has, the barriers as
    `member_column("barrier", code)` and, where the file has it, the day on which somebody comes as `start`.
    """

    frame: nw.LazyFrame[Any]
    columns: frozenset[str]
    facts: frozenset[str]
    rows: int
    name: str
    remarks: tuple[Problem, ...] = ()
