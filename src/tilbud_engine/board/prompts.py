"""Help for the one who chairs (R-X2), and the rights and duties to go through together (R-O10)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from tilbud_engine.messages import Messages

TECHNIQUES = ("focus", "ownership", "knowledge", "double_role", "persons", "belief", "difficult")
"""The gamemaster's seven techniques, in their order."""

OCCASIONS = ("first", "place")
"""When more is to be thought of: the first meeting (R-X3, R-X4), and a place that she comes to (R-X5)."""

RIGHTS = (
    "proposal",
    "part",
    "companion",
    "whole",
    "silence",
    "guidance",
    "consent",
    "file",
    "heard",
    "complain",
    "secrecy",
    "children",
)
DUTIES = ("changes", "turn_up", "money", "marked")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A technique and short helps to it, for the caseworker alone."""

    key: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoThrough:
    """A right or a duty, to be said in plain words; `law` is None for what this board promises by itself."""

    key: str
    title: str
    text: str
    law: str | None
    duty: bool


def prompts(language: str, added: Path | None = None) -> tuple[Prompt, ...]:
    """Return the seven techniques, then what to think of on some occasions; never for the citizen's screen."""
    say = Messages("tilbud_engine.board", "prompts", language, added)

    def lines(key: str) -> tuple[str, ...]:
        keys = takewhile(say.__contains__, (f"{key}.{number}" for number in count(1)))
        return tuple(say(one) for one in keys)

    return tuple(Prompt(key, say(key), lines(key)) for key in (*TECHNIQUES, *OCCASIONS))


def rights_and_duties(language: str, added: Path | None = None) -> tuple[GoThrough, ...]:
    """Return the rights, then the duties, each with its law: to be gone through at the first meeting."""
    say = Messages("tilbud_engine.board", "rights_and_duties", language, added)

    def one(key: str, *, duty: bool) -> GoThrough:
        law = say(f"{key}.law") if f"{key}.law" in say else None
        return GoThrough(key, say(key), say(f"{key}.text"), law, duty)

    return (*(one(key, duty=False) for key in RIGHTS), *(one(key, duty=True) for key in DUTIES))


def ask_when_in_doubt(language: str, added: Path | None = None) -> str:
    """Return the line that ends rights and duties: what holds depends, so ask."""
    return Messages("tilbud_engine.board", "rights_and_duties", language, added)("depends")
