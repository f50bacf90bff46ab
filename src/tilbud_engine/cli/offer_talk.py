"""The questions about a new offer, one at a time, each asked until its answer can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, overload

from tilbud_engine.cli.answers import is_yes, numbers_of
from tilbud_engine.cli.cards import barrier_says
from tilbud_engine.cli.hearing import Listener, Stopped
from tilbud_engine.cli.offer_answers import Given, OfferAnswers, card_text, card_word
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.new_offer import DEFAULT_PICTOGRAM, Group, NewOffer, line_problem, short_text, short_word
from tilbud_engine.pictures import pictograms

T = TypeVar("T")

_GROUPS = ("everyone", "age", "months", "unsettled")


class OfferTalk(Listener):
    """The questions about one offer. Where the input ends, the rest is as it is when nobody has said anything."""

    def __init__(self, page: Page, say: Texts, engine: Engine, into: Path, *, package: bool) -> None:
        super().__init__(page, say)
        self.words = engine.vocabulary
        self.answers = OfferAnswers(say, engine, into, package=package)

    def offer(self, given: Given) -> NewOffer:
        """Return the offer that was described.

        Raises Stopped when the author asks to stop, and InputError with everything in the options that cannot be used,
        or where what must be there is not.
        """
        codes, taken = self.answers.check(given)
        for one in taken:
            self.page.text(one)
        name = given.name or self.needed(lambda: self.asked("name", self.answers.name_of), "new-name-missing")
        barriers = codes or self.needed(self.chosen, "new-barriers-missing")
        group = self.group_of(given) if given.says_group else self.group()
        municipality = self.read(given.municipality, self.answers.municipality_of) or self.asked(
            "municipality", self.answers.municipality_of
        )
        just_come = given.just_come or self.just_come()
        word = given.word or self.asked("word", card_word)
        text = given.text or self.asked("text", card_text)
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
            hours=self.read(given.hours, self.answers.hours_of) or self.asked("hours", self.answers.hours_of),
            contact=self.contact(given),
            source=given.source or self.asked("source") or "",
            own_picture=own,
        )

    # --- one question at a time -------------------------------------------------------------------------------------

    def typed(self, question: str) -> str:
        """Return what is typed behind a question; empty once the input has ended."""
        if self.ended:
            return ""
        self.page.line()
        self.page.text(self.say(f"new-ask-{question}"))
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

    def needed(self, ask: Callable[[], T | None], missing: str) -> T:
        """Return an answer that no offer does without; asked again for as long as somebody is there.

        Raises InputError where nobody is.
        """
        while not (answer := ask()):
            if self.ended:
                raise InputError([problem(missing)])
            self.page.text(self.say("new-needed"))
        return answer

    def read(self, given: str | None, read: Callable[[str], T | Problem]) -> T | None:
        """Return the value of an option that has been checked; None where it was not given."""
        made = None if given is None else read(given)
        return None if isinstance(made, Problem) else made

    # --- what it helps with -----------------------------------------------------------------------------------------

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
                says = [f"{barrier_says(self.words, code, self.say)} ({code})" for code in found]
                self.page.text(self.say("new-barriers-so-far", codes=", ".join(says)))
        return tuple(found)

    def meant(self, typed: str, listed: list[str]) -> Iterator[str]:
        """Yield the codes of numbers, of a code, or of words that the author confirms."""
        if (numbers := numbers_of(typed, len(listed))) is not None:
            yield from (listed[number - 1] for number in numbers)
            return
        if re.fullmatch(r"[\d\s,;]+", typed):
            self.page.text(self.say("answer-numbers", highest=len(listed)))
            return
        made = self.answers.codes_of(typed)
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
        low, high = self.read(given.age, self.answers.ages_of) or (None, None)
        return Group(low, high, self.read(given.months, self.answers.months_of), given.group_text)

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
                    low, high = self.asked("age", self.answers.ages_of) or (None, None)
                    return Group(low, high, unsettled="" if low is None and high is None else None)
                case "months":
                    months = self.asked("months", self.answers.months_of)
                    return Group(months=months, unsettled="" if months is None else None)
            break
        return Group(unsettled=self.asked("group-text") or "")

    def just_come(self) -> bool:
        """Ask whether a person may come without the municipality saying yes; no where nobody says so."""
        return self.asked("just-come", self.answers.yes_or_no) or False

    # --- the card ---------------------------------------------------------------------------------------------------

    def picture(self, given: str | None) -> tuple[str, Path | None]:
        """Return the name of the picture, and the file where it is the author's own."""
        if found := self.read(given, self.answers.picture_of):
            return found[0]
        while typed := self.typed("picture"):
            made = line_problem(typed) or self.answers.picture_of(typed)
            if isinstance(made, Problem):
                self.explain(made)
            elif len(made) == 1:
                if made[0][1] is None:
                    self.page.text(self.say("new-picture-chosen", shows=pictograms()[made[0][0]].shows))
                return made[0]
            else:
                for number, (key, _) in enumerate(made, 1):
                    self.page.text(f"{pictograms()[key].shows} ({key})", 0, f"{number:>3}. ")
                picked = numbers_of(self.heard(self.say("new-pick-picture")), len(made))
                if picked:
                    return made[picked[0] - 1]
        return DEFAULT_PICTOGRAM, None

    def contact(self, given: Given) -> dict[str, str]:
        """Return whom to call."""
        name = given.contact_name or self.asked("contact-name") or ""
        telephone = given.contact_telephone or self.asked("contact-telephone") or ""
        hours = given.contact_hours or (self.asked("contact-hours") if telephone else None) or ""
        return {"name": name, "telephone": telephone, "hours": hours}
