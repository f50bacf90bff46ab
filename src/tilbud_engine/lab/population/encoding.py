"""What is known of citizens as small columns, and what each column may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from tilbud_engine.rules.columns import column_types, member_column
from tilbud_engine.vocabulary import Fact, FactValue, Members


def encoded(fact: Fact, value: FactValue | None) -> dict[str, Any]:
    """Return a value in the columns of its fact; None in all of them for unknown."""
    if isinstance(value, Members):
        return {member_column(fact.key, one): value.answer(one) for one in fact.values}
    if value is None:
        return dict.fromkeys(column_types(fact))
    if isinstance(value, dt.date):
        return {fact.key: value.toordinal()}
    return {fact.key: list(fact.values).index(str(value)) if fact.type == "choice" else value}


def encoded_rows(facts: Mapping[str, Fact], citizens: Sequence[Mapping[str, FactValue]]) -> nw.DataFrame[Any]:
    """Return citizens as a frame in memory, one a row, with the columns of all these facts."""
    import polars as pl

    columns = {name: _polars(kind) for fact in facts.values() for name, kind in column_types(fact).items()}
    rows = [
        {name: cell for key, fact in facts.items() for name, cell in encoded(fact, citizen.get(key)).items()}
        for citizen in citizens
    ]
    return nw.from_native(pl.DataFrame(rows, schema=columns, orient="row"))


def _polars(kind: nw.dtypes.DType) -> Any:
    import polars as pl

    return getattr(pl, type(kind).__name__)
