"""Small worlds for tests: real rulebooks from YAML text."""

from __future__ import annotations

from textwrap import dedent

from tilbud_engine.offers import DatedOffer, read_offers
from tilbud_engine.reading import read_bytes
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import Ruleset, read_ruleset
from tilbud_engine.vocabulary import Vocabulary

DANMARK = "ruleset: danmark"


def rulebook(offers: str, *rulesets: str) -> Rulebook:
    """Return the rulebook of offers and rulesets written as YAML; `danmark` is added when it is not among them."""
    made: dict[str, DatedOffer] = {}
    found, problems = read_offers(read_bytes(dedent(offers).encode(), "offer.yaml"), "test")
    assert not problems, [one.line("en") for one in problems]
    made.update({one.id: one for one in found})
    layers: dict[str, Ruleset] = {}
    written = rulesets if any("ruleset: danmark" in one for one in rulesets) else (DANMARK, *rulesets)
    for number, text in enumerate(written):
        ruleset, problems = read_ruleset(read_bytes(dedent(text).encode(), f"ruleset{number}.yaml"), str(number))
        assert ruleset is not None, [one.line("en") for one in problems]
        layers[ruleset.name] = ruleset
    names = {key: next(iter(one.versions)).name for key, one in made.items()}
    return Rulebook(Vocabulary.shipped().with_values({}, names), made, layers)


def offer(eligible: str, **fields: str) -> str:
    """Return an offer as YAML with a condition and more fields, each written as YAML."""
    lines = [
        "offer: proeve",
        "name: Prøve",
        "card: {word: Prøve, text: En prøve}",
        "answers: [H-ANGST]",
        f"eligible: {eligible}",
        *(f"{key}: {value}" for key, value in fields.items()),
    ]
    return "\n".join(lines)
