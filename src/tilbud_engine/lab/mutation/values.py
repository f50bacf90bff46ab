"""Values that are nearly right: a number or a date one step aside, yes for no, a list with one more or one less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from tilbud_engine.dated import Span
from tilbud_engine.reading import Node, Text, date_of, flag_of, place_of, scaled_of

DAY = dt.timedelta(days=1)


def near_numbers(node: Node, decimals: int = 0) -> Iterator[Text]:
    """Yield a written number plus and minus its smallest unit; nothing for a parameter or what is no number."""
    value = scaled_of(node, decimals)
    if value is not None:
        for near in (value + 1, value - 1):
            yield Text(f"{Decimal(near).scaleb(-decimals):f}", place_of(node), quoted=False)


def near_days(node: Node) -> Iterator[Text]:
    """Yield a written date a day later and a day earlier."""
    day = date_of(node) if isinstance(node, str) else None
    if day is not None and dt.date.min < day < dt.date.max:
        for near in (day + DAY, day - DAY):
            yield Text(near.isoformat(), place_of(node), quoted=False)


def near_spans(node: Node) -> Iterator[Text]:
    """Yield a length of time such as `12 months` with one of its unit more and one less."""
    span = Span.parse(node) if isinstance(node, str) else None
    for count in (span.count + 1, span.count - 1) if span else ():
        if span is not None and count >= 0:
            yield Text(str(Span(count, span.unit)), place_of(node), quoted=False)


def turned(node: Node) -> Iterator[Text]:
    """Yield no for yes and yes for no."""
    flag = flag_of(node)
    if flag is not None:
        yield Text("false" if flag else "true", place_of(node), quoted=False)


def neighbour(listed: Iterable[Node], known: Sequence[str]) -> str | None:
    """Return the value that stands next to the last listed one in the vocabulary and is not listed itself."""
    named = [str(one) for one in listed]
    if not named or any(one not in known for one in named):
        return None
    start = known.index(named[-1])
    return next((one for one in [*known[start + 1 :], *reversed(known[:start])] if one not in named), None)
