"""Coverage in words and as JSON: how much was seen, and what nobody has seen, with an example that would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from tilbud_engine.errors import Language
from tilbud_engine.lab.coverage.outcome import TRUTHS, Coverage, Covered, Example, Part, Witness, percent
from tilbud_engine.lab.persons import Person
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.conditions import ParameterValue, Truth, tests_of
from tilbud_engine.rules.wording.layout import laid_out
from tilbud_engine.vocabulary import Vocabulary

MOST_SHOWN = 160
"""So many letters of a condition are shown; its parts tell the rest."""

_NAMES = {True: "true", False: "false", None: "unknown"}


def answer_name(truth: Truth) -> str:
    """Return what an answer is called in JSON and in the keys of texts."""
    return _NAMES[truth]


def percent_words(seen: int, possible: int, language: Language) -> str:
    """Return a percentage as it is written: `89,7` or `89.7`, and `100` without decimals."""
    figure = percent(seen, possible)
    written = "100" if figure == 100 else f"{figure:.1f}"
    return written if language == "en" else written.replace(".", ",")


class Telling:
    """Puts coverage into words of one language."""

    def __init__(self, vocabulary: Vocabulary, language: Language = "da") -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.say = Words("coverage", language)

    def answer(self, truth: Truth) -> str:
        """Return an answer in words."""
        return self.say(f"answer-{_NAMES[truth]}")

    def total(self, found: Coverage) -> str:
        """Say how much was seen in all."""
        figure = percent_words(found.seen, found.possible, self.language)
        return self.say("total", percent=figure, possible=found.possible, seen=found.seen, scenarios=found.scenarios)

    def part(self, part: Part) -> str:
        """Return a part as its condition reads, or as the parameter and its value."""
        if part.rule == "parameter":
            return self.parameter(part.owner, part.parameter)
        if part.sample is None:
            return self.say(f"rule-{part.rule}", owner=part.owner)
        found = laid_out(part.sample, self.language)
        said = self.say(found.kind) if found.kind in ("everyone", "nobody") else found.clause.main
        return said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN].rpartition(' ')[0]} …"

    def rule(self, part: Part) -> str:
        """Say which rule a part belongs to."""
        return self.say(f"rule-{part.rule}", owner=part.owner)

    def parameter(self, name: str, value: ParameterValue | None) -> str:
        """Return a parameter with its value and who set it."""
        if value is None:
            return self.say("parameter-idle", name=name)
        told = {"name": name, "value": _value(value), "layer": value.layer}
        if value.layer is None:
            return self.say("parameter-default", **told)
        if value.version is None:
            return self.say("parameter-set", **told)
        return self.say("parameter-since", day=value.version, **told)

    def hole(self, part: Part) -> str:
        """Say what no scenario has seen of a part, and how one could."""
        listed = [self.answer(one) for one in part.holes]
        key = "hole-parameter" if part.rule == "parameter" else "hole"
        said = self.say(key, text=self.part(part), answer=self.listed(listed))
        tries = [self.example(part, truth) for truth in part.holes if truth in part.examples]
        return " ".join([f"{said[0].upper()}{said[1:]}", *tries])

    def example(self, part: Part, truth: Truth) -> str:
        """Say for whom a part has an answer, under which ruleset and on which day."""
        found = part.examples[truth]
        told = {"answer": self.answer(truth), "ruleset": found.ruleset, "day": found.on}
        asked = list(dict.fromkeys(one.fact.key for one in tests_of(part.sample))) if part.sample is not None else []
        if found.facts:
            return self.say("example-with", facts=self.facts(found), **told)
        return (
            self.say("example-without", facts=self.listed(asked), **told)
            if asked
            else self.say("example-anyone", **told)
        )

    def facts(self, found: Example) -> str:
        """Return facts as a scenario writes them, on one line."""
        written = Person(found.facts).written(self.vocabulary)
        return f"{{{', '.join(f'{key}: {_written(value)}' for key, value in written.items())}}}"

    def listed(self, names: Sequence[str]) -> str:
        """Return "a, b og c"."""
        return names[0] if len(names) == 1 else self.say("list-or", first=", ".join(names[:-1]), last=names[-1])

    def answers(self, part: Part) -> str:
        """Say of each answer whether it was seen, is missing, or cannot come."""
        if not part.in_force:
            return self.say("not-in-force")
        return ", ".join(self.say(f"is-{_state(part, one)}", answer=self.answer(one)) for one in TRUTHS)


def _state(part: Part, truth: Truth) -> str:
    return "seen" if truth in part.seen else "missing" if truth in part.possible else "impossible"


def _value(value: ParameterValue) -> str:
    if isinstance(value.value, bool):
        return str(value.value).lower()
    if isinstance(value.value, int) and value.decimals:
        return str(Decimal(value.value).scaleb(-value.decimals).normalize())
    return str(value.value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(one)}' for key, one in value.items())}}}"
    if isinstance(value, str) and not value[:1].isalpha():
        return f'"{value}"'
    return str(value)


def idle(files: Iterable[Covered]) -> int:
    """Return how many parts are in use under no ruleset on any day."""
    return sum(not part.in_force for file in files for part in file.parts)


# --- JSON --------------------------------------------------------------------------------------------------------


def coverage_json(found: Coverage, language: Language = "da") -> dict[str, Any]:
    """Return coverage as plain JSON values."""
    telling = Telling(found.suite.engine.vocabulary, language)
    return {
        "schema": 1,
        "percent": percent(found.seen, found.possible),
        "seen": found.seen,
        "possible": found.possible,
        "scenarios": found.scenarios,
        "stopped": found.stopped,
        "files": [
            {
                "file": one.rules.called,
                "kind": one.rules.kind,
                "name": one.rules.name,
                "percent": percent(one.seen, one.possible),
                "seen": one.seen,
                "possible": one.possible,
                "parts": [_part_json(part, telling) for part in one.parts],
            }
            for one in found.files
        ],
    }


def _part_json(part: Part, telling: Telling) -> dict[str, Any]:
    return {
        "place": part.place,
        "line": part.line,
        "rule": part.rule,
        "owner": part.owner,
        "kind": part.kind,
        "text": telling.part(part),
        "in_force": part.in_force,
        "answers": {_NAMES[one]: _answer_json(part, one, telling) for one in TRUTHS},
    }


def _answer_json(part: Part, truth: Truth, telling: Telling) -> dict[str, Any]:
    made: dict[str, Any] = {
        "possible": truth in part.possible,
        "seen_by": [_witness(one) for one in part.seen.get(truth, ())],
    }
    if truth in part.examples and truth not in part.seen:
        found = part.examples[truth]
        facts = {key: _plain(one) for key, one in Person(found.facts).written(telling.vocabulary).items()}
        made["example"] = {"facts": facts, "ruleset": found.ruleset, "on": found.on.isoformat()}
    return made


def _witness(one: Witness) -> dict[str, str]:
    return {"name": one.name, "place": one.place}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def holes_of(file: Covered) -> Iterator[Part]:
    """Yield the parts of a file of which some answer was not seen."""
    yield from (one for one in file.parts if one.holes)
