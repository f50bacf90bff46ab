"""Trying an offer: the card as a citizen will see it, the verdict with its explanation, and what is wrong at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tilbud_engine.case import Citizen
from tilbud_engine.errors import InputError, Language, Problem, problem
from tilbud_engine.kit.picture import Face, appointment, drawing_of, label
from tilbud_engine.offers import Contact, DatedOffer, Offer, sound_offers
from tilbud_engine.over_catalogue import load_over_catalogue
from tilbud_engine.plugins.finding import Found, find_folders, own_file
from tilbud_engine.reading import read_path
from tilbud_engine.rules.checking import problems_beside, rule_problems
from tilbud_engine.scenarios import FOLDER, Scenario, read_scenarios, scenario_files
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import Audience, Card, Explanation

_CALLED = ("name", "telephone", "hours")


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one offer: how its card looks, and why it is or is not for the citizen.

    `face` is None where the audience may not see the card; `printed` is how it looks on paper, None where it never
    comes there. `example` is the name of the scenario whose citizen it is, empty for a citizen who was given. With
    `is_faulty` the rule cannot be read, so there is no answer and nothing to explain.
    """

    offer: str
    face: Face | None = None
    printed: Face | None = None
    card: Card | None = None
    explanation: Explanation | None = None
    example: str = ""
    problems: tuple[Problem, ...] = ()
    is_faulty: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """All that a look at a folder shows; `problems` are those of the folder itself, as they stand in its files."""

    tried: tuple[Tried, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom and when an offer is tried; without a citizen, each offer's own scenarios give one."""

    audience: Audience = "citizen"
    language: Language = "da"
    on: dt.date | None = None
    ruleset: str | None = None


class Workbench:
    """The engine with the plugins of one folder in the place of what is shipped under the same names."""

    def __init__(self, folder: Path, settings: Settings, today: dt.date, rulesets: Sequence[Path] = ()) -> None:
        """Load the folder, a plugin's own or one that holds several.

        Raises InputError for a folder that is not there, and for a ruleset that cannot be read.
        """
        if not folder.is_dir():
            raise InputError([problem("plugins-folder-missing", str(folder))])
        self.today = today
        self.found, beside = find_folders([folder], settings)
        self.engine = load_over_catalogue([folder], rulesets, settings)
        places = {one.shown for one in self.found}
        self._infos = [one for one in self.engine.registry.plugins if one.place in places]
        rules = list(self._rule_problems())
        self._faulty = {one.where.rpartition(":")[0] for one in rules if not one.is_remark}
        faults = [*beside, *(one for info in self._infos for one in info.problems), *rules]
        self.problems = tuple(sorted(dict.fromkeys(faults), key=_order))

    def try_out(self, wanted: Wanted, citizen: Citizen | None = None) -> Trial:
        """Return what the offers of the folder show to a citizen."""
        examples = self._scenarios() if citizen is None else ()
        tried = [
            self._tried(found, self.engine.rulebook.offers[key], wanted, citizen, examples)
            for found, keys in self._offers()
            for key in keys
        ]
        return Trial(tuple(tried), self.problems)

    def close(self) -> None:
        """Free what the engine holds."""
        self.engine.close()

    def _offers(self) -> Iterator[tuple[Found, tuple[str, ...]]]:
        for found in self.found:
            yield from ((found, info.offers) for info in self._infos if info.place == found.shown)

    def _rule_problems(self) -> Iterator[Problem]:
        """Yield what only shows once all rules are together, also beside what cannot be read as a whole."""
        places = tuple(f"{one.shown}/" for one in self.found)
        for one in rule_problems(self.engine.rulebook, self.today):
            if one.where.startswith(places):
                yield one
        sound: list[DatedOffer] = []
        for found in self.found:
            file, _ = own_file(found, "offer.yaml")
            if file is not None:
                with suppress(InputError):  # What cannot be read at all has been told already.
                    sound += sound_offers(read_path(file, f"{found.shown}/offer.yaml"), found.name)
        yield from problems_beside(self.engine.rulebook, sound, ())

    def _scenarios(self) -> tuple[Scenario, ...]:
        named = [
            own_file(found, f"{FOLDER}/{one.name}")[0]
            for found in self.found
            if found.root is not None
            for one in scenario_files(found.root)
        ]
        return tuple(one for file in named if file is not None for one in read_scenarios(file)[0])

    def _tried(
        self, found: Found, offer: DatedOffer, wanted: Wanted, citizen: Citizen | None, examples: Sequence[Scenario]
    ) -> Tried:
        example = _example(offer.id, examples) if citizen is None else None
        person = citizen or (example.citizen if example else None)
        on = wanted.on or (example.on if example else None) or (citizen.on if citizen else None) or self.today
        version = offer.history.at(on) or offer.versions[-1]
        bare = Tried(offer.id, example=example.name if example else "")
        if self._is_shielded(version) and wanted.audience != "caseworker":
            return replace(bare, problems=(problem("try-no-card", offer.place, name=offer.id),))
        face = _face_of_offer(version, found, wanted.language)
        if person is None:
            missing = problem("try-no-citizen", offer.place, name=offer.id)
            return self._as_seen(replace(bare, face=face, problems=(missing,)), version, wanted)
        if offer.place.rpartition(":")[0] in self._faulty:  # A condition that cannot be read decides nothing.
            return self._as_seen(replace(bare, face=face, is_faulty=True), version, wanted)
        try:
            explanation, card = self._answer(person, offer.id, on, wanted, example)
        except InputError as error:
            seen = None if any(one.code == "human-first" for one in error.problems) else face
            return self._as_seen(replace(bare, face=seen, problems=error.problems), version, wanted)
        if card is not None:
            face = _face_of_card(card, found, wanted.language)
        return self._as_seen(replace(bare, face=face, card=card, explanation=explanation), version, wanted)

    def _answer(
        self, person: Citizen, offer: str, on: dt.date, wanted: Wanted, example: Scenario | None
    ) -> tuple[Explanation, Card | None]:
        """Return the explanation of an offer, and the card as the audience gets it where it is one."""
        ruleset = wanted.ruleset or (example.ruleset if example else None)
        asked: dict[str, Any] = {"ruleset": ruleset, "audience": wanted.audience, "language": wanted.language}
        explanation = self.engine.explain(person, offer, on, **asked)
        suggestion = self.engine.suggest(person, on, **asked, with_ideas=True)
        listed = (*suggestion.cards, *suggestion.shielded)
        return explanation, next((one for one in listed if one.offer == offer), explanation.card)

    def _as_seen(self, made: Tried, offer: Offer, wanted: Wanted) -> Tried:
        """Return the card as the audience and paper show it: a confidential one as an appointment, a shielded not."""
        if made.face is None or self._is_shielded(offer):
            return made
        if offer.privacy == "normal":
            return replace(made, printed=made.face)
        paper = appointment(made.face)
        if wanted.audience == "shared":
            return replace(made, face=paper, printed=paper, explanation=None, card=None)
        return replace(made, printed=paper)

    def _is_shielded(self, offer: Offer) -> bool:
        """Tell whether a card is for a human to hand over: shielded itself, or there for hidden barriers alone."""
        known = self.engine.vocabulary.barriers
        return offer.privacy == "shielded" or all(known[code].hidden for code in offer.answers if code in known)


def _example(offer: str, scenarios: Sequence[Scenario]) -> Scenario | None:
    """Return the scenario that shows an offer best: one in which it is a card, else any that names it."""
    own = [one for one in scenarios if offer in one.expect]
    for wanted in ("yes", "unknown"):
        for one in own:
            if one.expect[offer].verdict == wanted:
                return one
    return own[0] if own else None


def _face_of_card(card: Card, found: Found, language: Language) -> Face:
    lines = [(label("todo", language), one) for one in card.todos]
    for key, text in (("cost", card.cost), ("decides", card.decides), ("contact", _contact(card.contact or {}))):
        lines += [(label(key, language), text)] if text else []
    return Face(
        offer=card.offer,
        word=card.word,
        text=card.text,
        alt=card.alt,
        pictogram=card.pictogram,
        drawing=drawing_of(card.pictogram, found.root),
        status=card.status,
        entitlement=card.entitlement_text,
        lines=tuple(lines),
        language=language,
    )


def _face_of_offer(offer: Offer, found: Found, language: Language) -> Face:
    """Return the card of an offer that is not for the citizen: what stands on it for anyone."""
    english = language == "en"
    told = (offer.contact or Contact()).told(language)
    return Face(
        offer=offer.offer,
        word=(english and offer.card.word_en) or offer.card.word,
        text=(english and offer.card.text_en) or offer.card.text,
        alt=(english and offer.card.alt_en) or offer.card.alt,
        pictogram=offer.card.pictogram,
        drawing=drawing_of(offer.card.pictogram, found.root),
        status=offer.status,
        lines=((label("contact", language), _contact(told)),) if told else (),
        language=language,
    )


def _contact(told: Mapping[str, str]) -> str:
    return ", ".join(told[key] for key in _CALLED if told.get(key))


def _order(one: Problem) -> tuple[str, int]:
    """Order problems as they stand in their files."""
    file, _, line = one.where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (one.where, 0)
