"""A changed field in words: what it is called, and what it said before and after."""

from __future__ import annotations

from collections.abc import Iterable

from tilbud_engine.errors import Language
from tilbud_engine.lab.differences.values import FieldChange
from tilbud_engine.lab.words import Words
from tilbud_engine.vocabulary import Vocabulary

_CHOSEN = ("entitlement", "privacy", "status")
_MOST_SHOWN = 160
_WORDS_BEFORE = 30


def in_language(changes: Iterable[FieldChange], language: Language) -> list[FieldChange]:
    """Return the changes without those that say the same in the other language beside one in this."""
    listed = list(changes)
    danish = {_danish(one.path) for one in listed if one.path != _danish(one.path)}
    both = danish & {one.path for one in listed}
    if language == "en":
        return [one for one in listed if one.path not in both]
    return [one for one in listed if one.path == _danish(one.path) or _danish(one.path) not in both]


def _danish(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.removesuffix("_en") for part in path)


def field_words(change: FieldChange, say: Words, vocabulary: Vocabulary) -> str:
    """Return a change of a field as a sentence."""
    named = ", ".join(_name(part, say) for part in change.path)
    name = f"{named[:1].upper()}{named[1:]}"
    told = change if change.path[0] == "answers" else _shortened(change)
    old, new = (_shown(told, one, say, vocabulary) for one in (told.old, told.new))
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
    if change.path[0] in _CHOSEN or change.path == ("price", "per"):
        return say(f"value-{text}")
    if change.path[0] == "answers":
        return ", ".join(_barrier(code, say, vocabulary) for code in text.split("; "))
    return say("quoted", text=text.rstrip("."))


def _shortened(change: FieldChange) -> FieldChange:
    """Return a change of long texts with the part alone that is another, and a few words around it."""
    old, new = change.old, change.new
    start = 0
    if old is not None and new is not None and max(len(old), len(new)) > _MOST_SHOWN:
        pairs = enumerate(zip(old, new, strict=False))
        same = next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
        start = old.rfind(" ", 0, max(same - _WORDS_BEFORE, 0)) + 1
    return FieldChange(change.path, _cut(old, start), _cut(new, start))


def _cut(text: str | None, start: int) -> str | None:
    if text is None or (not start and len(text) <= _MOST_SHOWN):
        return text
    rest = text[start:]
    end = "" if len(rest) <= _MOST_SHOWN else " …"
    shown = rest if not end else rest[: rest.rfind(" ", 0, _MOST_SHOWN)]
    return f"{'… ' if start else ''}{shown}{end}"


def _barrier(code: str, say: Words, vocabulary: Vocabulary) -> str:
    found = vocabulary.barriers.get(code)
    label = ((say.language == "en" and found.says_en) or found.says) if found else None
    return f"{label} ({code})" if label else code
