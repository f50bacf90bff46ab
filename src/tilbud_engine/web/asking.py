"""From what a form holds to an item of the plan."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.plan import Item
from tilbud_engine.errors import InputError

Made = TypeVar("Made", bound=Item)


def checked(kind: type[Made], **fields: object) -> Made:
    """Return an item made of what a form holds.

    Raises InputError, without what was written in it.
    """
    try:
        return kind(**fields)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None
