"""From matches to the parts of a Suggestion: cards, what is not now, questions, legs and gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilbud_engine.case import Citizen, Knowledge
from tilbud_engine.dated import Source
from tilbud_engine.errors import Language, Problem, problem
from tilbud_engine.matching import Match
from tilbud_engine.offers import Amount
from tilbud_engine.rules.conditions import Condition, Constant, Named, Test, Verdict, parse_condition, tests_of, walk
from tilbud_engine.rules.reference import decide, trace
from tilbud_engine.rules.relevance import decided_alone
from tilbud_engine.rules.rulebook import Resolved, ResolvedOffer
from tilbud_engine.rules.wording import (
    Reason,
    entitlement_words,
    not_offered_words,
    reasons,
    words,
)
from tilbud_engine.suggestion import Card, LegState, LegWord, NotNow, Question, RightTruth, SourceText
from tilbud_engine.vocabulary import Fact, Vocabulary

Availability = Callable[[str], Mapping[str, Any] | None]
Turning = Callable[[ResolvedOffer], dt.date | None]


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table while one suggestion is composed."""

    vocabulary: Vocabulary
    resolved: Resolved
    citizen: Citizen
    knowledge: Knowledge
    language: Language
    availability: Availability
    turning: Turning

    @property
    def barriers(self) -> tuple[str, ...]:
        """Return her confirmed barriers in her order, those that stay hidden included."""
        return self.citizen.barriers()

    def shown(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Leave out the barriers that never appear in a list."""
        return tuple(code for code in codes if not self.vocabulary.barriers[code].hidden)


def is_shielded(found: Match, table: Table) -> bool:
    """Tell whether a card is for a human to hand over: shielded itself, or there for a hidden barrier alone."""
    return found.offer.offer.privacy == "shielded" or not table.shown(found.answers)


def card(found: Match, table: Table, reveal_hidden: bool = False) -> Card:
    """Return the card of a yes or an unknown."""
    resolved, offer, language = found.offer, found.offer.offer, table.language
    answers = found.answers if reveal_hidden else table.shown(found.answers)
    entitlement = "skoen" if found.by_addition else offer.entitlement
    right: RightTruth = "unknown" if found.right is None else "yes" if found.right else "no"
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
        legs=tuple(dict.fromkeys(table.vocabulary.barriers[code].leg for code in answers)),
        hours_per_week=_amount(offer.hours_per_week),
        weeks=_amount(offer.weeks),
        privacy=offer.privacy,
        relations={str(kind): others for kind, others in offer.relations.items()},
        contact=resolved.contact.model_dump(exclude_none=True) if resolved.contact else None,
        verdict="yes" if found.verdict is Verdict.YES else "unknown",
        answers=answers,
        reasons=_reasons(found, table),
        sources=_sources(found),
        entitlement=entitlement,
        # A right in its own words promises no more than the law does; without them the general sentence stands.
        entitlement_text=" ".join(text for text, _ in _rights_held(found, table))
        or entitlement_words(entitlement, found.verdict, right, language),
        right=right,
        decides=offer.decides,
        todos=_todos(found, table),
        availability=table.availability(offer.offer),
        missing=tuple(key for key in table.vocabulary.facts if key in found.missing),
        plugin=resolved.plugin,
        about=(english and offer.about_en) or offer.about,
        cooperation=resolved.cooperation,
        service_level=resolved.service_level,
        assumptions=offer.assumptions,
    )


def _reasons(found: Match, table: Table) -> tuple[Reason, ...]:
    resolved, language = found.offer, table.language
    if found.problems and found.problems != resolved.right_faults:
        return (Reason(words("undecidable", language), resolved.rule),)
    if resolved.not_loaded:
        return (Reason(words("not-loaded", language), resolved.rule, "municipality"),)
    given = list(reasons(trace(resolved.eligible, table.knowledge.values), table.knowledge, table.vocabulary, language))
    if table.resolved.municipality is not None:
        given.extend(_defaults_used(resolved, table))
    because = (language == "en" and resolved.because_en) or resolved.because
    version = resolved.version.isoformat() if resolved.version else None
    if because and found.verdict is Verdict.YES:
        given.append(Reason(because, resolved.rule, None, version))
    if found.verdict is Verdict.YES and not given:
        given.append(Reason(words("for-everyone", language), resolved.rule, None, version))
    held = _rights_held(found, table)
    given.extend(Reason(text, resolved.rule, None, source.version if source else None) for text, source in held)
    return tuple(given)


def _rights_held(found: Match, table: Table) -> list[tuple[str, Source | None]]:
    """Return the rights that she has, in words, each with its source."""
    if not found.right or found.verdict is not Verdict.YES:
        return []
    held = (one for one in found.offer.rights if decide(one.when, table.knowledge.values) is True)
    return [((table.language == "en" and one.text_en) or one.text, one.source) for one in held]


def _defaults_used(resolved: ResolvedOffer, table: Table) -> Iterator[Reason]:
    """Yield a reason for each value that the municipality may set and has not."""
    declared = resolved.offer.parameters
    used = {
        one.parameter.name: test
        for test in tests_of(resolved.eligible)
        for one in test.operands
        if isinstance(one, Constant) and one.parameter and one.parameter.layer is None
    }
    for name, test in used.items():
        if name in declared and declared[name].set_by == "municipality":
            label = (table.language == "en" and declared[name].label_en) or declared[name].label
            text = words("default-used", table.language, label=label, value=declared[name].default)
            yield Reason(text, test.place, test.fact.key)


def _todos(found: Match, table: Table) -> tuple[str, ...]:
    """Return the practical needs that are not met, each with the cards that can help, and the remarks that hold."""
    language, values = table.language, table.knowledge.values
    made: list[str] = []
    for key in found.offer.offer.needs:
        need = table.vocabulary.needs.get(key)
        if need is None or (need.met is not None and decide(_met(need.met, table), values) is True):
            continue
        todo = (language == "en" and need.todo_en) or need.todo
        helping = [
            (language == "en" and one.offer.name_en) or one.offer.name
            for one in table.resolved.by_need.get(key, ())
            if one.not_offered is None and one.id != found.offer.id
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
    given = reasons(trace(resolved.eligible, table.knowledge.values), table.knowledge, table.vocabulary, language)
    turns = table.turning(resolved)
    sentences = [reason.text for reason in given]
    if turns:
        sentences.append(words("turns-yes", language, date=turns))
    sentences.append(words("not-a-refusal", language))
    return NotNow(resolved.id, name, "no", " ".join(sentences), turns, given)


def not_relevant(offer: ResolvedOffer, language: Language) -> NotNow:
    """Return an offer that answers none of her barriers."""
    name = (language == "en" and offer.offer.name_en) or offer.offer.name
    return NotNow(offer.id, name, "not_relevant", words("not-relevant", language))


def questions(matches: Sequence[Match], table: Table) -> tuple[Question, ...]:
    """Return what is worth asking, what decides most cards alone first; nothing else is asked.

    The order: most cards that this answer alone decides, then her barrier order, then the vocabulary's.
    """
    open_cards = [one for one in matches if one.missing and not is_shielded(one, table)]
    order = {code: place for place, code in enumerate(table.barriers)}
    rows: list[tuple[tuple[int, int, int], Question]] = []
    for place, (key, fact) in enumerate(table.vocabulary.facts.items()):
        settled = [one for one in open_cards if key in one.missing]
        if not settled or key in table.citizen.declined or not may_ask(fact, table):
            continue
        alone = sum(_decides(one, key, table) for one in settled)
        first = min(order[one.answers[0]] for one in settled)
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
    """Return the four legs: what she said of each, and the cards that answer."""
    stated = table.shown(table.barriers)
    made: list[LegState] = []
    for key, leg in table.vocabulary.legs.items():
        barriers = tuple(code for code in stated if table.vocabulary.barriers[code].leg == key)
        state: LegWord = (
            "stated" if barriers else "nothing" if key in table.citizen.talked_about else "not_talked_about"
        )
        answering = tuple(one.offer for one in cards if set(one.answers) & set(barriers))
        label = (table.language == "en" and leg.label_en) or leg.label
        made.append(LegState(key, label, state, barriers, answering))
    return tuple(made)


def gaps(cards: Sequence[Card], table: Table) -> Iterator[Problem]:
    """Yield each barrier that no card answers: a gap in what the municipality offers, told without the person."""
    answered = {code for one in cards for code in one.answers}
    for code in table.shown(table.barriers):
        if code not in answered:
            label = table.vocabulary.barriers[code].label
            yield problem("barrier-without-card", table.resolved.ruleset, name=code, label=label)


def _sources(found: Match) -> tuple[SourceText, ...]:
    sources: list[Source] = list(found.offer.sources)
    for condition in (found.offer.eligible, found.offer.right):
        if condition is None:
            continue
        inside = list(walk(condition))
        sources.extend(one.source for one in inside if isinstance(one, Named) and one.source)
        constants = (one for test in inside if isinstance(test, Test) for one in test.operands)
        sources.extend(
            one.parameter.source
            for one in constants
            if isinstance(one, Constant) and one.parameter and one.parameter.source
        )
    sources.extend(right.source for right in found.offer.rights if right.source)
    texts = [SourceText(one.title, one.law, one.section or one.where, one.version, one.note) for one in sources]
    return tuple(dict.fromkeys(texts))


def _amount(amount: Amount | None) -> Mapping[str, int] | None:
    return None if amount is None else {"from": amount.from_, "to": amount.to}
