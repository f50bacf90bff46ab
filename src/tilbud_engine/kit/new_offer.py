"""What an author has answered about a new offer, and what an answer may be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem, problem
from tilbud_engine.offers import MOST_CARD_WORDS, Card
from tilbud_engine.pictures import pictograms
from tilbud_engine.reading import as_node, decode, id_of, text_problems

MOST_LETTERS = 60
"""So many letters an id has at most: it names a folder too."""

MOST_WORDS = 3
"""So many words stand on a card at most."""

DEFAULT_PICTOGRAM = "cards"


@dataclass(frozen=True, slots=True)
class Group:
    """Who may get an offer: everyone of an age, everyone out of work for some months, both, or not settled yet.

    `age_from` and `age_to` are years, both included. `unsettled` is the target group in free text (it may be empty)
    where no human has picked a condition; None where the rest is the whole answer.
    """

    age_from: int | None = None
    age_to: int | None = None
    months: int | None = None
    unsettled: str | None = None

    def eligible(self) -> dict[str, Any]:
        """Return the condition; empty is everyone."""
        ages = {"at_least": self.age_from, "at_most": self.age_to}
        age = {key: value for key, value in ages.items() if value is not None}
        made: dict[str, Any] = {"age": age} if age else {}
        if self.months is not None:
            made["months_unemployed"] = {"at_least": self.months}
        return made


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What an author has answered about an offer; what is empty is left to the file to ask for.

    `hours` are hours a week, from and to. `own_picture` is a file to copy into the folder, named by `pictogram`.
    """

    name: str
    barriers: tuple[str, ...]
    group: Group = field(default_factory=Group)
    word: str = ""
    text: str = ""
    pictogram: str = DEFAULT_PICTOGRAM
    alt: str = ""
    about: str = ""
    just_come: bool = False
    municipality: str | None = None
    hours: tuple[int, int] | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    own_picture: Path | None = None

    @property
    def id(self) -> str:
        """The id, which is the name of the folder too."""
        return id_of(self.name) or ""


# --- what an answer may be --------------------------------------------------------------------------------------


def name_problem(name: str, engine: Engine, into: Path) -> Problem | None:
    """Return why an offer of this name cannot be made in the folder: no id, or there is one already."""
    offer = id_of(name)
    if offer is None:
        return problem("new-name-unfit", "", text=name)
    if len(offer) > MOST_LETTERS:
        return problem("new-name-long", "", limit=MOST_LETTERS)
    if os.path.lexists(into) and not into.is_dir():
        return problem("plugins-folder-missing", str(into))
    taken = engine.rulebook.offers.get(offer)
    other = next(f"{offer}_{number}" for number in range(2, 100) if f"{offer}_{number}" not in engine.rulebook.offers)
    if taken is not None:
        return problem("new-offer-there", "", name=offer, first=taken.place, other=other)
    return problem("new-folder-there", str(into / offer), other=other) if os.path.lexists(into / offer) else None


def line_problem(text: str) -> Problem | None:
    """Return what no text may hold: what cannot be seen, endless length, a number shaped like a CPR number."""
    return next(iter(text_problems(text, "")), None)


def card_problem(word: str = "Ord", text: str = "Tekst") -> Problem | None:
    """Return what is wrong with the word or the text of a card: too many words."""
    _, faults = decode(Card, as_node({"word": word, "text": text}))
    return faults[0] if faults else None


def short_word(name: str) -> str:
    """Return a word for the card from the name: as many of its first words as a card takes."""
    return " ".join(name.split()[:MOST_WORDS])


def short_text(name: str) -> str:
    """Return a text for the card until somebody has written a better one."""
    return " ".join(name.split()[:MOST_CARD_WORDS])


def pictures_for(word: str, most: int = 8) -> list[str]:
    """Return the names of the pictures that show what a Danish word says, the best first."""
    wanted = word.casefold().strip()
    if not wanted:
        return []
    ranked = []
    for key, one in pictograms().items():
        words = [part.strip(",.") for part in one.shows.casefold().split()]
        if wanted == key or wanted in words:
            ranked.append((0, key))
        elif any(part.startswith(wanted) or (len(part) > 3 and wanted.startswith(part)) for part in words):
            ranked.append((1, key))
        elif len(wanted) > 2 and (wanted in one.shows.casefold() or wanted in key):
            ranked.append((2, key))
    return [str(key) for _, key in sorted(ranked, key=lambda found: found[0])][:most]


def ruleset_of(municipality: str, engine: Engine) -> str | None:
    """Return the ruleset of a municipality, where one is loaded that is in use."""
    book = engine.rulebook
    names = sorted(name for name, one in book.rulesets.items() if not one.draft)
    return next((name for name in names if book.municipality_of(name) == municipality), None)


def unique(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in their order, each once."""
    return tuple(dict.fromkeys(codes))
