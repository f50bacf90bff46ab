"""Why a card is a yes, a no or unknown, in sentences for the citizen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.case import Knowledge
from tilbud_engine.errors import Language
from tilbud_engine.rules.reference import Trace
from tilbud_engine.rules.wording.layout import laid_out
from tilbud_engine.rules.wording.origins import Origins, missing_words
from tilbud_engine.rules.wording.parts import Part
from tilbud_engine.rules.wording.texts import texts
from tilbud_engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: full sentences, the place of the test, the fact, and the ISO date of the version used."""

    text: str
    rule: str = ""
    fact: str | None = None
    version: str | None = None


def reasons(
    trace: Trace, knowledge: Knowledge, vocabulary: Vocabulary, language: Language = "da"
) -> tuple[Reason, ...]:
    """Return why the condition is what it is for the citizen; nothing where it holds for everyone.

    For a yes the shortest explanation: of several ways the first that holds. For a no what is needed against what is
    known. For unknown what is missing, a reason for each fact, so that one which may not be asked can be left out.
    """
    part = laid_out(trace.condition, language)
    if part.kind == "everyone":
        return ()
    if part.kind == "nobody":
        return (Reason(texts(language).sentences["nobody"]),)
    teller = _Teller(trace, Origins(knowledge, vocabulary, language), language)
    truth = part.truth(trace)
    if truth is None:
        return tuple(teller.unknown(part))
    found = teller.supports(part) if truth else teller.failures(part)
    return tuple(dict.fromkeys(teller.told(one, truth=truth) for one in found))


class _Teller:
    def __init__(self, trace: Trace, origins: Origins, language: Language) -> None:
        self.trace = trace
        self.origins = origins
        self.language = language

    # --- which parts explain it ---------------------------------------------------------------------------------

    def supports(self, part: Part) -> Iterator[Part]:
        """Yield the parts that make a true part true."""
        if part.kind == "all":
            for one in part.parts:
                yield from self.supports(one)
        elif part.kind == "any":
            true = [one for one in part.parts if one.truth(self.trace) is True]
            # What she has said explains better than a choice in the rules.
            yield from self.supports(next((one for one in true if one.kind != "flag"), true[0]))
        elif part.kind != "everyone":
            yield part

    def failures(self, part: Part) -> Iterator[Part]:
        """Yield the parts that make a false part false; several ways that all fail are one part."""
        if part.kind == "all":
            for one in part.parts:
                if one.truth(self.trace) is False:
                    yield from self.failures(one)
        else:
            yield part

    def comparisons(self, part: Part, *, truth: bool) -> Iterator[Part]:
        """Yield the comparisons inside that make the part what it is."""
        if part.kind == "fact":
            yield part
        elif part.kind == "named":
            yield from self.comparisons(part.parts[0], truth=truth)
        else:
            for one in self.supports(part) if truth else part.parts:
                if one.kind != "flag" and one.truth(self.trace) is truth:
                    yield from self.comparisons(one, truth=truth)

    # --- a yes or a no ------------------------------------------------------------------------------------------

    def told(self, part: Part, *, truth: bool) -> Reason:
        if part.kind == "flag":
            key = "have-flag" if truth else "need-flag"
            text = texts(self.language).sentences[key if part.label else f"{key}-unnamed"].format(label=part.label)
            return Reason(text, part.place, None, part.version)
        inside = list(self.comparisons(part, truth=truth))
        known = [one for one in dict.fromkeys(self.known(leaf, agreeing=truth) for leaf in inside) if one]
        # A yes that says the same as the rule is told once.
        needed = [] if truth and known and known[0].startswith(part.plain) else [part.need]
        keys = {one.fact.key for one in inside if one.fact}
        return Reason(
            " ".join([*known, *needed] if truth else [*needed, *known]),
            next((one.place for one in inside if one.place), part.place),
            keys.pop() if len(keys) == 1 else None,
            part.version or next((one.version for one in inside if one.version), None),
        )

    def known(self, part: Part, *, agreeing: bool) -> str:
        if part.fact is None:
            return ""
        return self.origins.short(part.fact, self.members(part, agreeing=agreeing), agreeing=agreeing)

    def members(self, part: Part, *, agreeing: bool) -> tuple[str, ...] | None:
        """Return the members of a set that tell why: of a yes those as the rule wants them."""
        if part.fact is None:
            return None
        if part.members is None:
            return (agreeing and self.origins.held(part.fact)) or None
        side = part.wanted is agreeing
        return tuple(one for one in part.members if self.origins.answer(part.fact, one) is side)

    # --- unknown ------------------------------------------------------------------------------------------------

    def unknown(self, part: Part) -> Iterator[Reason]:
        """Yield a reason for each fact that is missing, the first time it is met."""
        met: set[str] = set()
        for one, alone in self.undecided(part, alone=True):
            fact = one.fact
            if fact is None or fact.key in met:
                continue
            met.add(fact.key)
            text = missing_words(fact, self.language)
            # Whom a card is for is told with the question where anyone may be asked it and there is no other way.
            if alone and "anyone" in fact.ask:
                text = f"{one.need} {text}"
            yield Reason(text, one.place, fact.key, one.version)

    def undecided(self, part: Part, *, alone: bool) -> Iterator[tuple[Part, bool]]:
        if part.kind == "fact":
            yield part, alone
            return
        for one in part.parts:
            if one.truth(self.trace) is None:
                yield from self.undecided(one, alone=alone and part.kind != "any")
