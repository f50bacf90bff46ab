"""What is asked about a new offer: each answer is taken from the options, or asked for until it can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar, overload

from tilbud_engine.cli.answers import is_yes, numbers_of
from tilbud_engine.cli.cards import barrier_says
from tilbud_engine.cli.hearing import Listener, Stopped
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.kit.scaffold import (
    DEFAULT_PICTOGRAM,
    Group,
    NewOffer,
    card_problem,
    line_problem,
    name_problem,
    package_name,
    pictures_for,
    short_text,
    short_word,
    unique,
)
from tilbud_engine.pictures import is_own, pictograms
from tilbud_engine.reading import id_of
from tilbud_engine.vocabulary.own_words import propose

T = TypeVar("T")

_STRETCH = re.compile(r"(\d{1,4})?\s*(?:(-|–|til|to)\s*(\d{1,4})?)?", re.ASCII | re.IGNORECASE)
_GROUPS = ("everyone", "age", "months", "unsettled")
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


class OfferTalk(Listener):
    """The questions about one offer. Where the input ends, the rest is as it is when nobody has said anything."""

    def __init__(self, page: Page, say: Texts, engine: Engine, into: Path, *, package: bool) -> None:
        super().__init__(page, say)
        self.engine = engine
        self.words = engine.vocabulary
        self.into = into
        self.package = package

    def offer(self, given: Given) -> NewOffer:
        """Return the offer that was described.

        Raises Stopped when the author asks to stop, and InputError with everything in the options that cannot be used,
        or where what must be there is not.
        """
        codes = self.check(given)
        name = given.name or self.asked("name", self.name_of)
        if not name:
            raise InputError([problem("new-name-missing")])
        barriers = codes or self.chosen()
        if not barriers:
            raise InputError([problem("new-barriers-missing")])
        group = self.group_of(given) if given.says_group else self.group()
        municipality = self.read(given.municipality, self.municipality_of) or self.asked(
            "municipality", self.municipality_of
        )
        just_come = given.just_come or self.just_come()
        word = given.word or self.asked("word", _card_word)
        text = given.text or self.asked("text", _card_text)
        pictogram, own = self.picture(given.picture)
        return NewOffer(
            name=name,
            barriers=barriers,
            group=group,
            word=word or short_word(name),
            text=text or short_text(name),
            pictogram=pictogram,
            alt=given.alt or (self.asked("alt") if own is not None else None) or "",
            about=given.about or self.asked("about") or "",
            just_come=just_come,
            municipality=municipality,
            hours=self.read(given.hours, self.hours_of) or self.asked("hours", self.hours_of),
            contact=self.contact(given),
            source=given.source or self.asked("source") or "",
            own_picture=own,
        )

    def check(self, given: Given) -> tuple[str, ...]:
        """Return the codes that the options name, after a look at all of them, before anything is asked.

        Raises InputError with every fault.
        """
        found: list[str] = []
        faults: list[Problem] = []
        for one in given.barrier:
            made = self.codes_of(one)
            if isinstance(made, Problem):
                faults.append(made)
                continue
            found += made
            if one.upper() not in made:
                meant = ", ".join(f"{code} ({barrier_says(self.words, code, self.say)})" for code in made)
                self.page.text(self.say("new-understood", text=one, meant=meant))
        readers: dict[str, Callable[[str], object]] = {
            "name": self.name_of,
            "age": self.ages_of,
            "months": self.months_of,
            "municipality": self.municipality_of,
            "word": _card_word,
            "text": _card_text,
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
        return unique(found)

    # --- one question at a time -------------------------------------------------------------------------------------

    def typed(self, question: str, **values: object) -> str:
        """Return what is typed behind a question; empty once the input has ended."""
        if self.ended:
            return ""
        self.page.line()
        self.page.text(self.say(f"new-ask-{question}", **values))
        return self.heard()

    def heard(self, prompt: str = ">") -> str:
        """Return what is typed; empty where the input ends, and ever after."""
        return "" if self.ended else self._heard(prompt)

    def _heard(self, prompt: str) -> str:
        try:
            return self.hear(prompt)
        except Stopped:
            if not self.ended:
                raise
        return ""

    @overload
    def asked(self, question: str) -> str | None: ...
    @overload
    def asked(self, question: str, read: Callable[[str], T | Problem]) -> T | None: ...
    def asked(self, question: str, read: Callable[[str], object] = str) -> object:
        """Return what is typed, as `read` has it; asked again until it can be used, None for nothing."""
        while typed := self.typed(question):
            made = line_problem(typed) or read(typed)
            if not isinstance(made, Problem):
                return made
            self.explain(made)
        return None

    def read(self, given: str | None, read: Callable[[str], T | Problem]) -> T | None:
        """Return the value of an option that has been checked; None where it was not given."""
        made = None if given is None else read(given)
        return None if isinstance(made, Problem) else made

    def name_of(self, name: str) -> str | Problem:
        """Return the name, or why there can be no new offer of it here."""
        found = name_problem(name, self.engine, self.into)
        folder = self.into / package_name(id_of(name) or "")
        if found is None and self.package and folder.exists():
            return problem("new-folder-there", str(folder), other=f"{id_of(name)}_2")
        return found or name

    # --- what it helps with -----------------------------------------------------------------------------------------

    def codes_of(self, typed: str) -> list[str] | Problem:
        """Return the codes that a code or everyday words mean."""
        known = self.words.barriers
        if fault := line_problem(typed):
            return fault
        code = typed.upper()
        if code in known:
            if known[code].hidden:
                return problem(f"new-barrier-{'alarm' if known[code].alarm else 'shielded'}", name=code)
            return [code]
        found = list(unique([one.barrier for one in propose(typed, self.words) if not known[one.barrier].hidden]))
        if found:
            return found
        if close := nearest(code, known):
            return problem("unknown-barrier", name=typed, nearest=close)
        return problem("new-barrier-unclear", text=typed)

    def chosen(self) -> tuple[str, ...]:
        """Return the codes that are picked from the list by number, or meant by everyday words and confirmed."""
        if self.ended:
            return ()
        listed: list[str] = []
        self.page.line()
        self.page.text(self.say("new-ask-barriers"))
        for leg, label in self.words.legs.items():
            self.page.line()
            self.page.line((self.say.language == "en" and label.label_en) or label.label, "name")
            for code, one in self.words.barriers.items():
                if one.leg == leg and not one.hidden:
                    listed.append(code)
                    self.page.text(barrier_says(self.words, code, self.say), 0, f"{len(listed):>3}. ")
        self.page.text(self.say("new-ask-barriers-how"))
        found: list[str] = []
        while typed := self.heard():
            found += [code for code in self.meant(typed, listed) if code not in found]
            if found:
                self.page.text(self.say("new-barriers-so-far", codes=", ".join(found)))
        return tuple(found)

    def meant(self, typed: str, listed: list[str]) -> Iterator[str]:
        """Yield the codes of numbers, of a code, or of words that the author confirms."""
        if (numbers := numbers_of(typed, len(listed))) is not None:
            yield from (listed[number - 1] for number in numbers)
            return
        made = self.codes_of(typed)
        if isinstance(made, Problem):
            self.explain(made)
        elif typed.upper() in made:
            yield from made
        else:
            for code in made:
                if is_yes(self.heard(self.say("ask-confirm", says=barrier_says(self.words, code, self.say))), self.say):
                    yield code

    # --- who may get it ---------------------------------------------------------------------------------------------

    def group_of(self, given: Given) -> Group:
        """Return who may get it by the options."""
        low, high = self.read(given.age, self.ages_of) or (None, None)
        return Group(low, high, self.read(given.months, self.months_of), given.group_text)

    def group(self) -> Group:
        """Return who may get it, asked for; with nothing said it is not settled, never everyone by silence."""
        if not self.ended:
            self.page.line()
            self.page.text(self.say("new-ask-group"))
            for number, key in enumerate(_GROUPS, 1):
                self.page.text(self.say(f"new-group-{key}"), 0, f"{number:>3}. ")
        while typed := self.heard():
            picked = numbers_of(typed, len(_GROUPS))
            if picked is None or len(picked) != 1:
                self.page.text(self.say("answer-numbers", highest=len(_GROUPS)))
                continue
            match _GROUPS[picked[0] - 1]:
                case "everyone":
                    return Group()
                case "age":
                    low, high = self.asked("age", self.ages_of) or (None, None)
                    return Group(low, high, unsettled="" if low is None and high is None else None)
                case "months":
                    months = self.asked("months", self.months_of)
                    return Group(months=months, unsettled="" if months is None else None)
            break
        return Group(unsettled=self.asked("group-text") or "")

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

    def just_come(self) -> bool:
        """Ask whether a person may come without the municipality saying yes; no where nobody says so."""
        return self.asked("just-come", self.yes_or_no) or False

    def yes_or_no(self, typed: str) -> bool | Problem:
        """Read yes or no."""
        answer = is_yes(typed, self.say)
        return problem("answer-not-yes-no") if answer is None else answer

    # --- the card ---------------------------------------------------------------------------------------------------

    def picture(self, given: str | None) -> tuple[str, Path | None]:
        """Return the name of the picture, and the file where it is the author's own."""
        if found := self.read(given, self.picture_of):
            return found[0]
        while typed := self.typed("picture"):
            made = line_problem(typed) or self.picture_of(typed)
            if isinstance(made, Problem):
                self.explain(made)
            elif len(made) == 1:
                return made[0]
            else:
                for number, (key, _) in enumerate(made, 1):
                    self.page.text(f"{pictograms()[key].shows} ({key})", 0, f"{number:>3}. ")
                picked = numbers_of(self.heard(self.say("new-pick-picture")), len(made))
                if picked:
                    return made[picked[0] - 1]
        return DEFAULT_PICTOGRAM, None

    def picture_of(self, typed: str) -> list[tuple[str, Path | None]] | Problem:
        """Return the pictures that a word may mean, the best first: by name, by what they show, or a file."""
        if is_own(typed):
            file = Path(typed).expanduser()
            return [(file.name, file)] if file.is_file() else problem("file-missing", typed)
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
        alone = _STRETCH.fullmatch(typed.strip())
        if alone is not None and alone[2] is None and low is not None:
            return low, low
        return low or 0, high if high is not None else low or 0

    def contact(self, given: Given) -> dict[str, str]:
        """Return whom to call."""
        name = given.contact_name or self.asked("contact-name") or ""
        telephone = given.contact_telephone or self.asked("contact-telephone") or ""
        hours = given.contact_hours or (self.asked("contact-hours") if telephone else None) or ""
        return {"name": name, "telephone": telephone, "hours": hours}


def _card_word(typed: str) -> str | Problem:
    return card_problem(word=typed) or typed


def _card_text(typed: str) -> str | Problem:
    return card_problem(text=typed) or typed


def _stretch(typed: str, least: int, most: int) -> tuple[int | None, int | None] | Problem:
    """Read `18-29`, `18-`, `-29`, or `18`, which is at least 18."""
    found = _STRETCH.fullmatch(typed.strip())
    if found is None or not (found[1] or found[3]):
        return problem("new-stretch-unclear", text=typed)
    low, high = (int(one) if one else None for one in (found[1], found[3]))
    ends = [one for one in (low, high) if one is not None]
    if not all(least <= one <= most for one in ends) or ends != sorted(ends):
        return problem("new-stretch-outside", text=typed, range=f"{least} - {most}")
    return low, high
