"""A bound condition laid out for words: comparisons of one fact together, "not" pushed down to where it can be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Not,
    Operator,
    Some,
    Test,
    Truth,
)
from tilbud_engine.rules.reference import Trace
from tilbud_engine.rules.wording.amounts import (
    compared,
    in_order,
    joined,
    member_clause,
    none_clause,
    truth_clause,
)
from tilbud_engine.rules.wording.texts import Clause, Texts, sentence, texts
from tilbud_engine.vocabulary import Fact

Joint = Literal["all", "any"]
Steps = tuple[int, ...]
Kind = Literal["fact", "flag", "named", "all", "any", "everyone", "nobody"]

_OPPOSITE = {
    Operator.AT_LEAST: Operator.BELOW,
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.ABOVE: Operator.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition as it is said, and where its truth stands in the trace.

    `spots` lead from the trace of the whole to the traces of the part, each with whether its truth is turned around.
    `short` is the clause without yes/no parameters that can no longer help; `holds` what such a parameter is.
    `members` are those of a set that it asks for, `detail` the amount. `need` is the sentence on whom the card is
    for, `plain` the clause as a sentence.
    """

    kind: Kind
    clause: Clause
    spots: tuple[tuple[Steps, bool], ...]
    joint: Joint = "all"
    fact: Fact | None = None
    parts: tuple[Part, ...] = ()
    members: tuple[str, ...] | None = None
    place: str = ""
    version: str | None = None
    detail: str = ""
    label: str = ""
    short: Clause | None = None
    holds: bool = False
    need: str = ""
    plain: str = ""

    def truth(self, whole: Trace) -> Truth:
        """Return what the part is for the citizen of the trace."""
        if not self.spots:
            return self.kind != "nobody"
        found: list[Truth] = []
        for steps, negated in self.spots:
            one = whole
            for step in steps:
                one = one.parts[step]
            found.append(not one.truth if negated and one.truth is not None else one.truth)
        if len(found) == 1:
            return found[0]
        deciding = self.joint == "any"
        return deciding if deciding in found else None if None in found else not deciding


class _Kept:
    """The parts of conditions in one language, made once for each condition."""

    MOST = 5_000

    def __init__(self, language: Language) -> None:
        self._writer = _Writer(language)
        self._made: dict[int, tuple[Condition, Part]] = {}

    def part(self, condition: Condition) -> Part:
        found = self._made.get(id(condition))
        if found is None or found[0] is not condition:
            if len(self._made) >= self.MOST:
                self._made.clear()
            # The condition is kept beside its words, so that its identity is not given to another.
            found = self._made[id(condition)] = (condition, self._writer.part(condition))
        return found[1]


@cache
def _kept(language: Language) -> _Kept:
    return _Kept(language)


def laid_out(condition: Condition, language: Language) -> Part:
    """Return the parts of a bound condition in words; the same object for the same condition."""
    return _kept(language).part(condition)


def requirement(condition: Condition, language: Language = "da") -> str:
    """Return what a bound condition asks, as words that fit after "hvis "; for `{}` "alle"."""
    part = laid_out(condition, language)
    own = texts(language)
    if part.kind in ("everyone", "nobody"):
        return own.words[part.kind]
    return part.clause.sub


@dataclass(frozen=True, slots=True)
class _Entry:
    """A condition inside a list of parts, with its own trace, whether it is turned around, and its version."""

    condition: Condition
    steps: Steps
    negated: bool
    version: str | None

    @property
    def spot(self) -> tuple[tuple[Steps, bool], ...]:
        """Return where its truth stands."""
        return ((self.steps, self.negated),)


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.own: Texts = texts(language)

    def part(self, condition: Condition) -> Part:
        return self.entry(_Entry(condition, (), negated=False, version=None))

    def entry(self, entry: _Entry) -> Part:
        condition = entry.condition
        match condition:
            case Not(part=inner):
                return self.entry(_Entry(inner, (*entry.steps, 0), not entry.negated, entry.version))
            case Named(part=inner):
                return self.named(condition, entry)
            case Test():
                return self.comparisons([entry])
            case Every() | Some():
                return self.group(condition, entry)
            case Flagged():
                return self.flag(condition, entry)
            case _:
                raise TypeError(f"not bound yet: {type(condition).__name__}")

    # --- several parts ------------------------------------------------------------------------------------------

    def group(self, condition: Every | Some, entry: _Entry) -> Part:
        joint: Joint = "all" if isinstance(condition, Every) is not entry.negated else "any"
        entries = list(self.spread(entry, joint))
        parts = [
            self.comparisons(together, joint) if len(together) > 1 else self.entry(together[0])
            for together in _by_fact(entries)
        ]
        idle: Kind
        settling: Kind
        idle, settling = ("everyone", "nobody") if joint == "all" else ("nobody", "everyone")
        parts = [one for one in parts if one.kind != idle]
        if not parts or any(one.kind == settling for one in parts):
            return self.constant(settling if parts else idle)
        if len(parts) == 1:
            return parts[0]
        helpless = joint == "any"
        useful = [one for one in parts if one.kind != "flag" or one.holds is helpless] or parts
        made = Part(
            joint,
            self.combined(parts, joint),
            entry.spot,
            joint,
            parts=tuple(parts),
            place=condition.place,
            version=entry.version,
            short=self.combined(useful, joint) if len(useful) < len(parts) else None,
        )
        return self.with_need(made)

    def spread(self, entry: _Entry, joint: Joint) -> Iterator[_Entry]:
        """Yield the parts of nested groups of the same kind one by one."""
        condition = entry.condition
        if isinstance(condition, Not):
            yield from self.spread(_Entry(condition.part, (*entry.steps, 0), not entry.negated, entry.version), joint)
        elif isinstance(condition, Named) and not self.label(condition):
            version = condition.version.isoformat() if condition.version else entry.version
            yield from self.spread(_Entry(condition.part, (*entry.steps, 0), entry.negated, version), joint)
        elif isinstance(condition, Every | Some) and (
            (isinstance(condition, Every) is not entry.negated) == (joint == "all") or len(condition.parts) == 1
        ):
            for number, part in enumerate(condition.parts):
                yield from self.spread(_Entry(part, (*entry.steps, number), entry.negated, entry.version), joint)
        else:
            yield entry

    def combined(self, parts: Sequence[Part], joint: Joint) -> Clause:
        """Return the parts in one clause; groups inside stand last, so that it is clear where they end."""
        word = "and" if joint == "all" else "or"
        simple = [one.clause for one in parts if one.kind not in ("all", "any")]
        groups = [self.wrapped(one) for one in parts if one.kind in ("all", "any")]
        if not groups:
            return joined(simple, self.own.words[f"clause-{word}"])
        last = joined(groups, self.own.words[f"group-{word}"])
        if not simple:
            return last
        comma = "clause" if len(groups) == 1 else "group"
        return joined([*simple, last], self.own.words[f"{comma}-{word}"])

    def wrapped(self, group: Part) -> Clause:
        lead = self.own.words["every" if group.kind == "all" else "some"]
        main, sub = lead.format(parts=group.clause.main), lead.format(parts=group.clause.sub)
        return self.own.turned(main, sub)

    def constant(self, kind: Kind) -> Part:
        return Part(kind, self.own.clause(self.own.words[f"{kind}-clause"]), ())

    # --- one part -----------------------------------------------------------------------------------------------

    def named(self, condition: Named, entry: _Entry) -> Part:
        version = condition.version.isoformat() if condition.version else entry.version
        inner = self.entry(_Entry(condition.part, (*entry.steps, 0), entry.negated, version))
        label = self.label(condition)
        if not label or inner.kind in ("everyone", "nobody"):
            return inner
        phrase = self.own.words["named"]
        if entry.negated:
            main, sub = self.own.negated(phrase)
            clause = self.own.turned(main.replace("{label}", label), sub.replace("{label}", label))
        else:
            clause = self.own.clause(phrase.replace("{label}", label))
        made = Part(
            "named",
            clause,
            entry.spot,
            parts=(inner,),
            place=condition.place,
            version=version,
            detail=inner.detail if inner.fact is not None and inner.fact.unit else "",
        )
        return self.with_need(made)

    def label(self, condition: Named) -> str:
        english = getattr(condition, "label_en", None)
        return (english if self.language == "en" else condition.label) or ""

    def flag(self, condition: Flagged, entry: _Entry) -> Part:
        constant = condition.operand
        if not isinstance(constant, Constant):
            raise TypeError("not bound yet: a parameter")
        expected = condition.expected is not entry.negated
        parameter = constant.parameter
        label = getattr(parameter, "label_en" if self.language == "en" else "label", None)
        name = str(label or (parameter.name.replace("_", " ") if parameter else ""))
        words = self.own.words["rule" if expected else "rule-not"]
        return Part(
            "flag",
            self.own.clause(words.format(label=name)),
            entry.spot,
            place=condition.place,
            version=_version(parameter.version if parameter else None) or entry.version,
            label=name,
            holds=(constant.value is condition.expected) is not entry.negated,
        )

    def comparisons(self, entries: Sequence[_Entry], joint: Joint = "all") -> Part:
        """Return the part for comparisons of one fact."""
        tests = [one.condition for one in entries if isinstance(one.condition, Test)]
        first = tests[0]
        fact = first.fact
        detail = ""
        if fact.type in ("int", "number", "date") and (len(tests) > 1 or _is_order(first) or not entries[0].negated):
            detail = self.amount(entries, joint)
            phrase = fact.in_words("phrase", self.language)
            clause = self.own.clause(phrase.replace("{value}", detail))
        else:
            clause = self.single(first, negated=entries[0].negated)
        versions = [_constant_version(test) for test in tests]
        made = Part(
            "fact",
            clause,
            tuple(spot for one in entries for spot in one.spot),
            joint,
            fact,
            members=_members(first),
            place=first.place,
            version=next((one for one in versions if one), None) or entries[0].version,
            detail=detail,
        )
        return self.with_need(made)

    def amount(self, entries: Sequence[_Entry], joint: Joint) -> str:
        comparisons = [
            (_OPPOSITE[test.operator] if one.negated else test.operator, _constants(test))
            for one in entries
            if isinstance(test := one.condition, Test)
        ]
        fact = next(one.condition.fact for one in entries if isinstance(one.condition, Test))
        if joint == "all":
            return compared(fact, comparisons, self.language)
        said = [compared(fact, [one], self.language) for one in comparisons]
        return self.own.listed(list(dict.fromkeys(said)), "or")

    def single(self, test: Test, *, negated: bool) -> Clause:
        fact, values = test.fact, [one.value for one in _constants(test)]
        if test.operator is Operator.IS_EMPTY:
            return none_clause(fact, self.language, truth=not negated)
        if test.counted:
            return self.counted(test, negated=negated)
        names = [str(one) for one in values]
        match fact.type:
            case "set":
                return self.of_set(test, names, negated=negated)
            case "bool":
                truths = {bool(one) is not negated for one in values}
                said = [truth_clause(fact, truth, self.language) for truth in (True, False) if truth in truths]
                if len(said) == 2 and negated:
                    return self.constant("nobody").clause
                return joined(said, self.own.words["clause-or"])
            case "choice":
                rest = [one for one in fact.values if one not in names]
                if negated and len(rest) == 1:
                    return member_clause(fact, rest, self.language, "or", truth=True)
                return member_clause(fact, names, self.language, "or", truth=not negated)
            case _:
                main, sub = self.own.negated(fact.in_words("phrase", self.language))
                shown = compared(fact, [(test.operator, _constants(test))], self.language)
                return self.own.turned(main.replace("{value}", shown), sub.replace("{value}", shown))

    def of_set(self, test: Test, names: Sequence[str], *, negated: bool) -> Clause:
        fact = test.fact
        if test.operator is Operator.INCLUDES_ALL:
            if not negated:
                return member_clause(fact, names, self.language, "and", truth=True)
            said = [member_clause(fact, [one], self.language, "or", truth=False) for one in in_order(fact, names)]
            return joined(said, self.own.words["clause-or"])
        truth = (test.operator is Operator.INCLUDES_ANY) is not negated
        return member_clause(fact, names, self.language, "or", truth=truth)

    def counted(self, test: Test, *, negated: bool) -> Clause:
        fact = test.fact
        operator = _OPPOSITE.get(test.operator, test.operator) if negated else test.operator
        units = fact.in_words("unit", self.language) or self.own.words["of-many"]
        one = fact.in_words("unit_one", self.language) or units
        numbers = sorted({int(constant.value) for constant in _constants(test)})  # type: ignore[arg-type]
        shown = f"{self.own.listed([str(n) for n in numbers], 'or')} {one if numbers == [1] else units}"
        if operator is not Operator.IS:
            shown = self.own.words[operator].format(n=shown)
        phrase = fact.in_words("phrase", self.language)
        main, sub = self.own.negated(phrase) if negated and operator is Operator.IS else (phrase, phrase)
        return self.own.turned(main.replace("{value}", shown), sub.replace("{value}", shown))

    def with_need(self, part: Part) -> Part:
        """Write out whom the card is for, as a sentence."""
        clause = part.short or part.clause
        need = self.own.sentences["need"].format(those=clause.those, clause=clause.sub)
        if part.kind == "named" and part.detail:
            need = f"{need} {self.own.sentences['need-detail'].format(amount=part.detail)}"
        return replace(part, need=need, plain=sentence(part.clause.main))


def _by_fact(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Put comparisons of order of one number or date together, where the first of them stands."""
    made: list[list[_Entry]] = []
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        test = entry.condition
        if isinstance(test, Test) and _is_order(test) and not test.counted:
            if test.fact.key in found:
                found[test.fact.key].append(entry)
                continue
            found[test.fact.key] = together = [entry]
            made.append(together)
        else:
            made.append([entry])
    return made


def _is_order(test: Test) -> bool:
    return test.operator in _OPPOSITE


def _constants(test: Test) -> tuple[Constant, ...]:
    made = tuple(one for one in test.operands if isinstance(one, Constant))
    if len(made) != len(test.operands):
        raise TypeError("not bound yet: a parameter or a length of time")
    return made


def _members(test: Test) -> tuple[str, ...] | None:
    if test.fact.type != "set" or test.counted or test.operator is Operator.IS_EMPTY:
        return None
    return tuple(str(one.value) for one in _constants(test))


def _constant_version(test: Test) -> str | None:
    found = (one.parameter.version for one in _constants(test) if one.parameter)
    return next((day.isoformat() for day in found if day), None)


def _version(day: object) -> str | None:
    return day.isoformat() if isinstance(day, dt.date) else None
