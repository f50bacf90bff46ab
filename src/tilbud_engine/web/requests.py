"""What a page is asked: fields of a form, read strictly; the browser's own checks are no checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from tilbud_engine.board.weeks import FIRST_YEAR, LAST_YEAR
from tilbud_engine.errors import InputError, problem

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in their order; a field may come more than once."""

    fields: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """Return a field as it was written, without blanks around; empty where it is missing."""
        return next((value.strip() for key, value in self.fields if key == name), "")

    def written(self, name: str) -> str | None:
        """Return a field, or None where nothing is written in it."""
        return self.text(name) or None

    def many(self, name: str) -> tuple[str, ...]:
        """Return all that was chosen under a name."""
        return tuple(value.strip() for key, value in self.fields if key == name and value.strip())

    def ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.text(name))

    def number(self, name: str) -> int | None:
        """Return a whole number; None where nothing is written.

        Raises InputError for anything else.
        """
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise InputError([problem("form-not-a-number", name)])
        return int(text)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return the small numbers chosen under a name; what is none is left out."""
        return tuple(int(one) for one in self.many(name) if one.isascii() and one.isdigit() and len(one) < 4)

    def day(self, name: str) -> dt.date | None:
        """Return a date as a browser's date field sends it; None where nothing is written.

        Raises InputError for anything else.
        """
        text = self.text(name)
        try:
            found = dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise InputError([problem("form-not-a-date", name)]) from None
        if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise InputError([problem("board-year", name, first=FIRST_YEAR, last=LAST_YEAR)])
        return found

    def clock(self, name: str) -> dt.time | None:
        """Return a time of day; None where nothing is written.

        Raises InputError for anything else.
        """
        text = self.text(name)
        try:
            found = dt.time.fromisoformat(text) if text else None
        except ValueError:
            raise InputError([problem("form-not-a-time", name)]) from None
        if found is not None and found.tzinfo is not None:
            raise InputError([problem("form-not-a-time", name)])
        return found

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """Return a field that must be one of some words.

        Raises InputError for anything else.
        """
        text = self.text(name)
        if text not in known:
            raise InputError([problem("form-not-one-of", name)])
        return text


async def form_of(request: Request) -> Form:
    """Return the form that a request brings; read once, and then the same.

    Raises InputError for what no form of ours sends.
    """
    found = getattr(request.state, "form", None)
    if isinstance(found, Form):
        return found
    kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    raw = await request.body()
    if kind != FORM:
        raise InputError([problem("form-unreadable", "")])
    try:
        fields = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw), max_num_fields=MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except ValueError:
        raise InputError([problem("form-unreadable", "")]) from None
    made = Form(tuple(fields))
    request.state.form = made
    return made
