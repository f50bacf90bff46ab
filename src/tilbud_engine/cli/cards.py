"""One card as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from tilbud_engine.case import Statement
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.rules.wording import missing_words
from tilbud_engine.suggestion import Audience, Card, SourceText
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import hear_hidden

_INDENT = 3
_LONGEST_QUOTE = 80


def barrier_says(vocabulary: Vocabulary, code: str, say: Texts) -> str:
    """Return a barrier as a citizen puts it."""
    barrier = vocabulary.barriers[code]
    return (say.language == "en" and barrier.says_en) or barrier.says


def said_by(says: Iterable[Statement], vocabulary: Vocabulary, say: Texts) -> dict[str, str]:
    """Return each barrier as she put it herself, in quotes; where she wrote nothing, or much, as citizens put it.

    Words that tell of a hidden barrier, or may do so, are not repeated for another.
    """
    hidden = {code for code, one in vocabulary.barriers.items() if one.hidden}
    said = list(says)
    kept = {one.words for one in said if one.barrier in hidden}
    own: dict[str, str] = {}
    for one in said:
        if not one.barrier or not one.words or len(one.words) > _LONGEST_QUOTE or one.words in kept:
            continue
        if not hear_hidden(one.words, vocabulary):
            own.setdefault(one.barrier, one.words.strip().rstrip("."))
    return {
        code: say("quoted", text=own.get(code) or barrier_says(vocabulary, code, say)) for code in vocabulary.barriers
    }


def card_words(engine: Engine, say: Texts) -> dict[str, str]:
    """Return what stands on the card of each offer."""
    newest = {key: one.versions[-1].card for key, one in engine.rulebook.offers.items()}
    return {key: (say.language == "en" and card.word_en) or card.word for key, card in newest.items()}


def show_card(
    page: Page,
    say: Texts,
    card: Card,
    number: int,
    *,
    vocabulary: Vocabulary,
    audience: Audience,
    said: Mapping[str, str],
    asked: Collection[str] = (),
) -> None:
    """Print a card: what it is, whether it fits, why it is here, what is missing, what to remember and whom to call.

    The name in the law is for staff; a card that may not be told of, and an idea, do not say whether they fit. What is
    missing is told where it is among the questions `asked`, or may be asked of anyone.
    """
    name = f" ({card.name})" if audience == "caseworker" and card.name != card.word else ""
    fits = f" – {say(f'card-{card.verdict}')}" if card.entitlement_text and card.status != "idea" else ""
    page.text(f"{card.word}{name}{fits}", 0, f"{number}. ", "name")

    def tell(key: str, value: str | None) -> None:
        if value:
            page.text(say(key, value=value), _INDENT)

    if card.text:
        page.text(closed(card.text), _INDENT)
    if card.status in ("idea", "trial"):
        page.text(say(f"status-{card.status}"), _INDENT)
    tell("card-answers", say.listed(list(dict.fromkeys(said[code] for code in card.answers))))
    if card.entitlement_text and card.status != "idea":  # Of an idea both say the same.
        page.text(card.entitlement_text, _INDENT)
    open_, settled = _split(card)
    tell("card-why", " ".join(settled))
    for text in open_:
        page.text(text, _INDENT)
    _missing(page, say, card, vocabulary, asked)
    for todo in card.todos:
        tell("card-todo", closed(todo))
    tell("card-time", _time(say, card))
    tell("card-decides", card.decides and closed(card.decides))
    _availability(page, say, card)
    tell("card-contact", contact_words(say, card.contact))
    if audience == "caseworker":
        for line in card.cooperation:
            tell("card-cooperation", closed(line))
        tell("card-service-level", card.service_level)
        for line in card.assumptions:
            tell("card-assumption", closed(line))
        for source in card.sources:
            tell("card-source", source_words(source))
        tell("card-plugin", f"{card.offer} ({card.plugin})")


def source_words(source: SourceText) -> str:
    """Return a source as one line: the law or title, the section, the version and the remark."""
    parts = [one for one in (source.law, source.title, source.section, source.version) if one]
    note = f". {closed(source.note)}" if source.note else ""
    return f"{', '.join(parts)}{note}"


def contact_words(say: Texts, contact: Mapping[str, str] | None) -> str:
    """Return whom to call: name, telephone and hours."""
    if not contact:
        return ""
    call = say("call", number=contact["telephone"]) if contact.get("telephone") else ""
    return ", ".join(part for part in (contact.get("name"), call, contact.get("hours")) if part)


def _split(card: Card) -> tuple[list[str], list[str]]:
    """Return the reasons that name what is missing, and the others; each text once, and none that is said already."""
    told = [one for one in card.reasons if one.text not in card.entitlement_text]
    open_ = dict.fromkeys(one.text for one in told if one.fact in card.missing)
    settled = dict.fromkeys(one.text for one in told if one.fact not in card.missing)
    return list(open_), list(settled)


def _missing(page: Page, say: Texts, card: Card, vocabulary: Vocabulary, asked: Collection[str]) -> None:
    """Print what is missing and no reason has named; nothing of what waits until she brings it up."""
    named = {one.fact for one in card.reasons}
    for key in card.missing:
        fact = vocabulary.facts.get(key)
        if fact is None or key in named:
            continue
        if key in asked or fact.for_authority or "anyone" in fact.ask:
            page.text(missing_words(fact, say.language), _INDENT)


def _availability(page: Page, say: Texts, card: Card) -> None:
    told = card.availability
    if not told:
        return
    keys = ("free_places", "waiting_weeks", "next_start")
    shown = {key: _shown(told[key]) for key in keys if told.get(key) is not None}
    if "waiting_weeks" in shown:
        shown["waiting_weeks"] = say("weeks-one" if shown["waiting_weeks"] == 1 else "weeks", n=shown["waiting_weeks"])
    parts = [say(f"availability-{key.replace('_', '-')}", n=value) for key, value in shown.items()]
    if parts:
        as_of = f" ({say('as-of', day=_shown(told['as_of']))})" if told.get("as_of") else ""
        page.text(f"{'. '.join(parts)}{as_of}.", _INDENT)
    contact = told.get("contact")
    known = (card.contact or {}).items()
    if isinstance(contact, Mapping) and not contact.items() <= known:
        page.text(say("card-contact", value=contact_words(say, contact)), _INDENT)


def _shown(value: object) -> object:
    """Return a day that came as ISO text as the day it is."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _time(say: Texts, card: Card) -> str:
    hours, weeks = _span(say, "hours-a-week", card.hours_per_week), _span(say, "weeks", card.weeks)
    return say("for-weeks", hours=hours, weeks=weeks) if hours and weeks else hours or weeks


def _span(say: Texts, key: str, amount: Mapping[str, int] | None) -> str:
    if amount is None or amount["to"] == 0:
        return ""
    low, high = amount["from"], amount["to"]
    # From none, and from a single week, say no more than the most that it can be.
    most = low == 0 or (key == "weeks" and low == 1)
    number = str(low) if low == high else say("up-to", n=high) if most else say("from-to", low=low, high=high)
    return say(f"{key}-one" if high == 1 else key, n=number)


def closed(text: str) -> str:
    """Return the text with a full stop behind it."""
    return text if text.endswith((".", "?", "!", "…", "”")) else f"{text}."
