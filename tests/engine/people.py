"""Made-up citizens and small worlds for tests of the engine: real plugin folders, real rulesets, real engines."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.checkout import ROOT
from tests.rules.random_rules import seeded
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.reading import read_path
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import Card, NotNow, Suggestion
from tilbud_engine.vocabulary import Fact, Vocabulary

DAY = dt.date(2026, 9, 1)
EXAMPLES = ("amina", "birthe", "soeren")
HOME = "eksempelkommune"
NOT_A_REFUSAL = "Det er ikke et afslag. Spørg, hvis du mener, det passer til dig."

NATION = "ruleset: danmark\n"
TOWN = 'ruleset: byen\nextends: danmark\nmunicipality: "9998"\n'


def example(name: str) -> Citizen:
    """Return one of the example citizens."""
    return Citizen.read(read_path(ROOT / "examples" / f"{name}.yaml"))


def citizen(*barriers: str, **facts: Any) -> Citizen:
    """Return a citizen with confirmed barriers, in this order, and facts."""
    return Citizen(on=DAY, says=tuple(Statement(barrier=code) for code in barriers), facts=facts)


def offer(name: str, answers: Sequence[str] = ("H-ANGST",), eligible: str = "{}", **fields: str) -> str:
    """Return an offer.yaml with more fields, each written as YAML."""
    lines = [
        f"offer: {name}",
        f"name: Tilbuddet {name}",
        f"card: {{word: {name[:12]}, text: Et kort til en prøve}}",
        f"answers: [{', '.join(answers)}]",
        f"eligible: {eligible}",
        *(f"{key}: {value}" for key, value in fields.items()),
    ]
    return "\n".join(lines) + "\n"


def written(tmp_path: Path, *offers: str, code: Mapping[str, str] | None = None) -> Path:
    """Write each offer as a plugin folder named after it, with the code for those that have some."""
    folder = tmp_path / "tilbud"
    for text in offers:
        name = text.splitlines()[0].removeprefix("offer: ")
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "offer.yaml").write_text(text, encoding="utf-8")
        if code and name in code:
            (folder / name / "plugin.py").write_text(dedent(code[name]), encoding="utf-8")
    return folder


def ruleset_file(tmp_path: Path, text: str, name: str = "") -> Path:
    """Write a ruleset into a folder of its own and return the folder."""
    text = dedent(text)
    folder = tmp_path / "regler" / (name or text.splitlines()[0].removeprefix("ruleset: "))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ruleset.yaml").write_text(text, encoding="utf-8")
    return folder


def world(
    tmp_path: Path,
    *offers: str,
    rulesets: Sequence[str] = (NATION, TOWN),
    code: Mapping[str, str] | None = None,
    runtime: RuntimeName = "durable",
) -> Engine:
    """Return an engine that knows only these offers and these rulesets."""
    folder = written(tmp_path, *offers, code=code)
    paths = [ruleset_file(tmp_path, text) for text in rulesets]
    settings = Settings(allow_code=(folder,))
    return Engine.load(plugins=[folder], rulesets=paths, settings=settings, runtime=runtime, catalogue=False)


def cards(suggestion: Suggestion) -> dict[str, Card]:
    """Return the cards by offer."""
    return {one.offer: one for one in suggestion.cards}


def later(suggestion: Suggestion) -> dict[str, NotNow]:
    """Return what is not now by offer."""
    return {one.offer: one for one in suggestion.not_now}


def verdicts(suggestion: Suggestion) -> dict[str, str]:
    """Return the verdict of each offer that is named."""
    named: list[Card | NotNow] = [*suggestion.cards, *suggestion.not_now, *suggestion.shielded]
    return {one.offer: one.verdict for one in named}


def codes(suggestion: Suggestion) -> set[str]:
    """Return the codes of the problems."""
    return {one.code for one in suggestion.problems}


def whole(suggestion: Suggestion) -> str:
    """Return the whole answer as JSON text."""
    return json.dumps(suggestion.to_json(), ensure_ascii=False)


def texts_of(value: Any) -> Iterator[str]:
    """Yield every key and every text in JSON values."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield str(key)
            yield from texts_of(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from texts_of(child)
    elif value is not None:
        yield str(value)


class Strangers:
    """Makes random citizens of the whole vocabulary; the same seed gives the same ones."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self.vocabulary = vocabulary
        self.chance = seeded(seed)

    def many(self, count: int, **fixed: Any) -> Iterator[Citizen]:
        """Yield so many citizens."""
        for _ in range(count):
            yield self.one(**fixed)

    def one(self, *, hidden: bool = False, known: float = 0.5, **fixed: Any) -> Citizen:
        """Return a citizen; `hidden` lets her state what is shielded, `known` is the share of facts that are known."""
        chance, barriers = self.chance, self.vocabulary.barriers
        codes = [code for code, one in barriers.items() if not one.alarm and (hidden or not one.shielded)]
        stated = chance.sample(codes, chance.randrange(1, 7))
        facts: dict[str, Any] = {
            key: self.value(fact) for key, fact in self.vocabulary.facts.items() if chance.random() < known
        }
        facts["municipality"] = HOME
        declined = chance.sample(sorted(self.vocabulary.facts), chance.randrange(4))
        made: dict[str, Any] = {
            "on": DAY + dt.timedelta(days=chance.randrange(-400, 400)),
            "ruleset": HOME,
            "says": tuple(Statement(barrier=code) for code in stated),
            "facts": facts,
            "declined": tuple(one for one in declined if one not in facts),
            "talked_about": tuple(chance.sample(sorted(self.vocabulary.legs), chance.randrange(3))),
        }
        return Citizen(**{**made, **fixed})

    def value(self, fact: Fact) -> Any:
        """Return a value as a program would give it."""
        chance = self.chance
        match fact.type:
            case "bool":
                return bool(chance.randrange(2))
            case "choice":
                return chance.choice(list(fact.values))
            case "set":
                return self.members(list(fact.values))
            case "date":
                return DAY + dt.timedelta(days=chance.randrange(-500, 500))
            case "number":
                return round(chance.choice((0, 0.5, 5.4, 5.5, 24, 24.1, 31.5)), fact.decimals)
            case _:
                low, high = fact.bounds
                return max(low, min(high, chance.choice((0, 1, 2, 11, 12, 17, 18, 24, 25, 26, 34, 60))))

    def members(self, values: list[str]) -> Any:
        """Return a set: answered wholly, or member by member."""
        has = [value for value in values if self.chance.random() < 0.3]
        if self.chance.randrange(2):
            return has
        rest = [value for value in values if value not in has and self.chance.random() < 0.5]
        return {"has": has, "has_not": rest}


def without(one: Citizen, facts: Iterable[str]) -> Citizen:
    """Return the citizen with these facts unknown, also where a barrier would settle them."""
    gone = set(facts)
    kept = {key: value for key, value in one.facts.items() if key not in gone}
    return one.model_copy(update={"facts": kept, "withdrawn": (*one.withdrawn, *sorted(gone))})


def shuffled(items: Sequence[Any], chance: random.Random) -> list[Any]:
    """Return the items in another order."""
    return chance.sample(list(items), len(items))
