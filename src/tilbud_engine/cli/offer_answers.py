"""What may be answered about a new offer, as it is typed: every reading gives a value, or the problem with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from tilbud_engine.cli.answers import is_yes
from tilbud_engine.cli.cards import barrier_says
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.kit.new_offer import card_problem, line_problem, name_problem, pictures_for, unique
from tilbud_engine.kit.scaffold import package_name
from tilbud_engine.pictures import is_own, own_picture, pictograms
from tilbud_engine.reading import id_of
from tilbud_engine.vocabulary.own_words import propose

_STRETCH = re.compile(r"(\d{1,4})?\s*(?:(-|–|til|to)\s*(\d{1,4})?)?", re.ASCII | re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:ca\.?|fra|from|about)\s+|\s*(?:år|years?|timer?|hours?)(?:\s+(?:om|i|a)\s+(?:ugen|week))?\.?$", re.IGNORECASE
)
"""What people say around a number and that changes nothing."""
_MOST_HOURS = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options of the command line say; what they leave out is asked for."""

    name: str | None = None
    barrier: tuple[str, ...] = ()
    everyone: bool = False
    age: str | None = None
    months: str | None = None
    group_text: str | None = None
    municipality: str | None = None
    just_come: bool = False
    word: str | None = None
    text: str | None = None
    picture: str | None = None
    alt: str | None = None
    about: str | None = None
    hours: str | None = None
    contact_name: str | None = None
    contact_telephone: str | None = None
    contact_hours: str | None = None
    source: str | None = None

    @property
    def says_group(self) -> bool:
        """Whether the options say who may get it."""
        return self.everyone or any(one is not None for one in (self.age, self.months, self.group_text))


class OfferAnswers:
    """Reads what is typed about an offer: a value, or the problem with it."""

    def __init__(self, say: Texts, engine: Engine, into: Path, *, package: bool) -> None:
        self.say = say
        self.engine = engine
        self.words = engine.vocabulary
        self.into = into
        self.package = package

    def check(self, given: Given) -> tuple[tuple[str, ...], list[str]]:
        """Return the codes that the options name, and what everyday words were taken for, after a look at all options.

        Raises InputError with every fault.
        """
        found: list[str] = []
        taken: list[str] = []
        faults: list[Problem] = []
        for one in given.barrier:
            made = self.codes_of(one)
            if isinstance(made, Problem):
                faults.append(made)
                continue
            found += made
            if one.upper() not in made:
                meant = ", ".join(f"{code} ({barrier_says(self.words, code, self.say)})" for code in made)
                taken.append(self.say("new-understood", text=one, meant=meant))
        readers: dict[str, Callable[[str], object]] = {
            "name": self.name_of,
            "age": self.ages_of,
            "months": self.months_of,
            "municipality": self.municipality_of,
            "word": card_word,
            "text": card_text,
            "picture": self.picture_of,
            "hours": self.hours_of,
        }
        for field in fields(given):
            typed = getattr(given, field.name)
            if isinstance(typed, str):
                read = line_problem(typed) or readers.get(field.name, str)(typed)
                faults += [read] if isinstance(read, Problem) else []
        if given.group_text is not None and (given.everyone or given.age is not None or given.months is not None):
            faults.append(problem("new-group-contradicts"))
        if faults:
            raise InputError(faults)
        return unique(found), taken

    def name_of(self, name: str) -> str | Problem:
        """Return the name, or why there can be no new offer of it here."""
        found = name_problem(name, self.engine, self.into)
        folder = self.into / package_name(id_of(name) or "")
        if found is None and self.package and folder.exists():
            return problem("new-folder-there", str(folder), other=f"{id_of(name)}_2")
        return found or name

    def codes_of(self, typed: str) -> list[str] | Problem:
        """Return the codes that a code or everyday words mean."""
        known = self.words.barriers
        if fault := line_problem(typed):
            return fault
        code = typed.upper()
        if code in known:
            if known[code].hidden:
                return problem("new-barrier-alarm" if known[code].alarm else "new-barrier-shielded", name=code)
            return [code]
        meant = unique(one.barrier for one in propose(typed, self.words))
        if found := [one for one in meant if not known[one].hidden]:
            return found
        if meant:
            return problem(f"new-barrier-{'alarm' if known[meant[0]].alarm else 'shielded'}", name=meant[0])
        if close := nearest(code, known):
            return problem("unknown-barrier", name=typed, nearest=close)
        return problem("new-barrier-unclear", text=typed)

    def ages_of(self, typed: str) -> tuple[int | None, int | None] | Problem:
        """Read an age, from and to; one of them may be open."""
        return _stretch(typed, *self.words.facts["age"].bounds)

    def months_of(self, typed: str) -> int | Problem:
        """Read a number of months."""
        low, high = self.words.facts["months_unemployed"].bounds
        found = re.findall(r"\d+", typed)
        if len(found) != 1 or len(found[0]) > 4:
            return problem("answer-not-int")
        number = int(found[0])
        return number if low <= number <= high else problem("answer-out-of-range", range=f"{low} - {high}")

    def municipality_of(self, typed: str) -> str | Problem:
        """Read a municipality, by its name or its key."""
        known = self.words.facts["municipality"].values
        names = {str(label.label or key).casefold(): key for key, label in known.items()}
        word = typed.casefold().removesuffix(" kommune").strip()
        if word in known or word in names:
            return str(names.get(word, word))
        close = nearest(word, [*names, *known])
        return problem("unknown-municipality", name=typed, nearest=names.get(close or "", close))

    def yes_or_no(self, typed: str) -> bool | Problem:
        """Read yes or no."""
        answer = is_yes(typed, self.say)
        return problem("answer-not-yes-no") if answer is None else answer

    def picture_of(self, typed: str) -> list[tuple[str, Path | None]] | Problem:
        """Return the pictures that a word may mean, the best first: by name, by what they show, or a file."""
        if is_own(typed):
            file = Path(typed).expanduser()
            if not file.is_file():
                return problem("file-missing", typed)
            return [(file.name, file)] if own_picture(file) is not None else problem("picture-unfit", text=file.name)
        if typed in pictograms():
            return [(typed, None)]
        found = pictures_for(typed)
        return [(key, None) for key in found] if found else problem("new-picture-unknown", text=typed)

    def hours_of(self, typed: str) -> tuple[int, int] | Problem:
        """Read hours a week: a number, or from and to."""
        found = _stretch(typed, 0, _MOST_HOURS)
        if isinstance(found, Problem):
            return found
        low, high = found
        alone = _STRETCH.fullmatch(_AROUND.sub("", typed.strip()))
        if alone is not None and alone[2] is None and low is not None:
            return low, low
        return low or 0, high if high is not None else low or 0


def card_word(typed: str) -> str | Problem:
    """Read the word on a card."""
    return card_problem(word=typed) or typed


def card_text(typed: str) -> str | Problem:
    """Read the text on the back of a card."""
    return card_problem(text=typed) or typed


def _stretch(typed: str, least: int, most: int) -> tuple[int | None, int | None] | Problem:
    """Read `18-29`, `18-`, `-29`, or `18`, which is at least 18."""
    found = _STRETCH.fullmatch(_AROUND.sub("", typed.strip()))
    if found is None or not (found[1] or found[3]):
        return problem("new-stretch-unclear", text=typed)
    low, high = (int(one) if one else None for one in (found[1], found[3]))
    ends = [one for one in (low, high) if one is not None]
    if not all(least <= one <= most for one in ends) or ends != sorted(ends):
        return problem("new-stretch-outside", text=typed, range=f"{least} - {most}")
    return low, high
