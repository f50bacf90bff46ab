"""The whole trace in words, for whoever asks why: each part, its value, what is known, and who set which number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.case import Knowledge
from tilbud_engine.dated import Source
from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import Condition, Constant, Every, Flagged, Named, Not, Some, Test, Truth
from tilbud_engine.rules.reference import Trace
from tilbud_engine.rules.wording.amounts import value_words
from tilbud_engine.rules.wording.layout import laid_out
from tilbud_engine.rules.wording.origins import Origins
from tilbud_engine.rules.wording.texts import day_words, sentence, texts
from tilbud_engine.vocabulary import Fact, Vocabulary


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a trace in words; `source` is the law or text behind it, `version` an ISO date."""

    depth: int
    truth: Truth
    text: str
    fact: str | None = None
    source: str | None = None
    rule: str = ""
    version: str | None = None


def explanation(
    trace: Trace, knowledge: Knowledge, vocabulary: Vocabulary, language: Language = "da"
) -> tuple[Line, ...]:
    """Return every part of the trace from the top down: its value, what is known and from where, and who set it."""
    return tuple(_Explainer(Origins(knowledge, vocabulary, language), language).lines(trace, 0))


class _Explainer:
    def __init__(self, origins: Origins, language: Language) -> None:
        self.origins = origins
        self.language = language
        self.own = texts(language)

    def lines(self, trace: Trace, depth: int) -> Iterator[Line]:
        yield self.line(trace, depth)
        for part in trace.parts:
            yield from self.lines(part, depth + 1)

    def line(self, trace: Trace, depth: int) -> Line:
        condition, said = trace.condition, self.own.sentences
        match condition:
            case Test(fact=fact):
                told = self.origins.full(fact, laid_out(condition, self.language).members)
                text = f"{self.valued(self.clause(condition), trace.truth)} {told}"
                return self.with_constants(Line(depth, trace.truth, text, fact.key, None, condition.place), condition)
            case Named(name=name):
                label = self.clause(condition) if laid_out(condition, self.language).kind == "named" else name
                text = f"{self.valued(label, trace.truth)} {said['line-definition'].format(name=name)}"
                since = condition.version.isoformat() if condition.version else None
                return Line(depth, trace.truth, text, None, _source(condition.source), condition.place, since)
            case Flagged():
                text = self.valued(self.clause(condition), trace.truth)
                return self.with_constants(Line(depth, trace.truth, text, None, None, condition.place), condition)
            case _:
                return Line(depth, trace.truth, self.valued(said[_group(condition)], trace.truth), rule=condition.place)

    def clause(self, condition: Condition) -> str:
        return laid_out(condition, self.language).clause.main

    def valued(self, part: str, truth: Truth) -> str:
        word = "unknown" if truth is None else "yes" if truth else "no"
        return sentence(self.own.sentences["line"].format(part=part, truth=self.own.words[word]))

    def with_constants(self, line: Line, condition: Test | Flagged) -> Line:
        """Add the parameters: their values, who set them and since when, with the source and version of the first."""
        operands = condition.operands if isinstance(condition, Test) else (condition.operand,)
        fact = condition.fact if isinstance(condition, Test) else None
        set_ = [one for one in operands if isinstance(one, Constant) and one.parameter is not None]
        if not set_:
            return line
        text = " ".join([line.text, *dict.fromkeys(self.parameter(one, fact) for one in set_)])
        parameters = [one.parameter for one in set_ if one.parameter]
        source = next((one.source for one in parameters if one.source), None)
        version = next((one.version for one in parameters if one.version), None)
        since = version.isoformat() if version else None
        return Line(line.depth, line.truth, text, line.fact, _source(source), line.rule, since)

    def parameter(self, constant: Constant, fact: Fact | None) -> str:
        found = constant.parameter
        if found is None:
            return ""
        kind = "default" if found.layer is None else "set-since" if found.version else "set"
        value = (
            self.own.words["yes" if constant.value else "no"]
            if fact is None
            else value_words(fact, constant.value, self.language)
        )
        date = day_words(found.version, self.language) if found.version else ""
        text = self.own.sentences[f"line-{kind}"]
        return sentence(text.format(value=value, name=found.name, layer=found.layer, date=date))


def _group(condition: Condition) -> str:
    match condition:
        case Every(parts=()):
            return "line-everyone"
        case Every():
            return "line-every"
        case Some(parts=()):
            return "line-nobody"
        case Some():
            return "line-some"
        case Not():
            return "line-not"
        case _:
            raise TypeError(f"not bound yet: {type(condition).__name__}")


def _source(source: Source | None) -> str | None:
    return str(source) if source else None
