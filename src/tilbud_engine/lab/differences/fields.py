"""A changed field in words: what it is called, and what it said before and after."""

from __future__ import annotations

from tilbud_engine.lab.differences.values import FieldChange
from tilbud_engine.lab.words import Words
from tilbud_engine.vocabulary import Vocabulary

_CHOSEN = ("entitlement", "privacy", "status")
_MOST_SHOWN = 160


def field_words(change: FieldChange, say: Words, vocabulary: Vocabulary) -> str:
    """Return a change of a field as a sentence."""
    named = ", ".join(_name(part, say) for part in change.path)
    name = f"{named[:1].upper()}{named[1:]}"
    old, new = (_shown(change, one, say, vocabulary) for one in (change.old, change.new))
    if old is None:
        return say("field-added", name=name, new=new)
    if new is None:
        return say("field-removed", name=name, old=old)
    return say("field", name=name, old=old, new=new)


def _name(part: str, say: Words) -> str:
    try:
        return say(f"field-{part}")
    except KeyError:
        pass
    if part.endswith("_en"):
        return say("field-english", name=_name(part.removesuffix("_en"), say))
    return part


def _shown(change: FieldChange, text: str | None, say: Words, vocabulary: Vocabulary) -> str | None:
    if text is None:
        return None
    if change.path[0] in _CHOSEN:
        return say(f"value-{text}")
    if change.path[0] == "answers":
        return ", ".join(_barrier(code, say, vocabulary) for code in text.split("; "))
    short = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()} …"
    return f"“{short.rstrip('.')}”" if say.language == "en" else f"”{short.rstrip('.')}”"


def _barrier(code: str, say: Words, vocabulary: Vocabulary) -> str:
    found = vocabulary.barriers.get(code)
    label = ((say.language == "en" and found.says_en) or found.says) if found else None
    return f"{label} ({code})" if label else code
