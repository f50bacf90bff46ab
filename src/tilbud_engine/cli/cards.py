"""One card as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.suggestion import Audience, Card, SourceText
from tilbud_engine.vocabulary import Vocabulary

_INDENT = 3


def barrier_says(vocabulary: Vocabulary, code: str, say: Texts) -> str:
    """Return a barrier as a citizen puts it."""
    barrier = vocabulary.barriers[code]
    return (say.language == "en" and barrier.says_en) or barrier.says


def show_card(page: Page, say: Texts, card: Card, number: int, *, vocabulary: Vocabulary, audience: Audience) -> None:
    """Print a card: what it is, why it is here, what is missing, what to remember and whom to call."""
    name = "" if card.name == card.word else f" ({card.name})"
    page.text(f"{card.word}{name}", 0, f"{number}. ", "name")

    def tell(key: str, value: str | None) -> None:
        if value:
            page.text(say(key, value=value), _INDENT)

    if card.text:
        page.text(_closed(card.text), _INDENT)
    if card.status in ("idea", "trial"):
        page.text(say(f"status-{card.status}"), _INDENT)
    said = [say("quoted", text=barrier_says(vocabulary, code, say)) for code in card.answers]
    tell("card-answers", say.listed(said))
    if card.entitlement_text:
        page.text(card.entitlement_text, _INDENT)
    open_, settled = _split(card)
    tell("card-why", " ".join(settled))
    for text in open_:
        page.text(text, _INDENT)
    _missing(page, say, card, vocabulary)
    for todo in card.todos:
        tell("card-todo", _closed(todo))
    tell("card-time", _time(say, card))
    tell("card-decides", card.decides and _closed(card.decides))
    _availability(page, say, card.availability)
    tell("card-contact", contact_words(say, card.contact))
    if audience == "caseworker":
        for line in card.cooperation:
            tell("card-cooperation", _closed(line))
        tell("card-service-level", card.service_level)
        for line in card.assumptions:
            tell("card-assumption", _closed(line))
        for source in card.sources:
            tell("card-source", source_words(source))
        tell("card-plugin", f"{card.offer} ({card.plugin})")


def source_words(source: SourceText) -> str:
    """Return a source as one line: the law or title, the section, the version and the remark."""
    parts = [one for one in (source.law, source.title, source.section, source.version) if one]
    note = f". {source.note}" if source.note else ""
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


def _missing(page: Page, say: Texts, card: Card, vocabulary: Vocabulary) -> None:
    """Print what is missing and no reason has named."""
    named = {one.fact for one in card.reasons}
    facts = [vocabulary.facts[key] for key in card.missing if key in vocabulary.facts and key not in named]
    labels = [one.in_words("label", say.language) for one in facts if not one.for_authority]
    if labels:
        page.text(say("card-missing", value=say.listed(labels)), _INDENT)
    for one in facts:
        if one.for_authority:
            page.text(_closed(one.in_words("shown_as", say.language)), _INDENT)


def _availability(page: Page, say: Texts, told: Mapping[str, object] | None) -> None:
    if not told:
        return
    parts = [
        say(f"availability-{key.replace('_', '-')}", n=_shown(told[key]))
        for key in ("free_places", "waiting_weeks", "next_start")
        if told.get(key) is not None
    ]
    if parts:
        as_of = f" ({say('as-of', day=_shown(told['as_of']))})" if told.get("as_of") else ""
        page.text(f"{'. '.join(parts)}{as_of}.", _INDENT)
    contact = told.get("contact")
    if isinstance(contact, Mapping):
        page.text(say("card-contact", value=contact_words(say, contact)), _INDENT)


def _shown(value: object) -> object:
    """Return a day that came as ISO text as the day it is."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _time(say: Texts, card: Card) -> str:
    parts = [_span(say, "hours-a-week", card.hours_per_week), _span(say, "weeks", card.weeks)]
    return ", ".join(part for part in parts if part)


def _span(say: Texts, key: str, amount: Mapping[str, int] | None) -> str:
    if amount is None or amount["to"] == 0:
        return ""
    low, high = amount["from"], amount["to"]
    number = str(low) if low == high else say("from-to", low=low, high=high)
    return say(f"{key}-one" if high == 1 else key, n=number)


def _closed(text: str) -> str:
    """Return the text with a full stop behind it."""
    return text if text.endswith((".", "?", "!", "…", "”")) else f"{text}."
