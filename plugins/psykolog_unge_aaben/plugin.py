"""Waiting weeks and free places of the open psychologist scheme, from a list that the municipality keeps itself.

The data folder holds a file for each municipality, `<municipality>.csv`, with a line for each time somebody looked:
semicolons or commas between the cells, and the headings of `COLUMNS`. Only the date is required.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tilbud_engine.plugins import Availability, DataFault, hookimpl

TILBUD_PLUGIN_API = 1

OFFER = "psykolog_unge_aaben"
COLUMNS = ("dato", "ventetid_uger", "ledige_pladser", "naeste_start", "telefon", "aabningstid")

# An assumption: two months after somebody last looked, the figures may no longer be true, and that is said.
OLD_AFTER_DAYS = 60

MAX_BYTES = 1024 * 1024


class Look(NamedTuple):
    """What the list said on a day."""

    day: dt.date
    waiting_weeks: int | None
    free_places: int | None
    next_start: dt.date | None
    telephone: str
    hours: str


@hookimpl
def tilbud_availability(offer_id: str, municipality: str, on: dt.date, data: Path) -> Availability | None:
    """Return the newest line that is not from after the day; None where the municipality keeps no list."""
    if offer_id != OFFER:
        return None
    looks = [look for look in looks_in(data, municipality) if look.day <= on]
    if not looks:
        return None
    newest = max(looks, key=lambda look: look.day)
    source = "kommunens egen liste"
    if (on - newest.day).days > OLD_AFTER_DAYS:
        source = f"{source}; tallene er over {OLD_AFTER_DAYS} dage gamle"
    contact = {"telephone": newest.telephone or None, "hours": newest.hours or None}
    return Availability.model_validate(
        {
            "free_places": newest.free_places,
            "waiting_weeks": newest.waiting_weeks,
            "next_start": newest.next_start if newest.next_start and newest.next_start >= on else None,
            "contact": contact if any(contact.values()) else None,
            "as_of": newest.day,
            "source": source,
        }
    )


def looks_in(data: Path, municipality: str) -> tuple[Look, ...]:
    """Return every line of the municipality's list; empty where there is none."""
    file = next((one for one in data.glob("*.csv") if one.stem == municipality), None)
    if file is None:
        return ()
    state = file.stat()
    return _looks(file, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=128)
def _looks(file: Path, _: object) -> tuple[Look, ...]:
    """Read a list; it is read again when it changes, not for each citizen."""
    looks: list[Look] = []
    for line, row in _rows(file):
        day = _day(file, line, row, "dato")
        if day is None:
            raise DataFault(file, line, "dato")
        waiting, free = (_count(file, line, row, name) for name in ("ventetid_uger", "ledige_pladser"))
        start = _day(file, line, row, "naeste_start")
        looks.append(Look(day, waiting, free, start, row.get("telefon", ""), row.get("aabningstid", "")))
    return tuple(looks)


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    line = 1
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DataFault(file)
        with file.open(encoding="utf-8-sig", newline="") as opened:
            first = opened.readline()
            opened.seek(0)
            table = csv.reader(opened, delimiter=";" if ";" in first else ",", strict=True)
            headings = [name.strip().lower() for name in next(table, [])]
            unknown = [name for name in headings if name not in COLUMNS]
            if unknown or "dato" not in headings:
                raise DataFault(file, 1, unknown[0] if unknown else "")
            for cells in table:
                line = table.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(headings):
                    raise DataFault(file, line)
                yield line, {name: cell.strip() for name, cell in zip(headings, cells, strict=True)}
    except (OSError, UnicodeDecodeError):
        raise DataFault(file) from None
    except csv.Error:
        raise DataFault(file, line + 1) from None


def _day(file: Path, line: int, row: dict[str, str], column: str) -> dt.date | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        raise DataFault(file, line, column) from None


def _count(file: Path, line: int, row: dict[str, str], column: str) -> int | None:
    text = row.get(column, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise DataFault(file, line, column)
    return int(text)
