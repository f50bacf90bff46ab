"""Scenarios: an invented citizen, a day, and what the rules must answer. A right answer by the wrong rule fails.

Policy staff, authors of plugins and the tests of the engine itself use this one runner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from tilbud_engine.case import Citizen, Knowledge, given_faults, read_knowledge
from tilbud_engine.dated import ConditionSource, Model
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Language, Problem, nearest, problem, shown
from tilbud_engine.reading import Day, Line, Map, Seq, as_node, decode, place_of, read_path
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.suggestion import Card, NotNow, Suggestion

FOLDER = "scenarios"
"""The folder of a plugin or a ruleset in which its scenarios stand."""

ExpectedVerdict = Literal["yes", "no", "unknown", "not_offered", "not_relevant", "absent"]
ExpectedRight = Literal["yes", "no", "unknown"]

_DANISH = {
    "ja": "yes",
    "nej": "no",
    "ukendt": "unknown",
    "ved ikke": "unknown",
    "maybe": "unknown",
    "true": "yes",
    "false": "no",
}


def _word(value: Any, info: ValidationInfo) -> Any:
    """Refuse what is no answer; who writes `ja` is told `yes`."""
    known = get_args(ExpectedVerdict if info.field_name == "verdict" else ExpectedRight)
    if isinstance(value, str) and value not in known:
        close = _DANISH.get(value.lower()) or nearest(value, known)
        named = {"text": shown(value), "nearest": close, "expected": ", ".join(known)}
        raise PydanticCustomError("bad-choice", "an answer", named)
    return value


class Expected(Model):
    """What is expected of one offer; a bare verdict is short for `{verdict: …}`.

    `missing` is exactly what matters. `because` stands in its reasons, `rule` in the place of the rule that decides.
    """

    verdict: Annotated[ExpectedVerdict, BeforeValidator(_word)]
    right: Annotated[ExpectedRight, BeforeValidator(_word)] | None = None
    missing: tuple[Line, ...] | None = None
    because: Line | None = None
    rule: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"verdict": value} if isinstance(value, str) else value


class _Written(Model):
    name: Line
    on: Day
    ruleset: Line = NATIONAL
    citizen: ConditionSource
    expect: Mapping[Line, Expected] = Field(min_length=1)
    questions: tuple[Line, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """An invented citizen on a day and what must be answered; `place` is the file and line where it stands.

    `questions`, where stated, are exactly those to be asked. `number` is its place in the file's list, the first is 0.
    """

    name: str
    place: str
    on: dt.date
    ruleset: str
    citizen: Citizen
    expect: Mapping[str, Expected]
    questions: tuple[str, ...] | None = None
    number: int = 0
    node: Map = field(default_factory=lambda: Map({}), compare=False, repr=False)

    def place_of(self, offer: str) -> str:
        """Return where it says what is expected of an offer."""
        return _map(self.node.get("expect")).place_of(offer) or self.place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scenario: each thing that was not as expected, with what came instead and why.

    `suggestion` is what the engine answered where something was not as expected; None where it could not answer.
    """

    scenario: Scenario
    problems: tuple[Problem, ...] = ()
    suggestion: Suggestion | None = field(default=None, compare=False, repr=False)

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.problems


def scenario_files(folder: Path) -> list[Path]:
    """Return the files with the scenarios of a plugin or a ruleset."""
    return sorted(one for one in (folder / FOLDER).glob("*") if one.suffix.lower() in (".yaml", ".yml", ".json"))


def read_scenarios(path: Path, called: str | None = None) -> tuple[list[Scenario], list[Problem]]:
    """Read a file of scenarios: those that can be read, and everything that is wrong with the others.

    Whether offers, facts and rulesets are known, `unknown_words` tells.
    """
    try:
        document = read_path(path, called)
    except InputError as error:
        return [], list(error.problems)
    if not isinstance(document, Map):
        return [], [problem("not-a-mapping", place_of(document, called or str(path)))]
    problems = [
        problem("unknown-key", document.place_of(key), name=shown(key), nearest=nearest(key, [FOLDER]), known=FOLDER)
        for key in document
        if key != FOLDER
    ]
    listed = document.get(FOLDER)
    if not isinstance(listed, Seq) or not listed:
        problems.append(problem("scenarios-empty", document.place_of(FOLDER) or document.place))
        listed = Seq([])
    scenarios = []
    for number, node in enumerate(listed):
        made, faults = _scenario(node, number)
        problems.extend(faults)
        if made is not None and not faults:
            scenarios.append(made)
    return scenarios, problems


def _scenario(node: Any, number: int) -> tuple[Scenario | None, list[Problem]]:
    written, problems = decode(_Written, node)
    if not isinstance(node, Map):
        return None, problems
    citizen = None
    if "citizen" in node:
        try:
            citizen = Citizen.read(node["citizen"])
        except InputError as error:
            problems.extend(error.problems)
    if written is None or citizen is None:
        return None, problems
    name, place = written.name, node.place_of("name") or node.place
    expect = {str(offer): one for offer, one in written.expect.items()}
    made = Scenario(name, place, written.on, written.ruleset, citizen, expect, written.questions, number, node)
    return made, problems


def unknown_words(scenario: Scenario, engine: Engine) -> list[Problem]:
    """Return the offers, facts, codes and rulesets of a scenario that nobody knows, each with its place."""
    found = list(given_faults(scenario.citizen, engine.vocabulary))
    offers = engine.rulebook.offers
    for offer, expected in scenario.expect.items():
        place = scenario.place_of(offer)
        if offer not in offers:
            found.append(problem("unknown-offer", place, name=shown(offer), nearest=nearest(offer, offers)))
        found += _unknown_facts(expected.missing or (), place, engine)
    found += _unknown_facts(scenario.questions or (), scenario.node.place_of("questions"), engine)
    try:
        engine.rulebook.layers(scenario.ruleset)
    except InputError as error:
        place = scenario.node.place_of("ruleset")
        found += [problem(one.code, one.where or place, **one.values) for one in error.problems]
    return found


def _unknown_facts(keys: tuple[str, ...], place: str, engine: Engine) -> Iterator[Problem]:
    facts = engine.vocabulary.facts
    for key in keys:
        if key not in facts:
            yield problem("unknown-fact", place, name=shown(key), nearest=nearest(key, facts))


def run(scenario: Scenario, engine: Engine, language: Language = "da") -> Outcome:
    """Ask the engine and compare; `because` is compared in Danish, `language` is that of the reasons in the problems.

    What the engine cannot answer at all is a problem of the outcome too.
    """
    try:
        suggestion = _asked(scenario, engine, "da")
        told = suggestion
        misses = list(_misses(scenario, suggestion, told, engine))
        if misses and language != "da":
            told = _asked(scenario, engine, language)
            misses = list(_misses(scenario, suggestion, told, engine))
    except InputError as error:
        return Outcome(
            scenario, tuple(problem(one.code, one.where or scenario.place, **one.values) for one in error.problems)
        )
    return Outcome(scenario, tuple(misses), suggestion if misses else None)


def known_in(scenario: Scenario, engine: Engine) -> Knowledge:
    """Return what is known of the citizen on the day, with what plugins compute.

    Raises InputError for facts and codes that nobody knows.
    """
    knowledge, _ = read_knowledge(scenario.citizen, engine.vocabulary, scenario.on)
    derived, _ = engine.registry.derive_facts(scenario.citizen, knowledge, scenario.on)
    return knowledge.with_derived(derived)


def _asked(scenario: Scenario, engine: Engine, language: Language) -> Suggestion:
    return engine.suggest(
        scenario.citizen,
        scenario.on,
        ruleset=scenario.ruleset,
        audience="caseworker",
        language=language,
        all_offers=True,
    )


def _misses(scenario: Scenario, suggestion: Suggestion, told: Suggestion, engine: Engine) -> Iterator[Problem]:
    for offer in scenario.expect:
        yield from _misses_of(scenario, offer, suggestion, told, engine)
    if scenario.questions is not None:
        asked = [one.fact for one in suggestion.questions]
        if set(asked) != set(scenario.questions):
            named = {"name": scenario.name, "expected": _listed(scenario.questions), "found": _listed(asked)}
            yield problem("scenario-questions", scenario.node.place_of("questions"), **named)


def _misses_of(
    scenario: Scenario, offer: str, suggestion: Suggestion, told: Suggestion, engine: Engine
) -> Iterator[Problem]:
    expected, place = scenario.expect[offer], scenario.place_of(offer)
    found = answer_for(suggestion, offer)
    named = {"name": scenario.name, "offer": offer, "why": " ".join(reasons_of(answer_for(told, offer)))}
    verdict = found.verdict if found else "absent"
    if verdict != expected.verdict:
        yield problem("scenario-verdict", place, expected=expected.verdict, found=verdict, **named)
        return
    right = found.right if isinstance(found, Card) else "no"
    if expected.right is not None and right != expected.right:
        yield problem("scenario-right", place, expected=expected.right, found=right, **named)
    missing = found.missing if isinstance(found, Card) else ()
    if expected.missing is not None and set(missing) != set(expected.missing):
        listed = {"expected": _listed(expected.missing), "found": _listed(missing)}
        yield problem("scenario-missing", place, **listed, **named)
    if expected.because is not None and expected.because not in " ".join(reasons_of(found)):
        yield problem("scenario-because", place, expected=expected.because, **named)
    if expected.rule is not None:
        rules = [one.rule for one in found.reasons] if found else []
        resolved = engine.rulebook.resolve(suggestion.ruleset, suggestion.on).offers.get(offer)
        rules += [resolved.rule] if resolved else []
        if not any(expected.rule in rule for rule in rules):
            known = _listed(dict.fromkeys(rules))
            yield problem("scenario-rule", place, expected=expected.rule, found=known, **named)


def answer_for(suggestion: Suggestion, offer: str) -> Card | NotNow | None:
    """Return what a suggestion says of an offer, wherever it stands; None when it says nothing."""
    listed: list[Card | NotNow] = [*suggestion.cards, *suggestion.shielded, *suggestion.not_now]
    return next((one for one in listed if one.offer == offer), None)


def reasons_of(answer: Card | NotNow | None) -> tuple[str, ...]:
    """Return the reasons of an answer in words."""
    if answer is None:
        return ()
    texts = [one.text for one in answer.reasons]
    return tuple([answer.because] if isinstance(answer, NotNow) else texts)


def _listed(names: Any) -> str:
    return f"[{', '.join(names)}]"


def _map(node: Any) -> Map:
    made = as_node(node)
    return made if isinstance(made, Map) else Map({})
