"""What offers and rulesets say beside their conditions, before and after: texts, sources, contacts and the like."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from tilbud_engine.dated import Model
from tilbud_engine.lab.differences.forms import meant
from tilbud_engine.lab.differences.values import FieldChange
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.resolved import BoundHint, ResolvedOffer
from tilbud_engine.rules.ruleset import leg_sets_on

WEIGHTY = ("answers", "entitlement", "privacy")
"""What moves persons without a condition: whom the card answers, what kind of decision it is, and who may see it."""

# What is compared as conditions, or follows from them.
_RULES = {
    "eligible",
    "own",
    "also",
    "right",
    "not_offered",
    "not_loaded",
    "faults",
    "right_faults",
    "moves_daily",
    "rule",
    "version",
}
_OF_OFFER = {"offer", "eligible", "parameters", "scope", "municipalities", "valid", "status", "rights", "hints"}
_OF_RULESET = {"title", "about", "sources", "assumptions"}

Said = Mapping[str, Any]


def offer_fields(old: ResolvedOffer | None, new: ResolvedOffer | None) -> tuple[list[FieldChange], list[FieldChange]]:
    """Return what changed of an offer beside its conditions: what moves persons all the same, and what does not.

    An offer that is on one side alone has no such changes.
    """
    if old is None or new is None or old is new:
        return [], []
    found = list(_changes(_said(old), _said(new)))
    weighty = [one for one in found if one.path[0] in WEIGHTY]
    return weighty, [one for one in found if one.path[0] not in WEIGHTY]


def ruleset_fields(old: RulesAt, new: RulesAt) -> list[FieldChange]:
    """Return what changed of what the rulesets themselves say, the telephones for danger included.

    Two rulesets of different names have titles and sources of their own; only what a citizen may meet is compared.
    """
    named = old.ruleset == new.ruleset
    return list(_changes(_of_ruleset(old, named=named), _of_ruleset(new, named=named)))


def _said(one: ResolvedOffer) -> Said:
    offer = one.offer.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_OF_OFFER)
    # Beside the offer's own fields those of the ruleset: what it says holds.
    resolved = {
        field.name: _plain(getattr(one, field.name))
        for field in dataclasses.fields(one)
        if field.name not in _RULES and field.name not in ("offer", "rights", "hints", "status")
    }
    return {
        **offer,
        **{key: value for key, value in resolved.items() if value not in (None, (), [], {})},
        "status": one.status,
        "entitlement": one.offer.entitlement,
        "privacy": one.offer.privacy,
        "rights": [_plain((right.text, right.text_en, right.source)) for right in one.rights],
        "hints": [_hint(hint) for hint in one.hints],
    }


def _hint(hint: BoundHint) -> Said:
    # A hint with another condition is another hint, also where its words are the same.
    return {"text": hint.text, "text_en": hint.text_en, "when": hash(meant(hint.when))}


def _of_ruleset(rules: RulesAt, *, named: bool) -> Said:
    layers = rules.engine.rulebook.layers(rules.ruleset)
    top = layers[0].history.at(rules.on) if named else None
    said = {} if top is None else top.model_dump(mode="json", by_alias=True, exclude_defaults=True, include=_OF_RULESET)
    legs = {name: _plain(one) for name, (one, _) in leg_sets_on(layers, rules.on).items()}
    return {**said, "emergency": _plain(rules.resolved.emergency), "leg_sets": legs}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _changes(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[FieldChange]:
    """Yield each place where two documents differ; of lists what was taken out and what came in."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _changes(old.get(key), new.get(key), (*path, str(key)))
    elif isinstance(old, list | None) and isinstance(new, list | None):
        before, after = old or [], new or []
        gone = [one for one in before if one not in after]
        come = [one for one in after if one not in before]
        if len(gone) == len(come) and all(isinstance(one, Mapping) for one in (*gone, *come)):
            for one, other in zip(gone, come, strict=True):
                yield from _changes(one, other, path)
        elif path[:1] == ("answers",):
            yield FieldChange(path, _text(gone) or None, _text(come) or None)
        else:
            yield from (FieldChange(path, _text(one), None) for one in gone)
            yield from (FieldChange(path, None, _text(one)) for one in come)
    else:
        yield FieldChange(path, None if old is None else _text(old), None if new is None else _text(new))


def _text(value: Any) -> str:
    """Return a value on one line, as a reader would write it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            # The other language says the same; the condition of a hint is told by its words.
            shown = [one for key, one in value.items() if one is not None and key != "when" and not key.endswith("_en")]
            return ", ".join(map(_text, shown))
        case list() | tuple():
            return "; ".join(_text(one) for one in value if one is not None)
        case _:
            return str(value)
