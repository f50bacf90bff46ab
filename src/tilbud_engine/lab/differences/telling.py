"""A comparison in plain words, as a reader without rules at hand can follow it: what text, pages and reports show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tilbud_engine.errors import Language
from tilbud_engine.lab.differences.fields import field_words, in_language
from tilbud_engine.lab.differences.forms import meant, opened
from tilbud_engine.lab.differences.told import Told, ToldMove, ToldOffer, ToldTurn
from tilbud_engine.lab.differences.values import (
    LOSSES,
    Counted,
    Difference,
    FieldChange,
    Kind,
    Move,
    OfferDifference,
    RuleChange,
    Stated,
    Way,
    word,
)
from tilbud_engine.lab.rules_at import Answer, RulesAt, dated_spec, names_plugin
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.conditions import Condition, Named, Truth
from tilbud_engine.rules.wording import day_words, number_words, requirement
from tilbud_engine.rules.wording.regions import region_words
from tilbud_engine.rules.wording.texts import texts

__all__ = ["Told", "ToldMove", "ToldOffer", "ToldTurn", "stated_words", "tell"]

MOST_GROUPS = 12
"""So many groups of persons are written out for each way; all of them stand in the JSON."""

MOST_NAMED = 12
"""So many offers are named in the lines that come first; all of them follow."""

MOST_DAYS = 5
"""So many days to come are named on which something else differs; all of them stand in the JSON."""

MOST_WRONG = 5
"""So many faults are told; the others are for who checks the rules."""

MOST_SEEN = 20
"""So many scenarios are named for each offer."""


def tell(difference: Difference, language: Language = "da") -> Told:
    """Return a comparison in words: what it comes to, each offer, and what was changed in the rules."""
    return _Teller(difference, language).told()


class _Teller:
    def __init__(self, difference: Difference, language: Language) -> None:
        self.difference = difference
        self.language: Language = language
        self.say = Words("diff", language)

    def told(self) -> Told:
        found, say = self.difference, self.say
        notes = [say("dates-note", day=found.new.on)] if found.old.on != found.new.on else []
        if found.scenarios is not None:
            key = {0: "scenarios-none", 1: "scenarios-one"}.get(found.moved, "scenarios")
            notes.append(say(key, total=found.scenarios, count=found.moved))
        if found.untold:
            notes.append(say("untold", name=found.population, facts="; ".join(map(self.fact, found.untold))))
        notes.extend(one.line(self.language) for one in (*found.unused, *found.remarks))
        return Told(
            say("title"),
            ((say("old"), self.side(found.old, 0)), (say("new"), self.side(found.new, 1))),
            tuple(self.loud()),
            tuple(notes),
            tuple(map(self.offer, found.changed)),
            tuple(map(self.rule, found.rules)),
            tuple(map(self.offer, found.idle)),
            tuple(map(self.offer, found.reworded)),
            self.fields(found.texts),
        )

    def side(self, rules: RulesAt, number: int) -> str:
        top = rules.engine.rulebook.rulesets[rules.ruleset]
        place = top.place.rpartition(":")[0] or top.name
        name = top.name if place.startswith("rulesets/") else f"{top.name} [{place}]"
        spec = dated_spec(self.difference.called[number], rules.on)[0] if self.difference.called else ""
        if names_plugin(spec):
            name = self.say("side-with", name=name, offer=spec)
        return self.say("side-draft" if top.draft else "side", name=name, day=rules.on)

    # --- what it comes to -------------------------------------------------------------------------------------------

    def loud(self) -> Iterator[str]:
        yield from self.today()
        for day, keys in self.difference.later[:MOST_DAYS]:
            names = self.listed([self.offer_name(key) for key in keys])
            yield self.say("later", day=day, names=names, on=day.isoformat())

    def written_wrong(self) -> Iterator[str]:
        faults = self.difference.faults
        if faults:
            yield self.say("written-wrong")
        yield from (one.line(self.language) for one in faults[:MOST_WRONG])
        if len(faults) > MOST_WRONG:
            yield self.say("more-wrong", count=len(faults) - MOST_WRONG)

    def today(self) -> Iterator[str]:
        found, say = self.difference, self.say
        narrowed = self.names(one for one in found.offers if _ways(one.right.moves) & set(LOSSES))
        if narrowed:
            yield say("rights-narrowed", names=narrowed)
        faulty = self.names(one for one in found.offers if one.new.reason == "faulty" != one.old.reason)
        if faulty:
            yield say("faulty", names=faulty)
        yield from self.written_wrong()
        if found.stopped:
            yield say("stopped")
        unsure = [one for one in found.offers if one.unsure]
        sure = [one for one in found.offers if one.effect == "changed"]
        if sure:
            yield say("effect-one" if len(sure) == 1 else "effect", count=len(sure), compared=found.compared)
        if unsure:
            yield say("not-proved-one" if len(unsure) == 1 else "not-proved", count=len(unsure))
        if not sure and not unsure:
            written = found.offers or found.rules or found.texts
            key = "no-effect" if written else "identical-today" if found.later else "identical"
            yield say("no-effect-as-read" if found.faults else key, compared=found.compared, day=found.new.on)
            return
        gains = {(False, True), (None, True)}
        entitled = [one for one in sure if _ways(one.right.moves) & gains and not _ways(one.verdict.moves) & gains]
        if entitled:
            yield say("gaining-right", names=self.names(entitled))
        for key, ways in (
            ("losing", {(True, False), (None, False)}),
            ("gaining", gains),
            ("asking-more", {(True, None), (False, None)}),
            ("asking-less", {(None, True)}),
        ):
            names = self.names(one for one in sure if _ways(one.verdict.moves) & ways)
            if names:
                yield say(key, names=names)
        losing = any(_ways((*one.verdict.moves, *one.right.moves)) & set(LOSSES) for one in sure)
        if not losing and not unsure and not found.faults:
            yield say("nobody-loses")

    def names(self, offers: Iterable[OfferDifference]) -> str:
        return self.listed([self.name(one) for one in offers])

    def listed(self, listed: Sequence[str]) -> str:
        shown = ", ".join(listed[:MOST_NAMED])
        rest = len(listed) - MOST_NAMED
        return self.say("and-more", names=shown, count=rest) if rest > 0 else shown

    def name(self, one: OfferDifference) -> str:
        return self.offer_name(one.id)

    def offer_name(self, key: str) -> str:
        offer = self.difference.new.answer(key).offer or self.difference.old.answer(key).offer
        if offer is None:
            return key
        return (self.language == "en" and offer.offer.name_en) or offer.offer.name

    # --- one offer --------------------------------------------------------------------------------------------------

    def offer(self, one: OfferDifference) -> ToldOffer:
        return ToldOffer(
            one.id,
            self.say("offer", name=self.name(one), id=one.id),
            tuple(self.reasons(one)),
            tuple(self.turns(one)),
            self.fields(one.fields),
            tuple(self.lines(one)),
            self.fields(one.texts),
            tuple(self.seen(one)),
        )

    def fields(self, changes: Iterable[FieldChange]) -> tuple[str, ...]:
        vocabulary = self.difference.vocabulary
        return tuple(field_words(one, self.say, vocabulary) for one in in_language(changes, self.language))

    def reasons(self, one: OfferDifference) -> Iterator[str]:
        if one.old.reason is None and one.new.reason is None:
            return
        yield self.say("was", reason=self.reason(one.old))
        yield self.say("becomes", reason=self.reason(one.new))
        for side in (one.old, one.new):
            if side.offer is not None:
                yield from (fault.line(self.language) for fault in (*side.offer.faults, *side.offer.right_faults))

    def reason(self, answer: Answer) -> str:
        state = answer.offer.not_offered if answer.offer else None
        return self.say(f"reason-{answer.reason or 'none'}", day=state.on if state else None)

    def turns(self, one: OfferDifference) -> Iterator[ToldTurn]:
        right, verdict = one.right, one.verdict
        if right.effect != "none":
            narrowed = bool(_ways(right.moves) & set(LOSSES))
            heading = self.say("right-narrowed" if narrowed else "right")
            yield self.turn("right", one, heading, narrowed)
        if verdict.effect == "none":
            return
        if right.effect != "none" and _same(one.sides):
            yield ToldTurn("verdict", self.say("verdict"), False, (), (self.say("same-as-right"),))
        else:
            yield self.turn("verdict", one, self.say("verdict"), False)

    def turn(self, kind: Kind, one: OfferDifference, heading: str, loud: bool) -> ToldTurn:
        turn, counted = one.turns[kind], one.population.get(kind)
        notes: list[str] = []
        if turn.effect == "not-proved" and not turn.moves:
            apart = "; ".join(map(self.fact, one.apart))
            notes.append(self.say("turn-apart", facts=apart) if apart else self.say("turn-not-proved"))
        if counted is not None:
            notes.append(self.totals(kind, counted))
        moves = tuple(self.move(kind, each, counted) for each in turn.moves)
        stays = tuple(self.stay(each, counted) for each in turn.stays)
        return ToldTurn(kind, heading, loud, moves, tuple(notes), stays)

    def totals(self, kind: Kind, counted: Counted) -> str:
        def listed(answers: Mapping[Truth, int | None]) -> str:
            return ", ".join(f"{self.answer(kind, truth)} {self.number(count)}" for truth, count in answers.items())

        found = self.difference
        rows = number_words(found.rows, language=self.language)
        told = {"old": listed(counted.before), "new": listed(counted.after)}
        return self.say("population", name=found.population, rows=rows, **told)

    def number(self, count: int | None) -> str:
        return self.say("withheld") if count is None else number_words(count, language=self.language)

    def answer(self, kind: Kind, truth: Truth) -> str:
        return self.say(f"word-{'right-' if kind == 'right' else ''}{word(truth)}")

    def move(self, kind: Kind, move: Move, counted: Counted | None) -> ToldMove:
        say, heading = self.say, self.say(f"{kind}-{'-'.join(map(word, move.way))}")
        count = self.count(move, counted)
        if not move.proved:
            return ToldMove(move.way, heading, notes=(say("move-not-proved"),), count=count)
        notes: list[str] = []
        groups: list[str] = []
        if move.regions is None or not move.regions.parts:
            notes.append(say("regions-missing"))
        else:
            words = [region_words(one, self.difference.vocabulary, self.language) for one in move.regions.parts]
            groups = words[:MOST_GROUPS]
            if len(words) > MOST_GROUPS:
                notes.append(say("more-regions", count=len(words) - MOST_GROUPS))
            if not move.regions.complete:
                notes.append(say("regions-incomplete"))
        return ToldMove(move.way, heading, tuple(groups), tuple(notes), self.example(move), count)

    def stay(self, move: Move, counted: Counted | None) -> ToldMove:
        heading = self.say(f"stays-{word(move.way[0])}")
        return ToldMove(move.way, heading, example=self.example(move), count=self.count(move, counted))

    def example(self, move: Move) -> str | None:
        if move.example is None:
            return None
        person = move.example.words(self.difference.vocabulary, self.language) or self.say("example-nothing")
        return self.say("example", person=person)

    def count(self, move: Move, counted: Counted | None) -> str | None:
        if counted is None:
            return None
        found = counted.ways[move.way]
        return self.say("count-withheld") if found is None else self.say("count", count=self.number(found))

    def lines(self, one: OfferDifference) -> Iterator[str]:
        say = self.say
        if not one.rewritten:
            return
        for key, facts in (("asked", one.asked), ("spared", one.spared)):
            if facts and one.old.reason is None and one.new.reason is None:
                yield say(key, facts="; ".join(self.fact(fact) for fact in facts))
        yield from self.rules("rule", (one.old, one.old.eligible), (one.new, one.new.eligible))
        if one.right.effect != "none" and not _same(one.sides):
            yield from self.rules("right", (one.old, one.old.right), (one.new, one.new.right))
        places = [side.offer.rule if side.offer and side.reason != "absent" else "" for side in (one.old, one.new)]
        if all(places) and places[0] != places[1]:
            yield say("rule-place", old=places[0], new=places[1])
        elif any(places):
            yield say("rule-place-one", place=next(filter(None, places)))

    def rules(self, what: str, *sides: tuple[Answer, Condition | None]) -> Iterator[str]:
        """Yield the rule before and after; where both read the same, with what its definitions say."""
        said = [rule for answer, rule in sides if answer.reason is None and rule is not None]
        words = [self.condition(rule) for rule in said]
        if len(set(words)) < len(words):
            words = [self.condition(opened(rule)) for rule in said]
        told = iter(words)
        for when, (answer, rule) in zip(("before", "after"), sides, strict=True):
            if answer.reason is None and rule is not None:
                yield self.say(f"{what}-{when}", words=next(told))

    def fact(self, key: str) -> str:
        found = self.difference.vocabulary.facts.get(key)
        return found.in_words("label", self.language) if found else key

    def condition(self, condition: Condition) -> str:
        words, own = requirement(condition, self.language), texts(self.language).words
        for kind in ("everyone", "nobody"):
            if words == own[kind]:
                return self.say(f"rule-{kind}")
        return self.say("rule-if", words=words)

    # --- what is written otherwise ----------------------------------------------------------------------------------

    def rule(self, change: RuleChange) -> str:
        say = self.say
        if not change.meaning:
            return say("only-source", name=change.name)
        way = "" if change.old and change.new else "-added" if change.new else "-removed"
        values = {"old": self.stated(change.old), "new": self.stated(change.new)}
        told = say(f"{change.kind}{way}", name=change.name, label=self.label(change), **values)
        names = ", ".join(map(self.offer_name, change.offers))
        return f"{told} {say('used-by', names=names) if names else say('used-by-none')}"

    def label(self, change: RuleChange) -> str:
        stated = change.new or change.old
        if stated is None:
            return change.name
        return (self.language == "en" and stated.value.label_en) or stated.value.label or change.name

    def stated(self, stated: Stated | None) -> str:
        if stated is None:
            return ""
        text = stated_words(stated, self.language)
        return self.say("stated", text=text, place=stated.place) if stated.place else text

    # --- who is counted -----------------------------------------------------------------------------------------

    def seen(self, one: OfferDifference) -> Iterator[str]:
        for kind, found in one.scenarios.items():
            if kind == "verdict" and "right" in one.scenarios and _same(one.sides):
                continue
            for each in found[:MOST_SEEN]:
                old, new = (self.answer(kind, truth) for truth in each.way)
                told = self.say("scenario", name=each.name, place=each.place, old=old, new=new)
                yield f"{told} {self.say('scenario-notices')}" if each.notices else told
            if len(found) > MOST_SEEN:
                yield self.say("more-scenarios", count=len(found) - MOST_SEEN)


def stated_words(stated: Stated, language: Language) -> str:
    """Return the value of a parameter with its unit, or what a definition asks."""
    if isinstance(stated.value, Named):
        return requirement(stated.value.part, language)
    match stated.value.value:
        case bool() as flag:
            return texts(language).words["yes" if flag else "no"]
        case int() as number:
            # How a parameter is declared is written in Danish; what it is compared with has its unit in both.
            unit = stated.unit if language == "da" or stated.fact is None else stated.fact.in_words("unit", language)
            return f"{number_words(number, stated.value.decimals, language)} {unit}".strip()
        case str() as text:
            return text
        case day:
            return day_words(day, language)


def _ways(moves: Iterable[Move]) -> set[Way]:
    return {one.way for one in moves if one.proved}


def _same(sides: Mapping[Kind, tuple[Condition | None, Condition | None]]) -> bool:
    """Tell whether the answer is the right itself, before and after."""
    right, verdict = sides["right"], sides["verdict"]
    return all(meant(one) == meant(other) for one, other in zip(right, verdict, strict=True))
