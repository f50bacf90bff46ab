"""The rules line by line as a page: what was seen of each line, what was not, and which scenarios saw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tilbud_engine.errors import Language
from tilbud_engine.lab.coverage.outcome import TRUTHS, Coverage, Covered, Part, Witness
from tilbud_engine.lab.coverage.telling import Telling, answer_name, holes_of, idle, percent_words
from tilbud_engine.lab.pages import render
from tilbud_engine.plugins.finding import engine_version
from tilbud_engine.rules.conditions import Truth

MOST_NAMED = 5
"""So many scenarios are named for an answer; the rest are counted."""

State = Literal["full", "part", "none", "idle", ""]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer of a part: whether it was seen, is missing or cannot come, in words, and by whom it was seen."""

    state: Literal["seen", "missing", "impossible"]
    text: str
    witnesses: tuple[Witness, ...]
    more: int
    example: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a rule on a line."""

    text: str
    rule: str
    in_force: bool
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a file, what was seen of it in all, and its parts."""

    number: int
    text: str
    state: State
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class ShownHole:
    """What no scenario has seen of a part, in words, and on which line it stands."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file with its lines; none where it cannot be shown line by line."""

    id: str
    called: str
    percent: str
    counted: str
    holes: tuple[ShownHole, ...]
    lines: tuple[ShownLine, ...]


def coverage_page(found: Coverage, language: Language = "da") -> str:
    """Return coverage as one page that needs nothing else. Raises InputError where jinja2 is not installed."""
    telling = Telling(found.suite.engine.vocabulary, language)
    files = [_file(one, number, telling) for number, one in enumerate(found.files, 1)]
    return render(
        "coverage.html",
        language,
        title=telling.say("title"),
        version=engine_version(),
        sections=[],
        say=telling.say,
        total=telling.total(found),
        stopped=telling.say("stopped", scenarios=found.scenarios) if found.stopped else "",
        idle=telling.say("not-in-force-count", count=count) if (count := idle(found.files)) else "",
        files=files,
    )


def _file(file: Covered, number: int, telling: Telling) -> ShownFile:
    figure = percent_words(file.seen, file.possible, telling.language)
    return ShownFile(
        f"file-{number}",
        file.rules.called,
        telling.say("percent-of", percent=figure) if file.possible else telling.say("nothing"),
        telling.say("counted-of", seen=file.seen, possible=file.possible),
        tuple(ShownHole(one.line, telling.hole(one)) for one in holes_of(file)),
        tuple(_lines(file, telling)),
    )


def _lines(file: Covered, telling: Telling) -> list[ShownLine]:
    try:
        text = file.rules.path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    on_line: dict[int, list[Part]] = {}
    for part in file.parts:
        if part.line is not None:
            on_line.setdefault(part.line, []).append(part)
    return [
        ShownLine(
            number,
            line,
            _state(on_line.get(number, ())),
            tuple(_part(one, telling) for one in on_line.get(number, ())),
        )
        for number, line in enumerate(text.splitlines(), 1)
    ]


def _state(parts: Sequence[Part]) -> State:
    asked = [one for one in parts if one.in_force]
    if not asked:
        return "idle" if parts else ""
    if not any(one.holes for one in asked):
        return "full"
    return "part" if any(one.seen for one in asked) else "none"


def _part(part: Part, telling: Telling) -> ShownPart:
    answers = tuple(_answer(part, truth, telling) for truth in TRUTHS) if part.in_force else ()
    return ShownPart(telling.part(part), telling.rule(part), part.in_force, answers)


def _answer(part: Part, truth: Truth, telling: Telling) -> ShownAnswer:
    seen = part.seen.get(truth, ())
    state: Literal["seen", "missing", "impossible"] = (
        "seen" if seen else "missing" if truth in part.possible else "impossible"
    )
    return ShownAnswer(
        state,
        telling.say(f"is-{state}", answer=telling.say(f"answer-{answer_name(truth)}")),
        seen[:MOST_NAMED],
        max(len(seen) - MOST_NAMED, 0),
        telling.example(part, truth) if state == "missing" and truth in part.examples else "",
    )
