"""What the lab says, Danish and English: a file of texts for each of its parts, read once."""

from __future__ import annotations

from tilbud_engine.errors import Language
from tilbud_engine.messages import Messages


class Words(Messages):
    """The texts of one part of the lab in one language."""

    def __init__(self, part: str, language: Language) -> None:
        super().__init__("tilbud_engine.lab", part, language)
        self.language: Language = language
