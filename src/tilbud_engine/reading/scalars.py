"""Text to values: the declared type of a field decides what its text means."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tilbud_engine.errors import shown
from tilbud_engine.reading.nodes import Text

_MOST_DECIMALS = 9

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})", re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,9})?", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_DANISH_DATE = re.compile(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4})", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _plain(value: object) -> str | None:
    return str(value) if isinstance(value, Text) and not value.quoted else None


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if _plain(value) in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("expected-bool", "true or false", {})


def _whole(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    plain = _plain(value)
    if plain is not None and _WHOLE.fullmatch(plain):
        return int(plain)
    raise PydanticCustomError("expected-int", "a whole number", {})


def _decimals(value: Any) -> Any:
    number = _whole(value)
    if not 0 <= number <= _MOST_DECIMALS:
        raise PydanticCustomError("too-many-decimals", "few decimals", {"limit": _MOST_DECIMALS})
    return number


def _day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("expected-date", "a date", {})
    if day := date_of(value):
        return day
    raise PydanticCustomError("bad-date", "a date", {"text": shown(str(value)), "nearest": _iso(str(value))})


def _iso(text: str) -> str | None:
    """Return a date that was written the Danish way, such as 22-11-2026 or 22.11.2026, as an ISO date."""
    found = _DANISH_DATE.fullmatch(text.strip())
    day = date_of(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}") if found else None
    return day.isoformat() if day else None


def _line(value: Any) -> Any:
    if isinstance(value, str) and value.strip():
        return str(value)
    raise PydanticCustomError("expected-text", "text", {})


def _id(value: Any) -> Any:
    text = _line(value)
    if _ID.fullmatch(text):
        return text
    raise PydanticCustomError("bad-id", "an id", {"text": shown(text), "nearest": id_of(text)})


def id_of(name: str) -> str | None:
    """Return the id of a name by the one mapping there is: small letters, æ=ae, ø=oe, å=aa, the rest `_`.

    None where nothing is left that an id may begin with.
    """
    plain = unicodedata.normalize("NFC", name).lower().translate(_ASCII)
    proposed = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return proposed if _ID.fullmatch(proposed) else None


def date_of(text: str) -> dt.date | None:
    """Read an ISO date such as `2026-09-01`; None for anything else, also for days that never were."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def whole_of(text: object) -> int | None:
    """Read an unquoted whole number of at most 16 digits; None for anything else."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text
    plain = _plain(text)
    return int(plain) if plain is not None and _WHOLE.fullmatch(plain) else None


def scaled_of(text: object, decimals: int) -> int | None:
    """Read an unquoted number as an integer of its smallest unit: `6.1` with one decimal is 61.

    None for anything else, also for more decimals than there are.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text * int(10**decimals)
    plain = _plain(text)
    if plain is None or not _NUMBER.fullmatch(plain):
        return None
    whole, _, fraction = plain.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        return None
    sign = -1 if whole.startswith("-") else 1
    return sign * int(whole.lstrip("+-") + fraction.rstrip("0").ljust(decimals, "0"))


def number_of(text: object) -> float | None:
    """Read an unquoted number with decimals, such as `6.1`; None for anything else."""
    found = _plain(text)
    return float(found) if found is not None and "." in found and _NUMBER.fullmatch(found) else None


def flag_of(text: object) -> bool | None:
    """Read an unquoted `true` or `false`; None for anything else."""
    if isinstance(text, bool):
        return text
    return {"true": True, "false": False}.get(_plain(text) or "")


Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
Decimals = Annotated[int, BeforeValidator(_decimals)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Line = Annotated[str, BeforeValidator(_line)]
Id = Annotated[str, BeforeValidator(_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
