"""Why a scenario failed: what was expected of each offer, what came, and every part of its rule with its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tilbud_engine.case import Knowledge
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.runs.running import Result
from tilbud_engine.lab.words import Words
from tilbud_engine.matching import is_here
from tilbud_engine.rules.conditions import Condition, Truth
from tilbud_engine.rules.reference import trace
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.wording import Line, explanation, not_offered_words
from tilbud_engine.scenarios import known_in


@dataclass(frozen=True, slots=True)
class ToldRight:
    """A right of an offer, and the parts of its condition."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Why one offer came out otherwise than a scenario expects.

    `expected_at` is where the scenario says what it expects, and `rule` where the rule stands that decided, empty where
    there is none. `note` says why no rule was looked at.
    """

    offer: str
    misses: tuple[Problem, ...]
    expected_at: str
    rule: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()
    rights: tuple[ToldRight, ...] = ()


def reasoning(result: Result, engine: Engine, language: Language = "da") -> tuple[Reasoning, ...]:
    """Return the reasoning behind each offer of a failed scenario that came out otherwise than expected.

    Of a scenario that the engine could not answer at all there is none.
    """
    scenario = result.scenario
    offers = dict.fromkeys(one.values["offer"] for one in result.problems if "offer" in one.values)
    if not offers or result.outcome.suggestion is None:
        return ()
    knowledge = known_in(scenario, engine)
    told = _Told(result, engine, knowledge, language)
    return tuple(told.of(offer) for offer in offers)


class _Told:
    def __init__(self, result: Result, engine: Engine, knowledge: Knowledge, language: Language) -> None:
        self.result = result
        self.engine = engine
        self.knowledge = knowledge
        self.language = language
        self.say = Words("test", language)
        self.resolved = engine.rulebook.resolve(result.scenario.ruleset, result.scenario.on)

    def of(self, offer: str) -> Reasoning:
        misses = tuple(one for one in self.result.problems if one.values.get("offer") == offer)
        place = self.result.scenario.place_of(offer)
        found = self.resolved.offers.get(offer)
        if found is None or not is_here(found, self.resolved, self.knowledge):
            return Reasoning(offer, misses, place, note=self.say("absent"))
        note = self.note(found)
        if found.not_offered is not None or found.not_loaded or found.faults:
            return Reasoning(offer, misses, place, found.rule, note)
        return Reasoning(
            offer, misses, place, found.rule, note, self.lines(found.eligible), tuple(self.rights(found, misses))
        )

    def note(self, found: ResolvedOffer) -> str:
        if found.not_offered is not None:
            return not_offered_words(found.not_offered, self.language)
        if found.not_loaded:
            return self.say("not-loaded", ruleset=self.resolved.ruleset)
        if found.faults:
            return " ".join(one.line(self.language) for one in found.faults)
        if not set(found.offer.answers) & set(self.result.scenario.citizen.barriers()):
            return self.say("not-relevant", codes=", ".join(found.offer.answers))
        return ""

    def rights(self, found: ResolvedOffer, misses: tuple[Problem, ...]) -> Iterator[ToldRight]:
        """Yield the conditions of the rights where the right is what came out otherwise."""
        if any(one.code == "scenario-right" for one in misses):
            for right in found.rights:
                yield ToldRight((self.language == "en" and right.text_en) or right.text, self.lines(right.when))

    def lines(self, condition: Condition) -> tuple[Line, ...]:
        whole = trace(condition, self.knowledge.values)
        return explanation(whole, self.knowledge, self.engine.vocabulary, self.language)


_SIGNS: Mapping[Truth, str] = {True: "✓", False: "✕", None: "?"}
_ANSWERS = ("scenario-verdict", "scenario-right")


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph about a failed scenario: how far in it stands, and the sign in front of it."""

    depth: int
    text: str
    sign: str = ""


def failure_words(result: Result, told: tuple[Reasoning, ...], language: Language = "da") -> Iterator[Said]:
    """Yield what there is to say of a failed scenario: each miss, where it stands, and each part with its value."""
    say = Words("test", language)
    for one in told:
        yield from (Said(0, miss_words(miss, language)) for miss in one.misses)
        decided = say("decided-at", place=one.rule) if one.rule else ""
        yield Said(1, f"{say('expected-at', place=one.expected_at)} {decided}".rstrip())
        if one.note:
            yield Said(1, one.note)
        yield from _parts(one.lines, 1)
        for right in one.rights:
            yield Said(1, say("right", text=right.text))
            yield from _parts(right.lines, 2)
    named = {id(miss) for one in told for miss in one.misses}
    for miss in result.problems:
        if id(miss) not in named:
            yield Said(0, miss_words(miss, language))
            yield Said(1, say("expected-at", place=miss.where))


def miss_words(miss: Problem, language: Language) -> str:
    """Say what was expected and what came; of what is no miss, what is wrong."""
    say = Words("test", language)
    if not miss.code.startswith("scenario-"):
        return miss.line(language)
    values = dict(miss.values)
    if miss.code in _ANSWERS:
        values |= {key: say(f"answer-{values[key]}") for key in ("expected", "found")}
    return say(miss.code, **values)


def _parts(lines: tuple[Line, ...], depth: int) -> Iterator[Said]:
    for line in lines:
        yield Said(depth + line.depth, line.text, _SIGNS[line.truth])
