"""Writes offers, rulesets and citizens to measure with: as many as wanted, the same for the same seed.

The conditions have the shapes of the catalogue's: a stretch of age, months without work against a parameter of the
municipality, a target group by name, a benefit, a set of substances, a length of time, and combinations. Nothing here
knows how any runtime works.

    python benchmarks/generate.py FOLDER [--municipalities 98] [--offers 40] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.vocabulary import Fact, Vocabulary

ON = "2026-09-01"
PER_FILE = 40
_PARAMETERS = {
    "mindste_ledighed": ("int", 0, 60),
    "hoejeste_alder": ("int", 25, 70),
    "mange_kontakter": ("int", 1, 10),
}
_DEFINITIONS: Mapping[str, Mapping[str, Any]] = {
    "paa_kontanthjaelp": {"benefit_type": ["kontanthjaelp"]},
    "i_maalgruppe": {"lab_target_group": ["6.1", "6.2", "6.3"], "residence_requirement_met": True},
    "ung": {"age": {"at_least": 18, "at_most": 29}},
    "ung_uden_uddannelse": {"is": "ung", "has_vocational_qualification": False, "enrolled_in_education": False},
    "langt_fra_arbejde": {"any": [{"months_unemployed": {"at_least": 12}}, {"has_employer": False, "is": "ung"}]},
    "mange_haab": {"any": {"wishes_work": True, "wants_to_take_part": True}},
}
"""What the made-up nation defines for all."""

Condition = dict[str, Any]


def offers(names: Sequence[str], home: str | None, seed: str) -> list[dict[str, Any]]:
    """Return an offer for each name, of one municipality or, without `home`, of the whole country."""
    vocabulary = Vocabulary.shipped()
    return [_offer(name, home, random.Random(f"{seed} {name}"), vocabulary) for name in names]


def _offer(name: str, home: str | None, draw: random.Random, vocabulary: Vocabulary) -> dict[str, Any]:
    visible = [code for code, one in vocabulary.barriers.items() if not one.hidden]
    right = draw.random() < 0.2
    made: dict[str, Any] = {
        "offer": name,
        "name": f"Tilbud {name}",
        "card": {"word": "Tilbud", "text": "Et tilbud, som kommunen har", "pictogram": "cards", "alt": "Et kort"},
        "answers": draw.sample(visible, draw.choice([1, 2, 2, 3, 4])),
        "eligible": condition(draw, vocabulary),
        "about": "Et tilbud til dem, som det passer til. Du kan altid sige nej.",
        "decides": "kommunen",
        "entitlement": "ret" if right and home is None else draw.choice(["skoen", "aabent"]),
        "needs": draw.sample(list(vocabulary.needs), draw.choice([0, 1, 2])),
        "hours_per_week": draw.randint(1, 20),
        "weeks": {"from": 4, "to": draw.randint(5, 26)},
        "scope": "local" if home else "national",
        "sources": [{"law": "Lov om tilbud (opdigtet)", "section": f"§ {draw.randint(1, 120)}", "version": "2026"}],
    }
    if home:
        made["municipalities"] = [home]
    elif right:
        made["eligible"] = condition(draw, vocabulary, local=False)
    return made


def condition(draw: random.Random, vocabulary: Vocabulary, local: bool = True) -> Condition:
    """Return a condition of one to five comparisons, some below `any`, `not` or a name; `local` allows parameters."""
    parts = [_comparison(draw, vocabulary) for _ in range(draw.choice([1, 1, 2, 2, 3, 4]))]
    if local and draw.random() < 0.4:
        parts.append(draw.choice(_WITH_PARAMETER)())
    if draw.random() < 0.4:
        parts.append({"is": draw.choice(list(_DEFINITIONS))})
    if len(parts) > 1 and draw.random() < 0.3:
        parts = [{"any": parts[:2]}, *parts[2:]]
    if draw.random() < 0.1:
        parts[-1] = {"not": parts[-1]}
    return parts[0] if len(parts) == 1 else {"all": parts}


_WITH_PARAMETER: tuple[Callable[[], Condition], ...] = (
    lambda: {"months_unemployed": {"at_least": "$mindste_ledighed"}},
    lambda: {"age": {"at_most": "$hoejeste_alder"}},
    lambda: {"number_of_contacts": {"at_least": "$mange_kontakter"}},
)


def _comparison(draw: random.Random, vocabulary: Vocabulary) -> Condition:
    fact = draw.choice([one for one in vocabulary.facts.values() if one.use != "need" and not one.values_from])
    return {fact.key: _operator(draw, fact)}


def _operator(draw: random.Random, fact: Fact) -> Any:
    match fact.type:
        case "bool":
            return draw.random() < 0.7
        case "choice":
            return draw.sample(list(fact.values), draw.randint(1, max(1, len(fact.values) // 2)))
        case "set":
            word = draw.choice(["includes_any", "includes_all", "includes_none", "is_empty", "count"])
            if word == "is_empty":
                return {word: False}
            if word == "count":
                return {word: {"at_least": draw.randint(1, 3)}}
            return {word: draw.sample(list(fact.values), draw.randint(1, 2))}
        case "date":
            return draw.choice([{"within_last": "12 months"}, {"within_next": "3 months"}, {"after": "2026-01-01"}])
        case "int" | "number":
            low, high = _usual(fact)
            first, last = sorted((draw.randint(low, high), draw.randint(low, high)))
            return draw.choice([{"at_least": first}, {"at_most": last}, {"at_least": first, "at_most": last}])


def _usual(fact: Fact) -> tuple[int, int]:
    """Return where the values of a number usually lie, in its own unit."""
    low, high = fact.range_ or (0, 100)
    return (18, 66) if fact.key == "age" else (low, min(high, 60))


def citizens(
    count: int, seed: str, barriers: Sequence[int | None], home: str | None = None, known: float = 0.6
) -> list[dict[str, Any]]:
    """Return citizens as documents: with so many barriers in turn (None: all), each fact known with this chance."""
    vocabulary = Vocabulary.shipped()
    return [
        _citizen(random.Random(f"{seed} {number}"), vocabulary, barriers[number % len(barriers)], home, known)
        for number in range(count)
    ]


def _citizen(
    draw: random.Random, vocabulary: Vocabulary, barriers: int | None, home: str | None, known: float
) -> dict[str, Any]:
    visible = [code for code, one in vocabulary.barriers.items() if not one.hidden]
    said = draw.sample(visible, len(visible) if barriers is None else barriers)
    facts = {
        key: _value(draw, fact)
        for key, fact in vocabulary.facts.items()
        if not fact.values_from and draw.random() < known
    }
    if home:
        facts["municipality"] = home
    return {"on": ON, "says": [{"barrier": code} for code in said], "facts": facts}


def _value(draw: random.Random, fact: Fact) -> Any:
    match fact.type:
        case "bool":
            return draw.random() < 0.5
        case "choice":
            return draw.choice(list(fact.values))
        case "set":
            return draw.sample(list(fact.values), draw.randint(0, 2))
        case "date":
            return f"{draw.choice([2025, 2026])}-{draw.randint(1, 12):02}-15"
        case "int" | "number":
            return draw.randint(*_usual(fact))


def nation() -> dict[str, Any]:
    """Return the made-up nation's ruleset."""
    return {
        "ruleset": "danmark",
        "title": "Et land til at måle med",
        "declare": {
            name: {
                "type": kind,
                "range": [low, high],
                "set_by": "municipality",
                "default": (low + high) // 2,
                "label": name,
            }
            for name, (kind, low, high) in _PARAMETERS.items()
        },
        "definitions": {name: {"when": when, "label": name} for name, when in _DEFINITIONS.items()},
    }


def ruleset(home: str, code: str, seed: str) -> dict[str, Any]:
    """Return a municipality's ruleset, with its own values of the parameters."""
    draw = random.Random(f"{seed} {home}")
    values = {name: draw.randint(low, high) for name, (_, low, high) in _PARAMETERS.items()}
    return {"ruleset": home, "title": home, "extends": "danmark", "municipality": code, "parameters": values}


def write(folder: Path, homes: Mapping[str | None, int], seed: str = "1") -> None:
    """Write so many offers for each municipality, and for the whole country under None, with the rulesets.

    Plugins stand in `plugins/`, rulesets in `rulesets/`. A municipality's offers are the same whichever others there
    are. A file is JSON, which every YAML reader reads.
    """
    codes = {key: one.code for key, one in Vocabulary.shipped().municipalities.items()}
    _write(folder / "rulesets" / "danmark" / "ruleset.yaml", nation())
    for home, count in homes.items():
        if home:
            _write(folder / "rulesets" / home / "ruleset.yaml", ruleset(home, codes[home], seed))
        made = offers([f"{home or 'landet'}_{number}" for number in range(count)], home, seed)
        for start in range(0, count, PER_FILE):
            place = folder / "plugins" / f"{home or 'landet'}_{start // PER_FILE}" / "offer.yaml"
            _write(place, {"offers": made[start : start + PER_FILE]})


def shared_out(total: int, home: str, own: int, others: Iterable[str]) -> dict[str | None, int]:
    """Return how many offers each municipality has: `own` for one, the rest of the total spread over the others."""
    rest = [one for one in others if one != home]
    share, left = divmod(total - own, len(rest))
    return {home: own, **{one: share + (place < left) for place, one in enumerate(rest)}}


def _write(file: Path, document: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write offers and rulesets to measure with.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--municipalities", type=int, default=98)
    parser.add_argument("--offers", type=int, default=40, help="offers of each municipality")
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    names = list(Vocabulary.shipped().municipalities)[: given.municipalities]
    write(given.folder, dict.fromkeys(names, given.offers), given.seed)
    print(f"{len(names) * given.offers} offers of {len(names)} municipalities in {given.folder}")


if __name__ == "__main__":
    main()
