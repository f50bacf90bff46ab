"""From matches to the parts of a Suggestion: cards, what is not now, questions, legs and gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tilbud_engine.case import Citizen, Knowledge
from tilbud_engine.dated import Source
from tilbud_engine.errors import Language, Problem, problem
from tilbud_engine.matching import Match, is_here
from tilbud_engine.offers import Amount, Entitlement
from tilbud_engine.rules.conditions import EVERYONE, Condition, Constant, Named, Test, Verdict, tests_of, walk
from tilbud_engine.rules.leg_sets import Chair
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.reference import decide, trace
from tilbud_engine.rules.relevance import decided_alone
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.wording import (
    Reason,
    entitlement_words,
    not_offered_words,
    reasons,
    value_words,
    words,
)
from tilbud_engine.suggestion import Audience, Card, LegState, LegWord, NotNow, Question, RightTruth, SourceText
from tilbud_engine.vocabulary import Fact, FactValue, Vocabulary

Availability = Callable[[str], Mapping[str, Any] | None]
Turning = Callable[[ResolvedOffer], dt.date | None]


@dataclass(frozen=True)
class Table:
    """What lies on the table while one suggestion is composed."""

    vocabulary: Vocabulary
    resolved: Resolved
    citizen: Citizen
    knowledge: Knowledge
    chair: Chair
    talked_about: frozenset[str]
    language: Language
    availability: Availability
    turning: Turning
    on: dt.date
    audience: Audience = "citizen"

    @property
    def barriers(self) -> tuple[str, ...]:
        """Return her confirmed barriers in her order, those that stay hidden included."""
        return self.citizen.barriers()

    def shown(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Leave out the barriers that never appear in a list."""
        barriers = self.vocabulary.barriers
        # An offer may name a code that nobody knows; that has been told.
        return tuple(code for code in codes if code in barriers and not barriers[code].hidden)

    def may_tell(self, key: str) -> bool:
        """Tell whether the audience may read anything of a fact.

        What belongs to a hidden barrier is for the caseworker alone. What all may see holds neither what is sensitive
        nor what follows from a barrier that she has stated.
        """
        if self.audience == "caseworker":
            return True
        if key in self.vocabulary.hidden_facts:
            return False
        if self.audience == "citizen":
            return True
        known = self.knowledge.known.get(key)
        return self.vocabulary.facts[key].sensitivity == "ordinary" and (known is None or known.origin != "implied")

    def may_tell_all(self, condition: Condition) -> bool:
        """Tell whether the audience may read of every fact in a condition."""
        return all(self.may_tell(test.fact.key) for test in tests_of(condition))

    @cached_property
    def told(self) -> Mapping[str, FactValue]:
        """Return the values that the audience may read of; what follows from them alone tells nothing else."""
        return {key: value for key, value in self.knowledge.values.items() if self.may_tell(key)}


def is_shielded(found: Match, table: Table) -> bool:
    """Tell whether a card is for a human to hand over: shielded itself, or there for a hidden barrier alone."""
    return found.offer.offer.privacy == "shielded" or not table.shown(found.answers)


def card(found: Match, table: Table, reveal_hidden: bool = False) -> Card:
    """Return the card of a yes or an unknown."""
    resolved, offer, language = found.offer, found.offer.offer, table.language
    answers = found.answers if reveal_hidden else table.shown(found.answers)
    entitlement: Entitlement = "skoen" if found.by_addition else offer.entitlement
    right = _right(found, table)
    english = language == "en"
    face = offer.card
    return Card(
        offer=offer.offer,
        name=(english and offer.name_en) or offer.name,
        word=(english and face.word_en) or face.word,
        text=(english and face.text_en) or face.text,
        pictogram=face.pictogram,
        alt=(english and face.alt_en) or face.alt,
        status=resolved.status,
        legs=tuple(dict.fromkeys(table.chair.leg_of[code] for code in answers if code in table.chair.leg_of)),
        hours_per_week=_amount(offer.hours_per_week),
        weeks=_amount(offer.weeks),
        privacy=offer.privacy,
        relations={str(kind): _named(others, table) for kind, others in offer.relations.items()},
        contact=resolved.contact.told(language) if resolved.contact else None,
        verdict="yes" if found.verdict is Verdict.YES else "unknown",
        answers=answers,
        reasons=_reasons(found, table),
        sources=sources(found),
        entitlement=entitlement,
        entitlement_text=_promise(found, entitlement, right, table),
        right=right,
        decides=(english and offer.decides_en) or offer.decides,
        todos=_todos(found, table),
        availability=table.availability(offer.offer),
        missing=tuple(key for key in table.vocabulary.facts if key in found.missing and table.may_tell(key)),
        plugin=resolved.plugin,
        about=(english and offer.about_en) or offer.about,
        cooperation=tuple(one.told(language) for one in resolved.cooperation),
        service_level=(english and resolved.service_level_en) or resolved.service_level,
        cost=(english and offer.cost_en) or offer.cost,
        assumptions=offer.assumptions,
    )


def _promise(found: Match, entitlement: Entitlement, right: RightTruth, table: Table) -> str:
    """Say what the card promises: no more than the law does where a right has its own words, of an idea nothing."""
    if found.offer.not_offered is not None:
        return not_offered_words(found.offer.not_offered, table.language)
    own = " ".join(text for text, _ in _rights_held(found, table)) if right == "yes" else ""
    decides = found.offer.offer.decides
    return own or entitlement_words(entitlement, found.verdict, right, table.language, decides=decides)


def _right(found: Match, table: Table) -> RightTruth:
    """Return the right as the audience may know it: a right for some can tell why she has it."""
    truth, right = found.right, found.offer.right
    wholly = found.offer.offer.entitlement == "ret"
    telling = [one.when for one in found.offer.rights] if wholly else [] if right is None else [right]
    if right is not None and not all(map(table.may_tell_all, telling)):
        truth = None if decide(right, table.told) is not truth else truth
    return "unknown" if truth is None else "yes" if truth else "no"


def _told_reasons(resolved: ResolvedOffer, table: Table) -> list[Reason]:
    """Return the reasons that may be read: none of what is hidden from the audience, none that asks what may not be."""
    knowledge = table.knowledge
    found = trace(resolved.eligible, knowledge.values)
    told = table.told
    open_ = table.may_tell_all(resolved.eligible)
    if not open_ and len(told) < len(knowledge.values) and decide(resolved.eligible, told) is found.truth:
        # What may be read explains it too, so nothing shows that there is more.
        knowledge = Knowledge(told, {key: knowledge.known[key] for key in told})
        found = trace(resolved.eligible, told)
    given = reasons(found, knowledge, table.vocabulary, table.language)
    kept = [one for one in given if (open_ if one.fact is None else table.may_tell(one.fact))]
    if found.truth is None:
        kept = [one for one in kept if one.fact is None or _may_be_asked(one.fact, table)]
    if given and not kept and found.truth is None:
        kept = [Reason(words("maybe", table.language), resolved.rule)]
    return kept


def _may_be_asked(key: str, table: Table) -> bool:
    return key not in table.citizen.declined and may_ask(table.vocabulary.facts[key], table)


def _reasons(found: Match, table: Table) -> tuple[Reason, ...]:
    resolved, language = found.offer, table.language
    if resolved.not_loaded:
        return (Reason(words("not-loaded", language), resolved.rule, "municipality"),)
    if found.problems and found.problems != resolved.right_faults:
        return (Reason(words("undecidable", language), resolved.rule),)
    given = _told_reasons(resolved, table)
    if table.resolved.municipality is not None:
        given.extend(_defaults_used(resolved, table))
    because = (language == "en" and resolved.because_en) or resolved.because
    version = resolved.version.isoformat() if resolved.version else None
    if because and found.verdict is Verdict.YES:
        given.append(Reason(because, resolved.rule, None, version))
    if found.verdict is Verdict.YES and not given and resolved.eligible == EVERYONE:
        given.append(Reason(words("for-everyone", language), resolved.rule, None, version))
    held = _rights_held(found, table)
    given.extend(Reason(text, resolved.rule, None, source.version if source else None) for text, source in held)
    return tuple(given)


def _rights_held(found: Match, table: Table) -> list[tuple[str, Source | None]]:
    """Return the rights that she has, in words, each with its source."""
    if not found.right or found.verdict is not Verdict.YES:
        return []
    told = table.told
    held = (one for one in found.offer.rights if decide(one.when, told) is True)
    return [((table.language == "en" and one.text_en) or one.text, one.source) for one in held]


def _defaults_used(resolved: ResolvedOffer, table: Table) -> Iterator[Reason]:
    """Yield a reason for each value that the municipality may set and has not."""
    declared = resolved.offer.parameters
    used = {
        one.parameter.name: (test, value_words(test.fact, one.value, table.language))
        for test in tests_of(resolved.eligible)
        for one in test.operands
        if isinstance(one, Constant) and one.parameter and one.parameter.layer is None
    }
    for name, (test, value) in used.items():
        if name in declared and declared[name].set_by == "municipality":
            label = (table.language == "en" and declared[name].label_en) or declared[name].label
            text = words("default-used", table.language, label=label, value=value)
            yield Reason(text, test.place, test.fact.key)


def _todos(found: Match, table: Table) -> tuple[str, ...]:
    """Return the practical needs that are not met, each with the cards that can help, and the remarks that hold."""
    language, values = table.language, table.told
    made: list[str] = []
    for key in found.offer.offer.needs:
        need = table.vocabulary.needs.get(key)
        if need is None or (need.met is not None and decide(_met(need.met, table), values) is True):
            continue
        todo = (language == "en" and need.todo_en) or need.todo
        helping = [
            (language == "en" and one.offer.card.word_en) or one.offer.card.word
            for one in table.resolved.by_need.get(key, ())
            if one.not_offered is None
            and one.id != found.offer.id
            and one.offer.privacy != "shielded"
            and is_here(one, table.resolved, table.knowledge)
        ]
        made.append(
            f"{todo.rstrip('.')}. {words('see-cards', language, cards=', '.join(helping))}" if helping else todo
        )
    hints = (hint for hint in found.offer.hints if decide(hint.when, values) is True)
    made.extend((language == "en" and hint.text_en) or hint.text for hint in hints)
    return tuple(made)


def _met(node: Any, table: Table) -> Condition:
    condition, _ = parse_condition(node, table.vocabulary)
    return condition


def not_now(found: Match, table: Table) -> NotNow:
    """Return why an offer is not a card now, and when time alone changes that."""
    resolved, language = found.offer, table.language
    name = (language == "en" and resolved.offer.name_en) or resolved.offer.name
    if found.verdict is Verdict.NOT_OFFERED:
        because = not_offered_words(resolved.not_offered, language)
        return NotNow(resolved.id, name, "not_offered", because)
    given = tuple(_told_reasons(resolved, table))
    turns = table.turning(resolved)
    sentences = [reason.text for reason in given]
    if turns:
        sentences.append(words("turns-yes", language, date=turns))
    sentences.append(words("not-a-refusal", language))
    return NotNow(resolved.id, name, "no", " ".join(sentences), turns, given)


def may_be_named(offer: ResolvedOffer, table: Table) -> bool:
    """Tell whether an offer may stand in a list of all offers: never one that is there for a hidden barrier alone."""
    listed = offer.offer.privacy != "shielded" and bool(table.shown(offer.offer.answers))
    return listed and is_here(offer, table.resolved, table.knowledge)


def not_relevant(offer: ResolvedOffer, language: Language) -> NotNow:
    """Return an offer that answers none of her barriers."""
    name = (language == "en" and offer.offer.name_en) or offer.offer.name
    return NotNow(offer.id, name, "not_relevant", words("not-relevant", language))


def questions(matches: Sequence[Match], table: Table) -> tuple[Question, ...]:
    """Return what is worth asking, what decides most cards alone first; nothing else is asked.

    The order: most cards that this answer alone decides, then her barrier order, then the vocabulary's.
    """
    open_cards = [one for one in matches if one.missing and not is_shielded(one, table)]
    order = {code: place for place, code in enumerate(table.shown(table.barriers))}
    rows: list[tuple[tuple[int, int, int], Question]] = []
    for place, (key, fact) in enumerate(table.vocabulary.facts.items()):
        settled = [one for one in open_cards if key in one.missing]
        if not settled or key in table.citizen.declined or not may_ask(fact, table):
            continue
        alone = sum(_decides(one, key, table) for one in settled)
        first = min(order[code] for one in settled for code in one.answers if code in order)
        rows.append(((-alone, first, place), _question(fact, settled, table.language)))
    return tuple(question for _, question in sorted(rows, key=lambda row: row[0]))


def may_ask(fact: Fact, table: Table) -> bool:
    """Tell whether anybody may be asked: never for hidden matters, and a sensitive fact only when she raised it."""
    barriers = table.vocabulary.barriers
    if not fact.ask or any(code in barriers and barriers[code].hidden for code in fact.raised_by):
        return False
    return "if_raised" not in fact.ask or bool(set(fact.raised_by) & set(table.barriers))


def _question(fact: Fact, settled: Sequence[Match], language: Language) -> Question:
    return Question(
        fact=fact.key,
        question=fact.in_words("shown_as" if fact.for_authority else "question", language),
        answerer=fact.answerer,
        ask=fact.ask,
        say_first=fact.in_words("say_first", language) or None,
        settles=tuple(one.offer.id for one in settled),
    )


def _decides(found: Match, key: str, table: Table) -> bool:
    if found.offer.not_loaded or found.missing == {key}:
        return True  # Where nothing else matters, this answer decides.
    values = table.knowledge.values
    trees = [found.offer.eligible] if found.verdict is Verdict.UNKNOWN else []
    if found.offer.right is not None and found.right is None:
        trees.append(found.offer.right)
    return any(decided_alone(tree, values, key) for tree in trees)


def legs(cards: Sequence[Card], table: Table) -> tuple[LegState, ...]:
    """Return the legs in use: what she said of each, and the cards that answer."""
    stated = table.shown(table.barriers)
    made: list[LegState] = []
    for key in table.chair.legs:
        barriers = tuple(code for code in stated if table.chair.leg_of.get(code) == key)
        state: LegWord = "stated" if barriers else "nothing" if key in table.talked_about else "not_talked_about"
        answering = tuple(one.offer for one in cards if set(one.answers) & set(barriers))
        made.append(LegState(key, table.chair.label(key, table.language), state, barriers, answering))
    return tuple(made)


def gaps(cards: Sequence[Card], table: Table) -> Iterator[Problem]:
    """Yield each barrier that no card answers: a gap in what the municipality offers, told without the person."""
    answered = {code for one in cards if one.status != "idea" for code in one.answers}
    for code in table.shown(table.barriers):
        if code not in answered:
            barrier = table.vocabulary.barriers[code]
            label = (table.language == "en" and barrier.label_en) or barrier.label
            yield problem("barrier-without-card", table.resolved.ruleset, name=code, label=label)


def sources(found: Match) -> tuple[SourceText, ...]:
    """Return what the offer rests on: its own sources, then those of its rules, parameters and rights, each once."""
    given: list[Source] = list(found.offer.sources)
    for condition in (found.offer.eligible, found.offer.right):
        if condition is None:
            continue
        inside = list(walk(condition))
        given.extend(one.source for one in inside if isinstance(one, Named) and one.source)
        constants = (one for test in inside if isinstance(test, Test) for one in test.operands)
        given.extend(
            one.parameter.source
            for one in constants
            if isinstance(one, Constant) and one.parameter and one.parameter.source
        )
    given.extend(right.source for right in found.offer.rights if right.source)
    return tuple(dict.fromkeys(map(source_text, given)))


def source_text(source: Source) -> SourceText:
    """Return a source as it stands in an answer."""
    return SourceText(source.title, source.law, source.section or source.where, source.version, source.note)


def _named(others: Sequence[str], table: Table) -> tuple[str, ...]:
    """Leave out the shielded offers, which are named to nobody."""
    offers = table.resolved.offers
    return tuple(one for one in others if one not in offers or offers[one].offer.privacy != "shielded")


def _amount(amount: Amount | None) -> Mapping[str, int] | None:
    return None if amount is None else {"from": amount.from_, "to": amount.to}
