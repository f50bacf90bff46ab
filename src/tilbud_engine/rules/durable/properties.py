"""What durable-rules is told about a citizen: whole numbers under names that it can tell apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tilbud_engine.vocabulary import Fact, Members

_LIMIT = 2**62
# All that durable-rules, its rules and our pages give a meaning of their own.
_RESERVED = {
    "o", "ping", "m", "id", "sid", "name", "all", "any", "not", "count", "pri", "cap", "dist", "$s", "$i", "$l",
    "$m", "$r", "$time", "$timerName", "$baseTime", "$forward", "$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$mt",
    "$imt", "$iall", "$iany", "$ex", "$nex", "$or", "$and", "$add", "$sub", "$mul", "$div",
}  # fmt: skip


def fnv1a(text: str) -> int:
    """Return the hash of 32 bits by which alone durable-rules compares names."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


class Names:
    """Gives out names of which no two have the same hash."""

    def __init__(self) -> None:
        self._count = 0
        self._taken = {fnv1a(word) for word in _RESERVED}

    def fresh(self) -> str:
        """Return a name that nothing else has."""
        while True:
            name = f"p{self._count}"
            self._count += 1
            if fnv1a(name) not in self._taken:
                self._taken.add(fnv1a(name))
                return name


@dataclass(frozen=True, slots=True)
class Property:
    """A whole number about a citizen: of which fact, and how it is read; None is unknown.

    `read` raises TypeError for what is no value of the fact, whoever let it through.
    """

    key: str
    read: Callable[[Any], int | None]


class Properties:
    """The properties that conditions ask for, each with its name."""

    def __init__(self) -> None:
        self.names = Names()
        self.by_name: dict[str, Property] = {}
        self._known: dict[tuple[str, str, str], str] = {}
        self._codes: dict[str, dict[str, int]] = {}

    def number(self, fact: Fact) -> str:
        """Return the property of an int, a number, a date (its day number) or a bool (0 or 1)."""
        return self._property(fact, "value", reader(fact))

    def choice(self, fact: Fact, value: Any) -> tuple[str, int]:
        """Return the property of a choice and the code of one value; 0 is a value that no rule asks for."""
        codes = self._codes.setdefault(fact.key, {})
        name = self._property(fact, "value", partial(_code, codes))
        return name, codes.setdefault(_text(value), len(codes) + 1)

    def member(self, fact: Fact, value: Any) -> str:
        """Return the property, 0 or 1, of one member of a set."""
        return self._property(fact, "member", partial(_answer, _text(value)), value)

    def least(self, fact: Fact) -> str:
        """Return the property that says how many members a set has at least."""
        return self._property(fact, "least", _least)

    def most(self, fact: Fact) -> str:
        """Return the property that says how many members a set can have."""
        size = len(fact.values)  # of the key too: another ruleset's fact may have other members
        return self._property(fact, "most", partial(_most, size), str(size))

    def _property(self, fact: Fact, kind: str, read: Callable[[Any], int | None], detail: str = "") -> str:
        # The type belongs to the key: should two facts ever share a name, each has a property of one type.
        key = (fact.key, f"{fact.type} {kind}", detail)
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = self.names.fresh()
            self.by_name[name] = Property(fact.key, read)
        return name


def reader(fact: Fact) -> Callable[[Any], int]:
    """Return the function that makes a whole number of a value, or raises TypeError."""
    return {"bool": _flag, "date": _day}.get(fact.type, whole)


def whole(value: Any) -> int:
    """Return the number; durable-rules would silently clamp a greater one."""
    # Exact types, here and below: True is not the number 1.
    if type(value) is not int or not -_LIMIT < value < _LIMIT:
        raise TypeError("a whole number was expected")
    return value


def _flag(value: Any) -> int:
    if type(value) is not bool:
        raise TypeError("yes or no was expected")
    return int(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text was expected")
    return value


def _day(value: Any) -> int:
    if not isinstance(value, dt.date):
        raise TypeError("a date was expected")
    return value.toordinal()


def _code(codes: Mapping[str, int], value: Any) -> int:
    return codes.get(_text(value), 0)


def _members(value: Any) -> Members:
    if not isinstance(value, Members):
        raise TypeError("the members of a set were expected")
    return value


def _answer(member: str, value: Any) -> int | None:
    answer = _members(value).answer(member)
    return None if answer is None else int(answer)


def _least(value: Any) -> int:
    return len(_members(value).has)


def _most(size: int, value: Any) -> int:
    return size - len(_members(value).has_not)
