"""Everything about one offer, one fact or one barrier, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tilbud_engine.cli.cards import barrier_says, closed, contact_words
from tilbud_engine.cli.options import today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.dated import Period
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem
from tilbud_engine.offers import Amount, Capacity
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Condition, Constant, Flagged, ParameterValue, Test, walk
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import day_words, known_words, not_offered_words, number_words, requirement
from tilbud_engine.vocabulary import Barrier, Fact, Vocabulary

_MOST_VALUES = 30


def show_offer(page: Page, say: Texts, found: ResolvedOffer, resolved: Resolved, rulebook: Rulebook) -> None:
    """Print all about an offer as it holds in a ruleset on a day."""
    offer, english = found.offer, say.language == "en"
    page.text(f"{(english and offer.name_en) or offer.name} ({found.id})", style="title")
    page.text(say("day-and-rules", day=resolved.on, ruleset=resolved.ruleset))
    word, back = (
        (english and offer.card.word_en) or offer.card.word,
        (english and offer.card.text_en) or offer.card.text,
    )
    page.text(say("offer-card", word=word, text=closed(back)))
    if found.not_offered is not None:
        page.text(not_offered_words(found.not_offered, say.language), style="loud")
    elif found.not_loaded:
        page.text(say("offer-not-loaded"), style="loud")
    if about := (english and offer.about_en) or offer.about:
        page.text(about)
    page.heading(say("offer-for-whom"))
    asks = requirement(found.eligible, say.language)
    page.text(say("offer-everyone") if asks in ("alle", "everyone") else say("offer-if", asks=asks))
    if because := (english and found.because_en) or found.because:
        page.text(because)
    page.text(say("explain-place", place=found.rule))
    _rights(page, say, found)
    _parameters(page, say, found, rulebook, resolved.on)
    page.heading(say("offer-practical"))
    told = [
        ("offer-answers", "; ".join(_barrier(say, rulebook.vocabulary, code) for code in offer.answers)),
        ("offer-entitlement", say(f"entitlement-{offer.entitlement}")),
        ("offer-decides", (english and offer.decides_en) or offer.decides),
        ("offer-status", say(f"status-word-{found.status}")),
        ("offer-valid", _period(say, offer.valid)),
        ("offer-hours", _amount(offer.hours_per_week)),
        ("offer-weeks", _amount(offer.weeks)),
        ("offer-cost", (english and offer.cost_en) or offer.cost),
        ("offer-capacity", _capacity(say, found.capacity)),
        *(("offer-needs", _need(say, rulebook.vocabulary, key)) for key in offer.needs),
        *(("offer-supports", _need(say, rulebook.vocabulary, key)) for key in offer.supports),
        ("card-contact", contact_words(say, found.contact.told(say.language) if found.contact else None)),
        ("offer-units", ", ".join(rulebook.vocabulary.unit_words(one, say.language) for one in offer.units)),
        ("offer-teams", ", ".join(rulebook.vocabulary.team_words(one, say.language) for one in offer.teams)),
        ("offer-cooperation", "; ".join(one.told(say.language) for one in found.cooperation)),
        ("offer-kle", ", ".join(offer.kle)),
        ("offer-service-level", (english and found.service_level_en) or found.service_level),
        ("offer-privacy", say(f"privacy-{offer.privacy}")),
        ("offer-plugin", found.plugin),
        ("offer-checked", day_words(offer.last_checked, say.language) if offer.last_checked else None),
        ("offer-checked-by", offer.checked_by),
        ("offer-staff", (english and offer.for_staff_en) or offer.for_staff),
    ]
    _tell(page, say, told)
    for kind, ids in offer.relations.items():
        page.item(say(f"relation-{kind.replace('_', '-')}", value=", ".join(ids)))
    _list(
        page,
        say("explain-sources"),
        [str(one) + (f". {closed(one.note)}" if one.note else "") for one in found.sources],
    )
    _list(page, say("offer-assumptions"), list(offer.assumptions))


def show_fact(page: Page, say: Texts, fact: Fact, engine: Engine) -> None:
    """Print all about a fact."""
    page.text(f"{fact.in_words('label', say.language)} ({fact.key})", style="title")
    ask = fact.in_words("shown_as" if fact.for_authority else "question", say.language)
    unit = fact.in_words("unit", say.language)
    limits = say("from-to", low=fact.range_[0], high=fact.range_[1]) if fact.range_ else ""
    told = [
        ("fact-question", ask),
        ("fact-say-first", fact.in_words("say_first", say.language)),
        ("fact-type", say(f"type-{fact.type}")),
        ("fact-unit", unit),
        ("fact-range", limits),
        ("fact-decimals", str(fact.decimals) if fact.decimals else ""),
        ("fact-grows", say(f"grows-{fact.grows}") if fact.grows else ""),
        (
            "fact-ask",
            ", ".join(say("ask-alone-word" if one == "alone" else f"ask-{one.replace('_', '-')}") for one in fact.ask),
        ),
        ("fact-raised-by", ", ".join(fact.raised_by)),
        ("fact-answerer", say(f"answerer-{fact.answerer}")),
        ("fact-sensitivity", say(f"sensitivity-{fact.sensitivity.replace('_', '-')}")),
        ("fact-use", say(f"use-{fact.use}")),
        ("fact-source", fact.source),
        ("offer-plugin", fact.plugin),
        ("fact-used-by", ", ".join(_users(fact.key, engine))),
    ]
    _tell(page, say, told)
    if fact.values and fact.type != "bool":
        page.heading(say("fact-values"))
        shown = list(fact.values)[:_MOST_VALUES]
        for value in shown:
            period = _period(say, fact.valid[value]) if value in fact.valid else ""
            page.item(f"{value}: {fact.value_label(value, say.language)}{f' ({period})' if period else ''}")
        if len(fact.values) > len(shown):
            page.item(say("and-more", n=len(fact.values) - len(shown)))


def show_barrier(page: Page, say: Texts, barrier: Barrier, engine: Engine) -> None:
    """Print all about a barrier."""
    english, words = say.language == "en", engine.vocabulary
    leg, kind = words.legs[barrier.leg], words.kinds.get(barrier.kind)
    page.text(f"{say('quoted', text=barrier_says(words, barrier.code, say))} ({barrier.code})", style="title")
    offers = [key for key, one in engine.rulebook.offers.items() if barrier.code in one.versions[-1].answers]
    told: list[tuple[str, str | None]] = [
        ("barrier-leg", (english and leg.label_en) or leg.label),
        ("barrier-label", (english and barrier.label_en) or barrier.label),
        ("barrier-kind", ((english and kind.label_en) or kind.label) if kind else None),
        ("barrier-mapping", barrier.mapping),
        ("barrier-implies", "; ".join(_implied(say, words, key, node) for key, node in barrier.implies.items())),
        ("barrier-alarm", say("yes") if barrier.alarm else None),
        ("barrier-shielded", say("yes") if barrier.shielded else None),
        ("offer-plugin", barrier.plugin),
        ("barrier-offers", ", ".join(offers)),
    ]
    _tell(page, say, told)
    _list(page, say("barrier-phrases"), list(barrier.phrases))


def _tell(page: Page, say: Texts, told: Iterable[tuple[str, str | None]]) -> None:
    """Print what there is, an item each; a full stop only behind what has several sentences."""
    for key, value in told:
        if value:
            page.item(say(key, value=value if ". " in value else value.rstrip(".")))


def _barrier(say: Texts, vocabulary: Vocabulary, code: str) -> str:
    barrier = vocabulary.barriers.get(code)
    label = barrier and ((say.language == "en" and barrier.label_en) or barrier.label)
    return f"{label} ({code})" if label else code


def _need(say: Texts, vocabulary: Vocabulary, key: str) -> str:
    need = vocabulary.needs.get(key)
    todo = need and ((say.language == "en" and need.todo_en) or need.todo)
    return f"{say('quoted', text=todo.rstrip('.'))} ({key})" if todo else key


def _rights(page: Page, say: Texts, found: ResolvedOffer) -> None:
    if found.rights:
        page.heading(say("explain-right"))
    for right in found.rights:
        asks = requirement(right.when, say.language)
        text = (say.language == "en" and right.text_en) or right.text
        page.item(text if asks in ("alle", "everyone") else f"{say('offer-if', asks=asks)} {text}")
        if right.source:
            page.text(say("card-source", value=str(right.source)), 2)


def _parameters(page: Page, say: Texts, found: ResolvedOffer, rulebook: Rulebook, on: dt.date) -> None:
    used = {one.name: one for condition in _conditions(found) for one in _values(condition)}
    if used:
        page.heading(say("offer-parameters"))
    for name, one in used.items():
        declared = rulebook.declaration(name, on)
        label = ((say.language == "en" and declared.label_en) or declared.label) if declared else name
        unit = f" {declared.unit}" if declared and declared.unit else ""
        since = say("explain-since", day=one.version) if one.version else ""
        key = "parameter-default" if one.layer is None else "parameter-set"
        page.item(say(key, label=label, name=name, value=f"{_shown(say, one)}{unit}", layer=one.layer) + since)
        if one.source:
            page.text(say("card-source", value=str(one.source)), 2)


def _values(condition: Condition) -> Iterator[ParameterValue]:
    for part in walk(condition):
        operands = part.operands if isinstance(part, Test) else (part.operand,) if isinstance(part, Flagged) else ()
        for operand in operands:
            if isinstance(operand, Constant) and operand.parameter:
                yield operand.parameter


def _shown(say: Texts, one: ParameterValue) -> str:
    match one.value:
        case bool():
            return say("yes" if one.value else "no")
        case int():
            return number_words(one.value, one.decimals, say.language)
        case dt.date():
            return say.day(one.value)
        case _:
            return one.value


def _users(key: str, engine: Engine) -> list[str]:
    """Return the offers that ask about the fact under the national rules of today."""
    found = engine.rulebook.resolve(NATIONAL, today()).offers.values()
    return [one.id for one in found if any(_asks(condition, key) for condition in _conditions(one))]


def _asks(condition: Condition, key: str) -> bool:
    return any(isinstance(part, Test) and part.fact.key == key for part in walk(condition))


def _conditions(found: ResolvedOffer) -> list[Condition]:
    return [found.eligible, *(one.when for one in found.rights), *(one.when for one in found.hints)]


def _period(say: Texts, period: Period) -> str:
    parts = [
        say("period-from", day=period.from_) if period.from_ else "",
        say("period-to", day=period.to) if period.to else "",
    ]
    return " ".join(part for part in parts if part)


def _capacity(say: Texts, capacity: Capacity | None) -> str:
    if capacity is None:
        return ""
    words = (say.language == "en" and capacity.text_en) or capacity.text
    return f"{capacity.places}{f' ({words})' if words else ''}"


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return ""
    return str(amount.from_) if amount.from_ == amount.to else f"{amount.from_}–{amount.to}"


def _implied(say: Texts, vocabulary: Vocabulary, key: str, node: object) -> str:
    fact = vocabulary.facts.get(key)
    value = fact.read(as_node(node)) if fact else None
    if fact is None or value is None or isinstance(value, Problem):
        return key
    return f"{known_words(fact, value, say.language)} ({key})"


def _list(page: Page, title: str, items: list[str]) -> None:
    if items:
        page.heading(title)
    for one in items:
        page.item(one)
