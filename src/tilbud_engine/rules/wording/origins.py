"""What is known of a fact, and where it comes from, in words."""

from __future__ import annotations

from collections.abc import Collection

from tilbud_engine.case import Knowledge, Known
from tilbud_engine.errors import Language
from tilbud_engine.rules.wording.amounts import amount_words
from tilbud_engine.rules.wording.statements import known_said
from tilbud_engine.rules.wording.texts import Said, sentence, texts
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

# How a case file may write that the citizen herself said it.
HERSELF = frozenset({"", "citizen", "borger", "borgeren"})


def known_words(fact: Fact, value: FactValue, language: Language = "da") -> str:
    """Return a known value in second person, as a main clause without a full stop: "du er 34 år"."""
    return known_said(fact, value, language).main


def missing_words(fact: Fact, language: Language = "da") -> str:
    """Return what is not known yet: the question, or for an authority's fact what the municipality has to settle."""
    shown = fact.in_words("shown_as", language)
    if shown:
        return sentence(shown)
    question = fact.in_words("question", language) or sentence(fact.in_words("label", language))
    return texts(language).sentences["missing"].format(question=question)


class Origins:
    """Tells what is known about one citizen, in one language."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, language: Language) -> None:
        self._knowledge = knowledge
        self._barriers = vocabulary.barriers
        self._language = language
        self._own = texts(language).sentences

    def short(self, fact: Fact, members: Collection[str] | None, *, agreeing: bool) -> str:
        """Say it plainly where it agrees with the rule; else say that she said it, so that she can correct it.

        Empty when nothing is known of what the rule asks.
        """
        found = self._found(fact, members)
        if found is None:
            return ""
        clause, known, value = found
        plain = sentence(clause.main)
        if known.origin == "implied":
            return f"{plain} {self._implied(known.by)}"
        if known.origin == "derived":
            return f"{plain} {self._own['derived']}"
        if known.by.lower() not in HERSELF:
            return f"{plain} {self._own['from-someone'].format(by=known.by)}"
        if agreeing or not _said(fact, known):
            return plain
        if fact.unit and isinstance(value, int) and not isinstance(value, bool):
            return self._own["said-amount"].format(amount=amount_words(fact, value, self._language))
        return self._own["said"].format(clause=clause.sub)

    def full(self, fact: Fact, members: Collection[str] | None) -> str:
        """Say what is known and who said, settled or computed it; that it is unknown where it is."""
        found = self._found(fact, members)
        if found is None:
            return self._own["line-unknown"]
        clause, known, _ = found
        if known.origin == "implied":
            return f"{sentence(clause.main)} {self._implied(known.by)}"
        if known.origin == "derived":
            return sentence(self._own["line-derived"].format(by=known.by, clause=clause.sub))
        if known.by.lower() not in HERSELF:
            return sentence(self._own["line-someone"].format(by=known.by, clause=clause.sub))
        return self._own["said" if _said(fact, known) else "line-known"].format(clause=clause.sub)

    def answer(self, fact: Fact, member: str) -> bool | None:
        """Tell whether a member of a set holds."""
        value = self._knowledge.values.get(fact.key)
        return value.answer(member) if isinstance(value, Members) else None

    def held(self, fact: Fact) -> tuple[str, ...]:
        """Return the members that hold, of a set of which the rest is not known."""
        value = self._knowledge.values.get(fact.key)
        if not isinstance(value, Members) or len(value.has) + len(value.has_not) >= len(fact.values):
            return ()
        return tuple(sorted(value.has))

    def _found(self, fact: Fact, members: Collection[str] | None) -> tuple[Said, Known, FactValue] | None:
        value = self._knowledge.values.get(fact.key)
        if value is None or (isinstance(value, Members) and not _answers(value, members)):
            return None
        known = self._knowledge.known.get(fact.key) or Known(value)
        return known_said(fact, value, self._language, members), known, value

    def _implied(self, code: str) -> str:
        barrier = self._barriers.get(code)
        if barrier is None or barrier.hidden:
            return self._own["implied-hidden"]
        says = (self._language == "en" and barrier.says_en) or barrier.says
        return self._own["implied"].format(says=says.rstrip("."))


def _said(fact: Fact, known: Known) -> bool:
    """Tell whether these are her own words: not what only an authority settles, nor what time has moved since."""
    return not fact.for_authority and (known.base is None or known.base == known.value)


def _answers(value: Members, members: Collection[str] | None) -> bool:
    told = value.has | value.has_not
    return bool(told if members is None else told & set(members))
