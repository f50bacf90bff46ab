"""A row that no offer stands for yet, as a new offer: what the sheet does not say is made from what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tilbud_engine.kit.spreadsheet.columns import columns
from tilbud_engine.kit.spreadsheet.reading import SheetRow
from tilbud_engine.kit.unsettled import unsettled_notes
from tilbud_engine.offers import MOST_CARD_WORDS, Offer

MADE = "Kortets ord og tekst er lavet af navnet og beskrivelsen."
FIELDS = [info.alias or name for name, info in Offer.model_fields.items()]


def draft(row: SheetRow, present: frozenset[str], eligible: Any, target: str | None) -> tuple[dict[str, Any], bool]:
    """Return a new offer as a document without its id, and whether its card had to be made.

    `target` is the target group as it stood where nobody has picked the condition. What is missing of the required
    stays missing.
    """
    document: dict[str, Any] = {"eligible": eligible, "answers": row.values.get("answers") or []}
    for column in columns():
        value = row.values.get(column.key)
        if column.path and column.kind not in ("id", "words", "rule", "control") and value is not None:
            if column.kind == "choice" and value == column.default:
                continue
            _put(document, column.path, value)
    if "scope" not in present:
        document["scope"] = "local"
    made = _card(document, present)
    notes = [MADE] if made else []
    if target is not None:
        settled = unsettled_notes(target, document.get("for_staff", ""))
        document["for_staff"] = settled["for_staff"]
        notes += settled["assumptions"]
    if notes:
        document["assumptions"] = [*document.get("assumptions", ()), *notes]
    return {name: document[name] for name in FIELDS if name in document}, made


def _put(document: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        document = document.setdefault(step, {})
    document[path[-1]] = value


def _card(document: dict[str, Any], present: frozenset[str]) -> bool:
    """Make the word and the text of the card where the sheet has no columns for them; tell whether it was done."""
    card, name = document.setdefault("card", {}), document.get("name")
    if name is None:
        return False
    made = False
    if "word" not in present:
        card["word"] = _first_words(name, 3)
        made = True
    if "text" not in present:
        sentence = re.split(r"(?<=[.!?])\s", document.get("about", ""), maxsplit=1)[0]
        fits = 0 < len(sentence.split()) <= MOST_CARD_WORDS
        card["text"] = " ".join(sentence.split()) if fits else _first_words(name, MOST_CARD_WORDS)
        made = True
    return made


def _first_words(text: str, most: int) -> str:
    """Return the first words of a text, without a little word that then hangs at the end."""
    words = text.split()
    kept = words[:most]
    if len(words) > most:
        while len(kept) > 1 and kept[-1].casefold().strip(",") in (
            "og",
            "i",
            "på",
            "for",
            "med",
            "til",
            "af",
            "en",
            "et",
        ):
            kept.pop()
    return " ".join(kept).rstrip(" ,;:-–")


def readme(offer: Mapping[str, Any], unpicked: bool) -> str:
    """Return the README of a new offer's folder: who may mend what, in plain Danish."""
    return "\n\n".join(_paragraphs(offer, unpicked)) + "\n"


def _paragraphs(offer: Mapping[str, Any], unpicked: bool) -> Iterator[str]:
    yield f"# {offer['name']}"
    yield "Tilbuddet er hentet fra et regneark. Det hele står i `offer.yaml` og kan rettes der eller i arket."
    if unpicked:
        yield (
            "**Hvem får kortet?** Det er ikke valgt endnu. Indtil da er svaret ”ved vi ikke”. Skriv reglen i "
            "`eligible` eller i arkets kolonne Regel, og slet så `vocabulary.yaml`."
        )
    if not offer["answers"]:
        yield "**Hvad svarer det på?** Intet endnu. Vælg koder i `answers`; `tilbud barriers` viser dem alle."
    yield "Kontrollér mappen med `tilbud rules check`, og se kortet med `tilbud offers`."
