"""What a rule leaves open: a value with a type and a range, and who may set it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from tilbud_engine.dated import Model, Source
from tilbud_engine.errors import Problem, problem
from tilbud_engine.reading import Day, Decimals, Line, Map, as_node, decode, place_of, scaled_of, whole_of


class ParameterDeclaration(Model):
    """A value that a rule leaves open: who may set it, in what range, and what it is until then.

    Source: design principle that a right's conditions use only what the nation sets.
    """

    type: Literal["int", "number", "bool", "date", "choice"]
    label: Line
    label_en: Line | None = None
    unit: Line | None = None
    decimals: Decimals = 0
    range_: tuple[Any, Any] | None = Field(default=None, alias="range")
    values: tuple[Line, ...] = ()
    set_by: Literal["national", "municipality"] = "municipality"
    default: Any = None
    source: Source | None = None

    @property
    def places(self) -> int:
        """The decimals of a number; nothing else has any."""
        return self.decimals if self.type == "number" else 0

    def read(self, node: Any, name: str) -> int | bool | str | dt.date | Problem:
        """Read a value of the parameter; numbers become integers of their smallest unit."""
        place = place_of(node)
        value: Any
        match self.type:
            case "bool":
                value = {"true": True, "false": False}.get(str(as_node(node)))
                value = None if getattr(node, "quoted", False) else value
            case "int":
                value = whole_of(as_node(node))
            case "number":
                value = scaled_of(as_node(node), self.decimals)
            case "date":
                found, _ = decode(_OneDay, Map({"day": as_node(node)}))
                value = found.day if found else None
            case "choice":
                value = str(node) if isinstance(node, str) and node in self.values else None
        if value is None:
            return problem("parameter-wrong-type", place, name=name, type=self.type, text=str(node)[:60])
        if self.range_ is not None and self.type in ("int", "number"):
            low, high = (scaled_of(as_node(end), self.places) for end in self.range_)
            if low is not None and high is not None and not low <= value <= high:
                limits = f"{self.range_[0]} - {self.range_[1]}"
                return problem("parameter-out-of-range", place, name=name, text=str(node)[:60], range=limits)
        return value  # type: ignore[no-any-return]


class _OneDay(Model):
    day: Day
