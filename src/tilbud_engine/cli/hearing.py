"""Hearing what a person types: the prompt, the way out, and kind words when something could not be read."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tilbud_engine.cli.answers import is_yes, numbers_of
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import Problem


class Stopped(Exception):
    """Raised when nothing more is said: the input ended, or the person asked to stop."""


class Listener:
    """Asks on the page and hears the answer; keeps nothing of it."""

    def __init__(self, page: Page, say: Texts) -> None:
        self.page = page
        self.say = say
        self.ended = False

    def hear(self, prompt: str = ">") -> str:
        """Return what the person types.

        Raises Stopped at the end of the input and for "stop".
        """
        try:
            typed = input(f"{prompt} ").strip()
        except EOFError:
            self.ended = True
            self.page.line()
            raise Stopped from None
        if not sys.stdin.isatty():
            self.page.line()  # Nobody pressed Enter on this screen.
        if typed.casefold() == self.say("word-stop"):
            raise Stopped
        return typed

    def yes(self, prompt: str) -> bool:
        """Return whether the person says yes; asked again until it is yes or no."""
        while (answer := is_yes(self.hear(prompt), self.say)) is None:
            self.page.text(self.say("answer-yes-or-no"))
        return answer

    def numbers(self, prompt: str, highest: int) -> Sequence[int]:
        """Return the numbers that the person picks from a list; none for an empty answer."""
        while typed := self.hear(prompt):
            if (numbers := numbers_of(typed, highest)) is not None:
                return numbers
            self.page.text(self.say("answer-numbers", highest=highest))
        return ()

    def explain(self, found: Problem) -> None:
        """Say kindly what could not be read."""
        message, hint = found.message(self.say.language), found.hint(self.say.language)
        self.page.text(f"{message[:1].upper()}{message[1:]}.{' ' if hint else ''}{hint}")
