"""Parts put into words, once for each condition: "not" is pushed down to where it can be said plainly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from weakref import ref

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
)
from tilbud_engine.rules.wording.amounts import compared, either
from tilbud_engine.rules.wording.comparisons import OPPOSITE, compares_order, comparison, constants
from tilbud_engine.rules.wording.parts import Entry, Joint, Kind, Part, by_fact, iso_date
from tilbud_engine.rules.wording.texts import Clause, Said, sentence, texts


def requirement(condition: Condition, language: Language = "da") -> str:
    """Return what a bound condition asks, as words that fit after "hvis "; for `{}` "alle"."""
    part = laid_out(condition, language)
    return texts(language).words[part.kind] if part.kind in ("everyone", "nobody") else part.clause.sub


def laid_out(condition: Condition, language: Language) -> Part:
    """Return a bound condition in words; the same object for the same condition."""
    return _kept(language).part(condition)


class _Kept:
    """The words of conditions in one language, made once for each condition and gone with it."""

    def __init__(self, language: Language) -> None:
        self._writer = _Writer(language)
        self._made: dict[int, tuple[ref[Condition], Part]] = {}

    def part(self, condition: Condition) -> Part:
        key = id(condition)
        found = self._made.get(key)
        if found is None:
            # Rules that were loaded anew leave nothing here: the words go before the identity is given to another.
            gone = ref(condition, lambda _: self._made.pop(key, None))
            found = self._made[key] = (gone, self._writer.part(Entry(condition)))
        return found[1]


@cache
def _kept(language: Language) -> _Kept:
    return _Kept(language)


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.own = texts(language)

    def part(self, entry: Entry) -> Part:
        match entry.condition:
            case Not(part=inner):
                return self.part(entry.down(inner, negated=not entry.negated))
            case Named() as named:
                return self.named(named, entry)
            case Test():
                return self.facts([entry])
            case Every() | Some():
                return self.group(entry)
            case Flagged() as flagged:
                return self.flag(flagged, entry)
            case _:
                raise TypeError(f"not bound yet: {type(entry.condition).__name__}")

    # --- groups -------------------------------------------------------------------------------------------------

    def group(self, entry: Entry) -> Part:
        joint = entry.joint
        together = by_fact(list(self.spread(entry, joint)))
        made = [self.facts(ones, joint) if len(ones) > 1 else self.part(ones[0]) for ones in together]
        idle: Kind = "everyone" if joint == "all" else "nobody"
        settling: Kind = "nobody" if joint == "all" else "everyone"
        parts = [one for one in made if one.kind != idle]
        if not parts or any(one.kind == settling for one in parts):
            kind = settling if parts else idle
            return Part(kind, self.own.clause(self.own.words[f"{kind}-clause"]))
        if len(parts) == 1:
            return parts[0]
        # A rule that is off opens no way, and one that is on closes none.
        useful = [one for one in parts if one.kind != "flag" or one.holds is (joint == "any")] or parts
        return self.finished(
            Part(
                joint,
                self.combined(parts, joint),
                (entry.spot,),
                joint,
                parts=tuple(parts),
                place=entry.condition.place,
                version=entry.version,
                useful=self.combined(useful, joint) if len(useful) < len(parts) else None,
            )
        )

    def spread(self, entry: Entry, joint: Joint) -> Iterator[Entry]:
        """Yield the parts of a group, and those of groups of the same kind inside it, one by one."""
        match entry.condition:
            case Not(part=inner):
                yield from self.spread(entry.down(inner, negated=not entry.negated), joint)
            case Named(part=inner) as named if not self.label(named):
                yield from self.spread(entry.down(inner), joint)
            case Every(parts=parts) | Some(parts=parts) if entry.joint == joint or len(parts) == 1:
                for step, inner in enumerate(parts):
                    yield from self.spread(entry.down(inner, step), joint)
            case _:
                yield entry

    def combined(self, parts: Sequence[Part], joint: Joint) -> Clause:
        """Return the parts as one clause; groups inside stand last, so that it is clear where they end."""
        word = "and" if joint == "all" else "or"
        made = list(dict.fromkeys(one.clause for one in parts if one.kind not in ("all", "any")))
        groups = list(dict.fromkeys(self.wrapped(one) for one in parts if one.kind in ("all", "any")))
        kind = "clause"
        if groups:
            made.append(self.own.joined(groups, f"group-{word}"))
            kind = "group" if len(groups) > 1 else "clause"
        return self.own.joined(made, f"{kind}-{word}")

    def wrapped(self, group: Part) -> Clause:
        lead = self.own.words["every" if group.kind == "all" else "some"]
        return self.own.turned(Said(lead.format(parts=group.clause.main), lead.format(parts=group.clause.sub)))

    # --- single parts -------------------------------------------------------------------------------------------

    def named(self, named: Named, entry: Entry) -> Part:
        inner = self.part(entry.down(named.part))
        label = self.label(named)
        if not label or inner.kind in ("everyone", "nobody"):
            return inner
        phrase = self.own.words["named"]
        said = self.own.negated(phrase) if entry.negated else Said(phrase, phrase)
        clause = self.own.turned(Said(said.main.format(label=label), said.sub.format(label=label)))
        detail = inner.detail if inner.fact is not None and inner.fact.unit else ""
        version = iso_date(named.version) or entry.version
        return self.finished(
            Part("named", clause, (entry.spot,), parts=(inner,), place=named.place, version=version, detail=detail)
        )

    def label(self, named: Named) -> str:
        # Without words in the language the parts of the definition are said.
        return (named.label if self.language == "da" else named.label_en) or ""

    def flag(self, flagged: Flagged, entry: Entry) -> Part:
        constant = flagged.operand
        if not isinstance(constant, Constant):
            raise TypeError("not bound yet: a parameter")
        parameter = constant.parameter
        label = (parameter and (parameter.label if self.language == "da" else parameter.label_en)) or ""
        key = "rule" if flagged.expected is not entry.negated else "rule-not"
        words = self.own.words[key if label else f"{key}-unnamed"].format(label=label)
        holds = (constant.value is flagged.expected) is not entry.negated
        return Part(
            "flag",
            self.own.clause(words),
            (entry.spot,),
            place=flagged.place,
            version=iso_date(parameter.version if parameter else None) or entry.version,
            label=label,
            holds=holds,
        )

    def facts(self, entries: Sequence[Entry], joint: Joint = "all") -> Part:
        """Return the part for one comparison, or for several of the order of one fact."""
        tests = [one.condition for one in entries if isinstance(one.condition, Test)]
        test, fact = tests[0], tests[0].fact
        negated = entries[0].negated
        detail = ""
        if fact.type in ("int", "number", "date") and (compares_order(test) or not negated):
            detail = self.amount(entries, joint)
            clause = self.own.clause(fact.in_words("phrase", self.language).replace("{value}", detail))
        else:
            clause = comparison(test, self.language, negated=negated)
        versions = (one.parameter.version for each in tests for one in constants(each) if one.parameter)
        by_name = fact.type == "set" and not test.counted and test.operator is not Operator.IS_EMPTY
        return self.finished(
            Part(
                "fact",
                clause,
                tuple(one.spot for one in entries),
                joint,
                fact,
                members=tuple(str(one.value) for one in constants(test)) if by_name else None,
                wanted=(test.operator is not Operator.INCLUDES_NONE) is not negated,
                place=test.place,
                version=iso_date(next((day for day in versions if day), None)) or entries[0].version,
                detail=detail,
            )
        )

    def amount(self, entries: Sequence[Entry], joint: Joint) -> str:
        asked = [
            (OPPOSITE[test.operator] if one.negated else test.operator, constants(test))
            for one in entries
            if isinstance(test := one.condition, Test)
        ]
        fact = next(one.condition.fact for one in entries if isinstance(one.condition, Test))
        put = compared if joint == "all" or len(asked) == 1 else either
        return put(fact, asked, self.language)

    def finished(self, part: Part) -> Part:
        """Add the sentences that are said as they are."""
        clause = part.useful or part.clause
        need = self.own.sentences["need"].format(those=clause.those, clause=clause.sub)
        if part.kind == "named" and part.detail:
            need = f"{need} {self.own.sentences['need-detail'].format(amount=part.detail)}"
        return replace(part, need=need, plain=sentence(part.clause.main))
