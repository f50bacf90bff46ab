"""The conversation: what stands in the way, the questions that matter one at a time, and the cards at the end.

Everything is decided by the engine, which is asked again after every answer; here is only what is said and heard.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.case import Citizen, Statement
from tilbud_engine.cli.answers import how_to_answer, options_of, read_answer
from tilbud_engine.cli.cards import barrier_says, card_words
from tilbud_engine.cli.hearing import Listener, Stopped
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.saving import document_of, save_citizen
from tilbud_engine.cli.showing import settled_names, show_alarm, show_suggestion
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem, is_cpr_shaped
from tilbud_engine.reading import as_node, text_problems
from tilbud_engine.rules.wording import known_words
from tilbud_engine.suggestion import Audience, Question, Suggestion
from tilbud_engine.vocabulary import Barrier


class Conversation(Listener):
    """One conversation with one citizen; nothing is kept when it ends, unless she saves it."""

    def __init__(
        self, engine: Engine, page: Page, say: Texts, on: dt.date, ruleset: str | None, *, leg_set: str | None = None
    ) -> None:
        super().__init__(page, say)
        self.engine = engine
        self.on = on
        self.ruleset = ruleset
        self.leg_set = leg_set
        self.says: list[Statement] = []
        self.facts: dict[str, Any] = {}
        self.declined: list[str] = []
        self.alone: dict[str, str] = {}
        self.unknown: set[str] = set()
        self.talked_about: list[str] = []
        self.withdrawn: list[str] = []
        self.alarmed = False

    def suggestion(self, audience: Audience = "citizen") -> Suggestion:
        """Ask the engine what it makes of everything said so far."""
        citizen = Citizen(
            says=tuple(self.says),
            facts=self.facts,
            declined=tuple(self.declined),
            talked_about=tuple(self.talked_about),
            withdrawn=tuple(self.withdrawn),
        )
        return self.engine.suggest(
            citizen,
            self.on,
            ruleset=self.ruleset,
            audience=audience,
            language=self.say.language,
            leg_set=self.leg_set,
        )

    def open(self) -> None:
        """Say what will happen."""
        self.page.text(self.say("ask-opening"), style="title")
        self.page.text(self.say("ask-stop"))

    # --- what stands in the way -------------------------------------------------------------------------------------

    def barriers(self) -> None:
        """Hear what stands in the way, until she has no more or a human must take over."""
        self.page.heading(self.say("ask-barriers"))
        self.page.text(self.say("ask-barriers-how", word=self.say("word-list")))
        while not self.alarmed:
            typed = self.hear()
            if not typed:
                return
            if typed.casefold() == self.say("word-list"):
                self.choose()
            elif found := list(text_problems(typed, "")):
                self.explain(found[0])
            else:
                self.own_words(typed)
            self.alarmed = bool(self.suggestion().alarms)

    def own_words(self, words: str) -> None:
        """Take her words, and confirm one by one what they may mean; nothing is assumed."""
        self.says.append(Statement(words=words))
        found = self.suggestion()
        if found.alarms:
            return
        proposed = [one.barrier for one in found.proposed_barriers if one.words == words]
        confirmed = [code for code in dict.fromkeys(proposed) if self.confirmed(code)]
        if confirmed:
            self.says[-1:] = [Statement(words=words, barrier=code) for code in confirmed]
            self.settle(confirmed)
        elif not proposed:
            self.page.text(self.say("ask-noted", word=self.say("word-list")))

    def confirmed(self, code: str) -> bool:
        """Ask whether a barrier is what she meant."""
        return self.yes(self.say("ask-confirm", says=barrier_says(self.engine.vocabulary, code, self.say)))

    def choose(self) -> None:
        """Let her choose from the list, leg by leg, in her own words' form; what is hidden is not listed."""
        listed: list[Barrier] = []
        words = self.engine.vocabulary
        chair = self.engine.chair(self.suggestion().ruleset, self.on, self.leg_set)
        for key in chair.legs:
            self.page.line(chair.label(key, self.say.language), "name")
            here = chair.barriers_of(key)
            for barrier in (one for code, one in words.barriers.items() if code in here):
                listed.append(barrier)
                self.page.text(barrier_says(words, barrier.code, self.say), 0, f"{len(listed):>3}. ")
        self.page.text(self.say("ask-alone-instead"))
        taken = {one.barrier for one in self.says}
        codes = [listed[one - 1].code for one in self.numbers(self.say("ask-numbers"), len(listed))]
        chosen = [code for code in codes if code not in taken]
        self.says.extend(Statement(barrier=code) for code in chosen)
        self.settle(chosen)

    def settle(self, codes: Sequence[str]) -> None:
        """Show what the barriers settle, so that she can take it back and is not asked what she has said (R-P6)."""
        words = self.engine.vocabulary
        for key, node in (item for code in codes for item in words.barriers[code].implies.items()):
            fact = words.facts[key]
            value = fact.read(as_node(node))
            if not isinstance(value, Problem) and key not in self.withdrawn:
                known = known_words(fact, value, self.say.language)
                if not self.yes(self.say("ask-implied", known=known)):
                    self.withdrawn.append(key)

    def legs(self) -> None:
        """Hear which other sides of life were talked about; silence is not a healthy leg (R-P2)."""
        silent = [one for one in self.suggestion().legs if one.state == "not_talked_about"]
        if not silent or not self.says:
            return
        self.page.heading(self.say("ask-legs"))
        for number, leg in enumerate(silent, 1):
            self.page.text(leg.label, 0, f"{number:>3}. ")
        numbers = self.numbers(self.say("ask-legs-how"), len(silent))
        self.talked_about.extend(silent[one - 1].leg for one in numbers)

    # --- the questions ----------------------------------------------------------------------------------------------

    def questions(self) -> None:
        """Ask what matters, one at a time; the engine is asked again after each answer."""
        told: set[str] = set()
        started = False
        while True:
            found = self.suggestion()
            self.told(found, told)
            left = [one for one in found.questions if "authority" not in one.ask and not self.is_left(one.fact)]
            if not left:
                return
            if not started:
                started = True
                self.page.heading(self.say("ask-questions"))
                self.page.text(self.say("ask-questions-how"))
            self.page.line()
            self.question(left[0], found)

    def told(self, found: Suggestion, told: set[str]) -> None:
        """Tell, once, what only an authority can settle: it is not asked."""
        for one in found.questions:
            if "authority" in one.ask and one.fact not in told:
                told.add(one.fact)
                self.page.text(f"{one.question}.")

    def is_left(self, fact: str) -> bool:
        """Tell whether a question is left open for now."""
        return fact in self.unknown or fact in self.alone

    def question(self, asked: Question, found: Suggestion) -> None:
        """Ask one question until it has an answer of some kind."""
        fact, say = self.engine.vocabulary.facts[asked.fact], self.say
        if asked.say_first:
            self.page.text(asked.say_first)
        self.page.text(asked.question, style="name")
        self.page.text(settled_names(say, asked.settles, {one.offer: one.word for one in found.cards}))
        if "alone" in asked.ask:
            self.page.text(say("ask-maybe-alone"))
        for number, (_, label) in enumerate(options_of(fact, say), 1):
            self.page.text(label, 0, f"{number:>3}. ")
        self.page.text(f"{how_to_answer(fact, say)} {say('ask-or')}")
        while True:
            typed = self.hear()
            word = typed.casefold().rstrip(".")
            if word in say("words-unknown").split("|"):
                self.unknown.add(asked.fact)
            elif word in say("words-declined").split("|"):
                self.declined.append(asked.fact)
            elif word in say("words-alone").split("|"):
                self.alone[asked.fact] = asked.question
            else:
                answer = read_answer(fact, typed, say)
                if isinstance(answer, Problem):
                    self.explain(answer)
                    continue
                self.facts[asked.fact] = answer
            return

    # --- the end ----------------------------------------------------------------------------------------------------

    def stopped(self) -> None:
        """Say that it is fine to stop, and that what there is comes now."""
        self.page.text(self.say("ask-stopped"))

    def close(self) -> None:
        """Show the cards, or the calm words of an alarm; then offer to save."""
        found = self.suggestion()
        self.page.line()
        if found.alarms:
            # At this keyboard she may sit alone, so she is given the numbers that else are the caseworker's.
            show_alarm(self.page, self.say, self.suggestion(audience="caseworker").alarms)
            return
        show_suggestion(
            self.page,
            self.say,
            found,
            self.engine.vocabulary,
            says=self.says,
            words=card_words(self.engine, self.say),
            proposed=False,
        )
        if self.alone:
            self.page.heading(self.say("ask-left-alone"))
            for question in self.alone.values():
                self.page.item(question)
        if not self.ended:
            try:
                self.save()
            except Stopped:
                return

    def save(self) -> None:
        """Offer to save what was said, in the form that `tilbud suggest` reads."""
        self.page.line()
        while name := self.hear(self.say("ask-save")):
            if is_cpr_shaped(name):
                self.page.text(self.say("save-cpr"))
                continue
            remarks = [self.say("save-alone", question=one) for one in self.alone.values()]
            document = document_of(
                self.on,
                self.ruleset,
                self.says,
                self.facts,
                declined=self.declined,
                talked_about=self.talked_about,
                withdrawn=self.withdrawn,
            )
            try:
                save_citizen(Path(name).expanduser(), document, remarks)
            except FileExistsError:
                self.page.text(self.say("save-exists"))
            except (OSError, RuntimeError, ValueError):
                self.page.text(self.say("save-failed"))
            else:
                self.page.text(self.say("saved", path=name))
                return
