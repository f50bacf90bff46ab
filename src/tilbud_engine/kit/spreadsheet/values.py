"""Cells to plain values of an offer, and back: text, lists, choices, numbers and dates as people write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.errors import Problem, invisible_in, nearest, problem, shown
from tilbud_engine.kit.spreadsheet.columns import Column, Words
from tilbud_engine.reading import date_of, text_problems

_AMOUNT = re.compile(r"(\d{1,6})(?:\s*(?:-|–|—|til)\s*(\d{1,6}))?")
_DANISH_DAY = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})")
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]+)\.?\s+(\d{4})")
# What comes along when text is copied from a page: hyphens that are not shown, and blanks without width.
_HIDDEN = re.compile("[\u00ad\u200b\ufeff]")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 110_000  # 1954 to 2201: no other number in such a cell is meant as a day
_EXCEL_BEGINS = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and which cell it is, as messages name it."""

    value: object
    place: str


def letters_of(column: int) -> str:
    """Return the letters of a column by its number: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def text_of(value: object) -> str:
    """Return a cell as text; a whole number has no decimals, and blanks at the ends say nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return tidy(str(value))


def tidy(text: str) -> str:
    """Return text with composed letters, plain blanks, none at the ends of its lines, and no hidden hyphens."""
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).replace("\xa0", " ")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def cell_faults(cell: Cell) -> Iterator[Problem]:
    """Yield what no cell may hold, whatever its column is; no message holds what stands there."""
    if isinstance(cell.value, str):
        for one in text_problems(cell.value, cell.place):
            if one.code != "invisible-character" or invisible_in(tidy(cell.value)):
                yield one
    elif isinstance(cell.value, int | float) and 10**8 <= cell.value < 10**10 and _is_day_like(cell.value):
        yield problem("cpr-number", cell.place)


def _is_day_like(number: float) -> bool:
    """Tell whether a number may be a CPR number: as a number it has lost the zero in front."""
    digits = f"{int(number):010d}"
    return number == int(number) and 1 <= int(digits[:2]) % 60 <= 31 and 1 <= int(digits[2:4]) <= 12


def read_value(column: Column, cell: Cell, words: Words | None) -> tuple[Any, list[Problem]]:
    """Return the plain value of a cell, None for an empty one, and what is wrong with it."""
    text = text_of(cell.value)
    if not text:
        return None, []
    if isinstance(cell.value, dt.date | dt.datetime) and column.kind not in ("date", "control"):
        return None, [problem("sheet-became-date", cell.place, name=column.heading)]
    reader = _READERS.get(column.kind)
    if reader is not None:
        return reader(column, cell, words)
    if column.kind in ("long", "words", "rule", "control", "shown"):
        return text, []
    return " ".join(text.split()), []


def _lines(column: Column, cell: Cell, _: Words | None) -> tuple[Any, list[Problem]]:
    split = re.split(r"[;\n]" if column.semicolon else r"\n", text_of(cell.value))
    return [one.strip() for one in split if one.strip()], []


def _date(column: Column, cell: Cell, _: Words | None) -> tuple[Any, list[Problem]]:
    day, text = day_of(cell.value), shown(text_of(cell.value))
    return day, [] if day else [problem("sheet-not-date", cell.place, name=column.heading, text=text)]


def _whole(column: Column, cell: Cell, _: Words | None) -> tuple[Any, list[Problem]]:
    text = text_of(cell.value)
    if re.fullmatch(r"\d{1,6}", text, re.ASCII):
        return int(text), []
    return None, [problem("sheet-not-whole", cell.place, name=column.heading, text=shown(text))]


def _choice(column: Column, cell: Cell, words: Words | None) -> tuple[Any, list[Problem]]:
    text, place = text_of(cell.value), cell.place
    found = words.key_of(text) if words else None
    return (found, []) if found else (None, [_unknown(column, text, place, words)])


def _codes(column: Column, cell: Cell, words: Words | None) -> tuple[Any, list[Problem]]:
    text, place = text_of(cell.value), cell.place
    parts = [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]
    made: list[str] = []
    faults: list[Problem] = []
    for part in parts:
        found = _keys(part, words)
        if found is None and not column.open:
            faults.append(_unknown(column, part, place, words))
        made += found or ([part] if column.open else [])
    return list(dict.fromkeys(made)), faults


def _keys(part: str, words: Words | None) -> list[str] | None:
    """Return the keys that are meant; a comma may stand between them where it is no part of a name."""
    if words is None:
        return None
    whole = words.key_of(part)
    if whole:
        return [whole]
    several = [words.key_of(one.strip()) for one in part.split(",") if one.strip()]
    return [one for one in several if one] if len(several) > 1 and all(several) else None


def _unknown(column: Column, text: str, place: str, words: Words | None) -> Problem:
    labels = list(words.labels.values()) if words else []
    known = ", ".join(labels if len(labels) <= 8 else [*labels[:8], "…"])
    close = nearest(text, [*labels, *(words.keys if words else ())])
    key = words.key_of(close) if words and close else None
    label = words.labels[key] if words and key else None
    return problem("sheet-unknown-choice", place, name=column.heading, text=shown(text), nearest=label, known=known)


def _amount(column: Column, cell: Cell, _: Words | None) -> tuple[Any, list[Problem]]:
    text, place = text_of(cell.value), cell.place
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None, [problem("sheet-not-amount", place, name=column.heading, text=shown(text))]
    low, high = int(found[1]), int(found[2] or found[1])
    if low > high:
        return None, [problem("sheet-amount-reversed", place, name=column.heading, text=shown(text))]
    return (low if low == high else {"from": low, "to": high}), []


_READERS = {"choice": _choice, "codes": _codes, "lines": _lines, "date": _date, "amount": _amount, "whole": _whole}


def day_of(value: object) -> dt.date | None:
    """Read a day: a real date, one that Excel keeps as a number, or text such as 01-09-2026; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = text_of(value)
    if re.fullmatch(r"\d{5,6}", text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _EXCEL_BEGINS + dt.timedelta(days=int(text))
    if iso := date_of(text.removesuffix(" 00:00:00")):
        return iso
    if found := _DANISH_DAY.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := _DAY_IN_WORDS.fullmatch(text.casefold())) and found[2][:3] in _MONTHS:
        return _day(int(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# --- from an offer to a cell -------------------------------------------------------------------------------------


def value_in(column: Column, document: Mapping[str, Any]) -> Any:
    """Return the plain value of a column in an offer's plain document, in the form that `read_value` gives."""
    value: Any = document
    for step in column.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    match column.kind:
        case "choice":
            return value or column.default
        case "codes" | "lines":
            listed = [one["who"] if isinstance(one, Mapping) else one for one in value or ()]
            return [" ".join(tidy(one).split()) for one in listed] or None
        case "text" if value is not None:
            return " ".join(tidy(value).split())
        case "long" if value is not None:
            return tidy(value)
        case _:
            return value


def told(column: Column, value: Any, words: Words | None) -> object:
    """Return a plain value as the cell holds it: text, a whole number or a date; None for nothing."""
    match column.kind:
        case "choice" if words is not None:
            return words.labels.get(value, value)
        case "codes" if value:
            labels = words.labels if words else {}
            return "; ".join(labels.get(one, one) for one in value)
        case "lines" if value:
            return ("; " if column.semicolon else "\n").join(value)
        case "amount" if isinstance(value, Mapping):
            return f"{value['from']}-{value['to']}"
        case _:
            return value


def listed_back(column: Column, value: Any, before: Sequence[Any]) -> Any:
    """Return a list as the file holds it: what is known of a partner in English stays with the partner."""
    if column.kind != "lines" or value is None:
        return value
    kept = {" ".join(tidy(one["who"]).split()): one for one in before if isinstance(one, Mapping)}
    return [kept.get(one, one) for one in value]
